"""What weighs each drawn score: returns, baselines, and the baselines' own learning.

weight_t = cᵗ (return_t − baseline_t)
"""

from __future__ import annotations

from policyscope.gradients.kernels.arrays import Batch, Dynamics, Exact, Memory, Metric, Settings
from policyscope.gradients.kernels.baselines import (
    batch_mean_of,
    constant_of,
    counts_once,
    is_batch_mean,
    is_remembered,
    learn_from,
    learns,
    remembered_of,
)
from policyscope.gradients.kernels.codes import Baseline, Estimator
from policyscope.gradients.kernels.optimal_state import best_of_state
from policyscope.gradients.kernels.policy import surprises
from policyscope.gradients.machine_code.compiled import inlined


@inlined
def tell(batch: Batch, episodes: int) -> None:
    """−log π(·|s) and its mean H(π(·|s)) of every state that was seen, once a state and update as π(·|s) itself."""
    clock = batch.clock[0]
    for k in range(batch.first[episodes]):
        state = batch.states[k]
        if batch.told[state] != clock:
            batch.entropies[state] = surprises(batch.probabilities[state], 1.0, batch.surprises[state])
            batch.told[state] = clock


@inlined
def _value(dynamics: Dynamics, settings: Settings, memory: Memory, room: Exact, state: int, t: int) -> float:
    """What the critic, or the state baseline, holds for a state at time t."""
    if settings.baseline == Baseline.EXACT:
        return room.values[t if dynamics.horizon > 0 else 0, state]
    return remembered_of(Baseline.LEARNED, settings, memory, state)


@inlined
def _assign_returns(dynamics: Dynamics, settings: Settings, batch: Batch, memory: Memory, room: Exact, episodes: int) -> None:
    """``returns`` of every step, from the last backwards.

    reward-to-go        G_t = R_{t+1} + γ G_{t+1}
    total return        G_0 at every step
    λ-return            G_t = R_{t+1} + γ ((1 − λ) V̂(S_{t+1}) + λ G_{t+1}), so that return − V̂(S_t) is GAE(λ)
    uniform behaviour   G_t = R_{t+1} + γ ρ_{t+1} G_{t+1}, each reward weighed by the ratios that lead to it alone

    where R counts the entropy bonus, and ρ_t = π(A_t|S_t) / (1/A).
    """
    more = settings.entropy != 0.0 or settings.estimator in (Estimator.LAMBDA_RETURN, Estimator.UNIFORM_BEHAVIOUR)
    if settings.entropy != 0.0:
        tell(batch, episodes)
    for i in range(episodes):
        total, ratio, later = 0.0, 1.0, 0.0
        if more:
            for k in range(batch.first[i + 1] - 1, batch.first[i] - 1, -1):
                state = batch.states[k]
                reward = batch.rewards[k]
                if settings.entropy != 0.0:
                    reward += settings.entropy * batch.entropies[state]
                if settings.estimator == Estimator.LAMBDA_RETURN:
                    total = reward + settings.discount * ((1.0 - settings.trace) * later + settings.trace * total)
                    later = _value(dynamics, settings, memory, room, state, k - batch.first[i])
                elif settings.estimator == Estimator.UNIFORM_BEHAVIOUR:
                    total = reward + settings.discount * ratio * total
                    ratio = batch.probabilities[state, batch.actions[k]] * batch.probabilities.shape[1]
                else:
                    total = reward + settings.discount * total
                batch.returns[k] = total
        else:  # nothing to ask at a step: a loop of its own is a tenth of an update faster
            for k in range(batch.first[i + 1] - 1, batch.first[i] - 1, -1):
                total = batch.rewards[k] + settings.discount * total
                batch.returns[k] = total
        if settings.total_return:
            for k in range(batch.first[i], batch.first[i + 1]):
                batch.returns[k] = total


@inlined
def _learn(settings: Settings, batch: Batch, memory: Memory, episodes: int) -> None:
    """The baseline learns from every return that was weighed: each step's G_t, or G_0 when credit is the total return."""
    once = settings.total_return and counts_once(settings.baseline)
    for i in range(episodes):
        last = min(batch.first[i] + 1, batch.first[i + 1]) if once else batch.first[i + 1]
        for k in range(batch.first[i], last):
            learn_from(settings.baseline, settings, memory, batch.states[k], batch.returns[k])


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
def _assign_baselines(
    dynamics: Dynamics, settings: Settings, batch: Batch, memory: Memory, room: Exact, metric: Metric, optimum: float, episodes: int
) -> None:  # fmt: skip
    """``baselines`` of every step: a loop for each kind, since asking at every step which it is took a tenth of an update."""
    kind = settings.baseline
    constant = constant_of(kind, settings, memory, optimum)
    if is_batch_mean(kind):
        _sum_at_time(batch, episodes)
        for i in range(episodes):
            for k in range(batch.first[i], batch.first[i + 1]):
                batch.baselines[k] = batch_mean_of(kind, batch.at_time[k - batch.first[i]], batch.returns[k], episodes)
    elif kind == Baseline.EXACT:
        for i in range(episodes):
            for k in range(batch.first[i], batch.first[i + 1]):
                batch.baselines[k] = _value(dynamics, settings, memory, room, batch.states[k], k - batch.first[i])
    elif kind == Baseline.OPTIMAL_STATE:
        for i in range(episodes):
            for k in range(batch.first[i], batch.first[i + 1]):
                batch.baselines[k] = best_of_state(dynamics, settings, room, metric, batch.states[k], k - batch.first[i], batch.row)
    elif is_remembered(kind):
        for k in range(batch.first[episodes]):
            batch.baselines[k] = remembered_of(kind, settings, memory, batch.states[k])
    else:
        for k in range(batch.first[episodes]):
            batch.baselines[k] = constant


@inlined
def weigh(
    dynamics: Dynamics, settings: Settings, batch: Batch, memory: Memory, room: Exact, metric: Metric, optimum: float, episodes: int
) -> None:  # fmt: skip
    """Returns, baselines and weights cᵗ (return − baseline) of every drawn step; then the baseline learns from them.

    The exact baselines read ``room``, ``metric`` and ``optimum``, which the caller has brought up to date with θ.
    """
    _assign_returns(dynamics, settings, batch, memory, room, episodes)
    if learns(settings.baseline) and settings.include_current:
        _learn(settings, batch, memory, episodes)
    _assign_baselines(dynamics, settings, batch, memory, room, metric, optimum, episodes)
    elsewhere = settings.estimator == Estimator.UNIFORM_BEHAVIOUR
    weighting = 1.0 if settings.total_return else settings.weighting
    for k in range(batch.first[episodes]):
        batch.weights[k] = batch.returns[k] - batch.baselines[k]
    if elsewhere or weighting != 1.0:
        for i in range(episodes):
            factor = 1.0
            for k in range(batch.first[i], batch.first[i + 1]):
                if elsewhere:
                    factor *= batch.probabilities[batch.states[k], batch.actions[k]] * batch.probabilities.shape[1]
                batch.weights[k] *= factor
                factor *= weighting
    if learns(settings.baseline) and not settings.include_current:
        _learn(settings, batch, memory, episodes)
