"""What a frame shows of a run beyond θ: one function a stream, computed only when a page subscribes to it.

The pictures use a separate random stream and copies of whatever they touch: looking never changes the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.calls import advantages, evaluate, evaluate_runs, score_rows, sweep_rows
from policyscope.gradients.direct import Direct
from policyscope.gradients.kernels.arrays import Batch, Dynamics
from policyscope.gradients.kernels.codes import Baseline
from policyscope.gradients.tabular.estimate import contributions
from policyscope.gradients.tabular.exact import best_by_state, best_constant, entropy_of_policy
from policyscope.policies import probabilities
from policyscope.runs.limits import Limits
from policyscope.runs.streams import (
    CLOUD_EPISODES,
    CLOUD_EVERY,
    CLOUD_STEPS,
    ENSEMBLE_NUMBERS,
    PICTURE_STREAM,
    Moment,
    baseline_of,
    cloud_of,
    quantiles_of,
)

SCORE_NUMBERS = 4096
EPISODE_STEPS = 1000

Now: TypeAlias = Moment[TabularModel, Batch]


class TabularViewer:
    """Makes the streams of one run's frames.

    Attributes:
        cloud_axes: the two parameters whose contributions the stream ``cloud`` shows.
    """

    def __init__(self, model: TabularModel, settings: Settings, limits: Limits, seed: int) -> None:
        self._model, self._limits = model, limits
        self._room = model.room()
        self._evaluate, self._score_rows, self._evaluate_runs = Direct(evaluate), Direct(score_rows), Direct(evaluate_runs)
        self._advantages = Direct(advantages)
        self.cloud_axes = (0, min(1, model.parameters - 1))
        self._settings = settings
        self.begin(seed)

    def begin(self, seed: int, own: Sequence[Dynamics] = ()) -> None:
        """Forgets what was seen; ``seed`` is the run's, ``own`` each run's problem where they differ."""
        self._own = own
        self._seed = seed
        self._episodes = 0
        self._looks = 0
        self._typical = 1.0

    def drawn(self, episodes: int, settings: Settings) -> None:
        """Says how many episodes of the batch can be shown, and with which settings they were drawn.

        0 before the first, or after the room for them changed.
        """
        self._episodes = episodes
        self._settings = settings

    def look(self, run: Now, frame: dict[str, Any], streams: frozenset[str], update: int, whole: bool) -> None:
        """Adds the streams to the frame; ``whole`` says that the batch shown is a whole update's."""
        settings = run.settings
        exact = bool(streams & {"exact", "values", "cloud"}) or (
            "baseline" in streams and settings.baseline in (Baseline.EXACT, Baseline.OPTIMAL, Baseline.OPTIMAL_STATE)
        )
        if exact:
            self._look_exactly(run, frame, streams)
        if "probabilities" in streams:
            features, theta = self._model.features, run.memory.theta[0]
            frame["probabilities"] = self._room.probabilities.copy() if exact else probabilities(features, theta, settings.temperature)
        for name in streams & {"density", "samples", "paths"}:  # of policies over a scalar action
            frame[name] = None
        if "estimate" in streams:
            frame["estimate"] = run.batch.estimate.copy() if self._episodes and whole else None
        if "episode" in streams:
            frame["episode"] = self._episode(run)
        if "scores" in streams:
            frame["scores"], frame["episode_probabilities"] = self._scores(run)
        if "cloud" in streams and (frame["block"]["updates"] <= 1 or self._looks % CLOUD_EVERY == 0):
            frame["cloud"] = self._cloud(run, frame["block"], update)
        if "baseline" in streams:
            frame["baseline"] = self._baseline(run)
        if streams & {"ensemble", "quantiles"}:
            every = self._ensemble(run) if len(run.memory.theta) > 1 else None
            if "ensemble" in streams:
                frame["ensemble"] = every
            if "quantiles" in streams:
                frame["quantiles"] = quantiles_of(every) if every else None
        self._looks += 1

    def _look_exactly(self, run: Now, frame: dict[str, Any], streams: frozenset[str]) -> None:
        """The streams ``exact`` and ``values``; leaves the room as the run's own settings have it, bonus included."""
        settings, room, theta = run.settings, self._room, run.memory.theta[0]
        given = self._model.dynamics, self._model.phi
        plain = settings._replace(entropy=0.0) if settings.entropy else settings
        exact: dict[str, Any] = {"value": self._evaluate(*given, plain, theta, room)}
        if "values" in streams:
            frame["values"] = self._values(settings)
        if settings.entropy:
            exact["entropy"] = entropy_of_policy(room, settings)
            exact["regularized_value"] = self._evaluate(*given, settings, theta, room)
        if "exact" in streams:
            exact["gradient"] = room.gradient.copy()
            frame["exact"] = exact

    def _values(self, settings: Settings) -> dict[str, Floats]:
        room, table = self._room, np.empty_like(self._room.action_values)
        self._advantages(self._model.dynamics, settings, room, table)
        return {
            "state_values": room.state_values.copy(),
            "action_values": room.action_values.copy(),
            "advantages": table,
            "visitation": room.visitation.copy(),
        }

    def _episode(self, run: Now) -> dict[str, Any] | None:
        if not self._episodes:
            return None
        batch, last = run.batch, self._episodes - 1
        first, end = int(batch.first[last]), int(batch.first[last + 1])
        shown = slice(first, min(end, first + EPISODE_STEPS))
        return {
            "states": batch.states[shown].copy(),
            "actions": batch.actions[shown].copy(),
            "rewards": batch.rewards[shown].copy(),
            "returns": batch.returns[shown].copy(),
            "baselines": batch.baselines[shown].copy(),
            "weights": batch.weights[shown].copy(),
            "next_state": int(batch.last_state[last]),
            "length": end - first,
            "index": last,
            "count": self._settings.batch,
        }

    def _scores(self, run: Now) -> tuple[Floats | None, Floats | None]:
        if not self._episodes:
            return None, None
        size = self._model.parameters
        first, end = int(run.batch.first[self._episodes - 1]), int(run.batch.first[self._episodes])
        rows = min(end - first, max(1, SCORE_NUMBERS // size))
        scores, chances = np.empty((rows, size)), np.empty((rows, self._model.problem.actions))
        if self._settings.moving:
            sweep_rows(self._model.phi, self._settings, run.batch, first, np.empty(size), np.empty(size), scores, chances)
            return scores, chances
        self._score_rows(self._model.phi, self._settings, run.batch, first, scores, chances)
        return scores, chances

    def _cloud(self, run: Now, block: dict[str, Any], update: int) -> dict[str, Any]:
        if block["episodes"]:
            self._typical = block["actions"] / block["episodes"]
        settings = run.settings
        # one stream an update: the same moment shows the same cloud, however it was come to, and a new baseline the same episodes
        rng = np.random.Generator(np.random.PCG64([self._seed, PICTURE_STREAM, update]))
        wanted = int(min(CLOUD_EPISODES, max(20.0, CLOUD_STEPS / max(1.0, self._typical))))
        rows = contributions(
            self._model, run.memory.theta[0], settings, max(wanted, settings.batch), rng, run.memory,
            longest=self._limits.horizon, most_steps=self._limits.batch_steps, stop=run.stop,
        )  # fmt: skip
        return cloud_of(rows, self.cloud_axes, self._room.gradient)

    def _ensemble(self, run: Now) -> dict[str, Any]:
        """Where every run is, with its J. Overwrites the room, so it comes after whatever reads that."""
        theta, problem, settings = run.memory.theta, self._model.problem, run.settings._replace(entropy=0.0)
        values, first = np.empty(len(theta)), np.empty((len(theta), problem.actions))
        whole = [(slice(None), self._model.dynamics)]
        for rows, dynamics in [(slice(r, r + 1), each) for r, each in enumerate(self._own)] or whole:
            self._evaluate_runs(dynamics, self._model.phi, settings, theta[rows], self._room, values[rows], first[rows])
        best = {"best_action": np.array([first[r, each.expected[0].argmax()] for r, each in enumerate(self._own)])} if self._own else {}
        return best | {
            "theta": theta.copy() if theta.size <= ENSEMBLE_NUMBERS else None,
            "values": values,
            "probabilities": first if problem.states == 1 else None,
        }

    def _baseline(self, run: Now) -> dict[str, Any]:
        batch, settings = run.batch, run.settings
        last = (lambda: float(batch.baselines[batch.first[self._episodes - 1]])) if self._episodes else None
        return baseline_of(
            settings, run.memory, lambda: best_constant(self._model, self._room, settings),
            lambda: best_by_state(self._model, self._room, settings)[0], self._room.values[0], last,
        )  # fmt: skip
