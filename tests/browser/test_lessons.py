"""Every lesson walked through: each question answered rightly, and once with each wrong answer that has a name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from policyscope.web.assets import static_root
from policyscope.web.lessons import name_of
from tests.browser.answering import give, known_errors, questions, truth
from tests.browser.elsewhere import elsewhere
from tests.browser.kit import Open, Server, drag, eventually, free_port, violations

TOO_WIDE = """async (width) => {
  const steps = [...document.querySelectorAll('.step')];
  const shown = steps.findIndex((step) => step.classList.contains('now'));
  const wide = [];
  for (const [i, step] of steps.entries()) {
    steps.forEach((other) => other.classList.toggle('now', other === step));
    if (document.documentElement.scrollWidth > width) wide.push(i + 1);
  }
  steps.forEach((step, i) => step.classList.toggle('now', i === shown));
  return wide;
}"""
"""The steps, with all their answers unfolded, that are wider than the window."""

TRY_ALL = """(form, [kind, answers]) => answers.map((answer) => {
  const inputs = [...form.querySelectorAll('fieldset input')];
  const items = () => [...form.querySelectorAll('.order li')];
  if (kind === 'choice') inputs[answer[0]].click();
  else if (kind === 'order') answer.forEach((place, at) => {
    const item = items().find((one) => Number(one.dataset.item) === place);
    while (items().indexOf(item) > at) item.querySelector('button').click();
  });
  else answer.forEach((value, i) => {
    inputs[i].value = value;
    inputs[i].dispatchEvent(new Event('input', { bubbles: true }));
  });
  form.querySelector('button[type=submit]').click();
  return [form.dataset.verdict, form.querySelector('.verdict').textContent];
})"""
"""One wrong answer after the other, and what the page says to each."""

COURSE = """<!doctype html><title>A course</title><script>
window.heights = [];
onmessage = (event) => event.data.subject === 'lti.frameResize' && window.heights.push(event.data.height);
</script><iframe sandbox="allow-scripts" width="900" height="700" src="LESSON"></iframe>"""

PLAIN = "(texts) => texts.map((html) => new DOMParser().parseFromString(html, 'text/html').body.textContent)"

NAMES = [name_of(path) for path in sorted((static_root() / "lessons").glob("*.md"))]


def opened(
    open_page: Open, server: Server, name: str, fragment: str = "", pictures: bool = True, **options: Any
) -> tuple[Page, dict[str, Any]]:
    """A lesson, and what it told its page. Without pictures the lab beside it stays empty: a walk needs none."""
    page = open_page("about:blank", ready=False, **options)
    if not pictures:
        page.route("**/embed?*", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto(f"{server.url}/lessons/{name}{fragment}")
    expect(page.locator("html")).to_have_class("live")
    return page, json.loads(page.locator("#lesson").text_content() or "")


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_walked_with_every_known_error_and_rightly(server: Server, open_page: Open, name: str) -> None:
    page, told = opened(open_page, server, name, pictures=False)
    for n, step in enumerate(told["steps"], 1):
        expect(page.locator(f"#step-{n} h2")).to_contain_text(step["title"])
        for i, asked in enumerate(step["questions"], 1):
            form, reveal = page.locator(f"#q{n}-{i}"), page.locator(f"[data-of=q{n}-{i}]")
            expect(reveal).to_be_hidden()
            errors = list(known_errors(asked))
            said = form.evaluate(TRY_ALL, [asked["kind"], [answer for answer, _ in errors]])
            for (verdict, heard), expected in zip(said, page.evaluate(PLAIN, [says for _, says in errors]), strict=True):
                assert verdict == "wrong"
                assert expected in heard
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
    assert page.evaluate(TOO_WIDE, 1440) == []
    for width in (375, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(TOO_WIDE, width) == []


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


def test_a_parent_is_told(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/lessons/", ready=False)
    page.evaluate(
        "() => { onmessage = (e) => e.data.type === 'policyscope:answered' && (window.heard = e.data);"
        "const frame = document.createElement('iframe'); frame.src = 'why-the-log?embed'; document.body.append(frame); }"
    )
    inner = page.frame_locator("iframe").first
    inner.get_by_role("radio").first.check()
    inner.get_by_role("button", name="Check my answer").first.click()
    page.wait_for_function("() => window.heard")
    told = page.evaluate("() => window.heard")
    assert told["version"] == 1
    assert told["statement"]["object"]["id"] == "/lessons/why-the-log#1.1"
    assert told["statement"]["result"] == {"response": "0", "success": True}


@pytest.mark.parametrize(("theme", "size"), [("light", (1440, 900)), ("dark", (375, 812)), ("projector", (1280, 720))])
def test_axe_finds_nothing(server: Server, open_page: Open, theme: str, size: tuple[int, int]) -> None:
    page = open_page(f"{server.url}/lessons/why-the-log?theme={theme}#2;2.1=0.06,-0.06", ready=False, size=size, bypass_csp=True)
    expect(page.locator("#q2-1 .beside")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{server.url}/lessons/credit-on-a-gridworld?theme={theme}#4;4.1=0,1,2,3")
    expect(page.locator("#q4-1")).to_have_attribute("data-verdict", "wrong")
    assert violations(page) == []
    page.goto(f"{server.url}/lessons/luck-and-commitment?theme={theme}#8")
    expect(page.locator("#step-8 .control")).to_be_enabled()
    assert violations(page) == []
    page.goto(f"{server.url}/lessons/?theme={theme}")
    assert violations(page) == []


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


def test_every_kind_of_question_has_room_on_paper(server: Server, open_page: Open) -> None:
    page, _ = opened(open_page, server, "credit-on-a-gridworld", pictures=False)
    page.emulate_media(media="print")
    expect(page.locator("#step-1 .still svg")).to_be_visible()
    expect(page.locator("#q4-1 .place").first).to_be_visible()
    expect(page.locator("#q4-1 .moves").first).to_be_hidden()
    page.goto(f"{server.url}/lessons/gaussian-policies")
    expect(page.locator("#q3-1 .plane svg")).to_be_visible()
    expect(page.locator("#q3-1 .tip")).to_be_hidden()
    expect(page.locator("#q3-1 .arrows")).to_be_hidden()


def test_a_step_lights_up_its_marks(server: Server, open_page: Open) -> None:
    page, _ = opened(open_page, server, "three-objectives", "#6;5.1=0;6.1=0")
    bars = page.frame_locator("#lab iframe:not(.coming)").locator(".plot").nth(1)
    colors = "(plot) => (plot.data ?? []).filter((trace) => trace.name === 'steps in the long run').map((trace) => trace.marker.line.color)"
    plain = eventually(page, lambda: bars.evaluate(colors))
    page.get_by_role("button", name="Back", exact=True).click()
    faint = eventually(page, lambda: [color for color in bars.evaluate(colors) if color not in plain])
    page.get_by_role("button", name="Next", exact=True).click()
    eventually(page, lambda: bars.evaluate(colors) == plain != faint)


def test_a_number_in_the_prose_changes_the_lab(server: Server, open_page: Open) -> None:
    page, _ = opened(open_page, server, "luck-and-commitment", "#8")
    lab = page.frame_locator("#lab iframe:not(.coming)")
    expect(lab.get_by_role("button", name="Play")).to_be_visible()
    field = page.get_by_role("spinbutton", name="Learning rate")
    expect(field).to_have_value("2")
    field.fill("0.3")
    field.press("Enter")
    expect(lab.get_by_label("Learning rate").locator("visible=true").first).to_have_value("0.3")
    field.fill("-1")
    field.press("Enter")
    expect(field).to_have_value("2")
    expect(page.locator("#live")).to_contain_text("0")


@pytest.mark.parametrize("fragment", ["", "#4&embed"])
def test_it_is_framed_whole_or_one_step_alone(server: Server, open_page: Open, fragment: str) -> None:
    """From another origin, in a sandbox: as a course page would."""
    lesson = f"{server.url}/lessons/credit-on-a-gridworld?embed{fragment}"
    with elsewhere({"/": COURSE.replace("LESSON", lesson)}) as course:
        page = open_page(f"{course}/", ready=False)
    inner = page.frame_locator("iframe")
    expect(inner.locator("html")).to_have_class("live")
    expect(inner.locator("body > header")).to_be_hidden()
    if fragment:
        expect(inner.locator("#step-4 h2")).to_be_visible()
        expect(inner.locator(".stepper")).to_be_hidden()
        inner.get_by_role("button", name="Check my answer").locator("visible=true").click()
        expect(inner.locator("#q4-1")).to_have_attribute("data-verdict", "wrong")
    else:
        inner.get_by_role("button", name="Next", exact=True).click()
        expect(inner.locator("#step-2 h2")).to_be_visible()
    inner.locator("#lab").scroll_into_view_if_needed()
    expect(inner.frame_locator("#lab iframe:not(.coming)").get_by_role("region", name="World")).to_be_visible()
    assert page.evaluate("() => window.heights.length") > 0


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
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator("#q2-1").get_by_role("textbox").first).to_have_value("-0.003")
    expect(page.locator("#q2-1").get_by_role("textbox").last).to_have_value("0.015")
    page.get_by_role("button", name="Check my answer").locator("visible=true").click()
    expect(page.locator("#q2-1")).to_have_attribute("data-verdict", "wrong")


def test_an_arrow_is_dragged_and_the_true_one_stands_beside_it(server: Server, open_page: Open) -> None:
    page, told = opened(open_page, server, "why-the-log", "#2", pictures=False)
    form = page.locator("#q2-1")
    form.get_by_role("button", name="Check my answer").click()
    expect(form.locator(".verdict")).to_contain_text("Drag the tip of the arrow")
    side = (form.locator(".plane svg").bounding_box() or {})["width"]
    reach = 0.15
    log = next(one for one in told["steps"][1]["questions"][0]["wrong"] if one["title"] == "The log left out")
    drag(page, form.locator(".tip"), (side / 2 * log["at"][0] / reach, -side / 2 * log["at"][1] / reach))
    expect(form.locator(".arrows path")).to_have_count(1)
    form.get_by_role("button", name="Check my answer").click()
    expect(form.locator(".verdict")).to_contain_text("The log left out")
    expect(form.locator(".arrows .true")).to_have_count(1)
    expect(form.locator(".arrows .named")).to_have_count(1)


def test_an_order_is_dragged_and_kept(server: Server, open_page: Open) -> None:
    page, _ = opened(open_page, server, "credit-on-a-gridworld", "#4", pictures=False)
    form = page.locator("#q4-1")
    drag(page, form.locator("li .words").nth(0), (0, 60))
    expect(form.locator("li").nth(0)).to_have_attribute("data-item", "1")
    form.get_by_role("button", name="Check my answer").click()
    page.wait_for_function("() => location.hash === '#4;4.1=1,0,2,3'")
    page.reload()
    expect(form.locator("li").nth(0)).to_have_attribute("data-item", "1")
    expect(form.locator("li").nth(0)).to_have_attribute("data-right", "true")


def test_a_symbol_says_what_it_means(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/lessons/why-the-log", ready=False)
    page.locator("section.step.now math mi", has_text="π").first.hover()
    expect(page.locator(".gloss")).to_contain_text("policy")
    page.keyboard.press("Escape")
    expect(page.locator(".gloss")).to_be_hidden()


def test_a_preview_follows_its_file(open_page: Open, tmp_path: Path, example: str) -> None:
    file = tmp_path / "one-draw.md"
    file.write_text(example.replace("reward times score", "reward times scroe"), encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "policyscope", "lesson", "preview", str(file), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = next(line for line in process.stdout if "/lessons/" in line).split()[-1]
            assert url == f"http://127.0.0.1:{port}/lessons/one-draw?preview"
            page = open_page("about:blank", ready=False, lost_server=True)
            eventually(page, lambda: answers(page, url))
            expect(page.locator("section.step.now")).to_contain_text("scroe")
            file.write_text(example, encoding="utf-8")
            expect(page.locator("section.step.now")).to_contain_text("reward times score")
        finally:
            process.terminate()


def answers(page: Page, url: str) -> bool:
    """Whether a server that starts is there by now, and shows the page."""
    try:
        return page.goto(url) is not None
    except Error:
        return False
