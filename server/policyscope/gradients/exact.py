"""The exact side of a problem and a softmax policy: everything a sampled picture is held against.

Shapes: S states, A actions, D parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from policyscope.gradients.arrays import (
    BASELINE_OPTIMAL,
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
        value: J(θ), of the rewards alone: Σ_s start(s) V_0(s), or Σ_s d(s) r_π(s), or Σ_s d(s) V(s), d the stationary distribution.
        gradient: ∇(J + βH)(θ), shape (D,): what an update climbs; ∇J without an entropy bonus β.
        probabilities: π(a|s), shape (S, A).
        state_values: V_0(s), shape (S,); with a horizon, with all of it still ahead. Differential values h(s) for the
            average reward (0 at one state that is always returned to), discounted ones for the average value.
        action_values: Q_0(s, a), shape (S, A).
        visitation: Σ_t γᵗ P(S_t = s), shape (S,), 0 on terminal states; d for the averages.
        scores: ∇ log π(a|s), shape (S, A, D).
        fisher: Σ_s d̄(s) Σ_a π ψ ψᵀ with d̄ the normalised visitation, shape (D, D).
        optimal_constant: the constant baseline of least variance for reward-to-go weighed by γᵗ.
        entropy: H(θ) in nats, what β multiplies: J with −log π(A_t|S_t) in the rewards' place, see `entropy_of_policy`.
        regularized_value: J + βH.

    Values, visitation and the constant are of the rewards alone, whatever β.
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
    entropy: float
    regularized_value: float

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
        settings: temperature, discount and entropy bonus are read; for `optimal_constant` credit, weighting and damping too.
    """
    room = model.room()
    theta = np.ascontiguousarray(theta, dtype=np.float64)
    plain = settings._replace(entropy=0.0)
    value = evaluate(model.dynamics, model.phi, plain, theta, room)
    action_values = room.action_values.copy()
    entropy = entropy_of_policy(room, settings)
    matrix = fisher_matrix(model, room, settings)
    best = best_constant(model, room, plain)
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
        visitation=room.visitation,
        scores=scores(model.features, theta, settings.temperature),
        fisher=matrix,
        optimal_constant=best,
        entropy=entropy,
        regularized_value=regularized,
    )


def entropy_of_policy(room: Exact, settings: Settings) -> float:
    """H at the θ last evaluated into ``room``: Σ_s visits(s) H(π(·|s)), in nats.

    The visits are the objective's own: Σ_t γᵗ P(S_t = s) of the start value, d of the average reward, d / (1 − γ) of the average value.
    """
    chances = room.probabilities
    terms = chances * np.log(np.where(chances > 0.0, chances, 1.0))
    return -float(room.visitation @ terms.sum(axis=1)) / (1.0 - settings.average_discount)


def exact_gradient(model: Model, theta: Floats, settings: Settings) -> Floats:
    """∇(J + βH)(θ) alone, shape (D,): what `exact_answers` says of it, without the tables of scores that a large problem has no room for.

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
    """
    metric = model.metric(settings._replace(baseline=BASELINE_OPTIMAL))
    if settings.natural:
        fisher(model.phi, room, settings.temperature, metric.column[: model.features.parameters], metric.curvature)
        prepare(metric, settings.damping)
    return optimal_constant(model.dynamics, model.phi, settings, room, metric)


def landscape(model: Model, settings: Settings, origin: Floats, across: Floats, up: Floats, xs: Floats, ys: Floats) -> Floats:
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
