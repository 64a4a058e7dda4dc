"""Slopes by differences: what the finite-difference estimator is on average."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from policyscope.arrays import Floats


def central_difference(value: Callable[[Floats], float], theta: Floats, spacing: float) -> Floats:
    """``(J(θ + ε e_d) − J(θ − ε e_d)) / 2ε`` for every d, shape (D,).

    Args:
        value: J of a θ.
        theta: shape (D,).
        spacing: ε.
    """
    slopes = np.empty(theta.size)
    for d in range(theta.size):
        step = np.zeros(theta.size)
        step[d] = spacing
        slopes[d] = (value(theta + step) - value(theta - step)) / (2 * spacing)
    return slopes
