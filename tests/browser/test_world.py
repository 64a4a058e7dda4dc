"""The world: what the cells tell is the frame's, and an edited map is a new run."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.kit import Open, Server, Wire, minus, opened, step, violations

PANEL = "World"
MAP = ["S...", ".#..", "...C", "...G"]


def maps(wire: Wire) -> list[list[str]]:
    return [message["experiment"]["problem"]["map"] for message in wire.heard if message["type"] == "opened"]


def cell(panel: Locator, row: int, column: int, rows: int = 4, columns: int = 4) -> dict[str, float]:
    """Where a cell's middle is, from the stage's corner: the board fills the stage's shorter side."""
    box = panel.locator(".stage").bounding_box()
    assert box is not None
    side = min((box["width"] - 4) / columns, (box["height"] - 4) / rows)
    left, top = (box["width"] - side * columns) / 2, (box["height"] - side * rows) / 2
    return {"x": left + (column + 0.5) * side, "y": top + (row + 0.5) * side}


def wait_for_maps(page: Page, wire: Wire, count: int) -> None:
    for _ in range(100):
        if len(maps(wire)) >= count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(maps(wire))} runs were opened, not {count}")


def test_the_table_is_the_frames_values(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?preset=grid&panels=world,probabilities", PANEL)
    step(page)
    panel.get_by_role("button", name="Data table: World").click()
    frame = wire.last()
    rows: list[list[str]] = panel.locator(".panel-data tbody").evaluate(
        "(body) => [...body.rows].map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    for s, row in enumerate(rows[:5]):
        assert row[1] == minus(frame["values"]["state_values"][s], 3)
        assert row[2] == minus(frame["values"]["visitation"][s], 3)
        assert row[3:] == [minus(value, 3) for value in frame["probabilities"][s]]
    expect(panel.locator(".panel-summary")).to_contain_text(f"V(1,1) = {minus(frame['values']['state_values'][0], 2)}")


def test_a_clicked_cell_is_told(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?preset=grid&panels=world,probabilities", PANEL)
    panel.locator(".stage").click(position=cell(panel, 2, 1))
    told = panel.get_by_role("button", name="Row 3, column 2: floor")
    expect(told).to_be_focused()
    expect(panel.locator(".world-readout")).to_contain_text("(3,2)")
    page.keyboard.press("ArrowUp")
    expect(panel.get_by_role("button", name="Row 2, column 2: wall")).to_be_focused()
    assert len(maps(wire)) == 1, "looking edits nothing"


def test_clicks_edit_the_map_and_begin_a_new_run(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?preset=grid&panels=world,probabilities", PANEL)
    step(page)
    panel.get_by_role("button", name="Edit map").click()
    stage = panel.locator(".stage")
    stage.click(position=cell(panel, 0, 2))
    expect(panel.get_by_role("button", name="Row 1, column 3: wall")).to_be_visible()
    wait_for_maps(page, wire, 2)
    assert maps(wire)[-1] == ["S.#.", *MAP[1:]]
    expect(page.locator(".readout dd").first).to_have_text("0")
    # The new panel goes on where the person was: editing, on the same cell.
    expect(panel.get_by_role("button", name="Edit map")).to_have_attribute("aria-pressed", "true")
    expect(panel.get_by_role("button", name="Row 1, column 3: wall")).to_be_focused()
    expect(page).to_have_url(re.compile("map="))
    stage.click(position=cell(panel, 0, 2))
    wait_for_maps(page, wire, 3)
    assert maps(wire)[-1] == ["S.G.", *MAP[1:]]


def test_the_keyboard_edits_the_map(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?preset=grid&panels=world,probabilities", PANEL)
    panel.get_by_role("button", name="Edit map").focus()
    page.keyboard.press("Enter")
    panel.locator(".cell-cursor").focus()
    for key in ("ArrowRight", "ArrowRight", "c", "ArrowDown", "#", "ArrowRight", "Enter", "Enter"):
        page.keyboard.press(key)
    wait_for_maps(page, wire, 2)
    page.wait_for_timeout(1000)
    assert maps(wire)[-1] == ["S.C.", ".##G", "...C", "...G"]
    assert len(maps(wire)) == 2, "edits close together are one new run"
    expect(page.locator(".readout dd").first).to_have_text("0")


def test_edits_are_taken_back_one_by_one_across_new_runs(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?preset=grid&panels=world,probabilities", PANEL)
    undo = panel.get_by_role("button", name="Undo")
    expect(undo).to_be_hidden()
    panel.get_by_role("button", name="Edit map").click()
    expect(undo).to_be_disabled()
    panel.locator(".cell-cursor").focus()
    for key in ("ArrowRight", "c"):
        page.keyboard.press(key)
    wait_for_maps(page, wire, 2)
    panel.locator(".cell-cursor").focus()
    for key in ("ArrowRight", "#"):
        page.keyboard.press(key)
    wait_for_maps(page, wire, 3)
    assert maps(wire)[-1][0] == "SC#."
    panel.get_by_role("button", name="Undo").click()
    wait_for_maps(page, wire, 4)
    assert maps(wire)[-1][0] == "SC.."
    panel.locator(".cell-cursor").focus()
    page.keyboard.press("Control+z")
    wait_for_maps(page, wire, 5)
    assert maps(wire)[-1] == maps(wire)[0]
    expect(panel.get_by_role("button", name="Undo")).to_be_disabled()


def test_a_map_without_a_start_waits(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?preset=grid&panels=world,probabilities", PANEL)
    panel.get_by_role("button", name="Edit map").click()
    panel.locator(".cell-cursor").focus()
    page.keyboard.press(".")
    expect(panel.locator(".panel-note")).to_contain_text("needs a start")
    assert len(maps(wire)) == 1
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    wait_for_maps(page, wire, 2)
    assert maps(wire)[-1] == ["....", "S#..", "...C", "...G"]


@pytest.mark.parametrize("heat", ["value", "visitation", "pull", "none"])
@pytest.mark.parametrize(("preset", "cells"), [("cliff", 24), ("short_corridor", 4)])
def test_every_heat_is_drawn(server: Server, open_page: Open, preset: str, cells: int, heat: str) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?preset={preset}&panels=world,probabilities", PANEL)
    step(page)
    panel.get_by_role("combobox", name="Heat").select_option(heat)
    data = "() => document.querySelector('[data-panel=world] .plot').data ?? [{ marker: { color: [] } }]"
    heated = f"() => new Set(({data})()[0].marker.color).size {'=== 1' if heat == 'none' else '> 1'}"
    page.wait_for_function(heated)
    expect(panel.locator(".stage.still")).to_be_visible()
    assert page.evaluate(f"() => ({data})()[0].x.length") == cells
    names = page.evaluate(f"() => ({data})().filter((one) => one.showlegend).map((one) => one.name)")
    assert "last episode" in names
    assert ("raise" in " ".join(names)) == (heat == "pull")


def test_a_resting_board_tells_its_cells_to_the_pointer(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?preset=grid&panels=world,probabilities", PANEL)
    step(page)
    expect(panel.locator(".stage.still")).to_be_visible()
    box = panel.locator(".stage").bounding_box()
    assert box is not None
    at = cell(panel, 2, 1)
    page.mouse.move(box["x"] + at["x"] + 3, box["y"] + at["y"] + 3)
    page.mouse.move(box["x"] + at["x"], box["y"] + at["y"])
    told = panel.locator(".hoverlayer .hovertext").first
    expect(told).to_contain_text("(3,2)")
    names = next(message for message in wire.heard if message["type"] == "opened")["problem"]["state_names"]
    state = names.index("(3,2)")
    expect(told).to_contain_text(f"V {minus(wire.last()['values']['state_values'][state], 2)}")


def test_a_board_of_gymnasium_is_drawn_and_told_but_not_edited(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?preset=frozen_lake&panels=world,probabilities", PANEL)
    step(page)
    expect(panel.locator(".stage.still")).to_be_visible()
    assert panel.locator(".barlayer .point path").count() == 16 + 4, "every cell, and the holes' hatching"
    panel.locator(".stage").click(position=cell(panel, 1, 1))
    expect(panel.get_by_role("button", name="Row 2, column 2: cell H. The episode ends here.")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(panel.locator(".world-readout")).to_contain_text("(1,2)")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Edit map")).to_have_count(0)
    assert len([message for message in wire.heard if message["type"] == "opened"]) == 1


def test_an_environment_is_chosen_from_those_offered(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?preset=frozen_lake&panels=world,probabilities", PANEL)
    page.get_by_text("More settings").click()
    slippery = page.get_by_role("combobox", name="Slippery")
    expect(slippery).to_have_value("")
    slippery.select_option("Off")
    expect(page).to_have_url(re.compile("is_slippery=false"))
    page.get_by_role("combobox", name="Map").select_option("8x8")
    expect(page).to_have_url(re.compile("map_name=8x8"))
    slippery.select_option("Default")
    expect(page).not_to_have_url(re.compile("is_slippery"))
    page.get_by_role("combobox", name="Map").select_option("Default")
    page.get_by_role("combobox", name="Environment").select_option("CliffWalking-v1")
    expect(panel.locator(".panel-summary")).to_contain_text("V(4,1)")
    opened_with = [message["experiment"]["problem"]["id"] for message in wire.heard if message["type"] == "opened"]
    assert opened_with == [*["FrozenLake-v1"] * 5, "CliffWalking-v1"]


def test_axe_finds_nothing(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?preset=grid&panels=world,curve", PANEL, bypass_csp=True)
    step(page)
    panel.get_by_role("button", name="Edit map").click()
    assert violations(page) == []
