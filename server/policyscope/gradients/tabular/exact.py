"""The exact side of a problem and a softmax policy: everything a sampled picture is compared with.

Shapes: S states, A actions, D parameters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.gradients.calls import advantages, evaluate, fisher, optimal_by_state, optimal_constant, prepare, survey
from policyscope.gradients.kernels.arrays import Exact, Settings
from policyscope.gradients.kernels.codes import Baseline, Estimator, Objective, Preconditioner
from policyscope.gradients.tabular.arrays import TabularArrays
from policyscope.policies import entropies, scores


@dataclass(frozen=True, eq=False)
class ExactAnswers:
    """What is true at one θ.

    Attributes:
        value: J(θ), of the rewards alone: Σ_s start(s) V_0(s), or Σ_s d(s) r_π(s), or Σ_s d(s) V(s), d the stationary distribution.
        gradient: ∇(J + βH)(θ), shape (D,): what an update climbs; ∇J without an entropy bonus β.
        probabilities: π(a|s), shape (S, A).
        state_values: V_0(s), shape (S,); with a horizon, with all of it still ahead. Differential values h(s) for the
            average reward (0 at one state that is always returned to), discounted ones for the average value.
        action_values: Q_0(s, a), shape (S, A).
        advantages: Q_0(s, a) − V_0(s), shape (S, A), to its own last digits; 0 on terminal states.
        visitation: Σ_t γᵗ P(S_t = s), shape (S,), 0 on terminal states; d for the averages.
        scores: ∇ log π(a|s), shape (S, A, D); None where that is more numbers than there is room for.
        fisher: Σ_s d̄(s) Σ_a π ψ ψᵀ with d̄ the normalised visitation, shape (D, D); None likewise.
        optimal_constant: the constant baseline of least variance of the settings' estimator; as they are by default, of
            Estimator.REINFORCE with reward-to-go weighed by γᵗ. None where there is no room for the scores, and for averages over all time
            without a horizon, where there are no episodes.
        entropy: H(θ) in nats, what β multiplies: J with −log π(A_t|S_t) in the rewards' place, see `entropy_of_policy`.
        regularized_value: J + βH.

    Values, visitation and the constant are of the rewards alone, whatever β.
    """

    value: float
    gradient: Floats
    probabilities: Floats
    state_values: Floats
    action_values: Floats
    advantages: Floats
    visitation: Floats
    scores: Floats | None
    fisher: Floats | None
    optimal_constant: float | None
    entropy: float
    regularized_value: float


def exact_answers(
    model: TabularArrays, theta: Floats, settings: Settings, most_numbers: float = math.inf, most_cells: float = math.inf
) -> ExactAnswers:
    """Values, visitation, gradient, scores and Fisher matrix at θ.

    ∇J = Σ_t γᵗ Σ_s P(S_t = s) Σ_a ∇π(a|s) Q_t(s, a), the policy gradient theorem (Sutton et al. 2000, theorem 1).

    Args:
        model: problem and features.
        theta: shape (D,).
        settings: temperature, discount and entropy bonus are read; for `optimal_constant` estimator, credit, weighting and damping too.
        most_numbers: how many a table may have: `scores` and `fisher` are left out where they would have more.
        most_cells: the largest S·A·D for which `optimal_constant` is computed.

    Raises:
        InvalidInput: field ``theta``, so far out that J or its gradient is no number.
    """
    room = model.room()
    theta = np.ascontiguousarray(theta, dtype=np.float64)
    plain = settings._replace(entropy=0.0)
    value = evaluate(model.dynamics, model.phi, plain, theta, room)
    _check_finite(value, room)
    action_values = room.action_values.copy()
    entropy = entropy_of_policy(room, settings)
    size = model.features.parameters
    cells = model.problem.states * model.problem.actions * size
    matrix = fisher_matrix(model, room, settings) if size**2 <= most_numbers else None
    episodes = model.problem.horizon is not None or settings.objective == Objective.START_VALUE
    best = best_constant(model, room, plain) if cells <= most_cells and episodes else None
    regularized, climbed = value, room
    if settings.entropy:
        climbed = model.room()
        regularized = evaluate(model.dynamics, model.phi, settings, theta, climbed)
    return ExactAnswers(
        value=value,
        gradient=climbed.gradient,
        probabilities=room.probabilities,
        state_values=room.state_values.copy(),
        action_values=action_values,
        advantages=advantages_at(model, room, settings),
        visitation=room.visitation,
        scores=scores(model.features, theta, settings.temperature) if cells <= most_numbers else None,
        fisher=matrix,
        optimal_constant=best,
        entropy=entropy,
        regularized_value=regularized,
    )


def entropy_of_policy(room: Exact, settings: Settings) -> float:
    """H at the θ last evaluated into ``room``: Σ_s visits(s) H(π(·|s)), in nats.

    The visits are the objective's own: Σ_t γᵗ P(S_t = s) of the start value, d of the average reward, d / (1 − γ) of the average value.
    """
    return float(room.visitation @ entropies(room.probabilities)) / (1.0 - settings.average_discount)


def exact_gradient(model: TabularArrays, theta: Floats, settings: Settings) -> Floats:
    """∇(J + βH)(θ) alone, shape (D,): as in `exact_answers`, without the tables of scores that a large problem has no room for.

    Args:
        model: problem and features.
        theta: shape (D,).
        settings: temperature, objective, discount and entropy bonus are read.

    Raises:
        InvalidInput: as `exact_answers`.
    """
    room = model.room()
    value = evaluate(model.dynamics, model.phi, settings, np.ascontiguousarray(theta, dtype=np.float64), room)
    _check_finite(value, room)
    return room.gradient


def _check_finite(value: float, room: Exact) -> None:
    """Refuses a θ whose preferences overflow, or at which a chain is left so rarely that its round trips overflow."""
    if not (math.isfinite(value) and np.isfinite(room.gradient).all()):
        raise InvalidInput(
            "theta",
            "a θ at which J and its gradient are numbers",
            f"J = {value:g}",
            "Choose one closer to 0; gaps of 700 are fine.",
        )


def advantages_at(model: TabularArrays, room: Exact, settings: Settings) -> Floats:
    """Q_0(s, a) − V_0(s) at the θ last evaluated into ``room``, shape (S, A), without subtracting one from the other."""
    table = np.zeros_like(room.action_values)
    advantages(model.dynamics, settings, room, table)
    return table


def fisher_matrix(model: TabularArrays, room: Exact, settings: Settings) -> Floats:
    """F at the θ last evaluated into ``room``, shape (D, D)."""
    size = model.features.parameters
    matrix = np.zeros((size, size))
    fisher(model.phi, room, settings.temperature, np.zeros(size), matrix)
    return matrix


def best_constant(model: TabularArrays, room: Exact, settings: Settings) -> float:
    """b* at the θ last evaluated into ``room``, whose Q it overwrites: the constant baseline of least variance.

    For the estimate itself, or with ``Preconditioner.NATURAL`` (but for ``of_estimate``) for the natural direction made of it.

    Raises:
        InvalidInput: field ``baseline``, where importance weights leave no constant a finite variance.
    """
    metric = model.metric(settings._replace(baseline=Baseline.OPTIMAL))
    if settings.preconditioner == Preconditioner.NATURAL:
        prepare(model.phi, room, settings, metric)
    best = optimal_constant(model.dynamics, model.phi, settings, room, metric)
    if settings.estimator == Estimator.UNIFORM_BEHAVIOUR and model.problem.horizon is None and math.isnan(best):
        raise InvalidInput(
            "baseline", "one that needs no second moment, because importance weights over episodes without a bound have none",
            "optimal_constant", "Set a horizon, or take another baseline.",
        )  # fmt: skip
    return best


def best_by_state(model: TabularArrays, room: Exact, settings: Settings) -> tuple[Floats, Floats]:
    """b*_0(s) at the θ last evaluated into ``room``, shape (S,), and what each Q_t(s, a) counts in b*_t(s), shape (S, A)."""
    metric, best = model.metric(settings._replace(baseline=Baseline.OPTIMAL_STATE)), np.zeros(model.problem.states)
    if settings.preconditioner == Preconditioner.NATURAL:
        prepare(model.phi, room, settings, metric)
    optimal_by_state(model.dynamics, model.phi, settings, room, metric, best)
    return best, metric.share


def landscape(model: TabularArrays, settings: Settings, origin: Floats, across: Floats, up: Floats, xs: Floats, ys: Floats) -> Floats:
    """J + βH over a plane through θ-space: ``out[j, i]`` at ``origin + xs[i]·across + ys[j]·up``, shape (len(ys), len(xs)).

    Args:
        model: problem and features.
        settings: temperature, discount and entropy bonus β among them; with β = 0 the plane is J's.
        origin: θ[D] where the plane's coordinates are zero.
        across: direction [D] of its first axis.
        up: direction [D] of its second axis.
        xs: coordinates along `across`.
        ys: coordinates along `up`.
    """
    out = np.empty((ys.size, xs.size))
    survey(model.dynamics, model.phi, settings, origin, across, up, xs, ys, model.room(), np.empty_like(origin), out)
    return out
