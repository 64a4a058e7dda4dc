"""A run is a value: an experiment and a state in, frames out. No I/O, no timers, no clocks but the one that measures cost.

A frame's state opens a run that goes on from there, bit for bit:

    open_run(experiment, state) ──► Run ── advance(n) ──► frame ── its "state" ──► open_run(…)
                                     │ control(changes): from the very next update
                                     └ sample(): the coming update's episodes one by one
"""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import Any

import numpy as np

from policyscope.errors import InvalidInput
from policyscope.gradients import Settings
from policyscope.gradients.arrays import NO_ROWS, Memory
from policyscope.gradients.chance import Chance
from policyscope.gradients.direct import Direct
from policyscope.gradients.estimate import batch_room
from policyscope.gradients.exact import Model
from policyscope.gradients.kernels.learn import learn
from policyscope.runs.build import build_model, initial_theta, settings_of
from policyscope.runs.control import changed
from policyscope.runs.frames import Viewer
from policyscope.runs.limits import Limits
from policyscope.runs.opened import describe
from policyscope.runs.specs import Experiment
from policyscope.runs.state import RunState, decode, encode, fingerprint

COST_MEMORY = 0.8


class Run:
    """One learner at one moment, or R of them that differ in their seeds alone.

    Not thread-safe: calls for one run are serialised by its owner.

    Attributes:
        experiment: what runs now, with every control change applied.
        step: updates done.
        cost: seconds one update takes, a running estimate; doors use it to bound a block.
    """

    def __init__(self, experiment: Experiment, limits: Limits) -> None:
        self.experiment = experiment
        self.limits = limits
        self.model: Model = build_model(experiment.problem, experiment.policy, limits)
        limits.check("runs", "runs", experiment.runs)
        limits.check("cells", "runs", experiment.runs * self.model.features.parameters)
        self.settings: Settings = self._settings(experiment)
        self.cost = 1e-6
        self._unweighed = True
        self.step = 0
        self._pending = 0
        self._mark = fingerprint(experiment)
        self._start = initial_theta(self.model, experiment.initial_theta)
        self._restart()
        self._viewer = Viewer(self.model, experiment.seed, self.settings)
        self._kernel = Direct(learn)
        self.room = self.model.room()
        self.metric = self.model.metric(self.settings)
        self.batch = batch_room(self.model, self.settings, limits.horizon, limits.batch_steps)

    # -- going on ------------------------------------------------------------------------------------------------

    def advance(self, updates: int, streams: frozenset[str]) -> dict[str, Any]:
        """``updates`` updates, then one frame of the moment after them.

        Args:
            updates: ≥ 0; with 0 nothing moves and the frame shows the present.
            streams: names of what the frame should carry, see `STREAMS`.

        Returns:
            The frame: a mapping that orjson can write, its arrays copies.
        """
        self.batch.tally[:] = 0.0
        if updates > 0:
            self._pending = 0
            began = perf_counter()
            self._learn(updates)
            self._weigh((perf_counter() - began) / updates)
            self.step += updates
            self._viewer.drawn(0 if self.settings.exact else self.settings.batch, self.settings)
        return self._frame(updates, streams)

    def sample(self, streams: frozenset[str]) -> dict[str, Any]:
        """One more episode of the coming update; when its batch is full, the update happens.

        The episodes are drawn again from where the update begins, so looking at them one by one changes nothing.
        """
        if self.settings.exact or self._pending + 1 >= self.settings.batch:
            return self.advance(1, streams)
        self._pending += 1
        settings = self.settings._replace(batch=self._pending)
        rows = np.zeros((self._pending, self.model.features.parameters))
        memory, chance = self.memory.first(), self.chance.first()
        learn(
            self.model.dynamics, self.model.phi, settings, memory, self.batch, self.room, self.metric, 1, True, chance.streams, rows
        )  # fmt: skip
        last = self._pending - 1
        length = self.batch.first[last + 1] - self.batch.first[last]
        self.batch.tally[:] = 1.0, length, 0.0, self.batch.score[last]
        self._viewer.drawn(self._pending, self.settings)
        return self._frame(0, streams)

    def _weigh(self, seconds: float) -> None:
        """The first block after a change tells the cost; later ones correct it, and one that was held up by others hardly counts."""
        self.cost = seconds if self._unweighed else self.cost + (1 - COST_MEMORY) * (min(seconds, 4 * self.cost) - self.cost)
        self._unweighed = False

    def _learn(self, updates: int) -> None:
        model = self.model
        self._kernel(
            model.dynamics, model.phi, self.settings, self.memory, self.batch, self.room, self.metric,
            updates, False, self.chance.streams, NO_ROWS,
        )  # fmt: skip

    def _frame(self, updates: int, streams: frozenset[str]) -> dict[str, Any]:
        episodes, steps, truncated, total = self.batch.tally.tolist()
        frame: dict[str, Any] = {
            "type": "frame",
            "step": self.step,
            "sample": self._pending,
            "theta": self.memory.theta[0].copy(),
            "state": self.state,
            "block": {
                "updates": updates,
                "episodes": int(episodes),
                "steps": int(steps),
                "mean_return": total / episodes if episodes else None,
                "truncated": int(truncated),
            },
        }
        if streams:
            self._viewer.look(frame, streams, self)
        return frame

    # -- steering ------------------------------------------------------------------------------------------------

    def control(self, changes: Mapping[str, object]) -> dict[str, object]:
        """Changes live fields from the very next update on; all of them or, with an error, none.

        Args:
            changes: new values by dotted path, e.g. ``{"optimizer.learning_rate": 0.3}``.

        Returns:
            The changes as they were applied.

        Raises:
            InvalidInput: for an unknown path, one that is not live, or a value that does not fit.
        """
        experiment, applied = changed(self.experiment, changes)
        self.settings = self._settings(experiment)
        self.experiment = experiment
        self._pending = min(self._pending, self.settings.batch - 1)
        self._unweighed = True
        self._make_room()
        return applied

    def set_theta(self, theta: list[float]) -> None:
        """Puts θ somewhere else; what the baseline remembers stays.

        Raises:
            InvalidInput: for another length than D, or numbers that are not finite.
        """
        self.memory.theta[:] = initial_theta(self.model, theta, "theta")
        self._pending = 0

    def reset(self, seed: int | None = None) -> None:
        """Back to step 0, with the same seed or another: the same seed gives the same numbers again."""
        if seed is not None:
            self.experiment, _ = changed(self.experiment, {"seed": seed}, any_field=True)
        self._restart()
        self.step = self._pending = 0
        self._viewer.begin(self.experiment.seed)

    def look_along(self, axes: tuple[int, int]) -> None:
        """Chooses the two parameters whose contributions the stream ``cloud`` shows.

        Raises:
            InvalidInput: for a parameter there is none of.
        """
        size = self.model.features.parameters
        if not all(0 <= axis < size for axis in axes):
            raise InvalidInput("cloud_axes", f"two indices from 0 to {size - 1}", list(axes))
        self._viewer.cloud_axes = axes

    # -- as a value ----------------------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The run as an opaque string; `open_run` continues from it."""
        return encode(RunState(self.step, self._pending, self.memory, self.chance), self._mark)

    def restore(self, text: str) -> None:
        """Continues from another run's state.

        Raises:
            InvalidInput: for a truncated, altered or foreign state.
        """
        state = decode(text, self._mark, self.model.features.parameters, self.model.problem.states, self.experiment.runs)
        self.memory = state.memory
        self.chance = state.chance
        self.step = state.step
        self._pending = 0
        wanted = min(state.sample, self.settings.batch - 1)
        if wanted:
            self._pending = wanted - 1
            self.sample(frozenset())

    def opened(self) -> dict[str, Any]:
        """What a page needs to draw the run: experiment, problem, policy and limits."""
        return describe(self.experiment, self.model, self.limits)

    # -- inside --------------------------------------------------------------------------------------------------

    def _restart(self) -> None:
        """Every run at its beginning; run r of an ensemble is the single run of seed + r."""
        seed, runs = self.experiment.seed, self.experiment.runs
        self.memory = Memory.fresh(self._start, self.model.problem.states, runs)
        self.chance = Chance.seeded(range(seed, seed + runs))

    def _settings(self, experiment: Experiment) -> Settings:
        return settings_of(experiment.policy, experiment.objective, experiment.estimator, experiment.optimizer, self.model, self.limits)

    def _make_room(self) -> None:
        """Arrays that fit the settings; kept when they already do."""
        self.metric = self.model.metric(self.settings)
        if self.batch.score.size != self.settings.batch:
            self.batch = batch_room(self.model, self.settings, self.limits.horizon, self.limits.batch_steps)
            self._viewer.drawn(0, self.settings)


def open_run(experiment: Experiment, limits: Limits | None = None, state: str | None = None) -> Run:
    """A run of the experiment, at its start or where a frame's ``state`` left it.

    Args:
        experiment: what to run.
        limits: bounds; the defaults if None.
        state: a frame's ``state`` of the same problem and features.

    Raises:
        InvalidInput: for an experiment that cannot run, or a state that is not one of its own.
    """
    run = Run(experiment, limits or Limits())
    if state is not None:
        run.restore(state)
    return run
