"""J and its gradient once more, by Gauss–Hermite quadrature: an independent check of the closed forms, with proven bounds.

    E[r(μ + σ z) He_k(z)] ≈ Σ_i w_i r(μ + σ z_i) He_k(z_i),   n nodes: exact for polynomials of degree 2n − 1

Bounds for one context, k = 0, 1, 2 (J, and its derivatives by μ and log σ):

quadratic   0 for n ≥ 3.
hill        |error| ≤ K² B_k h √(1 − q) q^{n − k/2} / (1 − √q),   q = σ²/(w² + σ²), K = 1.0865, B = √2 (1, 3/2, 3).
            The curve's Hermite coefficients are the blurred curve's derivatives, |c_j| ≤ K h √(1 − q) q^{j/2} by Cramér's
            inequality |He_j(u)| ≤ K √j! e^{u²/4}; those below 2n − k are integrated exactly, and a rule of positive weights
            gives each of the others at most K B_k, because it underestimates e^{z²/4} (1 + z²) (Szegő 1975, §3.41, §8.22).
stair       |error| ≤ |p(τ)| e(τ) + ∫ |p′(s)| e(s) ds over z > τ, or over z < τ, p = (high − low) He_k, with e(s) the larger
            weight of the two nodes around s (Chebyshev, Markov & Stieltjes): only O(1/√n), a rule for smooth curves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients.continuous.arrays import ContinuousArrays
from policyscope.gradients.continuous.integrals import density, tail
from policyscope.problems import Hills, Reward, Stair

CRAMER = 1.0865
REACH = math.sqrt(2) * np.array([1.0, 1.5, 3.0])
MOST_NODES = 180


@dataclass(frozen=True, eq=False)
class Quadrature:
    """What the rule makes of J and ∇J at one θ, and how far off it may be.

    Attributes:
        nodes: n.
        value: J without entropy bonus.
        gradient: ∇J without entropy bonus, shape (D,).
        value_bound: |value − J| is at most this, rounding aside.
        gradient_bound: the same for each component, shape (D,).
    """

    nodes: int
    value: float
    gradient: Floats
    value_bound: float
    gradient_bound: Floats


@cache
def rule(nodes: int) -> tuple[Floats, Floats]:
    """Nodes and weights for a standard normal; weights sum to 1."""
    z, w = np.polynomial.hermite_e.hermegauss(nodes)
    return z, w / w.sum()


def by_quadrature(model: ContinuousArrays, theta: Floats, nodes: int = 64) -> Quadrature:
    """J = Σ_c p(c) E[r(A, x)] and ∇J = Σ_c p(c) E[r(A, x) ψ(A, x)] by a rule of n nodes.

    Args:
        model: problem and policy.
        theta: shape (D,).
        nodes: n, from 3 to 180 (beyond that the rule's outer weights leave the range of doubles).
    """
    problem, sigma = model.problem, model.policy.spread(theta)
    z, w = rule(nodes)
    hermite = np.array([np.ones_like(z), z, z**2 - 1])
    moments, bounds = np.zeros((problem.count, 3)), np.zeros((problem.count, 3))
    for c, (x, middle) in enumerate(zip(problem.contexts, model.policy.means(theta, problem.contexts), strict=True)):
        moments[c] = hermite @ (w * problem.reward.mean(middle + sigma * z, x))
        bounds[c] = bound(problem.reward, float(middle), sigma, nodes)
    p, inputs = problem.context_probabilities, problem.inputs
    return Quadrature(
        nodes=nodes,
        value=float(p @ moments[:, 0]),
        gradient=_gradient(p, moments, problem.contexts / sigma, theta.size > inputs),
        value_bound=float(p @ bounds[:, 0]),
        gradient_bound=_gradient(p, bounds, np.abs(problem.contexts) / sigma, theta.size > inputs),
    )


def _gradient(p: Floats, moments: Floats, shift: Floats, learned: bool) -> Floats:
    along = (p * moments[:, 1]) @ shift
    return np.append(along, p @ moments[:, 2]) if learned else along


def bound(reward: Reward, middle: float, sigma: float, nodes: int) -> Floats:
    """What the error of E[r He_k(z)] cannot exceed, for k = 0, 1, 2; see the formulas above."""
    if isinstance(reward, Hills):
        out = np.zeros(3)
        for height, _, width in reward.hills:
            q = sigma**2 / (width**2 + sigma**2)
            out += abs(height) * CRAMER**2 * math.sqrt(1 - q) * q ** (nodes - np.arange(3) / 2) / (1 - math.sqrt(q)) * REACH
        return out
    if isinstance(reward, Stair):
        threshold = (reward.threshold - middle) / sigma
        right, left = _stair(threshold, nodes), _stair(-threshold, nodes)
        return abs(reward.high - reward.low) * np.minimum(right, left)
    return np.zeros(3)


def _stair(threshold: float, nodes: int) -> Floats:
    """Bounds for the indicator of z > threshold, k = 0, 1, 2."""
    z, w = rule(nodes)
    pieces = [max(threshold, each) for each in z]
    total = np.zeros(3)
    for i in range(nodes - 1):
        worst = max(w[i], w[i + 1])
        total += worst * _ascent(pieces[i], pieces[i + 1])
    if threshold < z[0]:  # the rule puts all its weight above, the normal nearly all
        total += w[0] * _ascent(threshold, float(z[0]))
    last = pieces[-1]
    beyond = float(density(last) - last * tail(last))  # ∫ P(Z > s) ds, and twice ∫ s P(Z > s) ds
    total += np.array([0.0, beyond, float(tail(last) + last * density(last) - last**2 * tail(last))])
    at = int(np.searchsorted(z, threshold))
    edge = float(tail(abs(threshold))) if at in (0, nodes) else float(max(w[at - 1], w[at]))
    return edge * np.abs([1.0, threshold, threshold**2 - 1]) + total


def _ascent(low: float, high: float) -> Floats:
    """∫ |p′| over the interval for p = 1, z, z² − 1."""
    crossed = low**2 + high**2 if low < 0 < high else abs(high**2 - low**2)
    return np.array([0.0, high - low, crossed])
