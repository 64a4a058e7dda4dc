"""Every lesson walked through: each question answered rightly, and once with each wrong answer that has a name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from policyscope.web.assets import static_root
from policyscope.web.lessons import name_of
from tests.browser.kit import Open, Server, violations

NAMES = [name_of(path) for path in sorted((static_root() / "lessons").glob("*.md"))]


def opened(open_page: Open, server: Server, name: str, fragment: str = "", **options: Any) -> tuple[Page, dict[str, Any]]:
    page = open_page(f"{server.url}/lessons/{name}{fragment}", ready=False, **options)
    expect(page.locator("html")).to_have_class("live")
    return page, json.loads(page.locator("#lesson").text_content() or "")


def questions(told: dict[str, Any]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    for n, step in enumerate(told["steps"], 1):
        for i, asked in enumerate(step["questions"], 1):
            yield n, i, asked


def give(form: Locator, asked: dict[str, Any], answer: list[float]) -> None:
    if asked["kind"] == "choice":
        form.get_by_role("radio").nth(int(answer[0])).check()
    elif asked["kind"] == "number":
        form.get_by_role("textbox").fill(f"{answer[0]:.6g}".replace("-", "−"))
    else:
        for i, value in enumerate(answer):
            form.get_by_role("slider").nth(i).fill(f"{_on_step(form.get_by_role('slider').nth(i), value):.10g}")
    form.get_by_role("button", name="Check my answer").click()


def _on_step(slider: Locator, value: float) -> float:
    low, step = (float(slider.get_attribute(name) or 0) for name in ("min", "step"))
    return low + round((value - low) / step) * step


def truth(asked: dict[str, Any]) -> list[float]:
    return [[one["right"] for one in asked["options"]].index(True)] if asked["kind"] == "choice" else asked["answer"]


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_walked_rightly(server: Server, open_page: Open, name: str) -> None:
    page, told = opened(open_page, server, name)
    for n, step in enumerate(told["steps"], 1):
        expect(page.get_by_role("heading", name=step["title"])).to_be_visible()
        for i, asked in enumerate(step["questions"], 1):
            form = page.locator(f"#q{n}-{i}")
            reveal = page.locator(f"[data-of=q{n}-{i}]")
            expect(reveal).to_be_hidden()
            give(form, asked, truth(asked))
            expect(form).to_have_attribute("data-verdict", "right")
            expect(reveal).to_be_visible()
        expect(page.locator(f"#places a >> nth={n - 1}")).to_have_attribute("aria-current", "step")
        if n < len(told["steps"]):
            page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("link", name="Open the lab as it stands at the end")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my answers").click()
    kept = json.loads(download.value.path().read_text())
    assert len(kept["answers"]) == len(list(questions(told)))
    assert all(one["right"] for one in kept["answers"])


@pytest.mark.parametrize("name", NAMES)
def test_every_error_that_has_a_name_is_met(server: Server, open_page: Open, name: str) -> None:
    page, told = opened(open_page, server, name)
    for n, i, asked in questions(told):
        page.locator("#places a").nth(n - 1).click()
        form = page.locator(f"#q{n}-{i}")
        wrong = [([k], "", one["says"]) for k, one in enumerate(asked["options"]) if not one["right"]]
        wrong += [(one["at"], one["title"], one["says"]) for one in asked["wrong"]]
        for answer, title, says in wrong:
            give(form, asked, answer)
            expect(form).to_have_attribute("data-verdict", "wrong")
            heard = page.evaluate("(html) => new DOMParser().parseFromString(html, 'text/html').body.textContent", says)
            expect(form.locator(".verdict")).to_contain_text(f"{title}. {heard}" if title else heard)


def test_the_lab_cannot_be_played_before_an_answer(server: Server, open_page: Open) -> None:
    page, _ = opened(open_page, server, "why-the-log")
    lab = page.frame_locator("#lab iframe:not(.coming)")
    expect(lab.get_by_role("region").first).to_be_visible()
    expect(lab.get_by_role("button", name="Play")).to_have_count(0)
    page.locator(".step.now").get_by_role("button", name="I don’t know").click()
    expect(page.locator(".step.now form")).to_have_attribute("data-verdict", "unknown")
    expect(lab.get_by_role("button", name="Play")).to_be_visible()
    expect(page.locator("#lab iframe")).to_have_count(1)


def test_answers_are_in_the_address(server: Server, open_page: Open) -> None:
    page, told = opened(open_page, server, "why-the-log")
    page.get_by_role("button", name="Next", exact=True).click()
    give(page.locator("#q2-1"), told["steps"][1]["questions"][0], [0.06, -0.06])
    page.wait_for_function("() => location.hash === '#2;2.1=0.06,-0.06'")
    page.reload()
    expect(page.locator("#q2-1")).to_have_attribute("data-verdict", "wrong")
    expect(page.locator("#q2-1 .beside")).to_have_text("You said 0.06, −0.06; it is −0.09, 0.09.")
    page.go_back()
    expect(page.locator("#step-1")).to_be_visible()


def test_a_parent_is_told(open_page: Open) -> None:
    with_frames = Server(frame_ancestors="'self'")
    try:
        page = open_page(f"{with_frames.url}/lessons/", ready=False, lost_server=True)
        page.evaluate(
            "() => { onmessage = (e) => e.data.type === 'policyscope:answered' && (window.heard = e.data);"
            "const frame = document.createElement('iframe'); frame.src = 'why-the-log'; document.body.append(frame); }"
        )
        inner = page.frame_locator("iframe").first
        inner.get_by_role("radio").first.check()
        inner.get_by_role("button", name="Check my answer").first.click()
        page.wait_for_function("() => window.heard")
        told = page.evaluate("() => window.heard")
        assert told["version"] == 1
        assert told["statement"]["object"]["id"] == "/lessons/why-the-log#1.1"
        assert told["statement"]["result"] == {"response": "0", "success": True}
        page.goto("about:blank")
    finally:
        with_frames.stop()


@pytest.mark.parametrize(("theme", "size"), [("light", (1440, 900)), ("dark", (375, 812)), ("projector", (1280, 720))])
def test_axe_finds_nothing(server: Server, open_page: Open, theme: str, size: tuple[int, int]) -> None:
    page = open_page(f"{server.url}/lessons/why-the-log?theme={theme}#2;2.1=0.06,-0.06", ready=False, size=size, bypass_csp=True)
    expect(page.locator("#q2-1 .beside")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{server.url}/lessons/?theme={theme}")
    assert violations(page) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [1280, 375, 320])
def test_no_width_loses_anything(server: Server, open_page: Open, name: str, width: int) -> None:
    page, told = opened(open_page, server, name, size=(width, 800))
    for n in range(1, len(told["steps"]) + 1):
        page.evaluate("(n) => { location.hash = n; }", n)
        expect(page.locator(f"#step-{n}")).to_be_visible()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, n


def test_it_is_read_without_scripts(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/lessons/why-the-log", ready=False, java_script_enabled=False)
    expect(page.locator("#step-6")).to_be_visible()
    expect(page.locator(".still svg").first).to_be_visible()
    page.locator("summary").last.click()
    expect(page.locator(".reveal").last.locator("math").first).to_be_visible()


def test_it_prints_as_a_worksheet(server: Server, open_page: Open) -> None:
    page, told = opened(open_page, server, "why-the-log")
    page.emulate_media(media="print")
    for n in range(1, len(told["steps"]) + 1):
        expect(page.locator(f"#step-{n}")).to_be_visible()
    expect(page.locator("#lab")).to_be_hidden()
    expect(page.locator("#step-1 .still svg")).to_be_visible()
    expect(page.locator(".reveal").first).to_be_hidden()


def test_the_keyboard_alone_walks_it(server: Server, open_page: Open) -> None:
    page, _ = opened(open_page, server, "why-the-log")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#q1-1")).to_have_attribute("data-verdict", "wrong")
    page.get_by_role("button", name="Next", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#step-2 h2")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#q2-1 output").first).to_have_text("0.002")
