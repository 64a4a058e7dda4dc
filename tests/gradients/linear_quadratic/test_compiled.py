"""The compiled kernels of linear-quadratic problems against the interpreter, bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import LinearModel, Settings
from policyscope.gradients.kernels import linear_exact, linear_learn
from policyscope.gradients.kernels.arrays import NO_ROWS, Memory
from policyscope.gradients.kernels.codes import Baseline, Optimizer, Preconditioner, Schedule
from policyscope.policies import Gaussian
from policyscope.problems import LinearQuadratic
from tests.gradients.kernels import interpreted
from tests.gradients.linear_quadratic.kit import ESTIMATORS, models, places
from tests.gradients.test_compiled import state_of
from tests.gradients.test_compiled import streams_of as streams_of_learn
from tests.strategies import SEEDS

pytestmark = pytest.mark.compiled
Case = tuple[LinearModel, np.ndarray, Settings]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any problem, any settings."""
    model, discount = draw(models()), draw(st.sampled_from([1.0, 0.9]))
    known = [each for each in Baseline if each != Baseline.OPTIMAL]
    asked = Settings(
        discount=discount, weighting=draw(st.sampled_from([discount, 1.0])), total_return=draw(st.booleans()),
        exact=draw(st.sampled_from([False, False, False, True])), baseline=draw(st.sampled_from(known)),
        baseline_value=draw(st.sampled_from([0.0, 1.5])), baseline_step=draw(st.sampled_from([0.0, 0.3])),
        include_current=draw(st.booleans()), shared_value=draw(st.booleans()), batch=draw(st.sampled_from([2, 1, 5])),
        rate=draw(st.sampled_from([1e-3, 0.1])), preconditioner=draw(st.sampled_from(list(Preconditioner))),
        damping=draw(st.sampled_from([0.0, 0.1])), estimator=draw(st.sampled_from(ESTIMATORS)),
        entropy=draw(st.sampled_from([0.0, 0.2])), optimizer=draw(st.integers(Optimizer.ASCENT, Optimizer.ADAM)),
        schedule=draw(st.integers(Schedule.CONSTANT, Schedule.INVERSE_ROOT)), moving=draw(st.booleans()),
    )  # fmt: skip
    return model, draw(places(model)), asked


def streams_of(kernels: Any, seed: int, runs: int = 1) -> Any:
    return streams_of_learn(type("Kernels", (), {"learn": kernels.learn_linear}), seed, runs)


def trained(kernels: Any, case: Case, updates: int, seed: int) -> tuple[list[np.ndarray], Any]:
    model, theta, asked = case
    memory, batch, room = Memory.fresh(theta, model.problem.horizon), model.paths(asked), model.room()
    streams = streams_of(kernels, seed)
    kernels.learn_linear(model.plant, asked, memory, batch, room, updates, False, streams, NO_ROWS)
    return [*memory, *batch, *room], state_of(streams)


@given(cases(), SEEDS)
@settings(max_examples=120)
def test_learning_is_the_interpreters_to_the_last_bit(case: Case, seed: int) -> None:
    """Even where a step throws θ so far that the state is lost: NaN here is NaN there."""
    ours, state = trained(linear_learn, case, 7, seed)
    with np.errstate(all="ignore"):
        theirs, other = trained(interpreted().linear_learn, case, 7, seed)
    assert state == other
    assert all(np.array_equal(mine, its, equal_nan=True) for mine, its in zip(ours, theirs, strict=True))


@given(cases(), SEEDS)
@settings(max_examples=30)
def test_coupled_runs_are_single_runs_to_the_last_bit(case: Case, seed: int) -> None:
    model, theta, asked = case
    memory, batch, room = Memory.fresh(theta, model.problem.horizon, 3), model.paths(asked), model.room()
    streams = streams_of(linear_learn, seed, 3)
    linear_learn.learn_linear(model.plant, asked, memory, batch, room, 5, False, streams, NO_ROWS)
    for run in range(3):
        alone, state = trained(linear_learn, case, 5, seed + run)
        assert state == state_of(streams[run : run + 1])
        assert all(np.array_equal(ours[run], theirs[0], equal_nan=True) for ours, theirs in zip(memory, alone, strict=False))
    alone, _ = trained(linear_learn, case, 5, seed)
    left = zip(batch, alone[len(memory) :], strict=False)
    assert all(np.array_equal(ours, theirs, equal_nan=True) for ours, theirs in left), "the first is left to see"


@given(cases(), SEEDS)
@settings(max_examples=30)
def test_contributions_and_exact_answers_are_the_interpreters(case: Case, seed: int) -> None:
    model, theta, asked = case
    plain, answers = interpreted(), []
    for learning, exact in ((linear_learn, linear_exact), (plain.linear_learn, plain.linear_exact)):
        memory, batch, room = Memory.fresh(theta, model.problem.horizon), model.paths(asked), model.room()
        out, streams = np.zeros((3 * asked.batch, theta.size)), streams_of(learning, seed)
        learning.learn_linear(model.plant, asked, memory, batch, room, 3, True, streams, out)
        value = exact.solve_linear(model.plant, asked, theta, room)
        exact.prepare_linear(model.plant, room)
        best = exact.best_at(model.plant, asked, theta, room, 0, 0.7)
        surface, ones, ticks = np.empty((2, 3)), np.ones_like(theta), np.linspace(-1, 1, 3)
        exact.survey_linear(model.plant, asked, theta, ones, -ones, ticks, ticks[:2], model.room(), np.empty_like(theta), surface)
        answers.append([out, np.array([value, best]), surface, *room])
    assert all(np.array_equal(*pair, equal_nan=True) for pair in zip(*answers, strict=True))


@pytest.mark.parametrize("cut", [1, 3, 9])
def test_one_call_or_many_make_the_same_run(cut: int) -> None:
    """Updates handed over in blocks of any length: the frame rate cannot matter."""
    model = LinearModel.of(LinearQuadratic(horizon=5), Gaussian(1, 0.5, True))
    asked, ends = Settings(baseline=Baseline.RUNNING, batch=3, rate=1e-3), []
    for blocks in ([10], [cut, 10 - cut]):
        memory, batch, streams = Memory.fresh(np.array([-0.3, -0.7]), 5), model.paths(asked), streams_of(linear_learn, 5)
        for updates in blocks:
            linear_learn.learn_linear(model.plant, asked, memory, batch, model.room(), updates, False, streams, NO_ROWS)
        ends.append([*(each.tolist() for each in memory), state_of(streams)])
    assert ends[0] == ends[1]
