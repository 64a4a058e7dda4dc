"""REINFORCE on a bandit, where an episode is one pull: `learn` with everything left out that a bandit does not need.

    θ(b) ← θ(b) + α (1/N) Σ_i (R_i − baseline_i) (1{b = A_i} − π(b)) / temperature

It draws the same random numbers and does the same arithmetic in the same order as `learn`, so that the numbers are the same to the last
bit. That makes it twice as fast: half of a pull's time there is spent on what could be otherwise. A kernel of its own: `learn`,
which it would be a part of, became slower by half with it, and no more than the last update needs what `learn` leaves in the batch.
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Batch, Dynamics, Memory, Phi, Settings, Stream, Streams
from policyscope.gradients.kernels.ascend import rate_of
from policyscope.gradients.kernels.baselines import batch_mean_of, constant_of, is_batch_mean, learn_from, row_of
from policyscope.gradients.kernels.codes import Baseline, Estimator, Objective, Optimizer, Preconditioner
from policyscope.gradients.kernels.policy import share_out
from policyscope.gradients.kernels.streams import normal, pick, uniform
from policyscope.gradients.machine_code.compiled import compiled, inlined


def only_pulls(dynamics: Dynamics, phi: Phi, settings: Settings) -> bool:
    """Whether an update is pulls of arms with fixed distributions, weighed by reward and a number or the batch, and plain ascent."""
    arms = dynamics.pointer.size - 1
    return bool(
        dynamics.terminal.size == 1
        and dynamics.horizon == 1
        and not dynamics.terminal[0]
        and dynamics.pointer[arms] == arms
        and phi.tabular
        and phi.sizes.size == 0
        and settings.estimator == Estimator.REINFORCE
        and settings.objective == Objective.START_VALUE
        and settings.baseline in (Baseline.NONE, Baseline.CONSTANT, Baseline.RUNNING, Baseline.BATCH, Baseline.OTHERS)
        and settings.preconditioner == Preconditioner.NONE
        and settings.optimizer == Optimizer.ASCENT
        and settings.entropy == 0.0
        and not settings.exact
        and not settings.moving
    )


@inlined
def _probabilities(theta: Floats, temperature: float, row: Floats) -> None:
    """π into ``row[A]``."""
    largest = -math.inf
    for a in range(row.size):
        row[a] = theta[a]
        largest = max(largest, theta[a])
    share_out(row, largest, temperature)


@inlined
def _reward(dynamics: Dynamics, arm: int, rng: Stream) -> float:
    """What a pull of the arm pays."""
    reward = dynamics.mean[arm]
    if dynamics.bernoulli:
        reward = 1.0 if uniform(rng) < reward else 0.0
    elif dynamics.std[arm] > 0.0:
        reward += dynamics.std[arm] * normal(rng)
    return reward


@inlined
def _step(theta: Floats, row: Floats, arm: int, weight: float, rate: float) -> None:
    """``θ += rate · weight · score``, the score as `add_score` has it: 1 − π(arm) is a sum where it is small."""
    if row[arm] <= 0.5:
        for b in range(row.size):
            theta[b] += rate * ((weight if b == arm else 0.0) - weight * row[b])
        return
    others = 0.0
    for b in range(row.size):
        if b != arm:
            others += row[b]
            theta[b] += rate * (0.0 - weight * row[b])
    theta[arm] += rate * (0.0 + weight * others)


@inlined
def _add(out: Floats, row: Floats, arm: int, weight: float) -> None:
    """``out[A] += weight · score``, as `add_score` does it."""
    if row[arm] <= 0.5:
        out[arm] += weight
        for b in range(row.size):
            out[b] -= weight * row[b]
        return
    others = 0.0
    for b in range(row.size):
        if b != arm:
            others += row[b]
            out[b] -= weight * row[b]
    out[arm] += weight * others


@inlined
def _pull_batch(settings: Settings, memory: Memory, batch: Batch, scale: float, total: float) -> None:
    """The drawn pulls of ``batch`` move θ; their rewards add up to ``total``."""
    row, estimate, learning = batch.row, batch.estimate, settings.baseline == Baseline.RUNNING
    if learning and settings.include_current:
        for i in range(settings.batch):
            learn_from(Baseline.RUNNING, settings, memory, 0, batch.returns[i])
    constant = constant_of(settings.baseline, settings, memory, 0.0)
    by_batch = is_batch_mean(settings.baseline)
    for b in range(row.size):
        estimate[b] = 0.0
    for i in range(settings.batch):
        baseline = constant
        if by_batch:
            baseline = batch_mean_of(settings.baseline, total, batch.returns[i], settings.batch)
        _add(estimate, row, batch.actions[i], scale * (batch.returns[i] - baseline))
    if learning and not settings.include_current:
        for i in range(settings.batch):
            learn_from(Baseline.RUNNING, settings, memory, 0, batch.returns[i])
    rate = rate_of(settings, memory)
    for b in range(row.size):
        memory.theta[b] += rate * estimate[b]


@inlined
def _pull_run(dynamics: Dynamics, settings: Settings, memory: Memory, batch: Batch, updates: int, rng: Stream) -> None:
    """`pull` for one run with batches, whose rows of the memory these are."""
    row, score, pulls = batch.row, batch.tally[3], settings.batch
    scale = 1.0 / pulls * (settings.share / settings.temperature)
    done = 0
    while done < updates and batch.stop[0] == 0:
        _probabilities(memory.theta, settings.temperature, row)
        total = 0.0
        for i in range(pulls):
            arm = pick(row, 0, row.size - 1, uniform(rng))
            reward = _reward(dynamics, arm, rng)
            score += (0.0 + reward) * settings.share
            batch.actions[i] = arm
            batch.returns[i] = reward + 0.0
            total += batch.returns[i]
        _pull_batch(settings, memory, batch, scale, total)
        memory.steps[0] += 1.0
        done += 1
    batch.tally[0] += done * pulls
    batch.tally[1] += done * pulls
    batch.tally[3] = score


@inlined
def _pull_run_singly(dynamics: Dynamics, settings: Settings, memory: Memory, batch: Batch, updates: int, rng: Stream) -> None:
    """`pull` for one run whose batches are one pull, and whose baseline is a number."""
    row, score, learning = batch.row, batch.tally[3], settings.baseline == Baseline.RUNNING
    scale = settings.share / settings.temperature
    done = 0
    while done < updates and batch.stop[0] == 0:
        _probabilities(memory.theta, settings.temperature, row)
        arm = pick(row, 0, row.size - 1, uniform(rng))
        reward = _reward(dynamics, arm, rng)
        score += (0.0 + reward) * settings.share
        reward += 0.0  # −0 becomes 0, as the first term of a return does
        if learning and settings.include_current:
            learn_from(Baseline.RUNNING, settings, memory, 0, reward)
        weight = scale * (reward - constant_of(settings.baseline, settings, memory, 0.0))
        if learning and not settings.include_current:
            learn_from(Baseline.RUNNING, settings, memory, 0, reward)
        _step(memory.theta, row, arm, weight, rate_of(settings, memory))
        memory.steps[0] += 1.0
        done += 1
    batch.tally[0] += done
    batch.tally[1] += done
    batch.tally[3] = score


@compiled
def pull(dynamics: Dynamics, settings: Settings, memory: Memory, batch: Batch, updates: int, streams: Streams) -> None:
    """``updates`` updates of every run where `only_pulls` holds; what `learn` leaves of a run, but for the batch: that is scratch here.

    Args:
        dynamics: the bandit.
        settings: those of which `only_pulls` holds.
        memory: updated in place.
        batch: room for N pulls; to its tally the first run's own are added.
        updates: how many.
        streams: the random numbers of each run.
    """
    singly = settings.batch == 1 and not is_batch_mean(settings.baseline)
    episodes, steps, total = batch.tally[0], batch.tally[1], batch.tally[3]
    for run in range(memory.theta.shape[0] - 1, -1, -1):
        batch.tally[0], batch.tally[1], batch.tally[3] = episodes, steps, total
        if singly:
            _pull_run_singly(dynamics, settings, row_of(memory, run), batch, updates, streams[run])
        else:
            _pull_run(dynamics, settings, row_of(memory, run), batch, updates, streams[run])
