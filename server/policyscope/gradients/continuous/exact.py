"""The exact side of a continuous bandit and a Gaussian policy: everything a sampled picture is compared with.

Shapes: C contexts, K features of each, D parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients.calls import best_baseline, solve_exactly, survey_plane
from policyscope.gradients.continuous.arrays import ContinuousArrays
from policyscope.gradients.kernels.arrays import Settings


@dataclass(frozen=True, eq=False)
class ContinuousAnswers:
    """What is true at one θ.

    Attributes:
        value: J(θ) = Σ_c p(c) E[r(A, x_c)], of the rewards alone.
        gradient: ∇(J + βH)(θ), shape (D,): what an update climbs; ∇J without an entropy bonus β.
        means: μ(x) = w·x, shape (C,).
        sigma: σ.
        state_values: E[r(A, x)] of each context, shape (C,).
        fisher: E[ψ ψᵀ], shape (D, D).
        entropy: H = ½ log 2πe σ², in nats; below zero where σ < 0.242.
        optimal_constant: the constant baseline of least variance for returns without the bonus.
        regularized_value: J + βH.
    """

    value: float
    gradient: Floats
    means: Floats
    sigma: float
    state_values: Floats
    fisher: Floats
    entropy: float
    optimal_constant: float
    regularized_value: float


def exact_answers(model: ContinuousArrays, theta: Floats, settings: Settings) -> ContinuousAnswers:
    """J, its gradient, values, Fisher matrix and b* at θ, all closed forms.

    J is the reward curve blurred by the policy, so ∂J/∂σ = σ ∂²J/∂μ² (Price 1958): a narrow policy feels the curve itself, a
    wide one its average.

    Args:
        model: problem and policy.
        theta: shape (D,).
        settings: the entropy bonus is read; for `optimal_constant` preconditioner and damping too.
    """
    theta = np.ascontiguousarray(theta, dtype=np.float64)
    room = model.room()
    plain = settings._replace(entropy=0.0)
    value = solve_exactly(model.world, plain, theta, room)
    best = best_baseline(model.world, plain, theta, room)
    regularized, climbed = value, room
    if settings.entropy:
        climbed = model.room()
        regularized = solve_exactly(model.world, settings, theta, climbed)
    return ContinuousAnswers(
        value=value,
        gradient=climbed.gradient,
        means=room.means,
        sigma=model.policy.spread(theta),
        state_values=room.values,
        fisher=model.policy.fisher(theta, model.problem.contexts, model.problem.context_probabilities),
        entropy=model.policy.entropy(theta),
        optimal_constant=best,
        regularized_value=regularized,
    )


def landscape(model: ContinuousArrays, settings: Settings, origin: Floats, across: Floats, up: Floats, xs: Floats, ys: Floats) -> Floats:
    """J + βH over a plane through θ-space; arguments and result as `policyscope.gradients.landscape`."""
    out = np.empty((ys.size, xs.size))
    survey_plane(model.world, settings, origin, across, up, xs, ys, model.room(), np.empty_like(origin), out)
    return out
