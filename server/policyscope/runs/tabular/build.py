"""From an experiment to the arrays and settings the kernels take."""

from __future__ import annotations

import numpy as np

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.kernels.arrays import Dynamics
from policyscope.gradients.kernels.codes import Baseline, Estimator, Preconditioner
from policyscope.gradients.tabular.arrays import compact
from policyscope.policies import Network, Preferences
from policyscope.problems import TabularMDP
from policyscope.runs.endless import check_sampled, check_value
from policyscope.runs.limits import Limits
from policyscope.runs.specs import (
    ContinuousBandit,
    EstimatorSpec,
    Gaussian,
    LinearQuadratic,
    ObjectiveSpec,
    OptimizerSpec,
    PolicySpec,
    ProblemSpec,
)
from policyscope.runs.suits import check_suits

UNDAMPED_PARAMETERS = 200
INITIAL_STREAM = 2


def build_model(problem: ProblemSpec, policy: PolicySpec, limits: Limits) -> TabularModel:
    """Problem and preferences as arrays, within the limits.

    Raises:
        InvalidInput: naming the field under ``problem`` or ``policy``.
    """
    assert not isinstance(problem, ContinuousBandit | LinearQuadratic)
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
    model = TabularModel.of(mdp, preferences)
    limits.check("cells", field, model.phi.value.size)
    return model


def own_dynamics(model: TabularModel, problem: ProblemSpec, runs: int) -> list[Dynamics]:
    """The problem of each of ``runs`` runs as the kernels take it, the first run's first; empty where all play the same."""
    assert not isinstance(problem, ContinuousBandit | LinearQuadratic)
    if runs == 1 or problem.of_run(1) == problem:
        return []
    return [model.dynamics, *(compact(problem.of_run(run).build()) for run in range(1, runs))]


def beginnings(model: TabularModel, theta: list[float] | None, seeds: range) -> Floats:
    """θ where the run of each seed begins, shape (R, D): ``theta`` if given, else zeros, and for a network random weights.

    Those come from a separate stream: the seed gives the same episodes whether the weights were drawn or given.

    Raises:
        InvalidInput: as `initial_theta`.
    """
    network = model.features
    if theta is None and isinstance(network, Network):
        return np.stack([network.initial(np.random.Generator(np.random.PCG64([seed, INITIAL_STREAM]))) for seed in seeds])
    return np.tile(initial_theta(model, theta), (len(seeds), 1))


def initial_theta(model: TabularModel, theta: list[float] | None, field: str = "initial_theta") -> Floats:
    """θ as an array of shape (D,), zeros when None.

    Raises:
        InvalidInput: for another length, or numbers that are not finite.
    """
    size = model.parameters
    if theta is None:
        return np.zeros(size)
    array = np.array(theta, dtype=np.float64)
    if array.shape != (size,):
        raise InvalidInput(field, f"{size} numbers, one a parameter", f"{array.size} numbers")
    if not np.isfinite(array).all():
        raise InvalidInput(field, "finite numbers", theta)
    return array


def settings_of(
    policy: PolicySpec, objective: ObjectiveSpec, estimator: EstimatorSpec, optimizer: OptimizerSpec, model: TabularModel, limits: Limits
) -> Settings:  # fmt: skip
    """The kernels' settings.

    Raises:
        InvalidInput: for an estimator of another family, or combinations that mean nothing.
    """
    assert not isinstance(policy, Gaussian)
    check_suits("tabular", "estimator", estimator)
    check_value(model.problem, objective)
    settings = objective.settings(Settings(temperature=float(policy.temperature)), model.problem.horizon)
    settings = estimator.settings(optimizer.settings(settings))
    if settings.preconditioner == Preconditioner.NATURAL and not model.phi.tabular:  # a tabular softmax needs no Fisher matrix
        if settings.damping == 0 and model.parameters > UNDAMPED_PARAMETERS:
            raise InvalidInput("optimizer.damping", f"a number > 0 for more than {UNDAMPED_PARAMETERS} parameters", 0.0, "Try 0.001.")
        limits.check("cells", "optimizer.preconditioner", model.parameters**2)
    if not settings.exact:
        check_sampled(model.problem, objective)
        limits.check("batch", "estimator.batch_size", settings.batch)
        limits.check("batch_steps", "estimator.batch_size", settings.batch * (model.problem.horizon or 1))
        if settings.baseline == Baseline.OPTIMAL:
            _check_optimal(settings, model, limits)
    return settings.bare()


def _check_optimal(settings: Settings, model: TabularModel, limits: Limits) -> None:
    limits.check("cells", "estimator.baseline", model.cells)
    if settings.estimator == Estimator.UNIFORM_BEHAVIOUR and model.problem.horizon is None:
        raise InvalidInput(
            "estimator.baseline.kind", "another baseline for uniform_behaviour on a problem without a horizon", "optimal_constant",
            "Importance weights over episodes without a bound may have no second moment, and then no constant is the best; "
            "set a horizon.",
        )  # fmt: skip


def _check_horizon(mdp: TabularMDP, limits: Limits) -> None:
    if mdp.horizon is not None:
        limits.check("horizon", "problem.horizon", mdp.horizon)
        limits.check("cells", "problem.horizon", (mdp.horizon + 1) * mdp.states)


def _under(prefix: str, build):  # type: ignore[no-untyped-def]
    try:
        return build()
    except InvalidInput as error:
        raise error.under(prefix) from None
