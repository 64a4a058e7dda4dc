"""Which panels a recording has, and the streams they need: what `static/js/panels/index.js` says of each; a test compares both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from policyscope.errors import InvalidInput

ALWAYS = frozenset({"density", "episode", "exact", "probabilities"})
"""What the page needs of every frame, whatever its panels."""

STREAMS_OF: Mapping[str, frozenset[str]] = {
    name: frozenset(streams.split())
    for name, streams in {
        "gaussian": "density samples paths exact estimate baseline",
        "steering": "paths exact",
        "landscape": "exact estimate ensemble",
        "simplex": "probabilities exact estimate ensemble",
        "probabilities": "probabilities",
        "polygon": "probabilities values baseline",
        "cloud": "cloud exact probabilities",
        "numbers": "episode scores estimate exact",
        "world": "probabilities values episode exact",
        "curve": "exact ensemble",
        "features": "probabilities",
        "objectives": "exact",
        "log": "probabilities values episode scores",
        "arms": "probabilities",
    }.items()
}
"""The streams of each panel, in the order in which the page offers them."""

MOST = 6
"""Panels shown where nobody chooses."""
SIDES, BARS, ROOMS = 12, 30, 12
Opened = Mapping[str, Any]


def chosen_panels(opened: Opened, wanted: Sequence[str] | None) -> tuple[str, ...]:
    """The panels of a recording: those wanted, or the ones that the page shows by itself.

    Args:
        opened: what the run says when it opens.
        wanted: names of panels; None for the page's own choice.

    Raises:
        InvalidInput: for a panel that does not exist, or that cannot show this problem.
    """
    able = suited(opened, list(SUITS))
    if wanted is None:
        return able[:MOST]
    for name in wanted:
        if name not in STREAMS_OF:
            raise InvalidInput("panels", f"panels among {', '.join(STREAMS_OF)}", name)
        if name not in able:
            raise InvalidInput("panels", "panels that can show this problem", name, f"These can: {', '.join(able)}.")
    if not wanted:
        raise InvalidInput("panels", "at least one panel", [])
    return tuple(dict.fromkeys(wanted))


def suited(opened: Opened, names: Sequence[str]) -> tuple[str, ...]:
    """Of some panels those that can show a problem."""
    return tuple(name for name in names if SUITS[name](opened))


def _features_known(opened: Opened) -> bool:
    features = opened["experiment"]["policy"].get("features") or {}
    return opened["policy"]["phi"] is not None or features.get("kind") == "one_hot"


def _is_world(opened: Opened) -> bool:
    problem = opened["problem"]
    rooms = 1 < problem["states"] <= ROOMS and problem["actions"] == 2 and problem["horizon"] != 1
    return problem["grid"] is not None or rooms


def _continues(opened: Opened) -> bool:
    problem = opened["problem"]
    endless = problem["actions"] > 0 and not problem["discrete_bandit"] and problem["horizon"] != 1
    return bool(endless and not np.any(problem["terminal"]) and problem["states"] <= BARS and opened["policy"]["parameters"] >= 2)


def _is_polygon(opened: Opened) -> bool:
    return 3 <= opened["problem"]["actions"] <= SIDES and _features_known(opened)


SUITS: Mapping[str, Callable[[Opened], bool]] = {
    "gaussian": lambda opened: bool(opened["problem"]["continuous"] or opened["problem"]["linear_quadratic"]),
    "steering": lambda opened: bool(opened["problem"]["linear_quadratic"]),
    "landscape": lambda opened: bool(opened["policy"]["parameters"] >= 2),
    "simplex": lambda opened: bool(opened["problem"]["actions"] == 3),
    "probabilities": lambda opened: bool(opened["problem"]["actions"] > 0),
    "polygon": _is_polygon,
    "cloud": lambda opened: bool(opened["policy"]["parameters"] > 1),
    "numbers": lambda opened: bool(opened["problem"]["actions"] > 0),
    "world": _is_world,
    "curve": lambda opened: True,
    "features": _features_known,
    "objectives": _continues,
    "log": _features_known,
    "arms": lambda opened: bool(opened["experiment"]["problem"]["kind"] == "bandit" and 0 < opened["problem"]["actions"] <= SIDES),
}
