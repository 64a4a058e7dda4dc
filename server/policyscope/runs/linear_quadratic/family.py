"""Linear-quadratic problems and Gaussian policies; see `policyscope.runs.families.Family`."""

from __future__ import annotations

from typing import Any

from policyscope.arrays import Floats
from policyscope.gradients import LinearModel, Settings
from policyscope.runs.limits import Limits
from policyscope.runs.linear_quadratic.build import build_model, settings_of
from policyscope.runs.linear_quadratic.learner import LinearLearner
from policyscope.runs.scalar import direction_of, theta_of
from policyscope.runs.specs import EstimatorSpec, Experiment, ObjectiveSpec, OptimizerSpec, PolicySpec, ProblemSpec


class LinearQuadratic:
    """The family."""

    def model(self, problem: ProblemSpec, policy: PolicySpec, limits: Limits) -> LinearModel:
        return build_model(problem, policy, limits)

    def settings(
        self, policy: PolicySpec, objective: ObjectiveSpec, estimator: EstimatorSpec, optimizer: OptimizerSpec, model: LinearModel,
        limits: Limits,
    ) -> Settings:  # fmt: skip
        return settings_of(objective, estimator, optimizer, model, limits)

    def theta(self, model: LinearModel, theta: list[float] | None, field: str) -> Floats:
        return theta_of(model, theta, field)

    def direction(self, model: LinearModel, theta: list[float], field: str) -> Floats:
        return direction_of(model, theta, field)

    def answer(self, model: LinearModel, theta: Floats, settings: Settings, limits: Limits) -> dict[str, Any]:
        return vars(model.exact(theta, settings))

    def learner(self, experiment: Experiment, limits: Limits) -> LinearLearner:
        return LinearLearner(experiment, limits)


LINEAR_QUADRATIC = LinearQuadratic()
