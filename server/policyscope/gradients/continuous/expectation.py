"""What an estimator of a Gaussian policy's gradient is on average, and how far one sample strays: closed forms, no sampling.

Every estimator here is unbiased for a smooth reward curve, and every one but the pathwise for any: the slope of a stair is 0
almost everywhere, so the pathwise estimate is 0 whatever ∇J is. A finite difference is the difference of J itself, off by O(ε²).

The second moments are those of Mohamed, Rosca, Figurnov & Mnih (2020), whose figures compare them for f = (a − k)²: there, with
d = μ − k, the score function's variance for μ is d⁴/σ² + 14 d² + 15 σ², the pathwise 4 σ², the coupled measure-valued
(16/π − 4) d².
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients.calls import best_baseline, solve_exactly
from policyscope.gradients.continuous.arrays import ContinuousArrays
from policyscope.gradients.continuous.integrals import (
    Curve,
    Term,
    at,
    centred,
    constant,
    mean,
    minus,
    power,
    reward_curve,
    slope,
    square_mean,
    times,
)
from policyscope.gradients.kernels.arrays import Settings
from policyscope.gradients.kernels.codes import Baseline, Estimator
from policyscope.gradients.kernels.curve import ROOT_TWO_PI
from policyscope.gradients.slopes import central_difference
from policyscope.gradients.summary import Variance

SPREAD_SCORE: Curve = (Term((-1.0, 0.0, 1.0)),)
NODES, FEWEST_PANELS, MOST_PANELS = 16, 4, 1024


def exact_mean(model: ContinuousArrays, theta: Floats, settings: Settings) -> Floats | None:
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
    if settings.estimator == Estimator.FINITE_DIFFERENCE:
        return _difference(model, theta, settings)
    if settings.estimator == Estimator.PATHWISE:
        return _pathwise_mean(model, theta) + bonus
    if settings.estimator == Estimator.REINFORCE and settings.baseline == Baseline.RUNNING and settings.include_current:
        return None
    if settings.estimator == Estimator.REINFORCE and settings.baseline == Baseline.BATCH:
        return (1 - 1 / settings.batch) * (gradient - bonus) + bonus
    return gradient


def exact_variance(model: ContinuousArrays, theta: Floats, settings: Settings) -> float | None:
    """Trace of the covariance of one contribution at θ; see `variance_of`."""
    found = variance_of(model, theta, settings)
    return None if found is None else found.trace


def variance_of(model: ContinuousArrays, theta: Floats, settings: Settings) -> Variance | None:
    """The variance of one contribution at θ, reward noise included; None for baselines that learn or average.

    Args:
        model: problem and policy.
        theta: parameters [D].
        settings: estimator, baseline and entropy bonus among them.
    """
    if settings.exact:
        return Variance(0.0, np.zeros(theta.size))
    if settings.estimator == Estimator.REINFORCE and not Baseline(settings.baseline).fixed:
        return None
    problem, learned = model.problem, model.policy.learn_sigma
    (curve, level), shift = _curve(model, theta), problem.contexts / model.policy.spread(theta)
    noise = problem.reward_std**2
    if settings.estimator == Estimator.PATHWISE:
        along, across = _alone(slope(curve), shift), _alone(times(slope(curve), power(1)))
    elif settings.estimator == Estimator.FINITE_DIFFERENCE:
        along, across = _differences(curve, shift, settings.spacing)
    else:
        # the same means by two ways of sampling: E[r z] x/σ and E[r (z² − 1)]
        first, second = mean(times(curve, power(1))), mean(times(curve, SPREAD_SCORE))
        if settings.estimator == Estimator.MEASURE_VALUED:
            square = (_rayleigh_gap(curve) + 2 * noise) / (2 * math.pi)
            spread = 2 * noise + (_maxwell_gap(curve) if learned else 0.0)
        else:
            error = minus(curve, constant(_baselines(model, theta, settings, curve, level)))
            square = square_mean(error, power(2)) + noise
            spread = square_mean(error, SPREAD_SCORE, SPREAD_SCORE) + 2 * noise
        along = _Parts(np.reshape(first, (-1, 1)) * shift, shift**2 * np.reshape(square - first**2, (-1, 1)))
        across = _Parts(np.reshape(second, (-1, 1)), np.reshape(spread - second**2, (-1, 1)))
    diagonal = np.concatenate([_total(parts, problem.context_probabilities) for parts in ((along, across) if learned else (along,))])
    return Variance(float(diagonal.sum()), diagonal)


class _Parts(NamedTuple):
    """Some components of a contribution, given the context."""

    mean: Floats  # [C, …]
    within: Floats  # [C, …] the variance of each


def _alone(curve: Curve, shift: Floats | None = None) -> _Parts:
    """Of curve(z), or of the vector curve(z) · shift."""
    middle, within = np.reshape(mean(curve), (-1, 1)), np.reshape(square_mean(centred(curve)), (-1, 1))
    return _Parts(middle, within) if shift is None else _Parts(middle * shift, within * shift**2)


def _differences(curve: Curve, shift: Floats, reach: float) -> tuple[_Parts, _Parts]:
    """Of (r(θ + ε e_d) − r(θ − ε e_d)) / 2ε: the mean's components together, and log σ's."""
    gaps = [_alone(_halved(minus(at(curve, 1.0, reach * column), at(curve, 1.0, -reach * column)), reach)) for column in shift.T]
    along = _Parts(*(np.column_stack([np.broadcast_to(each, (len(shift), 1)) for each in side]) for side in zip(*gaps, strict=True)))
    return along, _alone(_halved(minus(at(curve, math.exp(reach)), at(curve, math.exp(-reach))), reach))


def _halved(curve: Curve, reach: float) -> Curve:
    return times(curve, constant(0.5 / reach))


def _total(parts: _Parts, chances: Floats) -> Floats:
    """The variance of each over the contexts too."""
    middle, within = (np.broadcast_to(each, (len(chances), each.shape[1])) for each in parts)
    return np.maximum(0.0, chances @ ((middle - chances @ middle) ** 2 + within))


def _curve(model: ContinuousArrays, theta: Floats) -> tuple[Curve, Floats]:
    """The reward as a function of z, a curve and its level a context."""
    contexts = model.problem.contexts
    return reward_curve(model.problem.reward, contexts, model.policy.means(theta, contexts), model.policy.spread(theta))


def _pathwise_mean(model: ContinuousArrays, theta: Floats) -> Floats:
    """Σ_c p(c) E[r′(A) (x, σ z)]; what the jumps would add is not in it."""
    slopes, out = slope(_curve(model, theta)[0]), np.zeros(theta.size)
    problem = model.problem
    along = problem.context_probabilities * mean(slopes) / model.policy.spread(theta)
    out[: problem.inputs] = along @ problem.contexts
    out[problem.inputs :] = problem.context_probabilities @ np.broadcast_to(mean(times(slopes, power(1))), (problem.count,))
    return out


def _baselines(model: ContinuousArrays, theta: Floats, settings: Settings, curve: Curve, level: Floats) -> Floats:
    """Each context's b, measured from the level of its rewards, and less the bonus that every return holds too."""
    if settings.baseline == Baseline.EXACT:
        return mean(curve)
    value = 0.0
    if settings.baseline == Baseline.CONSTANT:
        value = settings.baseline_value
    elif settings.baseline in (Baseline.OPTIMAL, Baseline.OPTIMAL_STATE):
        room = model.room()
        solve_exactly(model.world, settings, theta, room)
        best = best_baseline(model.world, settings, theta, room)
        if settings.baseline == Baseline.OPTIMAL_STATE:
            return mean(curve) + room.beyond
        value = settings.baseline_value + best
    elif settings.baseline != Baseline.NONE:
        raise ValueError(f"expected a baseline whose value is known at θ, got {Baseline(settings.baseline).name}")
    return value - level - settings.entropy * model.policy.entropy(theta)


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


def _difference(model: ContinuousArrays, theta: Floats, settings: Settings) -> Floats:
    room = model.room()
    return central_difference(lambda at: solve_exactly(model.world, settings, at, room), theta, settings.spacing)
