"""What a frame shows of a continuous bandit's run; looking never changes it (see `policyscope.runs.streams`)."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients import ContinuousModel, Settings
from policyscope.gradients.calls import best_baseline, solve_exactly
from policyscope.gradients.continuous import contributions
from policyscope.gradients.continuous.samples import contributions_of, scores_of
from policyscope.gradients.direct import Direct
from policyscope.gradients.kernels.codes import Estimator
from policyscope.gradients.kernels.continuum import Samples
from policyscope.runs.streams import (
    CLOUD_EPISODES,
    CLOUD_EVERY,
    ENSEMBLE_NUMBERS,
    PICTURE_STREAM,
    Moment,
    baseline_of,
    cloud_of,
    quantiles_of,
)

SAMPLES = 200  # of a batch, shown one by one

Now: TypeAlias = Moment[ContinuousModel, Samples]


class ContinuousViewer:
    """Makes the streams of one run's frames.

    Attributes:
        cloud_axes: the two parameters whose contributions the stream ``cloud`` shows.
    """

    def __init__(self, model: ContinuousModel, settings: Settings, seed: int) -> None:
        self._room = model.room()
        self._solve = Direct(solve_exactly)
        self.cloud_axes = (0, min(1, model.parameters - 1))
        self._settings = settings
        self.begin(seed)

    def begin(self, seed: int) -> None:
        """Forgets what was seen; ``seed`` is the run's."""
        self._seed = seed
        self._samples = 0
        self._looks = 0

    def drawn(self, samples: int, settings: Settings) -> None:
        """Says how many samples of the batch can be shown, and with which settings they were drawn."""
        self._samples = samples
        self._settings = settings

    def look(self, run: Now, frame: dict[str, Any], streams: frozenset[str], update: int, whole: bool) -> None:
        """Adds the streams to the frame, null where this family has nothing to say; ``whole``: the batch shown is an update's."""
        model, theta = run.model, run.memory.theta[0]
        if streams & {"exact", "cloud", "baseline", "density"}:
            exact = self._exact(run)
        for name in streams & {"probabilities", "values", "paths"}:
            frame[name] = None
        if "density" in streams:
            frame["density"] = {"means": self._room.means.copy(), "sigma": model.policy.spread(theta)}
        if "exact" in streams:
            frame["exact"] = {**exact, "gradient": self._room.gradient.copy()}
        if "estimate" in streams:
            frame["estimate"] = run.batch.estimate.copy() if self._samples and whole else None
        if "episode" in streams:
            frame["episode"] = self._episode(run.batch)
        if "scores" in streams:
            last = slice(self._samples - 1, self._samples)
            frame["scores"] = scores_of(run.model, run.batch, last) if self._samples else None
            frame["episode_probabilities"] = None
        if "samples" in streams:
            frame["samples"] = self._batch(run)
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
        world, settings, theta = run.model.world, run.settings, run.memory.theta[0]
        if not settings.entropy:
            return {"value": self._solve(world, settings, theta, self._room)}
        return {
            "value": self._solve(world, settings._replace(entropy=0.0), theta, self._room),
            "entropy": run.model.policy.entropy(theta),
            "regularized_value": self._solve(world, settings, theta, self._room),
        }

    def _episode(self, batch: Samples) -> dict[str, Any] | None:
        """The last sample, as an episode of one step."""
        if not self._samples:
            return None
        last = slice(self._samples - 1, self._samples)
        return {
            "states": batch.contexts[last].copy(),
            "actions": batch.actions[last].copy(),
            "rewards": batch.rewards[last].copy(),
            "returns": batch.returns[last].copy(),
            "baselines": batch.baselines[last].copy(),
            "weights": batch.weights[last].copy(),
            "next_state": int(batch.contexts[last][0]),
            "length": 1,
            "index": self._samples - 1,
            "count": self._settings.batch,
        }

    def _batch(self, run: Now) -> dict[str, Any] | None:
        """The batch's samples, with the density they were drawn from and what each adds to the estimate."""
        if not self._samples:
            return None
        batch, shown = run.batch, slice(0, min(self._samples, SAMPLES))
        measured = self._settings.estimator == Estimator.MEASURE_VALUED
        pairs = 4 if run.model.policy.learn_sigma else 2
        return {
            "means": batch.means.copy(),
            "sigma": float(batch.sigma[0]),
            "contexts": batch.contexts[shown].copy(),
            "actions": batch.actions[shown].copy(),
            "rewards": batch.rewards[shown].copy(),
            "baselines": batch.baselines[shown].copy(),
            "weights": batch.weights[shown].copy(),
            "scores": scores_of(run.model, batch, shown),
            "contributions": contributions_of(run.model, self._settings, batch, shown),
            "probes": batch.probes[shown, :pairs].copy() if measured else None,
            "probed": batch.probed[shown, :pairs].copy() if measured else None,
            "count": self._samples,
        }

    def _cloud(self, run: Now, update: int) -> dict[str, Any]:
        settings = run.settings
        # one stream an update: the same moment shows the same cloud, however it was come to, and a new baseline the same samples
        rng = np.random.Generator(np.random.PCG64([self._seed, PICTURE_STREAM, update]))
        rows = contributions(run.model, run.memory.theta[0], settings, max(CLOUD_EPISODES, settings.batch), rng, run.memory)
        return cloud_of(rows, self.cloud_axes, self._room.gradient)

    def _baseline(self, run: Now) -> dict[str, Any]:
        batch, settings, theta = run.batch, run.settings, run.memory.theta[0]
        last = (lambda: float(batch.baselines[self._samples - 1])) if self._samples else None

        def best() -> float:
            return best_baseline(run.model.world, settings, theta, self._room)

        def by_state() -> Floats:
            best()
            return self._room.values + self._room.beyond

        return baseline_of(settings, run.memory, best, by_state, self._room.values, last)

    def _ensemble(self, run: Now) -> dict[str, Any]:
        """Where every run is, with its J. Overwrites the room, so it comes after whatever reads that."""
        theta, settings = run.memory.theta, run.settings._replace(entropy=0.0)
        values = np.array([self._solve(run.model.world, settings, row, self._room) for row in theta])
        return {"theta": theta.copy() if theta.size <= ENSEMBLE_NUMBERS else None, "values": values, "probabilities": None}
