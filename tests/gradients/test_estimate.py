"""Contributions drawn with real random numbers, and what a ledger says of them."""

from __future__ import annotations

import math

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import Settings, TabularModel, summarise
from policyscope.gradients.calls import learn
from policyscope.gradients.chance import Chance
from policyscope.gradients.kernels.arrays import NO_ROWS, Batch, Memory
from policyscope.gradients.kernels.codes import Baseline, Estimator, Preconditioner
from policyscope.gradients.tabular import contributions, exact_answers
from policyscope.gradients.tabular.estimate import batch_room
from policyscope.policies import custom, one_hot
from policyscope.problems import TabularMDP, bandit, chain, short_corridor
from tests.strategies import mdps, preferences, thetas

ARMS = TabularModel.of(bandit([1.0, 0.7, 0.0], 0.5), one_hot(1, 3))


def drawn(model: TabularModel, theta: np.ndarray, asked: Settings, samples: int, seed: int = 0) -> np.ndarray:
    return contributions(model, theta, asked, samples, np.random.Generator(np.random.PCG64(seed)))


@pytest.mark.compiled
@given(st.data())
@settings(max_examples=15)
def test_without_a_horizon_the_sample_mean_agrees_with_the_gradient(data: st.DataObject) -> None:
    """Trees without a horizon have no end: a z-score of 20,000 episodes instead, at a fixed seed."""
    mdp = data.draw(mdps(horizon=None))
    phi = data.draw(preferences(mdp))
    model, theta = TabularModel.of(mdp, phi), data.draw(thetas(phi.parameters, 1.0))
    baseline = data.draw(st.sampled_from([Baseline.NONE, Baseline.EXACT, Baseline.OPTIMAL, Baseline.OTHERS]))
    asked = Settings(discount=0.9, weighting=0.9, baseline=baseline, batch=5)
    answers = exact_answers(model, theta, asked)
    summary = summarise(drawn(model, theta, asked, 20_000), answers.gradient, asked)
    gap = np.abs(summary.mean - answers.gradient)
    assert (gap <= 4.5 * summary.standard_error + 1e-9 * (1 + np.abs(mdp.reward).max())).all()


@pytest.mark.compiled
@given(st.one_of(mdps(horizon=4), mdps(horizon=None)), st.sampled_from([0.8, 1.0]), st.sampled_from([0.0, 0.3]), st.data())
@settings(max_examples=15)
def test_finite_differences_are_those_of_the_value_on_average(
    mdp: TabularMDP, discount: float, entropy: float, data: st.DataObject
) -> None:
    """Whatever the start, the noise, the discount and the bonus: mean (G(θ + εe) − G(θ − εe)) / 2ε, at a fixed seed."""
    phi = data.draw(preferences(mdp))
    model, theta = TabularModel.of(mdp, phi), data.draw(thetas(phi.parameters, 1.0))
    asked = Settings(estimator=Estimator.FINITE_DIFFERENCE, discount=discount, entropy=entropy, spacing=0.5)
    summary = summarise(drawn(model, theta, asked, 10_000), np.zeros(theta.size), asked)
    steps = 0.5 * np.eye(theta.size)
    expected = [
        exact_answers(model, theta + e, asked).regularized_value - exact_answers(model, theta - e, asked).regularized_value for e in steps
    ]
    assert (np.abs(summary.mean - expected) <= 4.5 * summary.standard_error + 1e-9 * (1 + np.abs(mdp.reward).max())).all()


@pytest.mark.compiled
def test_finite_differences_of_coins_are_those_of_their_means() -> None:
    model, theta = TabularModel.of(bandit([0.2, 0.9], 0.0, "bernoulli"), one_hot(1, 2)), np.array([0.5, 0.0])
    asked = Settings(estimator=Estimator.FINITE_DIFFERENCE, spacing=0.5)
    summary = summarise(drawn(model, theta, asked, 20_000), np.zeros(2), asked)
    expected = [exact_answers(model, theta + e, asked).value - exact_answers(model, theta - e, asked).value for e in 0.5 * np.eye(2)]
    assert (np.abs(summary.mean - expected) <= 4.5 * summary.standard_error).all()
    assert (summary.standard_error < 0.01).all()


@pytest.mark.compiled
def test_sampled_returns_have_the_exact_mean_and_the_rewards_noise() -> None:
    model = TabularModel.of(chain(2, 0.1, -0.5, 2.0, None), one_hot(3, 2))
    theta = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 0.0])
    for each, point in ((model, theta), (ARMS, np.zeros(3))):
        asked = Settings(rate=0.0)
        memory = Memory.fresh(point, each.problem.states)
        batch = batch_room(each, asked, 1000, 1000)
        learn(
            each.dynamics,
            each.phi,
            asked,
            memory,
            batch,
            each.room(),
            each.metric(asked),
            40_000,
            False,
            Chance.seeded([3]).words,
            NO_ROWS,
        )
        assert batch.tally[3] / batch.tally[0] == pytest.approx(exact_answers(each, point, asked).value, abs=0.03)
    rows = drawn(ARMS, np.array([1e3, 0.0, 0.0]), Settings(), 10)
    assert not rows.any()  # a certain arm has no score, whatever it pays
    noisy = TabularModel.of(bandit([0.0, 0.0], 2.0), one_hot(1, 2))
    assert drawn(noisy, np.zeros(2), Settings(), 40_000)[:, 0].std() == pytest.approx(1.0, rel=0.02)  # ½ · 2


def test_every_contribution_is_a_row() -> None:
    for asked in (Settings(), Settings(batch=4, baseline=Baseline.OTHERS)):
        assert drawn(ARMS, np.zeros(3), asked, 10).shape == (10, 3)
    first, again, other = (drawn(ARMS, np.zeros(3), Settings(), 10, seed) for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_exact_contributions_are_the_gradient_itself() -> None:
    gradient = exact_answers(ARMS, np.zeros(3), Settings()).gradient
    assert drawn(ARMS, np.zeros(3), Settings(exact=True), 3).tolist() == [gradient.tolist()] * 3


def test_looking_leaves_a_baselines_memory_alone() -> None:
    memory = Memory.fresh(np.zeros(3), 1)._replace(running=np.array([[0.5, 2.0]]), value=np.array([[0.25]]))
    for kind in (Baseline.RUNNING, Baseline.LEARNED):
        asked = Settings(baseline=kind, baseline_step=0.5)
        contributions(ARMS, np.zeros(3), asked, 5, np.random.default_rng(0), memory)
    assert (memory.running.tolist(), memory.value.tolist()) == ([[0.5, 2.0]], [[0.25]])


def test_a_baseline_learns_from_batch_to_batch_as_the_returns_say() -> None:
    """Running mean over every weighed return; V̂(s) a step towards each, against plain loops over the stored returns."""
    model, theta = TabularModel.of(chain(2, 0.3, -0.5, 2.0, 4), one_hot(3, 2)), np.zeros(6)
    for total, include in ((False, False), (True, False), (False, True), (True, True)):
        asked = Settings(baseline=Baseline.RUNNING, total_return=total, include_current=include, batch=3, rate=0.0)
        memory = Memory.fresh(theta, 3)
        batch, streams = batch_room(model, asked, 4, 100), Chance.seeded([1]).words
        seen: list[float] = []
        for _ in range(4):
            learn(model.dynamics, model.phi, asked, memory, batch, model.room(), model.metric(asked), 1, False, streams, NO_ROWS)
            for i in range(3):
                returns = batch.returns[batch.first[i] : batch.first[i + 1]].tolist()
                seen += returns[:1] if total else returns
        assert memory.running[0].tolist() == pytest.approx([np.mean(seen), len(seen)])
    asked = Settings(baseline=Baseline.LEARNED, baseline_step=0.5, batch=2, rate=0.0)
    for shared in (False, True):
        memory = Memory.fresh(theta, 3)
        one = asked._replace(shared_value=shared)
        learn(model.dynamics, model.phi, one, memory, batch, model.room(), model.metric(one), 1, False, streams, NO_ROWS)
        value = [0.0, 0.0, 0.0]
        for k in range(batch.first[2]):
            s = 0 if shared else batch.states[k]
            value[s] += 0.5 * (batch.returns[k] - value[s])
        assert memory.value[0].tolist() == pytest.approx(value)


def test_one_update_moves_theta_by_the_rate_times_the_estimate() -> None:
    theta = np.array([0.3, 0.0, -0.3])
    for asked in (
        Settings(rate=0.5, batch=4),
        Settings(rate=0.5, exact=True),
        Settings(rate=0.5, exact=True, preconditioner=Preconditioner.NATURAL, damping=0.1),
    ):
        memory = Memory.fresh(theta, 1)
        batch = batch_room(ARMS, asked, 1, 10)
        learn(
            ARMS.dynamics,
            ARMS.phi,
            asked,
            memory,
            batch,
            ARMS.room(),
            ARMS.metric(asked),
            1,
            False,
            Chance.seeded([0]).words,
            NO_ROWS,
        )
        answers = exact_answers(ARMS, theta, asked)
        if asked.exact:
            assert batch.estimate.tolist() == answers.gradient.tolist()
        else:
            assert np.allclose(batch.estimate, drawn_by_hand(theta, batch), atol=1e-14)
        step = (
            np.linalg.solve(answers.fisher + 0.1 * np.eye(3), batch.estimate)
            if asked.preconditioner == Preconditioner.NATURAL
            else batch.estimate
        )
        assert np.allclose(memory.theta[0], theta + 0.5 * step, atol=1e-12)


def drawn_by_hand(theta: np.ndarray, batch: Batch) -> np.ndarray:
    pi = np.exp(theta) / np.exp(theta).sum()
    rows = [batch.rewards[i] * (np.eye(3)[batch.actions[i]] - pi) for i in range(4)]
    return np.mean(rows, axis=0)


def test_a_ledger_line_by_hand() -> None:
    rows = np.array([[1.0, 0.0], [3.0, 0.0], [2.0, 3.0], [2.0, 1.0]])
    line = summarise(rows, np.array([2.0, 0.0]), Settings())
    assert line.mean.tolist() == [2.0, 1.0]
    assert line.variance == pytest.approx(2 / 3 + 2.0)
    assert line.standard_error.tolist() == pytest.approx([math.sqrt(2 / 3) / 2, math.sqrt(2.0) / 2])
    assert line.bias_norm == 1.0
    assert line.cosine == pytest.approx(2 / math.sqrt(5))
    assert line.snr == pytest.approx(2 / math.sqrt(8 / 3))
    assert line.episodes_for_sign == 1.0


def test_episodes_for_a_sign_may_be_more_than_64_bits_hold() -> None:
    """Rows of 1 ± 2⁵⁰: some 10³¹ episodes, a number that JSON can write."""
    line = summarise(np.array([[1.0 + 2.0**50], [1.0 - 2.0**50]]), np.ones(1), Settings())
    assert line.episodes_for_sign == pytest.approx(2 * (1.6448536 * 2.0**50) ** 2, rel=1e-6)
    assert orjson.loads(orjson.dumps(line.episodes_for_sign)) == line.episodes_for_sign > 2.0**64


def test_rows_that_share_a_batch_are_judged_batch_by_batch() -> None:
    """Rows of one batch cancel here exactly: their mean is known better than independent rows would know it."""
    rows = np.array([[1.0], [-1.0], [3.0], [-3.0]])
    coupled = summarise(rows, np.array([0.0]), Settings(baseline=Baseline.BATCH, batch=2))
    assert coupled.standard_error.tolist() == [0.0]
    assert summarise(rows, np.array([0.0]), Settings(batch=2)).standard_error[0] > 1.0


def test_a_ledger_says_what_it_cannot_say() -> None:
    rows = np.array([[-1.0], [-3.0]])
    line = summarise(rows, np.array([2.0]), Settings())
    assert line.episodes_for_sign == math.inf  # on average it points the wrong way
    nothing = summarise(np.zeros((4, 2)), np.zeros(2), Settings())
    assert math.isnan(nothing.cosine)
    assert nothing.episodes_for_sign == math.inf
    assert summarise(np.ones((4, 1)), np.ones(1), Settings()).snr == math.inf


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=5), st.integers(2, 5000))
def test_equal_rows_vary_by_nothing_at_all(row: list[float], count: int) -> None:
    """The exact estimator's rows: rounding must not give them a signal to noise of 10¹³."""
    line = summarise(np.repeat([row], count, axis=0), np.array(row), Settings(exact=True))
    assert (line.variance, line.bias_norm, line.snr) == (0.0, 0.0, math.inf)
    assert line.mean.tolist() == row
    assert not line.standard_error.any()


def test_episodes_for_a_sure_sign_are_enough() -> None:
    """The mean of that many normal contributions has the right sign 95 times in a hundred."""
    rng = np.random.default_rng(0)
    rows = rng.normal(0.2, 1.0, size=(4000, 1))
    needed = int(summarise(rows, np.array([0.2]), Settings()).episodes_for_sign)
    right = (rng.normal(0.2, 1.0, size=(4000, needed)).mean(axis=1) > 0).mean()
    assert 0.93 < right < 0.97


@pytest.mark.compiled
def test_the_short_corridor_is_learned() -> None:
    """Sutton & Barto (2018), figure 13.1: with α = 2⁻¹³ the policy ends near the best random one."""
    model = TabularModel.of(short_corridor(), custom([[[0.0, 1.0], [1.0, 0.0]]] * 4, 4, 2))
    asked = Settings(rate=2.0**-13)
    memory = Memory.fresh(np.array([-1.47, 1.47]), 4)
    batch = batch_room(model, asked, 1000, 1000)
    learn(
        model.dynamics,
        model.phi,
        asked,
        memory,
        batch,
        model.room(),
        model.metric(asked),
        3000,
        False,
        Chance.seeded([0]).words,
        NO_ROWS,
    )
    assert -13.5 < exact_answers(model, memory.theta[0], asked).value <= -6 - 4 * math.sqrt(2) + 1e-12


def test_the_variance_has_a_sampling_error_that_shrinks_like_one_over_root_n() -> None:
    rng = np.random.Generator(np.random.PCG64(7))
    gradient = np.array([1.0, 2.0])
    summaries = [summarise(gradient + rng.standard_normal((samples, 2)), gradient, Settings()) for samples in (400, 40_000)]
    # Of unit normals in two dimensions |g − ∇J|² has variance 4, and its mean is the variance, 2.
    for summary, samples in zip(summaries, (400, 40_000), strict=True):
        assert summary.variance_standard_error == pytest.approx(2.0 / math.sqrt(samples), rel=0.15)
        assert abs(summary.variance - 2.0) < 4.0 * summary.variance_standard_error
    same = summarise(np.tile(gradient, (10, 1)), gradient, Settings())
    assert same.variance == same.variance_standard_error == 0.0
