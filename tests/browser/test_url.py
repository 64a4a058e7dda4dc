"""The address is the state: it opens what it says, follows what is changed, and says what it ignored."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.kit import Open, Server


def test_the_default_address_is_empty(server: Server, open_page: Open) -> None:
    page = open_page(server.url)
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("1")
    assert page.evaluate("() => location.search") == ""


@pytest.mark.parametrize(
    "query",
    [
        "?means=1,2,4&baseline=constant&b=1.5&lr=0.5&seed=7",
        "?problem=gridworld&map=S../.%23./..G&horizon=20&batch=4",
        "?preset=cliff&lr=0.05&panels=probabilities&theme=dark",
        "?preset=short_corridor&speed=200",
        "?lr_hide=true&more_hide=true",
    ],
)
def test_an_address_is_kept_as_it_was_given(server: Server, open_page: Open, query: str) -> None:
    page = open_page(server.url + query)
    expect(page.locator(".notice")).to_have_count(0)
    page.get_by_role("button", name="Step", exact=True).click()
    page.wait_for_function("() => document.querySelector('.readout dd').textContent === '1'")
    assert page.evaluate("() => location.search") == query


def test_what_is_set_goes_into_the_address_and_comes_back(server: Server, open_page: Open) -> None:
    page = open_page(server.url)
    rate = page.get_by_role("spinbutton", name="Learning rate", exact=True)
    rate.fill("0.25")
    rate.press("Enter")
    page.get_by_role("combobox", name="Baseline", exact=True).select_option("running_mean")
    page.get_by_text("More settings").click()
    means = page.get_by_role("textbox", name="Mean rewards")
    means.fill("2, 1, 0, -1")
    means.press("Enter")
    page.wait_for_function("() => location.search.includes('means')")
    query = page.evaluate("() => location.search")
    assert query == "?means=2,1,0,-1&baseline=running_mean&lr=0.25"
    other = open_page(server.url + query)
    expect(other.get_by_role("spinbutton", name="Learning rate", exact=True)).to_have_value("0.25")
    expect(other.get_by_role("combobox", name="Baseline", exact=True)).to_have_value("running_mean")
    other.get_by_text("More settings").click()
    expect(other.get_by_role("textbox", name="Mean rewards")).to_have_value("2, 1, 0, -1")


def test_what_is_not_understood_is_said(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?lr=-1&colour=red&baseline=constant&panels=probabilities")
    expect(page.locator(".notice")).to_have_count(2)
    expect(page.locator(".notices")).to_contain_text("lr=-1 was ignored: expected at least 0; it is 0.1.")
    expect(page.locator(".notices")).to_contain_text("colour=red was ignored: no such setting.")
    page.get_by_role("button", name="Dismiss").first.click()
    expect(page.locator(".notice")).to_have_count(1)


def test_hidden_controls_are_hidden(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?baseline_hide=true&speed_hide=true&timeline_hide=true&panels=probabilities")
    expect(page.get_by_role("slider", name="Learning rate", exact=True)).to_be_visible()
    gone: tuple[tuple[Literal["combobox", "slider"], str], ...] = (
        ("combobox", "Baseline"),
        ("slider", "Speed"),
        ("slider", "Step through"),
    )
    for role, name in gone:
        expect(page.get_by_role(role, name=name)).to_have_count(0)


def test_a_moment_is_opened(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?at=25")
    expect(page.locator(".readout dd").first).to_have_text("25")
    assert page.evaluate("() => location.search") == "?at=25"


def test_autoplay_only_when_asked(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?autoplay=true&panels=probabilities")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    calm = open_page(f"{server.url}/?autoplay=true&panels=probabilities", reduced_motion="reduce")
    expect(calm.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_the_link_is_copied(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?lr=0.5&panels=probabilities", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == f"{server.url}/?lr=0.5&panels=probabilities"


def test_an_impossible_experiment_is_said_and_the_defaults_open(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?problem=gridworld&map=S../G")
    expect(page.locator(".notice")).to_have_count(1)
    expect(page.get_by_role("combobox", name="Preset")).to_have_value("three_arms")


def test_an_impossible_change_leaves_the_run_alone(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?preset=grid&panels=probabilities")
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("1")
    page.get_by_text("More settings").click()
    rows = page.get_by_role("textbox", name="Map")
    rows.fill("S..\nG")
    page.get_by_role("button", name="Back").focus()
    expect(rows).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".readout dd").first).to_have_text("1")
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("2")
    expect(rows).to_have_value("S..\nG")  # for its author to mend
    assert "map" not in page.evaluate("() => location.search")


def test_back_returns_to_what_was_shown_before_a_preset(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?lr=0.7")
    page.get_by_role("combobox", name="Preset", exact=True).select_option("cliff")
    page.wait_for_function("() => location.search.includes('preset=cliff')")
    page.go_back()
    page.wait_for_function("() => location.search === '?lr=0.7'")
    expect(page.get_by_role("spinbutton", name="Learning rate", exact=True)).to_have_value("0.7")
    expect(page.get_by_role("combobox", name="Preset", exact=True)).not_to_have_value("cliff")
