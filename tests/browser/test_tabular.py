"""A problem of one's own, as JSON: what choosing it begins with, what the field takes and refuses, and how a link carries it."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.kit import Open, Server


def own(page: Page) -> Locator:
    if not page.locator("details.more[open]").count():
        page.locator("details.more > summary").click()
    return page.get_by_role("textbox", name="Your own problem, as JSON")


def test_choosing_it_begins_with_a_problem_that_plays(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/")
    page.locator("details.more > summary").click()
    page.get_by_role("combobox", name="Problem").select_option("tabular")
    field = own(page)
    expect(field).to_have_value(re.compile(r'"transition": \['))
    assert set(json.loads(field.input_value())) == {"transition", "reward", "start", "terminal", "horizon"}
    expect(page).to_have_url(re.compile("problem=tabular"))
    expect(page.get_by_role("textbox", name="Transition P")).to_have_count(0)
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".panel-summary").first).not_to_be_empty()


def test_a_random_problem_is_in_the_link(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/")
    page.locator("details.more > summary").click()
    page.get_by_role("combobox", name="Problem").select_option("tabular")
    field = own(page)
    page.get_by_role("spinbutton", name="States of the random problem").fill("4")
    page.get_by_role("spinbutton", name="Actions of the random problem").fill("3")
    page.get_by_role("spinbutton", name="Seed of the random problem").fill("5")
    page.get_by_role("button", name="Random small MDP").click()
    expect(page.get_by_role("spinbutton", name="Seed of the random problem")).to_have_value("6")
    made = json.loads(field.input_value())
    assert (len(made["transition"]), len(made["transition"][0])) == (4, 3)
    expect(page.get_by_role("region", name="Policy simplex")).to_be_visible()
    expect(page).to_have_url(re.compile("start=1,0,0,0"))
    again = open_page(page.url)
    assert json.loads(own(again).input_value()) == made


def test_what_is_wrong_stands_beside_the_field_and_the_run_goes_on(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/")
    page.locator("details.more > summary").click()
    page.get_by_role("combobox", name="Problem").select_option("tabular")
    field = own(page)
    expect(field).to_have_value(re.compile("transition"))
    expect(page).to_have_url(re.compile("problem=tabular"))
    before, url = field.input_value(), page.url
    problem = json.loads(before)
    problem["transition"][0][1] = [0.5, 0.4, 0]
    field.fill(json.dumps(problem))
    field.blur()
    alert = page.locator(".arrays [role=alert]")
    expect(alert).to_have_text(re.compile("state 0, action 1 should add to 1, and adds to 0.9"))
    expect(field).to_have_attribute("aria-invalid", "true")
    assert page.url == url
    field.press("Escape")
    expect(field).to_have_value(before)
    expect(alert).to_be_empty()
    # What only the server knows comes back to the same field.
    problem = json.loads(before) | {"horizon": 10**9}
    field.fill(json.dumps(problem))
    field.blur()
    expect(alert).to_have_text(re.compile("horizon", re.IGNORECASE))
    expect(field).to_have_value(re.compile("1000000000"))
    problem["horizon"] = 5
    field.fill(json.dumps(problem))
    field.blur()
    expect(page).to_have_url(re.compile("horizon=5"))
    expect(alert).to_be_empty()
