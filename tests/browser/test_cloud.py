"""Estimate cloud and ledger: what is drawn is the frame's cloud, and the ledger is the server's answer at the same θ."""

from __future__ import annotations

import json
import math
import time
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.kit import Open, Server, at_rest, eventually, magnitude, opened, step, violations

PANEL = "Estimate cloud"


def data(panel: Locator) -> list[list[str]]:
    rows: list[list[str]] = panel.locator(".panel-data tbody").evaluate(
        "(body) => [...body.rows].map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    return rows


def digits(value: float, places: int = 4) -> str:
    return f"{value:.{places}f}".replace("-", "−")


def test_the_table_is_the_frames_cloud(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities", PANEL)
    step(page)
    panel.get_by_role("button", name="Data table: Estimate cloud").click()
    cloud = wire.last()["cloud"]
    rows = data(panel)
    assert rows[0][1:] == [digits(value) for value in cloud["exact"]]
    assert rows[1][1:] == [digits(value) for value in cloud["mean"]]
    assert rows[2][1:] == [digits(math.sqrt(cloud["covariance"][i][i])) for i in range(2)]
    # Three arms that always pay the same make three spots, and every episode is in one of them.
    assert sum(int(row[0].split()[0]) for row in rows[4:]) == cloud["episodes"] == len(cloud["samples"])
    expect(panel.locator(".panel-summary")).to_contain_text("200 episodes, no baseline")


def test_other_parameters_are_asked_for(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities", PANEL)
    panel.get_by_role("combobox", name="Across: parameter").select_option("C")
    eventually(page, lambda: wire.last()["cloud"]["axes"] == [2, 1])
    panel.get_by_role("button", name="Data table: Estimate cloud").click()
    expect(panel.locator(".panel-data thead")).to_contain_text("CB")
    step(page)
    assert wire.last()["cloud"]["axes"] == [2, 1]


def test_where_the_policy_has_moved_on_the_axes_follow(server: Server, open_page: Open) -> None:
    url = f"{server.url}/?panels=cloud,probabilities&initial_theta=[-30,-30,1,1,0]&means=[1,1,1,2,0]"
    page, wire, panel = opened(open_page, url, PANEL)
    eventually(page, lambda: set(wire.last()["cloud"]["axes"]) <= {2, 3, 4})
    across = panel.get_by_role("combobox", name="Across: parameter")
    expect(across).to_have_value(str(wire.last()["cloud"]["axes"][0]))
    across.select_option("A")  # a person's choice stays
    eventually(page, lambda: wire.last()["cloud"]["axes"][0] == 0)
    step(page)
    assert wire.last()["cloud"]["axes"][0] == 0


def test_another_problem_asks_for_its_own_parameters(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities&preset=cliff", PANEL)
    eventually(page, lambda: wire.last()["cloud"]["axes"][0] > 1)  # the start's parameters, not the first state's
    page.get_by_role("combobox", name="Preset").select_option("three_arms")
    expect(panel.locator(".panel-summary")).to_contain_text("200 episodes, no baseline")
    step(page)
    assert wire.last()["cloud"]["axes"] == [0, 1]


def test_the_ledger_is_the_servers_answer(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities&reward_std=0.5", PANEL)
    step(page)
    with page.expect_request("**/api/estimates") as asked:
        panel.get_by_role("button", name="Compare estimators").click()
    question = asked.value.post_data_json
    expect(panel.locator(".ledger tbody tr")).to_have_count(len(question["estimators"]))
    body = json.dumps(question).encode()
    with urlopen(Request(f"{server.url}/api/estimates", body, {"Content-Type": "application/json"}), timeout=30) as reply:
        answer = json.load(reply)
    rows: list[list[str]] = panel.locator(".ledger tbody").evaluate(
        "(body) => [...body.rows].map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    assert rows[0][0] == "no baselinein use"
    for row, estimate in zip(rows, answer["estimates"], strict=True):
        if estimate["variance"] < 1e-20:
            assert row[1:6] == ["0", "0", "0", "0", "∞"], "all actions of a bandit: no noise at all"
            continue
        for cell, value, error in (
            (row[1], estimate["bias_norm"], math.hypot(*estimate["standard_error"])),
            (row[3], estimate["variance"], estimate["variance_standard_error"]),
        ):
            shown, beside = cell.split(" ± ")
            places = len(shown.split(".")[1])
            assert (shown, beside) == (digits(value, places), digits(error, places))
            assert len(beside.strip("0.")) == 1, "an error has one digit"
        assert (row[2], row[4]) == (exactly(estimate["exact_bias_norm"]), exactly(estimate["exact_variance"]))
        assert float(row[5]) == float(f"{estimate['snr']:.3g}")
        assert row[6] == digits(estimate["cosine"], 3)
        assert row[7].replace("\u202f", "") == str(int(estimate["episodes_for_sign"]))
    assert rows[0][4] != "–", "no baseline has its exact variance"
    batch = next(row for row in rows if row[0].startswith("batch mean"))
    assert batch[2] == exactly(0.5 * math.hypot(*answer["exact_gradient"])), "its own sample in the mean of two: half the gradient"


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720)])
def test_no_column_of_the_ledger_is_cut(server: Server, open_page: Open, size: tuple[int, int]) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?preset=three_estimators&panels=gaussian,cloud,landscape,curve,log,world", PANEL)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    step(page)
    panel.get_by_role("button", name="Compare estimators").click()
    expect(panel.locator(".ledger tbody tr").first).to_contain_text("±")
    frame = panel.locator(".ledger-frame")
    wide, room = frame.evaluate("(frame) => [frame.scrollWidth, frame.clientWidth]")
    assert wide <= room
    # Bias and variance are two columns each, and no two columns have one name.
    heads = panel.locator(".ledger thead tr").evaluate_all("(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))")
    assert heads == [["", "Bias", "Variance", ""], ["Estimator", "sampled", "exact", "sampled", "exact", "SNR", "Cosine", "Episodes"]]


def test_an_exact_run_has_no_cloud(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?preset=two_states&panels=cloud,landscape", PANEL)
    step(page)
    expect(panel.locator(".panel-summary")).to_contain_text("No episode is drawn, and nothing scatters")
    expect(panel.locator(".cloud-key:visible")).to_have_text(["exact ∇J"])
    panel.get_by_role("button", name="Data table: Estimate cloud").click()
    expect(panel.locator(".panel-data tbody tr")).to_have_count(1)


def exactly(value: float | None) -> str:
    return "–" if value is None else "0" if value < 1e-12 else magnitude(value)


def names(panel: Locator) -> list[str]:
    listed: list[str] = panel.locator(".ledger tbody th").evaluate_all("(cells) => cells.map((cell) => cell.firstChild.textContent)")
    return listed


def test_a_person_chooses_the_estimators(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities", PANEL, bypass_csp=True)
    panel.get_by_role("button", name="Compare estimators").click()
    panel.get_by_text("Choose estimators").click()
    expect(panel.get_by_role("checkbox", name="all actions")).to_be_checked()
    for name in ("batch mean, N = 2", "leave one out, N = 2", "exact value", "constant b = J", "optimal b*(s)"):
        panel.get_by_role("checkbox", name=name).uncheck()
    panel.get_by_role("checkbox", name="no log").check()
    expect(panel.locator(".ledger tbody tr")).to_have_count(4)
    expect(panel.locator(".ledger tbody th").last).to_have_text("no log")
    assert names(panel) == ["no baseline", "optimal constant b*", "all actions", "no log"]
    expect(panel.locator(".ledger tbody tr").last.locator("[data-biased]")).to_have_count(1)
    assert violations(page) == []
    # The choice outlives the problem; what is in use stands first whatever is chosen.
    page.get_by_role("combobox", name="Preset").select_option("short_corridor")
    page.wait_for_function("() => location.search.includes('preset=short_corridor')")
    expect(panel.locator(".ledger tbody tr")).to_have_count(4)
    expect(panel.locator(".ledger [data-in-use]")).to_contain_text("no baseline")
    eventually(page, lambda: names(panel)[-1] == "no log")  # the last problem's rows stand until the panel is made anew


def test_an_estimator_too_large_for_a_problem_leaves_the_others(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities&problem=bandit", PANEL, lost_server=True)
    page.route("**/api/estimates", refuse_the_optimal)
    panel.get_by_role("button", name="Compare estimators").click()
    row = panel.get_by_role("row", name="optimal constant b*")
    expect(row.get_by_role("cell")).to_have_text(["baseline: expected less."])
    expect(panel.get_by_role("row", name="all actions").get_by_role("cell")).to_have_count(7)


def refuse_the_optimal(route: Route) -> None:
    """As the server refuses one whose table of scores would be too large."""
    kinds = [each.get("baseline", {}).get("kind") for each in route.request.post_data_json["estimators"]]
    if "optimal_constant" not in kinds:
        return route.continue_()
    at = kinds.index("optimal_constant")
    detail = f"estimators.{at}.baseline: expected less."
    problem = {"detail": detail, "errors": [{"pointer": f"/estimators/{at}/baseline", "detail": detail}]}
    return route.fulfill(status=422, content_type="application/problem+json", body=json.dumps(problem))


def test_the_ledger_follows_controls_and_seldom_asks_while_playing(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities", PANEL)
    asked: list[float] = []
    page.on("request", lambda request: asked.append(time.monotonic()) if "/api/estimates" in request.url else None)
    panel.get_by_role("button", name="Compare estimators").click()
    expect(panel.locator(".ledger [data-in-use]")).to_contain_text("no baseline")
    page.get_by_role("combobox", name="Baseline", exact=True).select_option("exact_value")
    expect(panel.locator(".ledger [data-in-use]")).to_contain_text("exact V(s)")
    still = at_rest(page, lambda: len(asked), 1000)
    page.get_by_role("button", name="Play", exact=True).click()
    eventually(page, lambda: len(asked) >= still + 3)
    assert asked[-1] - asked[still] > 2, "at most one in a second and a half, some of it spent on the way"


def test_axe_finds_nothing(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities&preset=grid", PANEL, bypass_csp=True)
    panel.get_by_role("button", name="Compare estimators").click()
    panel.locator(".ledger tbody tr").first.wait_for()
    assert violations(page) == []
