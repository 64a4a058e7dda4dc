"""Features φ(s, a): what a policy sees of a state and an action.

Shapes: S states, A actions, D parameters. Stored by rows s·A + a without their zeros (CSR), the form the kernels walk.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from policyscope.arrays import Floats, Integers
from policyscope.errors import InvalidInput


@dataclass(frozen=True, eq=False)
class Features:
    """φ as a sparse matrix with one row for every state and action.

    Attributes:
        pointer: row s·A + a spans ``pointer[row]:pointer[row + 1]``, shape (S·A + 1,).
        index: the parameter of each entry, in 0 … D − 1.
        value: the entry itself.
        states, actions, parameters: S, A, D.
        names: a name for each parameter, length D.
    """

    pointer: Integers
    index: Integers
    value: Floats
    states: int
    actions: int
    parameters: int
    names: tuple[str, ...]

    def preferences(self, theta: Floats) -> Floats:
        """h(s, a) = θ·φ(s, a), shape (S, A)."""
        rows = np.repeat(np.arange(self.states * self.actions), np.diff(self.pointer))
        h = np.bincount(rows, self.value * theta[self.index], self.states * self.actions)
        return np.asarray(h.reshape(self.states, self.actions), dtype=np.float64)

    def jacobian(self, _theta: Floats) -> Floats:
        """∂h(s, a)/∂θ = φ(s, a), wherever θ is, shape (S, A, D)."""
        return self.dense()

    def dense(self) -> Floats:
        """φ as an array of shape (S, A, D)."""
        rows = np.repeat(np.arange(self.states * self.actions), np.diff(self.pointer))
        phi = np.zeros((self.states * self.actions, self.parameters))
        phi[rows, self.index] = self.value
        return phi.reshape(self.states, self.actions, self.parameters)


def one_hot(states: int, actions: int) -> Features:
    """One parameter for every state and action: the tabular softmax (Sutton & Barto 2018, §13.1).

    Args:
        states: S.
        actions: A.

    Returns:
        Features with D = S·A; θ[s·A + a] is the preference of a in s.
    """
    size = states * actions
    names = tuple(f"θ({s},{a})" for s in range(states) for a in range(actions))
    return Features(np.arange(size + 1, dtype=np.int64), np.arange(size, dtype=np.int64), np.ones(size), states, actions, size, names)


def stacked(rows: ArrayLike, states: int, actions: int) -> Features:
    """State features with the action's number appended: φ(s, a) = (x(s), a).

    The state's part is the same for every action and cancels in the score φ(s, a) − E[φ(s, ·)]: only the last
    parameter is ever learned, and the Fisher matrix has rank 1.

    Args:
        rows: x(s), shape (S, C).
        states: S.
        actions: A.

    Raises:
        InvalidInput: field ``state_features``, for another shape or numbers that are not finite.
    """
    x = table_of("state_features", rows)
    if x.ndim != 2 or x.shape[0] != states:
        raise InvalidInput("state_features", f"{states} rows, one a state", list(x.shape))
    phi = np.concatenate(
        [np.repeat(x[:, None, :], actions, axis=1), np.broadcast_to(np.arange(actions, dtype=float)[None, :, None], (states, actions, 1))],
        axis=2,
    )
    return compressed(phi, (*(f"x{i + 1}" for i in range(x.shape[1])), "action"))


def custom(phi: ArrayLike, states: int, actions: int) -> Features:
    """Any feature vectors.

    Args:
        phi: shape (S, A, D), D ≥ 1.
        states: S.
        actions: A.

    Raises:
        InvalidInput: field ``phi``, for another shape or numbers that are not finite.
    """
    table = table_of("phi", phi)
    if table.ndim != 3 or table.shape[:2] != (states, actions) or table.shape[2] < 1:
        raise InvalidInput("phi", f"shape [{states}][{actions}][D] with D ≥ 1", list(table.shape))
    return compressed(table, tuple(f"θ{d + 1}" for d in range(table.shape[2])))


def table_of(field: str, value: ArrayLike) -> Floats:
    """An array of finite numbers; an error that names ``field`` for anything else."""
    try:
        table = np.array(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise InvalidInput(field, "a rectangular array of numbers", value) from None
    if not np.isfinite(table).all():
        raise InvalidInput(field, "finite numbers", float(table[~np.isfinite(table)][0]))
    return table


def compressed(phi: Floats, names: tuple[str, ...]) -> Features:
    """Features from an array φ of shape (S, A, D) and D names."""
    states, actions, size = phi.shape
    flat = phi.reshape(states * actions, size)
    pointer = np.zeros(states * actions + 1, dtype=np.int64)
    np.cumsum(np.count_nonzero(flat, axis=1), out=pointer[1:])
    index = np.flatnonzero(flat).astype(np.int64, copy=False)
    index %= size
    return Features(pointer, index, flat[flat != 0.0], states, actions, size, names)
