"""What an estimator of a Gaussian policy's gradient is on average, and how far one sample strays: closed forms, no sampling.

Every estimator here is unbiased for a smooth reward curve, and every one but the pathwise for any: the slope of a stair is 0
almost everywhere, so the pathwise estimate is 0 whatever ∇J is. A finite difference is the difference of J itself, off by O(ε²).

The second moments are those of Mohamed, Rosca, Figurnov & Mnih (2020), whose figures compare them for f = (a − k)²: there, with
d = μ − k, the score function's variance for μ is d⁴/σ² + 14 d² + 15 σ², the pathwise 4 σ², the coupled measure-valued
(16/π − 4) d².
"""

from __future__ import annotations

import math

import numpy as np

from policyscope.gradients import arrays as codes
from policyscope.gradients.arrays import Floats, Settings
from policyscope.gradients.calls import best_baseline, solve_exactly
from policyscope.gradients.continuous.exact import ContinuousModel
from policyscope.gradients.continuous.integrals import (
    ROOT_TWO_PI,
    Curve,
    Term,
    at,
    constant,
    mean,
    minus,
    power,
    reward_curve,
    slope,
    square_mean,
    times,
)

FIXED = (codes.BASELINE_NONE, codes.BASELINE_CONSTANT, codes.BASELINE_EXACT, codes.BASELINE_OPTIMAL)
SPREAD_SCORE: Curve = (Term((-1.0, 0.0, 1.0)),)
NODES, FEWEST_PANELS, MOST_PANELS = 16, 4, 1024


def exact_mean(model: ContinuousModel, theta: Floats, settings: Settings) -> Floats | None:
    """E of one contribution at θ, shape (D,); None where it depends on what a baseline remembers.

    The batch's own mean as baseline keeps (1 − 1/N) of it, all but the entropy bonus' part.

    Args:
        model: problem and policy.
        theta: parameters [D].
        settings: estimator, baseline and entropy bonus among them.
    """
    room, inputs = model.room(), model.problem.inputs
    solve_exactly(model.world, settings, theta, room)
    gradient, bonus = room.gradient, np.zeros(theta.size)
    bonus[inputs:] = settings.entropy
    if settings.exact:
        return gradient
    if settings.estimator == codes.FINITE_DIFFERENCE:
        return _central_difference(model, theta, settings)
    if settings.estimator == codes.PATHWISE:
        return _pathwise_mean(model, theta) + bonus
    if settings.estimator == codes.REINFORCE and settings.baseline == codes.BASELINE_RUNNING and settings.include_current:
        return None
    if settings.estimator == codes.REINFORCE and settings.baseline == codes.BASELINE_BATCH:
        return (1 - 1 / settings.batch) * (gradient - bonus) + bonus
    return gradient


def exact_variance(model: ContinuousModel, theta: Floats, settings: Settings) -> float | None:
    """Trace of the covariance of one contribution at θ, reward noise included; None for baselines that learn or average.

    Args:
        model: problem and policy.
        theta: parameters [D].
        settings: estimator, baseline and entropy bonus among them.
    """
    if settings.exact:
        return 0.0
    average = exact_mean(model, theta, settings)
    if average is None or (settings.estimator == codes.REINFORCE and settings.baseline not in FIXED):
        return None
    problem, learned = model.problem, model.policy.learn_sigma
    average[problem.inputs :] -= settings.entropy  # the bonus adds the same to every contribution
    curve, shift = _curve(model, theta), problem.contexts / model.policy.spread(theta)
    norm, noise, spread = (shift**2).sum(axis=1), problem.reward_std**2, 0.0 * shift[:, 0]
    if settings.estimator == codes.PATHWISE:
        slopes = slope(curve)
        square = norm * square_mean(slopes)
        spread = square_mean(slopes, power(2))
    elif settings.estimator == codes.MEASURE_VALUED:
        square = norm / (2 * math.pi) * (_rayleigh_gap(curve) + 2 * noise)
        spread = spread + 2 * noise + (_maxwell_gap(curve) if learned else 0.0)
    elif settings.estimator == codes.FINITE_DIFFERENCE:
        reach = settings.spacing
        gaps = [minus(at(curve, 1.0, reach * column), at(curve, 1.0, -reach * column)) for column in shift.T]
        square = sum((square_mean(gap) for gap in gaps), start=np.float64(0.0)) / (4 * reach**2)
        spread = square_mean(minus(at(curve, math.exp(reach)), at(curve, math.exp(-reach)))) / (4 * reach**2)
    else:
        error = minus(curve, constant(_baselines(model, theta, settings)))
        square = norm * (square_mean(error, power(2)) + noise)
        spread = square_mean(error, SPREAD_SCORE, SPREAD_SCORE) + 2 * noise
    second = problem.context_probabilities @ np.broadcast_to(square + learned * spread, (problem.count,))
    return max(0.0, float(second - average @ average))


def _curve(model: ContinuousModel, theta: Floats) -> Curve:
    """The reward as a function of z, a curve a context."""
    contexts = model.problem.contexts
    return reward_curve(model.problem.reward, contexts, model.policy.means(theta, contexts), model.policy.spread(theta))


def _pathwise_mean(model: ContinuousModel, theta: Floats) -> Floats:
    """Σ_c p(c) E[r′(A) (x, σ z)]; what the jumps would add is not in it."""
    slopes, out = slope(_curve(model, theta)), np.zeros(theta.size)
    problem = model.problem
    along = problem.context_probabilities * mean(slopes) / model.policy.spread(theta)
    out[: problem.inputs] = along @ problem.contexts
    out[problem.inputs :] = problem.context_probabilities @ np.broadcast_to(mean(times(slopes, power(1))), (problem.count,))
    return out


def _baselines(model: ContinuousModel, theta: Floats, settings: Settings) -> Floats:
    """Each context's b, less the bonus that every return holds too."""
    room = model.room()
    solve_exactly(model.world, settings, theta, room)
    bonus = settings.entropy * model.policy.entropy(theta)
    if settings.baseline == codes.BASELINE_EXACT:
        return room.values - bonus
    value = 0.0
    if settings.baseline == codes.BASELINE_CONSTANT:
        value = settings.baseline_value
    elif settings.baseline == codes.BASELINE_OPTIMAL:
        value = settings.baseline_value + best_baseline(model.world, settings, theta, room)
    return np.full(model.problem.count, value - bonus)


def _rayleigh_gap(curve: Curve) -> Floats:
    """E[(r(μ + σ W) − r(μ − σ W))²], W Rayleigh: √2π E[z (r₊ − r₋)²; z > 0] of a normal z."""
    return ROOT_TWO_PI * square_mean(minus(curve, at(curve, -1.0)), power(1, 0.0))


def _maxwell_gap(curve: Curve) -> Floats:
    """E[(r(μ + σ M) − r(μ + σ M U))²], M double-sided Maxwell, so that E[g(M)] = E[z² g(z)], and U uniform.

    For each U the product's mean is a closed form; over U it takes Gauss–Legendre panels, doubled until nothing moves.
    """
    alone = square_mean(curve, power(2)) + square_mean(curve)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    wide = tuple(_column(term) for term in curve)
    panels, before = FEWEST_PANELS, np.full(np.shape(alone), math.inf)
    while True:
        u = ((np.arange(panels)[:, None] + (nodes + 1) / 2) / panels).ravel()
        each = np.broadcast_to(mean(times(wide, at(wide, u), power(2))), (np.size(alone), u.size))
        together = each @ np.tile(weights / (2 * panels), panels)
        if np.all(np.abs(together - before) <= 1e-13 * (1 + np.abs(alone))) or panels >= MOST_PANELS:
            return np.maximum(0.0, alone - 2 * together)
        panels, before = 2 * panels, together


def _column(term: Term) -> Term:
    """The term with an axis of its own for the contexts."""
    return Term(
        tuple(np.reshape(each, (-1, 1)) for each in term.polynomial),
        *(np.reshape(each, (-1, 1)) for each in (term.alpha, term.centre, term.kappa, term.low, term.high)),
    )


def _central_difference(model: ContinuousModel, theta: Floats, settings: Settings) -> Floats:
    room, out = model.room(), np.empty(theta.size)
    for d in range(theta.size):
        step = np.zeros(theta.size)
        step[d] = settings.spacing
        above = solve_exactly(model.world, settings, theta + step, room)
        out[d] = (above - solve_exactly(model.world, settings, theta - step, room)) / (2 * settings.spacing)
    return out
