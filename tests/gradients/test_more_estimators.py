"""What the further estimators are on average, exactly, and what momentum, Adam, schedules and the entropy bonus do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.kernels.arrays import NO_ROWS, Batch, Memory
from policyscope.gradients.kernels.codes import Baseline, Estimator, Optimizer
from policyscope.gradients.tabular import contributions, exact_answers
from policyscope.gradients.tabular.estimate import batch_room
from policyscope.policies import one_hot
from policyscope.problems import bandit
from tests import reference
from tests.gradients.kernels import best_constant, expect, first_row, interpreted, moments, rows
from tests.strategies import DISCOUNTS, TEMPERATURES, mdps, preferences, thetas

Case = tuple[TabularModel, np.ndarray, Settings]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    mdp = draw(mdps(horizon=3, states=3, actions=2, branches=2, noise=False))
    phi = draw(preferences(mdp))
    discount = draw(DISCOUNTS)
    asked = Settings(
        temperature=draw(TEMPERATURES), discount=discount, weighting=discount, entropy=draw(st.sampled_from([0.0, 0.5])),
        baseline_value=draw(st.sampled_from([0.0, -2.0])), baseline_step=0.3,
    )  # fmt: skip
    return TabularModel.of(mdp, phi), draw(thetas(phi.parameters, 2.0)), asked


def same(got: np.ndarray, expected: np.ndarray, case: Case) -> bool:
    model, _, asked = case
    scale = (1 + float(np.abs(model.problem.reward).max()) + abs(asked.baseline_value)) / asked.temperature
    return bool(np.abs(got - expected).max(initial=0.0) < 1e-9 * scale)


def remembered(model: TabularModel, theta: np.ndarray) -> Memory:
    """A critic that knows nothing of the truth."""
    return Memory.fresh(theta, model.problem.states)._replace(value=np.linspace(-1.0, 2.0, model.problem.states)[None, :])


@given(cases())
@settings(max_examples=60)
def test_the_exact_gradient_counts_the_entropy_bonus(case: Case) -> None:
    """Against differences of J_β = J + β E[Σ_t γᵗ H(π(·|S_t))], the bonus taken over the reference's own visitation."""
    model, theta, asked = case

    def objective(at: np.ndarray) -> float:
        pi = reference.policy(model.features, at, asked.temperature)
        plain = exact_answers(model, at, asked._replace(entropy=0.0))
        entropy = -(pi * np.log(np.maximum(pi, 1e-300))).sum(axis=1)
        return plain.value + asked.entropy * float(plain.visitation @ entropy)

    truth = exact_answers(model, theta, asked)
    assert truth.regularized_value == pytest.approx(objective(theta), abs=1e-9)
    assert truth.value == pytest.approx(exact_answers(model, theta, asked._replace(entropy=0.0)).value, abs=0)
    step = 1e-5 * asked.temperature
    slopes = [(objective(theta + step * e) - objective(theta - step * e)) / (2 * step) for e in np.eye(theta.size)]
    assert np.allclose(truth.gradient, slopes, atol=1e-5 * (1 + np.abs(truth.gradient).max()))


@given(
    cases(),
    st.sampled_from([Estimator.REINFORCE, Estimator.UNIFORM_BEHAVIOUR]),
    st.sampled_from([Baseline.CONSTANT, Baseline.LEARNED]),
)
@settings(max_examples=80)
def test_bonus_and_other_behaviour_leave_the_mean_on_the_gradient(case: Case, estimator: int, baseline: int) -> None:
    model, theta, asked = case
    asked = asked._replace(estimator=estimator, baseline=baseline)
    mean = expect(first_row(model, theta, asked, remembered(model, theta)))
    assert same(mean, exact_answers(model, theta, asked).gradient, case)


@given(cases())
@settings(max_examples=60)
def test_all_actions_are_unbiased_and_for_one_step_quieter_than_with_the_exact_critic(case: Case) -> None:
    """Each step is then the mean of the critic's over actions; but a sum of quieter steps may vary more, where they go together."""
    model, theta, asked = case
    truth = exact_answers(model, theta, asked).gradient
    mean, variance = moments(first_row(model, theta, asked._replace(estimator=Estimator.ALL_ACTIONS)))
    critic = asked._replace(estimator=Estimator.LAMBDA_RETURN, trace=0.0, baseline=Baseline.EXACT)
    other, noise = moments(first_row(model, theta, critic))
    assert same(mean, truth, case)
    assert same(other, truth, case)
    if model.problem.horizon == 1:
        assert variance <= noise + 1e-9 * (1 + noise)


@given(cases(), st.sampled_from([0.0, 0.5, 1.0]))
@settings(max_examples=60)
def test_an_exact_critic_is_unbiased_at_every_trace(case: Case, trace: float) -> None:
    model, theta, asked = case
    asked = asked._replace(estimator=Estimator.LAMBDA_RETURN, trace=trace, baseline=Baseline.EXACT)
    assert same(expect(first_row(model, theta, asked)), exact_answers(model, theta, asked).gradient, case)


@given(cases(), st.integers(0, 2**32))
@settings(max_examples=60)
def test_gae_of_one_is_the_return_less_the_critic_and_of_zero_the_one_step_error(case: Case, seed: int) -> None:
    model, theta, asked = case
    asked = asked._replace(baseline=Baseline.LEARNED, entropy=0.0)
    memory = remembered(model, theta)

    def drawn(settings: Settings) -> tuple[np.ndarray, Batch]:
        own, batch = memory.first(), batch_room(model, settings, 10, 100)
        out = np.zeros((1, theta.size))
        rng = np.random.Generator(np.random.PCG64(seed))
        room = (model.dynamics, model.phi, settings, own, batch, model.room(), model.metric(settings))
        interpreted().learn.learn(*room, 1, True, [rng], out)
        return out, batch

    plain, _ = drawn(asked)
    whole, _ = drawn(asked._replace(estimator=Estimator.LAMBDA_RETURN, trace=1.0))
    assert np.allclose(whole, plain, atol=1e-9)
    _, batch = drawn(asked._replace(estimator=Estimator.LAMBDA_RETURN, trace=0.0))
    length = int(batch.first[1])
    values = np.append(memory.value[0, batch.states[:length]], 0.0)
    errors = batch.rewards[:length] + asked.discount * values[1:] - values[:-1]
    factors = asked.weighting ** np.arange(length)
    assert np.allclose(batch.weights[:length], factors * errors, atol=1e-12)


def test_deleting_the_log_points_the_wrong_way() -> None:
    """π = (.9, .1), q = (1, 2): the gradient is (−.09, +.09), without the log the expectation is (+.063, −.063)."""
    model = TabularModel.of(bandit([1.0, 2.0]), one_hot(1, 2))
    theta = np.log([0.9, 0.1])
    asked = Settings()
    assert np.allclose(exact_answers(model, theta, asked).gradient, [-0.09, 0.09])
    assert np.allclose(expect(first_row(model, theta, asked._replace(estimator=Estimator.NO_LOG))), [0.063, -0.063])


@given(cases())
@settings(max_examples=40)
def test_without_the_log_the_mean_is_the_score_weighed_by_another_probability(case: Case) -> None:
    model, theta, asked = case
    asked = asked._replace(estimator=Estimator.NO_LOG, entropy=0.0)
    pi = reference.policy(model.features, theta, asked.temperature)
    scores = exact_answers(model, theta, asked).scores
    expected = np.zeros(theta.size)
    for episode in reference.episodes(model.problem, pi):
        g = 0.0
        for t in reversed(range(len(episode.states))):
            s, a = episode.states[t], episode.actions[t]
            g = episode.rewards[t] + asked.discount * g
            expected += episode.probability * asked.weighting**t * g * pi[s, a] * scores[s, a]
    assert same(expect(first_row(model, theta, asked)), expected, case)


@pytest.mark.compiled
def test_finite_differences_miss_the_gradient_by_their_spacing_alone() -> None:
    """Their mean is the central difference of J, whatever the noise of the rewards; z-scores over 20 000 episodes."""
    model = TabularModel.of(bandit([1.0, 0.0, -1.0], 0.5), one_hot(1, 3))
    theta, spacing = np.array([0.3, -0.2, 0.5]), 0.4
    asked = Settings(estimator=Estimator.FINITE_DIFFERENCE, spacing=spacing)
    rows = contributions(model, theta, asked, 20_000, np.random.default_rng(5))
    expected = [
        (exact_answers(model, theta + spacing * e, asked).value - exact_answers(model, theta - spacing * e, asked).value) / (2 * spacing)
        for e in np.eye(3)
    ]
    error = rows.std(axis=0, ddof=1) / math.sqrt(len(rows))
    assert (np.abs(rows.mean(axis=0) - expected) < 4 * error).all()
    assert np.abs(np.array(expected) - exact_answers(model, theta, asked).gradient).max() > 1e-3


@given(cases(), st.booleans())
@settings(max_examples=40)
def test_the_optimal_constant_counts_the_entropy_bonus(case: Case, total: bool) -> None:
    model, theta, asked = case
    asked = asked._replace(total_return=total, baseline=Baseline.CONSTANT)
    low, middle, high = (moments(first_row(model, theta, asked._replace(baseline_value=b)))[1] for b in (-1.0, 0.0, 1.0))
    curve = (low + high) / 2 - middle
    if curve > 1e-6:
        assert best_constant(model, theta, asked) == pytest.approx((low - high) / (4 * curve), rel=1e-6, abs=1e-6 * (1 + middle / curve))


def steps(asked: Settings, updates: int) -> np.ndarray:
    """θ after each of some exact updates on three arms."""
    model = TabularModel.of(bandit([1.0, 0.5, 0.0]), one_hot(1, 3))
    memory, path = Memory.fresh(np.zeros(3), 1), []
    batch, room, metric = batch_room(model, asked, 1, 1), model.room(), model.metric(asked)
    for _ in range(updates):
        interpreted().learn.learn(model.dynamics, model.phi, asked, memory, batch, room, metric, 1, False, [None], NO_ROWS)
        path.append(np.concatenate([memory.theta[0], batch.estimate]))
    return np.array(path)


def test_momentum_adam_and_schedules_are_their_published_recursions() -> None:
    rate, mu, nu, eps, tau = 0.2, 0.8, 0.9, 1e-8, 3.0
    for optimizer in (Optimizer.ASCENT, Optimizer.MOMENTUM, Optimizer.ADAM):
        for schedule, factor in ((0, lambda t: 1.0), (1, lambda t: 1 / (1 + t / tau)), (2, lambda t: 1 / math.sqrt(1 + t / tau))):
            asked = Settings(
                exact=True, rate=rate, optimizer=optimizer, schedule=schedule, decay_after=tau, momentum=mu, second=nu, epsilon=eps
            )  # fmt: skip
            theta, m, v = np.zeros(3), np.zeros(3), np.zeros(3)
            for t, row in enumerate(steps(asked, 6)):
                g = row[3:]
                if optimizer == Optimizer.ASCENT:
                    step = g
                elif optimizer == Optimizer.MOMENTUM:
                    m = mu * m + g
                    step = m
                else:
                    m, v = mu * m + (1 - mu) * g, nu * v + (1 - nu) * g**2
                    step = m / (1 - mu ** (t + 1)) / (np.sqrt(v / (1 - nu ** (t + 1))) + eps)
                theta = theta + rate * factor(t) * step
                assert np.allclose(row[:3], theta, atol=1e-12)


def test_a_batch_of_another_behaviour_keeps_its_actions_uniform() -> None:
    model = TabularModel.of(bandit([1.0, 0.0]), one_hot(1, 2))
    asked = Settings(estimator=Estimator.UNIFORM_BEHAVIOUR)
    weights = rows(model, np.array([3.0, 0.0]), asked, np.random.default_rng(0), 400)
    assert 150 < int((weights[:, 0] > 0).sum()) < 250
