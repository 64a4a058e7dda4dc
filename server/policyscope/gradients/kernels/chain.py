"""The Markov chain a policy makes of a problem, restricted to non-terminal states, and linear systems with it.

I − f·P_π is an M-matrix: diagonally dominant by rows, so elimination needs no pivoting and loses no digits to it. The
loops skip structural zeros, which on boards and corridors are nearly all of the matrix.
"""

from __future__ import annotations

from policyscope.gradients.arrays import Dynamics, Floats
from policyscope.gradients.compiled import compiled


@compiled
def collapse(dynamics: Dynamics, probabilities: Floats, chain: Floats, reward: Floats) -> None:
    """P_π into ``chain`` (on the fixed pattern of ``dynamics``) and r_π(s) into ``reward[S]``."""
    states, actions = probabilities.shape
    for k in range(chain.size):
        chain[k] = 0.0
    for s in range(states):
        reward[s] = 0.0
        for a in range(actions):
            p = probabilities[s, a]
            reward[s] += p * dynamics.expected[s, a]
            for k in range(dynamics.pointer[s * actions + a], dynamics.pointer[s * actions + a + 1]):
                if dynamics.slot[k] >= 0:
                    chain[dynamics.slot[k]] += p * dynamics.probability[k]


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
def factorise(dynamics: Dynamics, chain: Floats, factor: float, without: int, lu: Floats) -> None:
    """L·U = I − factor·P_π into ``lu[S, S]``, unit lower triangle, no pivoting; the column ``without`` of P_π is left out (−1: none)."""
    n = lu.shape[0]
    for i in range(n):
        for j in range(n):
            lu[i, j] = 0.0
        lu[i, i] = 1.0
    for s in range(n):
        for k in range(dynamics.chain_pointer[s], dynamics.chain_pointer[s + 1]):
            if dynamics.chain_column[k] != without:
                lu[s, dynamics.chain_column[k]] -= factor * chain[k]
    for p in range(n):
        for i in range(p + 1, n):
            if lu[i, p] != 0.0:
                ratio = lu[i, p] / lu[p, p]
                lu[i, p] = ratio
                for j in range(p + 1, n):
                    if lu[p, j] != 0.0:
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
