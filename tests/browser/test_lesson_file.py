"""A lesson in one file, offline: it is walked with one error and rightly, its picture plays, and it asks for nothing but itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from policyscope.web.assets import static_root
from policyscope.web.lessons import Library
from policyscope.web.recordings import Look, lesson_page
from tests.browser.answering import give, known_errors, questions, truth
from tests.browser.kit import Read

SHOWN = "#lab iframe:not(.coming)"


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lessons = Library([static_root() / "lessons"]).lessons()
    path = tmp_path_factory.mktemp("lessons") / "why the log.html"
    path.write_text(lesson_page(next(one for one in lessons if one.name == "why-the-log"), lessons, Look(lab="https://lab.example.org/")))
    return path


def answer_rightly(page: Page, n: int, step: dict) -> None:  # type: ignore[type-arg]
    for i, asked in enumerate(step["questions"], 1):
        give(page.locator(f"#q{n}-{i}"), asked, truth(asked))
        expect(page.locator(f"#q{n}-{i}")).to_have_attribute("data-verdict", "right")
        expect(page.locator(f"[data-of=q{n}-{i}]")).to_be_visible()


def test_it_is_walked_offline_and_asks_for_itself_alone(lesson: Path, read: Read) -> None:
    page, asked = read(lesson.as_uri(), accept_downloads=True)
    told = json.loads(page.locator("#lesson").text_content() or "")
    lab = page.frame_locator(SHOWN)
    expect(lab.get_by_role("region", name="Action probabilities")).to_be_visible()
    expect(lab.get_by_role("slider")).to_have_count(0)
    for n, step in enumerate(told["steps"], 1):
        expect(page.locator(f"#step-{n} h2")).to_be_visible()
        if n == 2:
            (arrow,) = step["questions"]
            named = next(answer for answer, said in known_errors(arrow) if said.startswith("The log left out"))
            give(page.locator("#q2-1"), arrow, named)
            expect(page.locator("#q2-1 .verdict")).to_contain_text("The log left out")
        answer_rightly(page, n, step)
        if n == 5:
            expect(lab.get_by_role("region", name="Why the log")).to_be_visible()
            lab.get_by_role("button", name="Play").click()
            expect(lab.get_by_role("slider", name="Step through the run")).to_have_attribute(
                "aria-valuetext", re.compile(r"Update [1-9]\d* of 300")
            )
            link = lab.get_by_role("link", name="Open in the lab")
            expect(link).to_have_attribute("href", re.compile(r"^https://lab\.example\.org/\?"))
        if n < len(told["steps"]):
            page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("link", name="Open the lab as it stands at the end")).to_have_attribute("href", re.compile("^https://lab"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my answers").click()
    kept = json.loads(download.value.path().read_text())
    assert len(kept["answers"]) == len(list(questions(told)))
    assert all(one["right"] for one in kept["answers"])
    assert kept["address"].startswith("/lessons/why-the-log#8;1.1=0;2.1=")
    assert asked == [lesson.as_uri()]


def test_on_a_phone_pictures_have_room_below_each_other(lesson: Path, read: Read) -> None:
    page, _ = read(f"{lesson.as_uri()}#2")
    page.set_viewport_size({"width": 375, "height": 812})
    lab = page.frame_locator(SHOWN)
    page.locator("#lab").scroll_into_view_if_needed()
    expect(lab.get_by_role("region", name="Action probabilities")).to_be_visible()
    single = (page.locator("#lab").bounding_box() or {})["height"]
    page.locator("#q2-1").get_by_role("button", name="I don’t know").click()
    expect(lab.get_by_role("region", name="Why the log")).to_be_attached()
    assert (page.locator("#lab").bounding_box() or {})["height"] > 1.7 * single


def test_in_a_sandbox_it_teaches_and_tells_its_page(lesson: Path, read: Read) -> None:
    """As a notebook or an editor shows it: a frame without an address, in which nothing can be kept."""
    page, asked = read("about:blank")
    page.evaluate(
        """(html) => {
          onmessage = (event) => event.data.type === "policyscope:answered" && (window.heard = event.data.statement);
          const frame = document.createElement("iframe");
          Object.assign(frame, { id: "f", width: 1200, height: 700, sandbox: "allow-scripts", srcdoc: html });
          document.body.append(frame);
        }""",
        lesson.read_text(),
    )
    inner = page.frame_locator("#f")
    expect(inner.frame_locator(SHOWN).get_by_role("region", name="Action probabilities")).to_be_visible()
    inner.get_by_role("radio").first.check()
    inner.get_by_role("button", name="Check my answer").first.click()
    expect(inner.locator("#q1-1")).to_have_attribute("data-verdict", "right")
    inner.get_by_role("button", name="Next", exact=True).click()
    expect(inner.locator("#step-2 h2")).to_be_visible()
    page.wait_for_function("() => window.heard")
    assert page.evaluate("() => window.heard.object.id") == "/lessons/why-the-log#1.1"
    assert [url for url in asked if not url.startswith("about:")] == []
