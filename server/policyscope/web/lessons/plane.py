"""What an arrow is drawn on: two axes through θ, and where asked J's contours around it, without numbers. SVG, drawn by the server."""

from __future__ import annotations

import numpy as np

from policyscope.arrays import Floats
from policyscope.runs import LandscapeRequest, landscape_answer
from policyscope.web.lessons.facts import Facts

SIDE = 320
"""Of the square, in the units of its own viewBox."""

POINTS = 33
LEVELS = 11
CUTS = {
    1: "da", 2: "ab", 3: "db", 4: "bc", 5: "dabc", 6: "ac", 7: "dc", 8: "cd", 9: "ac", 10: "abcd", 11: "bc", 12: "bd", 13: "ab", 14: "da",
}  # fmt: skip
"""Which sides of a cell a contour cuts, by which of its corners lie above: a below, b right, c above, d left (marching squares)."""


def ground(facts: Facts, pair: tuple[int, int], half: float) -> str:
    """The square behind an arrow.

    Args:
        facts: of the step.
        pair: the two parameters.
        half: how far the landscape reaches to each side in θ; 0: none is drawn.
    """
    middle = SIDE / 2
    axes = f'<path class="axes" d="M0 {middle:g}H{SIDE}M{middle:g} 0V{SIDE}"/>'
    return f'<path class="contours" d="{_contours(facts, pair, half)}"/>{axes}' if half else axes


def _contours(facts: Facts, pair: tuple[int, int], half: float) -> str:
    experiment, parameters = facts.state.experiment, np.eye(len(facts.theta))
    found = landscape_answer(
        LandscapeRequest(
            problem=experiment.problem, policy=experiment.policy, objective=experiment.objective, origin=facts.theta.tolist(),
            x_direction=parameters[pair[0]].tolist(), y_direction=parameters[pair[1]].tolist(), half_width=half, resolution=POINTS,
        )
    )["value"]  # fmt: skip
    heights = np.asarray(found)
    low, high = float(heights.min()), float(heights.max())
    levels = low + (high - low) * (np.arange(LEVELS) + 0.5) / LEVELS
    return "".join(_contour(heights, level) for level in levels.tolist())


def _contour(heights: Floats, level: float) -> str:
    """One level's pieces, a straight line through each cell."""
    cell = SIDE / (POINTS - 1)
    pieces = []
    for row in range(POINTS - 1):
        for column in range(POINTS - 1):
            corners = [heights[row + up, column + right] for up, right in ((0, 0), (0, 1), (1, 1), (1, 0))]
            sides = CUTS.get(sum(1 << k for k, height in enumerate(corners) if height > level), "")
            cuts = [_cut(side, corners, level) for side in sides]
            for (x, y), (to_x, to_y) in zip(cuts[::2], cuts[1::2], strict=True):
                at = [(column + x) * cell, SIDE - (row + y) * cell, (column + to_x) * cell, SIDE - (row + to_y) * cell]
                pieces.append("M{:.1f} {:.1f}L{:.1f} {:.1f}".format(*at))
    return "".join(pieces)


def _cut(side: str, corners: list[float], level: float) -> tuple[float, float]:
    """Where a side of a cell is cut, from 0 to 1 within it."""
    one, other = {"a": (0, 1), "b": (1, 2), "c": (3, 2), "d": (0, 3)}[side]
    share = float((level - corners[one]) / (corners[other] - corners[one]))
    return {"a": (share, 0.0), "b": (1.0, share), "c": (share, 1.0), "d": (0.0, share)}[side]
