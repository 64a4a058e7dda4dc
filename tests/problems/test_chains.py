"""The corridor, the chain and the two states, each against its published or hand-made numbers."""

from __future__ import annotations

import numpy as np
import pytest

from policyscope.errors import InvalidInput
from policyscope.problems import TabularMDP, chain, short_corridor, two_state


def solved(mdp: TabularMDP, right: float) -> float:
    """J where every state goes right with the same probability, by one linear solve."""
    pi = np.array([1 - right, right])
    chances = np.einsum("a,sat->st", pi, mdp.transition)
    reward = np.einsum("a,sat,sat->s", pi, mdp.transition, mdp.reward)
    going = ~mdp.terminal
    values = np.linalg.solve(np.eye(going.sum()) - chances[np.ix_(going, going)], reward[going])
    return float(mdp.start[going] @ values)


def test_the_short_corridor_is_the_books() -> None:
    """Sutton & Barto (2018), example 13.1: the best is random, and ε-greedy (ε = 0.1) is far worse either way."""
    mdp = short_corridor()
    grid = np.linspace(0.5, 0.7, 20001)
    values = [solved(mdp, p) for p in grid]
    best = int(np.argmax(values))
    assert grid[best] == pytest.approx(2 - np.sqrt(2), abs=1e-5)
    assert values[best] == pytest.approx(-6 - 4 * np.sqrt(2), abs=1e-7)
    assert round(solved(mdp, 0.95), 1) == -44.2
    assert round(solved(mdp, 0.05), 1) == -82.1


def test_in_the_second_room_left_and_right_are_switched() -> None:
    mdp = short_corridor(7)
    assert mdp.horizon == 7
    assert mdp.transition.argmax(axis=2)[:3].tolist() == [[0, 1], [2, 0], [1, 3]]
    assert mdp.terminal.tolist() == [False, False, False, True]
    assert set(mdp.reward[:3][mdp.transition[:3] > 0].tolist()) == {-1.0}


def test_only_the_chains_end_pays() -> None:
    mdp = chain(3, 0.0, -0.5, 2.0, 10)
    assert mdp.states == 4
    assert mdp.transition.argmax(axis=2)[:3].tolist() == [[0, 1], [0, 2], [1, 3]]
    assert mdp.reward[2, 1, 3] == 2.0
    assert mdp.reward[1, 1, 2] == -0.5
    assert not mdp.reward[3].any()
    assert mdp.start[0] == 1.0
    assert solved(chain(3, 0.0, -0.5, 2.0, None), 1.0) == pytest.approx(2.0 - 2 * 0.5)


def test_the_chain_slips_the_other_way() -> None:
    mdp = chain(2, 0.25, 0.0, 1.0, None)
    assert mdp.transition[1].tolist() == [[0.75, 0.0, 0.25], [0.25, 0.0, 0.75]]
    assert mdp.transition[0].tolist() == [[0.75, 0.25, 0.0], [0.25, 0.75, 0.0]]
    assert chain(1, 1.0, 0.0, 1.0, None).transition[0].tolist() == [[0.0, 1.0], [1.0, 0.0]]


@pytest.mark.parametrize(("length", "slip", "field"), [(0, 0.0, "length"), (2, -0.1, "slip"), (2, 1.1, "slip"), (2, np.nan, "slip")])
def test_a_chain_that_cannot_be_names_the_field(length: int, slip: float, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        chain(length, slip)
    assert caught.value.field == field


def test_two_states_pay_for_staying() -> None:
    mdp = two_state((1.0, 2.0), 5)
    assert mdp.transition.argmax(axis=2).tolist() == [[0, 1], [1, 0]]
    assert (mdp.transition * mdp.reward).sum(axis=2).tolist() == [[1.0, 0.0], [2.0, 0.0]]
    assert mdp.start.tolist() == [1.0, 0.0]
    assert not mdp.terminal.any()
