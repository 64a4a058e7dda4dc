"""The page's light and dark colours for figures made in Python: those of ``static/css/theme.css``, which a test compares.

An action is told apart by its colour, its marker and its dashes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Theme:
    """Colours by what they mean.

    Attributes:
        paper: behind everything.
        ink: words and signs.
        quiet: axes' titles, level lines.
        line: axes.
        grid: lines behind the picture.
        accent: what there is to reach, and where most of several runs lie.
        exact: what is computed.
        estimate: what is sampled.
        trail: where a run was.
        actions: one each; the ninth action begins again with the next marker and dash.
        ramp: from low to high.
    """

    paper: str
    ink: str
    quiet: str
    line: str
    grid: str
    accent: str
    exact: str
    estimate: str
    trail: str
    actions: tuple[str, ...]
    ramp: tuple[str, ...]

    def action(self, a: int) -> Action:
        """How action a is drawn."""
        turn = (a + a // len(self.actions)) % len(self.actions)
        return Action(self.actions[a % len(self.actions)], SYMBOLS[turn], DASHES[turn])

    @property
    def colorscale(self) -> list[list[Any]]:
        """The ramp as Plotly takes it."""
        return [[i / (len(self.ramp) - 1), colour] for i, colour in enumerate(self.ramp)]


@dataclass(frozen=True)
class Action:
    """How one action is drawn."""

    color: str
    symbol: str
    dash: str


SYMBOLS = ("circle", "square", "triangle-up", "diamond", "x", "triangle-down", "cross", "hexagon")
DASHES = ("solid", "7px 3px", "2px 2.5px", "8px 3px 2px 3px", "12px 4px", "4px 4px", "1px 4px", "10px 3px 2px 3px 2px 3px")

LIGHT = Theme(
    paper="#fdfdfb", ink="#1c2024", quiet="#575e66", line="#868c93", grid="#eaebe8", accent="#1d3f73", exact="#1c2024",
    estimate="#9a36a6", trail="#44546a",
    actions=("#0072b2", "#cc5500", "#008561", "#a8478a", "#97700a", "#2f88bd", "#5a5f66", "#7c8413"),
    ramp=("#fbfcfc", "#eef2f6", "#dfe7ef", "#cedae7", "#bccdde", "#a8bed4"),
)  # fmt: skip
DARK = Theme(
    paper="#14171a", ink="#e8eaec", quiet="#a4abb3", line="#727a83", grid="#262b30", accent="#9cc0f5", exact="#f2f4f5",
    estimate="#e087ea", trail="#a9b7ca",
    actions=("#4aa8e0", "#f08344", "#2fbf94", "#dc8fc0", "#e0b13c", "#8fd0f5", "#b4bac1", "#d2d94a"),
    ramp=("#15191d", "#1a222a", "#202d38", "#273947", "#2f4658", "#38546a"),
)  # fmt: skip
