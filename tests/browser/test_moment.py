"""A moment can be linked to, reloaded and gone back to: the same numbers stand there again."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kit import Open, Server, Wire, eventually, expected_theta, play_until, step, step_shown, thetas, wired

CLIPBOARD = ["clipboard-read", "clipboard-write"]


def learning_rate(page: Page, value: str) -> None:
    field = page.get_by_role("spinbutton", name="Learning rate", exact=True)
    field.fill(value)
    field.press("Enter")


def link(page: Page) -> str:
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied", exact=True)).to_be_visible()
    text: str = page.evaluate("() => navigator.clipboard.readText()")
    return text


def shown(page: Page, wire: Wire, update: int) -> dict[str, Any]:
    expect(page.locator(".readout dd").first).to_have_text(str(update))
    return eventually(page, lambda: wire.last()["update"] == update and wire.last())


def test_a_reloaded_page_goes_on_with_its_run(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?seed=3&panels=probabilities")
    play_until(page, 20)
    learning_rate(page, "0.4")
    eventually(page, lambda: any(message["type"] == "control_applied" for message in wire.heard))
    step(page)
    update, kept = step_shown(page), page.locator(".timeline-words:visible").nth(1).inner_text()
    theta = expected_theta(wire, update + 1)
    page.reload()
    expect(page.locator(".readout dd").first).to_have_text(str(update))
    expect(page.locator(".timeline-words").nth(1)).to_have_text(kept)
    expect(page.get_by_role("spinbutton", name="Learning rate", exact=True)).to_have_value("0.4")
    expect(page.locator(".track i")).to_have_count(1)
    step(page)
    assert shown(page, wire, update + 1)["theta"] == theta


def test_a_page_reloaded_before_its_address_has_followed_goes_on_too(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?seed=3&panels=probabilities")
    play_until(page, 20)
    update = step_shown(page)
    learning_rate(page, "0.4")
    eventually(page, lambda: any(message["type"] == "control_applied" for message in wire.heard))
    page.reload()
    expect(page.locator(".readout dd").first).to_have_text(str(update))
    expect(page.get_by_role("spinbutton", name="Learning rate", exact=True)).to_have_value("0.4")
    page.wait_for_function("() => location.search.includes('lr=0.4')")


def test_a_link_leads_to_the_moment_with_what_was_changed_on_the_way(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?seed=5&baseline=running_mean&panels=probabilities", permissions=CLIPBOARD)
    play_until(page, 10)
    learning_rate(page, "0.7")
    step(page)
    page.get_by_role("combobox", name="Baseline", exact=True).select_option("constant")
    eventually(page, lambda: sum(message["type"] == "control_applied" for message in wire.heard) == 2)
    step(page)
    update = step_shown(page)
    theta = shown(page, wire, update)["theta"]
    assert theta == expected_theta(wire, update)
    text = link(page)
    for key in ("at=", "changes=", "baseline=running_mean"):
        assert key in text
    other, heard = wired(open_page, text)
    assert shown(other, heard, update)["theta"] == theta
    expect(other.locator(".track i")).to_have_count(2)
    assert other.url == text, "an address says what is seen"
    step(other)
    expect(other.locator(".readout dd").first).to_have_text(str(update + 1))
    other.wait_for_function("() => !location.search.includes('at=')")


def test_a_theta_put_by_hand_is_in_the_link(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?panels=landscape", permissions=CLIPBOARD)
    field = page.get_by_role("region", name="Objective landscape").get_by_role("spinbutton").first
    field.fill("1.5")
    field.press("Enter")
    eventually(page, lambda: thetas(wire))
    step(page)
    step(page)
    theta = shown(page, wire, 2)["theta"]
    other, heard = wired(open_page, link(page))
    assert shown(other, heard, 2)["theta"] == pytest.approx(theta, abs=1e-15)


def test_a_batch_half_drawn_is_linked_by_its_state(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?batch=4&seed=9&panels=probabilities", permissions=CLIPBOARD)
    step(page)
    page.get_by_role("button", name="One sample").click()
    eventually(page, lambda: wire.last()["sample"] == 1)
    text = link(page)
    assert "run=" in text
    assert "at=" not in text
    step(page)
    theta = shown(page, wire, 2)["theta"]
    other, heard = wired(open_page, text)
    expect(other.locator(".readout dd").first).to_have_text("1 + 1")
    step(other)
    assert shown(other, heard, 2)["theta"] == theta


def test_a_state_that_no_run_has_is_said_and_the_run_begins_anew(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?run=nonsense&lr=0.3&panels=probabilities")
    expect(page.locator(".notice")).to_have_count(1)
    assert wire.last()["update"] == 0
    expect(page.get_by_role("spinbutton", name="Learning rate", exact=True)).to_have_value("0.3")


@pytest.mark.parametrize("changes", ["nonsense", "[[5,3]]", "[[5,{}],[2,{}]]", '{"a":1}'])
def test_a_list_of_changes_that_is_none_is_ignored_and_told(server: Server, open_page: Open, changes: str) -> None:
    page, _ = wired(open_page, f"{server.url}/?panels=probabilities&at=4&changes={changes}")
    expect(page.locator(".notice")).to_contain_text("of changes, each after its number of updates")
    expect(page.locator(".readout dd").first).to_have_text("4")


def test_back_goes_on_with_the_run_that_was_left(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, f"{server.url}/?seed=8&panels=probabilities")
    play_until(page, 15)
    update = step_shown(page)
    page.get_by_role("combobox", name="Preset", exact=True).select_option("cliff")
    page.wait_for_function("() => location.search.includes('preset=cliff')")
    # The page that is left writes nothing more into the entry it is left for, however long that takes to come.
    page.evaluate("() => setInterval(() => document.querySelector('.transport .button:not(.play)').click(), 50)")
    page.route("**/?seed=8*", lambda route: (time.sleep(0.6), route.continue_()))
    page.go_back()
    expect(page.get_by_role("combobox", name="Preset", exact=True)).to_have_value("three_arms")
    expect(page.locator(".readout dd").first).to_have_text(str(update))


def go_to(page: Page, run: int) -> None:
    page.locator(".runs-button").click()
    page.get_by_role("button", name=f"Go to: Run {run}").click()
    page.keyboard.press("Escape")


def test_what_came_after_a_branch_is_kept_and_gone_back_to(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?seed=4&panels=probabilities")
    runs = page.locator(".runs-button")
    expect(runs).to_be_hidden()
    for _ in range(6):
        step(page)
    first = shown(page, wire, 6)["theta"]
    for _ in range(3):
        page.get_by_role("button", name="Back", exact=True).click()
    learning_rate(page, "0.9")
    step(page)
    second = shown(page, wire, 4)["theta"]
    assert second != first
    expect(runs).to_have_text("Run 2 of 2")
    go_to(page, 1)
    expect(page.locator(".readout dd").first).to_have_text("6")
    expect(page.get_by_role("spinbutton", name="Learning rate", exact=True)).to_have_value("0.1")
    expect(runs).to_have_text("Run 1 of 2")
    assert eventually(page, lambda: wire.last()["theta"] == first)
    step(page)
    theta = shown(page, wire, 7)["theta"]
    go_to(page, 2)
    expect(page.locator(".readout dd").first).to_have_text("4")
    assert eventually(page, lambda: wire.last()["theta"] == second)
    # A reset leaves a run too; with the same settings it gives the same numbers.
    go_to(page, 1)
    expect(page.locator(".readout dd").first).to_have_text("7")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("0")
    expect(runs).to_have_text("Run 3 of 3")
    for _ in range(7):
        step(page)
    assert shown(page, wire, 7)["theta"] == theta
    # Another problem has nothing to do with them.
    page.get_by_role("combobox", name="Preset", exact=True).select_option("cliff")
    expect(runs).to_be_hidden()
