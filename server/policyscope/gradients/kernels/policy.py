"""Softmax in preferences h(s, a; θ) / temperature, and its score (Sutton & Barto 2018, §13.1–13.3).

h = θ·φ(s, a), or a network's: ``phi.sizes`` says which, and what a network needs beside π(·|s) waits in ``units``, a row a
state, from `softmax_row` to the scores. Linear preferences leave it empty and read neither θ nor ``units`` for a score.
One-hot features (``phi.tabular``) are read without looking them up: half of what a step on a board would take.

Near a corner of the simplex 1 − π(a) and w(a) − w̄ are smaller than the rounding of what they would be subtracted from. Nothing
here subtracts them: 1 − π(a) is the sum of the others, w is measured from the likeliest action's, and what
two actions' features share (unless they are ``phi.apart``) cancels exactly, because they come as differences.
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Phi
from policyscope.gradients.kernels.network import forward, pull_score, pull_weighted
from policyscope.gradients.machine_code.compiled import compiled, inlined


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
        row[a] = preference
        largest = max(largest, preference)
    share_out(row, largest, temperature)


@inlined
def share_out(row: Floats, largest: float, temperature: float) -> None:
    """Preferences ``row[A]``, the largest of which is known, become probabilities."""
    actions = row.size
    total = 0.0
    for a in range(actions):
        gap = row[a] - largest
        if temperature != 1.0:
            gap /= temperature
        row[a] = 1.0 if gap == 0.0 else math.exp(gap)  # the likeliest needs none, and one is a tenth of a step
        total += row[a]
    share = 1.0 / total  # one division: they are the dearest of all arithmetic
    for a in range(actions):
        row[a] *= share


@inlined
def likeliest(row: Floats) -> int:
    """The first action that no other is likelier than: its probability is at least 1/A."""
    best = 0
    for a in range(1, row.size):
        if row[a] > row[best]:
            best = a
    return best


@compiled
def add_difference(phi: Phi, high: int, low: int, factor: float, out: Floats) -> None:
    """``out[D] += factor · (φ(high) − φ(low))`` of two rows s·A + a; where both have the same entry nothing is added."""
    i, j = phi.pointer[high], phi.pointer[low]
    while i < phi.pointer[high + 1] or j < phi.pointer[low + 1]:
        if j == phi.pointer[low + 1] or (i < phi.pointer[high + 1] and phi.column[i] < phi.column[j]):
            out[phi.column[i]] += factor * phi.value[i]
            i += 1
        elif i == phi.pointer[high + 1] or phi.column[j] < phi.column[i]:
            out[phi.column[j]] -= factor * phi.value[j]
            j += 1
        else:
            out[phi.column[i]] += factor * (phi.value[i] - phi.value[j])
            i += 1
            j += 1


@compiled
def add_weighted(phi: Phi, theta: Floats, units: Floats, state: int, row: Floats, weights: Floats, scale: float, out: Floats) -> None:
    """``out[D] += scale · Σ_a π(a|s) (w(a) − w̄) ∇h(s, a)`` with w̄ = Σ π w: the sum of π-weighted scores times w.

    As Σ_{a ≠ *} π(a) (w(a) − w̄) (∇h(a) − ∇h(*)), * the likeliest action and all w measured from w(*).
    """
    if phi.sizes.size > 0:
        pull_weighted(phi, theta, units, row, state, weights, scale, out)
        return
    actions, base, best, mean = row.size, state * row.size, likeliest(row), 0.0
    for a in range(actions):
        mean += row[a] * (weights[a] - weights[best])
    for a in range(actions):
        factor = scale * row[a] * (weights[a] - weights[best] - mean)
        if phi.tabular:
            out[base + a] += factor
        elif phi.apart:
            for k in range(phi.pointer[base + a], phi.pointer[base + a + 1]):
                out[phi.column[k]] += factor * phi.value[k]
        elif a != best:
            add_difference(phi, base + a, base + best, factor, out)


@inlined
def log_probability(row: Floats, action: int) -> float:
    """Log π(a), to its last digits where π(a) is next to 1 too: −log(1 + Σ_{b ≠ a} π(b) / π(a))."""
    if row[action] <= 0.9:  # its logarithm keeps all but the last digit
        return math.log(row[action])
    others = 0.0
    for b in range(row.size):
        if b != action:
            others += row[b]
    return -math.log1p(others / row[action])


@compiled
def entropy_of(row: Floats) -> float:
    """H(π) = −Σ_a π(a) log π(a) of one row, in nats."""
    total = 0.0
    for a in range(row.size):
        if row[a] > 0.0:
            total -= row[a] * log_probability(row, a)
    return total


@compiled
def surprises(row: Floats, factor: float, out: Floats) -> float:
    """``out[A] = −factor · log π(a)``, 0 where π(a) is: π-weighted, the slope of the entropy along the scores. Returns factor · H(π)."""
    entropy = 0.0
    for a in range(row.size):
        out[a] = -factor * log_probability(row, a) if row[a] > 0.0 else 0.0
        entropy += row[a] * out[a]
    return entropy


@inlined
def add_score(phi: Phi, theta: Floats, units: Floats, row: Floats, state: int, action: int, scale: float, out: Floats) -> None:
    """``out[D] += scale · Σ_{b ≠ a} π(b|s) (∇h(s, a) − ∇h(s, b))``, the score; the caller puts 1/temperature into ``scale``."""
    actions = row.size
    base = state * actions
    if phi.sizes.size > 0:
        pull_score(phi, theta, units, row, state, action, scale, out)
    elif phi.tabular:
        if row[action] <= 0.5:
            out[base + action] += scale
            for b in range(actions):
                out[base + b] -= scale * row[b]
        else:
            others = 0.0
            for b in range(action):
                others += row[b]
                out[base + b] -= scale * row[b]
            for b in range(action + 1, actions):
                others += row[b]
                out[base + b] -= scale * row[b]
            out[base + action] += scale * others
    elif phi.apart:
        others = 0.0
        for b in range(actions):
            if b != action:
                others += row[b]
                factor = scale * row[b]
                for k in range(phi.pointer[base + b], phi.pointer[base + b + 1]):
                    out[phi.column[k]] -= factor * phi.value[k]
        factor = scale * others
        for k in range(phi.pointer[base + action], phi.pointer[base + action + 1]):
            out[phi.column[k]] += factor * phi.value[k]
    else:
        for b in range(actions):
            if b != action and row[b] > 0.0:
                add_difference(phi, base + action, base + b, scale * row[b], out)
