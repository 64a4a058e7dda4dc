"""The ledger's exact line against the product's own sampler, run for every outcome chance allows."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.kernels.codes import Baseline, Estimator
from policyscope.gradients.tabular import exact_answers, exact_mean, exact_variance
from policyscope.policies import one_hot
from policyscope.problems import TabularMDP, bandit, chain, contextual_bandit, gridworld, short_corridor
from tests.gradients.kernels import best_constant, expect, first_row, moments
from tests.strategies import DISCOUNTS, TEMPERATURES, mdps, preferences, thetas

Case = tuple[TabularModel, np.ndarray, Settings]
KINDS = (
    Estimator.REINFORCE,
    Estimator.ALL_ACTIONS,
    Estimator.LAMBDA_RETURN,
    Estimator.NO_LOG,
    Estimator.UNIFORM_BEHAVIOUR,
)
FIXED = (Baseline.NONE, Baseline.CONSTANT, Baseline.EXACT, Baseline.OPTIMAL, Baseline.OPTIMAL_STATE)


@st.composite
def cases(draw: st.DrawFn, horizon: int = 3, noise: bool = False) -> Case:
    mdp = draw(mdps(horizon=horizon, states=3, actions=2, branches=2, noise=noise))
    phi, discount, kind = draw(preferences(mdp)), draw(DISCOUNTS), draw(st.sampled_from(KINDS))
    baseline = draw(st.sampled_from(FIXED))
    if kind == Estimator.LAMBDA_RETURN:
        baseline = Baseline.EXACT
    elif kind == Estimator.ALL_ACTIONS:
        baseline = Baseline.NONE
    asked = Settings(
        temperature=draw(TEMPERATURES), discount=discount, weighting=draw(st.sampled_from([discount, 1.0])), estimator=kind,
        baseline=baseline, baseline_value=draw(st.sampled_from([0.0, 1.5])), trace=0.5, entropy=draw(st.sampled_from([0.0, 0.4])),
    )  # fmt: skip
    return TabularModel.of(mdp, phi), draw(thetas(phi.parameters, 2.0)), asked


def scale(case: Case) -> float:
    model, _, asked = case
    return (3 + 3 * float(np.abs(model.problem.reward).max(initial=0.0))) / asked.temperature


@given(cases())
@settings(max_examples=120)
def test_the_exact_mean_is_the_mean_of_every_outcome(case: Case) -> None:
    model, theta, asked = case
    mean = exact_mean(model, theta, asked)
    assert mean is not None
    assert np.abs(mean - expect(first_row(model, theta, asked))).max() < 1e-8 * scale(case)


@given(cases(horizon=1, noise=True))
@settings(max_examples=60)
def test_the_exact_variance_of_one_step_is_that_of_every_outcome(case: Case) -> None:
    model, theta, asked = case
    _, expected = moments(first_row(model, theta, asked))
    assert exact_variance(model, theta, asked) == pytest.approx(expected, abs=1e-7 * scale(case) ** 2)


@given(cases())
@settings(max_examples=80)
def test_the_exact_variance_of_several_steps_is_that_of_every_outcome(case: Case) -> None:
    model, theta, asked = case
    _, expected = moments(first_row(model, theta, asked))
    assert exact_variance(model, theta, asked) == pytest.approx(expected, rel=1e-9, abs=1e-7 * scale(case) ** 2)


@given(cases(horizon=2, noise=True), st.sampled_from([0.0, 2.0]))
@settings(max_examples=40)
def test_the_exact_variance_of_the_total_return_is_that_of_every_outcome(case: Case, offset: float) -> None:
    model, theta, asked = case
    asked = asked._replace(
        estimator=Estimator.REINFORCE, total_return=True, entropy=0.0, baseline=Baseline.CONSTANT, baseline_value=offset
    )  # fmt: skip
    _, expected = moments(first_row(model, theta, asked))
    assert exact_variance(model, theta, asked) == pytest.approx(expected, rel=1e-9, abs=1e-7 * scale(case) ** 2)


@pytest.mark.parametrize("total", [False, True])
@pytest.mark.parametrize("kind", [Estimator.REINFORCE, Estimator.LAMBDA_RETURN, Estimator.ALL_ACTIONS, Estimator.NO_LOG])
def test_without_a_horizon_the_variance_is_the_limit_of_long_ones(total: bool, kind: int) -> None:
    theta = np.array([0.4, -0.2, 0.1, 0.3, 0.0, 0.0])
    if total and kind != Estimator.REINFORCE:
        return
    asked = Settings(estimator=kind, discount=0.9, weighting=0.9, total_return=total, trace=0.6,
                     baseline=Baseline.EXACT if kind == Estimator.LAMBDA_RETURN else Baseline.NONE)  # fmt: skip
    endless, long = (
        exact_variance(TabularModel.of(chain(2, 0.2, -0.5, 2.0, horizon), one_hot(3, 2)), theta, asked) for horizon in (None, 400)
    )
    assert endless == pytest.approx(long, rel=1e-8)


def test_importance_weights_of_long_episodes_have_no_finite_variance() -> None:
    endless, theta = TabularModel.of(short_corridor(), one_hot(4, 2)), np.array([3.0, -3.0] * 4)
    assert exact_variance(endless, theta, Settings(estimator=Estimator.UNIFORM_BEHAVIOUR)) is None
    assert exact_variance(endless, np.zeros(8), Settings(estimator=Estimator.UNIFORM_BEHAVIOUR)) > 0


@given(cases(), st.integers(2, 4))
@settings(max_examples=30)
def test_the_batchs_own_mean_keeps_its_share(case: Case, n: int) -> None:
    model, theta, asked = case
    assume(asked.weighting == asked.discount)
    asked = asked._replace(estimator=Estimator.REINFORCE, baseline=Baseline.BATCH, batch=n, entropy=0.0)
    assert np.allclose(exact_mean(model, theta, asked), (1 - 1 / n) * exact_answers(model, theta, asked).gradient)


@pytest.mark.parametrize(("n", "expected"), [(1, -0.0983), (2, 0.0), (10, 0.0786)])
def test_the_bonus_own_slope_is_no_part_of_what_the_batch_takes_away(n: int, expected: float) -> None:
    """Two arms at θ = (1, 0), β = ½: (1 − 1/N) ∇J + β ∇H, which points the wrong way for N = 1 and is nothing for N = 2."""
    model, theta = TabularModel.of(bandit([1.0, 0.0]), one_hot(1, 2)), np.array([1.0, 0.0])
    mean = exact_mean(model, theta, Settings(baseline=Baseline.BATCH, batch=n, entropy=0.5))
    assert mean == pytest.approx([expected, -expected], abs=5e-5)


def test_what_depends_on_the_past_has_no_exact_line() -> None:
    model, theta = TabularModel.of(bandit([1.0, 0.0]), one_hot(1, 2)), np.zeros(2)
    for asked in (
        Settings(baseline=Baseline.RUNNING, include_current=True),
        Settings(estimator=Estimator.LAMBDA_RETURN, baseline=Baseline.LEARNED),
        Settings(estimator=Estimator.NO_LOG, baseline=Baseline.RUNNING),
    ):
        assert exact_mean(model, theta, asked) is None
        assert exact_variance(model, theta, asked) is None
    steps, asked = (
        TabularModel.of(chain(2), one_hot(3, 2)),
        Settings(estimator=Estimator.NO_LOG, baseline=Baseline.EXACT, total_return=True),
    )
    assert exact_mean(steps, np.zeros(6), asked) is None
    long = TabularModel.of(short_corridor(), one_hot(4, 2))
    assert exact_mean(long, np.zeros(8), Settings()) == pytest.approx(exact_answers(long, np.zeros(8), Settings()).gradient)
    assert exact_variance(long, np.zeros(8), Settings()) > 0


@pytest.mark.compiled
def test_exact_lines_that_would_take_long_are_left_out() -> None:
    model = TabularModel.of(gridworld(["S" + "." * 19] + ["." * 20] * 18 + ["." * 19 + "G"], horizon=1000), one_hot(400, 4))
    asked = Settings(estimator=Estimator.ALL_ACTIONS)
    assert exact_mean(model, np.zeros(1600), asked) is None
    assert exact_variance(model, np.zeros(1600), asked) is None


def test_known_variances() -> None:
    """The score polygon's 3.88, 0.641 and 37.0, and a value baseline 64 times as noisy as none."""
    theta = np.log([0.5, 0.3, 0.2])
    model = TabularModel.of(bandit([1.0, 2.0, 4.0]), one_hot(1, 3))
    for b, expected in ((0.0, 3.88), (1.9, 0.641), (10.0, 37.0)):
        asked = Settings(baseline=Baseline.CONSTANT, baseline_value=b)
        assert exact_variance(model, theta, asked) == pytest.approx(expected, rel=2e-3)
    two = TabularModel.of(contextual_bandit([[1.0, 0.0]]), one_hot(1, 2))
    plain, value = (exact_variance(two, np.log([0.9, 0.1]), Settings(baseline=kind)) for kind in (Baseline.NONE, Baseline.EXACT))
    assert value == pytest.approx(64 * plain)


GRID = ["S..", "...", "..G"]


@pytest.mark.parametrize("total", [False, True])
@pytest.mark.parametrize("theta", [np.zeros(36), np.linspace(-1.0, 1.0, 36)])
def test_an_offset_that_every_return_shares_costs_no_digits(total: bool, theta: np.ndarray) -> None:
    """Steps of 990 000 on a board whose goal is out of reach: returns vary by the noise alone, which has a variance of its own."""
    shared = 990000.0
    quiet, loud = (TabularModel.of(noisy(gridworld(GRID, step_reward=reward, horizon=3)), one_hot(9, 4)) for reward in (0.0, shared))
    for baseline in (Baseline.EXACT, Baseline.NONE):
        asked = Settings(baseline=baseline, total_return=total)
        if total and baseline == Baseline.EXACT:
            continue
        calm, far = exact_variance(quiet, theta, asked), exact_variance(loud, theta, asked)
        if baseline == Baseline.EXACT:
            assert far == pytest.approx(calm, rel=1e-10)
        else:
            assert far > 1e11 * calm, "without a baseline the offset itself varies with the scores"


def noisy(mdp: TabularMDP) -> TabularMDP:
    return dataclasses.replace(mdp, reward_std=np.where(mdp.transition > 0, 0.5, 0.0))


@pytest.mark.parametrize("baseline", [Baseline.CONSTANT, Baseline.EXACT, Baseline.OPTIMAL, Baseline.OPTIMAL_STATE])
@pytest.mark.parametrize("kind", [Estimator.REINFORCE, Estimator.NO_LOG, Estimator.UNIFORM_BEHAVIOUR])
def test_rewards_near_a_million_vary_as_those_near_zero(kind: int, baseline: int) -> None:
    theta, means = np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 0.5])
    near, far = (
        exact_variance(
            TabularModel.of(bandit((means + offset).tolist()), one_hot(1, 3)), theta,
            Settings(estimator=kind, baseline=baseline, baseline_value=0.25 + offset * (baseline == Baseline.CONSTANT)),
        )
        for offset in (0.0, 990000.0)
    )  # fmt: skip
    assert far == pytest.approx(near, rel=1e-8 if baseline == Baseline.OPTIMAL else 1e-12)


def test_a_policy_that_nearly_never_leaves_has_a_variance_all_the_same() -> None:
    """The short corridor, left but for p = e⁻⁴⁰: lengths grow like p⁻², scores like p⁻¹ᐟ². Beyond all numbers: no answer."""
    model = TabularModel.of(short_corridor(), one_hot(4, 2))
    theta = np.array([40.0, 0.0, 0.0, 0.0, 40.0, 0.0, 0.0, 0.0])
    mean, gradient = exact_mean(model, theta, Settings()), exact_answers(model, theta, Settings()).gradient
    assert mean[1::2] == pytest.approx(gradient[1::2], rel=1e-8), "the rare action's"
    assert mean[::2] == pytest.approx(-mean[1::2], rel=1e-12), "and the other is its negative"
    farther = exact_variance(model, 41 / 40 * theta, Settings())
    assert farther == pytest.approx(math.exp(5) * exact_variance(model, theta, Settings()), rel=1e-9)
    assert exact_variance(model, 17 * theta, Settings()) is None


@pytest.mark.parametrize("total", [False, True])
def test_without_the_log_an_endless_problem_is_the_limit_of_long_ones(total: bool) -> None:
    theta = np.array([0.4, -0.2, 0.1, 0.3, 0.0, 0.0])
    endless, long = (TabularModel.of(chain(2, 0.2, -0.5, 2.0, horizon), one_hot(3, 2)) for horizon in (None, 400))
    for c in (0.9, 1.0):
        asked = Settings(estimator=Estimator.NO_LOG, discount=0.9, weighting=c, total_return=total, baseline=Baseline.OPTIMAL)
        assert best_constant(endless, theta, asked) == pytest.approx(best_constant(long, theta, asked), rel=1e-9)
        assert exact_variance(endless, theta, asked) == pytest.approx(exact_variance(long, theta, asked), rel=1e-8)
