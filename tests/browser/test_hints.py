"""Where there is nothing to see, the page says so and offers a way on."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.kit import Open, Server


def test_without_panels_a_button_brings_the_usual_ones(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=curve")
    page.get_by_role("button", name="Remove: Learning curve").click()
    expect(page.get_by_text("No panel is open.")).to_be_visible()
    page.get_by_role("button", name="Show panels").click()
    expect(page.get_by_role("region", name="Objective landscape")).to_be_visible()
    expect(page.get_by_text("No panel is open.")).to_have_count(0)


def test_a_panel_that_cannot_show_the_problem_leads_to_those_that_can(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=world,curve")
    world = page.get_by_role("region", name="World")
    expect(world).to_contain_text("cannot show the current problem")
    world.get_by_role("button", name="Show panels that can").click()
    expect(world).to_have_count(0)
    for name in ("Objective landscape", "Learning curve"):
        expect(page.get_by_role("region", name=name)).to_be_visible()
