"""What an estimator is on average, without sampling: the exact line of the ledger.

At step t of an episode, with p_t(s) = P(S_t = s), every estimator here adds on average

    cᵗ Σ_s p_t(s) Σ_a π(a|s) m(s, a) ψ(s, a) (Q_t(s, a) − b_t(s))  +  cᵗ Σ_s p_t(s) β ∇H(π(·|s))

with ψ the score, b the baseline and m = 1, or m = π(a|s) where the log is left out. For m = 1 the baseline falls out, and with
c = γ the sum over t is ∇J: that is the policy gradient theorem. Left-out γᵗ is c = 1. The total return discounts by itself: c = γ
in its first part whatever weighs the second.
"""

from __future__ import annotations

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients.calls import evaluate
from policyscope.gradients.kernels.arrays import Exact, Settings
from policyscope.gradients.kernels.codes import Baseline, Estimator, Objective
from policyscope.gradients.slopes import central_difference
from policyscope.gradients.tabular.arrays import TabularArrays
from policyscope.gradients.tabular.clipped import Law, as_reinforce, can_be_listed, law_of
from policyscope.gradients.tabular.exact import best_by_state, best_constant
from policyscope.gradients.tabular.outcomes import Outcomes, Outlook, outcomes_of
from policyscope.gradients.tabular.total_return import total_return_moments

MOST_OPERATIONS = 2e9
"""About two seconds: what one exact line of the ledger may take. Costlier ones are left to sampling."""


def operations(model: TabularArrays) -> float:
    """Multiplications that walking a table [S, A, D] back over the horizon takes."""
    problem = model.problem
    return float(problem.states * problem.actions * model.features.parameters * (problem.horizon or 1))


@np.errstate(over="ignore", invalid="ignore")
def exact_mean(model: TabularArrays, theta: Floats, settings: Settings) -> Floats | None:
    """E of one contribution at θ, shape (D,).

    None where it depends on what a baseline or critic remembers, has no closed form, would take too long, or is beyond what a
    number holds.

    The batch's own mean as baseline keeps (1 − 1/N) of it, all but the entropy bonus' own slope; leave-one-out, and every
    baseline that does not depend on its own episode, all of it.

    Args:
        model: problem and features.
        theta: parameters [D].
        settings: estimator, baseline, temperature and discount among them.
    """
    room = model.room()
    evaluate(model.dynamics, model.phi, settings, theta, room)
    if settings.exact:
        return room.gradient
    settings = as_reinforce(without_past(model, settings))
    if operations(model) > MOST_OPERATIONS or not _knowable(settings):
        return None
    if settings.estimator == Estimator.FINITE_DIFFERENCE:
        return _difference(model, theta, settings)
    if settings.estimator == Estimator.CLIPPED:
        law = every_episode(model, theta, settings, room)
        return law.mean if law is not None and np.isfinite(law.mean).all() else None
    outcomes = outcomes_of(model, theta, settings, room)
    if outcomes is None:
        return None
    if settings.total_return and settings.estimator == Estimator.NO_LOG:
        first = _total_return_without_log(model, settings, room, outcomes)
    else:
        first = _returns_part(model, settings, room, outcomes)
    second = _bonus_part(outcomes, settings)
    if first is None or second is None:
        return None
    kept = 1 - 1 / settings.batch if settings.baseline == Baseline.BATCH else 1.0
    mean = settings.share * (kept * first + second)
    return mean if np.isfinite(mean).all() else None


def without_past(model: TabularArrays, settings: Settings) -> Settings:
    """The same estimator for episodes of one step: the total return is then the return to go, and θ moves once."""
    return settings._replace(total_return=False, moving=False) if model.problem.horizon == 1 else settings


def every_episode(model: TabularArrays, theta: Floats, settings: Settings, room: Exact) -> Law | None:
    """What several epochs on the clipped surrogate make of every episode; None where they cannot be listed."""
    outcomes = outcomes_of(model, theta, settings, room) if can_be_listed(model, settings) else None
    if outcomes is None:
        return None
    baseline, table = subtracted(model, settings, room), np.zeros((outcomes.horizon, model.problem.states))
    for t in range(outcomes.horizon):
        outlook = outcomes.outlook(t)
        table[t, outcomes.live] = outlook.value + outlook.level - less_baseline(outlook, baseline)
    return law_of(model, theta, settings, room, outcomes, table)


def _knowable(settings: Settings) -> bool:
    """Whether the mean is the same whatever a baseline remembers, and has a closed form."""
    if settings.moving:
        return False
    if settings.estimator == Estimator.FINITE_DIFFERENCE:
        return settings.objective == Objective.START_VALUE
    if settings.estimator == Estimator.LAMBDA_RETURN:
        return settings.baseline == Baseline.EXACT
    if settings.estimator == Estimator.NO_LOG:
        baseline = Baseline(settings.baseline)
        return baseline.fixed and not (settings.total_return and baseline.by_state)
    if settings.estimator == Estimator.UNIFORM_BEHAVIOUR and settings.total_return:
        return False
    return not (settings.baseline == Baseline.RUNNING and settings.include_current)


def _returns_part(model: TabularArrays, settings: Settings, room: Exact, outcomes: Outcomes) -> Floats | None:
    """Σ_t cᵗ Σ_s p_t(s) Σ_a π m ψ (Q_t − b_t), shape (D,)."""
    no_log = settings.estimator == Estimator.NO_LOG
    baseline = subtracted(model, settings, room) if no_log else None
    total = np.zeros(outcomes.score.shape[2])
    visits = visits_of(outcomes, settings.discount if settings.total_return else settings.weighting)
    if visits is None:
        return None
    for t in range(outcomes.times):
        outlook = outcomes.outlook(t)
        weight = outcomes.policy * outlook.advantage
        if no_log:
            weight = outcomes.policy**2 * (outlook.advantage + less_baseline(outlook, baseline)[:, None])
        total += np.einsum("sa,sad->d", visits[t][:, None] * weight, outcomes.score)
    return total


def _bonus_part(outcomes: Outcomes, settings: Settings) -> Floats | None:
    """Σ_t cᵗ Σ_s p_t(s) β ∇H, shape (D,)."""
    if settings.entropy == 0.0:
        return np.zeros(outcomes.score.shape[2])
    visits = visits_of(outcomes, settings.weighting)
    return None if visits is None else np.asarray(visits.sum(axis=0) @ outcomes.entropy_slope)


def _total_return_without_log(model: TabularArrays, settings: Settings, room: Exact, outcomes: Outcomes) -> Floats | None:
    """E[(G₀ − b) Σ_t π ∇ log π], whose second factor has a mean."""
    moments, outlook = total_return_moments(outcomes, outcomes.policy[:, :, None] * outcomes.score), outcomes.outlook(0)
    if moments is None:
        return None
    rest = less_baseline(outlook, subtracted(model, settings, room))
    return np.asarray(outcomes.start @ (moments.cross + rest[:, None] * moments.mean))


def visits_of(outcomes: Outcomes, factor: float) -> Floats | None:
    """factorᵗ P(S_t = s) for every t of the horizon, or their sum over all t without one, shape (T, L); None if it is infinite."""
    if not outcomes.horizon:
        solver = outcomes.chain(factor)
        return None if solver is None else solver.solve_transposed(outcomes.start)[None, :]
    out = np.empty((outcomes.horizon, len(outcomes.live)))
    now = outcomes.start
    for t in range(outcomes.horizon):
        out[t] = now
        mass = factor * ((now[:, None] * outcomes.policy).reshape(-1)[outcomes.row] * outcomes.probability)
        now = np.asarray(np.bincount(outcomes.successor, mass, outcomes.values.shape[1])[outcomes.live], np.float64)
    return out


def subtracted(model: TabularArrays, settings: Settings, room: Exact) -> float | Floats | None:
    """The baseline: a constant, or what each Q counts in that of a state, shape (L, A); None if the exact value is subtracted.

    Overwrites ``room.action_values``.
    """
    if settings.baseline == Baseline.EXACT:
        return None
    if settings.baseline == Baseline.OPTIMAL_STATE:
        return best_by_state(model, room, settings)[1][~model.problem.terminal]
    if settings.baseline == Baseline.CONSTANT:
        return settings.baseline_value
    if settings.baseline == Baseline.OPTIMAL:
        return settings.baseline_value + best_constant(model, room, settings)
    if settings.baseline == Baseline.NONE:
        return 0.0
    raise ValueError(f"expected a baseline whose value is known at θ, got {Baseline(settings.baseline).name}")


def less_baseline(outlook: Outlook, baseline: float | Floats | None) -> Floats:
    """V − b, shape (L,), of what `subtracted` gave."""
    if isinstance(baseline, np.ndarray):
        return -np.asarray((baseline * outlook.advantage).sum(axis=1))
    return np.zeros_like(outlook.value) if baseline is None else outlook.value - (baseline - outlook.level)


def _difference(model: TabularArrays, theta: Floats, settings: Settings) -> Floats:
    room = model.room()
    return central_difference(lambda at: evaluate(model.dynamics, model.phi, settings, at, room), theta, settings.spacing)
