"""How much REINFORCE varies, exactly: the best constant baseline, published numbers, and a myth."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.errors import InvalidInput
from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.kernels.codes import Baseline, Estimator, Preconditioner
from policyscope.gradients.tabular import contributions, exact_answers, exact_variance
from policyscope.policies import custom, one_hot, scores
from policyscope.problems import TabularMDP, bandit, short_corridor
from tests import reference
from tests.gradients.kernels import best_constant, first_row, moments, rows
from tests.gradients.test_unbiased import Case, cases
from tests.strategies import mdps, preferences, thetas

POLYGON = TabularModel.of(bandit([1.0, 2.0, 4.0]), one_hot(1, 3))
AT = np.log([0.5, 0.3, 0.2])


def variance(model: TabularModel, theta: np.ndarray, asked: Settings) -> float:
    """Trace of the covariance of the product's own contribution."""
    return moments(first_row(model, theta, asked))[1]


@given(cases())
@settings(max_examples=60)
def test_the_contribution_varies_as_the_reference_says(case: Case) -> None:
    model, theta, asked = case
    pi, phi = reference.policy(model.features, theta, asked.temperature), reference.slopes(model.features, theta)

    def plain(e: reference.Episode) -> np.ndarray:
        return reference.contribution(
            e, phi, pi, asked.discount, temperature=asked.temperature, total_return=asked.total_return
        )  # fmt: skip

    expected = reference.variance(reference.episodes(model.problem, pi), plain)
    got = variance(model, theta, asked)
    assert math.isclose(got, expected, rel_tol=1e-8, abs_tol=1e-9 * (1 + np.abs(model.problem.reward).max() ** 2) / asked.temperature**2)


@given(cases(noise=True, horizon=2))
@settings(max_examples=60)
def test_the_optimal_constant_is_where_the_variance_is_least(case: Case) -> None:
    """The variance is a parabola in b; its lowest point, from three enumerated values, is the recursion's b*."""
    model, theta, asked = case
    for weighting in (asked.discount, 1.0):
        asked = asked._replace(baseline=Baseline.CONSTANT, weighting=weighting)
        low, middle, high = (variance(model, theta, asked._replace(baseline_value=b)) for b in (-1.0, 0.0, 1.0))
        curvature = (low + high) / 2 - middle
        if curvature > 1e-6 * (1 + middle):
            assert best_constant(model, theta, asked) == pytest.approx((low - high) / (4 * curvature), rel=1e-6, abs=1e-6)


@given(cases(horizon=2))
@settings(max_examples=40)
def test_the_natural_gradients_optimal_constant_minimises_its_own_variance(case: Case) -> None:
    """With the natural gradient b* is E[G |F⁺ψ|²] / E[|F⁺ψ|²], not the plain one."""
    model, theta, asked = case
    asked = asked._replace(preconditioner=Preconditioner.NATURAL, damping=0.1)
    inverse = np.linalg.inv(exact_answers(model, theta, asked).fisher + 0.1 * np.eye(theta.size))

    def spread(b: float) -> float:
        row = first_row(model, theta, asked._replace(preconditioner=Preconditioner.NONE, baseline=Baseline.CONSTANT, baseline_value=b))
        return moments(lambda rng: inverse @ row(rng))[1]

    low, middle, high = (spread(b) for b in (-1.0, 0.0, 1.0))
    curvature = (low + high) / 2 - middle
    if curvature > 1e-6 * (1 + middle):
        assert best_constant(model, theta, asked) == pytest.approx((low - high) / (4 * curvature), rel=1e-6, abs=1e-6)


@pytest.mark.compiled
@given(mdps(horizon=None), st.sampled_from([0.9, 1.0]), st.booleans(), st.booleans(), st.data())
@settings(max_examples=40)
def test_without_a_horizon_the_optimal_constant_is_the_limit_of_long_ones(
    mdp: TabularMDP, discount: float, total_return: bool, weighted: bool, data: st.DataObject
) -> None:
    """An endless tree cannot be enumerated; horizons of which the recursion above is known to be right can grow."""
    phi = data.draw(preferences(mdp))
    theta = data.draw(thetas(phi.parameters, 1.0))
    asked = Settings(discount=discount, weighting=discount if weighted else 1.0, total_return=total_return)
    endless, long = (TabularModel.of(dataclasses.replace(mdp, horizon=h), phi) for h in (None, 300))
    expected = exact_answers(long, theta, asked).optimal_constant
    assert exact_answers(endless, theta, asked).optimal_constant == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_noise_adds_its_own_variance() -> None:
    """σ² |ψ|² for every arm, on average: the spread of a reward enters as its square."""
    theta, stds = AT, [0.5, 1.0, 2.0]
    noisy = TabularModel.of(bandit([1.0, 2.0, 4.0], stds), one_hot(1, 3))
    squares = (scores(POLYGON.features, theta)[0] ** 2).sum(axis=1)
    added = sum(p * s**2 * n for p, s, n in zip([0.5, 0.3, 0.2], stds, squares, strict=True))
    assert variance(noisy, theta, Settings()) == pytest.approx(variance(POLYGON, theta, Settings()) + added)


@given(cases(horizon=3))
@settings(max_examples=60)
def test_the_exact_value_baseline_is_the_value_at_its_own_time(case: Case) -> None:
    """With a horizon V depends on how many actions are left: V_t(s), and none other, has this variance."""
    model, theta, asked = case
    mdp, phi = model.problem, reference.slopes(model.features, theta)
    pi = reference.policy(model.features, theta, asked.temperature)
    values = [reference.state_values(mdp, pi, asked.discount, mdp.horizon - t) for t in range(mdp.horizon)]

    def less_value(e: reference.Episode) -> np.ndarray:
        return reference.contribution(
            e, phi, pi, asked.discount, temperature=asked.temperature, total_return=asked.total_return, baseline=lambda t, s: values[t][s]
        )

    expected = reference.variance(reference.episodes(mdp, pi), less_value)
    got = variance(model, theta, asked._replace(baseline=Baseline.EXACT))
    assert math.isclose(got, expected, rel_tol=1e-8, abs_tol=1e-9 * (1 + np.abs(mdp.reward).max() ** 2) / asked.temperature**2)


def test_the_optimal_baseline_subtracts_that_constant_and_its_offset() -> None:
    asked = Settings(baseline=Baseline.OPTIMAL, baseline_value=0.5)
    constant = Settings(baseline=Baseline.CONSTANT, baseline_value=best_constant(POLYGON, AT, asked) + 0.5)
    assert variance(POLYGON, AT, asked) == pytest.approx(variance(POLYGON, AT, constant), rel=1e-12)


@pytest.mark.parametrize(("b", "expected", "digits"), [(0.0, 3.88, 2), (1.9, 0.641, 3), (2.326, 0.528, 3), (10.0, 37.0, 1)])
def test_the_score_polygon(b: float, expected: float, digits: int) -> None:
    """π = (.5, .3, .2), q = (1, 2, 4): the gap is (−.45, .03, .42) for every b, the variance is not."""
    asked = Settings(baseline=Baseline.CONSTANT, baseline_value=b)
    gap, spread = moments(first_row(POLYGON, AT, asked))
    assert gap == pytest.approx([-0.45, 0.03, 0.42], abs=1e-12)
    assert round(spread, digits) == expected


def test_the_score_polygons_best_baseline() -> None:
    answers = exact_answers(POLYGON, AT, Settings())
    assert answers.value == pytest.approx(1.9)
    assert round(answers.optimal_constant, 3) == 2.326
    squares = (answers.scores[0] ** 2).sum(axis=1) * answers.probabilities[0]
    assert answers.optimal_constant == pytest.approx(squares @ [1.0, 2.0, 4.0] / squares.sum())


def test_a_baseline_may_raise_the_variance() -> None:
    """π = (.9, .1), q = (1, 0): the value baseline has 64 times the variance of none."""
    model, theta = TabularModel.of(bandit([1.0, 0.0]), one_hot(1, 2)), np.log([0.9, 0.1])
    assert exact_answers(model, theta, Settings()).value == pytest.approx(0.9)
    none, value = (variance(model, theta, Settings(baseline=kind)) for kind in (Baseline.NONE, Baseline.EXACT))
    assert value / none == pytest.approx(64.0, rel=1e-9)


def test_equal_distances_from_the_optimum_have_equal_variance() -> None:
    """Chung et al. (2021): b* − ½ and b* + ½ vary alike, and yet learn differently."""
    below, above = (variance(POLYGON, AT, Settings(baseline=Baseline.OPTIMAL, baseline_value=d)) for d in (-0.5, 0.5))
    assert below == pytest.approx(above, rel=1e-12)


def test_leave_one_out_with_two_episodes_by_hand() -> None:
    """Arms A (1) and C (4) drawn: A is weighed by 1 − 4 = −3, C by 4 − 1 = 3; drawn alike, both weigh nothing."""
    psi = scores(POLYGON.features, AT)[0]

    class Scripted:
        """One number an episode: it chooses the arm."""

        def __init__(self, *numbers: float) -> None:
            self.numbers = list(numbers)

        def random(self) -> float:
            return self.numbers.pop(0)

    asked = Settings(baseline=Baseline.OTHERS, batch=2)
    assert np.allclose(rows(POLYGON, AT, asked, Scripted(0.0, 0.9)), [-3 * psi[0], 3 * psi[2]], atol=1e-14)
    assert not rows(POLYGON, AT, asked, Scripted(0.6, 0.6)).any()
    mean = Settings(baseline=Baseline.BATCH, batch=2)
    assert np.allclose(rows(POLYGON, AT, mean, Scripted(0.0, 0.9)), [-1.5 * psi[0], 1.5 * psi[2]], atol=1e-14)


ARMS = TabularModel.of(bandit([1.0, 0.7, 0.0]), one_hot(1, 3))


@pytest.mark.parametrize(
    ("estimator", "best", "least"), [(Estimator.UNIFORM_BEHAVIOUR, 0.3535, 0.0192), (Estimator.NO_LOG, 0.3215, 0.00086)]
)
def test_each_estimator_has_a_best_constant_of_its_own(estimator: int, best: float, least: float) -> None:
    """Three arms at θ = (0, 1, 2): REINFORCE's .602 would leave .0474 and .00501."""
    theta, asked = np.array([0.0, 1.0, 2.0]), Settings(estimator=estimator)
    b = best_constant(ARMS, theta, asked)
    assert b == pytest.approx(best, abs=5e-5)
    assert exact_variance(ARMS, theta, asked._replace(baseline=Baseline.OPTIMAL)) == pytest.approx(least, rel=5e-3)
    for other in (b - 0.01, b + 0.01):
        assert exact_variance(ARMS, theta, asked._replace(baseline=Baseline.CONSTANT, baseline_value=other)) > least


@given(cases(horizon=2), st.sampled_from([Estimator.REINFORCE, Estimator.NO_LOG, Estimator.UNIFORM_BEHAVIOUR]), st.booleans())
@settings(max_examples=60)
def test_every_best_constant_is_where_the_exact_variance_is_least(case: Case, estimator: int, bonus: bool) -> None:
    model, theta, asked = case
    asked = asked._replace(
        estimator=estimator, total_return=asked.total_return and estimator != Estimator.UNIFORM_BEHAVIOUR,
        entropy=0.3 if bonus and not asked.total_return else 0.0, baseline=Baseline.CONSTANT,
    )  # fmt: skip
    low, middle, high = (exact_variance(model, theta, asked._replace(baseline_value=b)) for b in (-1.0, 0.0, 1.0))
    curvature = (low + high) / 2 - middle
    if curvature > 1e-6 * (1 + middle):
        assert best_constant(model, theta, asked) == pytest.approx((low - high) / (4 * curvature), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("corner", [5.0, 20.0, 40.0])
@pytest.mark.parametrize("damping", [0.0, 1e-3])
def test_near_a_corner_the_natural_best_constant_is_that_of_the_rare_arms(corner: float, damping: float) -> None:
    """π = (1, ε, ε): the undamped direction of arm a is as long as 1/π, so b* tends to Σ (q/π) / Σ (1/π) = .35."""
    b = best_constant(ARMS, np.array([0.0, -corner, -corner]), Settings(preconditioner=Preconditioner.NATURAL, damping=damping))
    assert b == pytest.approx(0.35, abs=0.004 if corner == 5.0 else 1e-7)


def test_scores_too_large_to_square_still_have_a_best_constant() -> None:
    """π = (1, e⁻⁷⁰⁰, e⁻⁷⁰⁰), whose natural directions are near 1e304; and features near 1e200, whose own scores are."""
    assert best_constant(ARMS, np.array([0.0, -700.0, -700.0]), Settings(preconditioner=Preconditioner.NATURAL)) == pytest.approx(
        0.35, abs=1e-9
    )
    large = TabularModel.of(bandit([1.0, 0.7, 0.0]), custom(1e200 * np.eye(3)[None], 1, 3))
    small = TabularModel.of(bandit([1.0, 0.7, 0.0]), custom(1e-200 * np.eye(3)[None], 1, 3))
    plain = best_constant(ARMS, np.zeros(3), Settings())
    for model in (large, small):
        for estimator in (Estimator.REINFORCE, Estimator.UNIFORM_BEHAVIOUR):
            assert best_constant(model, np.zeros(3), Settings(estimator=estimator)) == pytest.approx(plain, rel=1e-12)


def test_importance_weights_without_a_second_moment_have_no_best_constant() -> None:
    """An endless corridor: near the even policy there is one, and far from it none, which is said."""
    endless, asked = TabularModel.of(short_corridor(), one_hot(4, 2)), Settings(estimator=Estimator.UNIFORM_BEHAVIOUR)
    assert math.isfinite(exact_answers(endless, np.zeros(8), asked).optimal_constant)
    far = np.array([3.0, -3.0] * 4)
    with pytest.raises(InvalidInput, match="second moment"):
        exact_answers(endless, far, asked)
    with pytest.raises(InvalidInput, match="horizon"):
        contributions(endless, far, asked._replace(baseline=Baseline.OPTIMAL), 10, np.random.default_rng(0))


@given(mdps(horizon=None, states=2, actions=2), st.data())
@settings(max_examples=20)
def test_without_a_horizon_other_behaviours_best_constant_is_the_limit_too(mdp: TabularMDP, data: st.DataObject) -> None:
    phi = data.draw(preferences(mdp))
    theta, asked = (
        data.draw(thetas(phi.parameters, 0.3)),
        Settings(discount=0.8, weighting=0.8, estimator=Estimator.UNIFORM_BEHAVIOUR),
    )
    endless, long = (TabularModel.of(dataclasses.replace(mdp, horizon=h), phi) for h in (None, 300))
    assert best_constant(endless, theta, asked) == pytest.approx(best_constant(long, theta, asked), rel=1e-6, abs=1e-9)
