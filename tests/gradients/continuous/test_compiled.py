"""The compiled kernels of continuous bandits against the interpreter, bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import Settings
from policyscope.gradients.continuous import ContinuousModel
from policyscope.gradients.kernels import curve, gaussian, gaussian_learn
from policyscope.gradients.kernels.arrays import NO_ROWS, Memory
from policyscope.gradients.kernels.codes import Baseline, Estimator, Optimizer, Preconditioner, Schedule
from tests.gradients.continuous.kit import models, places
from tests.gradients.kernels import interpreted
from tests.gradients.test_compiled import state_of
from tests.gradients.test_compiled import streams_of as streams_of_learn
from tests.strategies import SEEDS

pytestmark = pytest.mark.compiled


@st.composite
def cases(draw: st.DrawFn) -> tuple[ContinuousModel, np.ndarray, Settings]:
    """Any problem, any settings."""
    model = draw(models())
    asked = Settings(
        exact=draw(st.sampled_from([False, False, False, True])), baseline=draw(st.sampled_from(list(Baseline))),
        baseline_value=draw(st.sampled_from([0.0, 1.5])), baseline_step=draw(st.sampled_from([0.0, 0.3])),
        include_current=draw(st.booleans()), shared_value=draw(st.booleans()), batch=draw(st.sampled_from([2, 1, 5])),
        rate=draw(st.sampled_from([0.01, 1.0, 1e9])), preconditioner=draw(st.sampled_from(list(Preconditioner))),
        damping=draw(st.sampled_from([0.0, 0.1])),
        estimator=draw(st.sampled_from([Estimator.REINFORCE, Estimator.PATHWISE, Estimator.MEASURE_VALUED, Estimator.FINITE_DIFFERENCE])),
        entropy=draw(st.sampled_from([0.0, 0.2])), optimizer=draw(st.integers(Optimizer.ASCENT, Optimizer.ADAM)),
        schedule=draw(st.integers(Schedule.CONSTANT, Schedule.INVERSE_ROOT)),
    )  # fmt: skip
    return model, draw(places(model)), asked


def streams_of(kernels: Any, seed: int, runs: int = 1) -> Any:
    return streams_of_learn(type("Kernels", (), {"learn": kernels.learn_gaussian}), seed, runs)


def trained(kernels: Any, case: tuple[ContinuousModel, np.ndarray, Settings], updates: int, seed: int) -> tuple[list[np.ndarray], Any]:
    model, theta, asked = case
    memory, batch, room = Memory.fresh(theta, model.problem.count), model.samples(asked), model.room()
    streams = streams_of(kernels, seed)
    kernels.learn_gaussian(model.world, asked, memory, batch, room, updates, False, streams, NO_ROWS)
    return [*memory, *batch, *room], state_of(streams)


@given(cases(), SEEDS)
@settings(max_examples=120)
def test_learning_is_the_interpreters_to_the_last_bit(case: tuple[ContinuousModel, np.ndarray, Settings], seed: int) -> None:
    """And whatever the step, θ stays a number within its bounds."""
    ours, state = trained(gaussian_learn, case, 7, seed)
    theirs, other = trained(interpreted().gaussian_learn, case, 7, seed)
    assert state == other
    assert all(np.array_equal(mine, its) for mine, its in zip(ours, theirs, strict=True))
    assert np.isfinite(ours[0]).all()
    assert np.abs(ours[0]).max() <= 1e6


@given(cases(), SEEDS)
@settings(max_examples=30)
def test_coupled_runs_are_single_runs_to_the_last_bit(case: tuple[ContinuousModel, np.ndarray, Settings], seed: int) -> None:
    model, theta, asked = case
    memory, batch, room = Memory.fresh(theta, model.problem.count, 3), model.samples(asked), model.room()
    streams = streams_of(gaussian_learn, seed, 3)
    gaussian_learn.learn_gaussian(model.world, asked, memory, batch, room, 5, False, streams, NO_ROWS)
    for run in range(3):
        alone, state = trained(gaussian_learn, case, 5, seed + run)
        assert state == state_of(streams[run : run + 1])
        assert all(np.array_equal(ours[run], theirs[0]) for ours, theirs in zip(memory, alone, strict=False))
    alone, _ = trained(gaussian_learn, case, 5, seed)
    assert all(np.array_equal(ours, theirs) for ours, theirs in zip(batch, alone[len(memory) :], strict=False)), "the first is left to see"


@given(cases(), SEEDS)
@settings(max_examples=30)
def test_contributions_and_exact_answers_are_the_interpreters(case: tuple[ContinuousModel, np.ndarray, Settings], seed: int) -> None:
    model, theta, asked = case
    plain, answers = interpreted(), []
    for learning, exact, curves in ((gaussian_learn, gaussian, curve), (plain.gaussian_learn, plain.gaussian, plain.curve)):
        memory, batch, room = Memory.fresh(theta, model.problem.count), model.samples(asked), model.room()
        out, streams = np.zeros((3 * asked.batch, theta.size)), streams_of(learning, seed)
        learning.learn_gaussian(model.world, asked, memory, batch, room, 3, True, streams, out)
        value = exact.solve_exactly(model.world, asked, theta, room)
        best = exact.best_baseline(model.world, asked, theta, room)
        surface, ones, ticks = np.empty((2, 3)), np.ones_like(theta), np.linspace(-1, 1, 3)
        exact.survey_plane(model.world, asked, theta, ones, -ones, ticks, ticks[:2], model.room(), np.empty_like(theta), surface)
        points = [(curves.reward_at(model.world, 0, a), curves.slope_at(model.world, 0, a)) for a in (-1.0, 0.3, 2.0)]
        answers.append([out, np.array([value, best]), surface, np.array(points), *room])
    assert all(np.array_equal(*pair) for pair in zip(*answers, strict=True))


@pytest.mark.parametrize("cut", [1, 3, 9])
def test_one_call_or_many_make_the_same_run(cut: int) -> None:
    """Updates handed over in blocks of any length: the frame rate cannot matter."""
    from policyscope.policies import Gaussian
    from policyscope.problems import continuous_bandit

    model = ContinuousModel.of(continuous_bandit(reward_std=0.5), Gaussian(1, 1.0, True))
    asked, ends = Settings(baseline=Baseline.RUNNING, batch=3, rate=0.01), []
    for blocks in ([10], [cut, 10 - cut]):
        memory, batch, streams = Memory.fresh(np.ones(2), 1), model.samples(asked), streams_of(gaussian_learn, 5)
        for updates in blocks:
            gaussian_learn.learn_gaussian(model.world, asked, memory, batch, model.room(), updates, False, streams, NO_ROWS)
        ends.append([*(each.tolist() for each in memory), state_of(streams)])
    assert ends[0] == ends[1]
