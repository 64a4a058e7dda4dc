"""A Gaussian policy: its panel shows the run's own numbers, is dragged, and every estimator of its family is a choice."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kit import Open, Server, ask, opened, play_until

TITLE = "Gaussian policy"


def cells(page: Page) -> list[list[float]]:
    """The panel's data table."""
    rows = page.locator("[data-panel=gaussian] tbody tr")
    return [[float(text.replace("−", "-")) for text in row.locator("th, td").all_inner_texts()] for row in rows.all()]


def test_what_is_shown_is_the_runs_and_the_apis(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?preset=gaussian", TITLE)
    play_until(page, 5)
    last, experiment = wire.last(), wire.heard[0]["experiment"]
    truth = ask(server, "/api/exact", {**{key: experiment[key] for key in ("problem", "policy", "objective")}, "theta": last["theta"]})
    assert last["density"]["means"] == pytest.approx(truth["means"], rel=1e-12)
    mean, sigma = last["density"]["means"][0], last["density"]["sigma"]
    assert sigma == pytest.approx(math.exp(last["theta"][1]), rel=1e-12)
    expect(region.locator(".panel-summary")).to_contain_text(f"μ = {mean:.3f}, σ = {sigma:.3f}".replace("-", "−"))
    region.get_by_role("button", name=f"Data table: {TITLE}").click()
    expect(region.get_by_role("columnheader", name="Adds along log σ")).to_be_visible()
    shown = cells(page)
    samples = last["samples"]
    assert len(shown) == experiment["estimator"]["batch_size"] == 10
    for (action, reward, weight, along, wider), drawn in zip(shown, samples["actions"], strict=True):
        z = (drawn - samples["means"][0]) / samples["sigma"]
        assert action == pytest.approx(drawn, abs=1e-4)
        assert reward == pytest.approx(-((drawn - 2) ** 2), abs=1e-3)
        assert along == pytest.approx(weight * z / samples["sigma"], abs=2e-3)
        bonus = experiment["estimator"]["entropy_bonus"]
        assert wider == pytest.approx(weight * (z * z - 1) + bonus, abs=2e-3)
    assert [sum(row[k] for row in shown) / 10 for k in (3, 4)] == pytest.approx(last["estimate"], abs=1e-3)


def test_mean_and_spread_are_dragged_with_the_keys(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?preset=gaussian&panels=gaussian", TITLE)
    before, summary = wire.last()["theta"], region.locator(".panel-summary")
    page.get_by_role("button", name="Mean μ: drag").press("ArrowRight")
    expect(summary).not_to_contain_text(f"μ = {before[0]:.3f}".replace("-", "−"))
    moved = wire.last()["theta"]
    assert (moved[0] > before[0], moved[1]) == (True, before[1])
    page.get_by_role("button", name="Spread σ: drag").press("ArrowLeft")
    expect(summary).not_to_contain_text("σ = 1.000")
    assert wire.last()["theta"][0] == moved[0]
    assert wire.last()["theta"][1] < before[1]


def test_a_fixed_spread_is_a_live_control(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?preset=two_hills", TITLE)
    page.get_by_role("button", name="Spread σ: drag").press("ArrowRight")
    expect(page).to_have_url(re.compile("sigma=1.5"))
    assert [message["type"] for message in wire.heard].count("opened") == 1
    expect(region.locator(".gaussian-formula")).to_have_count(1)


def test_another_problem_brings_a_policy_that_suits_it(server: Server, open_page: Open) -> None:
    page, wire, _ = opened(open_page, f"{server.url}/?panels=curve", "Learning curve")
    page.get_by_text("More settings").click()
    page.get_by_role("combobox", name="Problem", exact=True).select_option("continuous_bandit")
    expect(page.get_by_role("combobox", name="Reward curve")).to_have_value("quadratic")
    assert wire.heard[-1]["type"] != "error"
    estimators = page.get_by_role("combobox", name="Estimator", exact=True)
    expect(estimators.locator("option[value=pathwise]")).to_have_count(1)
    expect(estimators.locator("option[value=gae]")).to_have_count(0)
    for kind in ("pathwise", "measure_valued", "finite_difference", "exact", "reinforce"):
        estimators.select_option(kind)
        expect(page.get_by_role("alert").filter(has_text="expected")).to_have_count(0)
        expect(page).to_have_url(re.compile("problem=continuous_bandit"))
    page.get_by_role("combobox", name="Problem", exact=True).select_option("bandit")
    expect(estimators.locator("option[value=gae]")).to_have_count(1)
    play_until(page, 3)
    assert wire.last()["probabilities"] is not None


def test_the_lower_picture_shows_pushes_and_a_contexts_choice(server: Server, open_page: Open) -> None:
    query = "problem=continuous_bandit&reward=linear&weights=1,-1&contexts=[[1,0],[0,1]]&batch=20&lr=0.05&panels=gaussian"
    page, wire, region = opened(open_page, f"{server.url}/?{query}", TITLE)
    region.get_by_role("combobox", name="Below").select_option("push")
    play_until(page, 60)
    for context in (0, 1):
        region.get_by_label("State").select_option(str(context))
        mean = wire.last()["density"]["means"][context]
        expect(region.locator(".panel-summary")).to_contain_text(f"μ = {mean:.3f}".replace("-", "−"))
        assert (mean > 0.5) if context == 0 else (mean < -0.5)


def test_the_signs_have_a_key(server: Server, open_page: Open) -> None:
    page, _, region = opened(open_page, f"{server.url}/?preset=gaussian&panels=gaussian", "Gaussian policy")
    key = region.locator(".gaussian-key")
    for words in ("r(a)", "r blurred by σ", "slope of J along μ", "as estimated (one σ wide)", "made likelier", "made rarer"):
        expect(key).to_contain_text(words)
    page.goto(f"{server.url}/?preset=gaussian&panels=gaussian&estimator=pathwise")
    expect(key).to_contain_text("sampled")
    expect(key).not_to_contain_text("made likelier")


def test_a_steered_number_is_looked_at_state_by_state(server: Server, open_page: Open) -> None:
    """The bell of A at a state S over Q₀(S, a): another state, another mean; whose gain is dragged there."""
    page, wire, region = opened(open_page, f"{server.url}/?preset=steering&panels=gaussian&theta=-0.5,0", TITLE)
    summary, slider = region.locator(".panel-summary"), region.get_by_role("slider", name="State S")
    expect(summary).to_contain_text("μ = −0.500, σ = 1.000 at S = 1.00; V₀(S)’s slope along μ is")
    reach = float(slider.get_attribute("max") or "nan")
    slider.fill("-1")
    expect(summary).to_contain_text("μ = 0.500, σ = 1.000 at S = −1.00")
    page.get_by_role("button", name="Mean μ: drag").press("ArrowRight")
    expect(summary).not_to_contain_text("μ = 0.500")
    assert wire.last()["theta"][0] < -0.5, "at a state below 0 a larger mean is a smaller gain"
    play_until(page, 3)
    region.get_by_role("button", name=f"Data table: {TITLE}").click()
    expect(region.get_by_role("columnheader", name="Q₀(S, a)")).to_be_visible()
    paths = wire.last()["paths"]
    near = sum(abs(state + 1) <= 0.05 * reach for row in paths["states"] for state in row[:-1])
    assert len(cells(page)) == near > 0


def key(page: Page, name: str, presses: dict[str, int]) -> None:
    page.get_by_role("button", name=f"{name}: drag, or move with the arrow keys", exact=True).focus()
    for press, times in presses.items():
        for _ in range(times):
            page.keyboard.press(press)


@pytest.mark.parametrize(
    ("query", "name", "presses", "field"),
    [
        ("preset=gaussian", "Best action", {"ArrowRight": 5, "ArrowUp": 3}, r"target=2\.\d*[1-9]"),
        ("preset=gaussian", "Steepness", {"ArrowUp": 5}, r"scale=(0|1)\.\d*[1-9]"),
        ("preset=two_hills", "Hill 2", {"ArrowLeft": 5}, r"places=-?[\d.]+,1\.\d*[1-9]"),
        ("preset=two_hills", "Width of hill 1", {"ArrowRight": 5}, r"widths=1\.\d*[1-9],"),
        ("preset=stair", "Threshold", {"ArrowRight": 5}, r"threshold=1\.\d*[1-9]"),
        ("preset=stair", "Reward beyond", {"ArrowUp": 5}, r"high=1\.\d*[1-9]"),
    ],
)
def test_the_reward_curve_is_taken_hold_of_tried_and_played(
    server: Server, open_page: Open, query: str, name: str, presses: dict[str, int], field: str
) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?{query}&panels=gaussian", TITLE)
    play = region.get_by_role("button", name="Play this curve")
    expect(play).to_be_hidden()
    key(page, name, presses)
    expect(region.locator(".panel-summary")).to_contain_text("Tried here, not yet played")
    opens = len([said for said in wire.said if said["type"] == "open"])
    play.click()
    page.wait_for_url(re.compile(field))
    expect(region.locator(".panel-summary")).not_to_contain_text("Tried here")
    assert len([said for said in wire.said if said["type"] == "open"]) == opens + 1


def test_a_tried_curve_can_be_put_back_and_changes_no_run(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?preset=gaussian&panels=gaussian", TITLE)
    before = region.locator(".panel-summary").inner_text()
    key(page, "Best action", {"ArrowUp": 4})
    expect(region.locator(".panel-summary")).to_contain_text("Tried here")
    said = len(wire.said)
    region.get_by_role("button", name="Undo").click()
    expect(region.locator(".panel-summary")).to_have_text(before)
    assert len(wire.said) == said
