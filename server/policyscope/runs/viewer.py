"""Which streams of a frame are computed, and in which order; what each holds is its family's own business.

Looking never changes a run: pictures draw from a random stream of their own, and hold copies of whatever they show.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Generic

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients import Settings
from policyscope.runs.streams import (
    CLOUD_EVERY,
    ENSEMBLE_NUMBERS,
    PICTURE_STREAM,
    BatchOf,
    ModelOf,
    Moment,
    cloud_of,
    quantiles_of,
)


class Viewer(ABC, Generic[ModelOf, BatchOf]):
    """Makes the streams of one run's frames.

    Args:
        parameters: D.
        settings: those the first batch is drawn with.
        seed: the run's.

    Attributes:
        cloud_axes: the two parameters whose contributions the stream ``cloud`` shows.
    """

    SILENT: ClassVar[frozenset[str]]
    """Streams in which this family has nothing to say: they are null."""

    def __init__(self, parameters: int, settings: Settings, seed: int) -> None:
        self.cloud_axes = (0, min(1, parameters - 1))
        self._settings = settings
        self.begin(seed)

    def begin(self, seed: int) -> None:
        """Forgets what was seen; ``seed`` is the run's."""
        self._seed = seed
        self._episodes = 0
        self._looks = 0

    def drawn(self, episodes: int, settings: Settings) -> None:
        """Says how many episodes of the batch can be shown, and with which settings they were drawn.

        0 before the first, or after the room for them changed.
        """
        self._episodes = episodes
        self._settings = settings

    def look(self, run: Moment[ModelOf, BatchOf], frame: dict[str, Any], streams: frozenset[str], update: int, whole: bool) -> None:
        """Adds the streams to the frame; ``whole`` says that the batch shown is a whole update's."""
        for name in streams & self.SILENT:
            frame[name] = None
        gradient = self._look_exactly(run, frame, streams)
        if "estimate" in streams:
            frame["estimate"] = run.batch.estimate.copy() if self._episodes and whole else None
        if "episode" in streams:
            frame["episode"] = self._episode(run) if self._episodes else None
        if "scores" in streams:
            frame["scores"], frame["episode_probabilities"] = self._scores(run) if self._episodes else (None, None)
        self._look_at_batch(run, frame, streams)
        if "cloud" in streams and (frame["block"]["updates"] <= 1 or self._looks % CLOUD_EVERY == 0):
            # one stream an update: the same moment shows the same cloud, whichever way led there, and a new baseline the same episodes
            rng = np.random.Generator(np.random.PCG64([self._seed, PICTURE_STREAM, update]))
            frame["cloud"] = cloud_of(self._contributions(run, frame["block"], rng), self.cloud_axes, gradient)
        if "baseline" in streams:
            frame["baseline"] = self._baseline(run)
        if streams & {"ensemble", "quantiles"}:
            # Overwrites the room, so it comes after whatever reads that.
            every = self._ensemble(run) if len(run.memory.theta) > 1 else None
            if "ensemble" in streams:
                frame["ensemble"] = every
            if "quantiles" in streams:
                frame["quantiles"] = quantiles_of(every) if every else None
        self._looks += 1

    @abstractmethod
    def _look_exactly(self, run: Moment[ModelOf, BatchOf], frame: dict[str, Any], streams: frozenset[str]) -> Floats:
        """The policy's and the exact streams; returns where ∇(J + βH)[D] is once ``exact`` or ``cloud`` was asked for."""

    def _look_at_batch(self, run: Moment[ModelOf, BatchOf], frame: dict[str, Any], streams: frozenset[str]) -> None:
        """Streams about the batch that only this family has."""

    @abstractmethod
    def _episode(self, run: Moment[ModelOf, BatchOf]) -> dict[str, Any]:
        """The last episode that was drawn."""

    @abstractmethod
    def _scores(self, run: Moment[ModelOf, BatchOf]) -> tuple[Floats, Floats | None]:
        """∇ log π(A_t|S_t)[K, D] of its first K steps, and π(·|S_t)[K, A] where actions can be listed."""

    @abstractmethod
    def _contributions(self, run: Moment[ModelOf, BatchOf], block: dict[str, Any], rng: np.random.Generator) -> Floats:
        """What single episodes would add to the estimate[k, D] at this θ."""

    @abstractmethod
    def _baseline(self, run: Moment[ModelOf, BatchOf]) -> dict[str, Any]:
        """The stream ``baseline``; see `policyscope.runs.streams.baseline_of`."""

    @abstractmethod
    def _ensemble(self, run: Moment[ModelOf, BatchOf]) -> dict[str, Any]:
        """Where every run is, with its J."""


def exactly(solve: Callable[[Settings], float], entropy: Callable[[], float], settings: Settings) -> dict[str, Any]:
    """J, and with an entropy bonus H and J + βH; what ``solve`` fills is left as the run's own settings have it, bonus included.

    Args:
        solve: J with these settings.
        entropy: H, right after a solution without a bonus.
        settings: the run's.
    """
    if not settings.entropy:
        return {"value": solve(settings)}
    return {"value": solve(settings._replace(entropy=0.0)), "entropy": entropy(), "regularized_value": solve(settings)}


def ensemble_of(theta: Floats, values: Floats, first: Floats | None = None) -> dict[str, Any]:
    """The stream ``ensemble``: θ[R, D] while it is small enough to send, J[R], π(·|s)[R, A] where there is one state."""
    return {"theta": theta.copy() if theta.size <= ENSEMBLE_NUMBERS else None, "values": values, "probabilities": first}
