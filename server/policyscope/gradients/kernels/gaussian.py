"""The exact side of a Gaussian policy on a continuous bandit: J, its gradient, the natural direction, b*, the landscape.

J(θ) = Σ_c p(c) E[r(A, x_c)] + β H,   H = ½ log 2πe σ²
∂J/∂w = Σ_c p(c) E[r z] x_c / σ,      ∂J/∂log σ = Σ_c p(c) E[r (z² − 1)] + β
F(θ)  = Σ_c p(c) x_c x_cᵀ / σ²  for w,  2  for log σ,  0 between them
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Settings
from policyscope.gradients.kernels.codes import Preconditioner
from policyscope.gradients.kernels.continuum import Continuum, Truth
from policyscope.gradients.kernels.curve import blur
from policyscope.gradients.kernels.jacobi import apply_inverse
from policyscope.gradients.machine_code.compiled import compiled, inlined

LOG_ROOT = 0.5 * math.log(2.0 * math.pi * math.e)


@inlined
def spread(world: Continuum, theta: Floats) -> float:
    """σ, of θ where it is learned."""
    inputs = world.contexts.shape[1]
    if theta.size == inputs:
        return world.sigma
    most = world.largest_log_sigma
    return math.exp(min(max(float(theta[inputs]), -most), most))


@inlined
def mean_of(world: Continuum, theta: Floats, context: int) -> float:
    """μ(x) = w·x."""
    total = 0.0
    for k in range(world.contexts.shape[1]):
        total += theta[k] * world.contexts[context, k]
    return total


@inlined
def entropy_at(sigma: float) -> float:
    """H of N(·, σ²), in nats."""
    return LOG_ROOT + math.log(sigma)


@compiled
def solve_exactly(world: Continuum, settings: Settings, theta: Floats, room: Truth) -> float:
    """Means, moments, values and ∇J at θ into ``room``; returns J(θ)."""
    contexts, inputs = world.contexts.shape
    sigma = spread(world, theta)
    bonus = settings.entropy * entropy_at(sigma) if settings.entropy != 0.0 else 0.0
    for d in range(theta.size):
        room.gradient[d] = 0.0
    value = 0.0
    for c in range(contexts):
        room.means[c] = mean_of(world, theta, c)
        blur(world, c, room.means[c], sigma, room.hermite[c])
        room.values[c] = room.hermite[c, 0] + bonus
        value += world.chance[c] * room.values[c]
        for k in range(inputs):
            room.gradient[k] += world.chance[c] * room.hermite[c, 1] / sigma * world.contexts[c, k]
        if theta.size > inputs:
            room.gradient[inputs] += world.chance[c] * room.hermite[c, 2]
    if theta.size > inputs:
        room.gradient[inputs] += settings.entropy
    return value


@compiled
def natural_direction(world: Continuum, damping: float, sigma: float, gradient: Floats, room: Truth, out: Floats) -> None:
    """``out[D] = (F + λI)⁺ gradient``: σ² (M + λσ²)⁺ for w, with M = Σ p x xᵀ, which never changes, and 1/(2 + λ) for log σ."""
    inputs = world.contexts.shape[1]
    for k in range(inputs):
        room.column[k] = gradient[k]
    apply_inverse(world.curvature, world.vectors, world.scale, damping * sigma * sigma, room.column, room.natural)
    for k in range(inputs):
        out[k] = sigma * sigma * room.natural[k]
    if out.size > inputs:
        out[inputs] = gradient[inputs] / (2.0 + damping)


@compiled
def best_baseline(world: Continuum, settings: Settings, theta: Floats, room: Truth) -> float:
    """b* = E[G |ψ|²] / E[|ψ|²] at the θ last given to `solve_exactly`, ψ the score or its natural direction, as in `optimal`.

    The same of each context, less its V, goes into ``room.beyond``. (Greensmith, Bartlett & Baxter 2004.)
    |ψ|² = z² |x|²/σ² + (z² − 1)², and in Hermite's polynomials z² = He₂ + 1,
    (z² − 1)² = He₄ + 4 He₂ + 2.
    """
    contexts, inputs = world.contexts.shape
    sigma, natural = spread(world, theta), settings.preconditioner == Preconditioner.NATURAL and not settings.of_estimate
    other = 0.0
    if theta.size > inputs:
        other = 1.0 / ((2.0 + settings.damping) * (2.0 + settings.damping)) if natural else 1.0
    above, below = 0.0, 0.0
    for c in range(contexts):
        for k in range(inputs):
            room.column[k] = world.contexts[c, k] / sigma
        if natural:
            apply_inverse(world.curvature, world.vectors, world.scale, settings.damping * sigma * sigma, room.column, room.natural)
        norm = 0.0
        for k in range(inputs):
            along = sigma * sigma * room.natural[k] if natural else room.column[k]
            norm += along * along
        moments, bonus = room.hermite[c], room.values[c] - room.hermite[c, 0]
        above += world.chance[c] * norm * (moments[2] + moments[0] + bonus)
        above += world.chance[c] * other * (moments[4] + 4.0 * moments[2] + 2.0 * (moments[0] + bonus))
        below += world.chance[c] * (norm + 2.0 * other)
        room.beyond[c] = 0.0
        if norm + other > 0.0:
            room.beyond[c] = (norm * moments[2] + other * (moments[4] + 4.0 * moments[2])) / (norm + 2.0 * other)
    return above / below if below > 0.0 else 0.0


@compiled
def survey_plane(
    world: Continuum, settings: Settings, origin: Floats, across: Floats, up: Floats, xs: Floats, ys: Floats,
    room: Truth, theta: Floats, out: Floats,
) -> None:  # fmt: skip
    """J over a plane of θ: ``out[j, i] = J(origin + xs[i]·across + ys[j]·up)``; ``theta[D]`` is scratch."""
    for j in range(ys.size):
        for i in range(xs.size):
            for d in range(theta.size):
                theta[d] = origin[d] + xs[i] * across[d] + ys[j] * up[d]
            out[j, i] = solve_exactly(world, settings, theta, room)
