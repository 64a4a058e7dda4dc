"""What a frame shows of a tabular run beyond θ (see `policyscope.runs.viewer`)."""

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
from policyscope.runs.streams import CLOUD_EPISODES, CLOUD_STEPS, Moment, baseline_of
from policyscope.runs.viewer import Viewer, ensemble_of

SCORE_NUMBERS = 4096
EPISODE_STEPS = 1000

Now: TypeAlias = Moment[TabularModel, Batch]


class TabularViewer(Viewer[TabularModel, Batch]):
    """Makes the streams of one run's frames."""

    SILENT = frozenset({"density", "samples", "paths"})

    def __init__(self, model: TabularModel, settings: Settings, limits: Limits, seed: int) -> None:
        super().__init__(model.parameters, settings, seed)
        self._model, self._limits = model, limits
        self._room = model.room()
        self._evaluate, self._score_rows, self._evaluate_runs = Direct(evaluate), Direct(score_rows), Direct(evaluate_runs)
        self._advantages = Direct(advantages)

    def begin(self, seed: int, own: Sequence[Dynamics] = ()) -> None:
        """Forgets what was seen; ``seed`` is the run's, ``own`` each run's problem where they differ."""
        super().begin(seed)
        self._own = own
        self._typical = 1.0

    def _look_exactly(self, run: Now, frame: dict[str, Any], streams: frozenset[str]) -> Floats:
        settings, theta = run.settings, run.memory.theta[0]
        solved = bool(streams & {"exact", "values", "cloud"}) or (
            "baseline" in streams and settings.baseline in (Baseline.EXACT, Baseline.OPTIMAL, Baseline.OPTIMAL_STATE)
        )
        if solved:
            plain = settings._replace(entropy=0.0) if settings.entropy else settings
            exact: dict[str, Any] = {"value": self._value(run, plain)}
            if "values" in streams:
                frame["values"] = self._values(settings)
            if settings.entropy:
                exact |= {"entropy": entropy_of_policy(self._room, settings), "regularized_value": self._value(run, settings)}
            if "exact" in streams:
                frame["exact"] = {**exact, "gradient": self._room.gradient.copy()}
        if "probabilities" in streams:
            features = self._model.features
            frame["probabilities"] = self._room.probabilities.copy() if solved else probabilities(features, theta, settings.temperature)
        return self._room.gradient

    def _value(self, run: Now, settings: Settings) -> float:
        return self._evaluate(self._model.dynamics, self._model.phi, settings, run.memory.theta[0], self._room)

    def _values(self, settings: Settings) -> dict[str, Floats]:
        room, table = self._room, np.empty_like(self._room.action_values)
        self._advantages(self._model.dynamics, settings, room, table)
        return {
            "state_values": room.state_values.copy(),
            "action_values": room.action_values.copy(),
            "advantages": table,
            "visitation": room.visitation.copy(),
        }

    def _episode(self, run: Now) -> dict[str, Any]:
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

    def _scores(self, run: Now) -> tuple[Floats, Floats]:
        size = self._model.parameters
        first, end = int(run.batch.first[self._episodes - 1]), int(run.batch.first[self._episodes])
        rows = min(end - first, max(1, SCORE_NUMBERS // size))
        scores, chances = np.empty((rows, size)), np.empty((rows, self._model.problem.actions))
        if self._settings.moving:
            sweep_rows(self._model.phi, self._settings, run.batch, first, np.empty(size), np.empty(size), scores, chances)
            return scores, chances
        self._score_rows(self._model.phi, self._settings, run.batch, first, scores, chances)
        return scores, chances

    def _contributions(self, run: Now, block: dict[str, Any], rng: np.random.Generator) -> Floats:
        if block["episodes"]:
            self._typical = block["actions"] / block["episodes"]
        wanted = int(min(CLOUD_EPISODES, max(20.0, CLOUD_STEPS / max(1.0, self._typical))))
        return contributions(
            self._model, run.memory.theta[0], run.settings, max(wanted, run.settings.batch), rng, run.memory,
            longest=self._limits.horizon, most_steps=self._limits.batch_steps, stop=run.stop,
        )  # fmt: skip

    def _ensemble(self, run: Now) -> dict[str, Any]:
        theta, problem, settings = run.memory.theta, self._model.problem, run.settings._replace(entropy=0.0)
        values, first = np.empty(len(theta)), np.empty((len(theta), problem.actions))
        whole = [(slice(None), self._model.dynamics)]
        for rows, dynamics in [(slice(r, r + 1), each) for r, each in enumerate(self._own)] or whole:
            self._evaluate_runs(dynamics, self._model.phi, settings, theta[rows], self._room, values[rows], first[rows])
        best = {"best_action": np.array([first[r, each.expected[0].argmax()] for r, each in enumerate(self._own)])} if self._own else {}
        return best | ensemble_of(theta, values, first if problem.states == 1 else None)

    def _baseline(self, run: Now) -> dict[str, Any]:
        batch, settings = run.batch, run.settings
        last = (lambda: float(batch.baselines[batch.first[self._episodes - 1]])) if self._episodes else None
        return baseline_of(
            settings, run.memory, lambda: best_constant(self._model, self._room, settings),
            lambda: best_by_state(self._model, self._room, settings)[0], self._room.values[0], last,
        )  # fmt: skip
