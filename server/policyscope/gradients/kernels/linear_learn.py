"""Learning to steer: draw a batch of episodes, weigh each step, ascend (Williams 1992; Sutton & Barto 2018, §13.7).

    draw_paths ──► weigh_paths ──► contribute_path ──► ascend        one update; `learn_linear` runs many in one call

With z = (A − μ)/σ standard normal and x = (S) or (S, 1), step t of an episode contributes to ∇J and ∂J/∂log σ

    score function     cᵗ (G_t − b) z x/σ       cᵗ (G_t − b) (z² − 1)                                     (Williams 1992)
    pathwise           λ_t x                    λ_t σ z        λ_t = dG_0/dA_t through all that follows        (Pearlmutter 1989)
    finite difference  (G_0(θ + ε e_d) − G_0(θ − ε e_d)) / 2ε of the whole episode, the same noise on both sides
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Memory, Settings, Stream, Streams
from policyscope.gradients.kernels.ascend import ascend, normalize
from policyscope.gradients.kernels.baselines import (
    batch_mean_of,
    constant_of,
    counts_once,
    is_batch_mean,
    is_remembered,
    learn_from,
    learns,
    remembered_of,
    row_of,
)
from policyscope.gradients.kernels.codes import NAN, Baseline, Estimator, Preconditioner
from policyscope.gradients.kernels.gaussian import entropy_at
from policyscope.gradients.kernels.linear import Outlook, Paths, Plant
from policyscope.gradients.kernels.linear_exact import (
    best_at,
    gain_of,
    natural_step,
    prepare_linear,
    shift_of,
    solve_linear,
    spread_of,
    value_at,
)
from policyscope.gradients.kernels.streams import normal
from policyscope.gradients.machine_code.compiled import compiled, inlined


@inlined
def draw_paths(plant: Plant, settings: Settings, theta: Floats, batch: Paths, rng: Stream) -> None:
    """States, actions and rewards of every episode of a batch."""
    gain, shift, sigma = gain_of(theta), shift_of(plant, theta), spread_of(plant, theta)
    batch.policy[0], batch.policy[1], batch.policy[2] = gain, shift, sigma
    for i in range(settings.batch):
        state = plant.start_mean
        if plant.start_std > 0.0:
            state += plant.start_std * normal(rng)
        for t in range(plant.horizon):
            z, pushed = normal(rng), 0.0
            if plant.noise > 0.0:
                pushed = plant.noise * normal(rng)
            action = gain * state + shift + sigma * z
            batch.states[i, t] = state
            batch.noise[i, t] = z
            batch.disturbance[i, t] = pushed
            batch.actions[i, t] = action
            batch.rewards[i, t] = -(plant.q * state * state + plant.r * action * action)
            state = plant.a * state + plant.b * action + pushed
        batch.states[i, plant.horizon] = state


@inlined
def _assign_returns(plant: Plant, settings: Settings, batch: Paths) -> None:
    """``returns`` of every step, from the last backwards; G_0 at every step when credit is the total return."""
    bonus = settings.entropy * entropy_at(batch.policy[2]) if settings.entropy != 0.0 else 0.0
    sum_of_returns = 0.0
    for i in range(settings.batch):
        last = batch.states[i, plant.horizon]
        total = -plant.final * last * last
        for t in range(plant.horizon - 1, -1, -1):
            total = batch.rewards[i, t] + bonus + settings.discount * total
            batch.returns[i, t] = total
        if settings.total_return:
            for t in range(plant.horizon):
                batch.returns[i, t] = total
        sum_of_returns += total
    batch.tally[0] += settings.batch
    batch.tally[1] += settings.batch * plant.horizon
    batch.tally[3] += sum_of_returns


@inlined
def _learn(kind: int, plant: Plant, settings: Settings, batch: Paths, memory: Memory) -> None:
    """The baseline learns from every return that was weighed; a learned value is a number for each step t."""
    steps = 1 if settings.total_return and counts_once(kind) else plant.horizon
    for i in range(settings.batch):
        for t in range(steps):
            learn_from(kind, settings, memory, t, batch.returns[i, t])


@inlined
def weigh_paths(plant: Plant, settings: Settings, theta: Floats, batch: Paths, memory: Memory, room: Outlook) -> None:
    """Returns, baselines and weights of a batch; then the baseline learns from it. Only the score function takes one."""
    _assign_returns(plant, settings, batch)
    kind = settings.baseline if settings.estimator == Estimator.REINFORCE else Baseline.NONE
    if learns(kind) and settings.include_current:
        _learn(kind, plant, settings, batch, memory)
    constant = NAN if kind == Baseline.OPTIMAL else constant_of(kind, settings, memory, 0.0)
    if is_batch_mean(kind):
        for t in range(plant.horizon):
            batch.at_time[t] = 0.0
            for i in range(settings.batch):
                batch.at_time[t] += batch.returns[i, t]
    for i in range(settings.batch):
        factor = 1.0
        for t in range(plant.horizon):
            baseline = constant
            if is_batch_mean(kind):
                baseline = batch_mean_of(kind, batch.at_time[t], batch.returns[i, t], settings.batch)
            elif is_remembered(kind):
                baseline = remembered_of(kind, settings, memory, t)
            elif kind == Baseline.EXACT:
                baseline = value_at(room, t, batch.states[i, t])
            elif kind == Baseline.OPTIMAL_STATE:
                baseline = best_at(plant, settings, theta, room, t, batch.states[i, t])
            batch.baselines[i, t] = baseline
            batch.weights[i, t] = factor * (batch.returns[i, t] - baseline)
            factor *= 1.0 if settings.total_return else settings.weighting
    if settings.estimator == Estimator.PATHWISE:
        _weigh_along(plant, settings, batch)
    if learns(kind) and not settings.include_current:
        _learn(kind, plant, settings, batch, memory)


@inlined
def _weigh_along(plant: Plant, settings: Settings, batch: Paths) -> None:
    """``weights`` λ_t = dG_0/dA_t, from the last step backwards, p = dG_{t+1}/dS_{t+1}: later states and actions move too."""
    for i in range(settings.batch):
        p = -2.0 * plant.final * batch.states[i, plant.horizon]
        for t in range(plant.horizon - 1, -1, -1):
            along = -2.0 * plant.r * batch.actions[i, t] + settings.discount * plant.b * p
            p = -2.0 * plant.q * batch.states[i, t] + settings.discount * plant.a * p + batch.policy[0] * along
            batch.weights[i, t] = along
        factor = 1.0
        for t in range(plant.horizon):
            batch.weights[i, t] *= factor
            factor *= settings.discount


@compiled
def _replayed(plant: Plant, settings: Settings, batch: Paths, episode: int, gain: float, shift: float, sigma: float) -> float:
    """G_0 of an episode, without a bonus, had the policy been another: the same start, the same noise."""
    state, total, weight = batch.states[episode, 0], 0.0, 1.0
    for t in range(plant.horizon):
        action = gain * state + shift + sigma * batch.noise[episode, t]
        total -= weight * (plant.q * state * state + plant.r * action * action)
        state = plant.a * state + plant.b * action + batch.disturbance[episode, t]
        weight *= settings.discount
    return total - weight * plant.final * state * state


@compiled
def _difference(plant: Plant, settings: Settings, batch: Paths, episode: int, scale: float, out: Floats) -> None:
    """``out[D] += scale · (G_0(θ + ε e_d) − G_0(θ − ε e_d)) / 2ε``."""
    gain, shift, sigma, reach = batch.policy[0], batch.policy[1], batch.policy[2], settings.spacing
    share = scale / (2.0 * reach)
    gap = _replayed(plant, settings, batch, episode, gain + reach, shift, sigma)
    out[0] += share * (gap - _replayed(plant, settings, batch, episode, gain - reach, shift, sigma))
    if plant.inputs > 1:
        gap = _replayed(plant, settings, batch, episode, gain, shift + reach, sigma)
        out[1] += share * (gap - _replayed(plant, settings, batch, episode, gain, shift - reach, sigma))
    if out.size > plant.inputs:
        gap = _replayed(plant, settings, batch, episode, gain, shift, sigma * math.exp(reach))
        out[plant.inputs] += share * (gap - _replayed(plant, settings, batch, episode, gain, shift, sigma * math.exp(-reach)))


@inlined
def _sweep_path(plant: Plant, settings: Settings, batch: Paths, episode: int, scale: float, out: Floats) -> None:
    """``out[D] += scale · (θ_H − θ_old) / α`` where θ moves after every step, each score at the θ of its moment; see `sweep`."""
    gain, shift, sigma = batch.policy[0], batch.policy[1], batch.policy[2]
    first, second, third, factor = 0.0, 0.0, 0.0, settings.entropy
    for t in range(plant.horizon):
        state, weight = batch.states[episode, t], batch.weights[episode, t]
        mean = (gain + settings.rate * first) * state
        if plant.inputs > 1:
            mean += shift + settings.rate * second
        z = (batch.actions[episode, t] - mean) / sigma
        first += weight * z / sigma * state
        second += weight * z / sigma
        third += weight * (z * z - 1.0) + factor
        factor *= settings.weighting
        if out.size > plant.inputs:
            sigma = batch.policy[2] * math.exp(settings.rate * third)
    out[0] += scale * first
    if plant.inputs > 1:
        out[1] += scale * second
    if out.size > plant.inputs:
        out[plant.inputs] += scale * third


@inlined
def contribute_path(plant: Plant, settings: Settings, batch: Paths, episode: int, scale: float, out: Floats) -> None:
    """``out[D] += scale ·`` one episode's contribution to the estimate, with the entropy bonus' own slope, cᵗ β a step for log σ."""
    kind, sigma = settings.estimator, batch.policy[2]
    moving = settings.moving and kind == Estimator.REINFORCE
    if moving:
        _sweep_path(plant, settings, batch, episode, scale, out)
    elif kind == Estimator.FINITE_DIFFERENCE:
        _difference(plant, settings, batch, episode, scale, out)
    elif kind == Estimator.REINFORCE or kind == Estimator.PATHWISE:
        for t in range(plant.horizon):
            z, weight = batch.noise[episode, t], scale * batch.weights[episode, t]
            along = weight * z / sigma if kind == Estimator.REINFORCE else weight
            out[0] += along * batch.states[episode, t]
            if plant.inputs > 1:
                out[1] += along
            if out.size > plant.inputs:
                out[plant.inputs] += weight * (z * z - 1.0) if kind == Estimator.REINFORCE else weight * sigma * z
    else:
        out[0] = NAN
    if settings.entropy != 0.0 and out.size > plant.inputs and not moving:
        factor = scale * settings.entropy
        for _ in range(plant.horizon):
            out[plant.inputs] += factor
            factor *= settings.weighting


@inlined
def _step(plant: Plant, settings: Settings, memory: Memory, batch: Paths, room: Outlook) -> None:
    """From the estimate to the next θ. A weight that is thrown beyond the plant's bounds is lost: no episode finds back from there."""
    if settings.preconditioner == Preconditioner.NATURAL:
        natural_step(plant, settings.damping, spread_of(plant, memory.theta), batch.estimate, room, batch.direction)
    elif settings.preconditioner == Preconditioner.NORMALIZED:
        normalize(batch.estimate, batch.direction)
    elif settings.preconditioner != Preconditioner.NONE:
        batch.direction[0] = NAN
    ascend(settings, memory, batch.estimate if settings.preconditioner == Preconditioner.NONE else batch.direction)
    for d in range(memory.theta.size):
        if d >= plant.inputs:
            memory.theta[d] = min(max(memory.theta[d], -plant.largest_log_sigma), plant.largest_log_sigma)
        elif abs(memory.theta[d]) > plant.largest_weight:
            memory.theta[d] = NAN


@inlined
def _learn_one(
    plant: Plant, settings: Settings, memory: Memory, batch: Paths, room: Outlook, updates: int, still: bool,
    rng: Stream, rows: Floats,
) -> None:  # fmt: skip
    """`learn_linear` for one run, whose rows of the memory these are."""
    size = memory.theta.size
    natural = settings.preconditioner == Preconditioner.NATURAL
    asks = settings.exact or natural or settings.baseline in (Baseline.EXACT, Baseline.OPTIMAL_STATE)
    for update in range(updates):
        if batch.stop[0] != 0:
            break
        if asks and (update == 0 or not still):
            solve_linear(plant, settings, memory.theta, room)
            if natural:
                prepare_linear(plant, room)
        if settings.exact:
            for d in range(size):
                batch.estimate[d] = room.gradient[d]
        else:
            draw_paths(plant, settings, memory.theta, batch, rng)
            weigh_paths(plant, settings, memory.theta, batch, memory, room)
            for d in range(size):
                batch.estimate[d] = 0.0
            for i in range(settings.batch):
                out = rows[update * settings.batch + i] if still else batch.estimate
                contribute_path(plant, settings, batch, i, 1.0 if still else 1.0 / settings.batch, out)
        if not still:
            _step(plant, settings, memory, batch, room)
    if settings.preconditioner == Preconditioner.NONE:
        for d in range(size):
            batch.direction[d] = batch.estimate[d]


@compiled
def learn_linear(
    plant: Plant, settings: Settings, memory: Memory, batch: Paths, room: Outlook, updates: int, still: bool,
    streams: Streams, rows: Floats,
) -> None:  # fmt: skip
    """``updates`` updates of every run, in place; the arguments are those of `learn.learn`, and so is what it leaves behind."""
    episodes, steps, truncated, total = batch.tally[0], batch.tally[1], batch.tally[2], batch.tally[3]
    for run in range(memory.theta.shape[0] - 1, -1, -1):
        own = row_of(memory, run)
        batch.tally[0], batch.tally[1], batch.tally[2], batch.tally[3] = episodes, steps, truncated, total
        _learn_one(plant, settings, own, batch, room, updates, still, streams[run], rows)
