"""The score polygon: the worked example to the digit, a baseline tried, and the same one used in the run."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.kit import Open, Server, drag, number, opened, play_until

PANEL = "Score polygon"


def gap(region: Locator) -> list[float]:
    text = region.locator(".polygon-gap").inner_text()
    return [number(part) for part in text.removeprefix("= (").removesuffix(")").split(",")]


def variance(region: Locator, name: str) -> float:
    row = region.get_by_role("row").filter(has=region.page.get_by_role("button", name=name))
    return number(row.locator("td").last.inner_text())


def attempt(region: Locator, value: str) -> None:
    field = region.get_by_role("spinbutton", name="Baseline tried here")
    field.fill(value)
    field.press("Enter")


def test_the_worked_example_holds_to_the_digit(server: Server, open_page: Open) -> None:
    _, _, region = opened(open_page, f"{server.url}/?preset=score_polygon&panels=polygon", PANEL)
    assert gap(region) == [-0.45, 0.03, 0.42]
    assert variance(region, "Try no baseline") == 3.882
    assert variance(region, "Try the value J") == 0.641
    assert variance(region, "Try b*") == 0.528
    for value, spread in (("1.9", "0.641"), ("2.326", "0.528"), ("10", "37"), ("0", "3.88")):
        attempt(region, value)
        expect(region.locator(".panel-summary")).to_contain_text(f"the variance is {spread}")
        assert gap(region) == [-0.45, 0.03, 0.42], "no baseline moves the gap"


def test_a_baseline_is_tried_by_slider_curve_and_button_without_touching_the_run(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?preset=score_polygon&panels=polygon", PANEL)
    field = region.get_by_role("spinbutton", name="Baseline tried here")
    region.get_by_role("slider", name="Baseline tried here").press("ArrowRight")
    expect(field).not_to_have_value("0.000")
    region.get_by_role("button", name="Try b*").click()
    expect(field).to_have_value("2.326")
    drag(page, region.get_by_role("button", name="Baseline on the variance curve"), (-60, 0))
    expect(field).not_to_have_value("2.326")
    assert number(field.input_value()) < 2.3
    region.get_by_role("button", name="Try the run's own baseline").click()
    expect(field).to_have_value("0.000")
    expect(region.get_by_role("button", name="Use this b in the run")).to_be_disabled()
    assert not [message for message in wire.said if message["type"] in ("control", "set_theta")]


def test_the_tried_baseline_is_used_in_the_run_when_asked_for(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?panels=polygon", PANEL)
    attempt(region, "0.25")
    region.get_by_role("button", name="Use this b in the run").click()
    expect(page.get_by_role("combobox", name="Baseline", exact=True)).to_have_value("constant")
    expect(page.get_by_role("spinbutton", name="Baseline value", exact=True)).to_have_value("0.25")
    expect(region.get_by_role("spinbutton", name="Baseline tried here")).to_have_value("0.250")
    changes = [message["changes"] for message in wire.said if message["type"] == "control"]
    assert changes == [{"estimator.baseline": {"kind": "constant", "value": 0.25}}]


def test_it_follows_the_baseline_of_the_run(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?panels=polygon", PANEL)
    attempt(region, "0.25")
    page.get_by_role("combobox", name="Baseline", exact=True).select_option(label="Exact value")
    field = region.get_by_role("spinbutton", name="Baseline tried here")
    expect(field).to_have_value("0.567")
    play_until(page, 10)
    last = wire.last()
    expect(field).to_have_value(f"{last['baseline']['values'][0]:.3f}")
    pi, value = last["probabilities"][0], last["values"]["state_values"][0]
    assert gap(region) == pytest.approx([p * (q - value) for p, q in zip(pi, (1, 0.7, 0), strict=True)], abs=5.1e-4)


def test_a_state_has_its_share(server: Server, open_page: Open) -> None:
    _, wire, region = opened(open_page, f"{server.url}/?preset=grid&panels=polygon", PANEL)
    expect(region.locator(".panel-summary")).to_contain_text("(1,1)’s share of ∇J")
    pi, q = wire.last()["probabilities"], wire.last()["values"]["action_values"]
    for state, name in ((0, "(1,1)"), (4, None)):
        if name is None:
            region.get_by_role("combobox", name="State").select_option(str(state))
        value = sum(p * x for p, x in zip(pi[state], q[state], strict=True))
        assert gap(region) == pytest.approx([p * (x - value) for p, x in zip(pi[state], q[state], strict=True)], abs=5.1e-4)


def test_two_actions_have_no_polygon(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?preset=short_corridor&panels=polygon,probabilities")
    expect(page.get_by_role("region", name=PANEL)).to_contain_text("cannot show the current problem")


def test_at_a_corner_the_gap_keeps_its_sign_and_the_sides_are_too_small_to_draw(server: Server, open_page: Open) -> None:
    """π = (1, 8e-65, 2e-65) and q = (1, 0.7, 0): ∇J = (0.3 π_B + π_C, −0.3 π_B, −π_C) up to terms of their squares."""
    page, wire, region = opened(open_page, f"{server.url}/?panels=polygon&theta=0,-147,-148.5", PANEL)
    [b, c] = wire.last()["probabilities"][0][1:]
    assert gap(region) == pytest.approx([0.3 * b + c, -0.3 * b, -c], rel=5e-3)
    expect(region.locator(".polygon-gap")).to_contain_text("e−65")
    drawn = page.evaluate(
        """async ([pi]) => {
      const { faint } = await import('/static/js/panels/polygon/facts.js');
      const { oneHot, scores } = await import('/static/js/maths/softmax.js');
      return faint({ pi, q: [1, 0.7, 0], scores: scores(pi, oneHot(3)) }, [1, 1, 1]);
    }""",
        [wire.last()["probabilities"][0]],
    )
    assert 0 < drawn < 1e-63


def test_the_runs_baseline_is_the_frames_whatever_the_estimator(server: Server, open_page: Open) -> None:
    for estimator in ("no_log", "uniform_behaviour", "reinforce"):
        query = f"panels=polygon&estimator={estimator}&baseline=constant&b=0.5"
        _, wire, region = opened(open_page, f"{server.url}/?{query}", PANEL)
        assert wire.last()["baseline"]["value"] == 0.5
        expect(region.get_by_role("spinbutton", name="Baseline tried here")).to_have_value("0.500")
