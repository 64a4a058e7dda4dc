"""A tabular problem under a softmax policy, and all that can be asked of it."""

from __future__ import annotations

import math

import numpy as np

from policyscope.gradients.kernels.arrays import Floats, Integers, Memory, Settings
from policyscope.gradients.summary import Variance
from policyscope.gradients.tabular.arrays import TabularArrays
from policyscope.gradients.tabular.estimate import contributions
from policyscope.gradients.tabular.exact import ExactAnswers, exact_answers, exact_gradient, landscape
from policyscope.gradients.tabular.expectation import exact_mean
from policyscope.gradients.tabular.variance import variance_of


class TabularModel(TabularArrays):
    """See `policyscope.gradients.model.Model`; each method is the function of its family."""

    @property
    def parameters(self) -> int:
        """D."""
        return self.features.parameters

    @property
    def cells(self) -> int:
        """The numbers in a table of all scores, S·A·D."""
        return self.problem.states * self.problem.actions * self.parameters

    def exact(self, theta: Floats, settings: Settings, most_numbers: float = math.inf, most_cells: float = math.inf) -> ExactAnswers:
        return exact_answers(self, theta, settings, most_numbers, most_cells)

    def gradient(self, theta: Floats, settings: Settings) -> Floats:
        return exact_gradient(self, theta, settings)

    def contributions(
        self, theta: Floats, settings: Settings, samples: int, rng: np.random.Generator, memory: Memory | None = None,
        longest: int = 10_000, most_steps: int = 1_000_000, stop: Integers | None = None,
    ) -> Floats:  # fmt: skip
        return contributions(self, theta, settings, samples, rng, memory, longest, most_steps, stop)

    def mean(self, theta: Floats, settings: Settings, most_cells: float = math.inf) -> Floats | None:
        return exact_mean(self, theta, settings) if self.cells <= most_cells else None

    def variance(self, theta: Floats, settings: Settings, most_cells: float = math.inf) -> Variance | None:
        return variance_of(self, theta, settings) if self.cells <= most_cells else None

    def landscape(self, settings: Settings, origin: Floats, across: Floats, up: Floats, xs: Floats, ys: Floats) -> Floats:
        return landscape(self, settings, origin, across, up, xs, ys)
