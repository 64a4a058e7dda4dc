"""With an entropy bonus the run climbs J + βH: every number and picture says which of the two it shows."""

from __future__ import annotations

import math
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.kit import Open, Server, Wire, ask, eventually, magnitude, number, opened, play_until

START = 1.7 / 3
BONUS = 0.5 * math.log(3)


def test_contours_readout_and_arrow_are_of_what_is_climbed(server: Server, open_page: Open) -> None:
    asked: list[dict[str, Any]] = []
    page = open_page("about:blank", ready=False)
    page.on("request", lambda request: request.url.endswith("/api/landscape") and asked.append(request.post_data_json))
    page.goto(f"{server.url}/?entropy_bonus=0.5&panels=landscape,simplex")
    region = page.get_by_role("region", name="Objective landscape")
    expect(region.locator(".panel-summary")).to_contain_text(f"J + βH = {START + BONUS:.4f}; exact gradient")
    eventually(page, lambda: asked)
    surface = ask(server, "/api/landscape", {**asked[-1], "resolution": 3, "origin": [0.0, 0.0, 0.0]})
    assert surface["value"][1][1] == pytest.approx(START + BONUS, abs=1e-12)
    expect(page.locator(".readout")).to_contain_text("0.567")
    simplex = page.get_by_role("region", name="Policy simplex")
    expect(simplex.locator(".panel-summary")).to_contain_text(f"J = {START:.4f}; the arrows climb J + βH")
    before = len(asked)
    page.get_by_text("More settings").click()
    field = page.get_by_role("spinbutton", name="Entropy bonus")
    field.fill("0")
    field.press("Enter")
    expect(region.locator(".panel-summary")).to_contain_text(f"J = {START:.4f};")
    eventually(page, lambda: len(asked) > before and asked[-1]["entropy_bonus"] == 0)


def test_the_curve_compares_j_with_its_best_and_names_the_other_line(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?entropy_bonus=0.5&panels=curve&estimator=exact&lr=1", "Learning curve")
    play_until(page, 60)
    exact = wire.last()["exact"]
    assert exact["value"] < 1 < exact["regularized_value"]
    summary = region.locator(".panel-summary")
    expect(summary).to_contain_text(f"J = {exact['value']:.3f} after")
    expect(summary).to_contain_text(f"{1 - exact['value']:.3f} below the best possible; J + βH = {exact['regularized_value']:.3f}")
    expect(region.locator(".curve-key", has_text="J + βH")).to_be_visible()
    region.get_by_role("button", name="Data table").click()
    assert region.get_by_role("columnheader").all_inner_texts()[:4] == ["Update", "Exact J", "J + βH", "Mean return"]


def test_without_a_bonus_the_curve_has_one_line(server: Server, open_page: Open) -> None:
    _, _, region = opened(open_page, f"{server.url}/?panels=curve", "Learning curve")
    expect(region.locator(".curve-key", has_text="J + βH")).to_be_hidden()
    expect(region.locator(".curve-key", has_text="best 1")).to_be_visible()


def test_the_best_of_a_spread_that_stays_is_the_spreads(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False)
    wire = Wire(page)
    page.goto(f"{server.url}/?preset=two_hills&panels=curve,gaussian")
    region = page.get_by_role("region", name="Learning curve")
    expect(region.locator(".curve-key", has_text="best")).to_have_text("best 0.592")
    lost = 0.592 - wire.last()["exact"]["value"]
    text = region.locator(".panel-summary").inner_text()
    assert number(text.split(" updates, ")[1].split(" below")[0]) == pytest.approx(lost, abs=1e-3)


def test_a_gaussians_j_lies_on_the_blurred_curve(server: Server, open_page: Open) -> None:
    page, wire, _ = opened(open_page, f"{server.url}/?preset=gaussian&panels=gaussian", "Gaussian policy")
    play_until(page, 20)
    frame = wire.last()
    opening = next(message for message in wire.heard if message["type"] == "opened")
    blurred = page.evaluate(
        "async ([world, mean, sigma]) => (await import('/static/js/maths/bell.js')).blurredAt(world, 0, mean, sigma)",
        [opening["problem"]["continuous"], frame["density"]["means"][0], frame["density"]["sigma"]],
    )
    assert frame["exact"]["value"] == pytest.approx(blurred, abs=1e-12)
    assert frame["exact"]["regularized_value"] == pytest.approx(blurred + 0.1 * frame["exact"]["entropy"], abs=1e-12)


def test_the_ledger_says_what_the_bonus_is_held_against(server: Server, open_page: Open) -> None:
    _, _, region = opened(open_page, f"{server.url}/?entropy_bonus=0.5&panels=cloud", "Estimate cloud")
    region.get_by_role("button", name="Compare estimators").click()
    expect(region.locator("caption").first).to_contain_text("compared with the gradient of J + βH")
    expect(region.get_by_role("row").filter(has_text="constant b = J + βH")).to_be_visible()
    gradient = ask(server, "/api/exact", {"entropy_bonus": 0.5})["gradient"]
    expect(region.locator(".cloud-key").first).to_have_text("exact ∇(J + βH)")
    summary = region.locator(".panel-summary")
    expect(summary).to_contain_text(f"along these two parameters, {magnitude(math.hypot(*gradient))} in all 3")
    expect(summary).to_contain_text(f"gradient {magnitude(math.hypot(*gradient[:2]))} long")
