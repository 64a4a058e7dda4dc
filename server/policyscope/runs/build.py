"""From an experiment to the arrays and settings the kernels take."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from policyscope.errors import InvalidInput
from policyscope.gradients import Model, Settings
from policyscope.gradients import arrays as codes
from policyscope.gradients.arrays import Floats
from policyscope.policies import Network, Preferences
from policyscope.problems import TabularMDP
from policyscope.runs.endless import check_sampled, check_value
from policyscope.runs.families import check_suits
from policyscope.runs.limits import Limits
from policyscope.runs.specs import ContinuousBandit, EstimatorSpec, Gaussian, ObjectiveSpec, PolicySpec, ProblemSpec, StartValue
from policyscope.runs.specs.learning import (
    Adam,
    AllActions,
    Ascent,
    AverageValue,
    BaselineSpec,
    BatchMean,
    Constant,
    Critic,
    Exact,
    ExactValue,
    FiniteDifference,
    Gae,
    LearnedValue,
    LeaveOneOut,
    MeasureValued,
    Momentum,
    NoBaseline,
    OptimalConstant,
    OptimizerSpec,
    Pathwise,
    RunningMean,
    UniformBehaviour,
)

UNDAMPED_PARAMETERS = 200
INITIAL_STREAM = 2
SCHEDULES = {"constant": codes.CONSTANT_RATE, "1/t": codes.INVERSE_TIME, "1/sqrt(t)": codes.INVERSE_ROOT}
ESTIMATORS = {
    "reinforce": codes.REINFORCE,
    "all_actions": codes.ALL_ACTIONS,
    "actor_critic": codes.LAMBDA_RETURN,
    "gae": codes.LAMBDA_RETURN,
    "no_log": codes.NO_LOG,
    "uniform_behaviour": codes.UNIFORM_BEHAVIOUR,
    "finite_difference": codes.FINITE_DIFFERENCE,
}


def build_model(problem: ProblemSpec, policy: PolicySpec, limits: Limits) -> Model:
    """Problem and preferences as arrays, within the limits.

    Raises:
        InvalidInput: naming the field under ``problem`` or ``policy``.
    """
    assert not isinstance(problem, ContinuousBandit)
    assert not isinstance(policy, Gaussian)
    limits.check("states", "problem", problem.states_at_most())
    limits.check("actions", "problem", problem.actions_at_most())
    limits.check("cells", "problem", problem.states_at_most() ** 2 * problem.actions_at_most())
    mdp = _under("problem", problem.build)
    limits.check("states", "problem", mdp.states)
    limits.check("actions", "problem", mdp.actions)
    limits.check("cells", "problem", mdp.states**2 * mdp.actions)
    _check_horizon(mdp, limits)
    field = f"policy.{policy.part}"
    limits.check("parameters", field, policy.parameters_at_most(mdp))
    limits.check("cells", field, policy.numbers_at_most(mdp))
    preferences: Preferences = _under("policy", lambda: policy.build(mdp))
    limits.check("parameters", field, preferences.parameters)
    model = Model.of(mdp, preferences)
    limits.check("cells", field, model.phi.value.size)
    return model


def score_table(model: Model) -> int:
    """The numbers in a table of all scores, S·A·D."""
    return model.problem.states * model.problem.actions * model.features.parameters


def beginnings(model: Model, theta: list[float] | None, seeds: range) -> Floats:
    """θ where the run of each seed begins, shape (R, D): ``theta`` where it is given; else zeros, and for a network random weights.

    Those come from a stream of their own: the episodes are the seed's whether the weights were drawn or given.

    Raises:
        InvalidInput: as `initial_theta`.
    """
    network = model.features
    if theta is None and isinstance(network, Network):
        return np.stack([network.initial(np.random.Generator(np.random.PCG64([seed, INITIAL_STREAM]))) for seed in seeds])
    return np.tile(initial_theta(model, theta), (len(seeds), 1))


def initial_theta(model: Model, theta: list[float] | None, field: str = "initial_theta") -> Floats:
    """θ as an array of shape (D,), zeros when None.

    Raises:
        InvalidInput: for another length, or numbers that are not finite.
    """
    size = model.features.parameters
    if theta is None:
        return np.zeros(size)
    array = np.array(theta, dtype=np.float64)
    if array.shape != (size,):
        raise InvalidInput(field, f"{size} numbers, one a parameter", f"{array.size} numbers")
    if not np.isfinite(array).all():
        raise InvalidInput(field, "finite numbers", theta)
    return array


def settings_of(
    policy: PolicySpec, objective: ObjectiveSpec, estimator: EstimatorSpec, optimizer: OptimizerSpec, model: Model, limits: Limits
) -> Settings:  # fmt: skip
    """The kernels' settings.

    Raises:
        InvalidInput: for an estimator of another family, or combinations that mean nothing.
    """
    assert not isinstance(policy, Gaussian)
    check_suits("tabular", "estimator", estimator)
    settings = _with_objective(Settings(temperature=float(policy.temperature)), objective, model)
    settings = with_optimizer(settings, optimizer)
    if settings.natural and not model.phi.tabular:  # a tabular softmax needs no Fisher matrix
        if settings.damping == 0 and model.features.parameters > UNDAMPED_PARAMETERS:
            raise InvalidInput("optimizer.damping", f"a number > 0 for more than {UNDAMPED_PARAMETERS} parameters", 0.0, "Try 0.001.")
        limits.check("cells", "optimizer.preconditioner", model.features.parameters**2)
    entropy = getattr(estimator, "entropy_bonus", 0.0)
    settings = settings._replace(entropy=float(entropy))
    if isinstance(estimator, Exact):
        return settings._replace(exact=True)
    check_sampled(model.problem, objective)
    assert not isinstance(estimator, (Pathwise, MeasureValued))
    limits.check("batch", "estimator.batch_size", estimator.batch_size)
    limits.check("batch_steps", "estimator.batch_size", estimator.batch_size * (model.problem.horizon or 1))
    settings = settings._replace(batch=estimator.batch_size, estimator=ESTIMATORS[estimator.kind])
    if isinstance(estimator, FiniteDifference):
        return settings._replace(spacing=float(estimator.spacing))
    if not estimator.discount_weighting:
        settings = settings._replace(weighting=1.0)
    if isinstance(estimator, Critic):
        return settings._replace(
            baseline=codes.BASELINE_LEARNED if estimator.critic == "learned" else codes.BASELINE_EXACT,
            baseline_step=float(estimator.critic_step_size),
            trace=float(estimator.lambda_) if isinstance(estimator, Gae) else 0.0,
        )
    if isinstance(estimator, AllActions):
        return settings
    credit = getattr(estimator, "credit", "reward_to_go")
    if isinstance(estimator.baseline, OptimalConstant):
        limits.check("cells", "estimator.baseline", score_table(model))
        if isinstance(estimator, UniformBehaviour) and model.problem.horizon is None:
            raise InvalidInput(
                "estimator.baseline.kind", "another baseline for uniform_behaviour on a problem without a horizon", "optimal_constant",
                "Importance weights over episodes without a bound may have no second moment, and then no constant is the best; "
                "set a horizon.",
            )  # fmt: skip
    return with_baseline(settings._replace(total_return=credit == "total_return"), estimator.baseline, estimator.batch_size)


def _with_objective(settings: Settings, objective: ObjectiveSpec, model: Model) -> Settings:
    check_value(model.problem, objective)
    if isinstance(objective, StartValue):
        return settings._replace(discount=float(objective.discount), weighting=float(objective.discount))
    gamma = float(objective.discount) if isinstance(objective, AverageValue) else 0.0
    return settings._replace(
        objective=codes.AVERAGE_VALUE if isinstance(objective, AverageValue) else codes.AVERAGE_REWARD,
        average_discount=gamma,
        share=1.0 / ((model.problem.horizon or 1) * (1.0 - gamma)),
    )


def with_optimizer(settings: Settings, optimizer: OptimizerSpec) -> Settings:
    """The settings with an optimizer, its schedule and its preconditioner."""
    settings = settings._replace(
        rate=float(optimizer.learning_rate),
        schedule=SCHEDULES[optimizer.schedule],
        decay_after=float(optimizer.decay_after),
        natural=optimizer.preconditioner == "natural",
        damping=float(optimizer.damping),
    )
    match optimizer:
        case Ascent():
            return settings
        case Momentum():
            return settings._replace(optimizer=codes.MOMENTUM, momentum=float(optimizer.momentum))
        case Adam():
            return settings._replace(
                optimizer=codes.ADAM,
                momentum=float(optimizer.beta1),
                second=float(optimizer.beta2),
                epsilon=float(optimizer.epsilon),
            )
    assert_never(optimizer)


def with_baseline(settings: Settings, baseline: BaselineSpec, batch_size: int) -> Settings:
    """The settings with a baseline.

    Raises:
        InvalidInput: for leave-one-out with a batch of one.
    """
    match baseline:
        case NoBaseline():
            return settings
        case Constant():
            return settings._replace(baseline=codes.BASELINE_CONSTANT, baseline_value=float(baseline.value))
        case RunningMean():
            return settings._replace(
                baseline=codes.BASELINE_RUNNING, baseline_step=float(baseline.step_size or 0.0), include_current=baseline.include_current
            )
        case BatchMean():
            return settings._replace(baseline=codes.BASELINE_BATCH)
        case LeaveOneOut():
            if batch_size < 2:
                raise InvalidInput(
                    "estimator.batch_size", "2 or more with the leave-one-out baseline", batch_size,
                    "There is no other episode to average; raise the batch size or choose another baseline.",
                )  # fmt: skip
            return settings._replace(baseline=codes.BASELINE_OTHERS)
        case LearnedValue():
            return settings._replace(baseline=codes.BASELINE_LEARNED, baseline_step=float(baseline.step_size), shared_value=baseline.shared)
        case ExactValue():
            return settings._replace(baseline=codes.BASELINE_EXACT)
        case OptimalConstant():
            return settings._replace(baseline=codes.BASELINE_OPTIMAL, baseline_value=float(baseline.offset))
    assert_never(baseline)


def _check_horizon(mdp: TabularMDP, limits: Limits) -> None:
    if mdp.horizon is not None:
        limits.check("horizon", "problem.horizon", mdp.horizon)
        limits.check("cells", "problem.horizon", (mdp.horizon + 1) * mdp.states)


def _under(prefix: str, build):  # type: ignore[no-untyped-def]
    try:
        return build()
    except InvalidInput as error:
        raise error.under(prefix) from None
