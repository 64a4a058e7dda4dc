"""The compiled kernels against the interpreter, bit for bit: the same numbers, the same memory, the same random state."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.chance import Chance
from policyscope.gradients.kernels import exact, learn, natural, optimal
from policyscope.gradients.kernels.arrays import NO_ROWS, Batch, Memory
from policyscope.gradients.kernels.codes import Baseline, Estimator, Optimizer, Preconditioner, Schedule
from policyscope.gradients.tabular.estimate import batch_room
from policyscope.policies import one_hot
from policyscope.problems import bandit
from tests.gradients.kernels import interpreted, state_of, streams_of, trained
from tests.strategies import DISCOUNTS, SEEDS, TEMPERATURES, mdps, preferences, thetas

pytestmark = pytest.mark.compiled


@st.composite
def cases(draw: st.DrawFn) -> tuple[TabularModel, np.ndarray, Settings]:
    """Any problem, any settings."""
    mdp = draw(st.one_of(mdps(horizon=6), mdps(horizon=None)))
    phi = draw(preferences(mdp))
    discount = draw(DISCOUNTS)
    baseline = draw(st.sampled_from(list(Baseline)))
    estimator = draw(st.sampled_from([Estimator.REINFORCE] * 3 + list(range(Estimator.ALL_ACTIONS, Estimator.FINITE_DIFFERENCE + 1))))
    if estimator == Estimator.LAMBDA_RETURN:  # it is made of a critic
        baseline = draw(st.sampled_from([Baseline.LEARNED, Baseline.EXACT]))
    asked = Settings(
        temperature=draw(TEMPERATURES), discount=discount, weighting=draw(st.sampled_from([discount, 1.0])),
        total_return=draw(st.booleans()), exact=draw(st.sampled_from([False, False, False, True])), baseline=baseline,
        baseline_value=draw(st.sampled_from([0.0, 1.5])), baseline_step=draw(st.sampled_from([0.0, 0.3])),
        include_current=draw(st.booleans()), shared_value=draw(st.booleans()), batch=draw(st.sampled_from([2, 1, 5])),
        rate=draw(st.sampled_from([0.1, 1.0])), preconditioner=draw(st.sampled_from(list(Preconditioner))),
        damping=draw(st.sampled_from([0.0, 0.1])),
        estimator=estimator, trace=draw(st.sampled_from([0.0, 0.5, 1.0])), entropy=draw(st.sampled_from([0.0, 0.2])),
        optimizer=draw(st.integers(Optimizer.ASCENT, Optimizer.ADAM)), schedule=draw(st.integers(Schedule.CONSTANT, Schedule.INVERSE_ROOT)),
        moving=estimator == Estimator.REINFORCE and draw(st.booleans()),
    )  # fmt: skip
    return TabularModel.of(mdp, phi), draw(thetas(phi.parameters)), asked


@given(cases(), SEEDS)
@settings(max_examples=150)
def test_learning_is_the_interpreters_to_the_last_bit(case: tuple[TabularModel, np.ndarray, Settings], seed: int) -> None:
    ours, state = trained(learn, case, 7, seed)
    theirs, other = trained(interpreted().learn, case, 7, seed)
    assert state == other
    for mine, its in zip(ours, theirs, strict=True):
        assert np.array_equal(mine, its, equal_nan=True)


@given(cases(), SEEDS)
@settings(max_examples=40)
def test_coupled_runs_are_single_runs_to_the_last_bit(case: tuple[TabularModel, np.ndarray, Settings], seed: int) -> None:
    model, theta, asked = case
    memory, streams = Memory.fresh(theta, model.problem.states, 3), streams_of(learn, seed, 3)
    batch, room, metric = batch_room(model, asked, 50, 10**4), model.room(), model.metric(asked)
    learn.learn(model.dynamics, model.phi, asked, memory, batch, room, metric, 5, False, streams, NO_ROWS)
    for run in range(3):
        alone, state = trained(learn, case, 5, seed + run)
        assert state == state_of(streams[run : run + 1])
        assert all(np.array_equal(ours[run], theirs[0], equal_nan=True) for ours, theirs in zip(memory, alone, strict=False))
    alone, _ = trained(learn, case, 5, seed)
    left, steps = Batch(*alone[len(memory) : len(memory) + len(batch)]), batch.first[asked.batch]
    for name in ("estimate", "direction", "tally", "first", "last_state", "score"):
        assert np.array_equal(getattr(batch, name), getattr(left, name), equal_nan=True), "the first run is what is left to see"
    for name in ("states", "actions", "rewards", "returns", "weights"):
        assert np.array_equal(getattr(batch, name)[:steps], getattr(left, name)[:steps], equal_nan=True)


@given(cases(), SEEDS)
@settings(max_examples=30)
def test_contributions_are_the_interpreters_to_the_last_bit(case: tuple[TabularModel, np.ndarray, Settings], seed: int) -> None:
    model, theta, asked = case
    answers = []
    for kernels in (learn, interpreted().learn):
        memory = Memory.fresh(theta, model.problem.states)
        batch, out = batch_room(model, asked, 50, 10**4), np.zeros((3 * asked.batch, theta.size))
        streams = streams_of(kernels, seed)
        kernels.learn(model.dynamics, model.phi, asked, memory, batch, model.room(), model.metric(asked), 3, True, streams, out)
        length = int(batch.first[1])
        scores, chances = np.empty((length, theta.size)), np.empty((length, model.problem.actions))
        kernels.score_rows(model.phi, asked, batch, 0, scores, chances)
        answers.append((out, scores, chances))
    assert all(np.array_equal(*pair) for pair in zip(*answers, strict=True))


@given(cases())
@settings(max_examples=40)
def test_exact_answers_are_the_interpreters_to_the_last_bit(case: tuple[TabularModel, np.ndarray, Settings]) -> None:
    model, theta, asked = case
    asked = asked._replace(preconditioner=Preconditioner.NATURAL, baseline=Baseline.OPTIMAL)
    plain = interpreted()
    answers: list[list[Any]] = []
    for its_exact, its_natural, its_optimal in ((exact, natural, optimal), (plain.exact, plain.natural, plain.optimal)):
        room, metric, surface = model.room(), model.metric(asked), np.empty((2, 3))
        value = its_exact.evaluate(model.dynamics, model.phi, asked, theta, room)
        matrix, direction = np.empty((theta.size, theta.size)), np.empty_like(theta)
        its_natural.fisher(model.phi, room, asked.temperature, np.zeros(theta.size), matrix)
        its_natural.prepare(model.phi, room, asked, metric)
        its_natural.natural_direction(model.phi, room, asked, metric, room.gradient, direction)
        kept = [array.copy() for array in (*room, metric.curvature, metric.vectors, matrix, direction)]
        best = its_optimal.optimal_constant(model.dynamics, model.phi, asked, room, metric)
        ones, ticks = np.ones_like(theta), np.linspace(-1, 1, 3)
        its_exact.survey(model.dynamics, model.phi, asked, theta, ones, -ones, ticks, ticks[:2], room, np.empty_like(theta), surface)
        answers.append([value, best, surface, *kept])
    assert all(np.array_equal(*pair, equal_nan=True) for pair in zip(*answers, strict=True))


@pytest.mark.parametrize("cut", [1, 3, 9])
def test_one_call_or_many_make_the_same_run(cut: int) -> None:
    """Updates handed over in blocks of any length: the frame rate cannot matter."""
    model = TabularModel.of(bandit([1.0, 0.7, 0.0], 0.5), one_hot(1, 3))
    asked = Settings(baseline=Baseline.RUNNING, batch=3)
    ends = []
    for blocks in ([10], [cut, 10 - cut]):
        memory = Memory.fresh(np.zeros(3), 1)
        chance = Chance.seeded([5])
        batch, room, metric = batch_room(model, asked, 1, 10), model.room(), model.metric(asked)
        for updates in blocks:
            learn.learn(model.dynamics, model.phi, asked, memory, batch, room, metric, updates, False, chance.words, NO_ROWS)
        ends.append((memory.theta.tolist(), memory.running.tolist(), batch.estimate.tolist(), chance.to_bytes()))
    assert ends[0] == ends[1]
