"""The learner of continuous bandits: arrays, settings and the kernel that moves them; see `policyscope.runs.scalar`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from policyscope.gradients import Settings
from policyscope.gradients.calls import learn_gaussian
from policyscope.gradients.continuous import ContinuousModel
from policyscope.gradients.kernels.continuum import Continuum, Samples, Shape
from policyscope.runs.continuous.build import build_model, settings_of
from policyscope.runs.continuous.cost import of_update
from policyscope.runs.continuous.frames import ContinuousViewer
from policyscope.runs.cost import check as check_cost
from policyscope.runs.limits import Limits
from policyscope.runs.scalar import GaussianLearner
from policyscope.runs.specs import Experiment
from policyscope.runs.streams import CLOUD_EPISODES

EXACT = Settings(exact=True)


class ContinuousLearner(GaussianLearner[ContinuousModel, Samples]):
    """R coupled runs of Gaussian policies."""

    def __init__(self, experiment: Experiment, limits: Limits) -> None:
        model = build_model(experiment.problem, experiment.policy, limits)
        super().__init__(learn_gaussian, model, model.problem.count, experiment, limits, ContinuousViewer)

    def settings_of(self, experiment: Experiment) -> Settings:
        settings = settings_of(experiment.estimator, experiment.optimizer, self.limits)
        check_cost(of_update(self.model, settings), of_update(self.model, EXACT).exact, experiment.runs, self.limits)
        return settings

    def operations(self) -> float:
        return of_update(self.model, self.settings).total * len(self.memory.theta)

    def look_operations(self, streams: frozenset[str]) -> float:
        update, one = of_update(self.model, self.settings), of_update(self.model, EXACT).exact
        cloud = update.sampling * CLOUD_EPISODES if "cloud" in streams else 0.0
        return cloud + one * (1 + len(self.memory.theta) if streams & {"ensemble", "quantiles"} else 1)

    def _room_for_batch(self) -> Samples:
        return self.model.samples(self.settings)._replace(stop=self.stop)

    def _world(self) -> Continuum:
        return self.model.world

    @property
    def _steps(self) -> int:
        return 1

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
