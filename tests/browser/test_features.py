"""Features as weights: what is dragged or typed is a what-if, its numbers are the API's, and a run can take it."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.kit import Open, Server, ask, drag, number, opened, play_until

PANEL = "Features and scores"


def sheet(region: Locator) -> list[list[str]]:
    """The panel's own data table, a row an action and the mean's; it stands in the picture's place, and is closed again."""
    button = region.get_by_role("button", name="Data table")
    button.click()
    rows = [row.locator("td, th").all_inner_texts() for row in region.locator(".panel-data tbody tr").all()]
    button.click()
    return rows


def vector(text: str) -> list[float]:
    return [number(part) for part in text.strip("()").split(",")]


def probabilities(region: Locator) -> list[float]:
    return [number(row.locator("td").first.inner_text()) for row in region.locator(".features-table tbody").first.locator("tr").all()]


def test_scores_are_the_apis_and_balance(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?panels=features", PANEL)
    play_until(page, 30)
    last, experiment = wire.last(), wire.heard[0]["experiment"]
    truth = ask(server, "/api/exact", {**{key: experiment[key] for key in ("problem", "policy", "objective")}, "theta": last["theta"]})
    rows = sheet(region)
    for row, pi, score in zip(rows[:3], truth["probabilities"][0], truth["scores"][0], strict=True):
        assert number(row[1]) == pytest.approx(pi, abs=5.1e-5)
        assert vector(row[5]) == pytest.approx(score, abs=5.1e-5)
    assert vector(rows[3][4]) == pytest.approx(truth["probabilities"][0], abs=5.1e-5)
    expect(region.locator(".features-rest")).to_have_text("Σ π · score = 0.000")


def test_a_dragged_phi_moves_pivot_and_probabilities_but_not_the_run(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?panels=features", PANEL)
    play_until(page, 40)
    theta, before = wire.last()["theta"], probabilities(region)
    drag(page, region.get_by_role("button", name="φ of B"), (60, -90))
    expect(region.get_by_role("button", name="Undo")).to_be_enabled()
    expect(region.locator(".panel-summary")).to_contain_text("with the φ tried here")
    rows = sheet(region)
    phi = np.array([vector(row[4]) for row in rows[:3]])
    h = phi @ theta
    wanted = np.exp(h - h.max()) / np.exp(h - h.max()).sum()
    assert probabilities(region) == pytest.approx(list(wanted), abs=1e-3)
    assert phi[1].sum() == pytest.approx(1, abs=3e-4), "dragged along the plane"
    assert not [message for message in wire.said if message["type"] in ("control", "set_theta")]
    region.get_by_role("button", name="Undo").click()
    expect(region.get_by_role("button", name="Undo")).to_be_disabled()
    assert probabilities(region) == before


def test_a_handle_is_moved_with_the_arrow_keys(server: Server, open_page: Open) -> None:
    _, _, region = opened(open_page, f"{server.url}/?panels=features", PANEL)
    region.get_by_role("button", name="φ of A").press("ArrowRight")
    expect(region.get_by_role("button", name="Undo")).to_be_enabled()


def test_typed_features_are_used_in_the_run_when_asked_for(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?preset=short_corridor&panels=features", PANEL)
    use = region.get_by_role("button", name="Use these features in the run")
    expect(use).to_be_disabled()
    first = region.locator(".features-cell input").first
    first.fill("0.5")
    first.press("Enter")
    use.click()
    expect(use).to_be_disabled()
    expect(region.locator(".panel-summary")).not_to_contain_text("tried")
    page.wait_for_function("() => document.querySelector('.features-cell input').value === '0.50'")
    opening = [message for message in wire.said if message["type"] == "open"][-1]["experiment"]
    phi = opening["policy"]["features"]
    assert phi["kind"] == "custom"
    assert phi["phi"][0][0][0] == 0.5
    assert phi["phi"][1:] == [[[1, 0], [0, 1]]] * 3


def test_a_grid_has_a_block_a_state(server: Server, open_page: Open) -> None:
    _, _, region = opened(open_page, f"{server.url}/?preset=grid&panels=features", PANEL)
    expect(region.locator(".features-table thead th")).to_have_count(6)
    region.get_by_role("combobox", name="State").select_option("4")
    head = region.locator(".features-table thead th")
    expect(head.nth(2)).to_have_attribute("title", "(2,1) ↑")
    assert head.all_inner_texts()[2:] == ["↑", "→", "↓", "←"], "what all names begin with would be all one sees of them"
    assert probabilities(region) == [0.25] * 4
