"""A continuous bandit under a Gaussian policy, and all that can be asked of it."""

from __future__ import annotations

import math

import numpy as np

from policyscope.gradients.continuous.arrays import ContinuousArrays
from policyscope.gradients.continuous.estimate import contributions
from policyscope.gradients.continuous.exact import ContinuousAnswers, exact_answers, landscape
from policyscope.gradients.continuous.expectation import exact_mean, variance_of
from policyscope.gradients.kernels.arrays import Floats, Integers, Memory, Settings
from policyscope.gradients.summary import Variance


class ContinuousModel(ContinuousArrays):
    """See `policyscope.gradients.model.Model`; each method is the function of its family. Nothing here needs much room."""

    def exact(self, theta: Floats, settings: Settings, most_numbers: float = math.inf, most_cells: float = math.inf) -> ContinuousAnswers:
        return exact_answers(self, theta, settings)

    def gradient(self, theta: Floats, settings: Settings) -> Floats:
        return exact_answers(self, theta, settings).gradient

    def contributions(
        self, theta: Floats, settings: Settings, samples: int, rng: np.random.Generator, memory: Memory | None = None,
        longest: int = 10_000, most_steps: int = 1_000_000, stop: Integers | None = None,
    ) -> Floats:  # fmt: skip
        return contributions(self, theta, settings, samples, rng, memory)

    def mean(self, theta: Floats, settings: Settings, most_cells: float = math.inf) -> Floats | None:
        return exact_mean(self, theta, settings)

    def variance(self, theta: Floats, settings: Settings, most_cells: float = math.inf) -> Variance | None:
        return variance_of(self, theta, settings)

    def landscape(self, settings: Settings, origin: Floats, across: Floats, up: Floats, xs: Floats, ys: Floats) -> Floats:
        return landscape(self, settings, origin, across, up, xs, ys)
