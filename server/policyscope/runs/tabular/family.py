"""Tabular problems and softmax policies; see `policyscope.runs.families.Family`."""

from __future__ import annotations

from typing import Any

from policyscope.arrays import Floats
from policyscope.gradients import Settings, TabularModel
from policyscope.runs.limits import Limits
from policyscope.runs.specs import EstimatorSpec, Experiment, ObjectiveSpec, OptimizerSpec, PolicySpec, ProblemSpec
from policyscope.runs.tabular.build import build_model, initial_theta, settings_of
from policyscope.runs.tabular.learner import TabularLearner


class Tabular:
    """The family."""

    def model(self, problem: ProblemSpec, policy: PolicySpec, limits: Limits) -> TabularModel:
        return build_model(problem, policy, limits)

    def settings(
        self, policy: PolicySpec, objective: ObjectiveSpec, estimator: EstimatorSpec, optimizer: OptimizerSpec, model: TabularModel,
        limits: Limits,
    ) -> Settings:  # fmt: skip
        return settings_of(policy, objective, estimator, optimizer, model, limits)

    def theta(self, model: TabularModel, theta: list[float] | None, field: str) -> Floats:
        return initial_theta(model, theta, field)

    direction = theta

    def answer(self, model: TabularModel, theta: Floats, settings: Settings, limits: Limits) -> dict[str, Any]:
        return vars(model.exact(theta, settings, limits.answer_numbers, limits.cells))

    def learner(self, experiment: Experiment, limits: Limits) -> TabularLearner:
        return TabularLearner(experiment, limits)


TABULAR = Tabular()
