"""The exact variance of one contribution: moments of an episode by backward recursion, each about its own mean, no sampling.

A contribution from state s on is X = ρ (e φ + c X′) + u with e = G − b; X′ belongs to the rest of the episode. With ρ = 1,
G − V = δ + γ̃ (G′ − V′) (see `outcomes`) and x = E[X], the law of total variance makes each of

    κ = Var K          = E[d² + ρ² (σ² + γ̃² κ′)]                          K = ρ G
    g = Cov(K, X)      = E[d y + ρ² ((σ² + γ̃² κ′) φ + c γ̃ g′)]
    n = diag Cov(X)    = E[y² + ρ² ((σ² + γ̃² κ′) φ² + 2 c γ̃ φ g′ + c² n′)]         a component at a time

from the later ones, linearly: a horizon is walked backwards and an endless problem solved as four linear systems. The expectations
are over the action and what it leads to, which add d = ρ δ + (ρ − 1) V to K and y = ρ ((δ + V − b) φ + c x′) + u − x to X, each of
mean zero. No second moment is ever a difference of two larger ones, whatever offset the rewards share.

    φ     the score (times π without the log, nothing for all actions)         c    what weighs the next step
    ρ     π/(1/A) under uniform behaviour, else 1                              γ̃    γ, or γλ for λ-returns
    u     what a state adds surely: the entropy bonus' slope, all actions' Σ_a ∇π Q
    σ²    the reward's own noise
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from policyscope.arrays import Floats, Integers
from policyscope.gradients.calls import evaluate
from policyscope.gradients.kernels.arrays import Exact, Settings
from policyscope.gradients.kernels.codes import Baseline, Estimator
from policyscope.gradients.summary import Variance
from policyscope.gradients.tabular.arrays import TabularArrays
from policyscope.gradients.tabular.clipped import as_reinforce
from policyscope.gradients.tabular.expectation import (
    MOST_OPERATIONS,
    every_episode,
    exact_mean,
    less_baseline,
    operations,
    subtracted,
    without_past,
)
from policyscope.gradients.tabular.outcomes import Outcomes, outcomes_of
from policyscope.gradients.tabular.total_return import total_return_moments


class Moments(NamedTuple):
    """Of the rest of an episode, from each state that goes on."""

    spread: Floats  # [L] κ
    mean: Floats  # [L, D] x
    cross: Floats  # [L, D] g
    square: Floats  # [L, D] n


class Rule(NamedTuple):
    """What one estimator makes of the outcomes."""

    phi: Floats  # [L, A, D]
    decay: float  # γ̃
    weighting: float  # c
    all_actions: bool
    baseline: float | Floats | None  # as `subtracted` gives it
    likeliest: Integers  # [L] the outcome of each state that all others are measured from


def exact_variance(model: TabularArrays, theta: Floats, settings: Settings) -> float | None:
    """Trace of the covariance of one contribution at θ; see `variance_of`."""
    found = variance_of(model, theta, settings)
    return None if found is None else found.trace


@np.errstate(over="ignore", invalid="ignore")
def variance_of(model: TabularArrays, theta: Floats, settings: Settings) -> Variance | None:
    """The variance of one contribution at θ, of the total return over several steps its trace alone.

    None where a baseline or critic learns, for finite differences, and where there is no closed form; also where importance
    weights make it infinite, it is beyond what a number holds, or it would take too long.

    Args:
        model: problem and features.
        theta: parameters [D].
        settings: estimator, baseline, temperature and discount among them.
    """
    if settings.exact:
        return Variance(0.0, np.zeros(theta.size))
    settings = as_reinforce(without_past(model, settings))
    if not Baseline(settings.baseline).fixed or settings.estimator == Estimator.FINITE_DIFFERENCE:
        return None
    if operations(model) * model.problem.states > MOST_OPERATIONS or exact_mean(model, theta, settings) is None:
        return None
    room = model.room()
    evaluate(model.dynamics, model.phi, settings, theta, room)
    if settings.estimator == Estimator.CLIPPED:
        law = every_episode(model, theta, settings, room)
        return Variance(float(law.spread.sum()), law.spread) if law is not None and np.isfinite(law.spread).all() else None
    outcomes = outcomes_of(model, theta, settings, room)
    if outcomes is None:
        return None
    if settings.total_return:
        known = settings.entropy == 0.0 and not Baseline(settings.baseline).by_state
        parts = _total_return(model, settings, room, outcomes) if known else None
    else:
        parts = _reward_to_go(model, settings, room, outcomes)
    if parts is None:
        return None
    mean, within = parts
    between = (mean - outcomes.start @ mean) ** 2
    whole = within.ndim == 2
    spread = settings.share**2 * (outcomes.start @ (within + (between if whole else between.sum(axis=1))))
    trace = float(np.sum(spread))
    return Variance(trace, spread if whole else None) if np.isfinite(trace) else None


def _reward_to_go(model: TabularArrays, settings: Settings, room: Exact, outcomes: Outcomes) -> tuple[Floats, Floats] | None:
    """E[X] and diag Cov(X) from each state at time 0, shape (L, D) each."""
    rule = _rule(model, settings, room, outcomes)
    live, size = len(outcomes.live), outcomes.score.shape[2]
    later = Moments(np.zeros(live), np.zeros((live, size)), np.zeros((live, size)), np.zeros((live, size)))
    if outcomes.horizon:
        for t in range(outcomes.horizon - 1, -1, -1):
            later = _step(outcomes, rule, t, later)
        return later.mean, later.square
    gamma, c = rule.decay, rule.weighting
    again = outcomes.ratio if settings.estimator == Estimator.UNIFORM_BEHAVIOUR else None
    for field, factor in zip(Moments._fields, (gamma**2, c, c * gamma, c**2), strict=True):
        solver = outcomes.chain(factor, None if field == "mean" else again)
        if solver is None:
            return None
        later = later._replace(**{field: solver.solve(getattr(_step(outcomes, rule, 0, later), field))})
    return later.mean, later.square


def _rule(model: TabularArrays, settings: Settings, room: Exact, outcomes: Outcomes) -> Rule:
    phi, actions = outcomes.score, outcomes.policy.shape[1]
    if settings.estimator == Estimator.NO_LOG:
        phi = outcomes.policy[:, :, None] * phi
    all_actions = settings.estimator == Estimator.ALL_ACTIONS
    mass = outcomes.chance.reshape(-1)[outcomes.row] * outcomes.probability
    ends = np.append(outcomes.first[::actions], len(mass))
    return Rule(
        phi=np.zeros_like(phi) if all_actions else phi,
        decay=settings.discount * (settings.trace if settings.estimator == Estimator.LAMBDA_RETURN else 1.0),
        weighting=settings.weighting,
        all_actions=all_actions,
        baseline=subtracted(model, settings, room),
        likeliest=np.array([begin + np.argmax(mass[begin:end]) for begin, end in pairwise(ends)]),
    )


def _step(outcomes: Outcomes, rule: Rule, t: int, later: Moments) -> Moments:
    """The moments one step earlier, at time t."""
    gamma, c, actions, size = rule.decay, rule.weighting, outcomes.policy.shape[1], outcomes.score.shape[2]
    outlook = outcomes.outlook(t)
    ahead = Moments(*(outcomes.everywhere(each) for each in later))
    state, rho, drawn = outcomes.row // actions, outcomes.ratio.reshape(-1)[outcomes.row], rule.phi.reshape(-1, size)
    delta = outlook.advantage.reshape(-1)[outcomes.row] + outlook.surprise
    gain = rho * delta + (rho - 1.0) * (outlook.value + outlook.level)[state]
    error = delta + less_baseline(outlook, rule.baseline)[state]

    def added(e: slice | Integers) -> Floats:
        row, to = outcomes.row[e], outcomes.successor[e]
        return rho[e][:, None] * (error[e][:, None] * drawn[row] + c * ahead.mean[to])

    def average(rows: Floats) -> Floats:
        return np.einsum("sa,sa...->s...", outcomes.chance, rows)

    # measured from the likeliest outcome's, what the others add keeps its digits where they are rare
    usual = added(rule.likeliest)
    unusual = average(outcomes.over(lambda e: added(e) - usual[state[e]], size))

    def table(e: slice) -> Floats:
        row, to, twice = outcomes.row[e], outcomes.successor[e], rho[e][:, None] ** 2
        y = added(e) - usual[state[e]] - unusual[state[e]]
        noise, phi, cross = outcomes.noise[e] + gamma**2 * ahead.spread[to], drawn[row], ahead.cross[to]
        noise = noise[:, None]
        rest = noise * phi**2 + 2 * c * gamma * phi * cross + c**2 * ahead.square[to]
        return np.column_stack([
            gain[e][:, None] ** 2 + twice * noise,
            gain[e][:, None] * y + twice * (noise * phi + c * gamma * cross),
            y**2 + twice * rest,
        ])  # fmt: skip

    columns = average(outcomes.over(table, 2 * size + 1))
    sure = outcomes.entropy_slope
    if rule.all_actions:
        sure = sure + np.einsum("sa,sad->sd", outcomes.policy * outlook.advantage, outcomes.score)
    return Moments(columns[:, 0], usual + unusual + sure, columns[:, 1 : size + 1], columns[:, size + 1 :])


def _total_return(model: TabularArrays, settings: Settings, room: Exact, outcomes: Outcomes) -> tuple[Floats, Floats] | None:
    """E[X] and tr Cov(X) of X = (G₀ − b) Ψ from each state at time 0: with r = V − b it is (D + r) (E[Ψ] + Ψ̃)."""
    phi = outcomes.score if settings.estimator != Estimator.NO_LOG else outcomes.policy[:, :, None] * outcomes.score
    moments = total_return_moments(outcomes, phi)
    if moments is None:
        return None
    rest = less_baseline(outcomes.outlook(0), subtracted(model, settings, room))
    mean, cross = moments.mean, moments.cross
    square = moments.square - (cross**2).sum(axis=1) + 2 * rest * moments.skew + rest**2 * moments.norm
    square += (mean**2).sum(axis=1) * moments.spread + 2 * (mean * (moments.squared_cross + rest[:, None] * cross)).sum(axis=1)
    return cross + rest[:, None] * mean, np.maximum(0.0, square)
