"""What weighs each drawn score: returns, baselines, and the baselines' own learning.

weight_t = cᵗ (return_t − baseline_t)
"""

from __future__ import annotations

from policyscope.gradients.arrays import (
    BASELINE_BATCH,
    BASELINE_CONSTANT,
    BASELINE_EXACT,
    BASELINE_LEARNED,
    BASELINE_OPTIMAL,
    BASELINE_OTHERS,
    BASELINE_RUNNING,
    LAMBDA_RETURN,
    UNIFORM_BEHAVIOUR,
    Batch,
    Dynamics,
    Exact,
    Memory,
    Settings,
)
from policyscope.gradients.compiled import inlined
from policyscope.gradients.kernels.policy import entropy_of


@inlined
def _value(dynamics: Dynamics, settings: Settings, memory: Memory, room: Exact, state: int, t: int) -> float:
    """What the critic, or the state baseline, holds for a state at time t."""
    if settings.baseline == BASELINE_EXACT:
        return room.values[t if dynamics.horizon > 0 else 0, state]
    return memory.value[0 if settings.shared_value else state]


@inlined
def _assign_returns(dynamics: Dynamics, settings: Settings, batch: Batch, memory: Memory, room: Exact, episodes: int) -> None:
    """``returns`` of every step, from the last backwards.

    reward-to-go        G_t = R_{t+1} + γ G_{t+1}
    total return        G_0 at every step
    λ-return            G_t = R_{t+1} + γ ((1 − λ) V̂(S_{t+1}) + λ G_{t+1}), so that return − V̂(S_t) is GAE(λ)
    uniform behaviour   G_t = R_{t+1} + γ ρ_{t+1} G_{t+1}, each reward weighed by the ratios that lead to it alone

    where R counts the entropy bonus, and ρ_t = π(A_t|S_t) / (1/A).
    """
    for i in range(episodes):
        total, ratio, later = 0.0, 1.0, 0.0
        for k in range(batch.first[i + 1] - 1, batch.first[i] - 1, -1):
            state = batch.states[k]
            reward = batch.rewards[k]
            if settings.entropy != 0.0:
                reward += settings.entropy * entropy_of(batch.probabilities[state])
            if settings.estimator == LAMBDA_RETURN:
                total = reward + settings.discount * ((1.0 - settings.trace) * later + settings.trace * total)
                later = _value(dynamics, settings, memory, room, state, k - batch.first[i])
            elif settings.estimator == UNIFORM_BEHAVIOUR:
                total = reward + settings.discount * ratio * total
                ratio = batch.probabilities[state, batch.actions[k]] * batch.probabilities.shape[1]
            else:
                total = reward + settings.discount * total
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
    _assign_returns(dynamics, settings, batch, memory, room, episodes)
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
            elif kind in (BASELINE_LEARNED, BASELINE_EXACT):
                baseline = _value(dynamics, settings, memory, room, batch.states[k], t)
            if settings.estimator == UNIFORM_BEHAVIOUR:
                factor *= batch.probabilities[batch.states[k], batch.actions[k]] * batch.probabilities.shape[1]
            batch.baselines[k] = baseline
            batch.weights[k] = factor * (batch.returns[k] - baseline)
            factor *= 1.0 if settings.total_return else settings.weighting
    if kind == BASELINE_RUNNING and not settings.include_current:
        _learn_running(settings, batch, memory, episodes)
    elif kind == BASELINE_LEARNED:
        _learn_value(settings, batch, memory, episodes)
