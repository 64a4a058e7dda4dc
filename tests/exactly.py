"""Problems solved in extended precision: what is true to the last digit of a double, however near a corner θ is.

An independent second program: textbook formulas on dense arrays, subtractions and all, in so many digits (``DIGITS``) that none
of them matters. Numbers are mpmath's ``mpf``, whose exponents have no bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np

from policyscope.problems import TabularMDP

DIGITS = 1400
"""Enough for products of four chances of e⁻⁷⁰⁰ beside 1."""

Table = Any  # an array of objects


def exact(numbers: Any) -> Table:
    """An array of doubles as an array of mpf, each the double's own value."""
    return np.vectorize(mpmath.mpf, otypes=[object])(np.asarray(numbers, dtype=float))


@dataclass(frozen=True)
class Solution:
    """What is true at one θ: arrays of mpf."""

    probabilities: Table  # [S, A]
    value: Any
    advantages: Table  # [S, A]
    visitation: Table  # [S]
    gradient: Table  # [D]
    slopes: Table  # [S, A, D] scores


def softmax(preferences: Table) -> Table:
    """π, shape (S, A), of preferences already divided by the temperature."""
    powers = np.vectorize(mpmath.exp, otypes=[object])(preferences)
    return powers / powers.sum(axis=1, keepdims=True)


def solve(matrix: Table, right: Table) -> Table:
    """matrix⁻¹ right, by mpmath's LU."""
    return np.array(list(mpmath.lu_solve(mpmath.matrix(matrix.tolist()), mpmath.matrix(right.tolist()))), dtype=object)


def solution(
    mdp: TabularMDP, phi: Any, theta: Any, discount: float = 1.0, temperature: float = 1.0, entropy: float = 0.0, average: bool = False
) -> Solution:
    """Solves a problem whose policy is softmax(φ·θ/τ), for the start value or, with ``average``, for the reward per step.

    Args:
        mdp: S states, A actions.
        phi: features, shape (S, A, D).
        theta: shape (D,).
        discount: γ of the start value.
        temperature: τ.
        entropy: β: every step earns β H(π(·|S_t)) besides.
        average: whether the objective is the average reward.
    """
    phi, one = exact(phi), mpmath.mpf(1)
    slopes = phi / mpmath.mpf(temperature)
    pi = softmax(slopes @ exact(theta))
    psi = slopes - (pi[:, :, None] * slopes).sum(axis=1)[:, None, :]
    gamma, beta = mpmath.mpf(discount), mpmath.mpf(entropy)
    alive = np.array([mpmath.mpf(int(not end)) for end in mdp.terminal], dtype=object)
    move = exact(mdp.transition) * alive[:, None, None]
    reward = (move * exact(mdp.reward)).sum(axis=2)
    surprise = -np.vectorize(mpmath.log, otypes=[object])(pi) * alive[:, None]
    bonus = beta * (pi * surprise).sum(axis=1)
    pays = (pi * reward).sum(axis=1) + bonus
    chain = (pi[:, :, None] * move).sum(axis=1)
    onward = move * alive[None, None, :]  # what comes after an end is worth nothing
    states = mdp.states
    eye = exact(np.eye(states))
    gradient, visits = exact(np.zeros(psi.shape[2])), exact(np.zeros(states))

    def add(at: Table, q: Table) -> Table:
        return (at[:, None, None] * pi[:, :, None] * psi * (q + beta * surprise)[:, :, None]).sum(axis=(0, 1))

    if average:
        system = eye - chain
        system[:, 0] = one  # the column of ones stands for r̄, and h is 0 at the first state
        unknown = solve(system, pays)
        value, h = unknown[0], np.concatenate([[mpmath.mpf(0)], unknown[1:]])
        balance = (eye - chain).T
        balance[0, :] = one
        visits = solve(balance, exact(np.eye(states)[0]))
        q = reward + bonus[:, None] - value + move @ h
        return Solution(pi, value, q - h[:, None], visits, add(visits, q), psi)
    start = exact(mdp.start) * alive
    if mdp.horizon is None:
        values = solve(eye - gamma * chain * alive[None, :], pays)
        visits = solve((eye - gamma * chain * alive[None, :]).T, start)
        q = reward + bonus[:, None] + gamma * onward @ values
        return Solution(pi, start @ values, q - values[:, None] * alive[:, None], visits, add(visits, q), psi)
    later, all_values = exact(np.zeros(states)), []
    for _ in range(mdp.horizon):
        all_values.append(later)
        later = pays + gamma * (chain * alive[None, :]) @ later
    now = start
    for values in reversed(all_values):
        visits = visits + now
        gradient = gradient + add(now, reward + bonus[:, None] + gamma * onward @ values)
        now = gamma * (chain * alive[None, :]).T @ now
    q = reward + bonus[:, None] + gamma * onward @ all_values[-1]
    return Solution(pi, start @ later, q - later[:, None] * alive[:, None], visits, gradient, psi)


def natural_step(found: Solution, x: Table, damping: float = 0.0) -> Table:
    """(F + λI)⁺ x for a tabular softmax, shape (S·A,): with λ = 0 the shortest y with F y = x, 0 for states nobody visits."""
    states, actions = found.probabilities.shape
    out = []
    for s in range(states):
        mine = found.slopes[s, :, s * actions : (s + 1) * actions]
        block = (found.probabilities[s][:, None, None] * mine[:, :, None] * mine[:, None, :]).sum(axis=0)
        block = block * found.visitation[s] / found.visitation.sum() + mpmath.mpf(damping) * exact(np.eye(actions))
        given = x[s * actions : (s + 1) * actions]
        if damping == 0.0:
            if found.visitation[s] == 0:
                out += [mpmath.mpf(0)] * actions
                continue
            # y is the shortest where it sums to 0: one more unknown makes the system regular
            block = np.block([[block, exact(np.ones((actions, 1)))], [exact(np.ones((1, actions))), exact(np.zeros((1, 1)))]])
            given = np.concatenate([given, [mpmath.mpf(0)]])
        out += list(solve(block, given)[:actions])
    return np.array(out, dtype=object)


def errors(got: Any, true: Table, scale: Table | None = None) -> np.ndarray:
    """|got − true| over |true|, or over ``scale`` where that is given; 0 where both are 0. As doubles."""
    beside = np.abs(true if scale is None else scale)
    gap = np.abs(exact(got) - true)
    return np.array([float(g / b) if b != 0 else float(g) for g, b in zip(gap.ravel(), beside.ravel(), strict=True)])
