"""The simplex: a dragged or typed policy is the policy the run goes on with."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.kit import Open, Server, at_rest, drag, number, opened, thetas


def softmax(theta: list[float], temperature: float = 1.0) -> np.ndarray:
    weights = np.exp((np.array(theta) - max(theta)) / temperature)
    return np.asarray(weights / weights.sum())


def test_a_policy_is_dragged_and_stays_inside(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?panels=simplex", "Policy simplex")
    handle = region.get_by_role("button", name="The present policy")
    drag(page, handle, (0, -90))
    page.wait_for_function("() => document.querySelector('[aria-label=\"Probability of C\"]').value !== '0.333'")
    pi = np.array(at_rest(page, lambda: wire.last()["probabilities"][0]))  # the drag's last θ is answered and drawn
    assert pi[2] > 0.4
    assert pi[0] == pytest.approx(pi[1], abs=0.01)
    assert softmax(thetas(wire)[-1]) == pytest.approx(pi)
    fields = [number(region.get_by_role("spinbutton", name=f"Probability of {name}").input_value()) for name in "ABC"]
    assert fields == pytest.approx(pi, abs=5.1e-4)
    drag(page, handle, (-900, 30))
    page.wait_for_function("() => Number(document.querySelector('[aria-label=\"Probability of A\"]').value) > 0.9")
    assert min(wire.last()["probabilities"][0]) == pytest.approx(0.001)


def test_a_policy_is_moved_with_the_keyboard(server: Server, open_page: Open) -> None:
    _, wire, region = opened(open_page, f"{server.url}/?panels=simplex", "Policy simplex")
    region.get_by_role("button", name="The present policy").press("Shift+ArrowRight")
    expect(region.get_by_role("spinbutton", name="Probability of B")).not_to_have_value("0.333")
    a, b, c = wire.last()["probabilities"][0]
    assert b > a
    assert c == pytest.approx(1 / 3)


def test_a_typed_probability_is_met_at_any_temperature(server: Server, open_page: Open) -> None:
    url = f"{server.url}/?panels=simplex&temperature=2&theta=4,3,5"
    _, wire, region = opened(open_page, url, "Policy simplex")
    before = wire.last()["probabilities"][0]
    field = region.get_by_role("spinbutton", name="Probability of B")
    field.fill("0.6")
    field.press("Enter")
    expect(field).to_have_value("0.600")
    pi, theta = wire.last()["probabilities"][0], thetas(wire)[-1]
    assert pi[1] == pytest.approx(0.6)
    assert pi[0] / pi[2] == pytest.approx(before[0] / before[2])
    assert softmax(theta, 2.0) == pytest.approx(np.array(pi))
    assert sum(theta) == pytest.approx(12), "the mean preference, which softmax does not see, stays"


def test_summary_gives_the_frames_numbers(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?panels=simplex", "Policy simplex")
    page.get_by_role("button", name="Step", exact=True).click()
    page.wait_for_function("() => document.querySelector('.readout dd').textContent.startsWith('1')")
    frame = wire.last()
    a, b, c = frame["probabilities"][0]
    value = frame["exact"]["value"]
    expect(region.locator(".panel-summary")).to_have_text(f"The policy is A {a:.3f}, B {b:.3f}, C {c:.3f}; J = {value:.4f}.")


def test_only_three_actions_have_a_triangle(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?preset=grid&panels=simplex,probabilities")
    expect(page.get_by_role("region", name="Policy simplex")).to_contain_text("cannot show the current problem")
