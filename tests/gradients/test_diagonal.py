"""The variance of each component of a contribution: against every outcome, in both families, and without a horizon."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import ContinuousModel, Settings, TabularModel
from policyscope.gradients.continuous.expectation import variance_of as gaussian_variance
from policyscope.gradients.kernels.codes import Baseline, Estimator
from policyscope.gradients.tabular.variance import variance_of
from policyscope.policies import one_hot
from policyscope.problems import bandit
from tests.gradients.continuous.kit import models, places, spreads
from tests.gradients.kernels import first_row, paths
from tests.gradients.test_expectation import Case, cases, scale
from tests.strategies import mdps, preferences, thetas


def enumerated(case: Case) -> np.ndarray:
    """Each component's variance over every course an episode can take, shape (D,)."""
    model, theta, asked = case
    outcomes = [(weight, np.array(row)) for weight, row in paths(first_row(model, theta, asked))]
    mean = sum(weight * row for weight, row in outcomes)
    return sum(weight * (row - mean) ** 2 for weight, row in outcomes)


def close(case: Case) -> None:
    model, theta, asked = case
    found, expected = variance_of(model, theta, asked), enumerated(case)
    assert found is not None
    assert found.diagonal is not None
    np.testing.assert_allclose(found.diagonal, expected, rtol=1e-9, atol=1e-9 * scale(case) ** 2)
    assert found.trace == pytest.approx(found.diagonal.sum(), rel=1e-13)


@given(cases())
@settings(max_examples=80)
def test_of_several_steps_it_is_that_of_every_outcome(case: Case) -> None:
    close(case)


@given(cases(horizon=1, noise=True), st.booleans())
@settings(max_examples=40)
def test_of_one_step_also_where_the_total_return_is_asked_for(case: Case, total: bool) -> None:
    model, theta, asked = case
    close((model, theta, asked._replace(total_return=total and asked.estimator != Estimator.LAMBDA_RETURN)))


@pytest.mark.compiled
@given(mdps(horizon=None, states=3, actions=2), st.sampled_from([Estimator.REINFORCE, Estimator.ALL_ACTIONS]), st.data())
@settings(max_examples=30)
def test_without_a_horizon_it_is_the_limit_of_long_ones(mdp, estimator: int, data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    phi = data.draw(preferences(mdp))
    theta, asked = data.draw(thetas(phi.parameters, 2.0)), Settings(discount=0.9, weighting=0.9, estimator=estimator)
    endless, long = (variance_of(TabularModel.of(dataclasses.replace(mdp, horizon=h), phi), theta, asked) for h in (None, 250))
    assert endless is not None
    assert long is not None
    np.testing.assert_allclose(endless.diagonal, long.diagonal, rtol=1e-6, atol=1e-8)  # type: ignore[arg-type]


@given(
    models(), st.sampled_from([Estimator.REINFORCE, Estimator.PATHWISE, Estimator.MEASURE_VALUED, Estimator.FINITE_DIFFERENCE]), st.data()
)
@settings(max_examples=30)
def test_of_a_gaussian_policy_it_is_that_of_the_product_s_own_samples(model: ContinuousModel, estimator: int, data: st.DataObject) -> None:
    theta, asked = data.draw(places(model)), Settings(estimator=estimator, spacing=0.3, entropy=0.2)
    found = gaussian_variance(model, theta, asked)
    assert found is not None
    np.testing.assert_allclose(found.diagonal, spreads(model, theta, asked)[1], rtol=1e-6, atol=1e-7)  # type: ignore[arg-type]


def test_the_rare_arms_component_varies_most() -> None:
    """Two arms, π = (0.9, 0.1), paid 1 and 0: both components vary alike, and three arms' do not."""
    two = variance_of(TabularModel.of(bandit([1.0, 0.0]), one_hot(1, 2)), np.log([0.9, 0.1]), Settings())
    assert two is not None
    assert two.diagonal == pytest.approx([0.9 * 0.1**2 - 0.09**2] * 2)
    three = TabularModel.of(bandit([1.0, 1.0, 1.0]), one_hot(1, 3))
    found = variance_of(three, np.log([0.7, 0.2, 0.1]), Settings(baseline=Baseline.NONE))
    assert found is not None
    assert found.diagonal == pytest.approx([0.7 * 0.3, 0.2 * 0.8, 0.1 * 0.9])
