"""Runs that were left stand in a small tree: each is named, gone back to, and seen beside the one that goes on, where it is B."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from policyscope.runs import open_run, parse_experiment
from tests.browser.kit import Open, Server, eventually, step, violations, wired

RATE = "optimizer.learning_rate"
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def chances(update: int, *changes: tuple[int, dict[str, Any]]) -> list[str]:
    """π after so many updates of the default experiment with these changes on the way."""
    run = open_run(parse_experiment({}))
    for at, change in changes:
        run.advance(at - run.update, frozenset())
        run.control(change)
    return [f"{value:.4f}" for value in run.advance(update - run.update, frozenset({"probabilities"}))["probabilities"][0]]


def columns(page: Page) -> dict[str, list[str]]:
    """π by the captions of its tables, B's too."""
    found: dict[str, list[str]] = page.locator("[data-panel=probabilities] .panel-data").evaluate(
        "(data) => Object.fromEntries([...data.querySelectorAll('table')].map((table) =>"
        " [table.caption.textContent, [...table.tBodies[0].rows].map((row) => row.cells[1].textContent)]))"
    )
    return found


def shows(page: Page, first: list[str], second: list[str]) -> None:
    eventually(page, lambda: columns(page) == {"Action probabilities": first, "Action probabilities: B": second})


def rate(page: Page, value: str) -> None:
    field = page.get_by_role("spinbutton", name="Learning rate", exact=True)
    field.fill(value)
    field.press("Enter")
    page.locator(".mark").last.wait_for()


def branched(page: Page) -> Locator:
    """Run 1 of 12 updates at 0.1, left at 5 for run 2, which goes to 9 at 0.5; and the sheet of both."""
    expect(page.locator(".readout dd").first).to_have_text("12")
    page.get_by_role("button", name="Data table: Action probabilities").click()
    page.get_by_role("slider", name="Step through the run").fill("5")
    page.get_by_role("button", name="Branch here").click()
    expect(page.locator(".readout dd").first).to_have_text("5")
    rate(page, "0.5")
    for _ in range(4):
        step(page)
    page.get_by_role("button", name="Run 2 of 2").click()
    return page.get_by_role("group", name="Runs kept")


def test_runs_stand_in_a_tree_with_their_names_and_are_gone_back_to(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, f"{server.url}/?panels=probabilities,curve&at=12")
    expect(page.locator(".runs-button")).to_be_hidden()
    sheet = branched(page)
    expect(sheet.get_by_role("listitem")).to_have_text(
        ["Run 1 seed 0: nothing changed, to 12Go toCompare", "Run 2 from 5: Learning rate 0.5, to 9goes on"]
    )
    # Both lines, the way that the run which goes on came along, and the moment shown.
    lines = sheet.locator(".tree path")
    expect(lines).to_have_count(4)
    assert [lines.nth(i).get_attribute("class") for i in range(4)] == ["left", "left", "now", "here"]
    assert lines.nth(2).get_attribute("d") == "M0.00 5H41.67V15H75.00"
    assert violations(page) == []
    sheet.get_by_role("button", name="Go to: Run 1").click()
    expect(page.locator(".readout dd").first).to_have_text("12")
    eventually(page, lambda: columns(page)["Action probabilities"] == chances(12))
    expect(sheet.get_by_role("listitem").first).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.get_by_role("button", name="Run 1 of 2")).to_be_focused()
    step(page)
    eventually(page, lambda: columns(page)["Action probabilities"] == chances(13))


def test_a_run_that_was_left_is_b_as_it_was_and_goes_on(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?panels=probabilities,curve&at=12", permissions=CLIPBOARD)
    sheet = branched(page)
    branch = (5, {RATE: 0.5})
    sheet.get_by_role("button", name="Compare: Run 1").click()
    expect(page.locator(".look-for")).to_contain_text("B dashed and open: run 1, Learning rate 0.1")
    shows(page, chances(9, branch), chances(9))
    assert wire.sockets == 2
    page.keyboard.press("Escape")
    # Both are looked back at together, and played: run 1 as it was as far as it is kept, and from there on.
    page.get_by_role("slider", name="Step through the run").fill("3")
    shows(page, chances(3), chances(3))
    page.get_by_role("button", name="Back to now").click()
    for _ in range(6):
        step(page)
    shows(page, chances(15, branch), chances(15))
    # The link has both, B's own way included.
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied", exact=True)).to_be_visible()
    text: str = page.evaluate("() => navigator.clipboard.readText()")
    linked, _ = wired(open_page, text)
    linked.get_by_role("button", name="Data table: Action probabilities").click()
    shows(linked, chances(15, branch), chances(15))
    # Gone to what is B, the two change places.
    page.get_by_role("button", name="Run 2 of 2").click()
    sheet.get_by_role("button", name="Go to: Run 1").click()
    expect(page.locator(".readout dd").first).to_have_text("12")
    shows(page, chances(12), chances(12, branch))
    expect(page.locator(".look-for")).to_contain_text("run 2, Learning rate 0.5")
    # Another setting of B's from here on, and it is a run of its own no more.
    page.keyboard.press("Escape")
    field = page.get_by_role("spinbutton", name="B: Learning rate")
    field.fill("2")
    field.press("Enter")
    expect(page.locator(".look-for")).to_contain_text("open: Learning rate 2")
    step(page)
    shows(page, chances(13), chances(13, branch, (12, {RATE: 2.0})))


def test_a_link_to_b_leads_through_its_own_changes_further_than_a_is(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, f'{server.url}/?panels=probabilities&at=6&b.changes=[[4,{{"{RATE}":0.5}}],[9,{{"{RATE}":1}}]]')
    page.get_by_role("button", name="Data table: Action probabilities").click()
    own = ((4, {RATE: 0.5}), (9, {RATE: 1.0}))
    shows(page, chances(6), chances(6, own[0]))
    expect(page.locator(".look-for")).to_contain_text("a run of its own, Learning rate 1")
    for _ in range(6):
        step(page)
    shows(page, chances(12), chances(12, *own))
    # A setting that both share reaches it once it goes on; what it has otherwise stays its own.
    rate(page, "0.2")
    step(page)
    shows(page, chances(13, (12, {RATE: 0.2})), chances(13, *own))


def test_a_kept_run_stays_b_while_the_first_begins_anew(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, f"{server.url}/?panels=probabilities,curve&at=12")
    sheet = branched(page)
    sheet.get_by_role("button", name="Compare: Run 1").click()
    shows(page, chances(9, (5, {RATE: 0.5})), chances(9))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("0")
    for _ in range(3):
        step(page)
    first = open_run(parse_experiment({"optimizer": {"kind": "ascent", "learning_rate": 0.5}})).advance(3, frozenset({"probabilities"}))
    shows(page, [f"{value:.4f}" for value in first["probabilities"][0]], chances(3))
    page.get_by_role("button", name="Run 3 of 3").click()
    sheet.get_by_role("button", name="Compare: Run 1").click()
    expect(page.locator(".compare")).to_be_hidden()
    eventually(page, lambda: list(columns(page)) == ["Action probabilities"])


def test_both_are_in_a_file_from_the_page(server: Server, open_page: Open, tmp_path: Path) -> None:
    """A recording of A and of a B with changes of its own plays both back."""
    page = open_page("about:blank", ready=False)
    query = f'preset=three_arms&panels=probabilities,curve&at=10&b.changes=[[4,{{"{RATE}":0.5}}]]'
    answer = page.request.post(f"{server.url}/api/export", data={"query": query})
    path = tmp_path / "both.html"
    path.write_bytes(answer.body())
    page.goto(path.as_uri())
    page.get_by_role("slider", name="Step through the run").fill("10")
    summary = page.locator("[data-panel=probabilities] .panel-summary .sentence").nth(1)
    run = open_run(parse_experiment({}))
    run.advance(4, frozenset())
    run.control({RATE: 0.5})
    most = max(run.advance(6, frozenset({"probabilities"}))["probabilities"][0])
    expect(summary).to_contain_text(f"Run B: The policy takes B most often, with probability {most:.3f}")
    expect(page.locator(".notice")).to_have_count(0)
