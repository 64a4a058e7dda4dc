"""Epochs on the clipped surrogate: the first is REINFORCE, all are a plain second program's, and means are those of every episode."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import Settings, TabularModel, summarise
from policyscope.gradients.calls import learn
from policyscope.gradients.chance import Chance
from policyscope.gradients.kernels.arrays import NO_ROWS, Batch, Memory
from policyscope.gradients.kernels.codes import Baseline, Estimator
from policyscope.gradients.tabular import clipped
from policyscope.gradients.tabular.estimate import batch_room, contributions
from policyscope.gradients.tabular.expectation import exact_mean
from policyscope.gradients.tabular.variance import exact_variance, variance_of
from policyscope.policies import network, one_hot, probabilities, scores
from policyscope.problems import bandit, tabular
from policyscope.runs import PRESETS, Experiment, open_run
from tests.gradients.kernels import first_row, moments
from tests.strategies import DISCOUNTS, TEMPERATURES, mdps, preferences, thetas

NEXT = [[[0, 1, 0], [0, 0.5, 0.5]], [[0.5, 0, 0.5], [0, 0, 1]], [[0, 0, 1]] * 2]
CORRIDOR = tabular(NEXT, [[1, 0], [0.5, 2], [0, 0]], [1, 0, 0], [False, False, True], horizon=5)
START = np.array([0.2, -0.1, 0.0, 0.4, 0.0, 0.0])
CLIPPED = Settings(estimator=Estimator.CLIPPED, baseline=Baseline.EXACT, discount=0.9, weighting=0.9, epoch_rate=1.5, clip=0.2)
BONUS = {"entropy": 0.2, "temperature": 0.7}


def drawn(model: TabularModel, theta: np.ndarray, asked: Settings, still: bool, seed: int = 4) -> tuple[Batch, np.ndarray, np.ndarray]:
    """The batch of one update, its rows (zeros unless ``still``), and θ after it."""
    memory, batch = Memory.fresh(theta, model.problem.states), batch_room(model, asked, 100, 10_000)
    rows, chance = np.zeros((asked.batch, theta.size)) if still else NO_ROWS, Chance.seeded([seed])
    learn(model.dynamics, model.phi, asked, memory, batch, model.room(), model.metric(asked), 1, still, chance.words, rows)
    return batch, rows, memory.theta[0]


def surrogate(model: TabularModel, theta: np.ndarray, old: np.ndarray, asked: Settings, batch: Batch) -> float:
    """L(θ), as the paper has it."""
    now, before, total = probabilities(model.features, theta, asked.temperature), probabilities(model.features, old, asked.temperature), 0.0
    for i in range(asked.batch):
        for t, k in enumerate(range(batch.first[i], batch.first[i + 1])):
            s, a, w = batch.states[k], batch.actions[k], batch.weights[k]
            ratio = now[s, a] / before[s, a]
            total += min(ratio * w, float(np.clip(ratio, 1 - asked.clip, 1 + asked.clip)) * w)
            total -= asked.weighting**t * asked.entropy * float(now[s] @ np.log(now[s]))
    return total / asked.batch


def plainly(model: TabularModel, old: np.ndarray, asked: Settings, batch: Batch) -> tuple[np.ndarray, np.ndarray]:
    """Rows (N, D) and θ_k: every epoch from the scores of all actions."""
    theta, rows, before = old.copy(), np.zeros((asked.batch, old.size)), probabilities(model.features, old, asked.temperature)
    for _ in range(asked.epochs):
        pi, psi = probabilities(model.features, theta, asked.temperature), scores(model.features, theta, asked.temperature)
        slopes = np.zeros_like(rows)
        for i in range(asked.batch):
            for t, k in enumerate(range(batch.first[i], batch.first[i + 1])):
                s, a, w = batch.states[k], batch.actions[k], batch.weights[k]
                ratio = pi[s, a] / before[s, a]
                if ratio * w <= float(np.clip(ratio, 1 - asked.clip, 1 + asked.clip)) * w:
                    slopes[i] += ratio * w * psi[s, a]
                slopes[i] -= asked.weighting**t * asked.entropy * (pi[s] * np.log(pi[s])) @ psi[s]
        theta = theta + asked.epoch_rate * slopes.mean(axis=0)
        rows += slopes / asked.epochs
    return rows, theta


@pytest.mark.parametrize("baseline", list(Baseline))
@pytest.mark.parametrize("more", [{}, BONUS, {"total_return": True}, {"weighting": 1.0}])
@pytest.mark.parametrize("still", [False, True])
def test_the_first_epoch_is_reinforce_to_the_last_bit(baseline: int, more: dict[str, Any], still: bool) -> None:
    model = TabularModel.of(CORRIDOR, one_hot(3, 2))
    asked = CLIPPED._replace(baseline=baseline, batch=4, baseline_step=0.1, baseline_value=0.3, **more)
    ours, theirs = (drawn(model, START, each, still) for each in (asked, asked._replace(estimator=Estimator.REINFORCE)))
    for a, b in zip((ours[0].estimate, *ours[1:]), (theirs[0].estimate, *theirs[1:]), strict=True):
        if not (still and a is ours[0].estimate):
            assert np.array_equal(a, b)


NETWORK = network(np.eye(3), 3, 2, [4])


@pytest.mark.parametrize("features", [one_hot(3, 2), NETWORK], ids=["one-hot", "network"])
@pytest.mark.parametrize("more", [{}, BONUS, {"total_return": True}, {"batch": 1}])
@pytest.mark.parametrize("clip", [0.05, 0.2, 50.0])
def test_several_epochs_are_a_plain_programs(features: Any, more: dict[str, Any], clip: float) -> None:
    model = TabularModel.of(CORRIDOR, features)
    theta = np.random.default_rng(2).normal(size=features.parameters)
    asked = CLIPPED._replace(**({"batch": 5} | more), epochs=6, clip=clip, rate=6 * 1.5)
    batch, rows, _ = drawn(model, theta, asked, True)
    expected, end = plainly(model, theta, asked, batch)
    np.testing.assert_allclose(rows, expected, rtol=1e-10, atol=1e-12)
    batch, _, reached = drawn(model, theta, asked, False)
    np.testing.assert_allclose(batch.estimate, (end - theta) / (6 * 1.5), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(reached, end, rtol=1e-10, atol=1e-12), "an update by kα ends on θ_k"


def test_each_epoch_climbs_the_surrogate_itself() -> None:
    """∇L by central differences, at a θ where some odds are clipped and some are not."""
    model = TabularModel.of(CORRIDOR, one_hot(3, 2))
    asked = CLIPPED._replace(batch=8, epochs=2, **BONUS)
    batch, rows, _ = drawn(model, START, asked, True)
    first, _ = plainly(model, START, asked._replace(epochs=1), batch)
    there = START + asked.epoch_rate * first.mean(axis=0)
    slope = np.empty_like(START)
    for d in range(START.size):
        step = np.eye(START.size)[d] * 1e-6
        slope[d] = (surrogate(model, there + step, START, asked, batch) - surrogate(model, there - step, START, asked, batch)) / 2e-6
    np.testing.assert_allclose(2 * rows.mean(axis=0) - first.mean(axis=0), slope, atol=1e-7)
    loose = surrogate(model, there, START, asked._replace(clip=1e3), batch)
    assert surrogate(model, there, START, asked, batch) < loose, "something was clipped"


@st.composite
def cases(draw: st.DrawFn) -> tuple[TabularModel, np.ndarray, Settings]:
    mdp = draw(mdps(horizon=draw(st.sampled_from([1, 2])), states=2, actions=2, branches=2, noise=False))
    phi, discount = draw(preferences(mdp)), draw(DISCOUNTS)
    baseline = draw(st.sampled_from([each for each in Baseline if each.fixed]))
    asked = CLIPPED._replace(
        discount=discount, weighting=discount, temperature=draw(TEMPERATURES), entropy=draw(st.sampled_from([0.0, 0.3])),
        baseline=baseline, baseline_value=0.4, total_return=draw(st.booleans()), epochs=draw(st.integers(1, 4)),
    )  # fmt: skip
    return TabularModel.of(mdp, phi), draw(thetas(phi.parameters, 2.0)), asked


@given(cases())
@settings(max_examples=60)
def test_its_exact_mean_and_variance_are_those_of_every_outcome(case: tuple[TabularModel, np.ndarray, Settings]) -> None:
    model, theta, asked = case
    mean, variance = moments(first_row(model, theta, asked))
    found = exact_mean(model, theta, asked)
    assert found is not None
    np.testing.assert_allclose(found, mean, atol=1e-9 * (1 + variance))
    known = exact_variance(model, theta, asked)
    if asked.epochs > 1:  # the first epoch's is REINFORCE's, which has none for some total returns
        assert known is not None
    if known is not None:
        assert known == pytest.approx(variance, rel=1e-9, abs=1e-9 * (1 + variance))


def test_of_a_bernoulli_bandit_it_lists_both_rewards() -> None:
    model = TabularModel.of(bandit([0.8, 0.3], distribution="bernoulli"), one_hot(1, 2))
    asked = CLIPPED._replace(epochs=5, discount=1.0, weighting=1.0)
    mean, variance = moments(first_row(model, np.array([0.3, 0.0]), asked))
    np.testing.assert_allclose(exact_mean(model, np.array([0.3, 0.0]), asked), mean, rtol=1e-12)
    found = variance_of(model, np.array([0.3, 0.0]), asked)
    assert found is not None
    assert found.trace == pytest.approx(variance, rel=1e-10)
    assert found.diagonal is not None
    assert found.diagonal.sum() == pytest.approx(found.trace)


def test_the_second_epoch_brings_a_bias_that_grows_with_the_step() -> None:
    model, theta = TabularModel.of(bandit([1.0, 0.7, 0.0], 0.0), one_hot(1, 3)), np.zeros(3)
    truth = model.gradient(theta, Settings())
    asked = CLIPPED._replace(discount=1.0, weighting=1.0, epochs=2)
    off = [np.linalg.norm(exact_mean(model, theta, asked._replace(epoch_rate=rate)) - truth) for rate in (0.001, 0.01, 0.1)]
    assert 1e-7 < off[0] < off[1] < off[2]
    assert off[1] / off[0] == pytest.approx(10.0, rel=0.05)
    assert np.linalg.norm(exact_mean(model, theta, asked._replace(epochs=1)) - truth) < 1e-15


@pytest.mark.parametrize(
    ("problem", "more"),
    [(bandit([1.0, 0.0], 0.5), {}), (bandit([1.0, 0.0], 0.0), {"batch": 2}), (bandit([1.0, 0.0], 0.0), {"baseline": Baseline.LEARNED})],
    ids=["noise", "a batch", "a baseline that learns"],
)
def test_where_episodes_cannot_be_listed_it_says_nothing(problem: Any, more: dict[str, Any]) -> None:
    model, asked = TabularModel.of(problem, one_hot(1, 2)), CLIPPED._replace(epochs=2, **more)
    assert exact_mean(model, np.zeros(2), asked) is None
    assert exact_variance(model, np.zeros(2), asked) is None


def test_nor_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    model, asked = TabularModel.of(bandit([1.0, 0.0], 0.0), one_hot(1, 2)), CLIPPED._replace(epochs=2)
    assert exact_mean(model, np.zeros(2), asked) is not None
    monkeypatch.setattr(clipped, "MOST_EPISODES", 1)
    assert exact_mean(model, np.zeros(2), asked) is None


def test_rows_of_one_batch_are_not_taken_for_independent() -> None:
    model = TabularModel.of(CORRIDOR, one_hot(3, 2))
    asked = CLIPPED._replace(batch=5, epochs=4)
    rows, truth = contributions(model, START, asked, 100, np.random.Generator(np.random.PCG64(1))), np.ones(6)
    between = rows.reshape(20, 5, 6).mean(axis=1).std(axis=0, ddof=1) / np.sqrt(20)
    np.testing.assert_allclose(summarise(rows, truth, asked).standard_error, between, rtol=1e-9, atol=1e-12)


def test_its_settings_change_in_play() -> None:
    run = open_run(Experiment.model_validate({"estimator": {"kind": "clipped_surrogate", "batch_size": 4}}))
    run.advance(2, frozenset())
    run.control(
        {"estimator.epochs": 5, "estimator.epsilon": 0.1, "estimator.epoch_step_size": 0.5, "estimator.baseline": {"kind": "running_mean"}}
    )
    assert np.isfinite(run.advance(3, frozenset())["theta"]).all()
    assert (run.learner.settings.epochs, run.learner.settings.clip, run.learner.settings.epoch_rate) == (5, 0.1, 0.5)


@pytest.mark.compiled
@pytest.mark.parametrize(("epsilon", "low", "high"), [(0.2, 0.05, 0.25), (100.0, 0.3, 0.5)])
def test_the_presets_words_are_true(epsilon: float, low: float, high: float) -> None:
    """A hundred runs of a fixed seed: the share that ends on the second arm, within two standard errors of one in seven and two in five."""
    run = open_run(next(each for each in PRESETS if each.name == "clipped_epochs").experiment)
    run.control({"estimator.epsilon": epsilon})
    run.advance(60, frozenset())
    second = np.array([probabilities(one_hot(1, 3), theta)[0, 1] for theta in run.learner.memory.theta])
    assert low < (second > 0.9).mean() < high
