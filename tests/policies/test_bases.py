"""Features from coordinates: each basis against its formula, and every action a block of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.errors import InvalidInput
from policyscope.policies import Features, fourier, polynomial, rbf, tile_coding
from tests.policies.test_features import well_formed
from tests.strategies import SEEDS

BASES: dict[str, Callable[[np.ndarray, int], Features]] = {
    "polynomial": lambda x, actions: polynomial(x, actions, 2),
    "fourier": lambda x, actions: fourier(x, actions, 2),
    "rbf": lambda x, actions: rbf(x, actions, 3, 0.3),
    "tile_coding": lambda x, actions: tile_coding(x, actions, 3, 2),
}
BOARD = np.array([[r, c] for r in range(3) for c in range(4)], dtype=float)
LINE = np.arange(5.0)[:, None]


def block(phi: Features) -> np.ndarray:
    """f(s), shape (S, K)."""
    return phi.dense()[:, 0, : phi.parameters // phi.actions]


@given(st.sampled_from(sorted(BASES)), st.integers(1, 6), st.integers(1, 2), st.integers(1, 3), SEEDS)
def test_every_action_has_the_same_numbers_in_a_block_of_its_own(name: str, states: int, size: int, actions: int, seed: int) -> None:
    phi = BASES[name](np.random.default_rng(seed).normal(size=(states, size)), actions)
    well_formed(phi)
    assert len(set(phi.names)) == phi.parameters
    dense, f = phi.dense().reshape(states, actions, actions, -1), block(phi)
    assert np.isfinite(f).all()
    for a, b in itertools.product(range(actions), repeat=2):
        assert np.array_equal(dense[:, a, b], f if a == b else np.zeros_like(f))


@given(st.sampled_from(sorted(BASES)), st.floats(0.1, 1e3), st.floats(-1e3, 1e3))
def test_coordinates_units_and_origin_do_not_matter(name: str, unit: float, origin: float) -> None:
    stretched = BASES[name](BOARD * unit + origin, 2).dense()
    assert np.allclose(stretched, BASES[name](BOARD, 2).dense(), atol=1e-9) or name == "tile_coding"
    if name == "tile_coding":  # rounding may move a state that lies on a tile's edge
        assert (stretched.sum(axis=2) == 3).all()


def test_polynomials_are_products_of_powers() -> None:
    assert np.allclose(block(polynomial(LINE, 2, 3)), [[x**c for c in range(4)] for x in np.linspace(0, 1, 5)])
    f, (x, y) = block(polynomial(BOARD, 1, 1)), (BOARD / [2, 3]).T
    assert np.allclose(f, np.stack([np.ones(12), y, x, x * y], axis=1))


def test_fourier_features_are_cosines_of_half_waves() -> None:
    x = np.linspace(0, 1, 5)
    assert np.allclose(block(fourier(LINE, 2, 3)), np.stack([np.cos(np.pi * c * x) for c in range(4)], axis=1))
    f, (x, y) = block(fourier(BOARD, 1, 1)), (BOARD / [2, 3]).T
    assert np.allclose(f, np.stack([np.ones(12), np.cos(np.pi * y), np.cos(np.pi * x), np.cos(np.pi * (x + y))], axis=1))


def test_radial_bumps_are_one_at_their_centre_and_fall_like_gaussians() -> None:
    f = block(rbf(LINE, 1, 5, 0.2))
    assert np.allclose(np.diag(f), 1.0)
    assert f[0, 1] == pytest.approx(np.exp(-(0.25**2) / (2 * 0.2**2)))
    assert block(rbf(LINE, 1, 1, 0.5))[2, 0] == 1.0  # a lone bump stands in the middle


def test_every_state_lies_in_one_tile_of_each_tiling() -> None:
    f = block(tile_coding(BOARD, 1, 4, 3)).reshape(12, 4, -1)
    assert set(np.unique(f)) == {0.0, 1.0}
    assert (f.sum(axis=2) == 1).all()


def test_one_tiling_is_a_plain_grid_and_more_tell_more_states_apart() -> None:
    def kinds(tilings: int) -> int:
        return len(np.unique(block(tile_coding(np.arange(16.0)[:, None], 1, tilings, 4)), axis=0))

    assert kinds(1) == 5  # four tiles, and the far edge
    assert kinds(4) > 2 * kinds(1)


def test_a_coordinate_that_never_changes_says_nothing() -> None:
    flat = np.column_stack([np.arange(4.0), np.full(4, 7.0)])
    assert np.array_equal(block(fourier(flat, 1, 1))[:, 0], block(fourier(flat, 1, 1))[:, 1])


@pytest.mark.parametrize(
    ("build", "field"),
    [
        (lambda: polynomial(LINE, 2, -1), "order"),
        (lambda: fourier(LINE, 2, -1), "order"),
        (lambda: fourier(np.zeros((2, 6)), 2, 9), "order"),
        (lambda: rbf(LINE, 2, 0, 0.1), "centres"),
        (lambda: rbf(LINE, 2, 2, 0.0), "width"),
        (lambda: rbf(LINE, 2, 2, float("nan")), "width"),
        (lambda: tile_coding(LINE, 2, 0, 3), "tilings"),
        (lambda: tile_coding(LINE, 2, 3, 0), "tiles"),
        (lambda: tile_coding(BOARD, 2, 64, 300), "tilings"),
    ],
)
def test_a_basis_that_cannot_be_names_the_field(build: Callable[[], Features], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        build()
    assert caught.value.field == field
