"""What a frame shows of a linear-quadratic run; looking never changes it (see `policyscope.runs.streams`)."""

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
from policyscope.runs.streams import (
    CLOUD_EVERY,
    ENSEMBLE_NUMBERS,
    PICTURE_STREAM,
    Moment,
    baseline_of,
    cloud_of,
    quantiles_of,
)

EPISODES = 20  # of a batch, shown one by one
STEPS = 2000  # of all of them

Now: TypeAlias = Moment[LinearModel, Paths]


class LinearViewer:
    """Makes the streams of one run's frames.

    Attributes:
        cloud_axes: the two parameters whose contributions the stream ``cloud`` shows.
    """

    def __init__(self, model: LinearModel, settings: Settings, seed: int) -> None:
        self._room = model.room()
        self._solve = Direct(solve_linear)
        self.cloud_axes = (0, min(1, model.parameters - 1))
        self._settings = settings
        self.begin(seed)

    def begin(self, seed: int) -> None:
        """Forgets what was seen; ``seed`` is the run's."""
        self._seed = seed
        self._episodes = 0
        self._looks = 0

    def drawn(self, episodes: int, settings: Settings) -> None:
        """Says how many episodes of the batch can be shown, and with which settings they were drawn."""
        self._episodes = episodes
        self._settings = settings

    def look(self, run: Now, frame: dict[str, Any], streams: frozenset[str], update: int, whole: bool) -> None:
        """Adds the streams to the frame, null where this family has nothing to say; ``whole``: the batch shown is an update's."""
        if streams & {"exact", "cloud", "baseline", "density"}:
            exact = self._exact(run)
        for name in streams & {"probabilities", "values", "samples"}:
            frame[name] = None
        if "density" in streams:
            frame["density"] = self._density(run)
        if "exact" in streams:
            frame["exact"] = {**exact, "gradient": self._room.gradient.copy()}
        if "estimate" in streams:
            frame["estimate"] = run.batch.estimate.copy() if self._episodes and whole else None
        if "episode" in streams:
            frame["episode"] = self._episode(run.batch)
        if "scores" in streams:
            frame["scores"] = self._scores(run) if self._episodes else None
            frame["episode_probabilities"] = None
        if "paths" in streams:
            frame["paths"] = self._paths(run)
        if "cloud" in streams and (frame["block"]["updates"] <= 1 or self._looks % CLOUD_EVERY == 0):
            frame["cloud"] = self._cloud(run, update)
        if "baseline" in streams:
            frame["baseline"] = self._baseline(run)
        if streams & {"ensemble", "quantiles"}:
            every = self._ensemble(run) if len(run.memory.theta) > 1 else None
            if "ensemble" in streams:
                frame["ensemble"] = every
            if "quantiles" in streams:
                frame["quantiles"] = quantiles_of(every) if every else None
        self._looks += 1

    def _exact(self, run: Now) -> dict[str, Any]:
        """J, and with an entropy bonus H and J + βH; leaves the room as the run's own settings have it, bonus included."""
        plant, settings, theta = run.model.plant, run.settings, run.memory.theta[0]
        if not settings.entropy:
            return {"value": self._solve(plant, settings, theta, self._room)}
        return {
            "value": self._solve(plant, settings._replace(entropy=0.0), theta, self._room),
            "entropy": run.model.policy.entropy(theta) * float(self._room.moments[2]),
            "regularized_value": self._solve(plant, settings, theta, self._room),
        }

    def _density(self, run: Now) -> dict[str, Any]:
        """The mean action at the mean state of each step, and σ."""
        theta, policy = run.memory.theta[0], run.model.policy
        shift = theta[1] if policy.inputs > 1 else 0.0
        return {"means": theta[0] * self._room.means[:-1] + shift, "sigma": policy.spread(theta)}

    def _episode(self, batch: Paths) -> dict[str, Any] | None:
        if not self._episodes:
            return None
        last = self._episodes - 1
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

    def _scores(self, run: Now) -> Floats:
        """∇ log π(A_t|S_t) of the last episode's steps, shape (H, D), at the θ they were drawn with, or of their moment if θ moves."""
        batch, last, policy = run.batch, self._episodes - 1, run.model.policy
        if self._settings.moving:
            return self._moving_scores(run)
        z, states = batch.noise[last], batch.states[last, :-1]
        columns = [z * states / batch.policy[2], z / batch.policy[2]][: policy.inputs]
        return np.column_stack([*columns, z**2 - 1] if policy.learn_sigma else columns)

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

    def _paths(self, run: Now) -> dict[str, Any] | None:
        """The batch's first episodes, and the policy they were drawn with."""
        if not self._episodes:
            return None
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

    def _cloud(self, run: Now, update: int) -> dict[str, Any]:
        model, settings = run.model, run.settings
        # one stream an update: the same moment shows the same cloud, however it was come to, and a new baseline the same episodes
        rng = np.random.Generator(np.random.PCG64([self._seed, PICTURE_STREAM, update]))
        rows = model.contributions(run.memory.theta[0], settings, cloud_episodes(model, settings), rng, run.memory, stop=run.stop)
        return cloud_of(rows, self.cloud_axes, self._room.gradient)

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
        """Where every run is, with its J. Overwrites the room, so it comes after whatever reads that."""
        theta, settings = run.memory.theta, run.settings._replace(entropy=0.0)
        values = np.array([self._solve(run.model.plant, settings, row, self._room) for row in theta])
        return {"theta": theta.copy() if theta.size <= ENSEMBLE_NUMBERS else None, "values": values, "probabilities": None}
