"""The learner of linear-quadratic problems: arrays, settings and the kernel that moves them; see `policyscope.runs.learner.Learner`."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients import LinearModel, Settings
from policyscope.gradients.calls import learn_linear
from policyscope.gradients.chance import Chance
from policyscope.gradients.direct import Direct
from policyscope.gradients.kernels.arrays import NO_ROWS, Memory
from policyscope.runs.cost import check as check_cost
from policyscope.runs.limits import Limits
from policyscope.runs.linear_quadratic.build import build_model, settings_of
from policyscope.runs.linear_quadratic.cost import of_exact, of_look, of_update
from policyscope.runs.linear_quadratic.describe import describe
from policyscope.runs.linear_quadratic.frames import LinearViewer
from policyscope.runs.scalar import theta_of
from policyscope.runs.specs import Experiment, Gaussian
from policyscope.runs.state import check_size
from policyscope.runs.streams import Moment, block_of, check_axes


class LinearLearner:
    """R coupled runs of Gaussian policies that steer a number."""

    def __init__(self, experiment: Experiment, limits: Limits) -> None:
        self.limits = limits
        self.model: LinearModel = build_model(experiment.problem, experiment.policy, limits)
        self.parameters, self.states = self.model.parameters, self.model.problem.horizon
        check_size(limits, self.parameters, self.states, experiment.runs)
        self.settings, self._sigma = self.check(experiment)
        self._kernel = Direct(learn_linear)
        self.stop = np.zeros(1, np.int64)
        self.room = self.model.room()
        self.batch = self.model.paths(self.settings)._replace(stop=self.stop)
        self._viewer = LinearViewer(self.model, self.settings, experiment.seed)
        self.restart(experiment)

    @property
    def batch_size(self) -> int:
        return 1 if self.settings.exact else self.settings.batch

    def restart(self, experiment: Experiment) -> None:
        seed, runs = experiment.seed, experiment.runs
        self.memory = Memory.fresh(self.theta_from(experiment.initial_theta, "initial_theta"), self.states, runs)
        self.chance = Chance.seeded(range(seed, seed + runs))
        self._viewer.begin(seed)

    def check(self, experiment: Experiment) -> tuple[Settings, float]:
        assert isinstance(experiment.policy, Gaussian)
        settings = settings_of(experiment.objective, experiment.estimator, experiment.optimizer, self.model, self.limits)
        check_cost(of_update(self.model, settings), of_exact(self.model), experiment.runs, self.limits)
        return settings, float(experiment.policy.sigma)

    def operations(self) -> float:
        return of_update(self.model, self.settings).total * len(self.memory.theta)

    def look_operations(self, streams: frozenset[str]) -> float:
        return of_look(self.model, self.settings, len(self.memory.theta), streams)

    def put_back(self, memory: Memory, chance: Chance, tally: Floats) -> None:
        self.memory, self.chance = memory, chance
        self.batch.tally[:] = tally
        self._viewer.drawn(0, self.settings)

    def apply(self, settings: tuple[Settings, float]) -> None:
        """Goes on with these; a σ that changed is set at once, even if it is learned."""
        self.settings, sigma = settings
        if sigma != self._sigma:
            self._sigma = sigma
            self.model = self.model.with_sigma(sigma)
            if self.model.policy.learn_sigma:
                self.memory.theta[:, -1] = math.log(sigma)
        if len(self.batch.returns) != self.settings.batch:
            self.batch = self.model.paths(self.settings)._replace(stop=self.stop)
            self._viewer.drawn(0, self.settings)

    def theta_from(self, theta: list[float] | None, field: str) -> Floats:
        return theta_of(self.model, theta, field)

    def learn(self, updates: int) -> None:
        self._kernel(
            self.model.plant, self.settings, self.memory, self.batch, self.room, updates, False, self.chance.words, NO_ROWS
        )  # fmt: skip
        self._viewer.drawn(0 if self.settings.exact else self.settings.batch, self.settings)

    def draw(self, episodes: int) -> None:
        settings, rows = self.settings._replace(batch=episodes), np.zeros((episodes, self.parameters))
        memory, chance = self.memory.first(), self.chance.first()
        learn_linear(self.model.plant, settings, memory, self.batch, self.room, 1, True, chance.words, rows)
        self.batch.tally[:] = 1.0, self.model.problem.horizon, 0.0, self.batch.returns[episodes - 1, 0]
        self._viewer.drawn(episodes, self.settings)

    def block(self) -> dict[str, Any]:
        return block_of(self.batch.tally)

    def look(self, frame: dict[str, Any], streams: frozenset[str], update: int, whole: bool) -> None:
        self._viewer.look(Moment(self.model, self.memory, self.batch, self.settings, self.stop), frame, streams, update, whole)

    def look_along(self, axes: tuple[int, int]) -> None:
        self._viewer.cloud_axes = check_axes(axes, self.parameters)

    def describe(self, experiment: Experiment) -> dict[str, Any]:
        return describe(experiment, self.model) | {"limits": asdict(self.limits)}
