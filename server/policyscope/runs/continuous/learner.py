"""The learner of continuous bandits: arrays, settings and the kernel that moves them; see `policyscope.runs.learner.Learner`."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients import Settings
from policyscope.gradients.calls import learn_gaussian
from policyscope.gradients.chance import Chance
from policyscope.gradients.continuous import ContinuousModel
from policyscope.gradients.direct import Direct
from policyscope.gradients.kernels.arrays import NO_ROWS, Memory
from policyscope.gradients.kernels.continuum import Shape
from policyscope.runs.continuous.build import build_model, settings_of
from policyscope.runs.continuous.cost import of_update
from policyscope.runs.continuous.frames import ContinuousViewer
from policyscope.runs.cost import check as check_cost
from policyscope.runs.limits import Limits
from policyscope.runs.scalar import theta_of
from policyscope.runs.specs import Experiment, Gaussian
from policyscope.runs.state import check_size
from policyscope.runs.streams import CLOUD_EPISODES, Moment, block_of, check_axes

EXACT = Settings(exact=True)


class ContinuousLearner:
    """R coupled runs of Gaussian policies."""

    def __init__(self, experiment: Experiment, limits: Limits) -> None:
        self.limits = limits
        self.model: ContinuousModel = build_model(experiment.problem, experiment.policy, limits)
        self.parameters, self.states = self.model.parameters, self.model.problem.count
        check_size(limits, self.parameters, self.states, experiment.runs)
        self.settings, self._sigma = self.check(experiment)
        self._kernel = Direct(learn_gaussian)
        self.stop = np.zeros(1, np.int64)
        self.room = self.model.room()
        self.batch = self.model.samples(self.settings)._replace(stop=self.stop)
        self._viewer = ContinuousViewer(self.model, self.settings, experiment.seed)
        self.restart(experiment)

    @property
    def batch_size(self) -> int:
        return 1 if self.settings.exact else self.settings.batch

    def restart(self, experiment: Experiment) -> None:
        seed, runs = experiment.seed, experiment.runs
        start = self.theta_from(experiment.initial_theta, "initial_theta")
        self.memory = Memory.fresh(start, self.states, runs)
        self.chance = Chance.seeded(range(seed, seed + runs))
        self._viewer.begin(seed)

    def check(self, experiment: Experiment) -> tuple[Settings, float]:
        assert isinstance(experiment.policy, Gaussian)
        settings = settings_of(experiment.estimator, experiment.optimizer, self.limits)
        check_cost(of_update(self.model, settings), of_update(self.model, EXACT).exact, experiment.runs, self.limits)
        return settings, float(experiment.policy.sigma)

    def operations(self) -> float:
        return of_update(self.model, self.settings).total * len(self.memory.theta)

    def look_operations(self, streams: frozenset[str]) -> float:
        update, one = of_update(self.model, self.settings), of_update(self.model, EXACT).exact
        cloud = update.sampling * CLOUD_EPISODES if "cloud" in streams else 0.0
        return cloud + one * (1 + len(self.memory.theta) if streams & {"ensemble", "quantiles"} else 1)

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
        if self.batch.returns.size != self.settings.batch:
            self.batch = self.model.samples(self.settings)._replace(stop=self.stop)
            self._viewer.drawn(0, self.settings)

    def theta_from(self, theta: list[float] | None, field: str) -> Floats:
        return theta_of(self.model, theta, field)

    def learn(self, updates: int) -> None:
        self._kernel(
            self.model.world, self.settings, self.memory, self.batch, self.room, updates, False, self.chance.words, NO_ROWS
        )  # fmt: skip
        self._viewer.drawn(0 if self.settings.exact else self.settings.batch, self.settings)

    def draw(self, episodes: int) -> None:
        settings, rows = self.settings._replace(batch=episodes), np.zeros((episodes, self.parameters))
        memory, chance = self.memory.first(), self.chance.first()
        learn_gaussian(self.model.world, settings, memory, self.batch, self.room, 1, True, chance.words, rows)
        self.batch.tally[:] = 1.0, 1.0, 0.0, self.batch.returns[episodes - 1]
        self._viewer.drawn(episodes, self.settings)

    def block(self) -> dict[str, Any]:
        return block_of(self.batch.tally)

    def look(self, frame: dict[str, Any], streams: frozenset[str], update: int, whole: bool) -> None:
        self._viewer.look(Moment(self.model, self.memory, self.batch, self.settings, self.stop), frame, streams, update, whole)

    def look_along(self, axes: tuple[int, int]) -> None:
        self._viewer.cloud_axes = check_axes(axes, self.parameters)

    def describe(self, experiment: Experiment) -> dict[str, Any]:
        problem, world = self.model.problem, self.model.world
        return {
            "experiment": experiment.model_dump(mode="json"),
            "problem": {
                "states": problem.count,
                "actions": 0,
                "state_names": list(problem.context_names),
                "action_names": [],
                "start": problem.context_probabilities,
                "terminal": [False] * problem.count,
                "horizon": 1,
                "mean_reward": [],
                "discrete_bandit": False,
                "grid": None,
                "notes": problem.notes,
                "continuous": {
                    "shape": Shape(world.shape).name.lower(),
                    "curve": world.curve,
                    "contexts": problem.contexts,
                    "reward_std": problem.reward_std,
                },
                "linear_quadratic": None,
            },
            "policy": {"parameters": self.parameters, "parameter_names": list(self.model.parameter_names), "phi": None, "inputs": None},
            "limits": asdict(self.limits),
        }
