"""The learner of tabular problems: arrays, settings and the kernel that moves them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from policyscope.arrays import Floats, Words
from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.calls import learn, pull
from policyscope.gradients.chance import Chance
from policyscope.gradients.direct import Direct
from policyscope.gradients.kernels.arrays import NO_ROWS, Dynamics, Memory
from policyscope.gradients.kernels.pulls import only_pulls
from policyscope.gradients.tabular.estimate import batch_room
from policyscope.runs.cost import check as check_cost
from policyscope.runs.limits import Limits
from policyscope.runs.specs import Experiment
from policyscope.runs.state import check_size
from policyscope.runs.streams import Moment, block_of, check_axes
from policyscope.runs.tabular.build import beginnings, build_model, initial_theta, own_dynamics, settings_of
from policyscope.runs.tabular.cost import Sizes, of_exact, of_look, of_update
from policyscope.runs.tabular.describe import describe
from policyscope.runs.tabular.frames import TabularViewer

FEW = 16
"""Pulls that cost less than a call of a kernel of their own would save."""


class TabularLearner:
    """R coupled runs of softmax policies; see `policyscope.runs.learner.Learner`."""

    def __init__(self, experiment: Experiment, limits: Limits) -> None:
        self.limits = limits
        self.model: TabularModel = without_tables(build_model(experiment.problem, experiment.policy, limits))
        self.parameters, self.states = self.model.parameters, self.model.problem.states
        check_size(limits, self.parameters, self.states, experiment.runs)
        self.settings: Settings = self.check(experiment)
        self._kernel, self._pull = Direct(learn), Direct(pull)
        self.stop = np.zeros(1, np.int64)
        self._pulls = only_pulls(self.model.dynamics, self.model.phi, self.settings)
        self.room = self.model.room()
        self._make_room()
        self._viewer = TabularViewer(self.model, self.settings, limits, experiment.seed)
        self.restart(experiment)

    @property
    def batch_size(self) -> int:
        return 1 if self.settings.exact else self.settings.batch

    def restart(self, experiment: Experiment) -> None:
        seeds = range(experiment.seed, experiment.seed + experiment.runs)
        theta = beginnings(self.model, experiment.initial_theta, seeds)
        self.memory = Memory.fresh(theta[0], self.states, experiment.runs)
        self.memory.theta[:] = theta
        self.chance = Chance.seeded(seeds)
        self._own = own_dynamics(self.model, experiment.problem, experiment.runs)
        self._viewer.begin(experiment.seed, self._own)

    def check(self, experiment: Experiment) -> Settings:
        settings = settings_of(experiment.policy, experiment.objective, experiment.estimator, experiment.optimizer, self.model, self.limits)
        longest = self.limits.horizon
        each = of_exact(Sizes.of(self.model, longest), self.model.problem.horizon)
        check_cost(of_update(self.model, settings, longest), each, experiment.runs, self.limits)
        return settings

    def operations(self) -> float:
        return of_update(self.model, self.settings, self.limits.horizon).total * len(self.memory.theta)

    def look_operations(self, streams: frozenset[str]) -> float:
        return of_look(self.model, self.settings, self.limits.horizon, len(self.memory.theta), streams)

    def put_back(self, memory: Memory, chance: Chance, tally: Floats) -> None:
        self.memory, self.chance = memory, chance
        self.batch.tally[:] = tally
        self._viewer.drawn(0, self.settings)

    def apply(self, settings: Settings) -> None:
        self.settings = settings
        self._pulls = only_pulls(self.model.dynamics, self.model.phi, settings)
        self.metric = self.model.metric(settings)
        if self.batch.score.size != settings.batch:
            self._make_room()
            self._viewer.drawn(0, settings)

    def theta_from(self, theta: list[float] | None, field: str) -> Floats:
        return initial_theta(self.model, theta, field)

    def learn(self, updates: int) -> None:
        if self._own:
            self._learn_apart(updates)
        else:
            self._learn(self.model.dynamics, self.memory, self.chance.words, updates)
        self._viewer.drawn(0 if self.settings.exact else self.settings.batch, self.settings)

    def _learn_apart(self, updates: int) -> None:
        """Each run on a problem of its own, the first one last: the batch is left as the kernel leaves it of runs of one problem."""
        before = self.batch.tally.copy()
        for run in reversed(range(len(self._own))):
            here = slice(run, run + 1)
            self.batch.tally[:] = before
            self._learn(self._own[run], self.memory.part(here), self.chance.words[here], updates)

    def _learn(self, dynamics: Dynamics, memory: Memory, words: Words, updates: int) -> None:
        if self._pulls and (updates - 1) * self.settings.batch * len(memory.theta) > FEW:  # the last one leaves in the batch what it holds
            self._pull(dynamics, self.settings, memory, self.batch, updates - 1, words)
            updates = 1
        self._kernel(
            dynamics, self.model.phi, self.settings, memory, self.batch, self.room, self.metric,
            updates, False, words, NO_ROWS,
        )  # fmt: skip

    def draw(self, episodes: int) -> None:
        model, batch = self.model, self.batch
        settings = self.settings._replace(batch=episodes)
        rows = np.zeros((episodes, self.parameters))
        memory, chance = self.memory.first(), self.chance.first()
        learn(model.dynamics, model.phi, settings, memory, batch, self.room, self.metric, 1, True, chance.words, rows)
        batch.tally[:] = 1.0, batch.first[episodes] - batch.first[episodes - 1], 0.0, batch.score[episodes - 1]
        self._viewer.drawn(episodes, self.settings)

    def block(self) -> dict[str, Any]:
        return block_of(self.batch.tally)

    def look(self, frame: dict[str, Any], streams: frozenset[str], update: int, whole: bool) -> None:
        self._viewer.look(Moment(self.model, self.memory, self.batch, self.settings, self.stop), frame, streams, update, whole)

    def look_along(self, axes: tuple[int, int]) -> None:
        self._viewer.cloud_axes = check_axes(axes, self.parameters)

    def describe(self, experiment: Experiment) -> dict[str, Any]:
        return describe(experiment, self.model, self.limits)

    def _make_room(self) -> None:
        self.metric = self.model.metric(self.settings)
        batch = batch_room(self.model, self.settings, self.limits.horizon, self.limits.batch_steps)
        self.batch = batch._replace(stop=self.stop)


def without_tables(model: TabularModel) -> TabularModel:
    """The model without its dense [S, A, S] tables: a run does not need them once they are compact, and many runs may be open at once.

    Zeros that take no room stand in their places, so that the shapes stay; of the transitions it is kept which states can follow
    which, the same for every action: whether episodes can end is asked again when a control changes.
    """
    shape = model.problem.transition.shape
    follows = np.broadcast_to((model.problem.transition.max(axis=1, keepdims=True) > 0).astype(np.float16), shape)
    nothing = np.broadcast_to(0.0, shape)
    return replace(model, problem=replace(model.problem, transition=follows, reward=nothing, reward_std=nothing))
