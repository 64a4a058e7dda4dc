"""The learner of linear-quadratic problems: arrays, settings and the kernel that moves them; see `policyscope.runs.scalar`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from policyscope.gradients import LinearModel, Settings
from policyscope.gradients.calls import learn_linear
from policyscope.gradients.kernels.linear import Paths, Plant
from policyscope.runs.cost import check as check_cost
from policyscope.runs.limits import Limits
from policyscope.runs.linear_quadratic.build import build_model, settings_of
from policyscope.runs.linear_quadratic.cost import of_exact, of_look, of_update
from policyscope.runs.linear_quadratic.describe import describe
from policyscope.runs.linear_quadratic.frames import LinearViewer
from policyscope.runs.scalar import GaussianLearner
from policyscope.runs.specs import Experiment


class LinearLearner(GaussianLearner[LinearModel, Paths]):
    """R coupled runs of Gaussian policies that steer a number."""

    def __init__(self, experiment: Experiment, limits: Limits) -> None:
        model = build_model(experiment.problem, experiment.policy, limits)
        super().__init__(learn_linear, model, model.problem.horizon, experiment, limits, LinearViewer)

    def settings_of(self, experiment: Experiment) -> Settings:
        settings = settings_of(experiment.objective, experiment.estimator, experiment.optimizer, self.model, self.limits)
        check_cost(of_update(self.model, settings), of_exact(self.model), experiment.runs, self.limits)
        return settings

    def operations(self) -> float:
        return of_update(self.model, self.settings).total * len(self.memory.theta)

    def look_operations(self, streams: frozenset[str]) -> float:
        return of_look(self.model, self.settings, len(self.memory.theta), streams)

    def _room_for_batch(self) -> Paths:
        return self.model.paths(self.settings)._replace(stop=self.stop)

    def _world(self) -> Plant:
        return self.model.plant

    @property
    def _steps(self) -> int:
        return self.model.problem.horizon

    def describe(self, experiment: Experiment) -> dict[str, Any]:
        return describe(experiment, self.model) | {"limits": asdict(self.limits)}
