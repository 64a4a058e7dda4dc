"""The places of docs/embedding.md: each built from its source in docs/examples by its own tool, and opened from another origin."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.elsewhere import elsewhere, site
from tests.browser.kit import ROOT, Open, Server, eventually

LAB = "https://lab.example.org"
EXAMPLES = ROOT / "docs" / "examples"
TOOLS = Path(sys.executable).parent
NODE_MODULES = ROOT / "node_modules"
SHOWN = "baseline=running_mean&panels=cloud"
Pages = tuple[str, dict[str, str | bytes]]


def run(folder: Path, *command: str | Path) -> None:
    """Run a tool in the folder; what it says is seen only where it fails."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def sphinx(folder: Path) -> Path:
    run(folder, TOOLS / "sphinx-build", "-q", "-W", ".", "built")
    return folder / "built"


def mkdocs(folder: Path) -> Path:
    run(folder, TOOLS / "mkdocs", "build", "--quiet", "--strict")
    return folder / "site"


def zensical(folder: Path) -> Path:
    run(folder, TOOLS / "zensical", "build")
    return folder / "site"


def pandoc(folder: Path) -> Path:
    (folder / "built").mkdir()
    run(folder, pypandoc.get_pandoc_path(), "--standalone", "lesson.md", "--output", "built/index.html")
    return folder / "built"


BUILDS: dict[str, Callable[[Path], Path]] = {"sphinx": sphinx, "mkdocs": mkdocs, "zensical": zensical, "pandoc": pandoc}


@pytest.fixture
def source(server: Server, tmp_path: Path) -> Callable[[str], Path]:
    """Copies an example's folder, with this server as its lab."""

    def copy(place: str) -> Path:
        folder = Path(shutil.copytree(EXAMPLES / place, tmp_path / place))
        for path in (path for path in folder.rglob("*") if path.is_file()):
            path.write_text(path.read_text(encoding="utf-8").replace(LAB, server.url), encoding="utf-8")
        return folder

    return copy


@pytest.fixture
def pages() -> Iterator[Pages]:
    held: dict[str, str | bytes] = {}
    with elsewhere(held) as url:
        yield url, held


@pytest.fixture(scope="module")
def in_the_lab(server: Server, visitor: Any) -> str:
    """What the lab itself says of the picture that the examples show."""
    page = visitor.new_page()
    page.goto(f"{server.url}/?{SHOWN}")
    said = summary(page)
    page.close()
    return said


def summary(where: Page | FrameLocator) -> str:
    """The sentence under the estimate cloud once it is drawn, before the first update."""
    cloud = where.get_by_role("region", name="Estimate cloud", exact=True)
    expect(cloud.locator(".panel-summary")).not_to_be_empty()
    expect(cloud.locator("canvas").first).to_be_visible()
    expect(where.locator(".readout dd").first).to_have_text("0")
    return cloud.locator(".panel-summary").inner_text()


@pytest.mark.parametrize("place", BUILDS)
def test_a_built_page_shows_what_the_lab_does(place: str, source: Any, open_page: Open, pages: Pages, in_the_lab: str) -> None:
    url, held = pages
    held.update(site(BUILDS[place](source(place))))
    page = open_page(f"{url}/", ready=False)
    for way in ("iframe[src]", "policy-scope iframe"):
        frame = page.frame_locator(way).first
        frame.owner.scroll_into_view_if_needed()
        assert summary(frame) == in_the_lab
        frame.get_by_role("button", name="Step", exact=True).click()
        expect(frame.locator(".readout dd").first).to_have_text("1")


BARE = "jtex: v1\nkind: site\ntitle: Bare\nversion: 1.0.0\nbuild: { install: 'true', start: 'true' }\noptions: []\n"
"""A theme of MyST's that draws nothing: its own come from a network. What is tested is the tree that any theme gets."""


@pytest.fixture
def book(source: Any) -> tuple[Path, dict[str, dict[str, Any]]]:
    """MyST's folder of public files and the nodes of the page, by their kind."""
    folder = source("myst")
    (folder / "bare").mkdir()
    (folder / "bare" / "template.yml").write_text(BARE)
    settings = folder / "myst.yml"
    settings.write_text(settings.read_text().replace("book-theme", "./bare"))
    run(folder, "node", NODE_MODULES / "mystmd" / "dist" / "myst.cjs", "build", "--site")
    built = folder / "_build" / "site"
    nodes: dict[str, dict[str, Any]] = {}
    waiting = [json.loads((built / "content" / "index.json").read_text())["mdast"]]
    while waiting:
        node = waiting.pop()
        nodes[node["type"]] = node
        waiting += node.get("children", [])
    return built / "public", nodes


def test_mysts_tree_holds_the_iframe(book: Any, open_page: Open, pages: Pages, in_the_lab: str) -> None:
    _, nodes = book
    frame = nodes["iframe"]
    assert frame["title"] == "Estimate cloud: three arms"
    url, held = pages
    attributes = " ".join(f'{name}="{frame[name]}"' for name in ("src", "width", "title")).replace("&", "&amp;")
    held["/"] = f"<!doctype html><html lang='en'><title>A book</title><iframe {attributes} style='height:480px'></iframe></html>"
    assert summary(open_page(f"{url}/", ready=False).frame_locator("iframe")) == in_the_lab


def test_mysts_tree_holds_the_widget(book: Any, open_page: Open, pages: Pages, in_the_lab: str) -> None:
    public, nodes = book
    widget = nodes["anywidget"]
    url, held = pages
    held.update(site(public))
    assert widget["esm"] in held, "the book has a copy of the module"
    held["/"] = f"""<!doctype html><html lang="en"><title>A book</title><div id="cell"></div><script type="module">
      import widget from "{widget["esm"]}";
      const fields = {json.dumps(widget["model"])};
      widget.render({{ model: {{ get: (name) => fields[name], on() {{}}, off() {{}} }}, el: document.getElementById("cell") }});
    </script></html>"""
    page = open_page(f"{url}/", ready=False)
    assert summary(page.frame_locator("policy-scope iframe")) == in_the_lab
    assert page.locator("policy-scope").evaluate("one => one.offsetHeight") == widget["model"]["height"]


def test_a_deck_loads_each_embed_with_its_slide(source: Any, open_page: Open, pages: Pages, in_the_lab: str) -> None:
    url, held = pages
    held.update(site(source("reveal")) | site(NODE_MODULES / "reveal.js" / "dist", "/dist"))
    page = open_page(f"{url}/", ready=False)
    slides = [page.frame_locator(f"section:nth-of-type({number}) iframe") for number in (1, 2, 3)]

    def loaded() -> list[str]:
        return [frame.url.partition("?")[2] for frame in page.frames[1:] if frame.url != "about:blank"]

    first = summary(slides[0])
    assert loaded() == ["panels=cloud"]
    slides[0].locator("#board").focus()
    page.keyboard.press("PageDown")
    assert summary(slides[1]) == in_the_lab != first
    page.keyboard.press("ArrowRight")
    expect(slides[2].get_by_role("combobox", name="Baseline", exact=True)).to_have_value("exact_value")
    assert eventually(page, lambda: loaded() == ["baseline=exact_value&panels=cloud"])


DIALOG = """
import { SNIPPETS } from "./static/js/run/snippets.js";
const wanted = { lab: "%s/", query: "?%s", title: "Estimate cloud: three arms", height: 480 };
console.log(JSON.stringify(Object.fromEntries(SNIPPETS.map(({ name, write }) => [name, write(wanted)]))));
"""


def test_the_sources_hold_what_the_dialog_writes() -> None:
    """So what is built above is what a teacher pastes."""
    script = DIALOG % (LAB, SHOWN)
    written = subprocess.run(
        ["node", "--input-type=module", "-e", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    snippets: dict[str, str] = json.loads(written.stdout)
    for file in ("sphinx/index.rst", "mkdocs/docs/index.md", "zensical/docs/index.md", "pandoc/lesson.md"):
        text = (EXAMPLES / file).read_text(encoding="utf-8").replace("\n   ", "\n")
        assert snippets["iframe"] in text, file
        assert snippets["element"] in text, file
    assert snippets["myst"] in (EXAMPLES / "myst" / "index.md").read_text(encoding="utf-8")


def test_every_place_is_named_in_the_text() -> None:
    text = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    for folder in (path for path in EXAMPLES.iterdir() if path.is_dir() and path.name != "replicas"):
        assert f"(examples/{folder.name}/" in text, folder.name
