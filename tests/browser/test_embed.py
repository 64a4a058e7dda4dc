"""A course page on another origin with two embeds, one of them in a sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.elsewhere import elsewhere
from tests.browser.kit import Open, Server, stands

COURSE = """<!doctype html><html lang="en"><title>A course page</title><h1>Week 7</h1>
<script>window.heard = []; addEventListener('message', (event) => heard.push(event.data));</script>
<iframe title="first" width="700" height="480" src="{url}/embed?panels=probabilities&lr=0.5"></iframe>
<iframe title="second" width="700" height="480" sandbox="allow-scripts"
  src="{url}/embed?panels=probabilities&means=0,1&baseline_hide=true"></iframe>
<div style="height: 4000px"></div>
<iframe title="far" width="700" height="480" loading="eager" src="{url}/embed?panels=probabilities"></iframe>
</html>"""


@pytest.fixture
def course(server: Server) -> Iterator[str]:
    with elsewhere({"/": COURSE.format(url=server.url)}) as url:
        yield f"{url}/"


def test_two_embeds_play_side_by_side(course: str, open_page: Open) -> None:
    page = open_page(course, size=(1440, 1200), ready=False)
    for title in ("first", "second"):
        frame = page.frame_locator(f"iframe[title='{title}']")
        expect(frame.get_by_role("region", name="Action probabilities")).to_be_visible(timeout=20_000)
        frame.get_by_role("button", name="Play", exact=True).click()
        expect(frame.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    first, second = (page.frame_locator(f"iframe[title='{title}']") for title in ("first", "second"))
    expect(first.get_by_role("spinbutton", name="Learning rate", exact=True)).to_have_value("0.5")
    expect(first.get_by_role("combobox", name="Baseline", exact=True)).to_be_visible()
    expect(second.get_by_role("combobox", name="Baseline", exact=True)).to_have_count(0)
    for frame in (first, second):
        expect(frame.locator(".timeline-words").first).not_to_have_text("Update 0")
    page.wait_for_function("() => heard.filter((message) => message.type === 'policyscope:ready' && message.version === 1).length === 2")
    page.wait_for_function("() => heard.some((message) => message.subject === 'lti.frameResize' && message.height > 100)")


def test_an_embed_far_below_waits_until_it_is_seen(course: str, open_page: Open) -> None:
    page = open_page(course, size=(1440, 1200), ready=False)
    expect(page.frame_locator("iframe[title='first']").get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=20_000)
    far = page.frame_locator("iframe[title='far']")
    expect(far.get_by_role("button", name="Play", exact=True)).to_have_count(0)
    page.locator("iframe[title='far']").scroll_into_view_if_needed()
    expect(far.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=20_000)


def test_an_embed_has_no_chrome_and_loads_plotly_once(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, size=(900, 600))
    loads: list[str] = []
    page.on("request", lambda request: loads.append(request.url) if "plotly" in request.url else None)
    page.goto(f"{server.url}/embed?panels=probabilities,landscape")
    stands(page)
    # Lines, bars and landscape: three pictures of one script.
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot').length === 3")
    assert len(loads) == 1
    expect(page.get_by_role("combobox", name="Preset")).to_have_count(0)
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)
    assert page.evaluate("() => location.search") == "?panels=probabilities,landscape"
