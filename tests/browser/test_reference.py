"""The reference's page: readable in any theme and at any width, led to from the lab, and leading back into it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.kit import Open, Server, stands, violations


@pytest.mark.parametrize(("theme", "size"), [("light", (1280, 900)), ("dark", (375, 812)), ("projector", (1280, 720))])
def test_axe_finds_nothing(server: Server, open_page: Open, theme: str, size: tuple[int, int]) -> None:
    page = open_page(f"{server.url}/reference?theme={theme}", size=size, ready=False, bypass_csp=True)
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.formula, pre')].every((one) => (one.scrollWidth > one.clientWidth) === (one.tabIndex === 0))"
    )
    assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_no_width_loses_anything(server: Server, open_page: Open, width: int) -> None:
    page = open_page(f"{server.url}/reference", size=(width, 800), ready=False)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    beyond = page.evaluate(
        "(width) => [...document.querySelectorAll('main *')].filter((one) => !one.closest('.formula, .sr-only') && "
        "one.getBoundingClientRect().right > width + 0.5).map((one) => one.outerHTML.slice(0, 80))",
        width,
    )
    assert beyond == []


def test_an_entry_has_an_address_of_its_own_and_leads_into_the_lab(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/reference#estimator-gae", ready=False)
    entry = page.locator("#estimator-gae")
    expect(entry.get_by_role("heading", name="GAE")).to_be_in_viewport()
    expect(entry.locator("math").first).to_be_visible()
    entry.get_by_role("link", name="Open GAE in the lab").click()
    stands(page)
    page.get_by_text("More settings").click()
    expect(page.get_by_role("combobox", name="Estimator")).to_have_value("gae")
    expect(page.get_by_role("combobox", name="Problem", exact=True)).to_have_value("chain")


def test_the_lab_leads_to_the_reference(server: Server, open_page: Open) -> None:
    page = open_page(server.url)
    page.get_by_text("More settings").click()
    expect(page.get_by_role("link", name="About REINFORCE")).to_have_attribute("href", "./reference#estimator-reinforce")
    page.get_by_role("combobox", name="Optimizer").select_option("adam")
    expect(page.get_by_role("link", name="About Adam")).to_have_attribute("href", "./reference#optimizer-adam")
    page.get_by_role("button", name="Help and shortcuts").click()
    page.get_by_role("dialog").get_by_role("link", name="Reference").click()
    expect(page.get_by_role("heading", name="Reference", exact=True)).to_be_visible()
