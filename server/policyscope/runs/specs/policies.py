"""Policies and features, as a person writes them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal, TypeVar

import numpy as np
from pydantic import ConfigDict, Field

from policyscope.errors import InvalidInput
from policyscope.policies import (
    Features,
    Network,
    Preferences,
    custom,
    fourier,
    network,
    one_hot,
    parameters_of,
    polynomial,
    rbf,
    scaled,
    stacked,
    tile_coding,
)
from policyscope.problems import TabularMDP
from policyscope.problems.tabular import MOST_NAMES
from policyscope.runs.specs.arrays import Table
from policyscope.runs.specs.base import TABULAR, Spec, knob
from policyscope.runs.specs.bounds import LARGEST_FEATURE
from policyscope.runs.specs.continuous import Gaussian

Row = TypeVar("Row")
FEATURES_OF_A_STATE = Table(("[S][C]",), -LARGEST_FEATURE, LARGEST_FEATURE)


def a_row_each(field: str, rows: Sequence[Row], problem: TabularMDP) -> Sequence[Row]:
    """The rows as they are, one for every state.

    Raises:
        InvalidInput: for fewer or more, naming the states; books leave out the end, which is a state too.
    """
    if len(rows) == problem.states:
        return rows
    names = ", ".join(problem.state_names[:MOST_NAMES]) + (" …" if problem.states > MOST_NAMES else "")
    ends = [problem.state_names[s] for s in np.flatnonzero(problem.terminal)]
    remedy = f"The states are {names}."
    if len(rows) == problem.states - len(ends):
        remedy += f" An episode ends at {', '.join(ends[:MOST_NAMES])}: give it a row too; any numbers will do, such as zeros."
    raise InvalidInput(field, f"{problem.states} rows, one a state", len(rows), remedy)


class FeatureKind(Spec):
    """What every kind of features says about itself."""

    def parameters_at_most(self, problem: TabularMDP) -> int:
        """D, or a bound on it, known before any array is built."""
        return 1

    def numbers_at_most(self, problem: TabularMDP) -> int:
        """How many numbers building φ needs at once, or a bound on it."""
        return problem.states * problem.actions * self.parameters_at_most(problem)


class OneHot(FeatureKind):
    """One parameter for every state and action: the tabular softmax."""

    kind: Literal["one_hot"] = "one_hot"

    def build(self, problem: TabularMDP) -> Features:
        return one_hot(problem.states, problem.actions)

    def parameters_at_most(self, problem: TabularMDP) -> int:
        return problem.states * problem.actions

    def numbers_at_most(self, problem: TabularMDP) -> int:
        return problem.states * problem.actions


class Stacked(FeatureKind):
    """State features with the action's number appended: φ(s, a) = (x(s), a)."""

    kind: Literal["stacked"] = "stacked"
    state_features: Annotated[list[list[float]], FEATURES_OF_A_STATE] | None = knob(
        None, "State features x(s)", "One row a state; empty takes the problem's own coordinates."
    )

    def build(self, problem: TabularMDP) -> Features:
        rows = problem.coordinates if self.state_features is None else a_row_each("state_features", self.state_features, problem)
        return stacked(rows, problem.states, problem.actions)

    def parameters_at_most(self, problem: TabularMDP) -> int:
        columns = problem.coordinates.shape[1] if self.state_features is None else max(map(len, self.state_features), default=0)
        return columns + 1


class Custom(FeatureKind):
    """Any feature vectors: φ as an array of shape [S][A][D]."""

    kind: Literal["custom"] = "custom"
    phi: Annotated[list[list[list[float]]], Table(("[S][A][D]",), -LARGEST_FEATURE, LARGEST_FEATURE)] = knob(
        ..., "φ(s, a)", "Nested states, actions, features."
    )

    def build(self, problem: TabularMDP) -> Features:
        return custom(a_row_each("phi", self.phi, problem), problem.states, problem.actions)

    def parameters_at_most(self, problem: TabularMDP) -> int:
        return max((len(vector) for rows in self.phi for vector in rows), default=0)


class Polynomial(FeatureKind):
    """Every product of powers of the state's coordinates, a block for each action."""

    kind: Literal["polynomial"] = "polynomial"
    order: int = knob(2, "Order", "The highest power of one coordinate.", ge=0, le=20)

    def build(self, problem: TabularMDP) -> Features:
        return polynomial(problem.coordinates, problem.actions, self.order)

    def parameters_at_most(self, problem: TabularMDP) -> int:
        return (self.order + 1) ** problem.coordinates.shape[1] * problem.actions


class Fourier(FeatureKind):
    """Cosines of the state's coordinates, a block for each action."""

    kind: Literal["fourier"] = "fourier"
    order: int = knob(3, "Order", "The highest frequency along one coordinate, in half waves.", ge=0, le=50)

    def build(self, problem: TabularMDP) -> Features:
        return fourier(problem.coordinates, problem.actions, self.order)

    def parameters_at_most(self, problem: TabularMDP) -> int:
        return (self.order + 1) ** problem.coordinates.shape[1] * problem.actions


class RadialBasis(FeatureKind):
    """Gaussian bumps over the state's coordinates, a block for each action."""

    kind: Literal["rbf"] = "rbf"
    centres: int = knob(4, "Centres", "Bumps along each coordinate.", ge=1, le=50)
    width: float = knob(0.25, "Width", "Standard deviation of a bump, coordinates scaled to 0 … 1.", ge=1e-6, le=100.0)

    def build(self, problem: TabularMDP) -> Features:
        return rbf(problem.coordinates, problem.actions, self.centres, self.width)

    def parameters_at_most(self, problem: TabularMDP) -> int:
        return self.centres ** problem.coordinates.shape[1] * problem.actions


class TileCoding(FeatureKind):
    """Overlapping grids over the state's coordinates, a block for each action."""

    kind: Literal["tile_coding"] = "tile_coding"
    tilings: int = knob(4, "Tilings", "How many grids overlap.", ge=1, le=64)
    tiles: int = knob(4, "Tiles", "Tiles along each coordinate.", ge=1, le=50)

    def build(self, problem: TabularMDP) -> Features:
        return tile_coding(problem.coordinates, problem.actions, self.tilings, self.tiles)

    def parameters_at_most(self, problem: TabularMDP) -> int:
        return self.tilings * (self.tiles + 1) ** problem.coordinates.shape[1] * problem.actions


FeatureSpec = Annotated[OneHot | Stacked | Polynomial | RadialBasis | TileCoding | Fourier | Custom, Field(discriminator="kind")]


class InputKind(Spec, ABC):
    """What a network sees of a state."""

    @abstractmethod
    def rows(self, problem: TabularMDP) -> Any:
        """x(s), shape (S, I)."""

    def inputs_at_most(self, problem: TabularMDP) -> int:
        """I, or a bound on it, known before any array is built."""
        return 1


class OneHotInputs(InputKind):
    """One input for every state: 1 there, 0 elsewhere."""

    kind: Literal["one_hot"] = "one_hot"

    def rows(self, problem: TabularMDP) -> Any:
        return np.eye(problem.states)

    def inputs_at_most(self, problem: TabularMDP) -> int:
        return problem.states


class Coordinates(InputKind):
    """The state's coordinates, such as row and column, scaled to 0 … 1: nearby states look alike."""

    kind: Literal["coordinates"] = "coordinates"

    def rows(self, problem: TabularMDP) -> Any:
        return scaled(problem.coordinates)

    def inputs_at_most(self, problem: TabularMDP) -> int:
        return problem.coordinates.shape[1]


class CustomInputs(InputKind):
    """Any numbers: x as an array of shape [S][I]."""

    kind: Literal["custom"] = "custom"
    state_inputs: Annotated[list[list[float]], FEATURES_OF_A_STATE] = knob(..., "x(s)", "One row a state.")

    def rows(self, problem: TabularMDP) -> Any:
        return a_row_each("state_inputs", self.state_inputs, problem)

    def inputs_at_most(self, problem: TabularMDP) -> int:
        return max(map(len, self.state_inputs), default=0)


InputSpec = Annotated[OneHotInputs | Coordinates | CustomInputs, Field(discriminator="kind")]


class Policy(Spec, ABC):
    """What every softmax policy says about itself."""

    families: ClassVar[tuple[str, ...]] = TABULAR
    part: ClassVar[str]
    """The field that makes θ long."""

    @abstractmethod
    def build(self, problem: TabularMDP) -> Preferences:
        """What turns θ into preferences."""

    def parameters_at_most(self, problem: TabularMDP) -> int:
        """D, or a bound on it, known before any array is built."""
        return 1

    @abstractmethod
    def numbers_at_most(self, problem: TabularMDP) -> int:
        """How many numbers `build` needs at once, or a bound on it."""


def _temperature() -> Any:
    return knob(
        1.0,
        "Temperature",
        "Above 1 the policy is flatter than its preferences say, below 1 sharper.",
        live=True,
        scale="log",
        slider=(0.1, 10.0),
        ge=0.01,
        le=100.0,
    )


class Softmax(Policy):
    """π(a|s) ∝ exp(θ·φ(s, a) / temperature)."""

    part: ClassVar[str] = "features"
    kind: Literal["softmax"] = "softmax"
    features: FeatureSpec = knob(OneHot(), "Features φ(s, a)", "What the policy sees of a state and an action.")
    temperature: float = _temperature()

    def build(self, problem: TabularMDP) -> Features:
        try:
            return self.features.build(problem)
        except InvalidInput as error:
            raise error.under("features") from None

    def parameters_at_most(self, problem: TabularMDP) -> int:
        return self.features.parameters_at_most(problem)

    def numbers_at_most(self, problem: TabularMDP) -> int:
        return self.features.numbers_at_most(problem)


class Mlp(Policy):
    """A network of tanh layers computes the preferences: π(a|s) ∝ exp(h(s, a; θ) / temperature)."""

    part: ClassVar[str] = "hidden"
    model_config = ConfigDict(title="Network")
    kind: Literal["mlp"] = "mlp"
    inputs: InputSpec = knob(OneHotInputs(), "Inputs x(s)", "What the network sees of a state.")
    hidden: list[Annotated[int, Field(ge=1, le=256)]] = knob(
        [8],
        "Hidden units",
        "How many units each tanh layer has, starting from the inputs. θ begins at small random weights drawn from the seed: at zero no "
        "hidden unit has a gradient.",
        min_length=1,
        max_length=4,
    )
    temperature: float = _temperature()

    def build(self, problem: TabularMDP) -> Network:
        try:
            return network(self.inputs.rows(problem), problem.states, problem.actions, self.hidden)
        except InvalidInput as error:
            raise error.under("inputs") from None

    def parameters_at_most(self, problem: TabularMDP) -> int:
        return parameters_of(self.inputs.inputs_at_most(problem), self.hidden, problem.actions)

    def numbers_at_most(self, problem: TabularMDP) -> int:
        return problem.states * self.inputs.inputs_at_most(problem)


PolicySpec = Annotated[Softmax | Mlp | Gaussian, Field(discriminator="kind")]
