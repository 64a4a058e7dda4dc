"""The pages of the lessons: read before any script runs, and with a teacher's own folder before the lab's."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from policyscope.errors import InvalidInput
from policyscope.web.lessons import Library
from policyscope.web.settings import settings_from
from tests.web.kit import Running, serving


def test_every_lesson_has_its_page(server: Running) -> None:
    contents = server.get("/lessons/").text
    names = re.findall(r'href="\.\./lessons/([\w-]+)"', contents)
    assert "why-the-log" in names
    for name in dict.fromkeys(names):
        page = server.get(f"/lessons/{name}")
        assert page.status_code == 200
        assert "{{" not in page.text
        assert "$" not in re.sub(r"<script.*?</script>", "", page.text, flags=re.DOTALL)
        assert "@{" not in page.text
        told = json.loads(page.text.partition('id="lesson">')[2].partition("</script>")[0])
        assert page.text.count('class="step"') == len(told["steps"])
        ids = re.findall(r'\bid="([^"]+)"', page.text)
        assert len(ids) == len(set(ids))


def test_a_lesson_is_whole_without_scripts(server: Running) -> None:
    page = server.get("/lessons/why-the-log").text
    body = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "<math" in body
    assert body.count('<details class="reveal"') == body.count('<form class="question"') > 4
    assert '<figure class="still"><svg' in body
    assert 'src="../embed?preset=delete_the_log' in body
    assert "hidden" not in re.findall(r'<section class="step"[^>]*>', body)[0]


def test_what_is_not_there_is_said(server: Running) -> None:
    answer = server.get("/lessons/why-the-lag")
    assert answer.status_code == 404
    assert "why-the-log" in answer.json()["detail"]


def test_a_page_is_asked_for_again_only_when_it_has_changed(server: Running) -> None:
    first = server.get("/lessons/why-the-log")
    assert server.get("/lessons/why-the-log", headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_a_teachers_lesson_comes_first_and_follows_its_file(tmp_path: Path, example: str) -> None:
    path = tmp_path / "03-one-draw.md"
    path.write_text(example, encoding="utf-8")
    (tmp_path / "broken.md").write_text("nothing")
    with serving(lessons=str(tmp_path)) as own:
        assert re.findall(r"lessons/([\w-]+)", own.get("/lessons").text)[0] == "one-draw"
        assert own.get("/lessons/broken").status_code == 404
        assert own.get("/lessons/why-the-log").status_code == 200
        path.write_text(example.replace("One draw", "A single draw"), encoding="utf-8")
        assert "A single draw" in own.get("/lessons/one-draw").text


def test_one_that_breaks_is_left_out_and_the_log_says_why(tmp_path: Path, example: str, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "one-draw.md"
    path.write_text(example)
    library = Library([tmp_path])
    assert [each.name for each in library.lessons()] == ["one-draw"]
    path.write_text(example.replace("wrong: sign", "wrong: sgin"))
    os.utime(path, (1, 1))
    assert library.lessons() == []
    assert "`sgin` is no misconception" in caplog.text


def test_the_folder_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="a folder that exists"):
        settings_from({"lessons": str(tmp_path / "nowhere")})
