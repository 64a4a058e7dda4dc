"""The exact side against two others: every episode enumerated, and finite differences."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.tabular import ExactAnswers, exact_answers, landscape
from policyscope.policies import custom, one_hot, probabilities, stacked
from policyscope.problems import TabularMDP, bandit, short_corridor, two_state
from tests import reference
from tests.strategies import DISCOUNTS, TEMPERATURES, mdps, preferences, thetas

Case = tuple[TabularModel, np.ndarray, Settings]


@st.composite
def cases(draw: st.DrawFn, horizon: int | None, most: float = 3.0, **shape: int) -> Case:
    """A problem, features, θ, temperature and discount."""
    mdp = draw(mdps(horizon=horizon, **shape))
    phi = draw(preferences(mdp))
    asked = Settings(temperature=draw(TEMPERATURES), discount=draw(DISCOUNTS))
    return TabularModel.of(mdp, phi), draw(thetas(phi.parameters, most)), asked


SMALL = cases(3, states=3, actions=2, branches=2)
EITHER = st.one_of(cases(6), cases(None))


def size(answers: ExactAnswers) -> float:
    return 1.0 + float(np.abs(answers.action_values).max()) * (1.0 + float(answers.visitation.sum()))


@given(SMALL)
@settings(max_examples=30)
def test_with_a_horizon_everything_is_the_sum_over_all_episodes(case: Case) -> None:
    model, theta, asked = case
    mdp, discount, answers = model.problem, asked.discount, exact_answers(*case)
    assert mdp.horizon is not None
    pi = reference.policy(model.features, theta, asked.temperature)
    close = {"rtol": 1e-10, "atol": 1e-11 * size(answers)}
    assert np.allclose(answers.probabilities, pi, **close)
    assert np.isclose(answers.value, reference.value(mdp, pi, discount), **close)
    assert np.allclose(answers.state_values, reference.state_values(mdp, pi, discount, mdp.horizon), **close)
    assert np.allclose(answers.action_values, reference.action_values(mdp, pi, discount, mdp.horizon), **close)
    assert np.allclose(answers.visitation, reference.visitation(mdp, pi, discount), **close)
    tree = reference.episodes(mdp, pi)
    assert math.isclose(sum(e.probability for e in tree), 1.0, rel_tol=1e-12)

    phi = reference.slopes(model.features, theta)

    def likelihood_ratio(e: reference.Episode) -> np.ndarray:
        psi = (reference.score(phi, pi, s, a, asked.temperature) for s, a in zip(e.states, e.actions, strict=True))
        return reference.total(e, discount) * sum(psi, np.zeros(theta.size))

    assert np.allclose(answers.gradient, reference.mean(tree, likelihood_ratio), **close)


@given(EITHER)
def test_the_gradient_is_the_slope_of_the_value(case: Case) -> None:
    model, theta, asked = case
    answers = exact_answers(*case)
    slope = reference.gradient_by_differences(lambda x: exact_answers(model, x, asked).value, theta)
    assert np.allclose(answers.gradient, slope, rtol=1e-6, atol=1e-8 * size(answers))


@given(cases(None))
def test_without_a_horizon_the_bellman_equations_leave_nothing_over(case: Case) -> None:
    model, _, asked = case
    mdp, answers = model.problem, exact_answers(*case)
    v, q, going = answers.state_values, answers.action_values, ~mdp.terminal
    expected = (mdp.transition * mdp.reward).sum(axis=2) + asked.discount * mdp.transition @ v
    tiny = 1e-12 * size(answers)
    assert np.abs(q - expected)[going].max() < tiny
    assert np.abs(v - (answers.probabilities * q).sum(axis=1))[going].max() < tiny
    assert not v[~going].any()
    assert not q[~going].any()
    chain = np.einsum("sa,sat->st", answers.probabilities, mdp.transition)
    chain[~going] = 0.0
    flow = np.where(going, mdp.start + asked.discount * answers.visitation @ chain, 0.0)
    assert np.abs(flow - answers.visitation).max() < tiny
    assert math.isclose(answers.value, float(mdp.start @ v), rel_tol=1e-12, abs_tol=tiny)


@pytest.mark.compiled
@given(cases(None, most=1.0))
@settings(max_examples=20)
def test_without_a_horizon_is_the_limit_of_long_ones(case: Case) -> None:
    model, theta, asked = case
    longer = TabularModel.of(dataclasses.replace(model.problem, horizon=400), model.features)
    endless, long = exact_answers(*case), exact_answers(longer, theta, asked)
    for name in ("value", "state_values", "action_values", "visitation", "gradient", "fisher"):
        assert np.allclose(getattr(endless, name), getattr(long, name), rtol=1e-9, atol=1e-10 * size(endless)), name


@given(EITHER)
def test_advantages_average_to_zero(case: Case) -> None:
    answers = exact_answers(*case)
    going = ~case[0].problem.terminal
    assert np.abs((answers.probabilities * answers.advantages).sum(axis=1)[going]).max() < 1e-12 * size(answers)
    assert not answers.advantages[~going].any()


@given(EITHER)
def test_the_fisher_matrix_is_the_mean_outer_product_of_scores(case: Case) -> None:
    answers = exact_answers(*case)
    weight = (answers.visitation / answers.visitation.sum())[:, None] * answers.probabilities
    expected = np.einsum("sa,sad,sae->de", weight, answers.scores, answers.scores)
    scale = 1e-12 * (1 + np.abs(expected).max())
    assert np.abs(answers.fisher - expected).max() < scale
    assert np.linalg.eigvalsh(answers.fisher).min() > -scale


@given(EITHER)
def test_the_kernels_probabilities_are_the_policys(case: Case) -> None:
    model, theta, asked = case
    expected = probabilities(model.features, theta, asked.temperature)
    assert np.allclose(exact_answers(*case).probabilities, expected, rtol=1e-13, atol=0)


@given(EITHER)
def test_noise_changes_nothing_exact(case: Case) -> None:
    model, theta, asked = case
    quiet = TabularModel.of(dataclasses.replace(model.problem, reward_std=np.zeros_like(model.problem.reward)), model.features)
    loud, silent = exact_answers(*case), exact_answers(quiet, theta, asked)
    assert loud.value == silent.value
    assert np.array_equal(loud.gradient, silent.gradient)


def test_bernoulli_arms_are_worth_their_means() -> None:
    theta, means = np.array([0.3, -0.2, 0.1]), [0.2, 0.9, 0.5]
    gaussian, coins = (
        exact_answers(TabularModel.of(bandit(means, 1.0, kind), one_hot(1, 3)), theta, Settings()) for kind in ("gaussian", "bernoulli")
    )
    assert gaussian.value == coins.value
    assert np.array_equal(gaussian.gradient, coins.gradient)


@given(cases(4, most=1e4))
def test_far_corners_stay_finite(case: Case) -> None:
    answers = exact_answers(*case)
    for name in ("value", "gradient", "state_values", "fisher"):
        assert np.isfinite(getattr(answers, name)).all(), name
    assert np.abs(answers.probabilities.sum(axis=1) - 1).max() < 1e-12


@given(st.one_of(mdps(horizon=4), mdps(horizon=None)), st.data())
def test_a_tabular_softmax_gradient_sums_to_zero_in_every_state(mdp: TabularMDP, data: st.DataObject) -> None:
    model = TabularModel.of(mdp, one_hot(mdp.states, mdp.actions))
    answers = exact_answers(model, data.draw(thetas(model.features.parameters)), Settings(discount=0.9))
    sums = answers.gradient.reshape(mdp.states, mdp.actions).sum(axis=1)
    assert np.abs(sums).max() < 1e-12 * size(answers)


@given(EITHER, st.data())
@settings(max_examples=20)
def test_the_landscape_is_the_value_at_every_point(case: Case, data: st.DataObject) -> None:
    model, theta, asked = case
    across, up = (data.draw(thetas(theta.size)) for _ in range(2))
    xs, ys = np.linspace(-1, 1, 3), np.linspace(-2, 1, 4)
    surface = landscape(model, asked, theta, across, up, xs, ys)
    assert surface.shape == (4, 3)
    for j, y in enumerate(ys):
        for i, x in enumerate(xs):
            assert surface[j, i] == exact_answers(model, theta + x * across + y * up, asked).value


def test_the_worked_examples_fisher_matrix_has_rank_one() -> None:
    model = TabularModel.of(bandit([1.0, 0.0]), stacked([[1.0, 1.0]], 1, 2))
    fisher = exact_answers(model, np.array([0.0, 0.0, math.log(3 / 7)]), Settings()).fisher
    assert fisher[2, 2] == pytest.approx(0.21)
    assert np.abs(fisher[:2]).max() < 1e-15
    assert np.linalg.matrix_rank(fisher) == 1


def test_the_short_corridors_best_policy_is_random() -> None:
    """Sutton & Barto (2018), example 13.1: the gradient vanishes at p(right) = 2 − √2, where J = −6 − 4√2."""
    model = TabularModel.of(short_corridor(), custom([[[0.0, 1.0], [1.0, 0.0]]] * 4, 4, 2))
    best = 2 - math.sqrt(2)

    def at(right: float) -> ExactAnswers:
        return exact_answers(model, np.array([math.log(right / (1 - right)), 0.0]), Settings())

    assert at(best).value == pytest.approx(-6 - 4 * math.sqrt(2), abs=1e-12)
    assert np.abs(at(best).gradient).max() < 1e-12
    assert at(0.5).gradient[0] > 0 > at(0.7).gradient[0]
    assert round(at(0.95).value, 1) == -44.2
    assert round(at(0.05).value, 1) == -82.1


def test_two_states_by_hand() -> None:
    """Always staying in the first state is worth its reward each step; a horizon of 2 from p(stay) = ½ by hand."""
    model = TabularModel.of(two_state((1.0, 2.0), 2), one_hot(2, 2))
    assert exact_answers(model, np.array([1e3, 0.0, 0.0, 0.0]), Settings()).value == pytest.approx(2.0)
    # stay ½: 1 + (½·1 + ½·0); go ½: 0 + (½·2 + ½·0)
    assert exact_answers(model, np.zeros(4), Settings()).value == pytest.approx(0.5 * 1.5 + 0.5 * 1.0)
