"""Random numbers in a kernel against numpy's own, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.gradients.chance import SIZE, Chance
from policyscope.gradients.kernels.streams import normal, uniform
from policyscope.gradients.machine_code.compiled import compiled


@compiled
def fill(streams: object, normals: bool, out: np.ndarray) -> None:
    for i in range(out.size):
        out[i] = normal(streams[0]) if normals else uniform(streams[0])


@pytest.mark.compiled
@given(st.integers(0, 2**64 - 1))
def test_draws_and_the_state_after_them_are_numpys(seed: int) -> None:
    theirs, ours = np.random.default_rng(seed), Chance.seeded([seed])
    out = np.empty(3000)
    fill(ours.words, False, out)
    assert np.array_equal(out, theirs.random(3000))
    fill(ours.words, True, out)
    assert np.array_equal(out, theirs.standard_normal(3000))
    rng = np.random.default_rng(0)
    ours.give_back(rng)
    assert rng.bit_generator.state["state"] == theirs.bit_generator.state["state"]


@pytest.mark.compiled
def test_the_ziggurats_tail_is_numpys_too() -> None:
    theirs, ours, out = np.random.default_rng(1), Chance.seeded([1]), np.empty(2_000_000)
    fill(ours.words, True, out)
    assert np.abs(out).max() > 4.5
    assert np.array_equal(out, theirs.standard_normal(out.size))


def test_streams_are_kept_as_bytes() -> None:
    ours = Chance.seeded([3, 4, [5, 1]])
    data = ours.to_bytes()
    assert len(data) == 3 * SIZE
    assert np.array_equal(Chance.from_bytes(data).words, ours.words)
    assert np.array_equal(ours.first().words, Chance.seeded([3]).words)


def test_a_stream_goes_on_from_a_generator() -> None:
    rng, same = np.random.default_rng(8), np.random.default_rng(8)
    rng.random(5)
    Chance.of(rng).give_back(same)
    assert same.random() == rng.random()
