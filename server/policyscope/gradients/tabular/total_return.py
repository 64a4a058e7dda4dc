"""Second moments of the total return's contribution (G₀ − b) Ψ, Ψ = Σ_t φ_t, by backward recursion about their means.

From a state on, D = G − V and Ψ̃ = Ψ − E[Ψ] grow step by step: D = δ + γ D′ and Ψ̃ = τ + Ψ̃′, where δ and τ are what the action
and its outcome add, each of mean zero, and primes belong to what follows. φ is the score, or π times it without the log, where
E[Ψ] is not zero.

    κ = E[D²]         = E[δ² + γ² κ′]
    h = E[D Ψ̃]        = E[δ τ + γ h′]
    g = E[D² Ψ̃]       = E[(δ² + γ² κ′) τ + 2 γ δ h′ + γ² g′]
    w = E|Ψ̃|²         = E[|τ|² + w′]
    n = E[D |Ψ̃|²]     = E[δ |τ|² + δ w′ + 2 γ τ·h′ + γ n′]
    m = E[D² |Ψ̃|²]    = E[(δ² + γ² κ′) |τ|² + δ² w′ + 4 γ δ τ·h′ + 2 γ δ n′ + 2 γ² τ·g′ + γ² m′]
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients.tabular.outcomes import Outcomes


class TotalMoments(NamedTuple):
    """Of the rest of an episode, from each state that goes on."""

    mean: Floats  # [L, D] E[Ψ]
    spread: Floats  # [L] κ
    cross: Floats  # [L, D] h
    squared_cross: Floats  # [L, D] g
    norm: Floats  # [L] w
    skew: Floats  # [L] n
    square: Floats  # [L] m


def total_return_moments(outcomes: Outcomes, phi: Floats) -> TotalMoments | None:
    """The moments at time 0; None if they are infinite.

    Args:
        outcomes: of every step.
        phi: what each action adds to Ψ, shape (L, A, D).
    """
    live, size = len(outcomes.live), phi.shape[2]
    one, many = np.zeros(live), np.zeros((live, size))
    later = TotalMoments(many, one, many, many, one, one, one)
    if outcomes.horizon:
        for t in range(outcomes.horizon - 1, -1, -1):
            later = _step(outcomes, phi, t, later)
        return later
    gamma = outcomes.discount
    for field, factor in zip(TotalMoments._fields, (1.0, gamma**2, gamma, gamma**2, 1.0, gamma, gamma**2), strict=True):
        solver = outcomes.chain(factor)
        if solver is None:
            return None
        source = getattr(_step(outcomes, phi, 0, later), field)
        later = later._replace(**{field: solver.solve(source)})
    return later


def _step(outcomes: Outcomes, phi: Floats, t: int, later: TotalMoments) -> TotalMoments:
    """The moments one step earlier, at time t."""
    gamma, size, actions = outcomes.discount, phi.shape[2], phi.shape[1]
    outlook, drawn = outcomes.outlook(t), phi.reshape(-1, size)
    ahead = TotalMoments(*(outcomes.everywhere(each) for each in later))
    mean = _average(outcomes, phi + outcomes.over(lambda e: ahead.mean[outcomes.successor[e]], size))
    gain = outlook.advantage.reshape(-1)[outcomes.row] + outlook.surprise

    def table(e: slice) -> Floats:
        row, to = outcomes.row[e], outcomes.successor[e]
        tau = drawn[row] + ahead.mean[to] - mean[row // actions]
        cross, squared_cross, skew = ahead.cross[to], ahead.squared_cross[to], ahead.skew[to]
        delta, norm, along = gain[e], (tau**2).sum(axis=1), (tau * cross).sum(axis=1)
        square = delta**2 + outcomes.noise[e]
        both = square + gamma**2 * ahead.spread[to]
        last = both * norm + square * ahead.norm[to] + 4 * gamma * delta * along + 2 * gamma * delta * skew
        return np.column_stack([
            both,
            delta[:, None] * tau + gamma * cross,
            both[:, None] * tau + 2 * gamma * delta[:, None] * cross + gamma**2 * squared_cross,
            norm + ahead.norm[to],
            delta * (norm + ahead.norm[to]) + 2 * gamma * along + gamma * skew,
            last + 2 * gamma**2 * (tau * squared_cross).sum(axis=1) + gamma**2 * ahead.square[to],
        ])  # fmt: skip

    columns = _average(outcomes, outcomes.over(table, 2 * size + 4))
    parts = np.split(columns, [1, 1 + size, 1 + 2 * size, 2 + 2 * size, 3 + 2 * size], axis=1)
    spread, cross, squared_cross, norm, skew, square = parts
    return TotalMoments(mean, spread[:, 0], cross, squared_cross, norm[:, 0], skew[:, 0], square[:, 0])


def _average(outcomes: Outcomes, rows: Floats) -> Floats:
    """The policy's mean over actions, shape (L, A, D) → (L, D)."""
    return np.einsum("sa,sad->sd", outcomes.policy, rows)
