"""Landscapes for a recording: J over squares of a plane, nested, wide enough for every window that the picture asks for.

The page asks for a rectangle as large as its panel; a recording cuts it out of the smallest square that holds it. Where J changes off the
plane there is a square through each of some moments of the run, and the page shows the nearest and says of which update it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from policyscope.arrays import Floats
from policyscope.runs.limits import Limits
from policyscope.runs.questions import LandscapeRequest, landscape_answer
from policyscope.runs.specs import Experiment

FINE, COARSE = 101, 61
"""Points along a side: of squares that stand for the whole run, and of those through single moments."""
HALF, STEERED = 3.0, 1.5
"""Half a side of the picture's first window, as in landscape.js."""
ASPECT = 2.2
"""The first square holds a window this many times wider than it is high; the last one twice that."""
MOST_SQUARES = 4
BETWEEN = 12
"""Moments through which there are squares of their own, where J changes off the plane."""
AFFORDED = ((64, 1.0), (150, 0.6), (math.inf, 0.35))
"""Up to how many states which share of those is computed: a value takes longer the more states there are."""
STEPS = 1 << 16
"""Values are kept to this share of their range: no eye and no contour tells the difference."""
DIGITS = 6
"""Where J grows without bound within the picture, values are kept to this many digits instead."""


@dataclass(frozen=True)
class Plane:
    """A plane through θ-space: an anchor and two orthonormal directions, all [D].

    Attributes:
        kind: what the page calls it.
        blind: whether J is the same on every parallel plane.
    """

    kind: str
    anchor: Floats
    x: Floats
    y: Floats
    blind: bool

    def at(self, theta: Floats) -> Floats:
        """The coordinates [..., 2] of θ[..., D]."""
        return (theta - self.anchor) @ np.stack([self.x, self.y], axis=1)

    def as_dict(self) -> dict[str, Any]:
        """As the page takes it."""
        plane = {"anchor": self.anchor, "x": self.x, "y": self.y, "blind": self.blind, "full": True}
        return {"kind": self.kind, "pair": [0, 1], "plane": plane}


def plane_of(opened: Mapping[str, Any], thetas: Floats, gradient: Floats) -> Plane:
    """The plane a recording's landscape lies on: the page's own where every parallel one is alike, else along the run.

    Args:
        opened: what the run says when it opens.
        thetas: θ[K, D] of the recorded moments.
        gradient: exact, at the first of them.
    """
    size = thetas.shape[1]
    policy, problem = opened["experiment"]["policy"], opened["problem"]
    zero, half, sixth = np.zeros(size), math.sqrt(0.5), 1 / math.sqrt(6)
    if problem["states"] == 1 and problem["actions"] == 3 and (policy.get("features") or {}).get("kind") == "one_hot":
        return Plane("preferences", zero, np.array([-half, half, 0.0]), np.array([-sixth, -sixth, 2 * sixth]), True)
    if size == 2:
        return Plane("parameters", zero, np.array([1.0, 0.0]), np.array([0.0, 1.0]), True)
    x = _beside(gradient, [], gradient)
    return Plane("directions", thetas[0], x, _beside(thetas[-1] - thetas[0], [x], gradient), False)


def _beside(wanted: Floats, taken: Sequence[Floats], gradient: Floats) -> Floats:
    """The unit vector of what is at right angles to those taken; a parameter's own where nothing is left."""
    axes = np.eye(len(wanted))[np.argsort(-np.abs(gradient), kind="stable")]
    for vector in (wanted, *axes):
        size = float(np.linalg.norm(vector))
        left = vector / size if size > 0 else vector
        for _ in range(2):
            for other in taken:
                left = left - (left @ other) * other
        rest = float(np.linalg.norm(left))
        if size > 0 and rest > 1e-3:
            return left / rest
    raise AssertionError("a plane has fewer directions than there are parameters")


@dataclass(frozen=True)
class Survey:
    """J over squares of a plane.

    Attributes:
        experiment: whose J; with an entropy bonus J + βH.
        plane: where the squares lie.
        limits: the server's.
    """

    experiment: Experiment
    plane: Plane
    limits: Limits

    def square(self, theta: Floats, update: int, middle: Floats, half: float, points: int) -> dict[str, Any]:
        """J over a square of the parallel plane through θ[D], the moment after `update` updates."""
        experiment, plane = self.experiment, self.plane
        points = min(points, self.limits.resolution)
        across, up = (middle - plane.at(theta)).tolist()
        request = LandscapeRequest(
            problem=experiment.problem,
            policy=experiment.policy,
            objective=experiment.objective,
            origin=(theta + across * plane.x + up * plane.y).tolist(),
            x_direction=(half * plane.x).tolist(),
            y_direction=(half * plane.y).tolist(),
            half_width=1.0,
            resolution=points,
            entropy_bonus=getattr(experiment.estimator, "entropy_bonus", 0.0),
        )
        value = np.asarray(landscape_answer(request, self.limits)["value"])
        place = {"update": update, "theta": theta, "middle": middle, "half": half, "points": points}
        return place | (_digits(value) if experiment.problem.kind == "linear_quadratic" else _steps(value))


def afforded(states: int) -> float:
    """The share of what is computed for few states that is computed for this many."""
    return next(share for most, share in AFFORDED if states <= most)


def surfaces(
    survey: Survey, opened: Mapping[str, Any], thetas: Floats, updates: Sequence[int], seen: Floats | None = None
) -> list[dict[str, Any]]:
    """Squares of the landscape: each with its middle, half a side, the moment it goes through, and J at its points.

    Args:
        survey: of the experiment's plane.
        opened: what its run says when it opens.
        thetas: θ[K, D] of the recorded moments, all finite.
        updates: of the same.
        seen: all θ[K, D] that a window may hold; those of the moments if None.
    """
    plane, problem = survey.plane, opened["problem"]
    start = STEERED if problem["linear_quadratic"] else HALF
    points = np.vstack([plane.at(thetas if seen is None else seen), np.zeros(2)])
    low, high = points.min(axis=0), points.max(axis=0)
    middle, reach = (low + high) / 2, float((high - low).max()) / 2
    least = ASPECT * start + float(np.abs(middle).max())
    most = reach + 2 * ASPECT * max(start, 2.5 * 1.45 * reach)
    share = afforded(problem["states"])
    fine, coarse, between = (max(2, int(share * each)) for each in (FINE, COARSE, BETWEEN))
    if not plane.blind:
        chosen = sorted({round(i) for i in np.linspace(0, len(thetas) - 1, min(between, len(thetas)))})
        return [survey.square(thetas[i], updates[i], middle, max(least, most / 2), coarse) for i in chosen]
    sizes = [least]
    while sizes[-1] < most and len(sizes) < MOST_SQUARES:
        sizes.append(min(2 * sizes[-1], most))
    return [survey.square(thetas[0], updates[0], middle, half, fine) for half in sizes]


def _digits(value: Floats) -> dict[str, Any]:
    """J to some digits; null where it is not finite."""
    return {"value": [float(f"{one:.{DIGITS}g}") if math.isfinite(one) else None for one in value.ravel().tolist()]}


def _steps(value: Floats) -> dict[str, Any]:
    """J as whole numbers of steps above the lowest, and of those twice the difference along a row.

    Of smooth numbers small ones are left, which compress to a byte each.
    """
    known = np.isfinite(value)
    least, span = (float(value[known].min()), float(np.ptp(value[known]))) if known.any() else (0.0, 0.0)
    scaled = np.round(np.where(known, value - least, 0.0) * (STEPS / span if span > 0 else 0.0)).astype(np.int64)
    bent = np.diff(np.diff(scaled, axis=1, prepend=0), axis=1, prepend=0)
    return {"low": least, "step": span / STEPS, "bent": bent.ravel(), "lost": np.flatnonzero(~known)}
