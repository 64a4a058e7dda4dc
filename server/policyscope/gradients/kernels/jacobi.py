"""Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations (Golub & Van Loan 2013, §8.5).

On a matrix that is never negative they find small eigenvalues to as many digits as large ones, where its rows differ in scale
alone (Demmel & Veselić 1992): a Fisher matrix whose states are visited 1e20 times apart is one.
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.machine_code.compiled import compiled

SWEEPS = 40
RANK_TOLERANCE = 1e-13
"""An eigenvalue counts as zero below this share of what the matrix has on its diagonal where the eigenvector lies."""


@compiled
def diagonalise(matrix: Floats, vectors: Floats) -> None:
    """Eigen-decomposition of a symmetric matrix by cyclic rotations.

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
                if apq == 0.0 or abs(apq) <= 1e-17 * math.sqrt(abs(matrix[p, p])) * math.sqrt(abs(matrix[q, q])):
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
def apply_inverse(matrix: Floats, vectors: Floats, scale: Floats, damping: float, x: Floats, out: Floats) -> None:
    """``out = (M + λI)⁺ x``, all [D], M given by `diagonalise` and ``scale``, the diagonal it had before."""
    size = x.size
    for i in range(size):
        out[i] = 0.0
    for k in range(size):
        along, least = 0.0, 0.0
        for i in range(size):
            along += vectors[i, k] * x[i]
            least += vectors[i, k] * vectors[i, k] * scale[i]
        curvature = (matrix[k, k] if matrix[k, k] > RANK_TOLERANCE * least else 0.0) + damping
        if curvature <= 0.0:
            continue
        along /= curvature
        for i in range(size):
            out[i] += along * vectors[i, k]
