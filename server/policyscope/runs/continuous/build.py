"""From an experiment to a continuous bandit, its Gaussian policy and the kernels' settings."""

from __future__ import annotations

import numpy as np

from policyscope.errors import InvalidInput, LimitExceeded
from policyscope.gradients import Settings
from policyscope.gradients import arrays as codes
from policyscope.gradients.arrays import Floats
from policyscope.gradients.continuous import ContinuousModel
from policyscope.policies.gaussian import LARGEST_LOG_SIGMA, LARGEST_WEIGHT
from policyscope.runs.build import with_baseline, with_optimizer
from policyscope.runs.families import check_suits
from policyscope.runs.limits import Limits
from policyscope.runs.specs import ContinuousBandit, EstimatorSpec, Gaussian, OptimizerSpec, PolicySpec, ProblemSpec
from policyscope.runs.specs.learning import Exact, FiniteDifference, MeasureValued, Pathwise, Reinforce

ESTIMATORS = {
    "reinforce": codes.REINFORCE,
    "finite_difference": codes.FINITE_DIFFERENCE,
    "pathwise": codes.PATHWISE,
    "measure_valued": codes.MEASURE_VALUED,
}


def build_model(problem: ProblemSpec, policy: PolicySpec, limits: Limits) -> ContinuousModel:
    """Problem and policy as arrays, within the limits; both are of this family already.

    Raises:
        InvalidInput: naming the field under ``problem`` or ``policy``.
    """
    assert isinstance(problem, ContinuousBandit)
    assert isinstance(policy, Gaussian)
    inputs = max(len(row) for row in problem.contexts)
    limits.check("states", "problem.contexts", len(problem.contexts))
    limits.check("parameters", "problem.contexts", inputs + 1)
    # what Σ p(c) x xᵀ and its eigenvectors take
    operations = len(problem.contexts) * inputs**2 + 20 * inputs**3
    if operations > limits.operations:
        raise LimitExceeded("problem.contexts", "operations", limits.operations, operations, "operations to build it")
    try:
        bandit = problem.build()
    except InvalidInput as error:
        raise error.under("problem") from None
    return ContinuousModel.of(bandit, policy.build(bandit.inputs))


def theta_of(model: ContinuousModel, theta: list[float] | None, field: str = "initial_theta") -> Floats:
    """θ as an array of shape (D,); mean 0 and the policy's σ when None.

    Raises:
        InvalidInput: for another length, or numbers beyond where θ is kept.
    """
    if theta is None:
        return model.policy.start()
    array = direction_of(model, theta, field)
    if np.abs(array[: model.problem.inputs]).max() > LARGEST_WEIGHT:
        raise InvalidInput(field, f"weights between −{LARGEST_WEIGHT:.0e} and {LARGEST_WEIGHT:.0e}", theta)
    if model.policy.learn_sigma and abs(array[-1]) > LARGEST_LOG_SIGMA:
        raise InvalidInput(field, f"a log σ between −{LARGEST_LOG_SIGMA:g} and {LARGEST_LOG_SIGMA:g}, the last number", float(array[-1]))
    return array


def direction_of(model: ContinuousModel, theta: list[float], field: str) -> Floats:
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


def settings_of(estimator: EstimatorSpec, optimizer: OptimizerSpec, limits: Limits) -> Settings:
    """The kernels' settings.

    Raises:
        InvalidInput: for an estimator of discrete actions, or combinations that mean nothing.
    """
    check_suits("continuous", "estimator", estimator)
    settings = with_optimizer(Settings(), optimizer)
    settings = settings._replace(entropy=float(getattr(estimator, "entropy_bonus", 0.0)))
    if isinstance(estimator, Exact):
        return settings._replace(exact=True)
    assert isinstance(estimator, (Reinforce, FiniteDifference, Pathwise, MeasureValued))
    limits.check("batch", "estimator.batch_size", estimator.batch_size)
    settings = settings._replace(batch=estimator.batch_size, estimator=ESTIMATORS[estimator.kind])
    if isinstance(estimator, FiniteDifference):
        return settings._replace(spacing=float(estimator.spacing))
    if isinstance(estimator, Reinforce):
        return with_baseline(settings, estimator.baseline, estimator.batch_size)
    return settings
