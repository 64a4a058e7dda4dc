"""Curves as a Plotly figure: colour, dash or marker, and label tell them apart. Lines are thinned to what the eye can see."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

COLORS = ("rgb(0,114,178)", "rgb(204,85,0)", "rgb(0,133,97)", "rgb(168,71,138)", "rgb(151,112,10)", "rgb(90,95,102)")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "4px,2px")
MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "cross")
INK, FAINT = "rgb(28,32,36)", "rgb(227,228,225)"
FONT = "system-ui, sans-serif"
POINTS = 160
WIDTH, HEIGHT = 760, 420


@dataclass(frozen=True)
class Line:
    """One curve, or, with ``like``, sampled points in the colour of the curve of that name."""

    name: str
    x: ArrayLike
    y: ArrayLike
    like: str = ""


@dataclass(frozen=True)
class Figure:
    """Curves over one pair of axes.

    Attributes:
        x_title, y_title: what the axes are.
        lines: the curves; the order gives colour and dash.
        marks: levels to compare with, as (label, y).
        x_log, y_log: logarithmic axes.
        y_range: where the y axis ends, if not at the data's ends.
    """

    x_title: str
    y_title: str
    lines: Sequence[Line]
    marks: Sequence[tuple[str, float]] = field(default_factory=tuple)
    x_log: bool = False
    y_log: bool = False
    y_range: tuple[float, float] | None = None

    def plotly(self) -> dict[str, Any]:
        """The figure as Plotly takes it: data and layout."""
        return {"data": [self._trace(i) for i in range(len(self.lines))], "layout": self._layout()}

    def _trace(self, i: int) -> dict[str, Any]:
        line = self.lines[i]
        x, y = thinned(line, self.x_log)
        trace: dict[str, Any] = {"type": "scatter", "uid": f"line{i}", "name": line.name, "x": short(x), "y": short(y)}
        if line.like:
            of = [each.name for each in self.lines].index(line.like)
            return trace | {"mode": "markers", "marker": {"color": COLORS[of], "symbol": MARKERS[of], "size": 6}}
        return trace | {"mode": "lines", "line": {"color": COLORS[i], "dash": DASHES[i], "width": 1.8}}

    def _layout(self) -> dict[str, Any]:
        y_axis = axis(self.y_title, self.y_log)
        if self.y_range:
            y_axis["range"] = [math.log10(end) for end in self.y_range] if self.y_log else list(self.y_range)
        levels = [(name, math.log10(y) if self.y_log else y) for name, y in self.marks]
        return {
            "width": WIDTH,
            "height": HEIGHT,
            "margin": {"l": 70, "r": 20, "t": 40, "b": 55},
            "font": {"family": FONT, "size": 13, "color": INK},
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
            "xaxis": axis(self.x_title, self.x_log),
            "yaxis": y_axis,
            "shapes": [
                {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": {"dash": "dot", "width": 1, "color": INK}}
                for _, y in self.marks
            ],
            "annotations": [
                {"xref": "paper", "x": 1, "xanchor": "right", "y": y, "yanchor": "bottom", "text": name, "showarrow": False}
                for name, y in levels
            ],
        }


def axis(title: str, log: bool) -> dict[str, Any]:
    """An axis; a logarithmic one is labelled at the decades."""
    common = {"title": {"text": title}, "gridcolor": FAINT, "linecolor": INK, "ticks": "outside", "zeroline": False}
    return common | ({"type": "log", "dtick": 1, "exponentformat": "power"} if log else {"type": "linear"})


def thinned(line: Line, log: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """At most some points of a line, evenly spread over the axis, both ends among them."""
    x, y = np.asarray(line.x, dtype=float), np.asarray(line.y, dtype=float)
    if x.size <= POINTS:
        return x, y
    ideal = np.geomspace(x[0], x[-1], POINTS) if log else np.linspace(x[0], x[-1], POINTS)
    keep = np.unique(np.abs(x[None, :] - ideal[:, None]).argmin(axis=1))
    return x[keep], y[keep]


def short(values: NDArray[np.float64]) -> list[float]:
    """Five digits are enough to draw by."""
    return [float(f"{value:.5g}") for value in values]
