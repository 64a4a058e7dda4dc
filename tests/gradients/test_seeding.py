"""Many streams seeded at once are numpy's, word for word."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.gradients.chance import Chance
from policyscope.gradients.seeding import LARGEST, words_of


def theirs(seed: int) -> list[int]:
    inner = np.random.PCG64(seed).state["state"]
    half = 2**64 - 1
    return [inner["state"] & half, inner["state"] >> 64, inner["inc"] & half, inner["inc"] >> 64]


@given(st.lists(st.integers(0, LARGEST), min_size=1, max_size=20))
def test_any_seeds(seeds: list[int]) -> None:
    assert words_of(seeds).tolist() == [theirs(seed) for seed in seeds]


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1, 2**32, 2**63 - 1, 2**64, LARGEST])
def test_seeds_at_the_ends_of_words(seed: int) -> None:
    assert words_of([seed]).tolist() == [theirs(seed)]


def test_runs_of_consecutive_seeds_draw_what_single_ones_draw() -> None:
    many = Chance.seeded(range(41, 44)).words
    assert many.dtype == np.uint64
    assert many.flags.c_contiguous
    for row, seed in zip(many, range(41, 44), strict=True):
        rng = np.random.default_rng(0)
        Chance(row[None, :]).give_back(rng)
        assert rng.random(5).tolist() == np.random.default_rng(seed).random(5).tolist()


def test_sequences_and_seeds_beyond_the_pool_are_numpys_too() -> None:
    odd = Chance.seeded([[3, 1], [3, 2]]).words
    assert odd.tolist() == Chance(np.concatenate([Chance.seeded([seed]).words for seed in ([3, 1], [3, 2])])).words.tolist()
    assert Chance.seeded([LARGEST + 1, 5]).words.tolist() == [theirs(LARGEST + 1), theirs(5)]
