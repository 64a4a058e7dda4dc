"""What an update of a continuous bandit's runs costs, estimated from sizes alone; see `policyscope.runs.cost`."""

from __future__ import annotations

from policyscope.gradients import ContinuousModel, Settings
from policyscope.gradients.kernels.codes import Baseline, Estimator, Preconditioner
from policyscope.runs.cost import STEP, Cost


def of_update(model: ContinuousModel, settings: Settings) -> Cost:
    """One update of a Gaussian policy.

    Args:
        model: problem and policy.
        settings: as for `of_update`.
    """
    contexts, inputs = model.problem.contexts.shape
    rewards = {Estimator.FINITE_DIFFERENCE: 2.0 * model.parameters, Estimator.MEASURE_VALUED: 4.0}.get(Estimator(settings.estimator), 1.0)
    truth = contexts * (200.0 + 2 * inputs)
    return Cost(
        sampling=0.0 if settings.exact else settings.batch * (STEP * (1 + rewards) + contexts + 2 * inputs) + contexts * inputs,
        exact=truth if settings.exact or settings.baseline in (Baseline.EXACT, Baseline.OPTIMAL, Baseline.OPTIMAL_STATE) else 0.0,
        natural=4.0 * inputs**2 if settings.preconditioner == Preconditioner.NATURAL else 0.0,
        optimal=truth if settings.baseline in (Baseline.OPTIMAL, Baseline.OPTIMAL_STATE) else 0.0,
    )
