"""Mohamed, Rosca, Figurnov & Mnih (2020): how much three estimators of a Gaussian's gradient vary, as curves over a cost's parameter.

The variances are exact; the formulas beside them are the Gaussian moments worked out by hand at σ = 1, d = μ − k.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from policyscope.gradients import Settings
from policyscope.gradients.continuous import ContinuousModel, contributions, exact_answers, exact_variance
from policyscope.gradients.kernels.codes import Estimator
from policyscope.policies import Gaussian
from policyscope.problems import Hills, Quadratic, Reward, continuous_bandit

ESTIMATORS = (Estimator.REINFORCE, Estimator.PATHWISE, Estimator.MEASURE_VALUED)
AT = np.array([1.0, 0.0])
SHIFTS = np.linspace(-3.0, 3.0, 13)


def variances(reward: Reward, theta: np.ndarray = AT) -> list[tuple[float, float]]:
    """(for μ, for log σ) of each estimator; the second from what learning σ adds to the trace."""
    out = []
    for estimator in ESTIMATORS:
        asked = Settings(estimator=estimator)
        fixed = ContinuousModel.of(continuous_bandit(reward), Gaussian(1, math.exp(theta[1])))
        learned = ContinuousModel.of(continuous_bandit(reward), Gaussian(1, 1.0, True))
        mean = exact_variance(fixed, theta[:1], asked)
        both = exact_variance(learned, theta, asked)
        assert mean is not None
        assert both is not None
        out.append((mean, both - mean))
    return out


def test_the_curves_over_k_of_the_squared_distance() -> None:
    """Figure 2: f = (x − k)², μ = σ = 1. The score function's variance is a quartic, the pathwise one flat for μ."""
    for k in SHIFTS:
        d = 1.0 - k
        score, pathwise, measured = variances(Quadratic(float(k)))
        assert score == pytest.approx((d**4 + 14 * d**2 + 15, 2 * d**4 + 60 * d**2 + 74))
        assert pathwise == pytest.approx((4.0, 4 * d**2 + 8))
        assert measured == pytest.approx(((16 / math.pi - 4) * d**2, 4 * d**2 + 4), abs=1e-10)
        assert score[0] > max(pathwise[0], measured[0])
        assert score[1] > max(pathwise[1], measured[1])
        assert (measured[0] < pathwise[0]) == (abs(d) < math.sqrt(4 / (16 / math.pi - 4))), "coupled pairs win within 1.91 σ of the top"


def test_only_the_score_function_suffers_from_a_narrow_policy() -> None:
    """The same with σ = ¼, d = 2: d⁴/σ² + 14 d² + 15 σ² against 4 σ² and (16/π − 4) d²."""
    score, pathwise, measured = variances(Quadratic(-1.0), np.array([1.0, math.log(0.25)]))
    assert score[0] == pytest.approx(16 * 16 + 14 * 4 + 15 / 16)
    assert pathwise[0] == pytest.approx(4 / 16)
    assert measured[0] == pytest.approx((16 / math.pi - 4) * 4)


def test_no_estimator_is_best_everywhere() -> None:
    """Figure 3: f = exp(−k x²). The narrower the hill, the steeper its slopes: the pathwise estimate ends as the one that varies most."""
    order = {}
    for k in (0.1, 1.0, 100.0):
        hill = Hills((1.0, 0.0), (0.0, 0.0), (1 / math.sqrt(2 * k), 1.0))
        order[k] = [each[0] for each in variances(hill)]
    assert order[0.1][1] < order[0.1][0]
    assert order[100.0][1] > 10 * max(order[100.0][0], order[100.0][2])


@pytest.mark.compiled
def test_samples_fall_on_the_curves() -> None:
    """20 000 samples a point, as the paper plots them: within 12 % of the exact variance, whose own standard error is below 3 %."""
    model = ContinuousModel.of(continuous_bandit(Quadratic(-1.0)), Gaussian(1, 1.0, True))
    truth = exact_answers(model, AT, Settings()).gradient
    for estimator in ESTIMATORS:
        asked = Settings(estimator=estimator)
        drawn = contributions(model, AT, asked, 20_000, np.random.default_rng(1))
        assert ((drawn - truth) ** 2).sum(axis=1).mean() == pytest.approx(exact_variance(model, AT, asked), rel=0.12)
