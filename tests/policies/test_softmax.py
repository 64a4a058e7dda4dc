"""The softmax and its score: identities on random features, and the examples that must hold to the digit."""

from __future__ import annotations

import math
from decimal import Decimal, getcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.policies import custom, entropies, log_probabilities, one_hot, probabilities, scores, stacked
from tests import reference
from tests.strategies import TEMPERATURES, features, mdps, preferences, thetas


@st.composite
def policies(draw: st.DrawFn, most: float = 3.0, linear: bool = False) -> tuple:
    mdp = draw(mdps(horizon=1))
    phi = draw(features(mdp) if linear else preferences(mdp))
    return phi, draw(thetas(phi.parameters, most)), draw(TEMPERATURES)


@given(policies(most=1e4))
def test_rows_sum_to_one_however_far_theta(case: tuple) -> None:
    pi = probabilities(*case)
    assert (pi >= 0).all()
    assert np.abs(pi.sum(axis=1) - 1).max() < 1e-12
    assert np.isfinite(log_probabilities(*case)).all()


@given(policies())
def test_probabilities_are_the_textbooks(case: tuple) -> None:
    phi, theta, temperature = case
    assert np.allclose(probabilities(*case), reference.policy(phi, theta, temperature), rtol=1e-12, atol=0)


@given(policies(most=1e4))
def test_the_mean_score_is_zero(case: tuple) -> None:
    """Σ_a π(a|s) ψ(s, a) = 0: a policy's probabilities always sum to one, so pushing all of them does nothing."""
    pi, psi = probabilities(*case), scores(*case)
    size = 1 + np.abs(psi).max()
    assert np.abs(np.einsum("sa,sad->sd", pi, psi)).max() < 1e-12 * size


@given(policies(most=2.0))
def test_the_score_is_the_gradient_of_the_log_probability(case: tuple) -> None:
    phi, theta, temperature = case
    psi = scores(*case)
    for s in range(phi.states):
        for a in range(phi.actions):
            slope = reference.gradient_by_differences(lambda x, s=s, a=a: log_probabilities(phi, x, temperature)[s, a], theta)
            assert np.allclose(psi[s, a], slope, rtol=1e-6, atol=1e-7)


@given(policies(linear=True))
def test_temperature_divides_theta_and_the_score(case: tuple) -> None:
    phi, theta, temperature = case
    assert np.allclose(probabilities(phi, theta, temperature), probabilities(phi, theta / temperature), rtol=1e-12)
    assert np.allclose(scores(phi, theta, temperature), scores(phi, theta / temperature) / temperature, rtol=1e-9, atol=1e-12)


def test_the_worked_example_holds_to_the_digit() -> None:
    """State feature (1, 1), actions 0 and 1, π = (0.7, 0.3): the score of action 0 is (0, 0, −0.3)."""
    phi, theta = stacked([[1.0, 1.0]], 1, 2), np.array([5.0, -2.0, math.log(3 / 7)])
    assert probabilities(phi, theta)[0] == pytest.approx([0.7, 0.3], abs=1e-15)
    psi = scores(phi, theta)
    assert psi[0, 0, :2].tolist() == psi[0, 1, :2].tolist() == [0.0, 0.0]  # the state's part cancels exactly
    assert psi[0, 0, 2] == pytest.approx(-0.3, abs=1e-15)
    assert psi[0, 1, 2] == pytest.approx(0.7, abs=1e-15)


@given(st.integers(1, 3), st.integers(1, 4), st.data())
def test_the_tabular_score_is_target_minus_result(states: int, actions: int, data: st.DataObject) -> None:
    """Score = one-hot − π, as in cross-entropy."""
    theta = data.draw(thetas(states * actions))
    psi, pi = scores(one_hot(states, actions), theta), probabilities(one_hot(states, actions), theta)
    for s in range(states):
        for a in range(actions):
            expected = np.zeros((states, actions))
            expected[s] = np.eye(actions)[a] - pi[s]
            assert np.allclose(psi[s, a], expected.ravel(), atol=1e-14)


@pytest.mark.parametrize("gap", [1.0, 30.0, 100.0, 600.0])
def test_scores_keep_their_digits_next_to_a_corner(gap: float) -> None:
    """The likely action's score is 1 − π, which plain subtraction loses from a gap of 37 on."""
    getcontext().prec = 400
    small = 1 / (1 + Decimal(gap).exp())
    psi = scores(one_hot(1, 2), np.array([gap, 0.0]))[0]
    assert psi[0, 0] == pytest.approx(float(small), rel=1e-12, abs=0)
    assert psi[1, 0] == pytest.approx(float(small - 1), rel=1e-15)


def test_a_lone_action_is_certain_and_has_no_score() -> None:
    phi = custom([[[3.0, 1.0]]], 1, 1)
    theta = np.array([1e4, -1e4])
    assert probabilities(phi, theta).tolist() == [[1.0]]
    assert not scores(phi, theta).any()


@pytest.mark.parametrize("gap", [0.0, 1.0, 40.0, 300.0])
def test_the_entropy_of_a_row_keeps_its_digits_near_a_corner(gap: float) -> None:
    """H of two actions is log(1 + e) + gap·e / (1 + e) with e = exp(−gap); beside it H of a sure row is 0."""
    e = math.exp(-gap)
    rows = np.array([[1 / (1 + e), e / (1 + e)], [1.0, 0.0]])
    assert entropies(rows) == pytest.approx([math.log1p(e) + gap * e / (1 + e), 0.0], rel=1e-12, abs=0.0)
