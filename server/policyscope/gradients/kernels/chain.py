"""The Markov chain a policy makes of a problem, restricted to non-terminal states, and linear systems with it.

I − f·P_π is an M-matrix: diagonally dominant by rows, so elimination needs no pivoting. The loops skip structural zeros,
which on boards and corridors are nearly all of the matrix.
"""

from __future__ import annotations

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Dynamics, Exact
from policyscope.gradients.machine_code.compiled import compiled


@compiled
def collapse(dynamics: Dynamics, room: Exact) -> None:
    """π of ``room`` into P_π (``room.chain``, on the fixed pattern), r_π(s), and the chance that the next step is the last."""
    states, actions = room.probabilities.shape
    for k in range(room.chain.size):
        room.chain[k] = 0.0
    for s in range(states):
        room.reward[s] = 0.0
        room.ending[s] = 1.0 if dynamics.terminal[s] else 0.0
        for a in range(actions):
            p = room.probabilities[s, a]
            room.reward[s] += p * dynamics.expected[s, a]
            for k in range(dynamics.pointer[s * actions + a], dynamics.pointer[s * actions + a + 1]):
                if dynamics.slot[k] >= 0:
                    room.chain[dynamics.slot[k]] += p * dynamics.probability[k]
                else:
                    room.ending[s] += p * dynamics.probability[k]


@compiled
def step_back(dynamics: Dynamics, chain: Floats, factor: float, source: Floats, later: Floats, out: Floats) -> None:
    """``out = source + factor · P_π later``, all [S]; ``out`` must not be ``later``."""
    for s in range(source.size):
        total = 0.0
        for k in range(dynamics.chain_pointer[s], dynamics.chain_pointer[s + 1]):
            total += chain[k] * later[dynamics.chain_column[k]]
        out[s] = source[s] + factor * total


@compiled
def step_forward(dynamics: Dynamics, chain: Floats, factor: float, now: Floats, out: Floats) -> None:
    """``out = factor · P_πᵀ now``, both [S]."""
    for s in range(now.size):
        out[s] = 0.0
    for s in range(now.size):
        mass = factor * now[s]
        if mass != 0.0:
            for k in range(dynamics.chain_pointer[s], dynamics.chain_pointer[s + 1]):
                out[dynamics.chain_column[k]] += mass * chain[k]


@compiled
def factorise(dynamics: Dynamics, room: Exact, factor: float, without: int) -> None:
    """L·U = I − factor·P_π into ``room.elimination``; the column ``without`` of P_π is left out (−1: none).

    Nothing is ever subtracted from a diagonal: each row is known by its off-diagonal entries and its sum, which is the chance
    to leave the chain, and the diagonal is made of those (Grassmann, Taksar & Heyman 1985; Alfa, Xue & Ye 2002). So a policy
    that nearly never leaves a state still has its values and its visits to the last digits.
    """
    lu, leave = room.elimination, room.leave
    n = leave.size
    for i in range(n):
        for j in range(n):
            lu[i, j] = 0.0
    for s in range(n):
        leave[s] = 1.0 if dynamics.terminal[s] else 1.0 - factor + factor * room.ending[s]
        for k in range(dynamics.chain_pointer[s], dynamics.chain_pointer[s + 1]):
            if dynamics.chain_column[k] == without:
                leave[s] += factor * room.chain[k]
            elif dynamics.chain_column[k] != s:
                lu[s, dynamics.chain_column[k]] = -factor * room.chain[k]
    for p in range(n):
        pivot = leave[p]
        for j in range(p + 1, n):
            pivot -= lu[p, j]
        lu[p, p] = pivot
        for i in range(p + 1, n):
            if lu[i, p] != 0.0:
                ratio = lu[i, p] / pivot
                lu[i, p] = ratio
                leave[i] -= ratio * leave[p]
                for j in range(p + 1, n):
                    if lu[p, j] != 0.0 and j != i:
                        lu[i, j] -= ratio * lu[p, j]


@compiled
def solve(lu: Floats, x: Floats) -> None:
    """Solves (L U) x = x in place, x[S]."""
    n = lu.shape[0]
    for i in range(n):
        for j in range(i):
            if lu[i, j] != 0.0:
                x[i] -= lu[i, j] * x[j]
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            if lu[i, j] != 0.0:
                x[i] -= lu[i, j] * x[j]
        x[i] /= lu[i, i]


@compiled
def solve_transposed(lu: Floats, x: Floats) -> None:
    """Solves (L U)ᵀ x = x in place, x[S]."""
    n = lu.shape[0]
    for i in range(n):
        x[i] /= lu[i, i]
        for j in range(i + 1, n):
            if lu[i, j] != 0.0:
                x[j] -= lu[i, j] * x[i]
    for i in range(n - 1, -1, -1):
        for j in range(i):
            if lu[i, j] != 0.0:
                x[j] -= lu[i, j] * x[i]


@compiled
def solve_columns(dynamics: Dynamics, room: Exact, factor: float, table: Floats, column: Floats, first: int, last: int) -> bool:
    """Columns ``first:last`` of ``table`` become (I − factor·chain)⁻¹ of themselves; ``column[S]`` is scratch.

    False where the sum that this stands for, Σ_t (factor·chain)ᵗ, is infinite: then a pivot is not positive.
    """
    factorise(dynamics, room, factor, -1)
    for s in range(column.size):
        if not room.elimination[s, s] > 0.0:
            return False
    for j in range(first, last):
        for s in range(column.size):
            column[s] = table[s, j]
        solve(room.elimination, column)
        for s in range(column.size):
            table[s, j] = column[s]
    return True
