"""The exact side of a linear-quadratic problem under a Gaussian policy: J, its gradient, the natural direction, b*_t(s), the landscape.

With k = a + b w and d = b c the state stays Gaussian and every value a quadratic:

    m' = k m + d        v' = k² v + noise² + b² σ²
    Q_t(s, a) = −q s² − r a² + γ E V_{t+1}(a s + b a + noise w)        V_t(s) = E Q_t(s, μ(s) + σ z) + β H

By the policy gradient theorem (Sutton et al. 2000) ∇J = Σ_t γᵗ E[∂Q_t/∂a(S_t, μ) x], and ∂J/∂log σ = Σ_t γᵗ (σ² ∂²Q_t/∂a² + β).
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Settings
from policyscope.gradients.kernels.codes import Preconditioner
from policyscope.gradients.kernels.gaussian import entropy_at
from policyscope.gradients.kernels.jacobi import apply_inverse, diagonalise
from policyscope.gradients.kernels.linear import Outlook, Plant
from policyscope.gradients.machine_code.compiled import compiled, inlined


@inlined
def gain_of(theta: Floats) -> float:
    """The w of μ(s) = w s + c."""
    return float(theta[0])


@inlined
def shift_of(plant: Plant, theta: Floats) -> float:
    """And its c; 0 where the policy sees the state alone."""
    return float(theta[1]) if plant.inputs > 1 else 0.0


@inlined
def spread_of(plant: Plant, theta: Floats) -> float:
    """σ, of θ where it is learned."""
    if theta.size == plant.inputs:
        return plant.sigma
    most = plant.largest_log_sigma
    return math.exp(min(max(float(theta[theta.size - 1]), -most), most))


@inlined
def _look_ahead(plant: Plant, gain: float, shift: float, sigma: float, room: Outlook) -> None:
    """Mean and variance of every state, from the first step to the last."""
    k = plant.a + plant.b * gain
    fresh = plant.noise * plant.noise + plant.b * sigma * (plant.b * sigma)
    room.means[0] = plant.start_mean
    room.variances[0] = plant.start_std * plant.start_std
    for t in range(plant.horizon):
        room.means[t + 1] = k * room.means[t] + plant.b * shift
        room.variances[t + 1] = k * k * room.variances[t] + fresh


@inlined
def _look_back(plant: Plant, settings: Settings, gain: float, shift: float, sigma: float, room: Outlook) -> None:
    """V_t and the slopes of Q_t, from the last step to the first."""
    a, b = plant.a, plant.b
    last = plant.horizon
    bonus = settings.entropy * entropy_at(sigma) if settings.entropy != 0.0 else 0.0
    room.values[last, 0], room.values[last, 1], room.values[last, 2] = -plant.final, 0.0, 0.0
    for t in range(last - 1, -1, -1):
        x = settings.discount * room.values[t + 1, 0]
        y = settings.discount * room.values[t + 1, 1]
        z = settings.discount * room.values[t + 1, 2]
        bend = x * b * b - plant.r
        room.slopes[t, 0] = 2.0 * x * a * b + 2.0 * bend * gain
        room.slopes[t, 1] = y * b + 2.0 * bend * shift
        room.slopes[t, 2] = bend
        k = a + b * gain
        room.values[t, 0] = x * k * k - plant.q - plant.r * gain * gain
        room.values[t, 1] = (2.0 * x * k * b - 2.0 * plant.r * gain) * shift + y * k
        room.values[t, 2] = z + x * plant.noise * plant.noise + bend * (shift * shift + sigma * sigma) + y * b * shift + bonus


@compiled
def solve_linear(plant: Plant, settings: Settings, theta: Floats, room: Outlook) -> float:
    """Moments, values, slopes and ∇(J + βH) at θ into ``room``; returns J + βH."""
    gain, shift, sigma = gain_of(theta), shift_of(plant, theta), spread_of(plant, theta)
    _look_ahead(plant, gain, shift, sigma, room)
    _look_back(plant, settings, gain, shift, sigma, room)
    for d in range(theta.size):
        room.gradient[d] = 0.0
    for i in range(3):
        room.moments[i] = 0.0
    weight = 1.0
    for t in range(plant.horizon):
        mean = room.means[t]
        square = room.variances[t] + mean * mean
        room.gradient[0] += weight * (room.slopes[t, 0] * square + room.slopes[t, 1] * mean)
        if plant.inputs > 1:
            room.gradient[1] += weight * (room.slopes[t, 0] * mean + room.slopes[t, 1])
        if theta.size > plant.inputs:
            room.gradient[plant.inputs] += weight * (2.0 * sigma * sigma * room.slopes[t, 2] + settings.entropy)
        room.moments[0] += weight * square
        room.moments[1] += weight * mean
        room.moments[2] += weight
        weight *= settings.discount
    first = room.means[0]
    return room.values[0, 0] * (room.variances[0] + first * first) + room.values[0, 1] * first + room.values[0, 2]


@compiled
def prepare_linear(plant: Plant, room: Outlook) -> None:
    """What `natural_step` needs of the θ last given to `solve_linear`: Σ γᵗ E x xᵀ / Σ γᵗ in its eigenvectors."""
    room.curvature[0, 0] = room.moments[0] / room.moments[2]
    if plant.inputs > 1:
        room.curvature[0, 1] = room.curvature[1, 0] = room.moments[1] / room.moments[2]
        room.curvature[1, 1] = 1.0
    for k in range(plant.inputs):
        room.scale[k] = room.curvature[k, k]
    diagonalise(room.curvature, room.vectors)


@compiled
def natural_step(plant: Plant, damping: float, sigma: float, gradient: Floats, room: Outlook, out: Floats) -> None:
    """``out[D] = (F + λI)⁺ gradient``, F the mean of ψ ψᵀ over the policy's own, discounted, visits; see `prepare_linear`."""
    for k in range(plant.inputs):
        room.column[k] = gradient[k]
    apply_inverse(room.curvature, room.vectors, room.scale, damping * sigma * sigma, room.column, room.natural)
    for k in range(plant.inputs):
        out[k] = sigma * sigma * room.natural[k]
    if out.size > plant.inputs:
        out[plant.inputs] = gradient[plant.inputs] / (2.0 + damping)


@inlined
def value_at(room: Outlook, t: int, state: float) -> float:
    """V_t(s)."""
    return (room.values[t, 0] * state + room.values[t, 1]) * state + room.values[t, 2]


@compiled
def best_at(plant: Plant, settings: Settings, theta: Floats, room: Outlook, t: int, state: float) -> float:
    """b*_t(s) = E[G_t |ψ|² | s] / E[|ψ|² | s], ψ the score or its natural direction (Greensmith, Bartlett & Baxter 2004).

    |ψ|² = z² |x|²/σ² + (z² − 1)², and of Q_t(s, μ + σ z) only the part in z² counts: E z² z² = 3, E z² (z² − 1)² = 10.
    """
    sigma = spread_of(plant, theta)
    natural = settings.preconditioner == Preconditioner.NATURAL and not settings.of_estimate
    room.column[0] = state / sigma
    if plant.inputs > 1:
        room.column[1] = 1.0 / sigma
    if natural:
        apply_inverse(room.curvature, room.vectors, room.scale, settings.damping * sigma * sigma, room.column, room.natural)
    norm, other = 0.0, 0.0
    for k in range(plant.inputs):
        along = sigma * sigma * room.natural[k] if natural else room.column[k]
        norm += along * along
    if theta.size > plant.inputs:
        other = 1.0 / ((2.0 + settings.damping) * (2.0 + settings.damping)) if natural else 1.0
    value = value_at(room, t, state)
    if norm + other > 0.0:
        value += room.slopes[t, 2] * sigma * sigma * (2.0 * norm + 8.0 * other) / (norm + 2.0 * other)
    return value


@compiled
def survey_linear(
    plant: Plant, settings: Settings, origin: Floats, across: Floats, up: Floats, xs: Floats, ys: Floats,
    room: Outlook, theta: Floats, out: Floats,
) -> None:  # fmt: skip
    """J + βH over a plane of θ: ``out[j, i]`` at ``origin + xs[i]·across + ys[j]·up``; ``theta[D]`` is scratch."""
    for j in range(ys.size):
        for i in range(xs.size):
            for d in range(theta.size):
                theta[d] = origin[d] + xs[i] * across[d] + ys[j] * up[d]
            out[j, i] = solve_linear(plant, settings, theta, room)
