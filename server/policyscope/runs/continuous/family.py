"""Bandits with a scalar action and Gaussian policies; see `policyscope.runs.families.Family`."""

from __future__ import annotations

from typing import Any

from policyscope.arrays import Floats
from policyscope.gradients import ContinuousModel, Settings
from policyscope.gradients.continuous import by_quadrature
from policyscope.runs.continuous.build import build_model, settings_of
from policyscope.runs.continuous.learner import ContinuousLearner
from policyscope.runs.limits import Limits
from policyscope.runs.scalar import direction_of, theta_of
from policyscope.runs.specs import EstimatorSpec, Experiment, ObjectiveSpec, OptimizerSpec, PolicySpec, ProblemSpec

NODES = 64


class Continuous:
    """The family."""

    def model(self, problem: ProblemSpec, policy: PolicySpec, limits: Limits) -> ContinuousModel:
        return build_model(problem, policy, limits)

    def settings(
        self, policy: PolicySpec, objective: ObjectiveSpec, estimator: EstimatorSpec, optimizer: OptimizerSpec, model: ContinuousModel,
        limits: Limits,
    ) -> Settings:  # fmt: skip
        return settings_of(estimator, optimizer, limits)

    def theta(self, model: ContinuousModel, theta: list[float] | None, field: str) -> Floats:
        return theta_of(model, theta, field)

    def direction(self, model: ContinuousModel, theta: list[float], field: str) -> Floats:
        return direction_of(model, theta, field)

    def answer(self, model: ContinuousModel, theta: Floats, settings: Settings, limits: Limits) -> dict[str, Any]:
        return vars(model.exact(theta, settings)) | {"quadrature": vars(by_quadrature(model, theta, NODES))}

    def learner(self, experiment: Experiment, limits: Limits) -> ContinuousLearner:
        return ContinuousLearner(experiment, limits)


CONTINUOUS = Continuous()
