"""The command line's files: recordings, lessons as files, and lessons checked."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.commands import Command


def test_a_lesson_is_checked_by_file_and_line(command: Command, root: Path, tmp_path: Path) -> None:
    lesson = root / "static" / "lessons" / "02-why-the-log.md"
    assert command("lesson", "check", str(lesson)) == (0, "", "")
    spoilt = tmp_path / "02-why-the-log.md"
    spoilt.write_text(lesson.read_text(encoding="utf-8").replace("wrong: sign", "wrong: sgin"), encoding="utf-8")
    said = command("lesson", "check", str(spoilt))
    assert said.code == 1
    assert re.match(rf"{re.escape(str(spoilt))}:\d+: `sgin` is no misconception; there are sign, no_log", said.out)


def test_export_writes_a_recording_and_what_it_shares(command: Command, tmp_path: Path) -> None:
    words = ("export", "--preset", "three_arms", "--updates", "20", "--panels", "probabilities,curve", "--theme", "dark")
    page, player, still, png = (tmp_path / name for name in ("a.html", "player.js", "a.svg", "a.png"))
    assert command(*words, "-o", str(page), "--shared-player", str(player), "--still", str(still), "--png", str(png)).code == 0
    assert '<script src="player.js"></script>' in page.read_text()
    assert "DecompressionStream" in player.read_text()
    assert still.read_text().startswith("<svg ")
    assert png.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--panels", "nothing"), "panels: expected panels among gaussian"),
        (("--compare", "optimizer.learning_rate"), "--compare: expected PATH=VALUE"),
        (("--compare", "nothing=1"), "nothing: expected a field that exists"),
        (("--lab", "javascript:alert(1)"), "--lab: expected an address that begins with https://"),
        (("--shared-player", "elsewhere/player.js"), "--shared-player: expected a file beside"),
    ],
)
def test_export_says_what_it_cannot_do(command: Command, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    outcome = command("export", "--updates", "5", "-o", str(tmp_path / "a.html"), *words)
    assert outcome.code == 2
    assert said in outcome.err


def test_a_png_that_cannot_be_drawn_stops_an_export_before_it_records(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    outcome = command("export", "--preset", "three_arms", "-o", str(tmp_path / "a.html"), "--png", str(tmp_path / "a.png"))
    assert outcome.code == 2
    assert "--png: expected resvg-py" in outcome.err
    assert "pip install 'policyscope[png]'" in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_a_lesson_of_ones_own_is_exported(command: Command, tmp_path: Path, example: str) -> None:
    lesson, page = tmp_path / "one-draw.md", tmp_path / "a.html"
    lesson.write_text(example, encoding="utf-8")
    assert command("export", "--lesson", str(lesson), "-o", str(page), "--lab", "https://lab.example.org", "--theme", "dark").code == 0
    text = page.read_text(encoding="utf-8")
    assert '<html lang="en" data-embed="" data-theme="dark">' in text
    assert 'href="https://lab.example.org/?preset=three_arms' in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--lesson", "why-not"), "--lesson: expected one of one-update-by-hand, why-the-log, "),
        (("--lesson", "why-not.md"), "--lesson: expected the file of a lesson that can be shown"),
        (
            ("--lesson", "why-the-log", "--preset", "grid", "-n", "5"),
            '--lesson: expected a lesson alone, got "why-the-log with --preset, --updates"',
        ),
        (("--lesson", "why-the-log", "--plotly"), "It says itself what it shows; with it go -o, --theme and --lab."),
        (("--lesson", "why-the-log", "--lab", "lab.example.org"), "--lab: expected an address that begins with https://"),
    ],
)
def test_a_lesson_that_cannot_be_exported_is_explained(command: Command, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    outcome = command("export", "-o", str(tmp_path / "a.html"), *words)
    assert outcome.code == 2
    assert said in outcome.err
    assert not (tmp_path / "a.html").exists()


def test_a_lesson_with_a_mistake_is_not_exported(command: Command, tmp_path: Path, example: str) -> None:
    lesson = tmp_path / "one-draw.md"
    lesson.write_text(example.replace("wrong: sign", "wrong: sgin"), encoding="utf-8")
    outcome = command("export", "--lesson", str(lesson), "-o", str(tmp_path / "a.html"))
    assert outcome.code == 2
    assert "policyscope lesson check" in outcome.err
    assert "`sgin` is no misconception" in outcome.err
