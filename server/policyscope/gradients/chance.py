"""Streams of random numbers, one per run, as kernels draw from them and as a saved state keeps them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from policyscope.arrays import Words
from policyscope.gradients.seeding import LARGEST, words_of

SIZE = 32
"""Bytes of one stream's state."""

HALF = 2**64 - 1


class Chance:
    """R independent PCG64 streams (O'Neill 2014), each numpy's ``Generator(PCG64(seed))`` draw for draw.

    Attributes:
        words: the states, shape (R, 4); row r belongs to run r. Kernels draw from them and leave them where they stopped.
    """

    __slots__ = ("words",)

    def __init__(self, words: Words) -> None:
        self.words = words

    @classmethod
    def seeded(cls, seeds: Iterable[int | Sequence[int]]) -> Chance:
        """One stream per seed."""
        wanted = list(seeds)
        numbers = [seed for seed in wanted if isinstance(seed, int) and 0 <= seed <= LARGEST]
        if len(numbers) == len(wanted) > 1:
            return cls(words_of(numbers))
        return cls(np.array([_words(np.random.PCG64(seed)) for seed in wanted], np.uint64))

    @classmethod
    def of(cls, rng: np.random.Generator) -> Chance:
        """One stream that continues from where a PCG64 Generator is; `give_back` brings the Generator up to date."""
        return cls(np.array([_words(rng.bit_generator)], np.uint64))

    def give_back(self, rng: np.random.Generator) -> None:
        """Puts the Generator where the first stream is."""
        _put(rng.bit_generator, self.words[0])

    def first(self) -> Chance:
        """The first stream alone, in its own memory."""
        return Chance(self.words[:1].copy())

    def copy(self) -> Chance:
        """The same streams in their own memory."""
        return Chance(self.words.copy())

    def to_bytes(self) -> bytes:
        """The states, `SIZE` bytes each."""
        return self.words.astype("<u8", copy=False).tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Chance:
        """The streams that `to_bytes` wrote."""
        return cls(np.frombuffer(data, "<u8").reshape(-1, SIZE // 8).astype(np.uint64))


class _Pool(threading.local):
    """Generators that wait to be used again: making one takes eight times as long as setting its state."""

    def __init__(self) -> None:
        self.generators: list[np.random.Generator] = []


_pool = _Pool()


@contextmanager
def generators(words: Words) -> Iterator[list[np.random.Generator]]:
    """The streams as the interpreter draws from them: numpy's Generators; at the end the words stand where these stopped."""
    spare = _pool.generators
    while len(spare) < len(words):
        spare.append(np.random.Generator(np.random.PCG64(0)))
    taken, _pool.generators = spare[: len(words)], spare[len(words) :]
    try:
        for rng, row in zip(taken, words, strict=True):
            _put(rng.bit_generator, row)
        yield taken
    finally:
        for rng, row in zip(taken, words, strict=True):
            row[:] = _words(rng.bit_generator)
        _pool.generators += taken


def _words(generator: np.random.BitGenerator) -> list[int]:
    state: Any = generator.state
    inner = state["state"]
    return [inner["state"] & HALF, inner["state"] >> 64, inner["inc"] & HALF, inner["inc"] >> 64]


def _put(generator: np.random.BitGenerator, words: Words) -> None:
    low, high, step_low, step_high = words.tolist()
    generator.state = {"bit_generator": "PCG64", "state": {"state": low | high << 64, "inc": step_low | step_high << 64},
                       "has_uint32": 0, "uinteger": 0}  # fmt: skip
