"""The constant baseline of least variance, exactly (Greensmith, Bartlett & Baxter 2004, for whole episodes).

One episode contributes A − b·B to the estimate, with B = Σ_t cᵗ ρ₀…ρ_t ψ_t and A the same sum with returns and bonus in it. The
trace of its covariance is a parabola in b, lowest at

    b* = (E[A·B] − E[A]·E[B]) / (E|B|² − |E[B]|²)            for one step of Estimator.REINFORCE: E[G |ψ|²] / E[|ψ|²]

and every estimator that takes a constant has its own. Here B's mean is zero, from every state on; `optimal_no_log` has the one
estimator where it is not. ρ = π/(1/A) under uniform behaviour, where an action is drawn with chance 1/A, else ρ = 1. All
moments obey backward recursions in the state. With primes for what follows, q = E[ρ G ψ], n = E|ψ|², m = E[G |ψ|²], ⟨·⟩ the
sum over actions weighed by π and ⟨·⟩₂ by π ρ:

    k = E[A]       = ⟨Q ψ⟩ + β ∇H + c ⟨k′⟩                  (reward-to-go; without Q ψ for the total return)
    h = E[ρ G B]   = ⟨Q ψ + γ c h′⟩₂
    w = E|B|²      = ⟨|ψ|² + c² w′⟩₂
    f = E[A·B]     = ⟨Q |ψ|² + c ψ·(k′ + γ h′) + c² f′⟩₂      (reward-to-go)
    e = E[G₀ |B|²] = ⟨Q |ψ|² + 2 γ ψ·h′ + R w′ + γ e′⟩       (total return, where cᵗ weighs nothing but the bonus' slope)
    j = E[U·B]     = ⟨c ψ·k′ + c j′⟩                        (total return: U = Σ_t cᵗ β ∇H)

where β ∇H is the entropy bonus' own slope, which every step adds to A with weight cᵗ and no baseline touches.

ψ may be any linear map of the score: with the natural gradient it is (F + λI)⁺ score, and b* minimises the variance of the step
that θ takes; with ``of_estimate`` it is the score all the same. Its length does not matter to b*: where its square may be beyond
all numbers (near a corner of the simplex a natural direction is as long as 1/π) the table is divided by the power of two next to
its largest entry, which moves no digit.
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Dynamics, Exact, Metric, Phi, Settings
from policyscope.gradients.kernels.chain import solve_columns
from policyscope.gradients.kernels.codes import Estimator, Preconditioner
from policyscope.gradients.kernels.exact import action_values
from policyscope.gradients.kernels.natural import natural_direction
from policyscope.gradients.kernels.optimal_no_log import optimal_without_log
from policyscope.gradients.kernels.policy import add_score, entropy_of
from policyscope.gradients.machine_code.compiled import compiled

SMALL, LARGE = 1e-100, 1e100  # between these a score's square, times a probability, is a number with all its digits


@compiled
def score_table(phi: Phi, settings: Settings, room: Exact, metric: Metric) -> None:
    """ψ(s, a) into ``metric.psi``, up to a common factor: the score, or its natural direction where that is to vary least."""
    states, actions, parameters = metric.psi.shape
    score = metric.column[:parameters]
    largest = 0.0
    for s in range(states):
        for a in range(actions):
            for d in range(parameters):
                score[d] = 0.0
            add_score(phi, room.theta, room.units, room.probabilities[s], s, a, 1.0 / settings.temperature, score)
            if settings.preconditioner == Preconditioner.NATURAL and not settings.of_estimate:
                natural_direction(phi, room, settings, metric, score, metric.psi[s, a])
            else:
                for d in range(parameters):
                    metric.psi[s, a, d] = score[d]
            for d in range(parameters):
                if abs(metric.psi[s, a, d]) > largest:
                    largest = abs(metric.psi[s, a, d])
    if SMALL < largest < LARGE or largest == 0.0 or largest == math.inf:
        return
    scale = math.ldexp(1.0, -max(math.frexp(largest)[1], -1022))
    for s in range(states):
        for a in range(actions):
            for d in range(parameters):
                metric.psi[s, a, d] *= scale


@compiled
def _moments(dynamics: Dynamics, settings: Settings, room: Exact, psi: Floats, later: Floats, now: Floats) -> None:
    """One backward step. Columns of ``later`` and ``now`` [S, 2D + 3]: k, h, then w, the numerator (f or e) and j.

    Q comes from ``room.action_values``. Terminal rows stay zero.
    """
    states, actions, size = psi.shape
    gamma, total, elsewhere = settings.discount, settings.total_return, settings.estimator == Estimator.UNIFORM_BEHAVIOUR
    c = 1.0 if total else settings.weighting
    for s in range(states):
        for j in range(now.shape[1]):
            now[s, j] = 0.0
        if dynamics.terminal[s]:
            continue
        bonus = settings.entropy * entropy_of(room.probabilities[s]) if settings.entropy != 0.0 else 0.0
        for a in range(actions):
            p = room.probabilities[s, a]
            twice = p * p * actions if elsewhere else p
            q = room.action_values[s, a] + bonus
            slope = -settings.entropy * math.log(p) if settings.entropy != 0.0 and p > 0.0 else 0.0
            norm = 0.0
            for d in range(size):
                norm += psi[s, a, d] * psi[s, a, d]
                now[s, d] += p * (slope if total else q + slope) * psi[s, a, d]
                now[s, size + d] += twice * q * psi[s, a, d]
            now[s, 2 * size] += twice * norm
            now[s, 2 * size + 1] += twice * q * norm
            for i in range(dynamics.pointer[s * actions + a], dynamics.pointer[s * actions + a + 1]):
                if dynamics.slot[i] < 0:
                    continue
                to, mass, often = dynamics.successor[i], p * dynamics.probability[i], twice * dynamics.probability[i]
                cross = 0.0
                for d in range(size):
                    k, h = later[to, d], later[to, size + d]
                    now[s, d] += mass * settings.weighting * k
                    now[s, size + d] += often * gamma * c * h
                    cross += psi[s, a, d] * (2.0 * gamma * h if total else c * (k + gamma * h))
                now[s, 2 * size] += often * c * c * later[to, 2 * size]
                now[s, 2 * size + 1] += often * cross
                if total:
                    now[s, 2 * size + 1] += mass * ((dynamics.mean[i] + bonus) * later[to, 2 * size] + gamma * later[to, 2 * size + 1])
                    if settings.entropy != 0.0:
                        apart = later[to, 2 * size + 2]
                        for d in range(size):
                            apart += psi[s, a, d] * later[to, d]
                        now[s, 2 * size + 2] += mass * settings.weighting * apart
                else:
                    now[s, 2 * size + 1] += often * c * c * later[to, 2 * size + 1]


@compiled
def _weigh_chain_twice(dynamics: Dynamics, room: Exact) -> None:
    """The room's chain becomes Σ_a π ρ P, and its ending one less a row's sum: below zero where that is above one."""
    states, actions = room.probabilities.shape
    for k in range(room.chain.size):
        room.chain[k] = 0.0
    for s in range(states):
        if dynamics.terminal[s]:
            continue
        room.ending[s] = 1.0
        for a in range(actions):
            twice = room.probabilities[s, a] * room.probabilities[s, a] * actions
            for k in range(dynamics.pointer[s * actions + a], dynamics.pointer[s * actions + a + 1]):
                if dynamics.slot[k] >= 0:
                    room.chain[dynamics.slot[k]] += twice * dynamics.probability[k]
                    room.ending[s] -= twice * dynamics.probability[k]


@compiled
def _endless_moments(dynamics: Dynamics, settings: Settings, room: Exact, metric: Metric) -> bool:
    """All moments without a horizon into ``metric.moments[0]``; False where the second moment of B is infinite.

    The sources of each recursion come from a backward step over the later ones, already solved.
    """
    states, _, size = metric.psi.shape
    gamma, total, psi = settings.discount, settings.total_return, metric.psi
    table, known, column = metric.moments[0], metric.moments[1], metric.column[:states]
    c = 1.0 if total else settings.weighting
    _moments(dynamics, settings, room, psi, known, table)
    finite = solve_columns(dynamics, room, settings.weighting, table, column, 0, size)
    if settings.estimator == Estimator.UNIFORM_BEHAVIOUR:
        _weigh_chain_twice(dynamics, room)
    finite = finite and solve_columns(dynamics, room, gamma * c, table, column, size, 2 * size)
    finite = finite and solve_columns(dynamics, room, c * c, table, column, 2 * size, 2 * size + 1)
    if finite:
        for s in range(states):
            for j in range(2 * size + 1):
                known[s, j] = table[s, j]
        _moments(dynamics, settings, room, psi, known, table)
        finite = solve_columns(dynamics, room, gamma if total else c * c, table, column, 2 * size + 1, 2 * size + 2)
        if total and settings.entropy != 0.0:
            finite = finite and solve_columns(dynamics, room, settings.weighting, table, column, 2 * size + 2, 2 * size + 3)
    return finite


@compiled
def optimal_constant(dynamics: Dynamics, phi: Phi, settings: Settings, room: Exact, metric: Metric) -> float:
    """b* of the estimator at the θ last given to `evaluate`. Overwrites the room's action values, and maybe its chain.

    0 where no action ever has a score; NaN where importance weights make the second moment of B infinite.
    """
    states, _, size = metric.psi.shape
    score_table(phi, settings, room, metric)
    if settings.estimator == Estimator.NO_LOG:
        return optimal_without_log(dynamics, settings, room, metric)
    moments = metric.moments
    for i in range(2):
        for s in range(states):
            for j in range(2 * size + 3):
                moments[i, s, j] = 0.0
    if dynamics.horizon > 0:
        for t in range(dynamics.horizon - 1, -1, -1):
            action_values(dynamics, settings.discount, room.values[t + 1], room.action_values)
            _moments(dynamics, settings, room, metric.psi, moments[(t + 1) % 2], moments[t % 2])
    else:
        action_values(dynamics, settings.discount, room.values[0], room.action_values)
        if not _endless_moments(dynamics, settings, room, metric):
            return math.nan
    above, below = 0.0, 0.0
    for s in range(states):
        below += room.start[s] * moments[0, s, 2 * size]
        above += room.start[s] * (moments[0, s, 2 * size + 1] + moments[0, s, 2 * size + 2])
    return above / below if below > 0.0 else 0.0
