"""What a script has to know of an experiment, as flags: which of the textbook's lines it needs."""

from __future__ import annotations

import numpy as np

from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.kernels.codes import Baseline, Estimator, Objective, Optimizer, Preconditioner, Schedule

BASELINES = {
    Baseline.NONE: "b_none", Baseline.CONSTANT: "b_constant", Baseline.RUNNING: "b_running", Baseline.BATCH: "b_batch",
    Baseline.OTHERS: "b_others", Baseline.LEARNED: "b_learned", Baseline.EXACT: "b_exact", Baseline.OPTIMAL: "b_optimal",
    Baseline.OPTIMAL_STATE: "b_optimal_state",
}  # fmt: skip
WEIGH_SCORES = (Estimator.REINFORCE, Estimator.LAMBDA_RETURN, Estimator.NO_LOG, Estimator.UNIFORM_BEHAVIOUR, Estimator.CLIPPED)


def of_problem(model: TabularModel) -> set[str]:
    """The flags of problem and policy."""
    dynamics = model.dynamics
    ways = np.diff(dynamics.pointer)
    found = {
        "states": model.problem.states > 1,
        "ends": bool(dynamics.terminal.any()),
        "horizon": dynamics.horizon > 0,
        "branching": bool((ways > 1).any()),
        "bernoulli": dynamics.bernoulli,
        "noisy": not dynamics.bernoulli and bool((dynamics.std > 0).any()),
        "one_hot": model.phi.tabular,
        "tabular": model.phi.tabular,
        "apart": model.phi.apart,
    }
    return {name for name, holds in found.items() if holds}


def of_settings(settings: Settings, model: TabularModel) -> frozenset[str]:
    """All flags of one stretch of a run."""
    found = of_problem(model)
    average = settings.objective != Objective.START_VALUE
    one_step = model.dynamics.horizon == 1 and not average
    natural = settings.preconditioner == Preconditioner.NATURAL
    step_dependent = settings.baseline in (Baseline.EXACT, Baseline.OPTIMAL_STATE) and model.dynamics.horizon > 1
    flags = {
        "one_step": one_step,
        "pull": one_step and "branching" not in found,
        "temperature": settings.temperature != 1.0,
        "average": average,
        "average_value": settings.objective == Objective.AVERAGE_VALUE,
        "natural": natural,
        "normalized": settings.preconditioner == Preconditioner.NORMALIZED,
        "damped": settings.damping > 0.0,
        "entropy": settings.entropy != 0.0,
        Optimizer(settings.optimizer).name.lower(): True,
        "falls": settings.schedule != Schedule.CONSTANT,
        Schedule(settings.schedule).name.lower(): True,
        "discount": settings.discount != 1.0 and not one_step,
        "exact": settings.exact,
    }
    if not settings.exact:
        flags |= _of_sampling(settings, one_step)
        flags |= {"b_time": step_dependent, "b_state": "states" in found and _by_state(settings)}
    flags["truth"] = average or settings.exact or natural or settings.estimator == Estimator.ALL_ACTIONS or any(
        flags.get(name) for name in ("b_exact", "b_optimal", "b_optimal_state")
    )  # fmt: skip
    flags["visits"] = average or settings.exact or natural
    by_values = settings.exact or bool(flags.get("all_actions") or flags.get("b_exact") or flags.get("b_optimal"))
    flags["values"] = by_values or (bool(flags.get("b_optimal_state")) and not one_step)
    flags["scores"] = bool(flags.get("weighs"))
    flags["weighs_all"] = settings.exact or bool(flags.get("all_actions") or (flags["scores"] and flags["entropy"]))
    return frozenset(found | {name for name, holds in flags.items() if holds})


def _by_state(settings: Settings) -> bool:
    return Baseline(settings.baseline).by_state and not (settings.baseline == Baseline.LEARNED and settings.shared_value)


def _of_sampling(settings: Settings, one_step: bool) -> dict[str, bool]:
    weighs = settings.estimator in WEIGH_SCORES
    uniform = settings.estimator == Estimator.UNIFORM_BEHAVIOUR
    clipped, difference = settings.estimator == Estimator.CLIPPED, settings.estimator == Estimator.FINITE_DIFFERENCE
    weigh = settings.weighting != 1.0 and not one_step
    learns = weighs and settings.baseline in (Baseline.RUNNING, Baseline.LEARNED)
    optimal = settings.baseline in (Baseline.OPTIMAL, Baseline.OPTIMAL_STATE)
    return {
        Estimator(settings.estimator).name.lower(): True,
        "uniform": uniform,
        "clipped": clipped,
        "difference": difference,
        "draws": True,
        "weighs": weighs,
        "sweep": settings.moving,
        "total": settings.total_return and not one_step,
        "once": settings.total_return and not one_step,
        "weigh": weigh,
        "as_they_are": weighs and settings.baseline == Baseline.NONE and not uniform and not (weigh and not settings.total_return),
        "fades": weigh and not settings.total_return,
        "weigh_bonus": settings.entropy != 0.0 and not one_step and (weigh or uniform),
        "batch": settings.batch > 1,
        "one_episode": settings.batch == 1 and not clipped and not difference,
        "scaled": settings.share != 1.0 or settings.temperature != 1.0 or settings.batch > 1,
        "segments": settings.share != 1.0,
        BASELINES[Baseline(settings.baseline)]: weighs,
        "b_of_batch": settings.baseline in (Baseline.BATCH, Baseline.OTHERS),
        "b_step": settings.baseline_step > 0.0,
        "learns": learns,
        "current": learns and settings.include_current,
        "without_log": settings.estimator == Estimator.NO_LOG and settings.baseline == Baseline.OPTIMAL,
        "offset": settings.baseline_value != 0.0,
        "along_step": optimal and settings.preconditioner == Preconditioner.NATURAL and not settings.of_estimate,
    }
