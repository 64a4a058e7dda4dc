"""Plotly's own drawing of a figure as an SVG, in headless Chromium.

The installed plotly wheel brings plotly.js and the tests bring Chromium, so this needs nothing new and no network. (kaleido would do the
same, with a Chrome of its own to find and packages more to install.) Two drawings of one figure are the same file.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.browser.kit import FLAGS

Draw = Callable[[dict[str, Any]], str]

EXPORT = """async ({data, layout}) => {
  const place = document.createElement('div');
  document.body.append(place);
  await Plotly.newPlot(place, data, layout, {staticPlot: true});
  const image = await Plotly.toImage(place, {format: 'svg', width: layout.width, height: layout.height});
  return decodeURIComponent(image.slice(image.indexOf(',') + 1));
}"""


def plotly_js() -> Path:
    """plotly.js of the installed wheel."""
    found = importlib.util.find_spec("plotly")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("plotly is not installed")
    return Path(found.submodule_search_locations[0]) / "package_data" / "plotly.min.js"


@contextmanager
def chromium_draws() -> Iterator[Draw]:
    """A function that takes Plotly's data and layout and gives the SVG, as long as the browser is open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        page = drawing_page(browser)
        yield lambda figure: svg_of(page, figure)
        browser.close()


def drawing_page(browser: Browser) -> Page:
    """An empty page that has plotly.js."""
    page = browser.new_page()
    page.add_script_tag(path=plotly_js())
    return page


def svg_of(page: Page, figure: dict[str, Any]) -> str:
    """One figure, drawn by such a page."""
    drawing = str(page.evaluate(EXPORT, figure)) + "\n"
    # Plotly gives every drawing a random name, which its parts refer to one another by.
    own = re.search(r'id="defs-([0-9a-f]{6})"', drawing)
    return drawing.replace(own.group(1), "figure") if own else drawing
