"""The landscape: what is dragged or typed is where the run goes on, and every number is the API's."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.kit import Open, Server, ask, at_rest, drag, eventually, magnitude, number, opened, play_until, step, thetas


def test_theta_is_dragged_with_the_pointer(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?panels=landscape", "Objective landscape")
    drag(page, region.get_by_role("button", name="θ, the present point"), (-120, 60))
    page.wait_for_function("() => document.querySelector('[aria-label=\"Value of θ A\"]').value !== '0.00'")
    sent, last = thetas(wire)[-1], at_rest(page, lambda: wire.last()["theta"])
    assert last == pytest.approx(sent)
    assert sent[0] > 0 > max(sent[1:]), "left and down is towards A"
    assert sum(sent) == pytest.approx(0)
    for name, value in zip("ABC", last, strict=True):
        assert number(region.get_by_role("spinbutton", name=f"Value of θ {name}").input_value()) == pytest.approx(value, abs=0.0051)


def test_theta_is_moved_with_the_keyboard_and_typed(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?panels=landscape", "Objective landscape")
    region.get_by_role("button", name="θ, the present point").press("ArrowUp")
    field = region.get_by_role("spinbutton", name="Value of θ C")
    expect(field).not_to_have_value("0.00")
    assert thetas(wire)[-1][2] > 0
    field.fill("1,5")
    field.press("Enter")
    expect(field).to_have_value("1.50")
    assert thetas(wire)[-1][2] == 1.5
    field.fill("much")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.blur()
    expect(field).to_have_value("1.50")
    assert len(thetas(wire)) == 2
    eventually(page, lambda: wire.last()["theta"] == pytest.approx(thetas(wire)[-1]))


def test_summary_and_table_are_the_api_s_numbers(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?panels=landscape", "Objective landscape")
    play_until(page, 20)
    frame = wire.last()
    experiment = next(message for message in wire.heard if message["type"] == "opened")["experiment"]
    truth = ask(server, "/api/exact", {key: experiment[key] for key in ("problem", "policy", "objective")} | {"theta": frame["theta"]})
    length, estimate, summary = np.linalg.norm(truth["gradient"]), np.array(frame["estimate"]), region.locator(".panel-summary")
    expect(summary).to_contain_text(f"J = {truth['value']:.4f}; exact gradient {magnitude(length)} long in all 3 parameters")
    before = next((one for one in wire.frames() if one["update"] == frame["update"] - 1), None)
    if before and estimate.any():
        drawn = np.array(before["exact"]["gradient"])
        cosine = float(estimate @ drawn / np.linalg.norm(drawn) / np.linalg.norm(estimate))
        expect(summary).to_contain_text(f"{np.degrees(np.arccos(cosine)):.0f}° off the gradient where it was drawn")
    region.get_by_role("button", name="Data table").click()
    cells = [[number(text) for text in row.locator("td").all_inner_texts()] for row in region.locator("tbody tr").all()]
    wanted = np.column_stack([frame["theta"], truth["gradient"], estimate])
    assert np.array(cells) == pytest.approx(wanted, abs=5.1e-5)


def test_the_landscape_is_asked_for_once_and_again_when_the_temperature_changes(server: Server, open_page: Open) -> None:
    asked: list[dict[str, Any]] = []
    page = open_page("about:blank", ready=False)
    page.on("request", lambda request: request.url.endswith("/api/landscape") and asked.append(request.post_data_json))
    page.goto(f"{server.url}/?panels=landscape,probabilities")
    region = page.get_by_role("region", name="Objective landscape")
    expect(region.locator(".panel-summary")).not_to_be_empty()
    eventually(page, lambda: asked)
    before = at_rest(page, lambda: len(asked), 700)
    play_until(page, 30)
    assert len(asked) == before, "J over three preferences does not change while the run plays"
    page.get_by_text("More settings").click()
    field = page.get_by_role("spinbutton", name="Temperature")
    with page.expect_request(lambda request: request.url.endswith("/api/landscape") and '"temperature":2' in (request.post_data or "")):
        field.fill("2")
        field.press("Enter")


def test_the_picture_has_the_values_of_the_objective(server: Server, open_page: Open) -> None:
    answers: list[tuple[dict[str, Any], dict[str, Any]]] = []
    page = open_page("about:blank", ready=False)
    page.on("response", lambda one: one.url.endswith("/api/landscape") and answers.append((one.request.post_data_json, one.json())))
    page.goto(f"{server.url}/?panels=landscape&preset=score_polygon")
    body, answer = eventually(page, lambda: answers)[-1]
    for j, i in ((0, 0), (30, 30), (7, 51)):
        theta = np.array(body["origin"]) + answer["x"][i] * np.array(body["x_direction"]) + answer["y"][j] * np.array(body["y_direction"])
        truth = ask(server, "/api/exact", {key: body[key] for key in ("problem", "policy", "objective")} | {"theta": theta.tolist()})
        assert answer["value"][j][i] == pytest.approx(truth["value"], rel=1e-12)


def test_planes_are_chosen(server: Server, open_page: Open) -> None:
    _, wire, region = opened(open_page, f"{server.url}/?panels=landscape&preset=grid", "Objective landscape")
    plane = region.get_by_role("combobox", name="Plane")
    assert plane.locator("option").all_inner_texts() == ["Parameters", "Gradient"]
    expect(plane).to_have_value("directions")
    across = region.get_by_role("spinbutton", name="θ along the horizontal direction")
    across.fill("0.5")
    across.press("Enter")
    expect(across).to_have_value("0.50")
    gradient = np.array(next(frame for frame in wire.frames() if "exact" in frame)["exact"]["gradient"])
    assert np.array(thetas(wire)[-1]) == pytest.approx(0.5 * gradient / np.linalg.norm(gradient))
    region.get_by_role("button", name="Realign").click()
    expect(across).to_have_value("0.00")
    plane.select_option("parameters")
    first = region.get_by_role("combobox", name="Horizontal parameter")
    second = region.get_by_role("combobox", name="Vertical parameter")
    one, other = first.input_value(), second.input_value()
    assert one != other
    first.select_option(other)
    expect(second).to_have_value(one)
    values = [number(field.input_value()) for field in region.get_by_role("spinbutton", name=re.compile("Value of")).all()]
    theta = wire.last()["theta"]
    assert values == pytest.approx([theta[int(other)], theta[int(one)]], abs=0.0051)


def test_a_trajectory_along_the_gradient_rests_under_the_pointer(server: Server, open_page: Open) -> None:
    """Its plane has no second direction, however often it is turned: the page complains of nothing, and goes on."""
    page, wire, region = opened(open_page, f"{server.url}/?preset=two_states&panels=landscape", "Objective landscape")
    for update in range(1, 5):
        step(page)
        eventually(page, lambda at=update: wire.last()["update"] == at)
        region.locator(".stage").hover(position={"x": 150 + 10 * update, "y": 120})
        page.mouse.move(0, 0)
    expect(region.locator(".panel-summary")).to_contain_text(f"J = {wire.last()['exact']['value']:.4f}")
    expect(region.locator(".panel-note")).to_be_hidden()


def test_an_answer_that_comes_late_is_not_shown(server: Server, open_page: Open) -> None:
    page = open_page(server.url)
    shown = page.evaluate("""async () => {
      const { createSurface } = await import('/static/js/panels/parts/surface.js');
      const { readTheme } = await import('/static/js/dom/theme.js');
      const plane = { anchor: [0, 0], x: [1, 0], y: [0, 1], blind: true };
      const given = (value) => ({ x: [-1, 1], y: [-1, 1], value: [[0, value], [value, value]] });
      const waiting = [];
      const said = [];
      const ask = (_, body, signal) => new Promise((good, bad) => {
        waiting.push((value) => good(given(value)));
        signal.addEventListener('abort', () => bad(new DOMException('given up', 'AbortError')));
      });
      const surface = createSurface({ ask, theme: readTheme(), memory: { known: null }, changed() {}, failed: (text) => said.push(text) });
      const question = { plane, theta: [0, 0], ranges: [[-1, 1], [-1, 1]], experiment: { estimator: {} }, resolution: 2 };
      const early = surface.want(question);
      const late = surface.want(question);
      waiting[1](2);
      waiting[0](1);
      await Promise.all([early, late]);
      return { high: surface.known.high, busy: surface.busy, said };
    }""")
    assert shown == {"high": 2, "busy": False, "said": [""]}
