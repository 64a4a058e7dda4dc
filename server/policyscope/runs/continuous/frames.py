"""What a frame shows of a continuous bandit's run; looking never changes it (see `policyscope.runs.frames`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import proxy

import numpy as np

from policyscope.gradients import Settings
from policyscope.gradients import arrays as codes
from policyscope.gradients.arrays import Floats
from policyscope.gradients.calls import best_baseline, solve_exactly
from policyscope.gradients.continuous import contributions
from policyscope.gradients.direct import Direct
from policyscope.gradients.kernels.continuum import Samples
from policyscope.gradients.kernels.curve import ROOT_TWO_PI
from policyscope.runs.frames import CLOUD_EVERY, ENSEMBLE_NUMBERS, PICTURE_STREAM
from policyscope.runs.streams import CLOUD_EPISODES, baseline_of, cloud_of

if TYPE_CHECKING:
    from policyscope.runs.continuous.learner import ContinuousLearner

SAMPLES = 200  # of a batch, shown one by one


class ContinuousViewer:
    """Makes the streams of one run's frames.

    Attributes:
        cloud_axes: the two parameters whose contributions the stream ``cloud`` shows.
    """

    def __init__(self, learner: ContinuousLearner, seed: int) -> None:
        # A circle would keep a run's arrays until the collector comes by, long after its page has left.
        self._learner: ContinuousLearner = proxy(learner)
        self._room = learner.model.room()
        self._solve = Direct(solve_exactly)
        self.cloud_axes = (0, min(1, learner.parameters - 1))
        self._settings = learner.settings
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

    def look(self, frame: dict[str, Any], streams: frozenset[str], step: int, whole: bool) -> None:
        """Adds the streams to the frame, null where this family has nothing to say; ``whole``: the batch shown is an update's."""
        run = self._learner
        model, theta = run.model, run.memory.theta[0]
        if streams & {"exact", "cloud", "baseline", "density"}:
            exact = self._exact(run)
        for name in streams & {"probabilities", "values"}:
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
            frame["scores"] = self._scores(run.batch, last) if self._samples else None
            frame["episode_probabilities"] = None
        if "samples" in streams:
            frame["samples"] = self._batch(run.batch)
        if "cloud" in streams and (frame["block"]["updates"] <= 1 or self._looks % CLOUD_EVERY == 0):
            frame["cloud"] = self._cloud(run, step)
        if "baseline" in streams:
            frame["baseline"] = self._baseline(run)
        if "ensemble" in streams:
            frame["ensemble"] = self._ensemble(run) if len(run.memory.theta) > 1 else None
        self._looks += 1

    def _exact(self, run: ContinuousLearner) -> dict[str, Any]:
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

    def _scores(self, batch: Samples, shown: slice) -> Floats:
        """Score vectors at the θ the samples were drawn with."""
        z, x = batch.noise[shown], self._learner.model.problem.contexts[batch.contexts[shown]]
        along = (z / batch.sigma[0])[:, None] * x
        return np.column_stack([along, z**2 - 1]) if self._learner.model.policy.learn_sigma else along

    def _batch(self, batch: Samples) -> dict[str, Any] | None:
        """The batch's samples, with the density they were drawn from and what each adds to the estimate."""
        if not self._samples:
            return None
        shown = slice(0, min(self._samples, SAMPLES))
        measured = self._settings.estimator == codes.MEASURE_VALUED
        pairs = 4 if self._learner.model.policy.learn_sigma else 2
        return {
            "means": batch.means.copy(),
            "sigma": float(batch.sigma[0]),
            "contexts": batch.contexts[shown].copy(),
            "actions": batch.actions[shown].copy(),
            "rewards": batch.rewards[shown].copy(),
            "baselines": batch.baselines[shown].copy(),
            "weights": batch.weights[shown].copy(),
            "scores": self._scores(batch, shown),
            "contributions": self._contributions(batch, shown),
            "probes": batch.probes[shown, :pairs].copy() if measured else None,
            "probed": batch.probed[shown, :pairs].copy() if measured else None,
            "count": self._samples,
        }

    def _contributions(self, batch: Samples, shown: slice) -> Floats:
        """What each sample adds to the estimate, before it is averaged, entropy bonus included; shape (n, D)."""
        model, settings, sigma = self._learner.model, self._settings, float(batch.sigma[0])
        contexts, z = batch.contexts[shown], batch.noise[shown]
        x, weights, means = model.problem.contexts[contexts], batch.weights[shown], batch.means[contexts]
        rewards = model.problem.reward
        if settings.estimator == codes.FINITE_DIFFERENCE:
            reach = settings.spacing
            moves = [means + s * reach * column + sigma * z for column in x.T for s in (1, -1)]
            moves += [means + sigma * np.exp(s * reach) * z for s in (1, -1)]
            paid = [np.array([float(rewards.mean(a, row)) for a, row in zip(each, x, strict=True)]) for each in moves]
            columns = [(paid[2 * d] - paid[2 * d + 1]) / (2 * reach) for d in range(x.shape[1] + 1)]
        elif settings.estimator == codes.MEASURE_VALUED:
            gaps = batch.probed[shown]
            columns = [*((gaps[:, 0] - gaps[:, 1]) / (sigma * ROOT_TWO_PI) * x.T), gaps[:, 2] - gaps[:, 3]]
        elif settings.estimator == codes.PATHWISE:
            columns = [*(weights * x.T), weights * sigma * z]
        else:
            columns = [*(weights * z / sigma * x.T), weights * (z**2 - 1)]
        rows = np.column_stack([*columns[:-1], columns[-1] + settings.entropy])
        return rows if model.policy.learn_sigma else np.ascontiguousarray(rows[:, :-1])

    def _cloud(self, run: ContinuousLearner, step: int) -> dict[str, Any]:
        settings = run.settings
        # one stream a step: the same moment shows the same cloud, however it was come to, and a new baseline the same samples
        rng = np.random.Generator(np.random.PCG64([self._seed, PICTURE_STREAM, step]))
        rows = contributions(run.model, run.memory.theta[0], settings, max(CLOUD_EPISODES, settings.batch), rng, run.memory)
        return cloud_of(rows, self.cloud_axes, self._room.gradient)

    def _baseline(self, run: ContinuousLearner) -> dict[str, Any]:
        batch, settings, theta = run.batch, run.settings, run.memory.theta[0]
        last = (lambda: float(batch.baselines[self._samples - 1])) if self._samples else None
        return baseline_of(
            settings, run.memory, lambda: best_baseline(run.model.world, settings, theta, self._room), self._room.values, last
        )

    def _ensemble(self, run: ContinuousLearner) -> dict[str, Any]:
        """Where every run is, with its J. Overwrites the room, so it comes after whatever reads that."""
        theta, settings = run.memory.theta, run.settings._replace(entropy=0.0)
        values = np.array([self._solve(run.model.world, settings, row, self._room) for row in theta])
        return {"theta": theta.copy() if theta.size <= ENSEMBLE_NUMBERS else None, "values": values, "probabilities": None}
