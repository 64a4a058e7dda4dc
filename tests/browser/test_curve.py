"""The learning curve: exact J and sampled returns of the kept past, control changes, two axes."""

from __future__ import annotations

import math
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.kit import Open, Server, minus, opened, play_until, step, violations

PANEL = "Learning curve"


def traces(page: Page, panel: Locator) -> dict[str, dict[str, Any]]:
    """What Plotly shows of the panel at rest, by name; of those that share one, the first."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-panel=curve] .stage')].every((stage) => stage.classList.contains('still'))"
    )
    drawn: list[dict[str, Any]] = panel.locator(".plot").evaluate(
        "(plot) => plot.data.map(({ name, x, y, text }) => ({ name, x, y, text }))"
    )
    return {trace["name"]: trace for trace in reversed(drawn)}


def test_the_curve_is_the_frames_values(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?panels=curve,probabilities&reward_std=0.5", PANEL)
    play_until(page, 20)
    frames = {frame["update"]: frame for frame in wire.frames()}
    drawn = traces(page, panel)
    dots, line = drawn["sampled returns"], drawn["J"]
    assert len(line["x"]) > 10
    for at, value in zip(line["x"], line["y"], strict=True):
        assert value == frames[at]["exact"]["value"]
    low, high = panel.locator(".plot").evaluate("(plot) => plot._fullLayout.yaxis.range")
    for at, value in zip(dots["x"], dots["y"], strict=True):
        assert value == min(high, max(low, frames[at]["block"]["mean_return"])), "a mean far off stands at the edge"
    last = wire.last()
    expect(panel.locator(".panel-summary")).to_contain_text(f"J = {minus(last['exact']['value'], 3)} after {last['step']} updates")
    expect(panel.locator(".curve-keys")).to_contain_text("best 1")


def test_control_changes_are_marked_where_they_were_made(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=curve,probabilities", PANEL)
    for _ in range(3):
        step(page)
    page.get_by_role("spinbutton", name="Learning rate", exact=True).fill("0.5")
    page.keyboard.press("Enter")
    step(page)
    play_until(page, 8)
    change = traces(page, panel)["control changes"]
    assert 3 <= change["x"][0] == change["x"][1] <= 4
    assert "0.5" in change["text"][0]


def test_a_logarithmic_axis_shows_the_same_points(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=curve,probabilities", PANEL)
    play_until(page, 15)
    before = traces(page, panel)["J"]
    axes = panel.get_by_role("combobox", name="Axes")
    axes.select_option("log updates")
    step(page)
    logged = traces(page, panel)["J"]
    assert logged["text"][: len(before["text"])] == before["text"]
    assert logged["x"][:3] == pytest.approx([0, 0, math.log10(2)])
    play_until(page, 120)
    axes.select_option("updates")
    assert traces(page, panel)["J"]["x"][1] == pytest.approx(1)


def test_on_logarithmic_axes_what_is_lost_is_a_line_beside_one_over_t(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?preset=plateau&panels=curve&theta=1,0,0", PANEL)
    play_until(page, 30)
    panel.get_by_role("combobox", name="Axes").select_option("best − J, log–log")
    lost, guide = (traces(page, panel)[name] for name in ("best − J", "as 1/t falls"))
    last = wire.last()
    assert lost["x"][-1] == pytest.approx(math.log10(last["update"]))
    assert lost["y"][-1] == pytest.approx(math.log10(1 - last["exact"]["value"]))
    (x0, x1), (y0, y1) = guide["x"], guide["y"]
    assert (y1 - y0) / (x1 - x0) == pytest.approx(-1)
    assert y0 + (x0 - lost["x"][-1]) == pytest.approx(lost["y"][-1])
    expect(panel.locator(".curve-key", has_text="sampled returns")).to_be_hidden()


def test_where_many_runs_stand_is_counted(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?preset=committal&panels=curve&speed=300", PANEL)
    play_until(page, 200)
    taken = [row.index(max(row)) for row in wire.last()["ensemble"]["probabilities"]]
    counts = [taken.count(a) for a in range(3)]
    assert sum(counts) == 200
    assert counts[1] > 20, "many seeds end on the second best arm"
    stage = panel.locator(".curve-ends .stage")
    for a, name in enumerate("ABC"):
        assert traces(page, stage)[f"runs at {name}"]["y"] == [counts[a]]
        expect(panel.locator(".panel-summary")).to_contain_text(f"{counts[a]} take {name}")


def test_axe_finds_nothing(server: Server, open_page: Open) -> None:
    page, _, _ = opened(open_page, f"{server.url}/?panels=curve,world&preset=short_corridor&theme=dark", PANEL, bypass_csp=True)
    step(page)
    assert violations(page) == []


def test_probabilities_have_a_logarithmic_axis_too(server: Server, open_page: Open) -> None:
    """The first updates as wide as the last: where a line stands is the logarithm of its update, and the ticks are updates."""
    page, _, panel = opened(open_page, f"{server.url}/?panels=probabilities,curve", "Action probabilities")
    play_until(page, 20)
    switch = panel.get_by_role("button", name="log")
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => document.querySelector('[data-panel=probabilities] .stage')?.classList.contains('still')")
    plot = panel.locator(".probabilities-lines .plot")
    line = plot.evaluate("(plot) => plot.data.find(({ name, mode }) => name === 'π(A)' && mode === 'lines')")
    words = plot.evaluate("(plot) => plot._fullLayout.xaxis.ticktext")
    assert words[:2] == ["1", "10"]
    last = int(page.locator(".readout dd").first.inner_text())
    assert line["x"][-1] == pytest.approx(math.log10(last), abs=1e-9)
    assert min(line["x"]) >= 0
    expect(panel.locator(".probabilities-lines").get_by_text("updates, logarithmic")).to_be_visible()
    switch.click()
    expect(panel.locator(".probabilities-lines").get_by_text("updates", exact=True)).to_be_visible()
