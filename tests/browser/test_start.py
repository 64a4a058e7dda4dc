"""The first seconds: a server whose kernels still compile, a slow plotly.js, no plotly.js at all, a catalog that comes late."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Server, play_until, stands, step_shown

Open = Callable[..., Page]
ORDER = """window.order = [];
new MutationObserver(() => {
  for (const [name, sign] of [['page', '.readout'], ['plotly', '.js-plotly-plot']])
    if (document.querySelector(sign) && !order.includes(name)) order.push(name);
}).observe(document, { childList: true, subtree: true, attributes: true });"""


def test_compiling_kernels_are_said_with_a_progress_line(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, lost_server=True)
    compiling = True
    page.route("**/readyz", lambda route: route.fulfill(status=503) if compiling else route.continue_())
    page.goto(server.url)
    expect(page.get_by_role("progressbar", name="Kernels are compiling")).to_be_visible()
    expect(page.locator(".status")).to_contain_text("Kernels are compiling")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    compiling = False
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.locator(".status")).to_have_text("")
    play_until(page, 3)


def test_the_page_plays_before_plotly_is_there_and_its_pictures_do_not_move(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False)
    held: list[Route] = []
    page.route("**/plotly*", lambda route: held.append(route))
    page.goto(server.url)
    stands(page)
    play_until(page, 10)
    assert page.locator(".js-plotly-plot").count() == 0
    canvas = page.locator("[data-panel='probabilities'] canvas.over")
    box, shown = canvas.bounding_box(), step_shown(page)
    picture = canvas.evaluate("(one) => one.toDataURL()")
    assert held, "plotly.js is asked for"
    held[0].continue_()
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot').length === document.querySelectorAll('.stage').length")
    assert canvas.bounding_box() == box
    assert step_shown(page) == shown
    assert canvas.evaluate("(one) => one.toDataURL()") == picture, "what was drawn stays where it was"


def test_without_plotly_the_page_still_works(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, lost_server=True)
    page.route("**/plotly*", lambda route: route.abort())
    page.goto(server.url)
    stands(page)
    play_until(page, 5)
    expect(page.get_by_role("region", name="Action probabilities")).to_be_visible()
    assert page.locator(".own-axes").count() == page.locator(".stage").count()


def test_a_late_catalog_delays_and_breaks_nothing(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, lost_server=True)

    def late(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    page.route("**/api/catalog", late)
    page.goto(server.url)
    stands(page)
    play_until(page, 3)


def test_the_page_stands_before_plotly_is_evaluated(server: Server, open_page: Open) -> None:
    """Order, not seconds: benchmarks/page.py measures those."""
    page = open_page("about:blank", ready=False)
    page.add_init_script(ORDER)
    page.goto(server.url)
    page.wait_for_function("() => order.length === 2")
    assert page.evaluate("() => order") == ["page", "plotly"]
