"""The figures of docs/reproduction as Plotly draws them."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
from playwright.sync_api import Browser

from benchmarks.reproduction.draw import drawing_page, svg_of
from benchmarks.reproduction.figure import HEIGHT, WIDTH, Figure, Line

SPACE = "{http://www.w3.org/2000/svg}"


def test_a_figure_becomes_one_and_the_same_svg(browser: Browser) -> None:
    x = np.linspace(0.0, 1.0, 20)
    lines = [Line("a curve", x, x**2), Line("its samples", x[::5], x[::5] ** 2, like="a curve")]
    figure = Figure("across", "upwards", lines, [("a level", 0.5)]).plotly()
    page = drawing_page(browser)
    first, second = svg_of(page, figure), svg_of(page, figure)
    page.close()
    assert first == second
    drawing = ElementTree.fromstring(first)
    assert (drawing.get("width"), drawing.get("height")) == (str(WIDTH), str(HEIGHT))
    words = {element.text for element in drawing.iter(f"{SPACE}text")}
    assert {"a curve", "its samples", "across", "upwards", "a level"} <= words
    assert "rgb(0, 114, 178)" in first
