"""The checked MDP: what it takes, what it refuses, and from where an episode would never end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from policyscope.errors import InvalidInput
from policyscope.problems import TabularMDP, endless_states, tabular
from tests.strategies import mdps

GOOD: dict[str, Any] = {
    "transition": [[[0.5, 0.5], [0.0, 1.0]], [[0.0, 1.0], [0.0, 1.0]]],
    "reward": [[[1.0, 2.0], [0.0, 3.0]], [[0.0, 0.0], [0.0, 0.0]]],
    "start": [1.0, 0.0],
    "terminal": [False, True],
}


def test_plain_lists_become_read_only_arrays_with_names() -> None:
    mdp = tabular(**GOOD)
    assert (mdp.states, mdp.actions) == (2, 2)
    assert mdp.state_names == ("s0", "s1")
    assert mdp.action_names == ("a0", "a1")
    assert mdp.reward_std.shape == mdp.transition.shape
    assert not mdp.reward_std.any()
    for array in (mdp.transition, mdp.reward, mdp.reward_std, mdp.start, mdp.terminal, mdp.coordinates):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_it_keeps_copies() -> None:
    transition = np.array(GOOD["transition"])
    mdp = tabular(**{**GOOD, "transition": transition})
    transition[:] = 0.0
    assert mdp.transition.sum() == 4.0


def test_rows_of_single_precision_and_of_decimals_cut_short_are_normalised() -> None:
    single = np.array([[[1 / 3, 2 / 3], [0.1, 0.9]], [[0.0, 1.0], [0.0, 1.0]]], dtype=np.float32)
    assert np.abs(single.astype(np.float64).sum(axis=2) - 1).max() > 1e-9
    for rows in (single, [[[0.5, 0.4999999], [0.0, 1.0]], [[0.0, 1.0], [0.0, 1.0]]]):
        mdp = tabular(**{**GOOD, "transition": rows, "start": np.array([1.0, 0.0]) * (1 - 5e-7)})
        assert np.abs(mdp.transition.sum(axis=2) - 1).max() <= 2e-16
        assert mdp.start.tolist() == [1.0, 0.0]
        np.testing.assert_allclose(mdp.transition, rows, atol=1e-7)


def test_beyond_a_millionth_a_row_is_refused_with_its_sum() -> None:
    rows = [[[0.5, 0.49999], [0.0, 1.0]], [[0.0, 1.0], [0.0, 1.0]]]
    with pytest.raises(InvalidInput, match=r"sum to 1 \(row \[0\]\[0\]\), got 0\.999989"):
        tabular(**{**GOOD, "transition": rows})


def test_a_terminal_states_rows_may_be_all_zeros_and_nobody_elses() -> None:
    zeros = [[[0.5, 0.5], [0.0, 1.0]], [[0.0, 0.0], [0.0, 0.0]]]
    assert np.array_equal(tabular(**{**GOOD, "transition": zeros}).transition, tabular(**GOOD).transition)
    with pytest.raises(InvalidInput, match="sum to 1"):
        tabular(**{**GOOD, "transition": zeros, "terminal": [False, False]})


@pytest.mark.parametrize(
    ("given", "full"),
    [
        (2.0, np.full((2, 2, 2), 2.0)),
        ([3.0, 4.0], [[[3.0, 3.0], [3.0, 3.0]], [[4.0, 4.0], [4.0, 4.0]]]),
        ([[1.0, 2.0], [3.0, 4.0]], [[[1.0, 1.0], [2.0, 2.0]], [[3.0, 3.0], [4.0, 4.0]]]),
        (GOOD["reward"], GOOD["reward"]),
    ],
)
def test_rewards_by_state_or_by_state_and_action_hold_wherever_the_action_leads(given: Any, full: Any) -> None:
    mdp = tabular(**{**GOOD, "reward": given, "reward_std": given})
    assert np.array_equal(mdp.reward, full)
    assert np.array_equal(mdp.reward_std, full)


def test_a_beginning_that_never_ends_is_worth_a_word() -> None:
    apart = [[[1.0, 0.0, 0.0]], [[0.0, 0.0, 1.0]], [[0.0, 0.0, 1.0]]]
    here = {"transition": apart, "reward": 0.0, "terminal": [False, False, True], "horizon": 5}
    assert tabular(**here, start=[0.5, 0.5, 0.0]).notes["warnings"] == [
        "No terminal state can be reached by the episodes that begin at s0, so they never end by themselves."
    ]
    assert "warnings" not in tabular(**here, start=[0.0, 1.0, 0.0]).notes
    assert "warnings" not in tabular(**{**here, "terminal": [False] * 3}, start=[1.0, 0.0, 0.0]).notes  # it is meant to go on


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("transition", [[1.0]], "[S][A][S]"),
        ("transition", [[[0.5, 0.5]]], "[S][A][S]"),
        ("transition", [], "[S][A][S]"),
        ("transition", [[[0.5, 0.5], [0.0, 1.0]], [[0.0, 1.0]]], "rectangular"),
        ("transition", [[["x", 0.5], [0.0, 1.0]]] * 2, "numbers"),
        ("transition", [[[0.5, 0.4], [0.0, 1.0]], [[0.0, 1.0], [0.0, 1.0]]], "sum to 1 (row [0][0])"),
        ("transition", [[[1.5, -0.5], [0.0, 1.0]], [[0.0, 1.0], [0.0, 1.0]]], "≥ 0"),
        ("transition", [[[np.nan, 0.5], [0.0, 1.0]], [[0.0, 1.0], [0.0, 1.0]]], "finite"),
        ("reward", [[[1.0, 2.0], [0.0, 3.0]]], "shape [2][2][2] (or [2][2], [2], or one number)"),
        ("reward", [[[np.inf, 2.0], [0.0, 3.0]]] * 2, "finite"),
        ("reward_std", [[[-1.0, 2.0], [0.0, 3.0]]] * 2, "≥ 0"),
        ("reward_std", [[0.0]], "shape [2][2][2] (or [2][2], [2], or one number)"),
        ("start", [1.0], "shape [2]"),
        ("start", [0.7, 0.0], "sum to 1"),
        ("start", [0.5, 0.5], "no probability on terminal states"),
        ("terminal", [0, 1], "2 booleans"),
        ("terminal", [True], "2 booleans"),
        ("horizon", 0, "≥ 1"),
    ],
)
def test_what_cannot_be_used_is_named(field: str, value: object, expected: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        tabular(**{**GOOD, field: value})
    assert caught.value.field == field
    assert expected in caught.value.expected


def test_bernoulli_rewards_are_probabilities_and_their_spread_follows() -> None:
    fair = {**GOOD, "reward": np.full((2, 2, 2), 0.25)}
    assert np.allclose(tabular(**fair, bernoulli=True).reward_std, np.sqrt(0.25 * 0.75))
    for wrong in (1.5, -0.5):
        with pytest.raises(InvalidInput, match="between 0 and 1"):
            tabular(**{**GOOD, "reward": np.full((2, 2, 2), wrong)}, bernoulli=True)


@given(mdps(horizon=3))
def test_rows_are_distributions_to_the_last_digit_or_two(mdp: TabularMDP) -> None:
    assert np.abs(mdp.transition.sum(axis=2) - 1).max() < 1e-15 * 4
    assert abs(mdp.start.sum() - 1) < 1e-15 * 4
    assert not mdp.start[mdp.terminal].any()


@given(mdps(horizon=None))
def test_a_problem_with_a_way_out_of_everywhere_has_no_endless_states(mdp: TabularMDP) -> None:
    assert endless_states(mdp) == []


@given(mdps(horizon=3))
def test_endless_states_are_those_no_walk_leads_out_of(mdp: TabularMDP) -> None:
    """Against reachability by powers of the adjacency matrix."""
    reach = np.linalg.matrix_power(np.eye(mdp.states) + (mdp.transition.max(axis=1) > 0), mdp.states) > 0
    expected = [s for s in range(mdp.states) if not (reach[s] & mdp.terminal).any()]
    assert endless_states(mdp) == expected
