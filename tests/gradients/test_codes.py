"""Every code does something of its own in every family, and a number that no branch knows cannot pass for one that some branch does."""

from __future__ import annotations

import numpy as np
import pytest

from policyscope.arrays import Floats
from policyscope.gradients import ContinuousModel, LinearModel, Settings, TabularModel
from policyscope.gradients.calls import evaluate, learn, learn_gaussian, learn_linear
from policyscope.gradients.chance import Chance
from policyscope.gradients.kernels.arrays import NO_ROWS, Memory
from policyscope.gradients.kernels.codes import Baseline, Code, Estimator, Objective, Optimizer, Preconditioner, Schedule
from policyscope.gradients.kernels.continuum import Continuum, Shape
from policyscope.gradients.tabular.estimate import batch_room
from policyscope.policies import Gaussian, one_hot
from policyscope.problems import LinearQuadratic, Quadratic, continuous_bandit, tabular

UNKNOWN = 99
ON_A_NUMBER = (Estimator.REINFORCE, Estimator.FINITE_DIFFERENCE, Estimator.PATHWISE, Estimator.MEASURE_VALUED)
STEERING = (Estimator.REINFORCE, Estimator.FINITE_DIFFERENCE, Estimator.PATHWISE)
LISTED = tuple(each for each in Estimator if each not in (Estimator.PATHWISE, Estimator.MEASURE_VALUED))
USUAL = Settings(batch=4, rate=0.1, discount=0.9, weighting=0.9, baseline_value=0.3, baseline_step=0.2, trace=0.5, epochs=2)
UPDATES = 3

NEXT = [[[0, 1, 0], [0, 0.5, 0.5]], [[0.5, 0, 0.5], [0, 0, 1]], [[0, 0, 1]] * 2]
CORRIDOR = TabularModel.of(tabular(NEXT, [[1, 0], [0.5, 2], [0, 0]], [1, 0, 0], [False, False, True], horizon=6), one_hot(3, 2))
ENDLESS = TabularModel.of(tabular([[[0, 1], [1, 0]], [[1, 0], [0, 1]]], [[1, 0], [0, 2]], [1, 0], [False, False]), one_hot(2, 2))
CURVE = ContinuousModel.of(continuous_bandit(Quadratic(1.0, 1.0, 2.0), [[1.0], [0.5]], 0.3), Gaussian(1, 1.0, True))
PLANT = LinearModel.of(LinearQuadratic(horizon=3, start_std=0.5), Gaussian(1, 1.0, True))


def listed(asked: Settings) -> Floats:
    """θ after a few updates of a softmax policy."""
    model = CORRIDOR
    memory = Memory.fresh(np.array([0.2, -0.1, 0.0, 0.4, 0.0, 0.0]), 3)
    batch, chance = batch_room(model, asked, 10, 100), Chance.seeded([5])
    learn(
        model.dynamics, model.phi, asked, memory, batch, model.room(), model.metric(asked), UPDATES, False, chance.words, NO_ROWS
    )  # fmt: skip
    return memory.theta[0]


def scalar(asked: Settings, world: Continuum = CURVE.world) -> Floats:
    """θ after a few updates of a Gaussian policy."""
    memory, chance = Memory.fresh(np.array([0.2, 0.1]), 2), Chance.seeded([5])
    learn_gaussian(world, asked, memory, CURVE.samples(asked), CURVE.room(), UPDATES, False, chance.words, NO_ROWS)
    return memory.theta[0]


def steered(asked: Settings) -> Floats:
    """θ after a few updates of a Gaussian policy that steers a number."""
    memory, chance = Memory.fresh(np.array([-0.4, -0.7]), 3), Chance.seeded([5])
    asked = asked._replace(rate=asked.rate / 100)
    learn_linear(PLANT.plant, asked, memory, PLANT.paths(asked), PLANT.room(), UPDATES, False, chance.words, NO_ROWS)
    return memory.theta[0]


FAMILIES = pytest.mark.parametrize("learned", [listed, scalar, steered])
NOT_THERE = {steered: (Baseline.OPTIMAL,)}
"""Baselines that a family has not: to its kernels they are numbers that no branch knows."""


@FAMILIES
def test_every_baseline_but_none_moves_theta_elsewhere_than_none(learned) -> None:  # type: ignore[no-untyped-def]
    others = NOT_THERE.get(learned, ())
    for baseline in others:
        assert not np.isfinite(learned(USUAL._replace(baseline=baseline))).all()
    ends = {baseline: tuple(learned(USUAL._replace(baseline=baseline))) for baseline in Baseline if baseline not in others}
    lost = [baseline.name for baseline, theta in ends.items() if not np.isfinite(theta).all()]
    assert not lost, f"no branch of the kernels knows {lost}"
    like = {baseline.name for baseline, theta in ends.items() if theta == ends[Baseline.NONE]} - {"NONE"}
    assert not like, f"{like} subtract what none does: nothing, or they never learn"
    assert len(set(ends.values())) == len(Baseline) - len(others), ends


@pytest.mark.parametrize(("learned", "estimators"), [(listed, LISTED), (scalar, ON_A_NUMBER), (steered, STEERING)])
def test_every_estimator_of_a_family_is_one_of_its_own_and_the_others_are_none(learned, estimators) -> None:  # type: ignore[no-untyped-def]
    ends = {each: tuple(learned(USUAL._replace(estimator=each, baseline=Baseline.LEARNED))) for each in estimators}
    assert len(set(ends.values())) == len(estimators), ends
    assert np.isfinite(list(ends.values())).all()
    for each in set(Estimator) - set(estimators):
        assert not np.isfinite(learned(USUAL._replace(estimator=each))).all(), each


@FAMILIES
@pytest.mark.parametrize("codes", [Optimizer, Preconditioner, Schedule])
def test_every_optimizer_preconditioner_and_schedule_steps_in_its_own_way(learned, codes: type[Code]) -> None:  # type: ignore[no-untyped-def]
    field = codes.__name__.lower()
    ends = {tuple(learned(USUAL._replace(**{field: code}))) for code in codes}
    assert len(ends) == len(codes)
    assert np.isfinite(list(ends)).all()


@FAMILIES
@pytest.mark.parametrize("field", ["baseline", "estimator", "optimizer", "preconditioner", "schedule"])
@pytest.mark.parametrize("number", [UNKNOWN, -1])
def test_a_number_that_no_branch_knows_loses_theta_at_once(learned, field: str, number: int) -> None:  # type: ignore[no-untyped-def]
    assert not np.isfinite(learned(USUAL._replace(**{field: number}))).all()


def test_an_objective_that_no_branch_knows_has_neither_value_nor_gradient() -> None:
    values, room = [], ENDLESS.room()
    for objective in (*Objective, UNKNOWN):
        asked = Settings(objective=objective, discount=0.5, average_discount=0.5)
        values.append(evaluate(ENDLESS.dynamics, ENDLESS.phi, asked, np.zeros(4), room))
    assert np.isfinite(values[:-1]).all()
    assert np.isnan(values[-1])
    assert np.isnan(room.gradient[0])


def test_a_reward_curve_that_no_branch_knows_loses_theta_at_once() -> None:
    ends = {shape: tuple(scalar(USUAL, CURVE.world._replace(shape=shape))) for shape in (*Shape, UNKNOWN)}
    assert not np.isfinite(ends.pop(UNKNOWN)).all()
    assert len(set(ends.values())) == len(Shape)
    assert np.isfinite(list(ends.values())).all()


def test_a_setting_takes_a_code_or_its_number_alike() -> None:
    """A code is a plain number to the compiler: else every mixture of the two would be compiled again."""
    assert np.array_equal(listed(USUAL._replace(baseline=Baseline.RUNNING)), listed(USUAL._replace(baseline=int(Baseline.RUNNING))))
    assert len(getattr(learn.kernel, "signatures", [None])) == 1
