"""The page of studies: what is chosen is run, arrives cell by cell, is read, saved, linked to, and leads to the lab."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

import policyscope as ps
from tests.browser.kit import Open, Server, eventually, minus, number, violations

SMALL = "preset=three_arms&x=lr&x.values=0.1,1,10&y=baseline&y.values=none,running_mean&seeds=6&updates=40"
GRID = {"optimizer.learning_rate": [0.1, 1.0, 10.0], "estimator.baseline": ["none", "running_mean"]}


def study_page(open_page: Open, server: Server, query: str, **options: Any) -> Page:
    return open_page(f"{server.url}/study?{query}", ready=False, **options)


def ran(page: Page) -> None:
    """Press Run and wait for the end, and for the picture."""
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".study-progress")).to_contain_text("Done", timeout=60_000)
    page.wait_for_function("() => document.querySelector('.study-picture .main-svg') !== null")


def table() -> ps.Study:
    return ps.study(ps.experiment(preset="three_arms"), GRID, seeds=6, updates=40)


def test_its_numbers_are_the_librarys_and_the_best_is_told(server: Server, open_page: Open) -> None:
    page = study_page(open_page, server, SMALL)
    expect(page.locator(".study-says")).to_contain_text("Press Run")
    expect(page.locator(".study-size")).to_have_text("6 cells, 36 runs, 1440 updates.")
    ran(page)
    rows = page.locator(".study-table tbody tr")
    expect(rows).to_have_count(6)
    means = [float(cell.mean[-1]) for cell in table().cells]
    shown = [number(text) for text in page.locator(".study-table tbody tr td:nth-of-type(1)").all_inner_texts()]
    assert shown == pytest.approx(means, abs=6e-3)
    best = max(range(6), key=lambda i: means[i])
    expect(page.locator(".study-table tr.best")).to_have_count(1)
    assert rows.nth(best).get_attribute("class") == "best"
    expect(page.locator(".study-says")).to_contain_text(f"Highest: {minus(means[best], 4)} ±")
    expect(page.locator("#live")).to_have_text("Done: 6 cells, 36 runs.")


def test_a_cell_leads_to_its_run_in_the_lab(server: Server, open_page: Open) -> None:
    page = study_page(open_page, server, SMALL)
    ran(page)
    row = page.get_by_role("link", name="Open in the lab: α = 10, baseline: running mean")
    assert parse_qs(urlsplit(str(row.get_attribute("href"))).query) == {"lr": ["10"], "baseline": ["running_mean"]}
    point = page.locator(".study-picture .points path").last
    eventually(page, lambda: (point.bounding_box() or {}).get("width"))
    box = point.bounding_box()
    assert box
    with page.context.expect_page() as opened:
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    lab = opened.value
    assert parse_qs(urlsplit(lab.url).query) == {"lr": ["10"], "baseline": ["running_mean"]}
    expect(lab.get_by_role("spinbutton", name="Learning rate")).to_have_value("10")
    lab.close()


def test_what_is_chosen_is_in_the_address(server: Server, open_page: Open) -> None:
    page = study_page(open_page, server, "preset=three_arms")
    page.get_by_role("combobox", name="Vary").select_option("estimator.baseline")
    page.get_by_label("Learned value").uncheck()
    page.get_by_role("combobox", name="and").select_option("estimator.batch_size")
    page.get_by_role("textbox", name="Values of batch size").fill("1, 4")
    page.get_by_role("spinbutton", name="Runs of each cell").fill("3")
    page.keyboard.press("Tab")
    page.get_by_role("combobox", name="Measured").select_option("average")
    page.get_by_role("combobox", name="Theme").select_option("dark")
    said = parse_qs(urlsplit(page.url).query)
    assert (said["x"], said["y"], said["y.values"], said["seeds"]) == (["baseline"], ["batch"], ["1,4"], ["3"])
    assert (said["measure"], said["theme"]) == (["average"], ["dark"])
    assert "learned_value" not in said["x.values"][0]
    page.reload()
    expect(page.get_by_role("textbox", name="Values of batch size")).to_have_value("1, 4")
    assert page.locator(".ticks input:checked").count() == len(said["x.values"][0].split(","))
    page.get_by_role("combobox", name="Study").select_option("committal_offsets")
    assert parse_qs(urlsplit(page.url).query) == {"preset": ["committal_offsets"], "theme": ["dark"]}
    expect(page.locator(".look-for")).to_contain_text("opposite fates")


def test_wrong_values_are_told_where_they_were_typed(server: Server, open_page: Open) -> None:
    page = study_page(open_page, server, "preset=three_arms&seeds=0")
    expect(page.locator(".notice")).to_contain_text("seeds=0 was ignored")
    page.get_by_role("textbox", name="Values of learning rate").fill("0.1, x")
    page.get_by_role("spinbutton", name="Runs of each cell").fill("0")
    page.get_by_role("button", name="Run", exact=True).focus()
    expect(page.get_by_role("alert").filter(has_text="Expected numbers with commas")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="Expected at least 1")).to_be_visible()


def test_a_cell_that_cannot_be_is_told_beside_the_others(server: Server, open_page: Open) -> None:
    page = study_page(open_page, server, "preset=three_arms&x=batch&x.values=1,5000&seeds=2&updates=5")
    ran(page)
    expect(page.locator(".study-error")).to_contain_text("POLICYSCOPE_BATCH")
    expect(page.locator(".study-says")).to_contain_text("One cell could not be computed")


def test_a_study_is_stopped_and_what_has_come_stays(server: Server, open_page: Open) -> None:
    page = study_page(open_page, server, "preset=cliff&x=lr&x.values=0.001,0.002,0.003,0.004&seeds=1000&updates=300")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".study-progress")).to_contain_text("left", timeout=60_000)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator(".study-progress")).to_contain_text("Stopped after")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_enabled()


def test_a_refusal_is_said(server: Server, open_page: Open) -> None:
    page = study_page(open_page, server, "preset=three_arms&seeds=9000&updates=10000", lost_server=True)
    page.route("**/api/studies", lambda route: route.continue_(post_data=json.dumps({"seeds": 10**6})))
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".notice")).to_contain_text("POLICYSCOPE_STUDY_SEEDS")


def test_table_and_figure_are_saved(server: Server, open_page: Open) -> None:
    page = study_page(open_page, server, f"{SMALL}&picture=map")
    ran(page)
    page.wait_for_function("() => document.querySelector('.study-picture .heatmaplayer image') !== null")

    def save(words: str) -> tuple[str, bytes]:
        page.get_by_role("button", name="Save: Study").click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=words).click()
        return download.value.suggested_filename, Path(download.value.path()).read_bytes()

    name, text = save("Numbers as CSV")
    assert name == "policyscope-study-three_arms.csv"
    rows = list(csv.DictReader(text.decode().splitlines()))
    found = table()
    assert [float(row["mean"]) for row in rows] == [mean for cell in found.cells for mean in cell.mean.tolist()]
    assert [row["optimizer.learning_rate"] for row in rows[:: len(found.update)]] == ["0.1", "0.1", "1", "1", "10", "10"]
    saved = json.loads(save("Numbers as JSON")[1])
    assert saved["study"]["grid"] == GRID
    figure = json.loads(save("Plotly figure")[1])
    assert figure["data"][0]["type"] == "heatmap"
    svg = ElementTree.fromstring(save("Picture as SVG")[1])
    assert "J after 40 updates" in "".join(svg.itertext())


@pytest.mark.parametrize(
    ("size", "theme", "picture"),
    [((1440, 900), "light", "sweep"), ((1280, 720), "dark", "time"), ((375, 812), "projector", "map"), ((375, 812), "dark", "sweep")],
)
def test_everybody_can_read_it(server: Server, open_page: Open, size: tuple[int, int], theme: str, picture: str) -> None:
    page = study_page(open_page, server, f"{SMALL}&theme={theme}&picture={picture}", size=size, bypass_csp=True)
    ran(page)
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "nothing scrolls sideways but the table"
    box = page.locator(".study-picture .main-svg").first.bounding_box()
    assert box
    assert box["width"] <= size[0]
    assert box["height"] >= 200


def test_the_keyboard_does_it_all(server: Server, open_page: Open) -> None:
    page = study_page(open_page, server, SMALL)
    page.get_by_label("No baseline").focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("No baseline")).to_be_focused()
    expect(page.locator(".study-size")).to_contain_text("3 cells")
    page.get_by_role("button", name="Run", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".study-progress")).to_contain_text("Done", timeout=60_000)
    page.get_by_role("button", name="Over time").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Over time")).to_have_attribute("aria-pressed", "true")
    assert "picture=time" in page.url
    page.get_by_role("button", name="Over time").press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("group", name="Cells")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Open in the lab").first).to_be_focused()
