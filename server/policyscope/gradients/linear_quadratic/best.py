"""The best gain that stays the same for a whole episode, found by maximizing the exact J."""

from __future__ import annotations

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients.linear_quadratic.exact import optimal_control
from policyscope.policies.gaussian import LARGEST_WEIGHT
from policyscope.problems import LinearQuadratic

POINTS = 201
ROUNDS = 6
"""Each round looks at `POINTS` gains and narrows the interval a hundredfold: 10⁻¹² of its width in the end."""


def best_gain(problem: LinearQuadratic, sigma: float, discount: float = 1.0) -> tuple[float, float]:
    """The largest J of a policy A ~ N(w S, σ²), and its w.

    The maximum is looked for between the smallest and the largest of Riccati's gains w_t and −a/b. It lies there: what a policy loses to
    the optimum is Σ γᵗ (r + γ P_{t+1} b²) (w − w_t)² E S_t², and a constant for σ (Kakade & Langford 2002, Lemma 6.1); farther out both
    |w − w_t| and |a + b w|, hence E S_t², only grow. J may have several hills; what is found is the best of a grid, refined.

    Args:
        problem: the problem.
        sigma: σ, held fixed.
        discount: γ.
    """
    gains = optimal_control(problem, discount)[1]
    ends = np.append(gains, -problem.a / problem.b) if problem.b else gains
    low, high = np.clip([ends.min(), ends.max()], -LARGEST_WEIGHT, LARGEST_WEIGHT)
    best, value = low, -np.inf
    for _ in range(ROUNDS):
        grid = np.linspace(low, high, POINTS)
        values = _values(problem, grid, sigma, discount)
        at = int(values.argmax())
        best, value = grid[at], values[at]
        low, high = grid[max(at - 1, 0)], grid[min(at + 1, POINTS - 1)]
    return float(value), float(best)


def _values(problem: LinearQuadratic, gains: Floats, sigma: float, discount: float) -> Floats:
    """J of every gain, −∞ where it is beyond a float; shape as ``gains``."""
    squares = np.full_like(gains, problem.start_mean**2 + problem.start_std**2)
    total, weight = np.zeros_like(gains), 1.0
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(problem.horizon):
            total -= weight * ((problem.q + problem.r * gains**2) * squares + problem.r * sigma**2)
            squares = (problem.a + problem.b * gains) ** 2 * squares + problem.noise**2 + (problem.b * sigma) ** 2
            weight *= discount
        total -= weight * problem.final * squares
    return np.where(np.isfinite(total), total, -np.inf)
