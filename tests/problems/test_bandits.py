"""Bandits: one choice, one reward, a state a context, horizon 1."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from policyscope.errors import InvalidInput
from policyscope.problems import bandit, contextual_bandit, testbed


def test_a_bandit_has_one_state_and_one_action_an_arm() -> None:
    mdp = bandit([1.0, 0.7, 0.0], [0.1, 0.2, 0.3])
    assert (mdp.states, mdp.actions, mdp.horizon) == (1, 3, 1)
    assert mdp.action_names == ("A", "B", "C")
    assert mdp.reward[0, :, 0].tolist() == [1.0, 0.7, 0.0]
    assert mdp.reward_std[0, :, 0].tolist() == [0.1, 0.2, 0.3]
    assert not mdp.terminal.any()
    assert mdp.notes == {"optimal_value": 1.0, "best_arm": 0}


def test_one_spread_serves_every_arm() -> None:
    assert bandit([1.0, 2.0], 0.5).reward_std[0, :, 0].tolist() == [0.5, 0.5]


def test_bernoulli_arms_ignore_the_spread() -> None:
    mdp = bandit([0.25, 1.0], [9.0], "bernoulli")
    assert mdp.bernoulli
    assert np.allclose(mdp.reward_std[0, :, 0], [np.sqrt(0.1875), 0.0])


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (([1.0],), "means"),
        (([],), "means"),
        (([1.0, "x"],), "means"),
        (([1.0, np.inf],), "means"),
        (([1.0, 2.0], -0.1), "reward_std"),
        (([1.0, 2.0], np.nan), "reward_std"),
        (([1.0, 2.0], [0.1, 0.2, 0.3]), "reward_std"),
        (([1.0, 2.0], "wide"), "reward_std"),
        (([1.0, 2.0], 0.0, "bernoulli"), "means"),
        (([1.0, 0.5], 0.0, "cauchy"), "distribution"),
    ],
)
def test_a_bandit_that_cannot_be_names_the_field(arguments: tuple, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        bandit(*arguments)
    assert caught.value.field == field


def test_the_testbed_is_drawn_from_its_own_seed() -> None:
    mdp = testbed(10, 4.0, 1.0, 0.5, 7)
    values = np.random.default_rng(7).normal(4.0, 1.0, 10)
    assert np.array_equal(mdp.reward[0, :, 0], values)
    assert mdp.notes == {"optimal_value": values.max(), "best_arm": int(values.argmax())}
    assert (mdp.reward_std == 0.5).all()
    assert not np.array_equal(testbed(10, 4.0, 1.0, 0.5, 8).reward, mdp.reward)


@pytest.mark.parametrize(("arms", "spread", "field"), [(1, 1.0, "arms"), (2, -1.0, "spread"), (2, np.nan, "spread")])
def test_a_testbed_that_cannot_be_names_the_field(arms: int, spread: float, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        testbed(arms, 0.0, spread, 1.0, 0)
    assert caught.value.field == field


def test_contexts_are_states_that_last_one_choice() -> None:
    mdp = contextual_bandit([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]], 0.5, [0.5, 0.25, 0.25])
    assert (mdp.states, mdp.actions, mdp.horizon) == (3, 2, 1)
    assert mdp.start.tolist() == [0.5, 0.25, 0.25]
    assert [mdp.reward[s, :, s].tolist() for s in range(3)] == [[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]]
    assert mdp.notes == {"optimal_value": 1.0}


def test_contexts_are_alike_by_default() -> None:
    assert contextual_bandit([[1.0, 0.0], [0.0, 1.0]]).start.tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    ("means", "weights", "field"),
    [
        ([], None, "means"),
        ([[1.0, 2.0], [1.0]], None, "means"),
        ([[1.0], [1.0]], None, "means"),
        ([[1.0, 2.0]], [0.5, 0.5], "context_probabilities"),
        ([[1.0, 2.0]], [0.9], "context_probabilities"),
        ([[1.0, 2.0]] * 2, [1.5, -0.5], "context_probabilities"),
        ([[1.0, 2.0]] * 2, [np.nan, 1.0], "context_probabilities"),
        ([[1.0, 2.0]] * 2, ["a", "b"], "context_probabilities"),
    ],
)
def test_a_contextual_bandit_that_cannot_be_names_the_field(means: list, weights: list | None, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        contextual_bandit(means, 0.0, weights)
    assert caught.value.field == field


def test_many_arms_are_numbered() -> None:
    assert bandit([0.0] * 26).action_names[-1] == "Z"
    assert bandit([0.0] * 27).action_names[::26] == ("1", "27")


@pytest.mark.parametrize("given", [[1.0], [1.0, 2.0, 3.0], [[1.0, 2.0]], [], ["x", 1.0]])
def test_a_spread_for_some_of_the_arms_is_refused(given: Any) -> None:
    with pytest.raises(InvalidInput, match="one number, or 2 numbers, one an arm") as caught:
        bandit([1.0, 0.0], given)
    assert caught.value.field == "reward_std"


def test_context_probabilities_of_single_precision_are_normalised() -> None:
    thirds = np.full(3, 1 / 3, dtype=np.float32)
    assert contextual_bandit([[1.0, 0.0]] * 3, context_probabilities=thirds).start.sum() == pytest.approx(1.0, abs=2e-16)
