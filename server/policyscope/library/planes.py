"""Planes through θ-space, the same as the page's: an anchor and two orthonormal directions.

The page chooses them in ``static/js/panels/landscape/planes.js``; its choice is repeated here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from policyscope.arrays import Floats

ACROSS = np.array([-1.0, 1.0, 0.0]) / math.sqrt(2)
UP = np.array([-1.0, -1.0, 2.0]) / math.sqrt(6)
"""The compass of three actions, of the simplex and of their preferences: A to the left, B to the right, C above."""


@dataclass(frozen=True)
class Plane:
    """A plane through θ-space and what its axes are called."""

    anchor: Floats
    x: Floats
    y: Floats
    titles: tuple[str, str]

    def of(self, theta: Floats) -> Floats:
        """The coordinates of θ[..., D], shape [..., 2]."""
        return (theta - self.anchor) @ np.stack([self.x, self.y], axis=1)


def compass(v: Floats) -> Floats:
    """Where vectors of three actions [..., 3] lie on the plane, shape [..., 2]."""
    return v @ np.stack([ACROSS, UP], axis=1)


def plane_of(opened: dict[str, Any], theta: Floats, gradient: Floats) -> Plane:
    """The plane on which the page would first show a run: three preferences, two parameters, or gradient and trajectory.

    Args:
        opened: what describes the run.
        theta: of its moments, [T, D].
        gradient: at the last of them, [D].
    """
    names, size = opened["policy"]["parameter_names"], theta.shape[1]
    titles = [name if name.startswith("θ") else f"θ {name}" for name in names]
    problem = opened["problem"]
    one_hot = _one_hot(opened)
    if problem.get("states") == 1 and problem.get("actions") == 3 and one_hot:
        a, b, c = titles
        return Plane(np.zeros(3), ACROSS, UP, (f"({b} − {a}) / √2", f"(2 {c} − {a} − {b}) / √6"))
    if size == 2:
        return Plane(np.zeros(2), np.array([1.0, 0.0]), np.array([0.0, 1.0]), (titles[0], titles[1]))
    x, _ = _either(gradient, [], gradient)
    y, full = _either(theta[-1] - theta[0], [x], gradient)
    up = "along the trajectory, at right angles" if full else "at right angles to it"
    return Plane(theta[-1], x, y, ("along the exact gradient", up))


def _one_hot(opened: dict[str, Any]) -> bool:
    features = opened["experiment"]["policy"].get("features")
    return isinstance(features, dict) and features.get("kind") == "one_hot"


def _either(wanted: Floats, taken: list[Floats], gradient: Floats) -> tuple[Floats, bool]:
    """The direction wanted, at right angles to those taken; where it has none, the parameter with the largest part in the gradient."""
    straight = _orthonormal(wanted, taken)
    if straight is not None and abs(straight @ wanted) > 1e-3 * np.linalg.norm(wanted):
        return straight, True
    for i in np.argsort(-np.abs(gradient), kind="stable"):
        stand = _orthonormal(np.eye(len(wanted))[i], taken)
        if stand is not None and abs(stand[i]) > 0.3:
            return stand, False
    return np.eye(len(wanted))[len(taken)], False


def _orthonormal(wanted: Floats, taken: list[Floats]) -> Floats | None:
    left = wanted.astype(float)
    for direction in taken:
        left = left - (left @ direction) * direction
    length = float(np.linalg.norm(left))
    return left / length if length > 1e-12 else None
