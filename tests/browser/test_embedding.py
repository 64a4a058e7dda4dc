"""The dialog Embed, and what its snippets show in a page of another origin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.elsewhere import elsewhere
from tests.browser.kit import Open, Server, step, violations

Pages = tuple[str, dict[str, str]]


@pytest.fixture
def pages() -> Iterator[Pages]:
    held: dict[str, str] = {}
    with elsewhere(held) as url:
        yield url, held


def dialog_of(page: Page) -> Locator:
    page.get_by_role("button", name="Embed", exact=True).click()
    dialog = page.get_by_role("dialog", name="Embed")
    expect(dialog).to_be_visible()
    return dialog


def snippet(dialog: Locator, kind: str = "") -> str:
    if kind:
        dialog.get_by_role("combobox", name="Paste as").select_option(kind)
    return dialog.get_by_role("textbox", name="Snippet").input_value()


def test_what_is_chosen_is_what_the_address_says(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=curve,probabilities&lr=0.5")
    dialog = dialog_of(page)
    assert f"{server.url}/embed?lr=0.5&amp;panels=curve,probabilities" in snippet(dialog)
    dialog.get_by_role("checkbox", name="Learning curve").uncheck()
    dialog.get_by_role("checkbox", name="Policy simplex").check()
    dialog.get_by_role("checkbox", name="Baseline").uncheck()
    dialog.get_by_role("combobox", name="Theme").select_option("dark")
    dialog.get_by_role("spinbutton", name="Height, px").fill("300")
    text = snippet(dialog)
    assert "embed?lr=0.5&amp;panels=probabilities,simplex&amp;theme=dark&amp;baseline_hide=true" in text
    assert 'height="300"' in text
    assert "autoplay" not in text
    preview = page.frame_locator("iframe[title='Preview']")
    expect(preview.get_by_role("region", name="Policy simplex")).to_be_visible()
    expect(preview.get_by_role("combobox", name="Baseline", exact=True)).to_have_count(0)
    assert violations(page) == []
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("iframe")).to_have_count(0)


@pytest.mark.parametrize("kind", ["iframe", "element"])
def test_a_pasted_snippet_shows_the_labs_picture(server: Server, open_page: Open, pages: Pages, kind: str) -> None:
    lab = open_page(f"{server.url}/?panels=probabilities&seed=3")
    for _ in range(4):
        step(lab)
    says = lab.get_by_role("region", name="Action probabilities").locator(".panel-summary").inner_text()
    dialog = dialog_of(lab)
    dialog.get_by_role("checkbox", name="Open at the moment shown").check()
    url, held = pages
    held["/"] = f"<!doctype html><html lang='en'><title>Week 9</title>{snippet(dialog, kind)}</html>"
    page = open_page(f"{url}/", ready=False)
    frame = page.frame_locator("iframe")
    expect(frame.locator(".readout dd").first).to_have_text("4")
    expect(frame.get_by_role("region", name="Action probabilities").locator(".panel-summary")).to_have_text(says)


def test_copy_copies(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/", first_visit=True, permissions=["clipboard-read", "clipboard-write"])
    dialog = dialog_of(page)
    text = snippet(dialog, "notebook")
    assert text.startswith("from IPython.display import IFrame")
    dialog.get_by_role("button", name="Copy", exact=True).click()
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == text


def test_on_a_phone_nothing_is_cut_off(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/", size=(375, 812), color_scheme="dark")
    dialog = dialog_of(page)
    assert dialog.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    expect(dialog.get_by_role("button", name="Copy", exact=True)).to_be_visible()


def test_the_run_shown_is_kept_as_a_recording(server: Server, open_page: Open, tmp_path: Path) -> None:
    page = open_page(f"{server.url}/?panels=probabilities,curve&lr=0.5&seed=4")
    for _ in range(3):
        step(page)
    dialog = dialog_of(page)
    dialog.get_by_role("checkbox", name="Learning curve").uncheck()
    with page.expect_download() as started:
        dialog.get_by_role("button", name="Recording (HTML)").click()
    assert started.value.suggested_filename == "policyscope-bandit-500.html"
    path = tmp_path / "kept.html"
    started.value.save_as(path)
    expect(dialog.get_by_text("Recorded: 500 updates.")).to_be_visible()
    assert 'recording="policyscope-bandit-500.html"' in snippet(dialog, "element")
    kept = open_page(path.as_uri(), ready=False)
    kept.get_by_role("slider", name="Step through the run").fill("3")
    expect(kept.get_by_role("slider", name="Step through the run")).to_have_attribute("aria-valuetext", "Update 3 of 500")
    expect(kept.get_by_role("region", name="Learning curve")).to_have_count(0)
    said = page.get_by_role("region", name="Action probabilities").locator(".panel-summary").inner_text()
    expect(kept.get_by_role("region", name="Action probabilities").locator(".panel-summary")).to_have_text(said)
    kept.get_by_role("link", name="Open in the lab").hover()
    expect(kept.get_by_role("link", name="Open in the lab")).to_have_attribute("href", re.compile(rf"^{server.url}/\?.*at=3"))
