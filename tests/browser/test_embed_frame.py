"""An embed in a course page of another origin: its size, its first picture, its messages, its keyboard, and paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from playwright.sync_api import Frame, Page, expect

from policyscope.web.embedding.messages import COMMANDS, EVENTS, Resize
from tests.browser.elsewhere import elsewhere
from tests.browser.kit import Open, Server, eventually, violations

LISTEN = """<script>
  window.heard = [];
  addEventListener('message', (event) => heard.push(event.data));
  window.ask = (message) => new Promise((done) => {
    const id = Math.random();
    addEventListener('message', (event) => event.data.id === id && done(event.data));
    document.querySelector('iframe').contentWindow.postMessage({ id, version: 1, ...message }, '*');
  });
</script>"""


def course(url: str, query: str, width: int = 700, height: int = 480, sandbox: str | None = None, before: str = "") -> str:
    box = "" if sandbox is None else f' sandbox="{sandbox}"'
    frame = f'<iframe title="lab" width="{width}" height="{height}" style="border:0"{box} src="{url}/embed?{query}"></iframe>'
    head = "<!doctype html><html lang='en'><title>Week 7</title><body style='margin:0'><main><h1 style='font-size:0'>Week 7</h1>"
    return f"{head}{before}{frame}</main>{LISTEN}</body></html>"


@pytest.fixture
def pages() -> Iterator[tuple[str, dict[str, str]]]:
    """The address of another origin, and its pages by path."""
    held: dict[str, str] = {}
    with elsewhere(held) as url:
        yield url, held


Pages = tuple[str, dict[str, str]]


def framed(open_page: Open, pages: Pages, html: str, **options: Any) -> tuple[Page, Frame]:
    """A course page and the frame in it, once the frame is live."""
    url, held = pages
    held["/"] = html
    page = open_page(f"{url}/", ready=False, **options)
    page.wait_for_function("() => heard.some((message) => message.type === 'policyscope:ready')")
    return page, page.frames[1]


@pytest.mark.parametrize(("width", "height"), [(250, 250), (400, 300), (800, 480), (320, 180), (1200, 900)])
def test_controls_are_in_sight_and_take_a_fifth_at_most(server: Server, open_page: Open, pages: Pages, width: int, height: int) -> None:
    page, frame = framed(open_page, pages, course(server.url, "panels=probabilities", width, height))
    tops = []
    for name in ("Play", "Step"):
        box = frame.get_by_role("button", name=name, exact=True).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
        assert min(box["width"], box["height"]) >= 24
        tops.append(box["y"])
    link = frame.get_by_role("link", name="Open in the lab").bounding_box()
    assert link
    assert link["x"] + link["width"] <= width
    assert len(set(tops)) == 1, "one row"
    used = frame.evaluate("() => innerHeight - document.getElementById('board').getBoundingClientRect().bottom")
    assert used <= 0.2 * height
    board, panel = (frame.locator(name).bounding_box() for name in ("#board", ".panel"))
    assert board
    assert panel
    assert panel["height"] >= board["height"] - 8, "a single panel fills its frame"
    whole = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    assert frame.evaluate(whole) == [width, height], "nothing to scroll"
    if width >= 800:
        assert frame.locator(".settings").evaluate("(one) => one.scrollWidth <= one.clientWidth"), "every setting is in sight"
    if (width, height) in ((250, 250), (800, 480)):
        assert violations(page) == []


def test_the_controls_are_those_the_teacher_chose(server: Server, open_page: Open, pages: Pages) -> None:
    _, frame = framed(open_page, pages, course(server.url, "panels=curve&baseline_hide=true&timeline_hide=true&lr=0.5"))
    expect(frame.get_by_role("spinbutton", name="Learning rate", exact=True)).to_have_value("0.5")
    expect(frame.get_by_role("combobox", name="Baseline", exact=True)).to_have_count(0)
    expect(frame.get_by_role("slider", name="Step through the run")).to_have_count(0)


def test_the_first_picture_stands_without_scripts(server: Server, open_page: Open, pages: Pages) -> None:
    url, held = pages
    held["/"] = course(server.url, "preset=short_corridor", sandbox="")
    page = open_page(f"{url}/", ready=False, lost_server=True)
    frame = page.frame_locator("iframe")
    expect(frame.locator("#still svg")).to_be_visible()
    expect(frame.get_by_role("link", name="Open in the lab")).to_have_attribute("href", "./?preset=short_corridor")
    expect(frame.locator("figcaption")).to_contain_text("Short corridor")


def test_below_the_fold_the_first_picture_is_printed(server: Server, open_page: Open, pages: Pages) -> None:
    url, held = pages
    held["/"] = course(server.url, "preset=short_corridor", before="<div style='height:4000px'></div>")
    page = open_page(f"{url}/", ready=False)
    page.emulate_media(media="print")
    frame = page.frame_locator("iframe")
    expect(frame.locator("#still svg")).to_be_visible()
    expect(frame.get_by_role("button")).to_have_count(0)


def test_a_live_embed_prints_its_pictures_alone(server: Server, open_page: Open, pages: Pages) -> None:
    page, frame = framed(open_page, pages, course(server.url, "panels=probabilities"))
    expect(frame.locator("#still")).to_have_count(0)
    page.emulate_media(media="print")
    expect(frame.get_by_role("region", name="Action probabilities")).to_be_visible()
    expect(frame.get_by_role("button", name="Play", exact=True)).to_have_count(0)


def ask(page: Page, kind: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = page.evaluate("(message) => ask(message)", {"type": f"policyscope:{kind}", **more})
    return answer


@pytest.mark.parametrize("sandbox", [None, "allow-scripts"])
def test_the_parent_commands(server: Server, open_page: Open, pages: Pages, sandbox: str | None) -> None:
    page, frame = framed(open_page, pages, course(server.url, "panels=probabilities,curve&seed=4", sandbox=sandbox))
    stepped = ask(page, "step", count=25)
    assert (stepped["ok"], stepped["shown"]["update"]) == (True, 25)
    assert ask(page, "set", changes={"optimizer.learning_rate": 0.7})["ok"]
    expect(frame.get_by_role("spinbutton", name="Learning rate", exact=True)).to_have_value("0.7")
    refused = ask(page, "set", changes={"optimizer.learning_rate": "fast"})
    assert not refused["ok"]
    assert "fast" in refused["detail"]
    assert "nowhere" in ask(page, "set", changes={"nowhere": 1})["detail"]
    before = ask(page, "step", count=5)["shown"]
    state = ask(page, "getState")["state"]
    assert "at=30" in state
    assert ask(page, "setState", state="?preset=short_corridor&nothing=1")["notes"] == ["nothing=1 was ignored: no such setting."]
    again = ask(page, "setState", state=state)
    assert again["shown"]["update"] == 30
    assert again["shown"]["theta"] == before["theta"], "the very same moment"
    assert ask(page, "play", updates_per_second=200)["shown"]["playing"]
    expect(frame.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    assert not ask(page, "pause")["shown"]["playing"]
    assert "no such command" in ask(page, "dance")["detail"]
    assert "from 1 to 10000" in ask(page, "step", count=0)["detail"]


def test_everything_said_is_as_described(server: Server, open_page: Open, pages: Pages) -> None:
    page, _ = framed(open_page, pages, course(server.url, "panels=probabilities"))
    ask(page, "step", count=3)
    ask(page, "getState")
    page.wait_for_function("() => heard.some((message) => message.type === 'policyscope:frame' && message.update === 3)")
    heard = page.evaluate("() => heard")
    named = [model for model in (*EVENTS, *COMMANDS) if model is not Resize]
    models = {get_args(model.model_fields["type"].annotation)[0]: model for model in named}
    for message in heard:
        (models[message["type"]] if "type" in message else Resize).model_validate(message)
    assert {"policyscope:here", "policyscope:ready", "policyscope:frame", "policyscope:response"} <= {one.get("type") for one in heard}
    assert {one["subject"] for one in heard if "subject" in one} == {"lti.frameResize", "org.imsglobal.lti.frameResize"}


def test_a_height_that_is_granted_asks_for_no_other(server: Server, open_page: Open, pages: Pages) -> None:
    page, _ = framed(open_page, pages, course(server.url, "panels=probabilities,curve", width=500))
    asked = "() => heard.filter((message) => message.subject).map((message) => message.height)"
    first = eventually(page, lambda: page.evaluate(asked))
    page.evaluate("(height) => { document.querySelector('iframe').height = height }", first[-1])
    page.wait_for_timeout(500)
    assert page.evaluate(asked) == first
    page.evaluate("() => { document.querySelector('iframe').width = 250 }")
    assert eventually(page, lambda: len(page.evaluate(asked)) > len(first))
    assert page.evaluate(asked)[-1] > first[-1], "one under the other"


def test_only_allowed_origins_command_and_hear(open_page: Open, pages: Pages) -> None:
    url, held = pages
    for allowed, heard in ((f"{url},https://other.example", True), ("https://other.example", False)):
        one = Server(embed_parents=allowed)
        try:
            held["/"] = course(one.url, "panels=probabilities")
            page = open_page(f"{url}/", ready=False, lost_server=True)
            frame = page.frames[1]
            expect(frame.get_by_role("region", name="Action probabilities").locator(".panel-summary")).not_to_be_empty()
            if heard:
                assert ask(page, "step", count=2)["shown"]["update"] == 2
            else:
                page.evaluate("() => void ask({ type: 'policyscope:step', count: 2 })")
                page.wait_for_timeout(700)
            kinds = set(page.evaluate("() => heard.map((message) => message.type)"))
            assert ("policyscope:ready" in kinds) == heard
            assert "policyscope:here" in kinds
            expect(frame.locator(".readout dd").first).to_have_text("2" if heard else "0")
        finally:
            one.stop()


def test_the_keyboard_comes_and_goes(server: Server, open_page: Open, pages: Pages) -> None:
    page, frame = framed(open_page, pages, course(server.url, "panels=probabilities"))
    frame.locator("#board").focus()
    page.keyboard.press("s")
    expect(frame.locator(".readout dd").first).to_have_text("1")
    for key in ("PageDown", "ArrowDown", "PageUp"):
        page.keyboard.press(key)
    rate = frame.get_by_role("spinbutton", name="Learning rate", exact=True)
    rate.focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("Escape")
    page.wait_for_function("() => heard.some((message) => message.type === 'policyscope:leave')")
    assert page.evaluate("() => heard.filter((message) => message.type === 'policyscope:key').map((message) => message.key)") == [
        "PageDown", "ArrowDown", "PageUp",
    ]  # fmt: skip
    assert frame.evaluate("() => document.activeElement === document.body")


def test_open_in_the_lab_carries_the_state_over(server: Server, open_page: Open, pages: Pages) -> None:
    page, frame = framed(open_page, pages, course(server.url, "panels=probabilities&baseline_hide=true&lr=0.4"))
    theta = ask(page, "step", count=12)["shown"]["theta"]
    link = frame.get_by_role("link", name="Open in the lab")
    with page.context.expect_page() as opened:
        link.click()
    lab = opened.value
    try:
        expect(lab.locator(".readout dd").first).to_have_text("12")
        expect(lab.get_by_role("combobox", name="Baseline", exact=True)).to_be_visible()
        assert "panels=probabilities" in lab.url
        assert "baseline_hide" not in lab.url
        assert len(theta) == 3
    finally:
        lab.close()


def sockets(server: Server, page: Page) -> int:
    text = page.request.get(f"{server.url}/metrics").text()
    return int(float(next(line.split()[-1] for line in text.splitlines() if line.startswith("policyscope_sessions "))))


def test_of_ten_embeds_only_those_on_screen_hold_a_socket(open_page: Open, pages: Pages) -> None:
    own = Server()
    try:
        url, held = pages
        src = f"{own.url}/embed?panels=probabilities"
        frames = "".join(
            f'<iframe title="{i}" width="600" height="400" src="{src}&seed={i}"></iframe><div style="height:900px"></div>'
            for i in range(10)
        )
        held["/"] = f"<!doctype html><html lang='en'><title>Ten</title>{LISTEN}{frames}</html>"
        page = open_page(f"{url}/", ready=False, size=(1000, 800), lost_server=True)
        first = page.frame_locator("iframe[title='0']")
        first.get_by_role("button", name="Play", exact=True).click()
        expect(first.get_by_role("button", name="Pause", exact=True)).to_be_visible()
        assert eventually(page, lambda: sockets(own, page) == 1)
        page.locator("iframe[title='5']").scroll_into_view_if_needed()
        expect(page.frame_locator("iframe[title='5']").get_by_role("button", name="Play", exact=True)).to_be_visible()
        assert eventually(page, lambda: sockets(own, page) == 1), "the first one's is closed"
        page.locator("iframe[title='0']").scroll_into_view_if_needed()
        shown = first.locator(".readout dd").first
        expect(first.get_by_role("button", name="Pause", exact=True)).to_be_visible()
        before = shown.inner_text()
        expect(shown).not_to_have_text(before), "it goes on where it was"
    finally:
        own.stop()
