"""The exact side of a problem and a softmax policy: everything a sampled picture is held against.

Shapes: S states, A actions, D parameters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from policyscope.errors import InvalidInput
from policyscope.gradients.arrays import (
    BASELINE_OPTIMAL,
    UNIFORM_BEHAVIOUR,
    Dynamics,
    Exact,
    Floats,
    Metric,
    Phi,
    Settings,
    compact,
    room_for_exact,
    room_for_metric,
    sparse,
)
from policyscope.gradients.kernels.exact import evaluate, survey
from policyscope.gradients.kernels.natural import fisher, prepare
from policyscope.gradients.kernels.optimal import optimal_constant
from policyscope.policies import Preferences, scores
from policyscope.problems import TabularMDP


@dataclass(frozen=True, eq=False)
class ExactAnswers:
    """What is true at one θ.

    Attributes:
        value: J(θ): Σ_s start(s) V_0(s), or Σ_s d(s) r_π(s), or Σ_s d(s) V(s), d the stationary distribution.
        gradient: ∇J(θ), shape (D,).
        probabilities: π(a|s), shape (S, A).
        state_values: V_0(s), shape (S,); with a horizon, with all of it still ahead. Differential values h(s) for the
            average reward (0 at one state that is always returned to), discounted ones for the average value.
        action_values: Q_0(s, a), shape (S, A).
        visitation: Σ_t γᵗ P(S_t = s), shape (S,), 0 on terminal states; d for the averages.
        scores: ∇ log π(a|s), shape (S, A, D).
        fisher: Σ_s d̄(s) Σ_a π ψ ψᵀ with d̄ the normalised visitation, shape (D, D).
        optimal_constant: the constant baseline of least variance of the settings' estimator; as they are by default, of
            REINFORCE with reward-to-go weighed by γᵗ.
    """

    value: float
    gradient: Floats
    probabilities: Floats
    state_values: Floats
    action_values: Floats
    visitation: Floats
    scores: Floats
    fisher: Floats
    optimal_constant: float

    @property
    def advantages(self) -> Floats:
        """Q_0(s, a) − V_0(s), shape (S, A); 0 on terminal states."""
        return self.action_values - self.state_values[:, None]


@dataclass(frozen=True, eq=False)
class Model:
    """A problem and what makes preferences of θ, features or a network, as the kernels read them, prepared once."""

    problem: TabularMDP
    features: Preferences
    dynamics: Dynamics
    phi: Phi

    @classmethod
    def of(cls, problem: TabularMDP, features: Preferences) -> Model:
        """The compact arrays of both."""
        return cls(problem, features, compact(problem), sparse(features))

    def room(self) -> Exact:
        """Fresh arrays for exact answers: one a thread, the kernels write into them."""
        return room_for_exact(self.dynamics, self.problem.actions, self.features.parameters, self.phi.units)

    def metric(self, settings: Settings) -> Metric:
        """Fresh arrays for the natural gradient and the optimal constant, as far as the settings want them."""
        return room_for_metric(self.problem.states, self.problem.actions, self.features.parameters, settings)


def exact_answers(model: Model, theta: Floats, settings: Settings) -> ExactAnswers:
    """Values, visitation, gradient, scores and Fisher matrix at θ.

    ∇J = Σ_t γᵗ Σ_s P(S_t = s) Σ_a ∇π(a|s) Q_t(s, a), the policy gradient theorem (Sutton et al. 2000, theorem 1).

    Args:
        model: problem and features.
        theta: shape (D,).
        settings: temperature and discount are read; for `optimal_constant` estimator, credit, weighting and damping too.
    """
    room = model.room()
    theta = np.ascontiguousarray(theta, dtype=np.float64)
    value = evaluate(model.dynamics, model.phi, settings, theta, room)
    action_values = room.action_values.copy()
    matrix = fisher_matrix(model, room, settings)
    best = best_constant(model, room, settings)
    return ExactAnswers(
        value=value,
        gradient=room.gradient,
        probabilities=room.probabilities,
        state_values=room.state_values.copy(),
        action_values=action_values,
        visitation=room.visitation,
        scores=scores(model.features, theta, settings.temperature),
        fisher=matrix,
        optimal_constant=best,
    )


def exact_gradient(model: Model, theta: Floats, settings: Settings) -> Floats:
    """∇J(θ) alone, shape (D,): what `exact_answers` says of it, without the tables of scores that a large problem has no room for.

    Args:
        model: problem and features.
        theta: shape (D,).
        settings: temperature, objective, discount and entropy bonus are read.
    """
    room = model.room()
    evaluate(model.dynamics, model.phi, settings, np.ascontiguousarray(theta, dtype=np.float64), room)
    return room.gradient


def fisher_matrix(model: Model, room: Exact, settings: Settings) -> Floats:
    """F at the θ last evaluated into ``room``, shape (D, D)."""
    size = model.features.parameters
    matrix = np.zeros((size, size))
    fisher(model.phi, room, settings.temperature, np.zeros(size), matrix)
    return matrix


def best_constant(model: Model, room: Exact, settings: Settings) -> float:
    """b* at the θ last evaluated into ``room``, whose Q it overwrites: the constant baseline of least variance.

    For the estimate itself, or with ``settings.natural`` for the natural direction made of it.

    Raises:
        InvalidInput: field ``baseline``, where importance weights leave no constant a finite variance.
    """
    metric = model.metric(settings._replace(baseline=BASELINE_OPTIMAL))
    if settings.natural:
        fisher(model.phi, room, settings.temperature, metric.column[: model.features.parameters], metric.curvature)
        prepare(metric, settings.damping)
    best = optimal_constant(model.dynamics, model.phi, settings, room, metric)
    if settings.estimator == UNIFORM_BEHAVIOUR and model.problem.horizon is None and math.isnan(best):
        raise InvalidInput(
            "baseline", "one that needs no second moment, because importance weights over episodes without a bound have none",
            "optimal_constant", "Set a horizon, or take another baseline.",
        )  # fmt: skip
    return best


def landscape(model: Model, settings: Settings, origin: Floats, across: Floats, up: Floats, xs: Floats, ys: Floats) -> Floats:
    """J over a plane through θ-space: ``out[j, i] = J(origin + xs[i]·across + ys[j]·up)``, shape (len(ys), len(xs)).

    Args:
        model: problem and features.
        settings: temperature, discount and horizon among them.
        origin: θ[D] where the plane's coordinates are zero.
        across: direction [D] of its first axis.
        up: direction [D] of its second axis.
        xs: coordinates along `across`.
        ys: coordinates along `up`.
    """
    out = np.empty((ys.size, xs.size))
    survey(model.dynamics, model.phi, settings, origin, across, up, xs, ys, model.room(), np.empty_like(origin), out)
    return out
