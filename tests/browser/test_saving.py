"""Saving from a panel: the picture is the one on the page, the numbers are the picture's own, and the keyboard reaches both."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zlib
from pathlib import Path
from xml.etree import ElementTree

import plotly.io
import pytest
from playwright.sync_api import Locator, Page, expect

from policyscope import __version__
from policyscope.runs import open_run, parse_experiment
from tests.browser.kit import MINUS, Open, Server, eventually, play_until, step, violations, wired

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


def metadata(png: bytes) -> dict[str, str]:
    """The words of a PNG file: its iTXt chunks."""
    words, at = {}, 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0] == zlib.crc32(kind + body)
        if kind == b"iTXt":
            keyword, text = body.split(b"\0", 1)
            words[keyword.decode()] = text[4:].decode()
        at += 12 + size
    return words


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
        assert re.fullmatch(rf"policyscope-\w+-{panel.get_attribute('data-panel')}-seed0-1\.svg", name)
        root = ElementTree.fromstring(text)
        assert root.findtext(f"{SVG}title") == title
        assert json.loads(root.findtext(f"{SVG}metadata") or "")["update"] == 1
        drawn = re.sub(rb"base64,[^\"']*", b"", text)
        assert b"NaN" not in drawn
        assert b"undefined" not in drawn
        assert title in written(root)
        # Marks besides the ground, and what is painted.
        assert sum(1 for each in root.iter() if each.tag in (f"{SVG}path", f"{SVG}rect", f"{SVG}image")) > 8, title
        saved += 1
    assert saved >= 4


def written(root: ElementTree.Element) -> list[str]:
    """The texts of a picture."""
    return ["".join(each.itertext()).replace("\u00a0", " ").replace("\u200b", "") for each in root.iter(f"{SVG}text")]


def test_the_saved_picture_holds_what_the_page_shows(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=cloud,probabilities,polygon,landscape")
    step(page)
    words = {}
    for name in ("Action probabilities", "Estimate cloud", "Score polygon", "Objective landscape"):
        _, text = save(panel_of(page, name), "Picture as SVG")
        words[name] = written(ElementTree.fromstring(text))
    assert {"A", "B", "C", "updates", "probability", "0.4"} <= set(words["Action probabilities"])
    keys = "".join(words["Estimate cloud"])
    assert "exact ∇J" in keys
    assert "mean of the dots" in keys, "keys that stand beside the picture are in it"
    assert any("∑aπ(a)∇ log π(a) = 0" in line for line in words["Score polygon"]), "so are formulas"
    assert {"try", "variance", "b*", "run"} <= set(words["Score polygon"]), "and small tables"
    assert {"0.5", "0.6"} <= set(words["Objective landscape"]), "and the numbers of contours"


def test_a_picture_as_dots_is_twice_as_fine_and_says_what_it_is_of(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities&lr=0.3&seed=7")
    panel = panel_of(page, "Action probabilities")
    _, text = save(panel, "Picture as SVG")
    root = ElementTree.fromstring(text)
    name, dots = save(panel, "Picture as PNG")
    assert name == "policyscope-bandit-probabilities-seed7-0.png"
    assert dots[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", dots[16:24]) == (2 * int(root.get("width", "0")), 2 * int(root.get("height", "0")))
    words = metadata(dots)
    assert words["Title"] == "Action probabilities"
    assert words["Software"] == f"Policyscope {__version__}"
    about = json.loads(words["Comment"])
    assert (about["seed"], about["update"], about["experiment"]["optimizer"]["learning_rate"]) == (7, 0, 0.3)
    assert "lr=0.3" in about["address"]
    assert about["software"] == words["Software"]


@pytest.mark.parametrize("query", ["?panels=probabilities,landscape,simplex,polygon,cloud,curve", "?preset=gaussian", "?preset=committal"])
def test_a_figure_opens_in_python_with_all_digits(server: Server, open_page: Open, tmp_path: Path, query: str) -> None:
    page, wire = wired(open_page, f"{server.url}/{query}")
    for _ in range(3):
        step(page)
    for panel in page.locator("section.panel").all():
        name, text = save(panel, "Plotly figure (JSON)")
        file = tmp_path / name
        file.write_bytes(text)
        figure = plotly.io.read_json(file)
        assert figure.data, name
        assert figure.layout.meta["update"] == 3
        if "-probabilities-" in name:
            lines = [trace for trace in figure.data if trace.name == "π(A)" and trace.type == "scatter" and trace.mode == "lines"]
            frames = [frame["probabilities"][0][0] for frame in wire.frames() if "probabilities" in frame]
            assert lines[0].y[-1] == frames[-1], "to the last digit"
            assert list(lines[0].x) == [0, 1, 2, 3]


def test_numbers_are_the_pictures_own(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?panels=cloud,probabilities")
    for _ in range(3):
        step(page)
    panel = panel_of(page, "Action probabilities")
    name, text = save(panel, "Numbers as CSV")
    assert name == "policyscope-bandit-probabilities-seed0-3.csv"
    head, *rows = csv.reader(io.StringIO(text.decode()))
    assert head == ["update", "π(A)", "π(B)", "π(C)"]
    chances = {frame["update"]: frame["probabilities"][0] for frame in wire.frames()}
    assert [(int(row[0]), [float(cell) for cell in row[1:]]) for row in rows] == [(update, chances[update]) for update in range(4)]
    _, text = save(panel, "Numbers as JSON")
    value = json.loads(text)
    assert (value["panel"], value["update"], value["experiment"]["problem"]["kind"]) == ("probabilities", 3, "bandit")
    assert [picture["x"] for picture in value["pictures"]] == ["updates", ""]
    assert value["pictures"][0]["series"][0]["y"] == [chances[update][0] for update in range(4)]
    assert [value["columns"], *value["rows"]] == [head, *([update, *chances[update]] for update in range(4))]
    # What is no past is a point a row.
    head, *rows = csv.reader(io.StringIO(save(panel_of(page, "Estimate cloud"), "Numbers as CSV")[1].decode()))
    assert head == ["picture", "series", "mark", "x", "y", "x2", "y2"]
    gradient = wire.last()["exact"]["gradient"]
    assert [[float(cell) for cell in row[5:]] for row in rows if row[1] == "exact ∇J"] == [gradient[:2]]


def test_a_long_past_is_saved_whole(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=curve,probabilities,landscape,simplex&speed=1000")
    play_until(page, 700)
    kept = page.get_by_role("slider", name="Step through the run").get_attribute("max")
    for title, column in (
        ("Learning curve", "J"),
        ("Action probabilities", "π(C)"),
        ("Objective landscape", "θ C"),
        ("Policy simplex", "π(A)"),
    ):
        _, text = save(panel_of(page, title), "Numbers as CSV")
        rows = list(csv.DictReader(io.StringIO(text.decode())))
        updates = [int(row["update"]) for row in rows]
        assert updates == sorted(set(updates))
        assert (updates[0], len(updates)) == (0, int(kept or 0) + 1), "every moment that is kept"
        assert all(row[column] != f"{float(row[column]):.4f}" for row in rows[1:]), "to the last digit"


def test_a_table_is_saved_with_the_digits_it_does_not_show(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?preset=grid&panels=numbers,world")
    step(page)
    world, numbers = panel_of(page, "World"), panel_of(page, "The update in numbers")
    for panel in (world, numbers):
        panel.get_by_role("button", name="Data table: ").click()
        cells = panel.locator(".panel-data tr").evaluate_all("(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))")
        rows = list(csv.reader(io.StringIO(save(panel, "Numbers as CSV")[1].decode())))
        assert rows[0] == cells[0]
        for row, shown in zip(rows[1:], cells[1:], strict=True):
            for saved, seen in zip(row, shown, strict=True):
                digits = len(seen.partition(".")[2])
                assert saved == seen.replace("–", "") or f"{float(saved):.{digits}f}".replace("-", MINUS) in (seen, MINUS + seen)
    _, text = save(world, "Numbers as JSON")
    states = [row[1] for row in json.loads(text)["rows"]]
    assert states == [frame["values"]["state_values"] for frame in wire.frames() if "values" in frame][-1], "to the last digit"
    # Where there is no picture, none is offered.
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
    expect(items.nth(4)).to_be_focused()
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


def test_an_embed_saves_too_and_asks_nobody_but_its_server(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, size=(400, 420))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server.url}/embed?panels=probabilities&seed=3")
    page.get_by_role("button", name="Step", exact=True).click()
    panel = panel_of(page, "Action probabilities")
    expect(panel.locator(".panel-tools").get_by_role("button")).to_have_count(2)  # its table, and this
    for words, ending in (
        ("Picture as SVG", "svg"),
        ("Picture as PNG", "png"),
        ("Plotly figure (JSON)", "plotly.json"),
        ("Numbers as CSV", "csv"),
    ):
        name, text = save(panel, words)
        assert name == f"policyscope-bandit-probabilities-seed3-1.{ending}"
        assert len(text) > 50
    assert all(url.startswith((f"{server.url}/", "data:", "blob:")) for url in asked), asked
    # The whole menu can be seen.
    panel.get_by_role("button", name="Save: ").click()
    for item in panel.get_by_role("menuitem").all():
        box = item.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 400
        assert box["y"] + box["height"] <= 420


def test_a_sandboxed_embed_saves_where_downloads_are_allowed(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/reference", ready=False, size=(700, 520), bypass_csp=True)
    source = f"{server.url}/embed?panels=landscape"
    page.set_content(f'<iframe width="660" height="480" sandbox="allow-scripts allow-downloads" src="{source}"></iframe>')
    panel = page.frame_locator("iframe").get_by_role("region", name="Objective landscape", exact=True)
    panel.locator(".panel-summary:not(:empty)").wait_for()
    for words, begins in (("Picture as SVG", b"<svg"), ("Picture as PNG", b"\x89PNG"), ("Plotly figure (JSON)", b'{"data"')):
        assert save(panel, words)[1].startswith(begins)


def test_two_runs_side_by_side_are_saved_together(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=curve,probabilities&b.lr=0.5")
    panel = panel_of(page, "Action probabilities")
    expect(panel.locator(".panel-summary .sentence")).to_have_count(2)
    for _ in range(2):
        step(page)
    panel.get_by_role("button", name="Data table: ").click()
    expect(panel.locator(".panel-data tbody")).to_have_count(2)

    def saved() -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(save(panel, "Numbers as CSV")[1].decode())))

    rows = eventually(page, lambda: rows if len(rows := saved()) == 6 else None)
    assert [(row["run"], row["update"]) for row in rows] == [(run, str(update)) for run in "AB" for update in range(3)]
    for rate, part in ((0.1, rows[:3]), (0.5, rows[3:])):
        run = open_run(parse_experiment({}))
        run.control({"optimizer.learning_rate": rate})
        pi = run.advance(2, frozenset({"probabilities"}))["probabilities"][0]
        assert [float(part[2][f"π({action})"]) for action in "ABC"] == pytest.approx(pi, rel=1e-12)
    about = json.loads(save(panel, "Numbers as JSON")[1])
    assert [about[of]["optimizer"]["learning_rate"] for of in ("experiment", "second")] == [0.1, 0.5]
    assert about["summary"].startswith("Run A: ")
