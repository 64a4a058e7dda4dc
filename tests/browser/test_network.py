"""A network in place of features: chosen in the settings, drawn by the panels that need no φ."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from tests.browser.kit import Open, Server, ask, opened, play_until


def test_a_network_is_chosen_and_its_layers_changed(server: Server, open_page: Open) -> None:
    page, wire, _ = opened(open_page, f"{server.url}/?panels=probabilities", "Action probabilities")
    page.get_by_text("More settings").click()
    page.get_by_role("combobox", name="Policy", exact=True).select_option("mlp")
    expect(page.get_by_role("textbox", name="Hidden units")).to_have_value("8")
    page.get_by_role("textbox", name="Hidden units").fill("3, 2")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("hidden="))
    assert parse_qs(urlparse(page.url).query) == {"panels": ["probabilities"], "policy": ["mlp"], "hidden": ["3,2"]}
    expect(page.get_by_role("alert").filter(has_text="expected")).to_have_count(0)
    play_until(page, 5)
    run = [message for message in wire.heard if message["type"] == "opened"][-1]
    names = run["policy"]["parameter_names"]
    assert len(names) == 3 + 3 + 3 * 2 + 2 + 2 * 3 + 3
    assert (names[0], names[-1], run["policy"]["phi"]) == ("W1[1,1]", "b3[3]", None)
    assert any(wire.frames()[-1]["theta"]), "weights were drawn"


def test_what_the_panels_show_of_a_network_is_the_apis(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?preset=network", "World")
    names = ["Objective landscape", "Action probabilities", "Estimate cloud", "The update in numbers", "World", "Learning curve"]
    assert [one.get_attribute("aria-label") or one.locator("h2").inner_text() for one in page.locator(".panel").all()] == names
    play_until(page, 5)
    last, experiment = wire.last(), wire.heard[0]["experiment"]
    truth = ask(server, "/api/exact", {**{key: experiment[key] for key in ("problem", "policy", "objective")}, "theta": last["theta"]})
    assert last["exact"]["value"] == pytest.approx(truth["value"], rel=1e-12)
    assert last["exact"]["gradient"] == pytest.approx(truth["gradient"], rel=1e-9, abs=1e-12)
    expect(region.locator(".panel-summary")).to_contain_text("the policy takes")
