"""The baseline of each state for which a step's second moment is least, exactly (Greensmith, Bartlett & Baxter 2004).

Given that S_t = s, a step adds w (G_t − b) φ(s, A) to the estimate, w all that is known before. E[|φ|² (G_t − b)² | s] is a parabola
in b, lowest at

    b*_t(s) = E[G_t |φ|² | s] / E[|φ|² | s] = Σ_a k(s, a) Q_t(s, a),    k(s, a) ∝ P(a|s) |φ(s, a)|²,  Σ_a k = 1

    P   the chance that a is drawn: π, or 1/A under uniform behaviour
    φ   the score ψ, without the log π ψ, under uniform behaviour ρ ψ with ρ = π/(1/A)

The shares k do not depend on t. As in `optimal` ψ may be the score's natural direction, unless ``of_estimate``. Lengths are divided
by the state's greatest before they are squared, so that near a corner of the simplex they are still numbers.
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Dynamics, Exact, Metric, Phi, Settings
from policyscope.gradients.kernels.codes import Estimator, Preconditioner
from policyscope.gradients.kernels.exact import values_at
from policyscope.gradients.kernels.natural import natural_direction
from policyscope.gradients.kernels.policy import add_score, entropy_of
from policyscope.gradients.machine_code.compiled import compiled, inlined


@inlined
def _length(x: Floats, scale: float) -> float:
    """``scale · |x|``, with no square of a component beyond all numbers."""
    largest, total = 0.0, 0.0
    for d in range(x.size):
        if abs(x[d]) > largest:
            largest = abs(x[d])
    if largest == 0.0 or largest == math.inf:
        return largest
    for d in range(x.size):
        total += (x[d] / largest) * (x[d] / largest)
    return (scale * largest) * math.sqrt(total)


@compiled
def optimal_shares(phi: Phi, settings: Settings, room: Exact, metric: Metric) -> None:
    """k(s, a) into ``metric.share[S, A]``, at the θ last given to `evaluate`; π(a|s) where no action of a state has a score."""
    states, actions = metric.share.shape
    score = metric.column[: metric.psi.shape[2]]
    for s in range(states):
        row, share, longest, total = room.probabilities[s], metric.share[s], 0.0, 0.0
        for a in range(actions):
            for d in range(score.size):
                score[d] = 0.0
            add_score(phi, room.theta, room.units, row, s, a, 1.0 / settings.temperature, score)
            scale = math.sqrt(row[a])
            if settings.estimator == Estimator.NO_LOG:
                scale *= row[a]
            elif settings.estimator == Estimator.UNIFORM_BEHAVIOUR:
                scale = row[a]
            if settings.preconditioner == Preconditioner.NATURAL and not settings.of_estimate:
                natural_direction(phi, room, settings, metric, score, metric.psi[0, 0])
                share[a] = _length(metric.psi[0, 0], scale)
            else:
                share[a] = _length(score, scale)
            longest = max(longest, share[a])
        for a in range(actions):
            share[a] = (share[a] / longest) * (share[a] / longest) if longest > 0.0 else row[a]
            total += share[a]
        for a in range(actions):
            share[a] /= total


@compiled
def best_of_state(dynamics: Dynamics, settings: Settings, room: Exact, metric: Metric, state: int, t: int, row: Floats) -> float:
    """b*_t(s), after `optimal_shares`; ``row[A]`` is scratch."""
    values_at(dynamics, settings.discount, room.values[t + 1 if dynamics.horizon > 0 else 0], state, row)
    best = settings.entropy * entropy_of(room.probabilities[state]) if settings.entropy != 0.0 else 0.0
    for a in range(row.size):
        best += metric.share[state, a] * row[a]
    return best


@compiled
def optimal_by_state(dynamics: Dynamics, phi: Phi, settings: Settings, room: Exact, metric: Metric, out: Floats) -> None:
    """The shares into ``metric.share``, and b*_0(s) of every state into ``out[S]``; 0 on terminal states."""
    optimal_shares(phi, settings, room, metric)
    for s in range(out.size):
        out[s] = 0.0
        if not dynamics.terminal[s]:
            out[s] = best_of_state(dynamics, settings, room, metric, s, 0, room.row)
