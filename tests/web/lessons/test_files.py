"""A lesson as one file: all of them can be written, nothing in them is somewhere else, and what cannot act is not shown."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from policyscope.errors import InvalidInput
from policyscope.web.assets import static_root
from policyscope.web.lessons import Library
from policyscope.web.recordings import Look, lesson_page

FOLDER = static_root() / "lessons"
NAMES = [re.sub(r"^\d+-", "", path.stem) for path in sorted(FOLDER.glob("*.md"))]
LAB = "https://lab.example.org/"


def written(folder: Path, name: str, look: Look | None = None) -> str:
    lessons = Library([folder]).lessons()
    return lesson_page(next(one for one in lessons if one.name == name), lessons, look)


def held(page: str, name: str) -> str:
    return page.partition(f'id="{name}">')[2].partition("</script>")[0]


def unpacked(page: str, name: str) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(held(page, name))))


def body_of(page: str) -> str:
    return re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)


@pytest.fixture
def own(tmp_path: Path, example: str) -> Path:
    """A folder with the example of docs/lessons.md, a control and links in it."""
    text = example.replace("All three arms", "All three arms, [here](../?preset=grid) and [there](https://example.org/), at @[lr],", 1)
    (tmp_path / "one-draw.md").write_text(text.replace("lab: ?", "updates: 700\nlab: ?", 1), encoding="utf-8")
    return tmp_path


@pytest.mark.compiled
@pytest.mark.parametrize("name", NAMES)
def test_each_lesson_is_one_file(name: str) -> None:
    page = written(FOLDER, name)
    assert len(page.encode()) <= 2_000_000
    body = body_of(page)
    assert "{{" not in body
    assert "<iframe" not in body
    assert '<input class="control"' not in body
    assert not re.search(r'\b(?:src|srcset|poster)=|<a [^>]*href="(?!https?://)', body)
    frames, told = json.loads(held(page, "frames")), json.loads(held(page, "lesson"))
    for step in told["steps"]:
        for query in (step["lab"], step["then"]):
            run = unpacked(page, f"run-{frames[query]['run']}")
            assert run["frames"][0]["update"] == 0
            assert run["frames"][-1]["update"] >= 1
    assert page.count("@font-face") == 1


def test_what_a_step_plays_is_as_long_as_it_says(own: Path) -> None:
    page = written(own, "one-draw")
    run = unpacked(page, "run-0")
    assert run["frames"][-1]["update"] == 700
    (frame,) = json.loads(held(page, "frames")).values()
    assert frame == {"run": 0, "query": "?speed=35&panels=probabilities,polygon"}
    assert [preset["name"] for preset in shared(page)["catalog"]["presets"]] == ["three_arms"]


def shared(page: str) -> Any:
    return unpacked(unpacked(page, "frame")["page"], "shared")


def test_its_policy_lets_its_two_scripts_run_and_nothing_in(own: Path) -> None:
    page = written(own, "one-draw")
    policy = page.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    inner = unpacked(page, "frame")["page"].partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    (plays,) = re.findall(r"'sha256-[^']+'", inner)
    assert plays in re.findall(r"'sha256-[^']+'", policy)
    assert len(re.findall(r"'sha256-[^']+'", policy)) == 2


def test_without_a_lab_links_to_it_are_words(own: Path) -> None:
    body = body_of(written(own, "one-draw"))
    assert re.findall(r'href="([^"]+)"', body) == ["data:,", "https://example.org/"]
    assert "All three arms, here and" in body
    assert "The lab beside it was recorded" in body
    assert 'id="sandbox"' not in body
    assert re.search(r'at <span class="fact">[\d.]+</span>,', body)
    assert "its settings can be changed only in a lab" in body


def test_with_a_lab_they_lead_there(own: Path) -> None:
    page = written(own, "one-draw", Look(lab=LAB, theme="dark"))
    body = body_of(page)
    for place in ("?preset=grid", "lessons/one-draw#1", "?preset=three_arms&amp;panels=probabilities,polygon"):
        assert f'href="{LAB}{place}" target="_blank" rel="noopener"' in body
    assert shared(page)["lab"] == LAB
    assert '<html lang="en" data-embed="" data-theme="dark">' in page


def test_the_same_lesson_is_the_same_file(own: Path) -> None:
    assert written(own, "one-draw") == written(own, "one-draw")


def test_a_step_in_the_middle_of_a_run_cannot_be_recorded(own: Path) -> None:
    path = own / "one-draw.md"
    path.write_text(path.read_text(encoding="utf-8").replace("lab: ?", "lab: ?at=5&", 1), encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"lesson: expected steps that open the lab at a run's beginning, got .* Leave at out\."):
        written(own, "one-draw")
