"""From an experiment to a continuous bandit, its Gaussian policy and the kernels' settings."""

from __future__ import annotations

from policyscope.errors import InvalidInput, LimitExceeded
from policyscope.gradients import Settings
from policyscope.gradients.continuous import ContinuousModel
from policyscope.runs.limits import Limits
from policyscope.runs.specs import ContinuousBandit, EstimatorSpec, Gaussian, OptimizerSpec, PolicySpec, ProblemSpec
from policyscope.runs.suits import check_suits


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


def settings_of(estimator: EstimatorSpec, optimizer: OptimizerSpec, limits: Limits) -> Settings:
    """The kernels' settings.

    Raises:
        InvalidInput: for an estimator of discrete actions, or combinations that mean nothing.
    """
    check_suits("continuous", "estimator", estimator)
    settings = estimator.settings(optimizer.settings(Settings()))
    if not settings.exact:
        limits.check("batch", "estimator.batch_size", settings.batch)
    # one step, nothing to credit it with but its own reward
    return settings._replace(weighting=1.0, total_return=False).bare()
