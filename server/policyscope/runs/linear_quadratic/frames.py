"""What a frame shows of a linear-quadratic run; looking never changes it (see `policyscope.runs.viewer`)."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients import LinearModel, Settings
from policyscope.gradients.calls import best_at, prepare_linear, solve_linear
from policyscope.gradients.direct import Direct
from policyscope.gradients.kernels.linear import Paths
from policyscope.runs.linear_quadratic.cost import cloud_episodes
from policyscope.runs.streams import Moment, baseline_of
from policyscope.runs.viewer import Viewer, ensemble_of, exactly

EPISODES = 20  # of a batch, shown one by one
STEPS = 2000  # of all of them

Now: TypeAlias = Moment[LinearModel, Paths]


class LinearViewer(Viewer[LinearModel, Paths]):
    """Makes the streams of one run's frames."""

    SILENT = frozenset({"probabilities", "values", "samples"})

    def __init__(self, model: LinearModel, settings: Settings, seed: int) -> None:
        super().__init__(model.parameters, settings, seed)
        self._room = model.room()
        self._solve = Direct(solve_linear)

    def _look_exactly(self, run: Now, frame: dict[str, Any], streams: frozenset[str]) -> Floats:
        if streams & {"exact", "cloud", "baseline", "density"}:
            exact = exactly(lambda settings: self._value(run, settings), lambda: self._entropy(run), run.settings)
            if "exact" in streams:
                frame["exact"] = {**exact, "gradient": self._room.gradient.copy()}
        if "density" in streams:
            frame["density"] = self._density(run)
        return self._room.gradient

    def _look_at_batch(self, run: Now, frame: dict[str, Any], streams: frozenset[str]) -> None:
        if "paths" in streams:
            frame["paths"] = self._paths(run) if self._episodes else None

    def _value(self, run: Now, settings: Settings) -> float:
        return self._solve(run.model.plant, settings, run.memory.theta[0], self._room)

    def _entropy(self, run: Now) -> float:
        return run.model.policy.entropy(run.memory.theta[0]) * float(self._room.moments[2])

    def _density(self, run: Now) -> dict[str, Any]:
        """The mean action at the mean state of each step, and σ."""
        theta, policy = run.memory.theta[0], run.model.policy
        shift = theta[1] if policy.inputs > 1 else 0.0
        return {"means": theta[0] * self._room.means[:-1] + shift, "sigma": policy.spread(theta)}

    def _episode(self, run: Now) -> dict[str, Any]:
        batch, last = run.batch, self._episodes - 1
        return {
            "states": batch.states[last, :-1].copy(),
            "actions": batch.actions[last].copy(),
            "rewards": batch.rewards[last].copy(),
            "returns": batch.returns[last].copy(),
            "baselines": batch.baselines[last].copy(),
            "weights": batch.weights[last].copy(),
            "next_state": float(batch.states[last, -1]),
            "length": batch.actions.shape[1],
            "index": last,
            "count": self._settings.batch,
        }

    def _scores(self, run: Now) -> tuple[Floats, None]:
        """At the θ the steps were drawn with, or of their moment if θ moves."""
        batch, last, policy = run.batch, self._episodes - 1, run.model.policy
        if self._settings.moving:
            return self._moving_scores(run), None
        z, states = batch.noise[last], batch.states[last, :-1]
        columns = [z * states / batch.policy[2], z / batch.policy[2]][: policy.inputs]
        return np.column_stack([*columns, z**2 - 1] if policy.learn_sigma else columns), None

    def _moving_scores(self, run: Now) -> Floats:
        batch, last, policy, settings = run.batch, self._episodes - 1, run.model.policy, self._settings
        gain, shift, sigma = batch.policy.tolist()
        theta = np.array([*[gain, shift][: policy.inputs], *([math.log(sigma)] if policy.learn_sigma else [])])
        scores, bonus = np.empty((batch.actions.shape[1], theta.size)), settings.entropy
        for t, (state, action) in enumerate(zip(batch.states[last, :-1], batch.actions[last], strict=True)):
            x = np.array([[state, 1.0][: policy.inputs]])
            scores[t] = policy.scores(theta, x, np.array([action]))[0]
            theta += settings.rate * batch.weights[last, t] * scores[t]
            if policy.learn_sigma:
                theta[-1] += settings.rate * bonus
            bonus *= settings.weighting
        return scores

    def _paths(self, run: Now) -> dict[str, Any]:
        """The batch's first episodes, and the policy they were drawn with."""
        batch = run.batch
        shown = slice(0, max(1, min(self._episodes, EPISODES, STEPS // batch.actions.shape[1])))
        gain, shift, sigma = batch.policy.tolist()
        return {
            "states": batch.states[shown].copy(),
            "actions": batch.actions[shown].copy(),
            "weights": batch.weights[shown].copy(),
            "gain": gain,
            "shift": shift,
            "sigma": sigma,
            "count": self._episodes,
        }

    def _contributions(self, run: Now, block: dict[str, Any], rng: np.random.Generator) -> Floats:
        model, settings = run.model, run.settings
        return model.contributions(run.memory.theta[0], settings, cloud_episodes(model, settings), rng, run.memory, stop=run.stop)

    def _baseline(self, run: Now) -> dict[str, Any]:
        """One number, or one for each step: what it would be at that step's mean state."""
        batch, settings, room = run.batch, run.settings, self._room
        last = (lambda: float(batch.baselines[self._episodes - 1, 0])) if self._episodes else None
        means = room.means[:-1]

        def by_state() -> Floats:
            prepare_linear(run.model.plant, room)
            return np.array([best_at(run.model.plant, settings, run.memory.theta[0], room, t, float(m)) for t, m in enumerate(means)])

        exact = (room.values[:-1, 0] * means + room.values[:-1, 1]) * means + room.values[:-1, 2]
        return baseline_of(settings, run.memory, lambda: math.nan, by_state, exact, last)

    def _ensemble(self, run: Now) -> dict[str, Any]:
        theta, settings = run.memory.theta, run.settings._replace(entropy=0.0)
        return ensemble_of(theta, np.array([self._solve(run.model.plant, settings, row, self._room) for row in theta]))
