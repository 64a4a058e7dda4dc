"""What an estimator is on average, and how far one episode strays, without sampling: the exact line of the ledger.

At step t of an episode, with p_t(s) = P(S_t = s), every estimator here adds on average

    cᵗ Σ_s p_t(s) Σ_a π(a|s) m(s, a) ψ(s, a) (Q_t(s, a) − b_t(s))  +  cᵗ β Σ_s p_t(s) ∇H(π(·|s))

with ψ the score, b the baseline and m = 1, or m = π(a|s) where the log is left out. For m = 1 the baseline falls out, and with
c = γ the sum over t is ∇J: that is the policy gradient theorem. Left-out γᵗ is c = 1.
"""

from __future__ import annotations

import numpy as np

from policyscope.gradients import arrays as codes
from policyscope.gradients.arrays import Exact, Floats, Settings
from policyscope.gradients.calls import evaluate
from policyscope.gradients.exact import Model, best_constant
from policyscope.policies import scores

FIXED = (codes.BASELINE_NONE, codes.BASELINE_CONSTANT, codes.BASELINE_EXACT, codes.BASELINE_OPTIMAL)


MOST_OPERATIONS = 2e9
"""About two seconds: what one exact line of the ledger may take. Dearer ones are left to sampling."""


def operations(model: Model) -> float:
    """Multiplications that walking a table [S, A, D] back over the horizon takes."""
    problem = model.problem
    return float(problem.states * problem.actions * model.features.parameters * (problem.horizon or 1))


def exact_mean(model: Model, theta: Floats, settings: Settings) -> Floats | None:
    """E of one contribution at θ, shape (D,).

    None where it depends on what a baseline or critic remembers, has no closed form, or would take too long.

    The batch's own mean as baseline keeps (1 − 1/N) of it; leave-one-out, and every baseline that knows nothing of its own
    episode, all of it.

    Args:
        model: problem and features.
        theta: parameters [D].
        settings: estimator, baseline, temperature and discount among them.
    """
    room = model.room()
    evaluate(model.dynamics, model.phi, settings, theta, room)
    if settings.exact:
        return room.gradient
    if operations(model) > MOST_OPERATIONS:
        return None
    if settings.estimator == codes.FINITE_DIFFERENCE:
        return _central_difference(model, theta, settings) if settings.objective == codes.START_VALUE else None
    remembers = settings.baseline == codes.BASELINE_RUNNING and settings.include_current
    if remembers or (settings.estimator == codes.LAMBDA_RETURN and settings.baseline == codes.BASELINE_LEARNED):
        return None
    no_log = settings.estimator == codes.NO_LOG
    if no_log and (settings.total_return or settings.baseline not in FIXED):
        return None
    if settings.total_return:
        if settings.entropy and settings.weighting != settings.discount:
            return None
        settings = settings._replace(weighting=settings.discount)
    mean = _sum_over_time(model, theta, settings, room)
    return mean * (1 - 1 / settings.batch) if settings.baseline == codes.BASELINE_BATCH and settings.entropy == 0 else mean


def _sum_over_time(model: Model, theta: Floats, settings: Settings, room: Exact) -> Floats:
    problem, gamma, c = model.problem, settings.discount, settings.weighting
    live = ~problem.terminal
    pi, psi = room.probabilities * live[:, None], scores(model.features, theta, settings.temperature)
    start = np.array(room.start)
    entropy, slope = entropy_terms(pi, psi, settings)
    multiplier = pi if settings.estimator == codes.NO_LOG else np.ones_like(pi)
    transition = problem.transition * live[None, None, :]
    chain = np.einsum("sa,sat->st", pi, transition)
    values, baselines = np.array(room.values), baseline_rows(model, settings, room)

    def at(now: Floats, later: Floats, baseline: Floats) -> Floats:
        q = model.dynamics.expected + gamma * transition @ later
        error = multiplier * (q + (entropy - baseline)[:, None])
        return np.einsum("s,sa,sad->d", now, pi * error, psi) + now @ slope

    if problem.horizon is None:
        visits = np.linalg.solve(np.eye(problem.states) - c * chain.T, start)
        return settings.share * at(visits, values[0], baselines[0])
    total, now = np.zeros(theta.size), start
    for t in range(problem.horizon):
        total += at(now, values[t + 1], baselines[t])
        now = c * (now @ chain)
    return settings.share * total


def entropy_terms(pi: Floats, psi: Floats, settings: Settings) -> tuple[Floats, Floats]:
    """β H(π(·|s)), shape (S,), and its gradient, shape (S, D)."""
    surprise = -np.log(np.where(pi > 0, pi, 1.0))
    return settings.entropy * (pi * surprise).sum(axis=1), settings.entropy * np.einsum("sa,sad->sd", pi * surprise, psi)


def baseline_rows(model: Model, settings: Settings, room: Exact) -> Floats:
    """b_t(s) for every t of the horizon (one row without), shape (T, S)."""
    rows = model.problem.horizon or 1
    shape = (rows, model.problem.states)
    if settings.baseline == codes.BASELINE_EXACT:
        return np.array(room.values[:rows])
    if settings.baseline == codes.BASELINE_CONSTANT:
        return np.full(shape, settings.baseline_value)
    if settings.baseline == codes.BASELINE_OPTIMAL:
        return np.full(shape, settings.baseline_value + best_constant(model, room, settings))
    return np.zeros(shape)


def _central_difference(model: Model, theta: Floats, settings: Settings) -> Floats:
    room, mean = model.room(), np.empty(theta.size)
    for d in range(theta.size):
        step = np.zeros(theta.size)
        step[d] = settings.spacing
        above = evaluate(model.dynamics, model.phi, settings, theta + step, room)
        mean[d] = (above - evaluate(model.dynamics, model.phi, settings, theta - step, room)) / (2 * settings.spacing)
    return mean
