"""Policies and features, as a person writes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from policyscope.policies import Features, custom, one_hot, stacked
from policyscope.problems import TabularMDP
from policyscope.runs.specs.base import Spec, knob


class OneHot(Spec):
    """One parameter for every state and action: the tabular softmax."""

    kind: Literal["one_hot"] = "one_hot"

    def build(self, problem: TabularMDP) -> Features:
        return one_hot(problem.states, problem.actions)


class Stacked(Spec):
    """State features with the action's number appended: φ(s, a) = (x(s), a)."""

    kind: Literal["stacked"] = "stacked"
    state_features: list[list[float]] | None = knob(
        None, "State features x(s)", "One row a state; empty takes the problem's own coordinates."
    )

    def build(self, problem: TabularMDP) -> Features:
        rows = problem.coordinates if self.state_features is None else self.state_features
        return stacked(rows, problem.states, problem.actions)


class Custom(Spec):
    """Any feature vectors: φ as an array of shape [S][A][D]."""

    kind: Literal["custom"] = "custom"
    phi: list[list[list[float]]] = knob(..., "φ(s, a)", "Nested states, actions, features.")

    def build(self, problem: TabularMDP) -> Features:
        return custom(self.phi, problem.states, problem.actions)


FeatureSpec = Annotated[OneHot | Stacked | Custom, Field(discriminator="kind")]


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
