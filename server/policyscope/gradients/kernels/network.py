"""A network's preferences, and vectors of their slopes pulled back through its layers (Rumelhart, Hinton & Williams 1986).

A softmax needs nothing else of a network: the score is J(s)ᵀ(onehot − π)/τ and Σ_a π(w − w̄)∇h_a is J(s)ᵀ v, with
J(s) = ∂h(s, ·)/∂θ and one number v an action. `backward` makes J(s)ᵀ v for any v, without ever writing J.

Each state has a row of ``units``: what every unit puts out, hidden layers first and preferences last, and behind them as many
places for the slopes. θ lies as in `policyscope.policies.network`; columns of W lie side by side, so that the inner loops
walk through memory.
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Exact, Phi
from policyscope.gradients.machine_code.compiled import compiled


@compiled
def forward(phi: Phi, theta: Floats, state: int, units: Floats, row: Floats) -> None:
    """h(s, ·) into ``row[A]``, and what each unit puts out into ``units[s]``, where `backward` finds it."""
    layers = phi.sizes.size - 1
    weights, before, here = 0, 0, 0
    for layer in range(layers):
        entries, width = phi.sizes[layer], phi.sizes[layer + 1]
        bias = weights + entries * width
        for j in range(width):
            units[state, here + j] = theta[bias + j]
        if layer == 0:
            for k in range(phi.pointer[state], phi.pointer[state + 1]):
                at = weights + phi.column[k] * width
                for j in range(width):
                    units[state, here + j] += phi.value[k] * theta[at + j]
        else:
            for i in range(entries):
                at = weights + i * width
                value = units[state, before + i]
                for j in range(width):
                    units[state, here + j] += value * theta[at + j]
        if layer < layers - 1:
            for j in range(width):
                units[state, here + j] = math.tanh(units[state, here + j])
        weights = bias + width
        before = here
        here += width
    for a in range(row.size):
        row[a] = units[state, before + a]


@compiled
def backward(phi: Phi, theta: Floats, state: int, units: Floats, out: Floats) -> None:
    """``out[D] += J(s)ᵀ v``, v being the last A places of ``units[s]``; the outputs there must be of the same θ.

    With δ the slopes along a layer's sums: W gets (output below) ⊗ δ, b gets δ, and below δ′ = (W δ)(1 − output²).
    """
    half = units.shape[1] // 2
    bias, here = theta.size, units.shape[1]
    for layer in range(phi.sizes.size - 2, -1, -1):
        entries, width = phi.sizes[layer], phi.sizes[layer + 1]
        bias -= width
        here -= width
        weights = bias - entries * width
        for j in range(width):
            out[bias + j] += units[state, here + j]
        if layer == 0:
            for k in range(phi.pointer[state], phi.pointer[state + 1]):
                at = weights + phi.column[k] * width
                for j in range(width):
                    out[at + j] += phi.value[k] * units[state, here + j]
        else:
            below = here - entries
            for i in range(entries):
                at = weights + i * width
                value = units[state, below - half + i]
                slope = 0.0
                for j in range(width):
                    out[at + j] += value * units[state, here + j]
                    slope += theta[at + j] * units[state, here + j]
                units[state, below + i] = slope * (1.0 - value * value)
        bias = weights


@compiled
def pull_score(phi: Phi, theta: Floats, units: Floats, row: Floats, state: int, action: int, scale: float, out: Floats) -> None:
    """``out[D] += scale · J(s)ᵀ(onehot(a) − π)``; 1 − π(a|s) is the sum of the others, which keeps its digits near 1."""
    last = units.shape[1] - row.size
    others = 0.0
    for b in range(row.size):
        if b != action:
            units[state, last + b] = -scale * row[b]
            others += row[b]
    units[state, last + action] = scale * others
    backward(phi, theta, state, units, out)


@compiled
def pull_weighted(phi: Phi, theta: Floats, units: Floats, row: Floats, state: int, weights: Floats, scale: float, out: Floats) -> None:
    """``out[D] += scale · J(s)ᵀ v`` with v(a) = π(a|s) (w(a) − w̄), w̄ = Σ π w; w is measured from the likeliest action's."""
    last, best, mean = units.shape[1] - row.size, 0, 0.0
    for a in range(row.size):
        if row[a] > row[best]:
            best = a
    for a in range(row.size):
        mean += row[a] * (weights[a] - weights[best])
    for a in range(row.size):
        units[state, last + a] = scale * row[a] * (weights[a] - weights[best] - mean)
    backward(phi, theta, state, units, out)


@compiled
def add_outer_scores(phi: Phi, room: Exact, state: int, share: float, score: Floats, out: Floats) -> None:
    """``out[D, D] += share · Σ_a π(a|s) ψ ψᵀ``, ψ the score at temperature 1; ``score[D]`` is scratch."""
    row = room.probabilities[state]
    for a in range(row.size):
        for d in range(score.size):
            score[d] = 0.0
        pull_score(phi, room.theta, room.units, row, state, a, 1.0, score)
        for i in range(score.size):
            factor = share * row[a] * score[i]
            if factor != 0.0:
                for j in range(score.size):
                    out[i, j] += factor * score[j]
