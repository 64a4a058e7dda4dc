"""Linear systems (I − M) x = y of chains that may almost never end, M ≥ 0: no diagonal is computed by subtraction.

Each row is known by its entries off the diagonal and its excess, one less its sum: the chance to leave the chain, which its owner
knows to the last digit (Grassmann, Taksar & Heyman 1985; Alfa, Xue & Ye 2002). The compiled kernels' `factorise` is the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from policyscope.arrays import Floats


@dataclass(frozen=True, eq=False)
class Eliminated:
    """L·U = I − M.

    Attributes:
        ratios: below the diagonal, what of each pivot's row was added to a later one, shape (n, n).
        rows: above the diagonal, M's entries when their row became the pivot's, shape (n, n).
        pivots: shape (n,), all positive.
    """

    ratios: Floats
    rows: Floats
    pivots: Floats

    def solve(self, y: Floats) -> Floats:
        """The x of (I − M) x = y; y and x of shape (n,) or (n, k)."""
        x = np.array(y)
        for p in range(len(x) - 1):
            x[p + 1 :] += np.multiply.outer(self.ratios[p + 1 :, p], x[p])
        for p in range(len(x) - 1, -1, -1):
            x[p] = (x[p] + self.rows[p, p + 1 :] @ x[p + 1 :]) / self.pivots[p]
        return x

    def solve_transposed(self, y: Floats) -> Floats:
        """The x of (I − M)ᵀ x = y, both of shape (n,)."""
        x = np.array(y)
        for p in range(len(x)):
            x[p] /= self.pivots[p]
            x[p + 1 :] += self.rows[p, p + 1 :] * x[p]
        for p in range(len(x) - 2, -1, -1):
            x[p] += self.ratios[p + 1 :, p] @ x[p + 1 :]
        return x


def eliminate(chain: Floats, excess: Floats) -> Eliminated | None:
    """I − M in triangles; None if Σ_t Mᵗ is infinite.

    Args:
        chain: M ≥ 0, shape (n, n).
        excess: 1 − Σ_j M[i, j] of each row, shape (n,); below zero where a row sums to more than one.
    """
    rows, rest, ratios = np.array(chain), np.array(excess), np.zeros_like(chain)
    np.fill_diagonal(rows, 0.0)
    pivots = np.empty(len(rest))
    for p in range(len(rest)):
        pivots[p] = rest[p] + rows[p, p + 1 :].sum()
        if not pivots[p] > 0.0:  # of a matrix such as I − M, all pivots are positive exactly where M's spectral radius is below one
            return None
        share = rows[p + 1 :, p] / pivots[p]
        ratios[p + 1 :, p] = share
        rest[p + 1 :] += share * rest[p]
        rows[p + 1 :, p + 1 :] += np.multiply.outer(share, rows[p, p + 1 :])
    return Eliminated(ratios, np.triu(rows, 1), pivots)
