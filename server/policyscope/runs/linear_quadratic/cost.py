"""What an update of a linear-quadratic problem's runs costs, estimated from sizes alone; see `policyscope.runs.cost`."""

from __future__ import annotations

from policyscope.gradients import LinearModel, Settings
from policyscope.gradients.kernels.codes import Baseline, Estimator, Preconditioner
from policyscope.runs.cost import STEP, Cost
from policyscope.runs.streams import CLOUD_EPISODES, CLOUD_STEPS

EXACT_STEP = 40.0
"""A step looked ahead and back."""


def of_update(model: LinearModel, settings: Settings) -> Cost:
    """One update of a Gaussian policy that steers a number."""
    horizon, natural = model.problem.horizon, settings.preconditioner == Preconditioner.NATURAL
    replays = 2.0 * model.parameters if settings.estimator == Estimator.FINITE_DIFFERENCE else 0.0
    asks = settings.exact or natural or settings.baseline in (Baseline.EXACT, Baseline.OPTIMAL_STATE)
    best = settings.batch * horizon * 30.0 if settings.baseline == Baseline.OPTIMAL_STATE and not settings.exact else 0.0
    return Cost(
        sampling=0.0 if settings.exact else settings.batch * horizon * (STEP + 10.0 * replays),
        exact=of_exact(model) if asks else 0.0,
        natural=200.0 if natural else 0.0,
        optimal=best,
    )


def of_exact(model: LinearModel) -> float:
    """Values, moments and gradient at one θ."""
    return EXACT_STEP * model.problem.horizon


def of_look(model: LinearModel, settings: Settings, runs: int, streams: frozenset[str]) -> float:
    """What the costly ones among the streams of a frame take."""
    total = of_exact(model) * (1 + runs if streams & {"ensemble", "quantiles"} else 1)
    if "cloud" in streams:
        total += of_update(model, settings).sampling * max(1.0, cloud_episodes(model, settings) / settings.batch)
    return total


def cloud_episodes(model: LinearModel, settings: Settings) -> int:
    """How many episodes a cloud shows: fewer of long ones, so that looking stays cheap."""
    return max(settings.batch, min(CLOUD_EPISODES, max(20, CLOUD_STEPS // model.problem.horizon)))
