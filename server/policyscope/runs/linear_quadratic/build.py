"""From an experiment to a linear-quadratic problem, its Gaussian policy and the kernels' settings."""

from __future__ import annotations

from policyscope.errors import InvalidInput
from policyscope.gradients import LinearModel, Settings
from policyscope.runs.limits import Limits
from policyscope.runs.specs import EstimatorSpec, Gaussian, LinearQuadratic, ObjectiveSpec, OptimizerSpec, PolicySpec, ProblemSpec
from policyscope.runs.suits import check_suits


def build_model(problem: ProblemSpec, policy: PolicySpec, limits: Limits) -> LinearModel:
    """Problem and policy as the kernels read them, within the limits; both are of this family already.

    Raises:
        InvalidInput: naming the field under ``problem`` or ``policy``.
    """
    assert isinstance(problem, LinearQuadratic)
    assert isinstance(policy, Gaussian)
    limits.check("states", "problem.horizon", problem.horizon)  # each step takes a state's place
    limits.check("parameters", "problem.constant", problem.inputs + 1)
    try:
        plant = problem.build()
    except InvalidInput as error:
        raise error.under("problem") from None
    return LinearModel.of(plant, policy.build(problem.inputs))


def settings_of(
    objective: ObjectiveSpec, estimator: EstimatorSpec, optimizer: OptimizerSpec, model: LinearModel, limits: Limits
) -> Settings:
    """The kernels' settings.

    Raises:
        InvalidInput: for an estimator or baseline of other families, or combinations that mean nothing.
    """
    check_suits("linear_quadratic", "estimator", estimator)
    baseline = getattr(estimator, "baseline", None)
    if baseline is not None:
        check_suits("linear_quadratic", "estimator.baseline", baseline)
    horizon = model.problem.horizon
    settings = estimator.settings(optimizer.settings(objective.settings(Settings(), horizon)))
    if not settings.exact:
        limits.check("batch", "estimator.batch_size", settings.batch)
        limits.check("batch_steps", "estimator.batch_size", settings.batch * horizon)
    return settings.bare()
