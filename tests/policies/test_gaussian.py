"""The Gaussian policy: scores against differences of its log density, and the identities every score obeys."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.errors import InvalidInput
from policyscope.policies import Gaussian
from tests import reference
from tests.strategies import SEEDS

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(20)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


@st.composite
def policies(draw: st.DrawFn) -> tuple[Gaussian, np.ndarray, np.ndarray]:
    """A policy, θ, and some contexts."""
    inputs = draw(st.integers(1, 3))
    policy = Gaussian(inputs, draw(st.sampled_from([1.0, 0.2, 5.0])), draw(st.booleans()))
    rng = np.random.default_rng(draw(SEEDS))
    theta = rng.uniform(-1, 1, policy.parameters) * draw(st.sampled_from([1.0, 2.0, 0.0]))
    return policy, theta, rng.normal(size=(4, inputs))


@given(policies())
def test_the_score_is_the_gradient_of_the_log_density(case: tuple) -> None:
    policy, theta, x = case
    action = policy.means(theta, x) + policy.spread(theta) * np.array([-1.5, 0.3, 1.0, 2.5])
    scores = policy.scores(theta, x, action)
    for i in range(4):
        slope = reference.gradient_by_differences(lambda at, i=i: policy.log_density(at, x[i : i + 1], action[i : i + 1])[0], theta)
        assert np.allclose(scores[i], slope, rtol=1e-5, atol=1e-6)


@given(policies())
def test_the_mean_score_is_zero_and_its_covariance_the_fisher_matrix(case: tuple) -> None:
    """E[ψ] = 0 and E[ψ ψᵀ] = F, exactly: Gauss's rule integrates polynomials of the action without error."""
    policy, theta, x = case
    chances = np.array([0.1, 0.2, 0.3, 0.4])
    mean, matrix = np.zeros(policy.parameters), np.zeros((policy.parameters, policy.parameters))
    for p, row in zip(chances, x, strict=True):
        contexts = np.repeat(row[None, :], NODES.size, axis=0)
        psi = policy.scores(theta, contexts, policy.means(theta, contexts) + policy.spread(theta) * NODES)
        mean += p * WEIGHTS @ psi
        matrix += p * np.einsum("i,id,ie->de", WEIGHTS, psi, psi)
    size = 1 + np.abs(matrix).max()
    assert np.abs(mean).max() < 1e-12 * size
    assert np.allclose(matrix, policy.fisher(theta, x, chances), rtol=1e-10, atol=1e-12 * size)


@given(policies())
def test_the_entropy_is_minus_the_mean_log_density(case: tuple) -> None:
    policy, theta, x = case
    contexts = np.repeat(x[:1], NODES.size, axis=0)
    logs = policy.log_density(theta, contexts, policy.means(theta, contexts) + policy.spread(theta) * NODES)
    assert policy.entropy(theta) == pytest.approx(-float(WEIGHTS @ logs), abs=1e-12)


def test_the_spreads_score_changes_sign_one_sigma_from_the_mean() -> None:
    policy, theta = Gaussian(1, learn_sigma=True), np.array([2.0, math.log(0.5)])
    x, actions = np.ones((5, 1)), np.array([1.0, 1.5, 2.0, 2.5, 3.0])
    assert policy.scores(theta, x, actions) == pytest.approx(np.array([[-4, 3], [-2, 0], [0, -1], [2, 0], [4, 3]]))


def test_learning_begins_at_the_given_spread() -> None:
    assert Gaussian(2, 0.5, True).start() == pytest.approx([0.0, 0.0, math.log(0.5)])
    assert Gaussian(2, 0.5).start().tolist() == [0.0, 0.0]
    assert Gaussian(2, 0.5, True).spread(np.array([0.0, 0.0, 1.0])) == pytest.approx(math.e)
    assert Gaussian(1, 1.0, True).spread(np.array([0.0, 1e9])) == pytest.approx(math.exp(12.0)), "σ stays a number"


@pytest.mark.parametrize("sigma", [0.0, -1.0, math.nan, math.inf, 1e6, 1e-9])
def test_a_spread_that_cannot_be_is_refused(sigma: float) -> None:
    with pytest.raises(InvalidInput, match="sigma: expected a number from"):
        Gaussian(1, sigma)
