"""What every family of problems and policies answers at a θ: one interface, so that callers need not know the family.

TabularModel      softmax policies on tabular MDPs
ContinuousModel   Gaussian policies on bandits with a scalar action
LinearModel       Gaussian policies on linear-quadratic problems
"""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np

from policyscope.arrays import Floats, Integers
from policyscope.gradients.kernels.arrays import Memory, Settings
from policyscope.gradients.summary import Variance


class Model(Protocol):
    """A problem and a policy, prepared for the kernels.

    Attributes:
        parameters: D.
    """

    @property
    def parameters(self) -> int: ...

    def exact(self, theta: Floats, settings: Settings, most_numbers: float = math.inf, most_cells: float = math.inf) -> Any:
        """What is true at θ[D], as the family's own dataclass of answers."""
        ...

    def gradient(self, theta: Floats, settings: Settings) -> Floats:
        """∇(J + βH), what an update climbs, shape (D,)."""
        ...

    def contributions(
        self, theta: Floats, settings: Settings, samples: int, rng: np.random.Generator, memory: Memory | None = None,
        longest: int = 10_000, most_steps: int = 1_000_000, stop: Integers | None = None,
    ) -> Floats:  # fmt: skip
        """Contributions (N, D) of the settings' estimator, one row per episode."""
        ...

    def mean(self, theta: Floats, settings: Settings, most_cells: float = math.inf) -> Floats | None:
        """E of a contribution, shape (D,); None if it is not known."""
        ...

    def variance(self, theta: Floats, settings: Settings, most_cells: float = math.inf) -> Variance | None:
        """A contribution's variance; None if it is not known."""
        ...

    def landscape(self, settings: Settings, origin: Floats, across: Floats, up: Floats, xs: Floats, ys: Floats) -> Floats:
        """J + βH over a plane through θ-space: ``out[j, i]`` at ``origin + xs[i]·across + ys[j]·up``."""
        ...
