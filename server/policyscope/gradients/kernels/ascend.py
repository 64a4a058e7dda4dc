"""From an estimate to a step: the normalized gradient, learning-rate schedules, gradient ascent, momentum, Adam."""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Memory, Settings
from policyscope.gradients.kernels.codes import NAN, Optimizer, Schedule
from policyscope.gradients.machine_code.compiled import inlined


@inlined
def normalize(x: Floats, out: Floats) -> None:
    """``out = x / |x|``, and 0 of 0; what is not finite stays so (Mei, Gao, Dai, Szepesvári & Schuurmans 2021).

    Divided by its largest component first: no square is then too large or too small for a number, however far the components reach.
    """
    largest = 0.0
    for d in range(x.size):
        if abs(x[d]) > largest:
            largest = abs(x[d])
    total = 0.0
    usable = 0.0 < largest < math.inf
    for d in range(x.size):
        out[d] = x[d] / largest if usable else x[d]
        total += out[d] * out[d]
    if usable:
        length = math.sqrt(total)
        for d in range(x.size):
            out[d] /= length


@inlined
def rate_of(settings: Settings, memory: Memory) -> float:
    """The learning rate of the coming update."""
    rate = settings.rate
    if settings.schedule == Schedule.INVERSE_TIME:
        rate /= 1.0 + memory.steps[0] / settings.decay_after
    elif settings.schedule == Schedule.INVERSE_ROOT:
        rate /= math.sqrt(1.0 + memory.steps[0] / settings.decay_after)
    elif settings.schedule != Schedule.CONSTANT:
        rate = NAN
    return rate


@inlined
def ascend(settings: Settings, memory: Memory, direction: Floats) -> None:
    """One step uphill along ``direction[D]``, in place.

    rate       α,  α / (1 + t/τ)  or  α / √(1 + t/τ), t the updates so far
    ascent     θ ← θ + rate · g
    momentum   m ← μ m + g,  θ ← θ + rate · m                                       (Polyak 1964)
    Adam       m ← μ m + (1 − μ) g,  v ← ν v + (1 − ν) g²,  θ ← θ + rate · m̂ / (√v̂ + ε)    (Kingma & Ba 2015)
    """
    rate = rate_of(settings, memory)
    memory.steps[0] += 1.0
    if settings.optimizer == Optimizer.MOMENTUM:
        for d in range(direction.size):
            memory.slope[d] = settings.momentum * memory.slope[d] + direction[d]
            memory.theta[d] += rate * memory.slope[d]
    elif settings.optimizer == Optimizer.ADAM:
        memory.steps[1] += 1.0
        first = 1.0 - settings.momentum ** memory.steps[1]
        second = 1.0 - settings.second ** memory.steps[1]
        for d in range(direction.size):
            memory.slope[d] += (1.0 - settings.momentum) * (direction[d] - memory.slope[d])
            memory.square[d] += (1.0 - settings.second) * (direction[d] * direction[d] - memory.square[d])
            memory.theta[d] += rate * (memory.slope[d] / first) / (math.sqrt(memory.square[d] / second) + settings.epsilon)
    else:
        if settings.optimizer != Optimizer.ASCENT:
            rate = NAN
        for d in range(direction.size):
            memory.theta[d] += rate * direction[d]
