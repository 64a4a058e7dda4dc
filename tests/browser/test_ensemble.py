"""Several runs side by side: a river in triangle and landscape, a band on the learning curve, and a stream only where there are several."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.kit import Open, Server, play_until, wired

INK = """(canvas) => {
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  return pixels.filter((value, i) => i % 4 === 3 && value > 0).length;
}"""


def river(page: Page, panel: str) -> Locator:
    """The canvas over Plotly that the ways of all runs are drawn on."""
    return page.locator(f"[data-panel={panel}] canvas[data-river]")


def test_two_hundred_runs_are_a_river_and_a_band(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?runs=200&lr=0.5&panels=simplex,landscape,curve")
    expect(page.get_by_label("Runs", exact=True)).to_have_value("200")
    play_until(page, 20)
    for name in ("simplex", "landscape"):
        expect(page.locator(f"[data-panel={name}] .panel-summary")).to_contain_text("200 runs side by side; this is the first.")
        assert river(page, name).evaluate(INK) > 500
    last = wire.last()
    assert last["ensemble"]["theta"][0] == last["theta"]
    assert last["ensemble"]["values"][0] == last["exact"]["value"]
    assert len(last["ensemble"]["probabilities"]) == 200
    curve = page.get_by_role("region", name="Learning curve", exact=True)
    middle = sorted(last["ensemble"]["values"])
    shown = (middle[99] + middle[100]) / 2
    expect(curve.locator(".panel-summary")).to_contain_text(f"Of 200 runs the median is {shown:.3f}")
    expect(curve.locator(".curve-keys")).to_contain_text("median and 10 to 90 % of 200 runs")
    curve.get_by_role("button", name="Data table: Learning curve").click()
    expect(curve.get_by_role("columnheader", name="Median")).to_be_visible()


def test_another_number_of_runs_begins_anew_and_one_run_asks_for_no_ensemble(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?panels=simplex,curve")
    play_until(page, 5)
    assert all("ensemble" not in frame for frame in wire.frames())
    page.get_by_text("More settings").click()
    field = page.get_by_label("Runs", exact=True)
    field.fill("3")
    field.press("Enter")
    expect(page.locator("[data-panel=simplex] .panel-summary")).to_contain_text("3 runs side by side")
    expect(page.locator(".curve-keys")).to_contain_text("of 3 runs")
    assert len(wire.last()["ensemble"]["values"]) == 3
    assert wire.last()["update"] == 0
    expect(page).to_have_url(re.compile("runs=3"))


def test_runs_with_a_bandit_each_say_how_surely_they_take_their_best_arms(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?problem=testbed&each_run=true&runs=50&panels=curve")
    play_until(page, 20)
    chances = wire.last()["ensemble"]["best_action"]
    summary = page.get_by_role("region", name="Learning curve", exact=True).locator(".panel-summary")
    expect(summary).to_contain_text(f"own best arm is taken with probability {sum(chances) / 50:.3f} on average")
    expect(page.locator(".curve-ends")).to_have_count(0)
