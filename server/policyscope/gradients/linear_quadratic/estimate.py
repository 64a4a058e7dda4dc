"""Estimates of a linear-quadratic problem's gradient from sampled episodes, one contribution an episode.

Shapes: N episodes, H steps, D parameters.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.gradients.linear_quadratic.exact import exact_answers, gain_and_shift
from policyscope.policies import Gaussian
from policyscope.problems import LinearQuadratic

Estimator = Literal["total_return", "reward_to_go", "pathwise"]


def contributions(
    problem: LinearQuadratic, policy: Gaussian, theta: Floats, samples: int, rng: np.random.Generator,
    estimator: Estimator = "reward_to_go", discount: float = 1.0, value_baseline: bool = False,
) -> Floats:  # fmt: skip
    """Unbiased contributions to ∇J, shape (N, D).

    total_return   Σ_t ψ_t G_0                          (Williams 1992)
    reward_to_go   Σ_t γᵗ ψ_t (G_t − V_t(S_t) if asked)  (Sutton et al. 2000)
    pathwise       dG_0/dθ along the episode's own noise, through the known dynamics (Mohamed et al. 2020, §5)

    Args:
        problem: the problem.
        policy: as in `exact_answers`.
        theta: shape (D,).
        samples: N.
        rng: where chance comes from.
        estimator: one of the three.
        discount: γ.
        value_baseline: whether V_t(S_t), exact, is subtracted; with reward-to-go only.

    Raises:
        InvalidInput: fields ``estimator``, ``baseline``, ``policy``, and ``theta`` as in `exact_answers`.
    """
    if estimator not in ("total_return", "reward_to_go", "pathwise"):
        raise InvalidInput("estimator", "total_return, reward_to_go or pathwise", estimator)
    if value_baseline and estimator != "reward_to_go":
        raise InvalidInput("baseline", f"none with {estimator}", "value", "V_t(s) is what reward_to_go is compared with.")
    answers = exact_answers(problem, policy, theta, discount)
    states, actions, noise = _episodes(problem, policy, theta, samples, rng)
    if estimator == "pathwise":
        return _pathwise(problem, policy, theta, states, actions, noise, discount)
    weights = discount ** np.arange(problem.horizon + 1, dtype=np.float64)
    rewards = -problem.q * states[:, :-1] ** 2 - problem.r * actions**2
    last = -problem.final * states[:, -1:] ** 2
    pay = np.concatenate([rewards, last], axis=1) * weights
    returns = np.cumsum(pay[:, ::-1], axis=1)[:, ::-1][:, :-1]
    if estimator == "total_return":
        returns = np.repeat(returns[:, :1], problem.horizon, axis=1)
    elif value_baseline:
        x, y, z = answers.state_values[:-1].T
        s = states[:, :-1]
        returns = returns - weights[:-1] * (x * s**2 + y * s + z)
    scores = policy.scores(theta, _features(policy, states[:, :-1]).reshape(-1, policy.inputs), actions.reshape(-1))
    return np.asarray(np.einsum("nhd,nh->nd", scores.reshape(samples, problem.horizon, -1), returns))


def _episodes(
    problem: LinearQuadratic, policy: Gaussian, theta: Floats, samples: int, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """States (N, H + 1), actions (N, H) and the actions' standard normal noise (N, H)."""
    gain, shift = gain_and_shift(policy, theta)
    noise = rng.standard_normal((samples, problem.horizon))
    states, actions = np.empty((samples, problem.horizon + 1)), np.empty((samples, problem.horizon))
    states[:, 0] = problem.start_mean + problem.start_std * rng.standard_normal(samples)
    for t in range(problem.horizon):
        actions[:, t] = gain * states[:, t] + shift + policy.spread(theta) * noise[:, t]
        states[:, t + 1] = problem.a * states[:, t] + problem.b * actions[:, t] + problem.noise * rng.standard_normal(samples)
    return states, actions, noise


def _pathwise(
    problem: LinearQuadratic, policy: Gaussian, theta: Floats, states: Floats, actions: Floats, noise: Floats, discount: float
) -> Floats:
    gain, sigma = float(theta[0]), policy.spread(theta)
    moved = np.zeros((states.shape[0], policy.parameters))
    total = np.zeros_like(moved)
    for t in range(problem.horizon):
        direct = _features(policy, states[:, t])
        if policy.learn_sigma:
            direct = np.concatenate([direct, sigma * noise[:, t, None]], axis=1)
        acted = direct + gain * moved
        total -= 2 * discount**t * (problem.q * states[:, t, None] * moved + problem.r * actions[:, t, None] * acted)
        moved = problem.a * moved + problem.b * acted
    return total - 2 * discount**problem.horizon * problem.final * states[:, -1, None] * moved


def _features(policy: Gaussian, states: Floats) -> Floats:
    """φ(s) = (s) or (s, 1), on a new last axis."""
    return np.stack([states, np.ones_like(states)][: policy.inputs], axis=-1)
