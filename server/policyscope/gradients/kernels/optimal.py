"""The constant baseline of least variance, exactly (Greensmith, Bartlett & Baxter 2004, for whole episodes).

One episode contributes A − b·B to the estimate, with B = Σ_t cᵗ ψ_t, whose mean is zero, and A = Σ_t cᵗ G_t ψ_t
(reward-to-go) or A = G_0 Σ_t ψ_t (total return, c = 1). The trace of its covariance is least at

    b* = E[A·B] / E[|B|²]            for one step: E[G |ψ|²] / E[|ψ|²]

Both expectations obey backward recursions in the state, because E[B | s] = 0. From a state, with primes for what follows,
R the reward, q = E[G ψ], n = E|ψ|², m = E[G |ψ|²]:

    k = E[A]      = q + β ∇H + c P_π k′                   (reward-to-go; without q for the total return)
    h = E[G B]    = q + γ c P_π h′
    f = E[A·B]    = m + c E[ψ·(k′ + γ h′)] + c² P_π f′     (reward-to-go)
    e = E[A·B]    = m + E[ψ·(2 γ h′ + c k′)] + E[R w′] + γ P_π e′    (total return), w = E|B|² = n + P_π w′

where β ∇H is the entropy bonus' own slope, which every step adds to A with weight cᵗ and no baseline touches.

ψ may be any linear map of the score: with the natural gradient it is (F + λI)⁺ score, and b* minimises that estimate's
variance, not the plain one's.
"""

from __future__ import annotations

import math

from policyscope.gradients.arrays import Dynamics, Exact, Floats, Metric, Phi, Settings
from policyscope.gradients.compiled import compiled
from policyscope.gradients.kernels.chain import factorise, solve
from policyscope.gradients.kernels.exact import action_values
from policyscope.gradients.kernels.natural import natural_direction
from policyscope.gradients.kernels.policy import add_score, entropy_of


@compiled
def score_table(phi: Phi, settings: Settings, room: Exact, metric: Metric) -> None:
    """ψ(s, a) into ``metric.psi``: the score, or its natural direction when the settings ask for that."""
    states, actions, parameters = metric.psi.shape
    score = metric.column[:parameters]
    for s in range(states):
        for a in range(actions):
            for d in range(parameters):
                score[d] = 0.0
            add_score(phi, room.theta, room.units, room.probabilities[s], s, a, 1.0 / settings.temperature, score)
            if settings.natural:
                natural_direction(phi, room, settings, metric, score, metric.psi[s, a])
            else:
                for d in range(parameters):
                    metric.psi[s, a, d] = score[d]


@compiled
def _moments(dynamics: Dynamics, settings: Settings, room: Exact, psi: Floats, later: Floats, now: Floats) -> None:
    """One backward step. Columns of ``later`` and ``now`` [S, 2D + 2]: k, h, then w and the numerator (f or e).

    Q comes from ``room.action_values``. Terminal rows stay zero.
    """
    states, actions, size = psi.shape
    gamma, total = settings.discount, settings.total_return
    c = 1.0 if total else settings.weighting
    for s in range(states):
        for j in range(now.shape[1]):
            now[s, j] = 0.0
        if dynamics.terminal[s]:
            continue
        bonus = settings.entropy * entropy_of(room.probabilities[s]) if settings.entropy != 0.0 else 0.0
        for a in range(actions):
            p = room.probabilities[s, a]
            q = room.action_values[s, a] + bonus
            slope = -settings.entropy * math.log(p) if settings.entropy != 0.0 and p > 0.0 else 0.0
            norm = 0.0
            for d in range(size):
                norm += psi[s, a, d] * psi[s, a, d]
                now[s, d] += p * (slope if total else q + slope) * psi[s, a, d]
                now[s, size + d] += p * q * psi[s, a, d]
            now[s, 2 * size] += p * norm
            now[s, 2 * size + 1] += p * q * norm
            for i in range(dynamics.pointer[s * actions + a], dynamics.pointer[s * actions + a + 1]):
                if dynamics.slot[i] < 0:
                    continue
                to, mass = dynamics.successor[i], p * dynamics.probability[i]
                cross = 0.0
                for d in range(size):
                    k, h = later[to, d], later[to, size + d]
                    now[s, d] += mass * settings.weighting * k
                    now[s, size + d] += mass * gamma * c * h
                    cross += psi[s, a, d] * (2.0 * gamma * h + settings.weighting * k if total else c * (k + gamma * h))
                now[s, 2 * size] += mass * c * c * later[to, 2 * size]
                now[s, 2 * size + 1] += mass * cross
                if total:
                    now[s, 2 * size + 1] += mass * ((dynamics.mean[i] + bonus) * later[to, 2 * size] + gamma * later[to, 2 * size + 1])
                else:
                    now[s, 2 * size + 1] += mass * c * c * later[to, 2 * size + 1]


@compiled
def _solve_columns(dynamics: Dynamics, room: Exact, factor: float, table: Floats, column: Floats, first: int, last: int) -> None:
    """Columns ``first:last`` of ``table`` become (I − factor·P_π)⁻¹ of themselves; ``column[S]`` is scratch."""
    factorise(dynamics, room, factor, -1)
    for j in range(first, last):
        for s in range(column.size):
            column[s] = table[s, j]
        solve(room.elimination, column)
        for s in range(column.size):
            table[s, j] = column[s]


@compiled
def optimal_constant(dynamics: Dynamics, phi: Phi, settings: Settings, room: Exact, metric: Metric) -> float:
    """b* at the θ last given to `evaluate`; 0 where no action ever has a score. Overwrites ``room.action_values``."""
    states, _, size = metric.psi.shape
    score_table(phi, settings, room, metric)
    gamma, total, psi, moments = settings.discount, settings.total_return, metric.psi, metric.moments
    c = 1.0 if total else settings.weighting
    column = metric.column[:states]
    known, table = moments[1], moments[0]
    for s in range(states):
        for j in range(2 * size + 2):
            known[s, j] = 0.0
            table[s, j] = 0.0
    if dynamics.horizon > 0:
        for t in range(dynamics.horizon - 1, -1, -1):
            action_values(dynamics, gamma, room.values[t + 1], room.action_values)
            _moments(dynamics, settings, room, psi, moments[(t + 1) % 2], moments[t % 2])
    else:
        # the sources of each recursion come from a backward step over the later ones, already solved
        action_values(dynamics, gamma, room.values[0], room.action_values)
        _moments(dynamics, settings, room, psi, known, table)
        _solve_columns(dynamics, room, settings.weighting, table, column, 0, size)
        _solve_columns(dynamics, room, gamma * c, table, column, size, 2 * size)
        _solve_columns(dynamics, room, c * c, table, column, 2 * size, 2 * size + 1)
        for s in range(states):
            for j in range(2 * size + 1):
                known[s, j] = table[s, j]
        _moments(dynamics, settings, room, psi, known, table)
        _solve_columns(dynamics, room, gamma if total else c * c, table, column, 2 * size + 1, 2 * size + 2)
    above, below = 0.0, 0.0
    for s in range(states):
        below += room.start[s] * table[s, 2 * size]
        above += room.start[s] * table[s, 2 * size + 1]
    return above / below if below > 0.0 else 0.0
