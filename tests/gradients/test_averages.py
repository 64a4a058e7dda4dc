"""Average value and average reward: exact against independent linear algebra, sampled segments against their stated bias."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.errors import InvalidInput
from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.kernels import codes, learn
from policyscope.gradients.tabular import exact_answers, exact_variance
from policyscope.policies import custom, one_hot
from policyscope.problems import TabularMDP, anchor, contextual_bandit, short_corridor, tabular, two_state
from policyscope.runs import Experiment, open_run
from tests import reference
from tests.gradients.kernels import expect, first_row, interpreted, moments, trained
from tests.strategies import thetas

Case = tuple[TabularModel, np.ndarray, Settings]


@st.composite
def continuing(draw: st.DrawFn) -> TabularMDP:
    """Three states that never end; some moves are impossible, one state may be transient."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    p = rng.random((3, 2, 3)) * (rng.random((3, 2, 3)) < 0.6)
    p[:, :, 0] += 0.2
    p /= p.sum(axis=2, keepdims=True)
    return tabular(p, rng.normal(size=(3, 2, 3)), [0.5, 0.5, 0.0], [False] * 3, None, 2)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    mdp = draw(continuing())
    gamma = draw(st.sampled_from([0.0, 0.5, 0.95]))
    kind = draw(st.sampled_from([codes.Objective.AVERAGE_REWARD, codes.Objective.AVERAGE_VALUE]))
    gamma = gamma if kind == codes.Objective.AVERAGE_VALUE else 0.0
    asked = Settings(
        objective=kind, average_discount=gamma, share=1 / (2 * (1 - gamma)), temperature=draw(st.sampled_from([1.0, 0.5])),
        entropy=draw(st.sampled_from([0.0, 0.3])),
    )  # fmt: skip
    return TabularModel.of(mdp, one_hot(3, 2)), draw(thetas(6, 2.0)), asked


def chain(case: Case, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """π, P_π, r_π with the bonus, and d as the left null vector of P_π − I: nothing of the product."""
    model, _, asked = case
    mdp = model.problem
    pi = reference.policy(model.features, theta, asked.temperature)
    p = np.einsum("sa,sat->st", pi, mdp.transition)
    r = np.einsum("sa,sat,sat->s", pi, mdp.transition, mdp.reward) - asked.entropy * (pi * np.log(pi)).sum(axis=1)
    system = np.vstack([p.T - np.eye(3), np.ones(3)])
    d = np.linalg.lstsq(system, np.array([0.0, 0.0, 0.0, 1.0]), rcond=None)[0]
    return pi, p, r, d


def objective(case: Case, theta: np.ndarray) -> float:
    _, p, r, d = chain(case, theta)
    gamma = case[2].average_discount
    return float(d @ np.linalg.solve(np.eye(3) - gamma * p, r)) if case[2].objective == codes.Objective.AVERAGE_VALUE else float(d @ r)


@given(cases())
@settings(max_examples=80)
def test_value_distribution_and_gradient_are_the_chains_own(case: Case) -> None:
    model, theta, asked = case
    truth = exact_answers(model, theta, asked)
    _, p, _, d = chain(case, theta)
    assert truth.regularized_value == pytest.approx(objective(case, theta), abs=1e-9)
    assert np.allclose(truth.visitation, d, atol=1e-9)
    step = 1e-5
    slopes = [(objective(case, theta + step * e) - objective(case, theta - step * e)) / (2 * step) for e in np.eye(6)]
    assert np.allclose(truth.gradient, slopes, atol=1e-5 * (1 + np.abs(truth.gradient).max()))
    _, _, r, _ = chain((model, theta, asked._replace(entropy=0.0)), theta)  # values are of the rewards alone
    if asked.objective == codes.Objective.AVERAGE_REWARD:
        assert np.allclose(truth.state_values, r - truth.value + p @ truth.state_values, atol=1e-9)
    else:
        assert np.allclose(truth.state_values, r + asked.average_discount * p @ truth.state_values, atol=1e-9)


@given(cases())
@settings(max_examples=40)
def test_the_gradient_is_also_what_the_stationary_distributions_derivative_says(case: Case) -> None:
    """∇J = Σ (∂d/∂θ) r + d (∂r/∂θ), ∂d from differentiating d P = d: no differential value in it."""
    model, theta, asked = case
    pi, p, r, d = chain(case, theta)
    mdp = model.problem
    phi = model.features.dense()
    scores = np.array([[reference.score(phi, pi, s, a, asked.temperature) for a in range(2)] for s in range(3)])
    expected = np.einsum("sat,sat->sa", mdp.transition, mdp.reward) - asked.entropy * np.log(pi)
    fundamental = np.linalg.inv(np.eye(3) - p + np.ones((3, 1)) * d)
    slopes = np.zeros(6)
    for k in range(6):
        dpi = pi * scores[:, :, k]
        dp = np.einsum("sa,sat->st", dpi, mdp.transition)
        slopes[k] = d @ dp @ fundamental @ r + d @ (dpi * expected).sum(axis=1)
    assert np.allclose(exact_answers(model, theta, asked).gradient, slopes / (1 - asked.average_discount), atol=1e-7)


@given(cases())
@settings(max_examples=40)
def test_the_average_value_is_the_average_reward_over_one_less_the_discount(case: Case) -> None:
    model, theta, asked = case
    reward = exact_answers(model, theta, asked._replace(objective=codes.Objective.AVERAGE_REWARD, average_discount=0.0))
    truth = exact_answers(model, theta, asked)
    assert truth.value * (1 - asked.average_discount) == pytest.approx(reward.value)
    assert np.allclose(truth.gradient * (1 - asked.average_discount), reward.gradient)


@given(cases(), st.sampled_from([codes.Baseline.NONE, codes.Baseline.EXACT, codes.Baseline.OPTIMAL, codes.Baseline.OPTIMAL_STATE]))
@settings(max_examples=40)
def test_segments_estimate_the_segments_own_gradient_from_where_the_policy_lives(case: Case, baseline: int) -> None:
    """The stated truncation bias: the mean is the gradient of (1/T) E_d[R_1 + … + R_T] with d held still."""
    model, theta, asked = case
    mdp = model.problem
    _, _, _, d = chain(case, theta)
    d = np.maximum(d, 0.0)  # a transient state may come out at −1e−17
    segment = TabularModel.of(tabular(mdp.transition, mdp.reward, d / d.sum(), [False] * 3, None, 2), model.features)
    plain = asked._replace(objective=codes.Objective.START_VALUE, average_discount=0.0, share=1.0)
    expected = asked.share * exact_answers(segment, theta, plain).gradient
    mean = expect(first_row(model, theta, asked._replace(baseline=baseline)))
    assert np.allclose(mean, expected, atol=1e-8 * (1 + np.abs(expected).max()))


def test_longer_segments_are_less_biased() -> None:
    """On two states the bias falls like 1/T."""
    theta, off = np.array([0.3, -0.2, 0.1, 0.5]), []
    for length in (10, 100, 1000):
        model = TabularModel.of(two_state((1.0, 2.0), length), one_hot(2, 2))
        asked = Settings(objective=codes.Objective.AVERAGE_REWARD, share=1 / length)
        truth = exact_answers(model, theta, asked)
        mdp = model.problem
        held = TabularModel.of(tabular(mdp.transition, mdp.reward, truth.visitation, [False] * 2, None, length), model.features)
        off.append(np.linalg.norm(exact_answers(held, theta, Settings()).gradient / length - truth.gradient))
    assert off[1] == pytest.approx(off[0] / 10, rel=0.1)
    assert off[2] == pytest.approx(off[1] / 10, rel=0.05)


def test_an_anchor_is_a_state_one_always_returns_to() -> None:
    assert anchor(two_state()) >= 0
    assert anchor(short_corridor()) == -1
    assert anchor(contextual_bandit([[1.0, 0.0], [0.0, 1.0]])) == -1
    transient = tabular([[[0, 1]], [[0, 1]]], np.zeros((2, 1, 2)), [1.0, 0.0], [False, False], None, 3)
    assert anchor(transient) == 1


@pytest.mark.parametrize(
    ("problem", "field", "words"),
    [
        ({"kind": "short_corridor"}, "objective.kind", "never ends"),
        ({"kind": "contextual_bandit"}, "objective.kind", "no unique stationary distribution"),
        ({"kind": "two_state", "horizon": None}, "problem.horizon", "number"),
    ],
)
def test_a_problem_without_an_average_is_told_why(problem: dict, field: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as error:
        open_run(Experiment.model_validate({"problem": problem, "objective": {"kind": "average_reward"}}))
    assert error.value.field == field


def test_a_run_climbs_the_average_reward() -> None:
    run = open_run(
        Experiment.model_validate(
            {
                "problem": {"kind": "two_state", "horizon": 50},
                "objective": {"kind": "average_reward"},
                "estimator": {"kind": "reinforce", "baseline": {"kind": "exact_value"}, "batch_size": 4},
                "optimizer": {"kind": "ascent", "learning_rate": 0.5},
            }
        )
    )
    before = run.advance(0, frozenset({"exact"}))["exact"]["value"]
    after = run.advance(400, frozenset({"exact"}))
    assert before == pytest.approx(0.75)
    assert after["exact"]["value"] > 1.2
    assert 0.0 < after["block"]["mean_return"] < 2.0


def test_a_policy_that_nearly_never_leaves_is_still_exact() -> None:
    """Leaving with chance 1e-19 and 1e-12: the stationary odds are their ratio, which 1 − P(s, s) could not even hold."""
    model = TabularModel.of(two_state((1.0, 2.0), 5), one_hot(2, 2))
    theta = np.array([12 * math.log(10), 0.0, 19 * math.log(10), 0.0])
    truth = exact_answers(model, theta, Settings(objective=codes.Objective.AVERAGE_REWARD, share=0.2))
    assert truth.visitation[0] / truth.visitation[1] == pytest.approx(1e-7, rel=1e-9)
    assert truth.value == pytest.approx(2.0, abs=1e-6)
    corridor = TabularModel.of(short_corridor(), custom([[[1.0, 0.0], [0.0, 1.0]]] * 4, 4, 2))
    left = 1 / (1 + 1e-9)
    lengths = exact_answers(corridor, np.array([9 * math.log(10), 0.0]), Settings()).value
    right = 1e-9 * left
    assert lengths == pytest.approx(-2 * (2 - right) / (right * (1 - right)), rel=1e-8)


@pytest.mark.compiled
@given(
    cases(), st.integers(0, 2**32), st.sampled_from([codes.Estimator.REINFORCE, codes.Estimator.ALL_ACTIONS, codes.Estimator.LAMBDA_RETURN])
)
@settings(max_examples=40)
def test_learning_an_average_is_the_interpreters_to_the_last_bit(case: Case, seed: int, estimator: int) -> None:
    model, theta, asked = case
    baseline = codes.Baseline.EXACT if estimator == codes.Estimator.LAMBDA_RETURN else codes.Baseline.NONE
    asked = asked._replace(estimator=estimator, baseline=baseline, trace=0.5, batch=2)
    ours, state = trained(learn, (model, theta, asked), 5, seed)
    theirs, other = trained(interpreted().learn, (model, theta, asked), 5, seed)
    assert state == other
    assert all(np.array_equal(*pair, equal_nan=True) for pair in zip(ours, theirs, strict=True))
    assert ours[0].tolist() != [theta.tolist()]


@given(cases(), st.sampled_from([codes.Estimator.REINFORCE, codes.Estimator.LAMBDA_RETURN, codes.Estimator.ALL_ACTIONS]))
@settings(max_examples=40)
def test_the_exact_variance_of_segments_is_that_of_every_outcome(case: Case, estimator: int) -> None:
    model, theta, asked = case
    baseline = codes.Baseline.EXACT if estimator == codes.Estimator.LAMBDA_RETURN else codes.Baseline.NONE
    asked = asked._replace(estimator=estimator, baseline=baseline, trace=0.5)
    _, expected = moments(first_row(model, theta, asked))
    assert exact_variance(model, theta, asked) == pytest.approx(expected, rel=1e-8, abs=1e-9)
