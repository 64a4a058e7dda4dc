"""The exact variance of one contribution: second moments of an episode by backward recursion, no sampling.

A contribution from state s on is X = ρ (e ψ + c X′) + u with e = G − b(s), G = R + γ̃ K′ and K = ρ G; X′ and K′ belong to the
rest of the episode. Each of the moments

    k₁ = E[K]   k₂ = E[K²]   x = E[X]   g = E[K X]   n = E|X|²

is linear in the later ones, so a horizon is walked backwards and an endless problem solved as five linear systems.

    ψ     the score (times π without the log, nothing for all actions)         c    what weighs the next step
    ρ     π/(1/A) under uniform behaviour, else 1                              γ̃    γ, or γλ for λ-returns
    u     what a state adds surely: the entropy bonus' slope, all actions' Σ_a ∇π Q
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from policyscope.gradients import arrays as codes
from policyscope.gradients.arrays import Exact, Floats, Settings
from policyscope.gradients.calls import evaluate
from policyscope.gradients.exact import Model
from policyscope.gradients.expectation import FIXED, MOST_OPERATIONS, baseline_rows, entropy_terms, exact_mean, operations
from policyscope.policies import scores


class Moments(NamedTuple):
    """Of the rest of an episode, from each state."""

    first: Floats  # [S] k₁
    second: Floats  # [S] k₂
    mean: Floats  # [S, D] x
    cross: Floats  # [S, D] g
    square: Floats  # [S] n


class Setting(NamedTuple):
    """What one step is made of; every array is zero on terminal states."""

    chance: Floats  # [S, A] of the behaviour
    ratio: Floats  # [S, A] ρ
    move: Floats  # [S, A, S] P, into terminal states too
    onward: Floats  # [S, A, S] P without them
    psi: Floats  # [S, A, D]
    decay: float  # γ̃
    weighting: float  # c


def exact_variance(model: Model, theta: Floats, settings: Settings) -> float | None:
    """Trace of the covariance of one contribution at θ.

    None where a baseline or critic learns, for finite differences, and where there is no closed form; also where importance
    weights make it infinite, or it would take too long.

    Args:
        model: problem and features.
        theta: parameters [D].
        settings: estimator, baseline, temperature and discount among them.
    """
    if settings.exact:
        return 0.0
    mean = exact_mean(model, theta, settings)
    if mean is None or settings.baseline not in FIXED or settings.estimator == codes.FINITE_DIFFERENCE:
        return None
    if operations(model) * model.problem.states > MOST_OPERATIONS:
        return None
    room = model.room()
    evaluate(model.dynamics, model.phi, settings, theta, room)
    baselines = baseline_rows(model, settings, room)
    square: Floats | None
    if settings.total_return:
        if settings.entropy or settings.baseline == codes.BASELINE_EXACT:
            return None
        square = _total_return(model, theta, settings, room, float(baselines[0, 0]))
    else:
        square = _reward_to_go(model, theta, settings, room, baselines)
    if square is None:
        return None
    return max(0.0, settings.share**2 * float(np.array(room.start) @ square) - float(mean @ mean))


def _setting(model: Model, theta: Floats, settings: Settings, room: Exact) -> Setting:
    problem, live = model.problem, ~model.problem.terminal
    pi = room.probabilities * live[:, None]
    chance, ratio, psi = pi, np.ones_like(pi), scores(model.features, theta, settings.temperature)
    if settings.estimator == codes.UNIFORM_BEHAVIOUR:
        chance, ratio = np.full_like(pi, 1 / problem.actions) * live[:, None], pi * problem.actions
    elif settings.estimator == codes.NO_LOG:
        psi = pi[:, :, None] * psi
    elif settings.estimator == codes.ALL_ACTIONS:
        psi = np.zeros_like(psi)
    decay = settings.discount * (settings.trace if settings.estimator == codes.LAMBDA_RETURN else 1.0)
    return Setting(chance, ratio, problem.transition, problem.transition * live, psi, decay, settings.weighting)


def _reward_to_go(model: Model, theta: Floats, settings: Settings, room: Exact, baselines: Floats) -> Floats | None:
    """E|X|² from each state at time 0, shape (S,)."""
    problem, one = model.problem, _setting(model, theta, settings, room)
    pi, psi = np.array(room.probabilities), scores(model.features, theta, settings.temperature)
    entropy, slope = entropy_terms(pi, psi, settings)
    values = np.array(room.values)

    def step(later: Moments, baseline: Floats, after: Floats) -> Moments:
        reward = problem.reward + entropy[:, None, None]
        if settings.estimator == codes.LAMBDA_RETURN:
            reward = reward + settings.discount * (1 - settings.trace) * after * ~problem.terminal
        sure = slope.copy()
        if settings.estimator == codes.ALL_ACTIONS:
            q = model.dynamics.expected + settings.discount * one.onward @ after
            sure += np.einsum("sa,sad->sd", pi * q, psi)
        return _step(one, reward, problem.reward_std, baseline, sure * ~problem.terminal[:, None], later)

    states, size = psi.shape[0], psi.shape[2]
    later = Moments(np.zeros(states), np.zeros(states), np.zeros((states, size)), np.zeros((states, size)), np.zeros(states))
    if problem.horizon is not None:
        for t in range(problem.horizon - 1, -1, -1):
            later = step(later, baselines[t], values[t + 1])
        return later.square
    q, c, gamma = one.chance * one.ratio, one.weighting, one.decay
    once, twice = np.einsum("sa,sat->st", q, one.onward), np.einsum("sa,sat->st", q * one.ratio, one.onward)
    chains = (gamma * once, gamma**2 * twice, c * once, c * gamma * twice, c**2 * twice)
    for field, chain in zip(Moments._fields, chains, strict=True):
        if np.abs(np.linalg.eigvals(chain)).max(initial=0.0) >= 1:
            return None
        source = getattr(step(later, baselines[0], values[0]), field)
        later = later._replace(**{field: np.linalg.solve(np.eye(states) - chain, source)})
    return later.square


def _step(one: Setting, reward: Floats, spread: Floats, baseline: Floats, sure: Floats, later: Moments) -> Moments:
    """The moments one step earlier."""
    gamma, c, rho, psi, onward = one.decay, one.weighting, one.ratio, one.psi, one.onward
    returns = (one.move * reward).sum(axis=2) + gamma * onward @ later.first
    squares = (one.move * (spread**2 + reward**2)).sum(axis=2) + 2 * gamma * (onward * reward) @ later.first
    squares += gamma**2 * onward @ later.second
    b = baseline[:, None]
    error, error_squares = returns - b, squares - 2 * b * returns + b**2
    rest = onward @ later.mean  # [S, A, D]
    return_rest = (onward * reward) @ later.mean + gamma * onward @ later.cross
    error_rest = return_rest - b[:, :, None] * rest
    row = error[:, :, None] * psi + c * rest
    weighed = one.chance * rho
    twice = weighed * rho
    norms = (psi**2).sum(axis=2)
    square = error_squares * norms + 2 * c * (psi * error_rest).sum(axis=2) + c**2 * onward @ later.square
    inside = np.einsum("sa,sad->sd", weighed, row)
    return Moments(
        first=(weighed * returns).sum(axis=1),
        second=(twice * squares).sum(axis=1),
        mean=inside + sure,
        cross=np.einsum("sa,sad->sd", twice, (squares - b * returns)[:, :, None] * psi + c * return_rest)
        + (weighed * returns).sum(axis=1)[:, None] * sure,
        square=(twice * square).sum(axis=1) + 2 * (sure * inside).sum(axis=1) + (sure**2).sum(axis=1),
    )


def _total_return(model: Model, theta: Floats, settings: Settings, room: Exact, baseline: float) -> Floats:
    """E|(G − b) Ψ|² with Ψ = Σ_t ψ_t from each state, shape (S,): moments of G up to the second with those of Ψ."""
    problem, one = model.problem, _setting(model, theta, settings, room)
    pi, psi, gamma, onward = one.chance, one.psi, one.decay, one.onward
    states, size = psi.shape[0], psi.shape[2]
    reward = problem.reward
    mean = (one.move * reward).sum(axis=2)
    second = (one.move * (problem.reward_std**2 + reward**2)).sum(axis=2)
    paid, paid_twice = onward * reward, onward * (problem.reward_std**2 + reward**2)
    norms = (psi**2).sum(axis=2)

    def step(m: list[Floats]) -> list[Floats]:
        g1, g2, score, along, twice, n0, n1, n2 = m
        returns, squares = mean + gamma * onward @ g1, second + 2 * gamma * paid @ g1 + gamma**2 * onward @ g2
        rest_along = paid @ score + gamma * onward @ along
        rest_twice = paid_twice @ score + 2 * gamma * paid @ along + gamma**2 * onward @ twice
        rows = (
            returns, squares, psi + onward @ score, returns[:, :, None] * psi + rest_along, squares[:, :, None] * psi + rest_twice,
            norms + 2 * (psi * (onward @ score)).sum(axis=2) + onward @ n0,
            returns * norms + 2 * (psi * rest_along).sum(axis=2) + paid @ n0 + gamma * onward @ n1,
            squares * norms + 2 * (psi * rest_twice).sum(axis=2) + paid_twice @ n0 + 2 * gamma * paid @ n1 + gamma**2 * onward @ n2,
        )  # fmt: skip
        return [np.einsum("sa,sa...->s...", pi, row) for row in rows]

    m = [np.zeros(shape) for shape in ((states,), (states,), *[(states, size)] * 3, *[(states,)] * 3)]
    if problem.horizon is not None:
        for _ in range(problem.horizon):
            m = step(m)
    else:
        chain = np.einsum("sa,sat->st", pi, onward)
        for i, factor in enumerate((gamma, gamma**2, 1.0, gamma, gamma**2, 1.0, gamma, gamma**2)):
            m[i] = np.linalg.solve(np.eye(states) - factor * chain, step(m)[i])
    return m[7] - 2 * baseline * m[6] + baseline**2 * m[5]
