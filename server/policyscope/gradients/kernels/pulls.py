"""REINFORCE on a bandit, where an update is one pull: `learn` with everything left out that a bandit does not need.

    θ(b) ← θ(b) + α (R − baseline) (1{b = A} − π(b)) / temperature

It draws the same random numbers and does the same arithmetic in the same order as `learn`, so that the numbers are the same to the last
bit; it keeps no batch. That makes it twice as fast: half of a pull's time there is spent on what could be otherwise.
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats, Integers
from policyscope.gradients.kernels.arrays import Dynamics, Memory, Phi, Settings, Stream
from policyscope.gradients.kernels.ascend import rate_of
from policyscope.gradients.kernels.baselines import constant_of, learn_from
from policyscope.gradients.kernels.codes import Baseline, Estimator, Objective, Optimizer, Preconditioner
from policyscope.gradients.kernels.policy import share_out
from policyscope.gradients.kernels.streams import normal, pick, uniform
from policyscope.gradients.machine_code.compiled import compiled, inlined


@inlined
def only_pulls(dynamics: Dynamics, phi: Phi, settings: Settings) -> bool:
    """Whether an update is one pull of an arm with a fixed distribution, weighed by its reward and perhaps a number, and plain ascent."""
    arms = dynamics.pointer.size - 1
    return (
        dynamics.terminal.size == 1
        and dynamics.horizon == 1
        and not dynamics.terminal[0]
        and dynamics.pointer[arms] == arms
        and phi.tabular
        and phi.sizes.size == 0
        and settings.estimator == Estimator.REINFORCE
        and settings.objective == Objective.START_VALUE
        and settings.batch == 1
        and settings.baseline in (Baseline.NONE, Baseline.CONSTANT, Baseline.RUNNING)
        and settings.preconditioner == Preconditioner.NONE
        and settings.optimizer == Optimizer.ASCENT
        and settings.entropy == 0.0
        and not settings.exact
        and not settings.moving
    )


@compiled
def pull(
    mean: Floats, std: Floats, bernoulli: bool, settings: Settings, memory: Memory, row: Floats, tally: Floats, stop: Integers,
    updates: int, rng: Stream,
) -> None:  # fmt: skip
    """``updates`` updates of one run, each a pull.

    Args:
        mean: of each arm's reward, [A].
        std: its spread, [A].
        bernoulli: whether rewards are 0 or 1.
        settings: those of which `only_pulls` holds.
        memory: of this run; updated in place.
        row: scratch, [A].
        tally: episodes, actions and returns are added to it.
        stop: with a 1 in it, it returns soon.
        updates: how many.
        rng: the run's random numbers.
    """
    theta, arms = memory.theta, row.size
    learning, total = settings.baseline == Baseline.RUNNING, tally[3]
    scale = settings.share / settings.temperature
    done = 0
    while done < updates and stop[0] == 0:
        largest = -math.inf
        for a in range(arms):
            row[a] = theta[a]
            largest = max(largest, theta[a])
        share_out(row, largest, settings.temperature)
        arm = pick(row, 0, arms - 1, uniform(rng))
        reward = mean[arm]
        if bernoulli:
            reward = 1.0 if uniform(rng) < reward else 0.0
        elif std[arm] > 0.0:
            reward += std[arm] * normal(rng)
        total += (0.0 + reward) * settings.share
        reward += 0.0  # −0 becomes 0, as the first term of a return does
        if learning and settings.include_current:
            learn_from(Baseline.RUNNING, settings, memory, 0, reward)
        weight = scale * (reward - constant_of(settings.baseline, settings, memory, 0.0))
        if learning and not settings.include_current:
            learn_from(Baseline.RUNNING, settings, memory, 0, reward)
        rate = rate_of(settings, memory)
        memory.steps[0] += 1.0
        step(theta, row, arm, weight, rate)
        done += 1
    tally[0] += done
    tally[1] += done
    tally[3] = total


@inlined
def step(theta: Floats, row: Floats, arm: int, weight: float, rate: float) -> None:
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
