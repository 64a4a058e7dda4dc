"""REINFORCE, exactly as a textbook writes it: draw a batch of episodes, weigh each score, ascend (Williams 1992).

    draw ──► weigh ──► contributions ──► ascend        one update; `learn` runs many in one call

θ stands still while a batch is drawn and weighed, so π(·|s) is computed once a state and update (``stamp`` says which
rows are fresh), and stays there afterwards for the pictures to read.
"""

from __future__ import annotations

import numpy as np

from policyscope.gradients.arrays import (
    BASELINE_BATCH,
    BASELINE_CONSTANT,
    BASELINE_EXACT,
    BASELINE_LEARNED,
    BASELINE_OPTIMAL,
    BASELINE_OTHERS,
    BASELINE_RUNNING,
    Batch,
    Dynamics,
    Exact,
    Floats,
    Memory,
    Metric,
    Phi,
    Settings,
)
from policyscope.gradients.compiled import compiled, inlined
from policyscope.gradients.kernels.exact import evaluate
from policyscope.gradients.kernels.natural import apply_inverse, diagonalise, fisher
from policyscope.gradients.kernels.optimal import optimal_constant
from policyscope.gradients.kernels.policy import add_score, softmax_row


@inlined
def draw(
    dynamics: Dynamics, phi: Phi, settings: Settings, theta: Floats, batch: Batch, episodes: int, rng: np.random.Generator
) -> None:  # fmt: skip
    """Episodes 0 … ``episodes`` − 1 of the policy at θ into ``batch``, which also tallies them.

    An episode ends on a terminal state, at the horizon, or (counted as truncated) where the room for steps ends.
    """
    states, actions = batch.probabilities.shape
    longest = dynamics.horizon if dynamics.horizon > 0 else batch.at_time.size
    room = batch.states.size
    batch.clock[0] += 1
    clock = batch.clock[0]
    at = 0
    for i in range(episodes):
        batch.first[i] = at
        state = 0
        if states > 1:
            left = rng.random()
            while state < states - 1 and left >= dynamics.start[state]:
                left -= dynamics.start[state]
                state += 1
            while dynamics.start[state] == 0.0:  # rounding may step past the last state that can begin
                state -= 1
        begin, score, factor = at, 0.0, 1.0
        while not dynamics.terminal[state] and at - begin < longest and at < room:
            row = batch.probabilities[state]
            if batch.stamp[state] != clock:
                softmax_row(phi, theta, settings.temperature, state, row)
                batch.stamp[state] = clock
            left, action = rng.random(), 0
            while action < actions - 1 and left >= row[action]:
                left -= row[action]
                action += 1
            while row[action] == 0.0:
                action -= 1
            k, last = dynamics.pointer[state * actions + action], dynamics.pointer[state * actions + action + 1] - 1
            if k < last:
                left = rng.random()
                while k < last and left >= dynamics.probability[k]:
                    left -= dynamics.probability[k]
                    k += 1
            reward = dynamics.mean[k]
            if dynamics.bernoulli:
                reward = 1.0 if rng.random() < reward else 0.0
            elif dynamics.std[k] > 0.0:
                reward += dynamics.std[k] * rng.standard_normal()
            batch.states[at] = state
            batch.actions[at] = action
            batch.rewards[at] = reward
            score += factor * reward
            factor *= settings.discount
            state = dynamics.successor[k]
            at += 1
        batch.last_state[i] = state
        batch.score[i] = score
        batch.tally[0] += 1.0
        batch.tally[1] += at - begin
        batch.tally[3] += score
        if not dynamics.terminal[state] and (dynamics.horizon == 0 or at - begin < dynamics.horizon):
            batch.tally[2] += 1.0
    batch.first[episodes] = at


@inlined
def _assign_returns(settings: Settings, batch: Batch, episodes: int) -> None:
    """``returns``: G_t = R_{t+1} + γ G_{t+1} at every step, or G_0 at every step of the episode."""
    for i in range(episodes):
        total = 0.0
        for k in range(batch.first[i + 1] - 1, batch.first[i] - 1, -1):
            total = batch.rewards[k] + settings.discount * total
            batch.returns[k] = total
        if settings.total_return:
            for k in range(batch.first[i], batch.first[i + 1]):
                batch.returns[k] = total


@inlined
def _learn_running(settings: Settings, batch: Batch, memory: Memory, episodes: int) -> None:
    """Every return that was weighed counts once: each step's G_t, or each episode's G_0."""
    for i in range(episodes):
        last = min(batch.first[i] + 1, batch.first[i + 1]) if settings.total_return else batch.first[i + 1]
        for k in range(batch.first[i], last):
            memory.running[1] += 1.0
            step = settings.baseline_step if settings.baseline_step > 0.0 else 1.0 / memory.running[1]
            memory.running[0] += step * (batch.returns[k] - memory.running[0])


@inlined
def _learn_value(settings: Settings, batch: Batch, memory: Memory, episodes: int) -> None:
    """V̂(s) moves towards the return it is subtracted from: E[G_t | s], or E[G_0 | s] when credit is the total return."""
    for k in range(batch.first[episodes]):
        at = 0 if settings.shared_value else batch.states[k]
        memory.value[at] += settings.baseline_step * (batch.returns[k] - memory.value[at])


@inlined
def _sum_at_time(batch: Batch, episodes: int) -> None:
    """``at_time[t]``: the sum over the batch of the returns at step t; an episode that has ended counts as 0."""
    longest = 0
    for i in range(episodes):
        longest = max(longest, batch.first[i + 1] - batch.first[i])
    for t in range(longest):
        batch.at_time[t] = 0.0
    for i in range(episodes):
        for k in range(batch.first[i], batch.first[i + 1]):
            batch.at_time[k - batch.first[i]] += batch.returns[k]


@inlined
def weigh(dynamics: Dynamics, settings: Settings, batch: Batch, memory: Memory, room: Exact, optimum: float, episodes: int) -> None:
    """Returns, baselines and weights cᵗ (return − baseline) of every drawn step; then the baseline learns from them.

    The exact baselines read ``room`` and ``optimum``, which the caller has brought up to date with θ.
    """
    _assign_returns(settings, batch, episodes)
    kind = settings.baseline
    if kind == BASELINE_RUNNING and settings.include_current:
        _learn_running(settings, batch, memory, episodes)
    if kind in (BASELINE_BATCH, BASELINE_OTHERS):
        _sum_at_time(batch, episodes)
    constant = 0.0
    if kind == BASELINE_CONSTANT:
        constant = settings.baseline_value
    elif kind == BASELINE_RUNNING:
        constant = memory.running[0]
    elif kind == BASELINE_OPTIMAL:
        constant = optimum + settings.baseline_value
    for i in range(episodes):
        factor = 1.0
        for k in range(batch.first[i], batch.first[i + 1]):
            t = k - batch.first[i]
            baseline = constant
            if kind == BASELINE_BATCH:
                baseline = batch.at_time[t] / episodes
            elif kind == BASELINE_OTHERS:
                baseline = (batch.at_time[t] - batch.returns[k]) / max(1, episodes - 1)
            elif kind == BASELINE_LEARNED:
                baseline = memory.value[0 if settings.shared_value else batch.states[k]]
            elif kind == BASELINE_EXACT:
                baseline = room.values[t if dynamics.horizon > 0 else 0, batch.states[k]]
            batch.baselines[k] = baseline
            batch.weights[k] = factor * (batch.returns[k] - baseline)
            factor *= 1.0 if settings.total_return else settings.weighting
    if kind == BASELINE_RUNNING and not settings.include_current:
        _learn_running(settings, batch, memory, episodes)
    elif kind == BASELINE_LEARNED:
        _learn_value(settings, batch, memory, episodes)


@inlined
def contribute(phi: Phi, settings: Settings, batch: Batch, episode: int, scale: float, out: Floats) -> None:
    """``out[D] += scale · Σ_t weight_t · score(S_t, A_t)``, one episode's contribution to the estimate."""
    scale /= settings.temperature
    for k in range(batch.first[episode], batch.first[episode + 1]):
        state = batch.states[k]
        add_score(phi, batch.probabilities[state], state, batch.actions[k], scale * batch.weights[k], out)


@inlined
def _refresh_exact(dynamics: Dynamics, phi: Phi, settings: Settings, memory: Memory, room: Exact, metric: Metric) -> float:
    """What this update needs of the exact side at θ; returns b* where the optimal constant is in use, else 0."""
    natural = settings.natural
    if not (settings.exact or natural or settings.baseline == BASELINE_EXACT or settings.baseline == BASELINE_OPTIMAL):
        return 0.0
    evaluate(dynamics, phi, settings, memory.theta, room)
    if natural:
        fisher(phi, room.probabilities, room.visitation, settings.temperature, metric.curvature)
        diagonalise(metric.curvature, metric.vectors)
    if settings.baseline == BASELINE_OPTIMAL and not settings.exact:
        return optimal_constant(dynamics, phi, settings, room, metric)
    return 0.0


@compiled
def learn(
    dynamics: Dynamics, phi: Phi, settings: Settings, memory: Memory, batch: Batch, room: Exact,
    metric: Metric, updates: int, rng: np.random.Generator,
) -> None:  # fmt: skip
    """``updates`` updates θ ← θ + α·direction, in place.

    ``batch`` is left with the last update's episodes, ``batch.estimate`` with its mean contribution, ``batch.direction``
    with the same preconditioned.
    """
    size = memory.theta.size
    for _ in range(updates):
        optimum = _refresh_exact(dynamics, phi, settings, memory, room, metric)
        if settings.exact:
            for d in range(size):
                batch.estimate[d] = room.gradient[d]
        else:
            draw(dynamics, phi, settings, memory.theta, batch, settings.batch, rng)
            weigh(dynamics, settings, batch, memory, room, optimum, settings.batch)
            for d in range(size):
                batch.estimate[d] = 0.0
            for i in range(settings.batch):
                contribute(phi, settings, batch, i, 1.0 / settings.batch, batch.estimate)
        if settings.natural:
            apply_inverse(metric.curvature, metric.vectors, settings.damping, batch.estimate, batch.direction)
            for d in range(size):
                memory.theta[d] += settings.rate * batch.direction[d]
        else:
            for d in range(size):
                memory.theta[d] += settings.rate * batch.estimate[d]


@compiled
def rows_of_contributions(
    dynamics: Dynamics, phi: Phi, settings: Settings, memory: Memory, batch: Batch, room: Exact,
    metric: Metric, rng: np.random.Generator, out: Floats,
) -> None:  # fmt: skip
    """One row an episode: ``out[N, D]``, batches of ``settings.batch`` episodes at a θ that stands still.

    Baselines that learn go on learning from batch to batch, as in a run. N must be a multiple of the batch size.
    """
    out[:] = 0.0
    optimum = _refresh_exact(dynamics, phi, settings, memory, room, metric)
    for first in range(0, out.shape[0], settings.batch):
        draw(dynamics, phi, settings, memory.theta, batch, settings.batch, rng)
        weigh(dynamics, settings, batch, memory, room, optimum, settings.batch)
        for i in range(settings.batch):
            contribute(phi, settings, batch, i, 1.0, out[first + i])


@compiled
def score_rows(phi: Phi, settings: Settings, batch: Batch, first: int, out: Floats, probabilities: Floats) -> None:
    """Scores ``out[K, D]`` and π(·|S_t) ``probabilities[K, A]`` of the stored steps from ``first``, at the θ they were drawn with."""
    out[:] = 0.0
    for j in range(out.shape[0]):
        state = batch.states[first + j]
        for a in range(probabilities.shape[1]):
            probabilities[j, a] = batch.probabilities[state, a]
        add_score(phi, batch.probabilities[state], state, batch.actions[first + j], 1.0 / settings.temperature, out[j])
