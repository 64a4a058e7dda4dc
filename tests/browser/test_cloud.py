"""Estimate cloud and ledger: what is drawn is the frame's cloud, and the ledger is the server's answer at the same θ."""

from __future__ import annotations

import json
import math
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server, Wire
from tests.browser.test_access import violations
from tests.browser.test_numbers import step
from tests.browser.test_play import Open


def opened(open_page: Open, url: str, **options: Any) -> tuple[Page, Wire, Locator]:
    page = open_page("about:blank", ready=False, **options)
    wire = Wire(page)
    page.goto(url)
    panel = page.get_by_role("region", name="Estimate cloud", exact=True)
    panel.locator(".panel-summary:not(:empty)").wait_for()
    return page, wire, panel


def data(panel: Locator) -> list[list[str]]:
    rows: list[list[str]] = panel.locator(".panel-data tbody").evaluate(
        "(body) => [...body.rows].map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    return rows


def digits(value: float, places: int = 4) -> str:
    return f"{value:.{places}f}".replace("-", "−")


def test_the_table_is_the_frames_cloud(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities")
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
    page, wire, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities")
    panel.get_by_role("combobox", name="Across: parameter").select_option("C")
    page.wait_for_timeout(300)
    assert wire.last()["cloud"]["axes"] == [2, 1]
    panel.get_by_role("button", name="Data table: Estimate cloud").click()
    expect(panel.locator(".panel-data thead")).to_contain_text("CB")
    step(page)
    assert wire.last()["cloud"]["axes"] == [2, 1]


def test_another_problem_asks_for_its_own_parameters(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities&preset=cliff")
    page.wait_for_timeout(300)
    assert wire.last()["cloud"]["axes"][0] > 1, "the start's parameters, not the first state's"
    page.get_by_role("combobox", name="Preset").select_option("three_arms")
    expect(panel.locator(".panel-summary")).to_contain_text("200 episodes, no baseline")
    step(page)
    assert wire.last()["cloud"]["axes"] == [0, 1]


def test_the_ledger_is_the_servers_answer(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities&reward_std=0.5")
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
            assert row[1:4] == ["0", "0", "∞"], "all actions of a bandit: no noise at all"
            continue
        bias, error = row[1].split(" ± ")
        places = len(bias.split(".")[1])
        assert bias == digits(estimate["bias_norm"], places)
        assert error == digits(math.hypot(*estimate["standard_error"]), places)
        assert float(row[2]) == float(f"{estimate['variance']:.3g}")
        assert float(row[3]) == float(f"{estimate['snr']:.3g}")
        assert row[4] == digits(estimate["cosine"], 3)
        assert row[5].replace("\u202f", "") == str(int(estimate["episodes_for_sign"]))


def test_the_ledger_follows_controls_and_seldom_asks_while_playing(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/estimates" in request.url else None)
    panel.get_by_role("button", name="Compare estimators").click()
    expect(panel.locator(".ledger [data-in-use]")).to_contain_text("no baseline")
    page.get_by_role("combobox", name="Baseline", exact=True).select_option("exact_value")
    expect(panel.locator(".ledger [data-in-use]")).to_contain_text("exact V(s)")
    page.wait_for_timeout(500)
    still = len(asked)
    page.wait_for_timeout(1000)
    assert len(asked) == still, "nothing new is asked in a pause"
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(4000)
    assert 1 <= len(asked) - still <= 4


def test_axe_finds_nothing(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=cloud,probabilities&preset=grid", bypass_csp=True)
    panel.get_by_role("button", name="Compare estimators").click()
    panel.locator(".ledger tbody tr").first.wait_for()
    assert violations(page) == []
