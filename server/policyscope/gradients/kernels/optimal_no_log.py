"""The constant baseline of least variance for the estimator that left out the log, whose B has a mean: see `optimal`.

With φ = π ψ in place of ψ, A and B as there and b* = Cov(A, B) / Var(B). Near a corner of the simplex B hardly varies about its
mean, so its variance is no difference of E|B|² and |E[B]|²: every moment here is one about a mean, by the law of total variance.
From a state, D = G − V, and with primes for what follows, δ = R + γ V′ − V, E over the action and what it leads to:

    k = E[A]         = E[Q φ + c k′] + u         (total return: the mean of U alone)
    β = E[B]         = E[φ + c β′]               τ = φ + c β′ − β, what the first step adds to B less its mean
    h = Cov(D, B)    = E[δ τ + γ c h′]
    w = Var(B)       = E[|τ|² + c² w′]
    f = Cov(A, B)    = E[(G₁ φ + c k′ − k + u)·τ + γ c φ·h′ + c² f′],    G₁ = R + γ V′
    f = E[D |B − β|²] = E[δ |τ|² + 2 γ τ·h′ + δ w′ + γ f′]                       (total return, where c = 1 but for U)
    j = Cov(U, B)    = E[(u + c ū′ − ū)·τ + c j′]                               (total return)

A total return's A = G₀ B + U has Cov(A, B) = V w + β·h + f + j from a state.
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Dynamics, Exact, Metric, Settings
from policyscope.gradients.kernels.chain import solve_columns
from policyscope.gradients.kernels.exact import action_values
from policyscope.gradients.kernels.policy import entropy_of
from policyscope.gradients.machine_code.compiled import compiled


@compiled
def _means(dynamics: Dynamics, settings: Settings, room: Exact, psi: Floats, state: int, later: Floats, now: Floats) -> None:
    """Columns k and β of one state; the rest of its row becomes zero."""
    actions, size = psi.shape[1], psi.shape[2]
    total = settings.total_return
    c = 1.0 if total else settings.weighting
    bonus = settings.entropy * entropy_of(room.probabilities[state]) if settings.entropy != 0.0 else 0.0
    for j in range(now.shape[1]):
        now[state, j] = 0.0
    for a in range(actions):
        p = room.probabilities[state, a]
        q = room.action_values[state, a] + bonus
        slope = -settings.entropy * math.log(p) if settings.entropy != 0.0 and p > 0.0 else 0.0
        for d in range(size):
            now[state, d] += p * ((0.0 if total else q * p) + slope) * psi[state, a, d]
            now[state, size + d] += p * p * psi[state, a, d]
        for i in range(dynamics.pointer[state * actions + a], dynamics.pointer[state * actions + a + 1]):
            mass = p * dynamics.probability[i]
            for d in range(size):
                now[state, d] += mass * settings.weighting * later[dynamics.successor[i], d]
                now[state, size + d] += mass * c * later[dynamics.successor[i], size + d]


@compiled
def _bonus_slope(settings: Settings, room: Exact, psi: Floats, state: int, d: int) -> float:
    """Component d of u = β ∇H."""
    total = 0.0
    if settings.entropy != 0.0:
        for a in range(psi.shape[1]):
            p = room.probabilities[state, a]
            if p > 0.0:
                total -= settings.entropy * math.log(p) * p * psi[state, a, d]
    return total


@compiled
def _spreads(
    dynamics: Dynamics, settings: Settings, room: Exact, psi: Floats, state: int, values: Floats, later: Floats, now: Floats
) -> None:  # fmt: skip
    """Columns h, w, f and j of one state, whose k and β are there; ``values[S]`` is V one step later."""
    actions, size = psi.shape[1], psi.shape[2]
    gamma, total = settings.discount, settings.total_return
    c = 1.0 if total else settings.weighting
    bonus = settings.entropy * entropy_of(room.probabilities[state]) if settings.entropy != 0.0 else 0.0
    w, f = 3 * size, 3 * size + 1
    for a in range(actions):
        p = room.probabilities[state, a]
        q = room.action_values[state, a]
        advantage = 0.0
        for b in range(actions):
            advantage += room.probabilities[state, b] * (q - room.action_values[state, b])
        for i in range(dynamics.pointer[state * actions + a], dynamics.pointer[state * actions + a + 1]):
            to, mass = dynamics.successor[i], p * dynamics.probability[i]
            gain = dynamics.mean[i] + gamma * values[to]
            delta = advantage + (gain - q)
            now[state, w] += mass * c * c * later[to, w]
            now[state, f] += mass * (delta * later[to, w] + gamma * later[to, f] if total else c * c * later[to, f])
            now[state, f + 1] += mass * settings.weighting * later[to, f + 1]
            for d in range(size):
                phi = p * psi[state, a, d]
                h = later[to, 2 * size + d]
                tau = phi + c * later[to, size + d] - now[state, size + d]
                rest = settings.weighting * later[to, d] - now[state, d] + _bonus_slope(settings, room, psi, state, d)
                now[state, 2 * size + d] += mass * (delta * tau + gamma * c * h)
                now[state, w] += mass * tau * tau
                if total:
                    now[state, f] += mass * (delta * tau * tau + 2.0 * gamma * tau * h)
                    now[state, f + 1] += mass * rest * tau
                else:
                    now[state, f] += mass * (((gain + bonus) * phi + rest) * tau + gamma * c * phi * h)


@compiled
def _moments(dynamics: Dynamics, settings: Settings, room: Exact, psi: Floats, values: Floats, later: Floats, now: Floats) -> None:
    """One backward step of all columns [S, 3D + 3]: k, β, h, then w, f and j. Terminal rows stay zero."""
    for s in range(psi.shape[0]):
        if not dynamics.terminal[s]:
            _means(dynamics, settings, room, psi, s, later, now)
            _spreads(dynamics, settings, room, psi, s, values, later, now)


@compiled
def _endless_moments(dynamics: Dynamics, settings: Settings, room: Exact, metric: Metric) -> bool:
    """All moments without a horizon into ``metric.moments[0]``; False where they are infinite."""
    states, _, size = metric.psi.shape
    gamma, total, psi, values = settings.discount, settings.total_return, metric.psi, room.values[0]
    table, known, column = metric.moments[0], metric.moments[1], metric.column[:states]
    c = 1.0 if total else settings.weighting
    _moments(dynamics, settings, room, psi, values, known, table)
    finite = solve_columns(dynamics, room, settings.weighting, table, column, 0, size)
    finite = finite and solve_columns(dynamics, room, c, table, column, size, 2 * size)
    for s in range(states):
        for j in range(2 * size):
            known[s, j] = table[s, j]
    _moments(dynamics, settings, room, psi, values, known, table)
    finite = finite and solve_columns(dynamics, room, gamma * c, table, column, 2 * size, 3 * size)
    finite = finite and solve_columns(dynamics, room, c * c, table, column, 3 * size, 3 * size + 1)
    for s in range(states):
        for j in range(2 * size, 3 * size + 1):
            known[s, j] = table[s, j]
    _moments(dynamics, settings, room, psi, values, known, table)
    finite = finite and solve_columns(dynamics, room, gamma if total else c * c, table, column, 3 * size + 1, 3 * size + 2)
    return finite and solve_columns(dynamics, room, settings.weighting, table, column, 3 * size + 2, 3 * size + 3)


@compiled
def optimal_without_log(dynamics: Dynamics, settings: Settings, room: Exact, metric: Metric) -> float:
    """b* at the θ last given to `evaluate`, ψ in ``metric.psi``; 0 where B does not vary. Overwrites ``room.action_values``."""
    states, _, size = metric.psi.shape
    moments = metric.moments
    for i in range(2):
        for s in range(states):
            for j in range(3 * size + 3):
                moments[i, s, j] = 0.0
    if dynamics.horizon > 0:
        for t in range(dynamics.horizon - 1, -1, -1):
            values = room.values[t + 1]
            action_values(dynamics, settings.discount, values, room.action_values)
            _moments(dynamics, settings, room, metric.psi, values, moments[(t + 1) % 2], moments[t % 2])
    else:
        action_values(dynamics, settings.discount, room.values[0], room.action_values)
        if not _endless_moments(dynamics, settings, room, metric):
            return math.nan
    return _least(settings, room, moments[0], size)


@compiled
def _least(settings: Settings, room: Exact, table: Floats, size: int) -> float:
    """Cov(A, B) / Var(B) over the states where episodes begin, whose own means vary too."""
    above, below = 0.0, 0.0
    for s in range(table.shape[0]):
        value = room.values[0, s]
        below += room.start[s] * table[s, 3 * size]
        above += room.start[s] * (table[s, 3 * size + 1] + table[s, 3 * size + 2])
        if settings.total_return:
            above += room.start[s] * value * table[s, 3 * size]
            for d in range(size):
                above += room.start[s] * table[s, size + d] * table[s, 2 * size + d]
    for d in range(size):
        first, second = 0.0, 0.0
        for s in range(table.shape[0]):
            first += room.start[s] * _mean_of_a(settings, room, table, size, s, d)
            second += room.start[s] * table[s, size + d]
        for s in range(table.shape[0]):
            apart = table[s, size + d] - second
            below += room.start[s] * apart * apart
            above += room.start[s] * (_mean_of_a(settings, room, table, size, s, d) - first) * apart
    return above / below if below > 0.0 else 0.0


@compiled
def _mean_of_a(settings: Settings, room: Exact, table: Floats, size: int, state: int, d: int) -> float:
    """Component d of E[A] from a state: k, and for the total return E[G₀ B] = V β + h besides."""
    if settings.total_return:
        return table[state, d] + room.values[0, state] * table[state, size + d] + table[state, 2 * size + d]
    return table[state, d]
