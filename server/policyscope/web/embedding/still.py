"""The first picture of an embed as inline SVG: the policy an experiment begins with. Its colours are the page's variables.

It stands where the live picture will, so that nothing is blank or jumps; where scripts are forbidden, and on paper, it is all there is.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from html import escape
from typing import Any

from policyscope.errors import InvalidInput
from policyscope.runs import Experiment, Limits, open_run

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 110, 620, 24, 330
MOST_STATES = 8
"""States drawn, one row each."""
COLORS = 8
SPREADS = 4.0
"""How many standard deviations of a density are drawn to either side."""

SMALL = {"states": 64, "actions": 32, "parameters": 512, "cells": 40_000}
"""What is pictured before it is asked for costs next to nothing: larger experiments wait for their own picture."""


def still(experiment: Experiment, limits: Limits) -> tuple[str, str] | None:
    """The picture and the sentence under it; None for an experiment that cannot run or is large.

    Args:
        experiment: what the page will open.
        limits: the server's own.
    """
    small = dataclasses.replace(limits, **{name: min(most, getattr(limits, name)) for name, most in SMALL.items()})
    try:
        run = open_run(experiment, small)
        problem = run.opened()["problem"]
        frame = run.advance(0, frozenset({"probabilities", "density"}))
    except (InvalidInput, ValueError, MemoryError):
        return None
    if frame.get("probabilities") is not None:
        return _rows(problem, frame["probabilities"].tolist())
    if frame.get("density") is not None:
        where = " at the mean state of each step" if problem["horizon"] > 1 else ""
        return _bells(sorted(set(frame["density"]["means"].tolist())), float(frame["density"]["sigma"]), where)
    return None


def _rows(problem: dict[str, Any], probabilities: list[list[float]]) -> tuple[str, str]:
    """One bar an action where there is one state, else one row a state, divided among the actions."""
    actions: Sequence[str] = problem["action_names"]
    names: Sequence[str] = problem["state_names"]
    ended = list(problem["terminal"])
    living = [state for state in range(len(names)) if not ended[state]] or [0]
    if len(living) == 1:
        chances = probabilities[living[0]]
        said = ", ".join(f"π({action}) = {chance:.2f}" for action, chance in zip(actions, chances, strict=True))
        return _svg([_bar(i, len(actions), actions[i], chance) for i, chance in enumerate(chances)]), f"Before the first update: {said}."
    shown = living[:MOST_STATES]
    high = (BOTTOM - TOP) / len(shown)
    parts = [_row(names[state], probabilities[state], actions, TOP + row * high, high) for row, state in enumerate(shown)]
    more = f"; {len(living) - len(shown)} more are not drawn" if len(living) > len(shown) else ""
    return _svg(parts), f"Before the first update: π(a|s) in {len(shown)} states{more}. Actions from the left: {', '.join(actions)}."


def _bar(i: int, count: int, name: str, chance: float) -> str:
    """One action's probability, lying from the left, on an axis from 0 to 1."""
    high = (BOTTOM - TOP) / count
    y, size = TOP + i * high, (RIGHT - LEFT) * chance
    return (
        f'<rect x="{LEFT}" y="{y + 0.2 * high:.1f}" width="{size:.1f}" height="{0.6 * high:.1f}" fill="var(--action-{i % COLORS})" />'
        f'<text x="{LEFT - 10}" y="{y + 0.5 * high + 5:.1f}" text-anchor="end">π({escape(name)})</text>'
        f'<text x="{min(LEFT + size + 8, RIGHT - 34):.1f}" y="{y + 0.5 * high + 5:.1f}">{chance:.2f}</text>'
    )


def _row(name: str, chances: Sequence[float], actions: Sequence[str], y: float, high: float) -> str:
    """One state's probabilities side by side, which fill the row."""
    parts, x = [f'<text x="{LEFT - 10}" y="{y + 0.5 * high + 5:.1f}" text-anchor="end">{escape(name)}</text>'], float(LEFT)
    for i, chance in enumerate(chances):
        size = (RIGHT - LEFT) * chance
        parts.append(
            f'<rect x="{x:.1f}" y="{y + 0.15 * high:.1f}" width="{max(0.0, size - 1):.1f}" height="{0.7 * high:.1f}" '
            f'fill="var(--action-{i % COLORS})"><title>π({escape(actions[i])}|{escape(name)}) = {chance:.3f}</title></rect>'
        )
        x += size
    return "".join(parts)


def _bells(means: Sequence[float], sigma: float, where: str) -> tuple[str, str]:
    """The policy's density for each context, over four standard deviations to either side."""
    low, high = min(means) - SPREADS * sigma, max(means) + SPREADS * sigma
    parts = []
    for i, mean in enumerate(means[:COLORS]):
        points = []
        for k in range(121):
            action = low + (high - low) * k / 120
            density = math.exp(-0.5 * ((action - mean) / sigma) ** 2)
            points.append(f"{LEFT + (RIGHT - LEFT) * k / 120:.1f},{BOTTOM - 20 - (BOTTOM - TOP - 40) * density:.1f}")
        parts.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="var(--action-{i % COLORS})" stroke-width="2.5" />')
    axis = BOTTOM - 20
    parts.append(f'<line x1="{LEFT}" x2="{RIGHT}" y1="{axis}" y2="{axis}" stroke="var(--line)" />')
    parts += [
        f'<text x="{x}" y="{axis + 18}" text-anchor="{anchor}">{value:.3g}</text>'
        for x, anchor, value in ((LEFT, "start", low), (RIGHT, "end", high))
    ]
    said = ", ".join(f"{mean:.3g}" for mean in means[:COLORS])
    return _svg(parts), f"Before the first update: the policy's density over actions{where}, μ = {said}, σ = {sigma:.3g}."


def _svg(parts: Sequence[str]) -> str:
    inner = "".join(parts)
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="still-says" font-size="15">{inner}</svg>'
