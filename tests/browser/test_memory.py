"""A long run does not grow: 100,000 updates leave the heap where 30,000 had it."""

from __future__ import annotations

from tests.browser.kit import Open, Server, step_shown

GROWTH = 6_000_000
BEYOND = "(step) => Number(document.querySelector('.readout dd').textContent.replace(/\\D/g, '')) >= step"


def test_the_heap_is_flat_over_100_000_updates(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?speed=10000", bypass_csp=True)
    page.wait_for_function("() => document.querySelector('.js-plotly-plot')")
    devtools = page.context.new_cdp_session(page)

    def heap() -> tuple[float, float]:
        devtools.send("HeapProfiler.collectGarbage")
        use = devtools.send("Runtime.getHeapUsage")
        nodes = page.evaluate("() => document.querySelectorAll('*').length")
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
