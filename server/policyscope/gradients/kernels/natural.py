"""The Fisher matrix and what the natural gradient does with it (Amari 1998; Kakade 2001).

    F(θ) = Σ_s d̄(s) Σ_a π(a|s) ψ(s, a) ψ(s, a)ᵀ,   ψ the score, d̄ the normalised discounted visitation

F of a softmax is singular (a constant added to a state's preferences changes nothing), so the direction is (F + λI)⁺ ∇̂J. In a
tabular softmax F is one block a state, d̄(s) (diag π − π πᵀ) / τ², whose inverse is known: see `_in_each_state`. Else, with λ > 0, by
Cholesky's factors of F + λI, and with λ = 0 the pseudo-inverse through the eigenvectors of F, some hundred times dearer.
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Exact, Metric, Phi, Settings
from policyscope.gradients.kernels.jacobi import apply_inverse, diagonalise
from policyscope.gradients.kernels.network import add_outer_scores
from policyscope.gradients.kernels.policy import add_difference
from policyscope.gradients.machine_code.compiled import compiled

ROUNDING = 1e-12
"""Components of a state that sum to less than this share of their size sum to zero."""

SMALLEST = 2.2250738585072014e-308
"""The smallest number with all its digits."""


@compiled
def fisher(phi: Phi, room: Exact, temperature: float, score: Floats, out: Floats) -> None:
    """F into ``out[D, D]``, at the θ last evaluated into ``room``; ``score[D]`` is scratch.

    As Σ_s d̄(s) Σ_{a < b} π(a) π(b) Δ Δᵀ / τ² with Δ = ∇h(a) − ∇h(b): a sum of squares, in which nothing cancels.
    """
    probabilities, visitation = room.probabilities, room.visitation
    states, actions = probabilities.shape
    total = 0.0
    for i in range(score.size):
        score[i] = 0.0
        for j in range(score.size):
            out[i, j] = 0.0
    for s in range(states):
        total += visitation[s]
    for s in range(states):
        share = visitation[s] / (total * temperature * temperature)
        if share == 0.0:
            continue
        if phi.sizes.size > 0:
            add_outer_scores(phi, room, s, share, score, out)
            continue
        for a in range(actions):
            for b in range(a + 1, actions):
                factor = share * probabilities[s, a] * probabilities[s, b]
                if factor == 0.0:
                    continue
                high, low = s * actions + a, s * actions + b
                add_difference(phi, high, low, 1.0, score)
                for row in (high, low):
                    for k in range(phi.pointer[row], phi.pointer[row + 1]):
                        i = phi.column[k]
                        if score[i] != 0.0:
                            add_difference(phi, high, low, factor * score[i], out[i])
                            score[i] = 0.0


@compiled
def _factorise(matrix: Floats, damping: float) -> None:
    """UᵀU = F + λI, U into the upper triangle of ``matrix`` (Golub & Van Loan 2013, §4.2); zeros are skipped."""
    size = matrix.shape[0]
    for p in range(size):
        matrix[p, p] += damping
    for p in range(size):
        # what elimination leaves of F is never negative, so that only rounding can bring a pivot below λ
        root = math.sqrt(max(matrix[p, p], damping))
        for j in range(p + 1, size):
            matrix[p, j] /= root
        matrix[p, p] = root
        for i in range(p + 1, size):
            ratio = matrix[p, i]
            if ratio != 0.0:
                for j in range(i, size):
                    matrix[i, j] -= ratio * matrix[p, j]


@compiled
def _damped_inverse(upper: Floats, x: Floats, out: Floats) -> None:
    """``out = (F + λI)⁻¹ x``, UᵀU = F + λI given by `_factorise`."""
    size = x.size
    for p in range(size):
        out[p] = x[p]
    for p in range(size):
        out[p] /= upper[p, p]
        if out[p] != 0.0:
            for j in range(p + 1, size):
                out[j] -= upper[p, j] * out[p]
    for p in range(size - 1, -1, -1):
        for j in range(p + 1, size):
            out[p] -= upper[p, j] * out[j]
        out[p] /= upper[p, p]


@compiled
def _in_each_state(room: Exact, temperature: float, damping: float, x: Floats, out: Floats) -> None:
    """``out = (F + λI)⁺ x`` for one-hot features, state by state (Sherman & Morrison 1950).

    With p = d̄(s) π / τ²,

        x sums to 0 over the actions:   y = (x + κ p) / (p + λ),   κ = −Σ x / (p + λ) / Σ p / (p + λ)
        its mean x̄ does not count in F:   y + x̄ / λ, or for λ = 0 y alone

    Gradients and scores sum to 0. Then every x(a) is divided by its own p(a) alone, and keeps its digits however unlikely a is.
    """
    states, actions = room.probabilities.shape
    total = 0.0
    for s in range(states):
        total += room.visitation[s]
    for s in range(states):
        share = room.visitation[s] / (total * temperature * temperature)
        base, mean, size = s * actions, 0.0, 0.0
        for a in range(actions):
            mean += x[base + a]
            size += abs(x[base + a])
        mean = mean / actions if abs(mean) > ROUNDING * size else 0.0
        above, below = 0.0, 0.0
        for a in range(actions):
            p = share * room.probabilities[s, a]
            out[base + a] = 0.0
            if p + damping >= SMALLEST:  # below it a number has no digits, and 1/p is no number
                out[base + a] = (x[base + a] - mean) / (p + damping)
                above += out[base + a]
                below += p / (p + damping)
        for a in range(actions):
            p = share * room.probabilities[s, a]
            if p + damping >= SMALLEST and below > 0.0:
                out[base + a] -= above / below * p / (p + damping)
            if damping > 0.0:
                out[base + a] += mean / damping


@compiled
def prepare(phi: Phi, room: Exact, settings: Settings, metric: Metric) -> None:
    """What `natural_direction` needs of F, at the θ last evaluated into ``room``, into ``metric``; a tabular softmax needs nothing."""
    if phi.tabular:
        return
    size = metric.scale.size
    fisher(phi, room, settings.temperature, metric.scale, metric.curvature)
    for i in range(size):
        metric.scale[i] = metric.curvature[i, i]
    if settings.damping > 0.0:
        _factorise(metric.curvature, settings.damping)
    else:
        diagonalise(metric.curvature, metric.vectors)


@compiled
def natural_direction(phi: Phi, room: Exact, settings: Settings, metric: Metric, x: Floats, out: Floats) -> None:
    """``out = (F + λI)⁺ x``, after `prepare` with the same settings and room."""
    if phi.tabular:
        _in_each_state(room, settings.temperature, settings.damping, x, out)
    elif settings.damping > 0.0:
        _damped_inverse(metric.curvature, x, out)
    else:
        apply_inverse(metric.curvature, metric.vectors, metric.scale, 0.0, x, out)
