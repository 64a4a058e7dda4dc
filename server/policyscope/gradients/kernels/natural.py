"""The Fisher matrix and what the natural gradient does with it (Amari 1998; Kakade 2001).

    F(θ) = Σ_s d̄(s) Σ_a π(a|s) ψ(s, a) ψ(s, a)ᵀ,   ψ the score, d̄ the normalised discounted visitation

F of a softmax is singular (a constant added to a state's preferences changes nothing), so the direction is (F + λI)⁺ ∇̂J: with
λ > 0 by Cholesky's factors of F + λI, with λ = 0 the pseudo-inverse through the eigenvectors of F, some hundred times dearer.
"""

from __future__ import annotations

import math

from policyscope.gradients.arrays import Exact, Floats, Metric, Phi
from policyscope.gradients.compiled import compiled
from policyscope.gradients.kernels.network import add_outer_scores

RANK_TOLERANCE = 1e-13  # eigenvalues below this share of the largest count as zero
SWEEPS = 40


@compiled
def fisher(phi: Phi, room: Exact, temperature: float, score: Floats, out: Floats) -> None:
    """F into ``out[D, D]``, at the θ last evaluated into ``room``; ``score[D]`` is scratch."""
    probabilities, visitation = room.probabilities, room.visitation
    states, actions = probabilities.shape
    size = out.shape[0]
    for i in range(size):
        for j in range(size):
            out[i, j] = 0.0
    total = 0.0
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
            others = 0.0
            for b in range(actions):
                if b != a:
                    others += probabilities[s, b]
            for b in range(actions):
                # the covariance of one-hot actions, written without the difference 1 − π that loses digits near 1
                factor = share * probabilities[s, a] * (others if a == b else -probabilities[s, b])
                for i in range(phi.pointer[s * actions + a], phi.pointer[s * actions + a + 1]):
                    for j in range(phi.pointer[s * actions + b], phi.pointer[s * actions + b + 1]):
                        out[phi.column[i], phi.column[j]] += factor * phi.value[i] * phi.value[j]


@compiled
def diagonalise(matrix: Floats, vectors: Floats) -> None:
    """Eigen-decomposition of a symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan 2013, §8.5).

    ``matrix[D, D]`` ends with the eigenvalues on its diagonal, ``vectors[D, D]`` with the eigenvectors in its columns.
    Entries that are zero are skipped: for tabular features the matrix is one small block a state.
    """
    size = matrix.shape[0]
    for i in range(size):
        for j in range(size):
            vectors[i, j] = 0.0
        vectors[i, i] = 1.0
    for _ in range(SWEEPS):
        rotated = False
        for p in range(size):
            for q in range(p + 1, size):
                apq = matrix[p, q]
                if apq == 0.0 or abs(apq) <= 1e-17 * math.sqrt(abs(matrix[p, p] * matrix[q, q])):
                    continue
                rotated = True
                tau = (matrix[q, q] - matrix[p, p]) / (2.0 * apq)
                tangent = math.copysign(1.0, tau) / (abs(tau) + math.sqrt(1.0 + tau * tau))
                cosine = 1.0 / math.sqrt(1.0 + tangent * tangent)
                sine = tangent * cosine
                for k in range(size):
                    kp, kq = matrix[k, p], matrix[k, q]
                    if kp != 0.0 or kq != 0.0:
                        matrix[k, p] = cosine * kp - sine * kq
                        matrix[k, q] = sine * kp + cosine * kq
                for k in range(size):
                    pk, qk = matrix[p, k], matrix[q, k]
                    if pk != 0.0 or qk != 0.0:
                        matrix[p, k] = cosine * pk - sine * qk
                        matrix[q, k] = sine * pk + cosine * qk
                matrix[p, q] = 0.0
                matrix[q, p] = 0.0
                for k in range(size):
                    kp, kq = vectors[k, p], vectors[k, q]
                    if kp != 0.0 or kq != 0.0:
                        vectors[k, p] = cosine * kp - sine * kq
                        vectors[k, q] = sine * kp + cosine * kq
        if not rotated:
            break


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
def apply_inverse(matrix: Floats, vectors: Floats, damping: float, x: Floats, out: Floats) -> None:
    """``out = (F + λI)⁺ x``, F given by `diagonalise`."""
    size = x.size
    largest = 0.0
    for i in range(size):
        largest = max(largest, matrix[i, i])
        out[i] = 0.0
    for k in range(size):
        curvature = matrix[k, k]
        if curvature <= RANK_TOLERANCE * largest:
            curvature = 0.0
        curvature += damping
        if curvature <= 0.0:
            continue
        along = 0.0
        for i in range(size):
            along += vectors[i, k] * x[i]
        along /= curvature
        for i in range(size):
            out[i] += along * vectors[i, k]


@compiled
def prepare(metric: Metric, damping: float) -> None:
    """From F in ``metric.curvature`` to what `natural_direction` needs of it."""
    if damping > 0.0:
        _factorise(metric.curvature, damping)
    else:
        diagonalise(metric.curvature, metric.vectors)


@compiled
def natural_direction(metric: Metric, damping: float, x: Floats, out: Floats) -> None:
    """``out = (F + λI)⁺ x``, F given by `prepare` with the same damping."""
    if damping <= 0.0:
        apply_inverse(metric.curvature, metric.vectors, 0.0, x, out)
        return
    size, upper = x.size, metric.curvature
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
