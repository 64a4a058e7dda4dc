"""Policies and features, as a person writes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from policyscope.policies import Features, custom, fourier, one_hot, polynomial, rbf, stacked, tile_coding
from policyscope.problems import TabularMDP
from policyscope.runs.specs.base import Spec, knob


class FeatureKind(Spec):
    """What every kind of features can say of itself."""

    def parameters_at_most(self, problem: TabularMDP) -> int:
        """D, or a bound on it, known before any array is built; only kinds that can make many out of little need to say."""
        return 1

    def numbers_at_most(self, problem: TabularMDP) -> int:
        """How many numbers building φ takes at once, or a bound on it."""
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
    state_features: list[list[float]] | None = knob(
        None, "State features x(s)", "One row a state; empty takes the problem's own coordinates."
    )

    def build(self, problem: TabularMDP) -> Features:
        rows = problem.coordinates if self.state_features is None else self.state_features
        return stacked(rows, problem.states, problem.actions)


class Custom(FeatureKind):
    """Any feature vectors: φ as an array of shape [S][A][D]."""

    kind: Literal["custom"] = "custom"
    phi: list[list[list[float]]] = knob(..., "φ(s, a)", "Nested states, actions, features.")

    def build(self, problem: TabularMDP) -> Features:
        return custom(self.phi, problem.states, problem.actions)


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
    width: float = knob(0.25, "Width", "Standard deviation of a bump, coordinates scaled to 0 … 1.", gt=0.0, le=100.0)

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


class Softmax(Spec):
    """π(a|s) ∝ exp(θ·φ(s, a) / temperature)."""

    kind: Literal["softmax"] = "softmax"
    features: FeatureSpec = knob(OneHot(), "Features φ(s, a)", "What the policy sees of a state and an action.")
    temperature: float = knob(
        1.0,
        "Temperature",
        "Above 1 the policy is flatter than its preferences, below 1 sharper.",
        live=True,
        scale="log",
        slider=(0.1, 10.0),
        ge=0.01,
        le=100.0,
    )


PolicySpec = Softmax
