"""Two runs side by side: B is drawn with A, follows it by update, and is the run that its settings say."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from policyscope.runs import open_run, parse_experiment
from tests.browser.kit import Open, Server, at_rest, eventually, play_until, step, step_shown, violations, wired


def tables(panel: Locator) -> dict[str, list[list[str]]]:
    """The rows of a panel's tables by their captions."""
    found: dict[str, list[list[str]]] = panel.locator(".panel-data").evaluate(
        "(data) => Object.fromEntries([...data.querySelectorAll('table')].map((table) =>"
        " [table.caption.textContent, [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent))]))"
    )
    return found


def chances(update: int, **changes: Any) -> list[str]:
    """π after so many updates of the default experiment with these changes."""
    run = open_run(parse_experiment({}))
    for path, value in changes.items():
        run.control({path.replace("__", "."): value})
    return [f"{value:.4f}" for value in run.advance(update, frozenset({"probabilities"}))["probabilities"][0]]


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def traces(panel: Locator) -> dict[str, dict[str, Any]]:
    """The lines that Plotly shows, by name."""
    drawn: list[dict[str, Any]] = panel.locator(".plot").first.evaluate(
        "(plot) => plot.data.filter(({ mode }) => mode === 'lines').map(({ name, x, y, line }) => ({ name, x, y, dash: line.dash }))"
    )
    return {trace["name"]: trace for trace in drawn}


def test_the_second_run_is_what_its_settings_say_and_both_are_in_one_picture(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, f"{server.url}/?panels=probabilities,curve&b.lr=0.5")
    expect(page.locator(".look-for")).to_contain_text("B dashed and open: Learning rate 0.5")
    panel = region(page, "Action probabilities")
    panel.get_by_role("button", name="Data table: ").click()
    play_until(page, 20)
    update = step_shown(page)
    rows = at_rest(page, lambda: tables(panel))
    assert [row[1] for row in rows["Action probabilities"]] == chances(update)
    assert [row[1] for row in rows["Action probabilities: B"]] == chances(update, optimizer__learning_rate=0.5)
    panel.get_by_role("button", name="Data table: ").click()
    page.wait_for_function("() => document.querySelector('[data-panel=probabilities] .stage.still')")
    drawn = traces(panel)
    assert drawn["A: π(B)"]["dash"] == "solid"
    assert drawn["B: π(B)"]["dash"] != "solid"
    assert drawn["A: π(B)"]["x"][-1] == drawn["B: π(B)"]["x"][-1] == update, "abreast"
    expect(region(page, "Learning curve").locator(".panel-summary .sentence").nth(1)).to_contain_text(f"after {update} updates")


def test_a_second_run_is_begun_changed_and_ended_from_the_page(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?panels=curve,probabilities")
    for _ in range(5):
        step(page)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("button", name="Compare", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("combobox", name="B differs in").select_option(label="Baseline (estimator)")
    page.get_by_role("combobox", name="B: Baseline").select_option("constant")
    page.get_by_role("spinbutton", name="B: Value").fill("0.5")
    page.get_by_role("spinbutton", name="B: Value").press("Enter")
    page.wait_for_function("() => location.search.includes('b.baseline=constant')")
    assert wire.sockets == 2
    panel = region(page, "Action probabilities")
    panel.get_by_role("button", name="Data table: ").click()
    # Changed now, it differs from here on: five updates without a baseline, then three with one.
    for _ in range(3):
        step(page)
    run = open_run(parse_experiment({}))
    run.advance(5, frozenset())
    run.control({"estimator.baseline": {"kind": "constant", "value": 0.5}})
    wanted = [f"{value:.4f}" for value in run.advance(3, frozenset({"probabilities"}))["probabilities"][0]]
    eventually(page, lambda: [row[1] for row in tables(panel)["Action probabilities: B"]] == wanted)
    # Looking back shows both at that moment.
    for _ in range(4):
        page.get_by_role("button", name="Back", exact=True).click()
    expect(region(page, "Learning curve").locator(".panel-summary .sentence").nth(1)).to_contain_text("after 4 updates")
    page.get_by_role("button", name="Stop comparing").click()
    expect(page.locator(".compare")).to_be_hidden()
    expect(region(page, "Learning curve").locator(".panel-summary")).not_to_contain_text("B:")
    page.wait_for_function("() => !location.search.includes('b.')")


def test_a_reset_is_both_runs(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, f"{server.url}/?panels=curve,probabilities&b.lr=0.5")
    play_until(page, 10)
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("0")
    summary = region(page, "Learning curve").locator(".panel-summary .sentence").nth(1)
    expect(summary).to_contain_text("after 0 updates")
    page.get_by_role("button", name="New seed").click()
    step(page)
    expect(summary).to_contain_text("after 1 update")


def test_worlds_stand_side_by_side_and_show_the_same(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, f"{server.url}/?preset=cliff&panels=world,landscape&b.lr=0.01", bypass_csp=True)
    play_until(page, 20)
    first, second = (page.get_by_role("group", name=f"World: {name}", exact=True) for name in "AB")
    expect(second.locator(".stage")).to_be_visible()
    first.get_by_role("combobox", name="Heat").select_option(index=1)
    chosen = first.get_by_role("combobox", name="Heat").input_value()
    expect(second.get_by_role("combobox", name="Heat")).to_have_value(chosen)
    assert violations(page) == []


def test_both_lie_on_the_plane_that_the_first_chooses(server: Server, open_page: Open) -> None:
    """Two runs from one θ, on a plane along the first one's gradient: their trajectories begin at one point."""
    page, _ = wired(open_page, f"{server.url}/?preset=testbed&panels=landscape&b.lr=0.5")
    play_until(page, 15)
    page.wait_for_function("() => document.querySelector('[data-panel=landscape] .stage.still')")
    ends: list[list[float]] = (
        region(page, "Objective landscape")
        .locator(".plot")
        .evaluate(
            "(plot) => ['A', 'B'].map((run) => plot.data.find(({ name, mode }) => mode === 'lines' && name === `${run}: trajectory`))"
            ".map((trace) => [trace.x[0], trace.y[0]])"
        )
    )
    assert ends[0] == pytest.approx(ends[1], abs=1e-9)
    # The contours are those of A's plane, which B has left: that it is drawn where it is not is said.
    spoken = region(page, "Objective landscape").locator(".panel-summary .sentence")
    expect(spoken.nth(1)).to_contain_text("off the plane drawn")
    expect(spoken.nth(0)).not_to_contain_text("off the plane")


def test_what_the_second_run_cannot_have_is_ignored_and_told(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, f"{server.url}/?b.lr=-1&b.colour=red")
    expect(page.locator(".notices")).to_contain_text("b.lr=-1 was ignored: expected at least 0")
    expect(page.locator(".notices")).to_contain_text("b.colour was ignored")
    expect(page.locator(".compare")).to_be_hidden()


def test_a_pair_opens_as_two_runs_and_says_what_to_see(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, server.url)
    presets = page.get_by_role("combobox", name="Preset")
    assert presets.locator("optgroup[label='Two runs side by side'] option").count() == 5
    presets.select_option("lucky_or_unlucky")
    page.wait_for_function("() => location.search === '?preset=lucky_or_unlucky&b.seed=14'")
    expect(page.locator(".look-for")).to_contain_text("Only the seed differs")
    expect(page.get_by_role("spinbutton", name="B: Seed")).to_have_value("14")
    panel = region(page, "Action probabilities")
    panel.get_by_role("button", name="Data table: ").click()
    play_until(page, 15)
    update = step_shown(page)
    for title, seed in (("Action probabilities", 1), ("Action probabilities: B", 14)):
        run = open_run(parse_experiment({"seed": seed, "optimizer": {"kind": "ascent", "learning_rate": 2.0}}))
        wanted = [f"{value:.4f}" for value in run.advance(update, frozenset({"probabilities"}))["probabilities"][0]]
        eventually(page, lambda title=title, wanted=wanted: [row[1] for row in tables(panel)[title]] == wanted)
    assert violations(page) == []
    # Without its second run it is a pair no more, and the address says so.
    page.get_by_role("button", name="Stop comparing").click()
    page.wait_for_function("() => !location.search.includes('b.') && !location.search.includes('preset')")
    presets.select_option("three_arms")
    expect(page.get_by_role("button", name="Compare", exact=True)).to_have_attribute("aria-pressed", "false")


def test_a_small_cell_shows_one_half_at_a_time(server: Server, open_page: Open) -> None:
    """Halves of a small cell would have half a formula each."""
    page, _ = wired(open_page, f"{server.url}/?preset=with_or_without_log&panels=log,landscape", size=(375, 812))
    panel = region(page, "Why the log")
    first, second = (panel.get_by_role("group", name=f"Why the log: {run}") for run in "AB")
    expect(first).to_be_visible()
    expect(second).to_be_hidden()
    first.get_by_role("button", name="Show run B").click()
    expect(first).to_be_hidden()
    expect(second.get_by_role("button", name="Show run A")).to_be_focused()
    expect(second.locator(".stage")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(first).to_be_visible()
    expect(second).to_be_visible()
    expect(panel.get_by_role("button", name="Show run")).to_have_count(0)


@pytest.mark.parametrize("query", ["?preset=plain_or_natural", "?preset=with_or_without_log&theme=dark"])
def test_a_pairs_name_alone_is_a_link_to_both(server: Server, open_page: Open, query: str) -> None:
    page, _ = wired(open_page, f"{server.url}/{query}")
    panel = region(page, "Learning curve")
    for _ in range(3):
        step(page)
    expect(panel.locator(".panel-summary .sentence").nth(1)).to_contain_text("after 3 updates")
    expect(panel.locator(".panel-summary")).to_contain_text("B: J =")
