"""Estimator.REINFORCE, exactly as a textbook writes it: draw a batch of episodes, weigh each score, ascend (Williams 1992).

    draw ──► weigh ──► contribute ──► ascend        one update; `learn` runs many in one call

θ stands still while a batch is drawn and weighed, so π(·|s) is computed once a state and update (``stamp`` says which
rows are fresh), and stays there afterwards for the pictures to read.
"""

from __future__ import annotations

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Batch, Dynamics, Exact, Memory, Metric, Phi, Settings, Stream, Streams
from policyscope.gradients.kernels.ascend import ascend, normalize
from policyscope.gradients.kernels.baselines import row_of
from policyscope.gradients.kernels.clipped import add_epochs
from policyscope.gradients.kernels.codes import NAN, Baseline, Estimator, Objective, Preconditioner
from policyscope.gradients.kernels.difference import contribute_difference
from policyscope.gradients.kernels.episodes import draw
from policyscope.gradients.kernels.exact import evaluate, relative_values_at, values_at
from policyscope.gradients.kernels.natural import natural_direction, prepare
from policyscope.gradients.kernels.network import forward
from policyscope.gradients.kernels.optimal import optimal_constant
from policyscope.gradients.kernels.optimal_state import optimal_shares
from policyscope.gradients.kernels.policy import add_score, add_weighted, likeliest
from policyscope.gradients.kernels.sweep import add_sweeps
from policyscope.gradients.kernels.weigh import weigh
from policyscope.gradients.machine_code.compiled import compiled, inlined


@inlined
def contribute(
    dynamics: Dynamics, phi: Phi, settings: Settings, batch: Batch, room: Exact, episode: int, scale: float, out: Floats
) -> None:
    """``out[D] += scale ·`` one episode's contribution to the estimate.

    Σ_t weight_t · score(S_t, A_t), and where the estimator says otherwise:

    all actions         Σ_t cᵗ Σ_a ∇π(a|S_t) Q_t(S_t, a), with the exact Q
    no log              Σ_t weight_t · ∇π(A_t|S_t): the score without its log counts frequent actions twice
    entropy bonus       … + Σ_t cᵗ β ∇H(π(·|S_t))
    """
    kind = settings.estimator
    if kind < Estimator.REINFORCE or kind > Estimator.UNIFORM_BEHAVIOUR:
        out[0] = NAN
        return
    scale *= settings.share / settings.temperature
    factor = scale
    actions = batch.row.size
    if settings.entropy == 0.0 and kind != Estimator.ALL_ACTIONS and kind != Estimator.NO_LOG:  # nothing to ask at a step
        for k in range(batch.first[episode], batch.first[episode + 1]):
            state = batch.states[k]
            add_score(phi, batch.theta, batch.units, batch.probabilities[state], state, batch.actions[k], scale * batch.weights[k], out)
        return
    for k in range(batch.first[episode], batch.first[episode + 1]):
        state, action = batch.states[k], batch.actions[k]
        row = batch.probabilities[state]
        if kind == Estimator.ALL_ACTIONS:
            if dynamics.horizon > 0:
                values_at(dynamics, settings.discount, room.values[k - batch.first[episode] + 1], state, batch.row)
            else:
                relative_values_at(dynamics, settings.discount, room.values[0], state, likeliest(row), batch.row)
            add_weighted(phi, batch.theta, batch.units, state, row, batch.row, factor, out)
        elif kind == Estimator.NO_LOG:
            add_score(phi, batch.theta, batch.units, row, state, action, scale * batch.weights[k] * row[action], out)
        else:
            add_score(phi, batch.theta, batch.units, row, state, action, scale * batch.weights[k], out)
        if settings.entropy != 0.0:
            add_weighted(phi, batch.theta, batch.units, state, row, batch.surprises[state], factor * settings.entropy, out)
            if kind == Estimator.UNIFORM_BEHAVIOUR:
                factor *= row[action] * actions
        factor *= settings.weighting


@inlined
def _refresh_exact(dynamics: Dynamics, phi: Phi, settings: Settings, memory: Memory, room: Exact, metric: Metric) -> float:
    """What this update needs of the exact side at θ; returns b* where the optimal constant is in use, else 0."""
    natural = settings.preconditioner == Preconditioner.NATURAL
    if not (
        settings.objective != Objective.START_VALUE
        or settings.exact
        or natural
        or settings.estimator == Estimator.ALL_ACTIONS
        or settings.baseline == Baseline.EXACT
        or settings.baseline == Baseline.OPTIMAL
        or settings.baseline == Baseline.OPTIMAL_STATE
    ):
        return 0.0
    evaluate(dynamics, phi, settings, memory.theta, room)
    if natural and not phi.tabular:
        prepare(phi, room, settings, metric)
    if settings.baseline == Baseline.OPTIMAL and not settings.exact:
        return optimal_constant(dynamics, phi, settings, room, metric)
    if settings.baseline == Baseline.OPTIMAL_STATE and not settings.exact:
        optimal_shares(phi, settings, room, metric)
    return 0.0


@inlined
def _learn_one(
    dynamics: Dynamics, phi: Phi, settings: Settings, memory: Memory, batch: Batch, room: Exact,
    metric: Metric, updates: int, still: bool, rng: Stream, rows: Floats,
) -> None:  # fmt: skip
    """`learn` for one run, whose rows of the memory these are."""
    size = memory.theta.size
    optimum = 0.0
    for update in range(updates):
        if update == 0 or not still:
            optimum = _refresh_exact(dynamics, phi, settings, memory, room, metric)
        if settings.exact:
            if batch.stop[0] != 0:
                break
            for d in range(size):
                batch.estimate[d] = room.gradient[d]
        else:
            start = dynamics.start if settings.objective == Objective.START_VALUE else room.start
            draw(dynamics, start, phi, settings, memory.theta, batch, settings.batch, rng)
            if batch.stop[0] != 0:
                break  # what was drawn is no whole batch: there is nothing to weigh
            weigh(dynamics, settings, batch, memory, room, metric, optimum, settings.batch)
            for d in range(size):
                batch.estimate[d] = 0.0
            if settings.estimator == Estimator.CLIPPED:
                add_epochs(phi, settings, memory.theta, batch, room, settings.batch, still, rows, update * settings.batch)
            elif settings.moving:
                add_sweeps(phi, settings, memory.theta, batch, room, settings.batch, still, rows, update * settings.batch)
            else:
                for i in range(settings.batch):
                    if i & 3 == 3 and batch.stop[0] != 0:
                        break
                    out = rows[update * settings.batch + i] if still else batch.estimate
                    scale = 1.0 if still else 1.0 / settings.batch
                    if settings.estimator == Estimator.FINITE_DIFFERENCE:
                        contribute_difference(dynamics, start, phi, settings, memory.theta, batch, scale, rng, out)
                    else:
                        contribute(dynamics, phi, settings, batch, room, i, scale, out)
        if still:
            continue
        if settings.preconditioner == Preconditioner.NONE:
            ascend(settings, memory, batch.estimate)
        else:
            if settings.preconditioner == Preconditioner.NATURAL:
                natural_direction(phi, room, settings, metric, batch.estimate, batch.direction)
            elif settings.preconditioner == Preconditioner.NORMALIZED:
                normalize(batch.estimate, batch.direction)
            else:
                batch.direction[0] = NAN
            ascend(settings, memory, batch.direction)
    if settings.preconditioner == Preconditioner.NONE:
        for d in range(size):
            batch.direction[d] = batch.estimate[d]


@compiled
def learn(
    dynamics: Dynamics, phi: Phi, settings: Settings, memory: Memory, batch: Batch, room: Exact,
    metric: Metric, updates: int, still: bool, streams: Streams, rows: Floats,
) -> None:  # fmt: skip
    """``updates`` updates θ ← θ + α·direction (or what the optimizer makes of it) of every run, in place.

    Run r draws from ``streams[r]`` alone, so that R runs are R single ones, bit for bit. ``batch`` is left with the first run's
    last episodes and its own added to the tally, ``batch.estimate`` with its mean contribution, ``batch.direction`` with the same
    preconditioned.

    With ``still``, θ stays where it is and every episode of every batch leaves its contribution in a row of
    ``rows[updates · N, D]``; baselines that learn go on learning from batch to batch. (One kernel for both: a second one
    would take as long again to compile.)

    With ``batch.stop`` set, meanwhile or beforehand, it returns within a few episodes and the exact side of one update. What it then
    leaves is no state of a run: whoever set it puts memory and streams back.
    """
    episodes, steps, truncated, total = batch.tally[0], batch.tally[1], batch.tally[2], batch.tally[3]
    for run in range(memory.theta.shape[0] - 1, -1, -1):
        own = row_of(memory, run)
        batch.tally[0], batch.tally[1], batch.tally[2], batch.tally[3] = episodes, steps, truncated, total
        _learn_one(dynamics, phi, settings, own, batch, room, metric, updates, still, streams[run], rows)


@compiled
def score_rows(phi: Phi, settings: Settings, batch: Batch, first: int, out: Floats, probabilities: Floats) -> None:
    """Scores ``out[K, D]`` and π(·|S_t) ``probabilities[K, A]`` of the stored steps from ``first``, at the θ they were drawn with."""
    out[:] = 0.0
    for j in range(out.shape[0]):
        state = batch.states[first + j]
        for a in range(probabilities.shape[1]):
            probabilities[j, a] = batch.probabilities[state, a]
        if phi.sizes.size > 0:  # the replays of a finite difference leave units of their own
            forward(phi, batch.theta, state, batch.units, batch.row)
        add_score(
            phi, batch.theta, batch.units, batch.probabilities[state], state, batch.actions[first + j], 1.0 / settings.temperature, out[j]
        )
