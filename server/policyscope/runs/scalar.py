"""What the families with a Gaussian policy read alike: θ = (w, …, log σ), and any other vector of its length."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.policies import Gaussian
from policyscope.policies.gaussian import LARGEST_LOG_SIGMA, LARGEST_WEIGHT


class OfGaussian(Protocol):
    """A model with a Gaussian policy."""

    @property
    def policy(self) -> Gaussian: ...

    @property
    def parameters(self) -> int: ...

    @property
    def parameter_names(self) -> tuple[str, ...]: ...


def theta_of(model: OfGaussian, theta: list[float] | None, field: str = "initial_theta") -> Floats:
    """θ as an array of shape (D,); mean 0 and the policy's σ when None.

    Raises:
        InvalidInput: for another length, or numbers beyond where θ is kept.
    """
    if theta is None:
        return model.policy.start()
    array = direction_of(model, theta, field)
    if np.abs(array[: model.policy.inputs]).max() > LARGEST_WEIGHT:
        raise InvalidInput(field, f"weights between −{LARGEST_WEIGHT:.0e} and {LARGEST_WEIGHT:.0e}", theta)
    if model.policy.learn_sigma and abs(array[-1]) > LARGEST_LOG_SIGMA:
        raise InvalidInput(field, f"a log σ between −{LARGEST_LOG_SIGMA:g} and {LARGEST_LOG_SIGMA:g}, the last number", float(array[-1]))
    return array


def direction_of(model: OfGaussian, theta: list[float], field: str) -> Floats:
    """Any vector of shape (D,).

    Raises:
        InvalidInput: for another length, or numbers that are not finite.
    """
    array = np.array(theta, dtype=np.float64)
    if array.shape != (model.parameters,):
        names = ", ".join(model.parameter_names[:8])
        raise InvalidInput(field, f"{model.parameters} numbers, one a parameter ({names})", f"{array.size} numbers")
    if not np.isfinite(array).all():
        raise InvalidInput(field, "finite numbers", theta)
    return array
