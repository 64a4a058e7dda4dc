"""Saving from a panel: the picture is the one on the page, the numbers are the table's, and the keyboard reaches both."""

from __future__ import annotations

import csv
import io
import json
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.kit import Open, Server, step, violations

SVG = "{http://www.w3.org/2000/svg}"


def panel_of(page: Page, name: str) -> Locator:
    panel = page.get_by_role("region", name=name, exact=True)
    panel.locator(".panel-summary:not(:empty)").wait_for()
    return panel


def save(panel: Locator, words: str) -> tuple[str, bytes]:
    """The name and the content of what is saved."""
    panel.get_by_role("button", name="Save: ").click()
    with panel.page.expect_download() as download:
        panel.get_by_role("menuitem", name=words).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.parametrize(
    "query", ["", "?preset=grid", "?preset=three_objectives&panels=objectives,features,log,curve", "?preset=committal", "?preset=gaussian"]
)
def test_every_panel_with_a_picture_saves_it(server: Server, open_page: Open, query: str) -> None:
    page = open_page(server.url + query)
    step(page)
    saved = 0
    for panel in page.locator("section.panel").all():
        panel.locator(".panel-summary:not(:empty)").wait_for()
        title = panel.get_by_role("heading").first.inner_text()
        if title == "The update in numbers":
            continue
        name, text = save(panel, "Picture as SVG")
        assert name == f"policyscope-{panel.get_attribute('data-panel')}-1.svg"
        root = ElementTree.fromstring(text)
        assert root.findtext(f"{SVG}title") == title
        assert b"NaN" not in text
        assert b"undefined" not in text
        words = [each.text for each in root.iter(f"{SVG}text")]
        assert title in words
        # Marks besides the ground: lines, areas or dots.
        assert sum(1 for each in root.iter() if each.tag in (f"{SVG}path", f"{SVG}rect")) > 8, title
        saved += 1
    assert saved >= 4


def test_the_saved_picture_holds_what_the_page_shows(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=cloud,probabilities")
    step(page)
    panel = panel_of(page, "Action probabilities")
    _, text = save(panel, "Picture as SVG")
    words = [each.text for each in ElementTree.fromstring(text).iter(f"{SVG}text")]
    assert {"A", "B", "C", "updates", "probability", "0.4"} <= set(words)
    _, text = save(panel_of(page, "Estimate cloud"), "Picture as SVG")
    words = [each.text for each in ElementTree.fromstring(text).iter(f"{SVG}text")]
    assert {"exact ∇J", "mean of the dots"} <= set(words), "keys that stand beside the picture are in it"


def test_a_picture_as_dots_is_twice_as_fine(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities")
    panel = panel_of(page, "Action probabilities")
    _, text = save(panel, "Picture as SVG")
    root = ElementTree.fromstring(text)
    name, dots = save(panel, "Picture as PNG")
    assert name.endswith(".png")
    assert dots[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", dots[16:24]) == (2 * int(root.get("width", "0")), 2 * int(root.get("height", "0")))


def test_numbers_are_the_tables(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=numbers,probabilities")
    step(page)
    panel = panel_of(page, "Action probabilities")
    panel.get_by_role("button", name="Data table: Action probabilities").click()
    cells = panel.locator(".panel-data tr").evaluate_all("(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))")
    name, text = save(panel, "Numbers as CSV")
    assert name == "policyscope-probabilities-1.csv"
    assert list(csv.reader(io.StringIO(text.decode()))) == cells
    _, text = save(panel, "Numbers as JSON")
    value = json.loads(text)
    assert value["panel"] == "probabilities"
    assert value["update"] == 1
    assert value["experiment"]["problem"]["kind"] == "bandit"
    assert [value["columns"], *value["rows"]] == [cells[0], *([row[0], *map(float, row[1:])] for row in cells[1:])]
    # Where there is no picture, none is offered.
    numbers = panel_of(page, "The update in numbers")
    numbers.get_by_role("button", name="Save: ").click()
    expect(numbers.get_by_role("menuitem")).to_have_text(["Numbers as CSV", "Numbers as JSON"])


def test_the_menu_by_keyboard(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities", bypass_csp=True)
    panel = panel_of(page, "Action probabilities")
    button = panel.get_by_role("button", name="Save: ")
    button.focus()
    page.keyboard.press("Enter")
    items = panel.get_by_role("menuitem")
    expect(items.nth(0)).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert violations(page) == []
    page.keyboard.press("ArrowUp")
    expect(items.nth(3)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(items).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".json")
    expect(button).to_be_focused()
    button.click()
    page.mouse.click(5, 890)
    expect(items).to_have_count(0)
