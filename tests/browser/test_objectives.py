"""Objectives: three gradients at one theta are the API's, their identity holds, and a loop tells a gradient from what is none."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.kit import Open, Server, Wire, ask, number, opened, play_until

PANEL = "Objectives"
URL = "/?preset=two_states&panels=objectives"
OBJECTIVES: tuple[dict[str, Any], ...] = ({"kind": "start_value"}, {"kind": "average_value"}, {"kind": "average_reward"})


def values(region: Locator) -> list[float]:
    return [number(row.locator("td").first.inner_text()) for row in region.locator(".objectives-table tbody tr").all()]


def truths(server: Server, wire: Wire, discount: float) -> list[dict[str, Any]]:
    experiment = next(message for message in wire.heard if message["type"] == "opened")["experiment"]
    base = {"problem": experiment["problem"], "policy": experiment["policy"], "theta": wire.last()["theta"]}
    own = [each if each["kind"] == "average_reward" else {**each, "discount": discount} for each in OBJECTIVES]
    return [ask(server, "/api/exact", {**base, "objective": each}) for each in own]


def test_the_three_values_are_the_apis_and_their_identity_holds(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}{URL}", PANEL)
    play_until(page, 20)
    step = wire.last()["update"]
    expect(region.locator(".panel-summary")).to_contain_text(f"θ of update {step},")
    truth = truths(server, wire, 0.9)
    assert values(region) == pytest.approx([each["value"] for each in truth], abs=5.1e-4)
    average, reward = truth[1]["value"], truth[2]["value"]
    assert 0.1 * average == pytest.approx(reward)
    expect(region.locator(".objectives-identity")).to_have_text(f"0.100 · {average:.4f} = {0.1 * average:.4f}; J avR = {reward:.4f}")


def test_the_discount_is_the_panels_own(server: Server, open_page: Open) -> None:
    _, wire, region = opened(open_page, f"{server.url}{URL}", PANEL)
    field = region.get_by_role("spinbutton", name="Discount of the objectives")
    field.fill("0.5")
    field.press("Enter")
    expect(region.locator(".panel-summary")).to_contain_text("γ = 0.50")
    assert values(region) == pytest.approx([each["value"] for each in truths(server, wire, 0.5)], abs=5.1e-4)
    field.fill("1")
    field.press("Enter")
    expect(region.locator(".objectives-identity")).to_have_text("at γ = 1 the average value has no bound")
    assert not [message for message in wire.said if message["type"] == "control"]


def test_a_gradient_comes_back_to_its_height_and_the_dropped_weight_does_not(server: Server, open_page: Open) -> None:
    _, _, region = opened(open_page, f"{server.url}{URL}", PANEL)
    region.get_by_role("combobox", name="Show").select_option("loop")
    walk = region.get_by_role("button", name="Walk the loop")
    walk.click()
    whole, dropped = region.locator("output").first, region.locator("output").last
    expect(whole).to_have_text("0.000000")
    expect(dropped).to_have_text("−0.022147")
    # Green: the loop of twice the side has more inside.
    side = region.get_by_role("spinbutton", name="Side of the loop")
    side.fill("4")
    side.press("Enter")
    expect(region.locator(".objectives-said")).to_contain_text("walk it again")
    walk.click()
    expect(dropped).not_to_have_text("−0.022147")
    expect(dropped).not_to_have_text("–")
    assert number(dropped.inner_text()) < -0.022147
    assert whole.inner_text() == "0.000000"
    discount = region.get_by_role("spinbutton", name="Discount of the objectives")
    discount.fill("1")
    discount.press("Enter")
    expect(region.locator(".objectives-said")).to_contain_text("nothing to drop")
    walk.click()
    expect(dropped).to_have_text("0.000000")


def test_two_parameters_of_one_state_show_nothing_and_it_is_said(server: Server, open_page: Open) -> None:
    _, _, region = opened(open_page, f"{server.url}{URL}", PANEL)
    region.get_by_role("combobox", name="Show").select_option("loop")
    region.get_by_role("combobox", name="Vertical parameter of the objectives").select_option("1")
    region.get_by_role("button", name="Walk the loop").click()
    expect(region.locator("output").last).to_have_text("0.000000")
    expect(region.locator(".objectives-said")).to_contain_text("choose one of each")


def test_questions_are_rare_while_playing(server: Server, open_page: Open) -> None:
    page, _, region = opened(open_page, f"{server.url}{URL}", PANEL)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/api/exact") else None)
    page.get_by_role("button", name="Play", exact=True).click()
    began = time.monotonic()
    page.wait_for_timeout(2500)
    assert len(asked) <= 3 * (time.monotonic() - began + 1.5), "three objectives, at most once a second"
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(region.locator(".panel-summary")).to_contain_text("θ of update")


def test_problems_that_end_have_no_long_run(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?preset=grid&panels=objectives,probabilities")
    expect(page.get_by_role("region", name=PANEL)).to_contain_text("cannot show the current problem")


def test_without_one_long_run_it_is_said_and_the_start_value_stands(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, lost_server=True)

    def refuse(route: Route) -> None:
        if "average" in (route.request.post_data or ""):
            body = {"title": "Invalid input", "status": 422, "detail": "objective: expected one long run, got two."}
            route.fulfill(status=422, content_type="application/problem+json", body=json.dumps(body))
        else:
            route.continue_()

    page.route("**/api/exact", refuse)
    page.goto(f"{server.url}{URL}")
    region = page.get_by_role("region", name=PANEL)
    expect(region.locator(".panel-note")).to_have_text("objective: expected one long run, got two.")
    cells = region.locator(".objectives-table tbody tr td:nth-child(2)")
    expect(cells).to_have_text(["8.051", "–", "–"])


def test_a_question_that_fails_is_not_asked_without_end(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, lost_server=True)
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route("**/api/exact", refuse)
    page.goto(f"{server.url}{URL}")
    expect(page.get_by_role("region", name=PANEL).locator(".panel-note")).to_have_text("The server cannot be reached.")
    page.wait_for_timeout(1500)
    assert 3 <= len(asked) <= 9, "three objectives, at once, after one second and after two more"
    page.unroute("**/api/exact")
    expect(page.get_by_role("region", name=PANEL).locator(".objectives-table tbody tr td:nth-child(2)").first).to_have_text("8.051")
