"""Softmax in preferences h(s, a; θ) / temperature, and its score (Sutton & Barto 2018, §13.1–13.3).

h = θ·φ(s, a), or a network's: ``phi.sizes`` says which, and what a network needs beside π(·|s) waits in ``units``, a row a
state, from `softmax_row` to the scores. Linear preferences leave it empty and read neither θ nor ``units`` for a score.
One-hot features (``phi.tabular``) are read without looking them up: half of what a step on a board would take.
"""

from __future__ import annotations

import math

from policyscope.gradients.arrays import Floats, Phi
from policyscope.gradients.compiled import compiled, inlined
from policyscope.gradients.kernels.network import forward, pull_score, pull_weighted


@inlined
def softmax_row(phi: Phi, theta: Floats, temperature: float, state: int, row: Floats, units: Floats) -> None:
    """π(·|s) into ``row[A]``, by log-sum-exp: safe for any finite θ."""
    actions = row.size
    layered = phi.sizes.size > 0
    if layered:
        forward(phi, theta, state, units, row)
    base = state * actions
    largest = -math.inf
    for a in range(actions):
        preference = 0.0
        if phi.tabular:
            preference = theta[base + a]
        elif layered:
            preference = row[a]
        else:
            for k in range(phi.pointer[base + a], phi.pointer[base + a + 1]):
                preference += phi.value[k] * theta[phi.column[k]]
        if temperature != 1.0:
            preference /= temperature
        row[a] = preference
        largest = max(largest, preference)
    total = 0.0
    for a in range(actions):
        row[a] = math.exp(row[a] - largest)
        total += row[a]
    share = 1.0 / total  # one division: they are the dearest of all arithmetic
    for a in range(actions):
        row[a] *= share


@compiled
def add_weighted(phi: Phi, theta: Floats, units: Floats, state: int, row: Floats, weights: Floats, scale: float, out: Floats) -> None:
    """``out[D] += scale · Σ_a π(a|s) (w(a) − w̄) ∇h(s, a)`` with w̄ = Σ π w: the sum of π-weighted scores times w."""
    if phi.sizes.size > 0:
        pull_weighted(phi, theta, units, row, state, weights, scale, out)
        return
    actions, mean = row.size, 0.0
    for a in range(actions):
        mean += row[a] * weights[a]
    for a in range(actions):
        factor = scale * row[a] * (weights[a] - mean)
        for k in range(phi.pointer[state * actions + a], phi.pointer[state * actions + a + 1]):
            out[phi.column[k]] += factor * phi.value[k]


@compiled
def entropy_of(row: Floats) -> float:
    """H(π) = −Σ_a π(a) log π(a) of one row, in nats."""
    total = 0.0
    for a in range(row.size):
        if row[a] > 0.0:
            total -= row[a] * math.log(row[a])
    return total


@compiled
def surprises(row: Floats, factor: float, out: Floats) -> None:
    """``out[A] = −factor · log π(a)``, 0 where π(a) is: π-weighted, the slope of the entropy along the scores."""
    for a in range(row.size):
        out[a] = -factor * math.log(row[a]) if row[a] > 0.0 else 0.0


@inlined
def add_score(phi: Phi, theta: Floats, units: Floats, row: Floats, state: int, action: int, scale: float, out: Floats) -> None:
    """``out[D] += scale · (∇h(s, a) − Σ_b π(b|s) ∇h(s, b))``; the caller puts 1/temperature into ``scale``."""
    actions = row.size
    base = state * actions
    if phi.tabular:
        out[base + action] += scale
        for b in range(actions):
            out[base + b] -= scale * row[b]
    elif phi.sizes.size > 0:
        pull_score(phi, theta, units, row, state, action, scale, out)
    else:
        for k in range(phi.pointer[base + action], phi.pointer[base + action + 1]):
            out[phi.column[k]] += scale * phi.value[k]
        for b in range(actions):
            factor = scale * row[b]
            for k in range(phi.pointer[base + b], phi.pointer[base + b + 1]):
                out[phi.column[k]] -= factor * phi.value[k]
