"""What a frame shows of a continuous bandit's run; looking never changes it (see `policyscope.runs.viewer`)."""

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
from policyscope.runs.streams import CLOUD_EPISODES, Moment, baseline_of
from policyscope.runs.viewer import Viewer, ensemble_of, exactly

SAMPLES = 200  # of a batch, shown one by one

Now: TypeAlias = Moment[ContinuousModel, Samples]


class ContinuousViewer(Viewer[ContinuousModel, Samples]):
    """Makes the streams of one run's frames."""

    SILENT = frozenset({"probabilities", "values", "paths"})

    def __init__(self, model: ContinuousModel, settings: Settings, seed: int) -> None:
        super().__init__(model.parameters, settings, seed)
        self._room = model.room()
        self._solve = Direct(solve_exactly)

    def _look_exactly(self, run: Now, frame: dict[str, Any], streams: frozenset[str]) -> Floats:
        model, theta = run.model, run.memory.theta[0]
        if streams & {"exact", "cloud", "baseline", "density"}:
            exact = exactly(lambda settings: self._value(run, settings), lambda: model.policy.entropy(theta), run.settings)
            if "exact" in streams:
                frame["exact"] = {**exact, "gradient": self._room.gradient.copy()}
        if "density" in streams:
            frame["density"] = {"means": self._room.means.copy(), "sigma": model.policy.spread(theta)}
        return self._room.gradient

    def _look_at_batch(self, run: Now, frame: dict[str, Any], streams: frozenset[str]) -> None:
        if "samples" in streams:
            frame["samples"] = self._batch(run) if self._episodes else None

    def _value(self, run: Now, settings: Settings) -> float:
        return self._solve(run.model.world, settings, run.memory.theta[0], self._room)

    def _scores(self, run: Now) -> tuple[Floats, None]:
        return scores_of(run.model, run.batch, slice(self._episodes - 1, self._episodes)), None

    def _episode(self, run: Now) -> dict[str, Any]:
        """The last sample, as an episode of one step."""
        batch, last = run.batch, slice(self._episodes - 1, self._episodes)
        return {
            "states": batch.contexts[last].copy(),
            "actions": batch.actions[last].copy(),
            "rewards": batch.rewards[last].copy(),
            "returns": batch.returns[last].copy(),
            "baselines": batch.baselines[last].copy(),
            "weights": batch.weights[last].copy(),
            "next_state": int(batch.contexts[last][0]),
            "length": 1,
            "index": self._episodes - 1,
            "count": self._settings.batch,
        }

    def _batch(self, run: Now) -> dict[str, Any]:
        """The batch's samples, with the density they were drawn from and what each adds to the estimate."""
        batch, shown = run.batch, slice(0, min(self._episodes, SAMPLES))
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
            "count": self._episodes,
        }

    def _contributions(self, run: Now, block: dict[str, Any], rng: np.random.Generator) -> Floats:
        return contributions(run.model, run.memory.theta[0], run.settings, max(CLOUD_EPISODES, run.settings.batch), rng, run.memory)

    def _baseline(self, run: Now) -> dict[str, Any]:
        batch, settings, theta = run.batch, run.settings, run.memory.theta[0]
        last = (lambda: float(batch.baselines[self._episodes - 1])) if self._episodes else None

        def best() -> float:
            return best_baseline(run.model.world, settings, theta, self._room)

        def by_state() -> Floats:
            best()
            return self._room.values + self._room.beyond

        return baseline_of(settings, run.memory, best, by_state, self._room.values, last)

    def _ensemble(self, run: Now) -> dict[str, Any]:
        theta, settings = run.memory.theta, run.settings._replace(entropy=0.0)
        return ensemble_of(theta, np.array([self._solve(run.model.world, settings, row, self._room) for row in theta]))
