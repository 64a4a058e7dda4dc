"""Steering: the panel shows the run's own numbers, is dragged, and the page offers what goes with a state that is a number."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.kit import Open, Server, ask, opened, play_until

TITLE = "Steering"


def test_what_is_shown_is_the_runs_and_the_apis(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?preset=steering", TITLE)
    play_until(page, 5)
    last, experiment = wire.last(), wire.heard[0]["experiment"]
    truth = ask(server, "/api/exact", {**{key: experiment[key] for key in ("problem", "policy", "objective")}, "theta": last["theta"]})
    gain, sigma = last["theta"][0], truth["sigma"]
    expect(region.locator(".panel-summary")).to_contain_text(f"w = {gain:.3f}, σ = {sigma:.3f}".replace("-", "−"))
    expect(region.locator(".panel-summary")).to_contain_text("The best first gain is −0.618.")
    region.get_by_role("button", name=f"Data table: {TITLE}").click()
    expect(region.get_by_role("columnheader", name="Best gain")).to_be_visible()
    rows = page.locator("[data-panel=steering] tbody tr").all()
    assert len(rows) == 10
    for t, row in enumerate(rows):
        step, mean, deviation, action, best = (float(text.replace("−", "-")) for text in row.locator("th, td").all_inner_texts())
        assert step == t
        assert mean == pytest.approx(truth["state_means"][t], abs=1e-4)
        assert deviation**2 == pytest.approx(truth["state_variances"][t], abs=1e-3)
        assert action == pytest.approx(truth["means"][t], abs=1e-4)
        assert best == pytest.approx(truth["optimal_gains"][t], abs=1e-4)


def test_gain_and_spread_are_dragged_with_the_keys(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?preset=steering&panels=steering", TITLE)
    before, summary = wire.last()["theta"], region.locator(".panel-summary")
    page.get_by_role("button", name="Gain w: drag").press("Shift+ArrowDown")
    expect(summary).not_to_contain_text("w = 0.000")
    moved = wire.last()["theta"]
    assert (moved[0] < before[0], moved[1]) == (True, before[1])
    page.get_by_role("button", name="Spread σ: drag").press("ArrowDown")
    expect(summary).not_to_contain_text("σ = 0.500")
    assert wire.last()["theta"][0] == moved[0]
    assert wire.last()["theta"][1] < before[1]


def test_another_problem_takes_what_goes_with_it(server: Server, open_page: Open) -> None:
    """From a bandit with the optimal constant baseline, which steering has not: policy and baseline change with the problem."""
    page, _, _ = opened(open_page, f"{server.url}/?baseline=optimal_constant&lr=0.001&panels=curve,steering", "Learning curve")
    page.get_by_text("More settings").click()
    page.get_by_role("combobox", name="Problem", exact=True).select_option("linear_quadratic")
    expect(page.get_by_role("region", name=TITLE)).to_be_visible()
    expect(page).to_have_url(re.compile("problem=linear_quadratic"))
    offered = page.get_by_role("combobox", name="Baseline", exact=True).first.locator("option").all_inner_texts()
    assert "Exact value" in offered
    assert "Optimal constant" not in offered
    play_until(page, 3)
