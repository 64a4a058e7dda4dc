"""The published experiments once more in plain NumPy, sharing nothing with the product: what both agree on is no shared mistake."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from policyscope.arrays import Floats

LONGEST_EPISODE = 10_000
GIVEN_UP = 11.5  # as a difference of preferences: one action in a hundred thousand


def softmax(preferences: Floats) -> Floats:
    """Each row as probabilities."""
    raised = np.exp(preferences - preferences.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def draw(rng: np.random.Generator, chances: Floats) -> NDArray[np.int64]:
    """One action a row."""
    return (rng.random((len(chances), 1)) > chances.cumsum(axis=1)[:, :-1]).sum(axis=1)


def gradient_bandit(runs: int, steps: int, rate: float, baseline: bool, seed: int) -> Floats:
    """Probability of the best arm at the end of every run, by the gradient bandit algorithm of Sutton & Barto (2018), equation 2.12."""
    rng = np.random.default_rng(seed)
    values = rng.normal(4.0, 1.0, (runs, 10))
    rows = np.arange(runs)
    preferences, mean = np.zeros((runs, 10)), np.zeros(runs)
    for t in range(steps):
        chances = softmax(preferences)
        arm = draw(rng, chances)
        reward = rng.normal(values[rows, arm], 1.0)
        mean += (reward - mean) / (t + 1)
        error = reward - mean if baseline else reward
        chances[rows, arm] -= 1.0
        preferences -= rate * error[:, None] * chances
    return softmax(preferences)[rows, values.argmax(axis=1)]


def corridor(runs: int, episodes: int, rate: float, value_rate: float, seed: int, *, every_step: bool = False) -> Floats:
    """Return of every run (rows) in every episode (columns) of the short corridor, REINFORCE with one learned number as baseline.

    The policy is a logistic curve of θ_right − θ_left, which moves by twice the step of either. Without a baseline: ``value_rate=0``.
    θ moves once an episode, by the sum over its steps, with the baseline from before it; with ``every_step`` at each of them, with what
    was just learned, as the book prints it. Runs that have all but given up one of the actions hardly end an episode again, and are not
    asked to.
    """
    rng = np.random.default_rng(seed)
    gap, baseline, returns = np.full(runs, -2 * 1.47), np.zeros(runs), np.full((runs, episodes), -float(LONGEST_EPISODE))
    for episode in range(episodes):
        playing = np.flatnonzero(np.abs(gap) < GIVEN_UP)
        right = 1 / (1 + np.exp(-gap[playing]))
        went, lengths = walks(rng, right)
        returns[playing, episode] = -lengths
        own_gap, own_baseline = gap[playing], baseline[playing]
        gap_then, baseline_then = own_gap.copy(), own_baseline.copy()
        for t, (who, to_right) in enumerate(went):
            back = t - lengths[who]
            seen_gap, seen_baseline = (own_gap[who], own_baseline[who]) if every_step else (gap_then[who], baseline_then[who])
            chance = 1 / (1 + np.exp(-np.clip(seen_gap, -700, 700)))
            own_gap[who] += 2 * rate * (back - seen_baseline) * (to_right - chance)
            own_baseline[who] += value_rate * (back - own_baseline[who])
        gap[playing], baseline[playing] = own_gap, own_baseline
    return returns


def walks(rng: np.random.Generator, right: Floats) -> tuple[list[tuple[NDArray[np.int64], NDArray[np.bool_]]], NDArray[np.int64]]:
    """One episode of every run: who still walked at each step and whether to the right, and how many steps each took."""
    state, lengths = np.zeros(right.size, dtype=int), np.zeros(right.size, dtype=int)
    went: list[tuple[NDArray[np.int64], NDArray[np.bool_]]] = []
    alive = np.arange(right.size)
    while alive.size and len(went) < LONGEST_EPISODE:
        to_right = rng.random(alive.size) < right[alive]
        went.append((alive, to_right))
        lengths[alive] += 1
        ahead = to_right ^ (state[alive] == 1)
        state[alive] = np.maximum(state[alive] + np.where(ahead, 1, -1), 0)
        alive = alive[state[alive] < 3]
    return went, lengths


def natural_committal(runs: int, steps: int, offset: float, seed: int) -> Floats:
    """Every run's last probability of the best arm, for Chung et al. (2021): θ += α (r − b) F⁺ψ, b = b* + offset.

    For one softmax F⁺ψ_a = e_a/π_a − 1/(K π_a): the solution of F x = e_a − π that sums to zero.
    """
    rng = np.random.default_rng(seed)
    rewards, rows = np.array([1.0, 0.7, 0.0]), np.arange(runs)
    theta = np.tile([0.0, 3.0, 5.0], (runs, 1))
    for _ in range(steps):
        pi = np.maximum(softmax(theta), 1e-300)
        weight = 1 / pi  # π_a |F⁺ψ_a|² but for the factor 1 − 1/K, which is all that b* needs
        constant = (weight * rewards).sum(axis=1) / weight.sum(axis=1) + offset
        arm = draw(rng, pi)
        step = 0.025 * (rewards[arm] - constant) / pi[rows, arm]
        theta -= step[:, None] / 3
        theta[rows, arm] += step
    return softmax(theta)[:, 0]


def exact_ascent(rewards: Floats, theta: Floats, rate: float, steps: int) -> Floats:
    """J after each step of θ += α ∇J on a bandit, ∇J = π (r − J)."""
    values = np.zeros(steps + 1)
    for t in range(steps + 1):
        pi = softmax(theta[None])[0]
        values[t] = pi @ rewards
        theta = theta + rate * pi * (rewards - values[t])
    return values
