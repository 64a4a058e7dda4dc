"""Streams of random numbers, one a run, as the kernels draw from them and as a saved state keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from policyscope.gradients.arrays import Words
from policyscope.gradients.compiled import interpreted

SIZE = 32
"""Bytes of one stream's state."""

HALF = 2**64 - 1


class Chance:
    """R independent PCG64 streams (O'Neill 2014), each numpy's ``Generator(PCG64(seed))`` draw for draw.

    Attributes:
        streams: what a kernel takes; row r belongs to run r. Compiled kernels take words [R, 4], interpreted ones Generators.
    """

    __slots__ = ("streams",)

    def __init__(self, words: Words) -> None:
        self.streams: Any = [_generator(row) for row in words] if interpreted() else words

    @classmethod
    def seeded(cls, seeds: Iterable[int | Sequence[int]]) -> Chance:
        """One stream a seed."""
        return cls(np.array([_words(np.random.PCG64(seed)) for seed in seeds], np.uint64))

    @classmethod
    def of(cls, rng: np.random.Generator) -> Chance:
        """One stream that goes on from where a PCG64 Generator is; `give_back` brings the Generator up to date."""
        return cls(np.array([_words(rng.bit_generator)], np.uint64))

    def give_back(self, rng: np.random.Generator) -> None:
        """Puts the Generator where the first stream is."""
        rng.bit_generator.state = _generator(self.words[0]).bit_generator.state

    @property
    def words(self) -> Words:
        """The states, shape (R, 4)."""
        if interpreted():
            return np.array([_words(rng.bit_generator) for rng in self.streams], np.uint64)
        words: Words = self.streams
        return words

    def first(self) -> Chance:
        """The first stream alone, in memory of its own."""
        return Chance(self.words[:1].copy())

    def copy(self) -> Chance:
        """The same streams in memory of their own."""
        return Chance(self.words.copy())

    def to_bytes(self) -> bytes:
        """The states, `SIZE` bytes each."""
        return self.words.astype("<u8", copy=False).tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Chance:
        """The streams that `to_bytes` wrote."""
        return cls(np.frombuffer(data, "<u8").reshape(-1, SIZE // 8).astype(np.uint64))


def _words(generator: np.random.BitGenerator) -> list[int]:
    state: Any = generator.state
    inner = state["state"]
    return [inner["state"] & HALF, inner["state"] >> 64, inner["inc"] & HALF, inner["inc"] >> 64]


def _generator(words: Words) -> np.random.Generator:
    low, high, step_low, step_high = (int(word) for word in words)
    generator = np.random.PCG64()
    generator.state = {"bit_generator": "PCG64", "state": {"state": low | high << 64, "inc": step_low | step_high << 64},
                       "has_uint32": 0, "uinteger": 0}  # fmt: skip
    return np.random.Generator(generator)
