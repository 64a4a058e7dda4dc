"""A run is a value: an experiment and a state in, frames out. No I/O, no timers, no clocks but the one that measures cost.

A frame's state opens a run that goes on from there, bit for bit:

    open_run(experiment, state) ──► Run ── advance(n) ──► frame ── its "state" ──► open_run(…)
                                     │ control(changes): from the very next update
                                     └ sample(): the coming update's episodes one by one

A run whose θ is no longer finite stands still at the update that made it so, until it is reset or its θ is moved.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.gradients.chance import Chance
from policyscope.gradients.kernels.arrays import Memory
from policyscope.runs.control import changed
from policyscope.runs.families import family_of
from policyscope.runs.limits import Limits
from policyscope.runs.specs import Experiment
from policyscope.runs.state import RunState, decode, encode, fingerprint

COST_MEMORY = 0.8
FEW = 64

Snapshot = tuple[Memory, Chance, Floats]
"""Memory, random numbers and tally: what a block of updates changes."""

Kept = Snapshot | str
"""The same, or where the block begins at a frame that frame's state; then the tally is zero."""


@dataclass(frozen=True)
class Owed:
    """What happened since the last frame, for the next one's block.

    Attributes:
        updates: how many.
        tally: episodes, steps, truncated episodes, sum of their returns.
    """

    updates: int
    tally: tuple[float, ...]


class Stopped(Exception):
    """The run was told to stop: it stands where the block, or the look at it, began."""


class Run:
    """One learner at one moment, or R of them that differ in their seeds alone.

    Not thread-safe: calls for one run are serialised by its owner.

    Attributes:
        experiment: what runs now, with every control change applied.
        update: how many updates are done.
        finite: whether θ is; of several runs the first one's.
        cost: seconds one update takes, a running estimate; doors use it to bound a block.
        guarded: whether blocks can be stopped by another thread. It costs a copy of what a block changes, unless a frame just said it.
    """

    def __init__(self, experiment: Experiment, limits: Limits) -> None:
        limits.check("runs", "runs", experiment.runs)
        self.experiment = experiment
        self.limits = limits
        self.learner = family_of(experiment.problem, experiment.policy, experiment.objective).learner(experiment, limits)
        self.cost = 1e-6
        self.guarded = False
        self._unweighed = True
        self.update = 0
        self.finite = True
        self._pending = 0
        self._updates = 0
        self._mark = fingerprint(experiment)
        self._shown: str | None = None  # the last frame's state, as long as the run stands there

    # -- going on ------------------------------------------------------------------------------------------------

    def advance(self, updates: int, streams: frozenset[str]) -> dict[str, Any]:
        """``updates`` updates, then one frame of the moment after them; fewer where θ is no longer finite after fewer.

        Args:
            updates: ≥ 0; with 0 nothing moves and the frame shows the present.
            streams: names of what the frame should carry, see `STREAMS`.

        Returns:
            The frame: a mapping that orjson can write, its arrays copies. Its block says how many updates were done.

        Raises:
            InvalidInput: for updates > 0 of a run whose θ is not finite.
            Stopped: by `stop`, from another thread; the updates are undone, unless only the look at them was stopped.
        """
        if updates > 0:
            self.proceed(updates)
        return self._frame(streams)

    def proceed(self, updates: int) -> None:
        """``updates`` ≥ 1 updates without a frame: the next one's block counts them. It ends early at the update that loses θ.

        Raises:
            InvalidInput: for a run whose θ is not finite.
            Stopped: the run stands where it stood.
        """
        self.check_finite()
        kept: Kept | None = None
        if self.guarded or updates > 1:
            kept = self._shown or self._snapshot()
        self._shown = None
        began = perf_counter()
        self.learner.learn(updates)
        self._weigh((perf_counter() - began) / updates)
        self.finite = self._theta_is_finite()
        if kept is not None and not self.finite:
            updates = self._stop_where_lost(kept, updates)
        if kept is not None and self.learner.stop[0] != 0:
            self._go_back(kept)
            self.finite = True
            raise Stopped
        self._pending = 0
        self.update += updates
        self._updates += updates

    def stop(self) -> None:
        """Tell a guarded run, from another thread, to give up the block it computes: the call that began it raises `Stopped`."""
        self.learner.stop[0] = 1

    def resume(self) -> None:
        """It may compute again."""
        self.learner.stop[0] = 0

    @property
    def every_theta(self) -> Floats | None:
        """θ[R, D] of every run, a copy; None beyond the limit `answer_numbers`."""
        theta = self.learner.memory.theta
        return theta.copy() if theta.size <= self.limits.answer_numbers else None

    @property
    def expected_cost(self) -> float:
        """Seconds one update takes: measured, or before the first one estimated."""
        return self.learner.operations() * 1e-9 if self._unweighed else self.cost

    @property
    def owed(self) -> Owed:
        """What the next frame's block will say beyond what is still to come; with the state, it continues a run between two frames."""
        return Owed(self._updates, tuple(self.learner.batch.tally.tolist()))

    @owed.setter
    def owed(self, owed: Owed) -> None:
        self._updates, self._shown = owed.updates, None
        self.learner.batch.tally[:] = owed.tally

    def sample(self, streams: frozenset[str]) -> dict[str, Any]:
        """One more episode of the coming update; when its batch is full, the update happens.

        The episodes are drawn again from where the update begins, so looking at them one by one changes nothing.

        Raises:
            InvalidInput: for a run whose θ is not finite.
        """
        self.check_finite()
        if self._pending + 1 >= self.learner.batch_size:
            return self.advance(1, streams)
        self._pending += 1
        self.learner.draw(self._pending)
        return self._frame(streams)

    def expected_look(self, streams: frozenset[str]) -> float:
        """Seconds that computing these streams of a frame takes, estimated."""
        return self.learner.look_operations(streams) * 1e-9

    def check_finite(self) -> None:
        """Raises InvalidInput for a run that cannot go on."""
        if not self.finite:
            remedy = f"It is no longer finite since update {self.update}. Reset or move theta to go on."
            raise InvalidInput("theta", "finite numbers", self.learner.memory.theta[0].tolist(), remedy)

    def _theta_is_finite(self) -> bool:
        theta = self.learner.memory.theta[0]
        # Every frame asks. Of a few numbers a sum is told five times faster, and a finite one has finite terms.
        if theta.size <= FEW and math.isfinite(sum(theta.tolist())):
            return True
        return bool(np.isfinite(theta).all())

    def _stop_where_lost(self, kept: Kept, updates: int) -> int:
        """Goes back to the first update after which θ is not finite, found by halving; returns how many it is from ``kept``."""
        safe, done, lost = kept, 0, updates
        while lost - done > 1:
            middle = (done + lost) // 2
            self._go_back(safe)
            self.learner.learn(middle - done)
            if self._theta_is_finite():
                safe, done = self._snapshot(), middle
            else:
                lost = middle
        self._go_back(kept)
        self.learner.learn(lost)
        return lost

    def _snapshot(self) -> Snapshot:
        """What a block of updates changes."""
        learner = self.learner
        return learner.memory.copy(), learner.chance.copy(), learner.batch.tally.copy()

    def _go_back(self, kept: Kept) -> None:
        if isinstance(kept, str):
            state = self._decoded(kept)
            self.learner.put_back(state.memory, state.chance, np.zeros_like(self.learner.batch.tally))
        else:
            memory, chance, tally = kept
            self.learner.put_back(memory.copy(), chance.copy(), tally)

    def _decoded(self, text: str) -> RunState:
        learner = self.learner
        return decode(text, self._mark, learner.parameters, learner.states, self.experiment.runs)

    def _weigh(self, seconds: float) -> None:
        """The first block after a change sets the cost; later ones correct it, and one held up by others hardly counts."""
        self.cost = seconds if self._unweighed else self.cost + (1 - COST_MEMORY) * (min(seconds, 4 * self.cost) - self.cost)
        self._unweighed = False

    def _frame(self, streams: frozenset[str]) -> dict[str, Any]:
        learner, updates = self.learner, self._updates
        self._updates, self._shown = 0, self.state
        frame: dict[str, Any] = {
            "type": "frame",
            "update": self.update,
            "step": self.update,  # its name until 0.2, read until 0.3: a step is one action
            "sample": self._pending,
            "theta": learner.memory.theta[0].copy(),
            "state": self._shown,
            "block": {"updates": updates, **learner.block()},
        }
        if streams:
            learner.look(frame, streams, self.update, self._pending == 0)
        if learner.stop[0] != 0:
            raise Stopped
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
        self.learner.apply(self.learner.check(experiment))
        self._shown = None
        self.experiment = experiment
        self._pending = min(self._pending, self.learner.batch_size - 1)
        self._unweighed = True
        return applied

    def set_theta(self, theta: list[float]) -> None:
        """Puts θ somewhere else; what baseline and optimizer remember stays, except what is not finite: that begins at zero.

        Raises:
            InvalidInput: for another length than D, or numbers that are not finite.
        """
        self.learner.memory.theta[:] = self.learner.theta_from(theta, "theta")
        for array in self.learner.memory:
            array[~np.isfinite(array)] = 0.0
        self._pending, self.finite, self._shown = 0, True, None

    def reset(self, seed: int | None = None) -> None:
        """Back to update 0, with the same seed or another: the same seed gives the same numbers again."""
        if seed is not None:
            self.experiment, _ = changed(self.experiment, {"seed": seed}, any_field=True)
        self.learner.restart(self.experiment)
        self._shown = None
        self.update, self._pending, self.finite = 0, 0, self._theta_is_finite()

    def look_along(self, axes: tuple[int, int]) -> None:
        """Chooses the two parameters whose contributions the stream ``cloud`` shows.

        Raises:
            InvalidInput: for a parameter that does not exist.
        """
        self.learner.look_along(axes)

    # -- as a value ----------------------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The run as an opaque string; `open_run` continues from it."""
        return encode(RunState(self.update, self._pending, self.learner.memory, self.learner.chance), self._mark)

    @property
    def step(self) -> int:
        """Deprecated: the same as `update`, and gone in version 0.3."""
        return self.update

    def restore(self, text: str) -> None:
        """Continues from another run's state.

        Raises:
            InvalidInput: for a truncated, altered or foreign state.
        """
        state = self._decoded(text)
        self._shown = None
        self.learner.memory, self.learner.chance = state.memory, state.chance
        self.update, self._pending, self.finite = state.update, 0, self._theta_is_finite()
        wanted = min(state.sample, self.learner.batch_size - 1)
        if wanted and self.finite:
            self._pending = wanted - 1
            self.sample(frozenset())

    def opened(self) -> dict[str, Any]:
        """What a page needs to draw the run: experiment, problem, policy and limits."""
        return self.learner.describe(self.experiment)


def open_run(experiment: Experiment, limits: Limits | None = None, state: str | None = None) -> Run:
    """A run of the experiment, at its start or where a frame's ``state`` left it.

    Args:
        experiment: what to run.
        limits: bounds; the defaults if None.
        state: a frame's ``state`` of the same problem and features.

    Raises:
        InvalidInput: for an experiment that cannot run, or a state that belongs to another experiment.
    """
    run = Run(experiment, limits or Limits())
    if state is not None:
        run.restore(state)
    return run
