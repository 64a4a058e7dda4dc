"""The Gaussian policy over a scalar action, and its scores (Sutton & Barto 2018, §13.7; Williams 1992, §6).

    mean  μ(x) = w·x         spread  σ, fixed, or σ = exp(log_sigma) learned: θ = (w, log_sigma)
    ∇_w log π(a|x)          = (a − μ) x / σ²
    ∂ log π(a|x)/∂log_sigma = (a − μ)² / σ² − 1

Shapes: K features of a context, D = K or K + 1 parameters, C contexts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput

LARGEST_WEIGHT = 1e6
LARGEST_LOG_SIGMA = 12.0


@dataclass(frozen=True)
class Gaussian:
    """A ~ N(w·x, σ²).

    θ is kept within |w| ≤ 10⁶ and |log σ| ≤ 12 (σ from 6·10⁻⁶ to 1.6·10⁵): with a learned σ the score grows like 1/σ, and
    sampled steps may throw θ as far as numbers go.

    Args:
        inputs: K.
        sigma: the spread; where σ is learned, the spread at the default start.
        learn_sigma: whether θ ends with log σ.

    Raises:
        InvalidInput: field ``sigma``.
    """

    inputs: int
    sigma: float = 1.0
    learn_sigma: bool = False

    def __post_init__(self) -> None:
        if not self.sigma > 0 or not abs(math.log(self.sigma)) <= LARGEST_LOG_SIGMA:
            raise InvalidInput(
                "sigma", f"a number from {math.exp(-LARGEST_LOG_SIGMA):.0e} to {math.exp(LARGEST_LOG_SIGMA):.0e}", self.sigma
            )

    @property
    def parameters(self) -> int:
        """D."""
        return self.inputs + self.learn_sigma

    def start(self) -> Floats:
        """θ of mean 0 and the given σ, shape (D,)."""
        theta = np.zeros(self.parameters)
        if self.learn_sigma:
            theta[-1] = math.log(self.sigma)
        return theta

    def means(self, theta: Floats, x: Floats) -> Floats:
        """μ(x) = w·x for every row of ``x[C, K]``, shape (C,)."""
        return np.asarray(x @ theta[: self.inputs])

    def spread(self, theta: Floats) -> float:
        """σ."""
        return math.exp(min(max(float(theta[-1]), -LARGEST_LOG_SIGMA), LARGEST_LOG_SIGMA)) if self.learn_sigma else self.sigma

    def log_density(self, theta: Floats, x: Floats, action: Floats) -> Floats:
        """Log π(a|x) = −(a − μ)²/2σ² − log σ − ½ log 2π, for a context and an action a row, shape (N,).

        Args:
            theta: shape (D,).
            x: shape (N, K).
            action: shape (N,).
        """
        sigma = self.spread(theta)
        z = (action - self.means(theta, x)) / sigma
        return np.asarray(-0.5 * z**2 - math.log(sigma) - 0.5 * math.log(2 * math.pi))

    def scores(self, theta: Floats, x: Floats, action: Floats) -> Floats:
        """∇ log π(a|x), shape (N, D). Arguments as in `log_density`."""
        sigma = self.spread(theta)
        z = (action - self.means(theta, x)) / sigma
        along = (z / sigma)[:, None] * x
        return np.concatenate([along, (z**2 - 1)[:, None]], axis=1) if self.learn_sigma else np.asarray(along)

    def fisher(self, theta: Floats, x: Floats, chances: Floats) -> Floats:
        """E[ψ ψᵀ] = Σ_c p(c) x xᵀ / σ², and 2 for log σ, which is uncorrelated with the mean; shape (D, D).

        Args:
            theta: shape (D,).
            x: the contexts, shape (C, K).
            chances: of each, shape (C,).
        """
        matrix = np.zeros((self.parameters, self.parameters))
        matrix[: self.inputs, : self.inputs] = np.einsum("c,ci,cj->ij", chances, x, x) / self.spread(theta) ** 2
        if self.learn_sigma:
            matrix[-1, -1] = 2.0
        return matrix

    def entropy(self, theta: Floats) -> float:
        """½ log 2πe σ², in nats; negative for a narrow density. Its gradient is 1 for log σ and 0 for w."""
        return 0.5 * math.log(2 * math.pi * math.e) + math.log(self.spread(theta))
