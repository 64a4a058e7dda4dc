"""A small network in place of features: tanh layers, and one preference an action at the end (Rumelhart, Hinton & Williams 1986).

    a⁰ = x(s)     aˡ = tanh(aˡ⁻¹ Wˡ + bˡ)     h(s, ·) = aᴸ⁻¹ Wᴸ + bᴸ

θ is W¹ row by row, then b¹, then W², b² and so on; ``W1[i,j]`` leads from input i to unit j. At θ = 0 every unit is 0 and no
hidden layer has a slope: a network begins at random numbers instead (`Network.initial`).

Shapes: S states, A actions, D parameters, I inputs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from policyscope.arrays import Floats, Integers
from policyscope.errors import InvalidInput
from policyscope.policies.features import table_of

Layer = tuple[Floats, Floats]


@dataclass(frozen=True, eq=False)
class Network:
    """Preferences h(s, a; θ) of a feed-forward network.

    Attributes:
        inputs: x(s), shape (S, I).
        sizes: units in each layer: I, the hidden ones, A.
        states, actions, parameters: S, A, D.
        names: a name for each parameter, length D.
    """

    inputs: Floats
    sizes: Integers
    states: int
    actions: int
    parameters: int
    names: tuple[str, ...]

    def layers(self, theta: Floats) -> list[Layer]:
        """θ as (W, b) for each layer: views of shapes (in, out) and (out,)."""
        found, at = [], 0
        for rows, columns in pairwise(self.sizes):
            end = at + rows * columns
            found.append((theta[at:end].reshape(rows, columns), theta[end : end + columns]))
            at = end + columns
        return found

    def outputs(self, theta: Floats) -> list[Floats]:
        """What each layer puts out for every state, x(s) first and h(s, ·) last, shapes (S, units)."""
        *hidden, (last, bias) = self.layers(theta)
        found = [self.inputs]
        for weights, offsets in hidden:
            found.append(np.tanh(found[-1] @ weights + offsets))
        return [*found, found[-1] @ last + bias]

    def preferences(self, theta: Floats) -> Floats:
        """h(s, a; θ), shape (S, A)."""
        return self.outputs(theta)[-1]

    def jacobian(self, theta: Floats) -> Floats:
        """∂h(s, a)/∂θ by backpropagation, shape (S, A, D).

        With δᴸ = ∂h/∂h = 1:  ∂h/∂Wˡ = aˡ⁻¹ ⊗ δˡ,  ∂h/∂bˡ = δˡ,  δˡ⁻¹ = (δˡ Wˡᵀ)(1 − (aˡ⁻¹)²).
        """
        outputs = self.outputs(theta)
        slope = np.broadcast_to(np.eye(self.actions), (self.states, self.actions, self.actions))
        parts: list[Floats] = []
        for (weights, _), units in zip(reversed(self.layers(theta)), reversed(outputs[:-1]), strict=True):
            outer = units[:, None, :, None] * slope[:, :, None, :]
            parts[:0] = [outer.reshape(self.states, self.actions, -1), slope]
            slope = slope @ weights.T * (1.0 - units**2)[:, None, :]
        return np.concatenate(parts, axis=2)

    def initial(self, rng: np.random.Generator) -> Floats:
        """Where learning begins: W uniform within ±√(6 / (in + out)), b = 0 (Glorot & Bengio 2010, eq. 16).

        Args:
            rng: the only source of randomness.

        Returns:
            Shape (D,).
        """
        theta = np.zeros(self.parameters)
        for weights, _ in self.layers(theta):
            reach = math.sqrt(6.0 / sum(weights.shape))
            weights[:] = rng.uniform(-reach, reach, weights.shape)
        return theta


def network(inputs: ArrayLike, states: int, actions: int, hidden: list[int]) -> Network:
    """A network over the states' inputs.

    Args:
        inputs: x(s), shape (S, I), I ≥ 1.
        states: S.
        actions: A.
        hidden: units of each tanh layer, from the input on.

    Raises:
        InvalidInput: fields ``hidden``, for a layer without units, and ``state_inputs``, for another shape or numbers that
            are not finite.
    """
    x = table_of("state_inputs", inputs)
    if x.ndim != 2 or x.shape[0] != states or x.shape[1] < 1:
        raise InvalidInput("state_inputs", f"{states} rows, one a state, of at least one number", list(x.shape))
    if any(units < 1 for units in hidden):
        raise InvalidInput("hidden", "at least one unit in every layer", hidden)
    sizes = np.array([x.shape[1], *hidden, actions], dtype=np.int64)
    names = []
    for number, (rows, columns) in enumerate(pairwise(sizes), start=1):
        names += [f"W{number}[{i},{j}]" for i in range(1, rows + 1) for j in range(1, columns + 1)]
        names += [f"b{number}[{j}]" for j in range(1, columns + 1)]
    return Network(x, sizes, states, actions, len(names), tuple(names))


def parameters_of(inputs: int, hidden: list[int], actions: int) -> int:
    """D of a network: Σ (in + 1)·out over its layers.

    Args:
        inputs: I.
        hidden: units of each tanh layer.
        actions: A.
    """
    sizes = [inputs, *hidden, actions]
    return sum((rows + 1) * columns for rows, columns in pairwise(sizes))
