"""What is on screen as files: a script that prints the numbers shown, the settings, the sources."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.kit import Open, Server, eventually, step, violations, wired


def taken(page: Page, words: str) -> tuple[str, Path]:
    """The name of the file, and where it is."""
    page.get_by_role("button", name="Take away", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=words).click()
    return download.value.suggested_filename, Path(download.value.path())


def test_a_run_with_a_change_on_the_way_is_a_script_that_prints_its_numbers(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?preset=unlucky_seed&at=20&panels=probabilities")
    expect(page.locator(".readout dd").first).to_have_text("20")
    field = page.get_by_role("spinbutton", name="Learning rate", exact=True)
    field.fill("0.25")
    field.press("Enter")
    eventually(page, lambda: any(message["type"] == "control_applied" for message in wire.heard))
    for _ in range(5):
        step(page)
    expect(page.locator(".readout dd").first).to_have_text("25")
    name, path = taken(page, "NumPy script")
    assert name == "policyscope-unlucky_seed-25.py"
    said = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True, timeout=60).stdout
    (theta,) = re.findall(r"^theta = (.+)$", said, re.MULTILINE)
    assert json.loads(theta) == wire.last()["theta"]

    name, path = taken(page, "Settings as JSON")
    body = json.loads(path.read_text())
    assert name == "policyscope-unlucky_seed-25.json"
    assert (body["updates"], body["changes"]) == (25, [[20, {"optimizer.learning_rate": 0.25}]])
    assert body["experiment"]["optimizer"]["learning_rate"] == 2.0

    name, path = taken(page, "BibTeX: cite what is on screen")
    assert name == "policyscope.bib"
    assert "@misc{williams1992," in path.read_text()


def test_what_cannot_be_a_script_is_said(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, f"{server.url}/?preset=network&panels=probabilities", lost_server=True)
    page.get_by_role("button", name="Take away", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="NumPy script")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("No script. policy.kind: expected softmax")


def test_the_settings_go_into_a_study(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, f"{server.url}/?preset=grid&lr=0.2")
    page.get_by_role("button", name="Take away", exact=True).click()
    page.get_by_role("menuitem", name="Study: many runs along a setting").click()
    page.wait_for_url("**/study?preset=grid&lr=0.2")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_visible()
    assert violations(page) == []
    # The lab's own defaults are no address at all; the study says them, or it would begin with one of its own.
    page.goto(server.url)
    page.get_by_role("button", name="Take away", exact=True).click()
    page.get_by_role("menuitem", name="Study: many runs along a setting").click()
    page.wait_for_url("**/study?preset=three_arms")
