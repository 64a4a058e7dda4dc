"""A long run does not grow: 100,000 updates leave the heap where 30,000 had it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.kit import Open, Server, play_until, step_shown

GROWTH = 6_000_000
BEYOND = "(step) => Number(document.querySelector('.readout dd').textContent.replace(/\\D/g, '')) >= step"


def leave_three_branches(page: Page) -> None:
    """Three runs that were left: they are kept beside the one that goes on."""
    slider = page.get_by_role("slider", name="Step through the run")
    for at in (2, 3, 4):
        play_until(page, 1000)
        slider.fill(str(at))
        page.get_by_role("button", name="Branch here").click()
    expect(page.locator(".runs-button")).to_have_text("Run 4 of 4")


def test_the_heap_is_flat_over_100_000_updates(server: Server, open_page: Open) -> None:
    """With most of what can be on a page: every panel it opens with, the curve, a second run and three that were left."""
    panels = "landscape,simplex,probabilities,polygon,cloud,numbers,curve"
    page = open_page(f"{server.url}/?speed=10000&panels={panels}&b.lr=0.05", bypass_csp=True)
    # Every picture stands on Plotly before anything is counted.
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot').length >= document.querySelectorAll('.stage').length")
    leave_three_branches(page)
    devtools = page.context.new_cdp_session(page)

    def heap() -> tuple[float, float]:
        devtools.send("HeapProfiler.collectGarbage")
        use = devtools.send("Runtime.getHeapUsage")
        # Dots that Plotly has drawn of a moment in which nothing moved are as many as the curve shows, and no more.
        nodes = page.evaluate("() => document.querySelectorAll('*:not(.point)').length")
        return float(use["usedSize"]), float(nodes)

    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(BEYOND, arg=30_000, timeout=90_000)
    early, nodes = heap()
    page.wait_for_function(BEYOND, arg=130_000, timeout=180_000)
    late, more = heap()
    page.get_by_role("button", name="Pause", exact=True).click()
    assert step_shown(page) >= 130_000
    assert late - early < GROWTH, f"grew by {(late - early) / 1e6:.1f} MB"
    assert more - nodes < 100
