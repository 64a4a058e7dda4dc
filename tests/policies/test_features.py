"""Features: the sparse form and the dense one say the same, and bad ones are named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.errors import InvalidInput
from policyscope.policies import Features, custom, one_hot, stacked
from tests.strategies import features, mdps


def well_formed(phi: Features) -> None:
    rows = phi.states * phi.actions
    assert phi.pointer.shape == (rows + 1,)
    assert phi.pointer[0] == 0
    assert (np.diff(phi.pointer) >= 0).all()
    assert phi.pointer[-1] == phi.index.size == phi.value.size
    assert (phi.pointer.dtype, phi.index.dtype, phi.value.dtype) == (np.int64, np.int64, np.float64)
    assert len(phi.names) == phi.parameters
    if phi.index.size:
        assert phi.index.min() >= 0
        assert phi.index.max() < phi.parameters


def test_one_hot_has_a_parameter_for_every_state_and_action() -> None:
    phi = one_hot(2, 3)
    well_formed(phi)
    assert np.array_equal(phi.dense().reshape(6, 6), np.eye(6))
    assert len(set(phi.names)) == 6


def test_stacked_appends_the_actions_number() -> None:
    phi = stacked([[1.0, 2.0], [3.0, 4.0]], 2, 3)
    well_formed(phi)
    assert phi.dense()[1].tolist() == [[3.0, 4.0, 0.0], [3.0, 4.0, 1.0], [3.0, 4.0, 2.0]]


@given(st.data())
def test_custom_comes_back_as_it_was(data: st.DataObject) -> None:
    mdp = data.draw(mdps(horizon=1))
    phi = data.draw(features(mdp))
    well_formed(phi)
    again = custom(phi.dense(), mdp.states, mdp.actions)
    assert np.array_equal(again.dense(), phi.dense())
    assert (again.value != 0).all()  # zeros are not stored


@pytest.mark.parametrize(
    ("phi", "says"),
    [
        ([[1.0]], "[2][2][D]"),
        (np.ones((2, 3, 1)), "[2][2][D]"),
        (np.ones((2, 2, 0)), "D ≥ 1"),
        ([[[1.0], [2.0]], [[1.0]]], "rectangular"),
        (np.full((2, 2, 1), np.nan), "finite"),
        ([[["a"], [1.0]], [[1.0], [1.0]]], "numbers"),
    ],
)
def test_custom_features_that_cannot_be_are_named(phi: object, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        custom(phi, 2, 2)
    assert caught.value.field == "phi"
    assert says in caught.value.expected


@pytest.mark.parametrize(("rows", "says"), [([[1.0]], "2 rows"), ([1.0, 2.0], "2 rows"), ([[1.0], [1.0, 2.0]], "rectangular")])
def test_state_features_that_cannot_be_are_named(rows: object, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        stacked(rows, 2, 2)
    assert caught.value.field == "state_features"
    assert says in caught.value.expected
