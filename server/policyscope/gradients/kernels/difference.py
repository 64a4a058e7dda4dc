"""Finite differences of sampled returns with common random numbers (Glasserman & Yao 1992).

Both sides of a difference replay one stream of random numbers, so that most of their noise cancels. A Generator cannot be
rewound inside a kernel: the stream is L'Ecuyer's (1988) combination of two small generators, seeded from it.
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Batch, Dynamics, Phi, Settings, Stream
from policyscope.gradients.kernels.policy import entropy_of, softmax_row
from policyscope.gradients.kernels.streams import pick, uniform
from policyscope.gradients.machine_code.compiled import compiled

FIRST, SECOND = 2147483563, 2147483399


@compiled
def _replay(
    dynamics: Dynamics, start: Floats, phi: Phi, settings: Settings, theta: Floats, row: Floats, units: Floats,
    longest: int, first: int, second: int,
) -> float:  # fmt: skip
    """The discounted return of one episode at ``theta`` under the stream of random numbers that the two seeds begin."""
    actions, states = row.size, dynamics.start.size
    state, total, factor, even, normal = 0, 0.0, 1.0, 0.0, 0.0
    for step in range(-1, longest):
        # four numbers a step whether used or not, so that two replays stay in step: action, successor, and two for the reward
        for use in range(4):
            first = 40014 * first % FIRST
            second = 40692 * second % SECOND
            draw = ((first - second) % (FIRST - 1) + 0.5) / (FIRST - 1)
            if step < 0:
                if use == 0:
                    state = pick(start, 0, states - 1, draw)
                    if dynamics.terminal[state]:
                        return total
            elif use == 0:
                softmax_row(phi, theta, settings.temperature, state, row, units)
                action = pick(row, 0, actions - 1, draw)
                k, last = dynamics.pointer[state * actions + action], dynamics.pointer[state * actions + action + 1] - 1
            elif use == 1:
                k = pick(dynamics.probability, k, last, draw)
            elif use == 2:
                even = draw
            else:
                normal = math.sqrt(-2.0 * math.log(even)) * math.cos(2.0 * math.pi * draw)
        if step >= 0:
            reward = dynamics.mean[k]
            if dynamics.bernoulli:
                reward = 1.0 if even < reward else 0.0
            else:
                reward += dynamics.std[k] * normal
            if settings.entropy != 0.0:
                reward += settings.entropy * entropy_of(row)
            total += factor * reward
            factor *= settings.discount
            state = dynamics.successor[k]
            if dynamics.terminal[state]:
                break
    return total


@compiled
def contribute_difference(
    dynamics: Dynamics, start: Floats, phi: Phi, settings: Settings, theta: Floats, batch: Batch, scale: float,
    rng: Stream, out: Floats,
) -> None:  # fmt: skip
    """``out_d += scale · (G(θ + ε e_d) − G(θ − ε e_d)) / 2ε``, both returns under the same random numbers.

    Its expectation is the central difference of J: off ∇J by O(ε²), and by nothing else.
    """
    longest = dynamics.horizon if dynamics.horizon > 0 else batch.at_time.size
    first = 1 + int(uniform(rng) * (FIRST - 1))
    second = 1 + int(uniform(rng) * (SECOND - 1))
    for d in range(theta.size):
        batch.elsewhere[d] = theta[d]
    for d in range(theta.size):
        if batch.stop[0] != 0:
            break
        batch.elsewhere[d] = theta[d] + settings.spacing
        above = _replay(dynamics, start, phi, settings, batch.elsewhere, batch.row, batch.units, longest, first, second)
        batch.elsewhere[d] = theta[d] - settings.spacing
        below = _replay(dynamics, start, phi, settings, batch.elsewhere, batch.row, batch.units, longest, first, second)
        batch.elsewhere[d] = theta[d]
        out[d] += settings.share * scale * (above - below) / (2.0 * settings.spacing)
