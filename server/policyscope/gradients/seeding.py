"""Many streams seeded at once: what ``PCG64(seed)`` makes of each seed, a thousand in a fraction of a millisecond.

    seed ── four 32-bit words ──► SeedSequence's pool, mixed ──► two 128-bit numbers: where a stream stands, and which it is

One by one a thousand take 13 ms of the interpreter, in which a server does nothing else. This is numpy's own recipe with an array in the
place of each number: SeedSequence (O'Neill 2015, *Developing a seed_seq alternative*) and PCG64's start (O'Neill 2014).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from policyscope.arrays import Words
from policyscope.gradients.kernels.streams import MULTIPLIER

POOL = 4
LARGEST = 2 ** (32 * POOL) - 1
"""The largest seed whose words all stand in the pool."""

INIT_A, MULT_A = 0x43B0D7E5, 0x931E8875
INIT_B, MULT_B = 0x8B51F9DD, 0x58F38DED
MIX_LEFT, MIX_RIGHT = 0xCA01F9DD, 0x4973F715
LOW_HALF = np.uint64(2**32 - 1)
SHORT, HALF = np.uint32(16), np.uint64(32)

Short = NDArray[np.uint32]


class _Hash:
    """SeedSequence's hash, whose constant moves on with every number that goes through."""

    def __init__(self, constant: int, factor: int) -> None:
        self.constant, self.factor = constant, factor

    def __call__(self, value: Short) -> Short:
        value = value ^ np.uint32(self.constant)
        self.constant = self.constant * self.factor & 0xFFFFFFFF
        value = value * np.uint32(self.constant)
        return value ^ value >> SHORT


def _mixed(left: Short, right: Short) -> Short:
    result = np.uint32(MIX_LEFT) * left - np.uint32(MIX_RIGHT) * right
    return result ^ result >> SHORT


def _pools(seeds: Sequence[int]) -> list[Short]:
    """The entropy pool of each seed: four words, each an array [R]."""
    hashed = _Hash(INIT_A, MULT_A)
    pool = [hashed(np.array([seed >> 32 * i & 0xFFFFFFFF for seed in seeds], np.uint32)) for i in range(POOL)]
    for source in range(POOL):
        for target in range(POOL):
            if source != target:
                pool[target] = _mixed(pool[target], hashed(pool[source]))
    return pool


def _times(low: Words, high: Words) -> tuple[Words, Words]:
    """The product with PCG64's multiplier mod 2¹²⁸, by halves of 32 bits."""
    m_low, m_high = np.uint64(MULTIPLIER & (2**64 - 1)), np.uint64(MULTIPLIER >> 64)
    a, b, c, d = low & LOW_HALF, low >> HALF, m_low & LOW_HALF, m_low >> HALF
    middle = (a * c >> HALF) + (a * d & LOW_HALF) + (b * c & LOW_HALF)
    carried = b * d + (a * d >> HALF) + (b * c >> HALF) + (middle >> HALF)
    return low * m_low, carried + low * m_high + high * m_low


def _sum(low: Words, high: Words, other_low: Words, other_high: Words) -> tuple[Words, Words]:
    """The sum mod 2¹²⁸."""
    total = low + other_low
    return total, high + other_high + (total < low)


def words_of(seeds: Sequence[int]) -> Words:
    """The first states of one stream per seed, rows ``[low, high, c low, c high]``, shape (R, 4).

    Args:
        seeds: from 0 to `LARGEST`.
    """
    with np.errstate(over="ignore"):
        pool, hashed = _pools(seeds), _Hash(INIT_B, MULT_B)
        short = [hashed(pool[i % POOL]).astype(np.uint64) for i in range(2 * POOL)]
        state_high, state_low, which_high, which_low = (short[2 * i] | short[2 * i + 1] << HALF for i in range(POOL))
        step_low = which_low << np.uint64(1) | np.uint64(1)
        step_high = which_high << np.uint64(1) | which_low >> np.uint64(63)
        low, high = _times(*_sum(state_low, state_high, step_low, step_high))
        low, high = _sum(low, high, step_low, step_high)
    return np.stack([low, high, step_low, step_high], axis=1)
