"""Random linear-quadratic problems, policies and places."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from policyscope.gradients import LinearModel, Settings
from policyscope.gradients.kernels.codes import Estimator
from policyscope.policies import Gaussian
from policyscope.problems import LinearQuadratic

ESTIMATORS = (Estimator.REINFORCE, Estimator.PATHWISE, Estimator.FINITE_DIFFERENCE)


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False).map(lambda x: round(x, 3))


@st.composite
def models(draw: st.DrawFn) -> LinearModel:
    """A problem and a policy."""
    problem = LinearQuadratic(
        draw(numbers(-1.2, 1.2)), draw(numbers(-1, 1)), draw(numbers(0, 2)), draw(numbers(0, 2)), draw(st.sampled_from([0.0, 0.3])),
        draw(st.integers(1, 6)), draw(numbers(-1, 1)), draw(st.sampled_from([0.0, 0.5])), draw(numbers(0, 2)),
    )  # fmt: skip
    return LinearModel.of(problem, Gaussian(draw(st.integers(1, 2)), draw(numbers(0.2, 1.5)), draw(st.booleans())))


@st.composite
def places(draw: st.DrawFn, model: LinearModel) -> np.ndarray:
    """θ."""
    return np.array([draw(numbers(-1.5, 1.5)) for _ in range(model.parameters)])


@st.composite
def asked(draw: st.DrawFn) -> Settings:
    """Settings of an exact question."""
    discount = draw(st.sampled_from([1.0, 0.9, 0.0]))
    weighting = draw(st.sampled_from([discount, 1.0]))
    return Settings(discount=discount, weighting=weighting, entropy=draw(st.sampled_from([0.0, 0.3])))
