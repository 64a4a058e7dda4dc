"""The reward curves r(a) of continuous bandits, their slopes, and what a Gaussian policy sees of them.

Blurring a curve by a Gaussian of spread σ is what makes J smooth: with J(μ, σ) = E[r(μ + σ z)], z ~ N(0, 1),

    E[r He_k(z)] = σᵏ ∂ᵏJ/∂μᵏ        (Bonnet 1964, by parts k times), He_k Hermite's polynomials 1, z, z² − 1, …
    ∂J/∂σ = σ ∂²J/∂μ²                (Price 1958): the spread's gradient is the blurred curve's curvature

so one short table a context holds J, its gradient, and the moments that the optimal constant needs, without a difference
of nearly equal numbers.
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.codes import NAN
from policyscope.gradients.kernels.continuum import Continuum, Shape
from policyscope.gradients.machine_code.compiled import compiled, inlined

ROOT_HALF = math.sqrt(0.5)
ROOT_TWO_PI = math.sqrt(2.0 * math.pi)


@inlined
def reward_at(world: Continuum, context: int, action: float) -> float:
    """The mean reward r(a, x)."""
    curve = world.curve[context]
    if world.shape == Shape.QUADRATIC:
        return curve[2] - curve[1] * (action - curve[0]) * (action - curve[0])
    if world.shape == Shape.HILLS:
        left, right = (action - curve[1]) / curve[2], (action - curve[4]) / curve[5]
        return curve[0] * math.exp(-0.5 * left * left) + curve[3] * math.exp(-0.5 * right * right)
    if world.shape == Shape.STAIR:
        return curve[2] if action > curve[0] else curve[1]
    return NAN


@compiled
def slope_at(world: Continuum, context: int, action: float) -> float:
    """∂r/∂a; 0 on either side of a stair, and on its edge."""
    curve = world.curve[context]
    if world.shape == Shape.QUADRATIC:
        return -2.0 * curve[1] * (action - curve[0])
    if world.shape == Shape.HILLS:
        total = 0.0
        for i in range(0, 6, 3):
            u = (action - curve[i + 1]) / curve[i + 2]
            total -= curve[i] * u / curve[i + 2] * math.exp(-0.5 * u * u)
        return total
    return 0.0 if world.shape == Shape.STAIR else NAN


@compiled
def blur(world: Continuum, context: int, mean: float, sigma: float, out: Floats) -> None:
    """E[r(A) He_k(z)] into ``out[HERMITE]``, A = mean + sigma · z.

    quadratic   −s (σ² + d²) + top,  −2 s d σ,  −2 s σ²,  0,  0,   d = mean − target
    hill        (−ρ)ᵏ He_k(u) · h √(1 − ρ²) e^{−u²/2},   u = (mean − c)/√(w² + σ²), ρ = σ/√(w² + σ²)
    stair       low + (high − low) Φ(ζ),  (high − low) (−1)^{k−1} He_{k−1}(ζ) φ(ζ),   ζ = (mean − threshold)/σ
    """
    curve = world.curve[context]
    if world.shape == Shape.QUADRATIC:
        away = mean - curve[0]
        out[0] = curve[2] - curve[1] * (away * away + sigma * sigma)
        out[1] = -2.0 * curve[1] * away * sigma
        out[2] = -2.0 * curve[1] * sigma * sigma
        out[3] = 0.0
        out[4] = 0.0
    elif world.shape == Shape.HILLS:
        for k in range(out.size):
            out[k] = 0.0
        for i in range(0, 6, 3):
            width = math.sqrt(curve[i + 2] * curve[i + 2] + sigma * sigma)
            u, ratio = (mean - curve[i + 1]) / width, sigma / width
            part = curve[i] * (curve[i + 2] / width) * math.exp(-0.5 * u * u)
            square = ratio * ratio
            out[0] += part
            out[1] -= part * ratio * u
            out[2] += part * square * (u * u - 1.0)
            out[3] -= part * square * ratio * u * (u * u - 3.0)
            out[4] += part * square * square * ((u * u - 6.0) * u * u + 3.0)
    elif world.shape == Shape.STAIR:
        zeta, jump = (mean - curve[0]) / sigma, curve[2] - curve[1]
        edge = jump * math.exp(-0.5 * zeta * zeta) / ROOT_TWO_PI
        out[0] = curve[1] + jump * 0.5 * math.erfc(-zeta * ROOT_HALF)
        out[1] = edge
        out[2] = -zeta * edge
        out[3] = (zeta * zeta - 1.0) * edge
        out[4] = -zeta * (zeta * zeta - 3.0) * edge
    else:
        out[:] = NAN
