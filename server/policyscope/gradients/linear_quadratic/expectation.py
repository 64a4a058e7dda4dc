"""What an estimator of a linear-quadratic problem's gradient is on average: closed forms, no sampling."""

from __future__ import annotations

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients.calls import solve_linear
from policyscope.gradients.kernels.arrays import Settings
from policyscope.gradients.kernels.codes import Baseline, Estimator
from policyscope.gradients.kernels.linear import Outlook
from policyscope.gradients.linear_quadratic.arrays import LinearArrays
from policyscope.gradients.slopes import central_difference


def exact_mean(model: LinearArrays, theta: Floats, settings: Settings) -> Floats | None:
    """E of one contribution at θ, shape (D,); None where it depends on what a baseline remembers, or is beyond what a float holds.

    The batch's own mean as baseline keeps (1 − 1/N) of it, all but the entropy bonus' part; without γᵗ it is the sum over the steps of
    E[∂Q_t/∂a x] as it stands, the gradient of no function (Nota & Thomas 2020).

    Args:
        model: problem and policy.
        theta: parameters [D].
        settings: estimator, baseline, discount and entropy bonus among them.
    """
    room = model.room()
    solve_linear(model.plant, settings, theta, room)
    if settings.estimator == Estimator.FINITE_DIFFERENCE and not settings.exact:
        return _finite(_difference(model, theta, settings))
    if settings.exact or settings.estimator == Estimator.PATHWISE:
        return _finite(room.gradient)
    if (settings.baseline == Baseline.RUNNING and settings.include_current) or (settings.moving and model.problem.horizon > 1):
        return None
    weighting = settings.discount if settings.total_return else settings.weighting
    kept = 1 - 1 / settings.batch if settings.baseline == Baseline.BATCH else 1.0
    mean = kept * _weighted(model, theta, room, weighting)
    if model.policy.learn_sigma:
        mean[-1] += settings.entropy * np.sum(settings.weighting ** np.arange(model.problem.horizon, dtype=np.float64))
    return _finite(mean)


@np.errstate(over="ignore", invalid="ignore")
def _weighted(model: LinearArrays, theta: Floats, room: Outlook, weighting: float) -> Floats:
    """Σ_t cᵗ of what step t's score, weighed by its return, is on average; the bonus' own slope not in it."""
    weights = weighting ** np.arange(model.problem.horizon, dtype=np.float64)
    means, squares = room.means[:-1], room.variances[:-1] + room.means[:-1] ** 2
    linear, level, bend = room.slopes.T
    along = np.array([weights @ (linear * squares + level * means), weights @ (linear * means + level)])[: model.policy.inputs]
    return np.append(along, weights @ (2 * model.policy.spread(theta) ** 2 * bend)) if model.policy.learn_sigma else along


def _difference(model: LinearArrays, theta: Floats, settings: Settings) -> Floats:
    room = model.room()
    return central_difference(lambda at: solve_linear(model.plant, settings, at, room), theta, settings.spacing)


def _finite(mean: Floats) -> Floats | None:
    return mean if np.isfinite(mean).all() else None
