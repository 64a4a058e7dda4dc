"""The mathematics again, slowly and plainly: every episode of a small problem, one by one, with its probability.

Nothing here is shared with the product. Expectations are sums over the episode tree, so they are exact up to rounding:
what an estimator's contribution is on average, what it varies by, and what constant baseline would make it vary least.
Rewards enter through their means; for noise see where it is used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from policyscope.policies import Features, Network, Preferences
from policyscope.problems import TabularMDP

Array = np.ndarray


@dataclass(frozen=True)
class Episode:
    """S_0, A_0, R_1, S_1, …: how likely it is, its steps, and where it ended."""

    probability: float
    states: tuple[int, ...]
    actions: tuple[int, ...]
    rewards: tuple[float, ...]
    last: int

    @property
    def length(self) -> int:
        return len(self.actions)


def preferences(features: Preferences, theta: Array) -> Array:
    """h[s, a]: θ·φ(s, a), or what a network's units make of x(s), one by one; θ may be complex."""
    if isinstance(features, Features):
        return features.dense() @ theta
    assert isinstance(features, Network)
    h = np.zeros((features.states, features.actions), theta.dtype)
    for s in range(features.states):
        values, rest = list(features.inputs[s]), list(theta)
        for layer, units in enumerate(features.sizes[1:], start=1):
            weights = [[rest.pop(0) for _ in range(units)] for _ in values]
            sums = [rest.pop(0) + sum(x * row[j] for x, row in zip(values, weights, strict=True)) for j in range(units)]
            values = sums if layer == len(features.sizes) - 1 else [np.tanh(x) for x in sums]
        h[s] = values
    return h


def slopes(features: Preferences, theta: Array) -> Array:
    """∂h(s, a)/∂θ[s, a, d], each by a complex step: Im h(θ + iε)/ε, without a difference to round (Squire & Trapp 1998)."""
    tiny = 1e-30
    return np.stack([preferences(features, theta + 1j * tiny * e).imag / tiny for e in np.eye(theta.size)], axis=2)


def policy(features: Preferences, theta: Array, temperature: float = 1.0) -> Array:
    """π[s, a], one row at a time."""
    pi = np.zeros((features.states, features.actions))
    for s, row in enumerate(preferences(features, theta)):
        h = [float(x) / temperature for x in row]
        top = max(h)
        total = math.fsum(math.exp(x - top) for x in h)
        pi[s] = [math.exp(x - top) / total for x in h]
    return pi


def score(phi: Array, pi: Array, s: int, a: int, temperature: float = 1.0) -> Array:
    """∇ log π(a|s), φ being the slopes of h."""
    return (phi[s, a] - sum(pi[s, b] * phi[s, b] for b in range(phi.shape[1]))) / temperature


def episodes(mdp: TabularMDP, pi: Array, start: Array | None = None, horizon: int | None = None) -> list[Episode]:
    """Every episode that can happen within the horizon."""
    steps = mdp.horizon if horizon is None else horizon
    assert steps is not None

    def grow(so_far: Episode) -> Iterator[Episode]:
        s = so_far.last
        if mdp.terminal[s] or so_far.length == steps:
            yield so_far
            return
        for a in range(mdp.actions):
            for to in range(mdp.states):
                chance = pi[s, a] * mdp.transition[s, a, to]
                if chance > 0:
                    reward = float(mdp.reward[s, a, to])
                    step = (*so_far.states, s), (*so_far.actions, a), (*so_far.rewards, reward)
                    yield from grow(Episode(so_far.probability * chance, *step, to))

    begin = mdp.start if start is None else start
    return [e for s in range(mdp.states) if begin[s] > 0 for e in grow(Episode(float(begin[s]), (), (), (), s))]


def returns(episode: Episode, discount: float) -> list[float]:
    """G_t for every step."""
    return [
        math.fsum(discount ** (k - t) * episode.rewards[k] for k in range(t, episode.length)) for t in range(episode.length)
    ]  # fmt: skip


def total(episode: Episode, discount: float) -> float:
    """G_0; 0 for an episode without a step."""
    return math.fsum(discount**k * reward for k, reward in enumerate(episode.rewards))


def mean(tree: list[Episode], of: Callable[[Episode], Array | float]) -> Array:
    """The expectation of something an episode has."""
    return sum(e.probability * np.asarray(of(e), dtype=float) for e in tree)


def value(mdp: TabularMDP, pi: Array, discount: float) -> float:
    """J: the mean discounted return of all episodes."""
    return float(mean(episodes(mdp, pi), lambda e: total(e, discount)))


def state_values(mdp: TabularMDP, pi: Array, discount: float, horizon: int) -> Array:
    """V(s) with ``horizon`` actions still ahead: the mean return of the episodes that begin in s; 0 on terminal states."""
    start = np.eye(mdp.states)
    return np.array([float(mean(episodes(mdp, pi, start[s], horizon), lambda e: total(e, discount))) for s in range(mdp.states)])


def action_values(mdp: TabularMDP, pi: Array, discount: float, horizon: int) -> Array:
    """Q(s, a) with ``horizon`` actions ahead: as V, with the first action given."""
    q = np.zeros((mdp.states, mdp.actions))
    later = state_values(mdp, pi, discount, horizon - 1)
    for s in np.flatnonzero(~mdp.terminal):
        for a in range(mdp.actions):
            for to in range(mdp.states):
                q[s, a] += mdp.transition[s, a, to] * (mdp.reward[s, a, to] + discount * later[to])
    return q


def visitation(mdp: TabularMDP, pi: Array, discount: float) -> Array:
    """Σ_t γᵗ P(S_t = s, t an action's time), counted episode by episode."""

    def count(e: Episode) -> Array:
        visits = np.zeros(mdp.states)
        for t, s in enumerate(e.states):
            visits[s] += discount**t
        return visits

    return mean(episodes(mdp, pi), count)


def contribution(
    episode: Episode, phi: Array, pi: Array, discount: float, *, temperature: float = 1.0, weighting: bool = True,
    total_return: bool = False, baseline: Callable[[int, int], float] = lambda t, s: 0.0,
) -> Array:  # fmt: skip
    """What one episode adds to REINFORCE: Σ_t γᵗ (G_t − b(t, S_t)) ψ_t, or Σ_t (G_0 − b) ψ_t for the total return."""
    out = np.zeros(phi.shape[2])
    to_go = returns(episode, discount)
    for t, (s, a) in enumerate(zip(episode.states, episode.actions, strict=True)):
        factor = discount**t if weighting and not total_return else 1.0
        g = to_go[0] if total_return else to_go[t]
        out += factor * (g - baseline(t, s)) * score(phi, pi, s, a, temperature)
    return out


def variance(tree: list[Episode], of: Callable[[Episode], Array]) -> float:
    """Trace of the covariance over the tree."""
    return float(mean(tree, lambda e: of(e) @ of(e)) - mean(tree, of) @ mean(tree, of))


def best_constant(tree: list[Episode], with_baseline: Callable[[Episode, float], Array]) -> float:
    """The b of least variance. The variance is a parabola in b: three points tell where it is lowest."""
    v = [variance(tree, lambda e, b=b: with_baseline(e, b)) for b in (-1.0, 0.0, 1.0)]
    curvature = (v[0] + v[2]) / 2 - v[1]
    return (v[0] - v[2]) / (4 * curvature)


def gradient_by_differences(of: Callable[[Array], float], theta: Array, width: float = 1e-3) -> Array:
    """Central differences of fourth order: the error is of order width⁴."""

    def slope(d: int) -> float:
        e = np.eye(theta.size)[d] * width
        return (8 * (of(theta + e) - of(theta - e)) - (of(theta + 2 * e) - of(theta - 2 * e))) / (12 * width)

    return np.array([slope(d) for d in range(theta.size)])
