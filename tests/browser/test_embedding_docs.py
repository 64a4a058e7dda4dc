"""Every example of docs/embedding.md, opened from another origin than the lab's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from policyscope.web.embedding.messages import schemas
from tests.browser.elsewhere import elsewhere
from tests.browser.kit import ROOT, Open, Server, violations

LAB = "https://lab.example.org"
DOCS = ROOT / "docs"
TEXT = (DOCS / "embedding.md").read_text(encoding="utf-8")
Pages = tuple[str, dict[str, str]]


@pytest.fixture
def pages() -> Iterator[Pages]:
    held: dict[str, str] = {}
    with elsewhere(held) as url:
        yield url, held


def example(name: str, server: Server) -> str:
    return (DOCS / "examples" / name).read_text(encoding="utf-8").replace(LAB, server.url)


def test_the_plain_page(server: Server, open_page: Open, pages: Pages) -> None:
    url, held = pages
    held["/"] = example("plain.html", server)
    page = open_page(f"{url}/", ready=False)
    page.get_by_role("button", name="Ten updates").click()
    expect(page.locator("output")).to_have_text(re.compile(r"^Update 10, J = 0\.\d{3}$"))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("region", name="Estimate cloud")).to_be_visible()
    expect(frame.locator(".readout dd").first).to_have_text("10")
    assert violations(page) == []


def test_the_page_of_elements(server: Server, open_page: Open, pages: Pages) -> None:
    url, held = pages
    held["/"] = example("policy-scope.html", server)
    page = open_page(f"{url}/", ready=False, size=(1000, 1100))
    page.get_by_role("button", name="Twenty updates in both").click()
    expect(page.locator("output")).to_have_text(re.compile(r"^θ = \(-?\d"))
    for frame in page.frames[1:]:
        expect(frame.locator(".readout dd").first).to_have_text("20")
        expect(frame.get_by_role("region", name="Action probabilities")).to_be_visible()


@pytest.mark.parametrize("snippet", re.findall(r"```html\n(.*?)```", TEXT, re.DOTALL), ids=["iframe", "element"])
def test_the_snippets_in_the_text(server: Server, open_page: Open, pages: Pages, snippet: str) -> None:
    url, held = pages
    held["/"] = f"<!doctype html><html lang='en'><title>A page</title>{snippet.replace(LAB, server.url)}</html>"
    page = open_page(f"{url}/", ready=False)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("region", name="Objective landscape")).to_be_visible()
    expect(frame.get_by_role("spinbutton", name="Learning rate", exact=True)).to_have_value("0.3")


def test_every_message_and_every_example_is_documented() -> None:
    told = schemas()
    for kind in [*told["commands"], *told["events"]]:
        assert f"`{kind}`" in TEXT or kind == "", kind
    named = set(re.findall(r"\(examples/([\w.-]+)\)", TEXT))
    assert named == {path.name for path in Path(DOCS / "examples").iterdir() if path.is_file()}
