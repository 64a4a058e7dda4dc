"""Another theme, or a second run beside the first, draws the panels anew: what a person chose in them is there again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kit import Open, Server, step

CHOICES = [
    ("Action probabilities", "State", "2"),
    ("Estimate cloud", "Across: parameter", "5"),
    ("Objective landscape", "Plane", "parameters"),
]


def darken(page: Page) -> None:
    page.get_by_label("Theme").select_option("dark")


def compare(page: Page) -> None:
    page.get_by_role("button", name="Compare", exact=True).click()


@pytest.mark.parametrize("anew", [darken, compare])
def test_what_was_chosen_stays(server: Server, open_page: Open, anew: Callable[[Page], None]) -> None:
    page = open_page(f"{server.url}/?preset=grid&panels=probabilities,cloud,landscape,numbers")
    step(page)
    for panel, label, value in CHOICES:
        page.get_by_role("region", name=panel, exact=True).get_by_role("combobox", name=label).select_option(value)
    part = page.get_by_role("region", name="The update in numbers", exact=True).get_by_role("button", name="3 Return")
    part.click()
    picture = page.locator(".probabilities-picture").first.element_handle()
    anew(page)
    page.wait_for_function("(old) => !old.isConnected", arg=picture)
    for panel, label, value in CHOICES:
        expect(page.get_by_role("region", name=panel, exact=True).get_by_role("combobox", name=label).first).to_have_value(value)
    expect(part.first).to_have_attribute("aria-current", "step")
    # Another problem begins with nothing chosen.
    page.get_by_role("combobox", name="Preset").select_option("cliff")
    expect(page.get_by_role("combobox", name="State").first).to_be_visible()
    expect(page.get_by_role("combobox", name="State").first).not_to_have_value("2")


HAS_CONTOURS = "() => document.querySelector('[data-panel=landscape] .stage.still .plot')?.data?.some(({ type }) => type === 'contour')"


def test_the_landscape_stands_until_another_is_answered(server: Server, open_page: Open) -> None:
    """A board of 500 states takes a second to be answered for: a picture in other colours does not wait for that."""
    page = open_page(f"{server.url}/?preset=grid&panels=landscape")
    page.wait_for_function(HAS_CONTOURS)
    picture = page.locator("[data-panel=landscape] .stage").element_handle()
    page.route("**/api/landscape", lambda _: None)
    darken(page)
    page.wait_for_function("(old) => !old.isConnected", arg=picture)
    page.wait_for_function(HAS_CONTOURS)
