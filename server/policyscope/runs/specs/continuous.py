"""Bandits with a scalar action and the Gaussian policy, as a person writes them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator

from policyscope import policies, problems
from policyscope.errors import InvalidInput
from policyscope.problems import rewards
from policyscope.problems.rewards import LARGEST
from policyscope.runs.specs.arrays import Table
from policyscope.runs.specs.base import CONTINUOUS, LINEAR_QUADRATIC, Spec, knob
from policyscope.runs.specs.bounds import MOST_ITEMS, Positive, Probability, Reward

RENAMED = {"two_bumps": "hills", "step": "stair"}
"""Names of reward curves in early versions, and their names now. The old names are read until 0.3."""


class RewardSpec(Spec, ABC):
    """What every reward curve says about itself."""

    @abstractmethod
    def build(self) -> rewards.Reward:
        """The curve."""


class Quadratic(RewardSpec):
    """r(a) = top − scale · (a − target)²: one best action."""

    kind: Literal["quadratic"] = "quadratic"
    target: float = knob(2.0, "Target", "The best action.", ge=-LARGEST, le=LARGEST)
    scale: float = knob(1.0, "Scale", "What the squared distance from it costs.", ge=1 / LARGEST, le=LARGEST)
    top: float = knob(0.0, "Top", "The reward at the best action.", ge=-LARGEST, le=LARGEST)

    def build(self) -> rewards.Reward:
        return problems.Quadratic(self.target, self.scale, self.top)


class Linear(RewardSpec):
    """r(a, x) = −scale · (a − v·x)²: the best action is linear in the context."""

    kind: Literal["linear"] = "linear"
    weights: list[Reward] = knob([1.0], "Weights v", "One number for each feature of a context.", min_length=1, max_length=MOST_ITEMS)
    scale: float = knob(1.0, "Scale", "What the squared distance from the best action costs.", ge=1 / LARGEST, le=LARGEST)

    def build(self) -> rewards.Reward:
        return problems.Linear(tuple(self.weights), self.scale)


class Hills(RewardSpec):
    """r(a) = Σ_i height_i · exp(−(a − centre_i)² / 2 width_i²): which hill wins depends on how wide the policy is."""

    kind: Literal["hills"] = "hills"
    heights: tuple[Reward, Reward] = knob((1.0, 2.0), "Heights", "Of the two hills.")
    places: tuple[Reward, Reward] = knob((-1.5, 2.0), "Places", "Where the two hills are.")
    widths: tuple[Positive, Positive] = knob((1.0, 0.3), "Widths", "Standard deviations of the two hills.")

    def build(self) -> rewards.Reward:
        return problems.Hills(self.heights, self.places, self.widths)


class Stair(RewardSpec):
    """r(a) = high beyond the threshold, else low. Its slope is 0 wherever it has one, so the pathwise estimator sees nothing."""

    kind: Literal["stair"] = "stair"
    threshold: float = knob(1.0, "Threshold", "Where the reward jumps.", ge=-LARGEST, le=LARGEST)
    low: float = knob(0.0, "Low", "The reward up to there.", ge=-LARGEST, le=LARGEST)
    high: float = knob(1.0, "High", "The reward beyond.", ge=-LARGEST, le=LARGEST)

    def build(self) -> rewards.Reward:
        return problems.Stair(self.threshold, self.low, self.high)


class ContinuousBandit(Spec):
    """A bandit whose action is a number: a context comes, an action is chosen, a reward follows."""

    families: ClassVar[tuple[str, ...]] = CONTINUOUS
    kind: Literal["continuous_bandit"] = "continuous_bandit"
    reward: Annotated[Quadratic | Hills | Stair | Linear, Field(discriminator="kind")] = knob(
        Quadratic(), "Reward curve", "What an action pays on average."
    )
    contexts: Annotated[list[list[float]], Table(("[C][K]",), -LARGEST, LARGEST)] = knob(
        [[1.0]], "Contexts x", "One row of features per context; [[1]] is a plain bandit."
    )
    reward_std: float = knob(0.0, "Reward spread", "Standard deviation of every reward.", ge=0.0, le=LARGEST)
    context_probabilities: list[Probability] | None = knob(
        None, "Context probabilities", "Empty: all equal.", min_length=1, max_length=MOST_ITEMS
    )

    @field_validator("reward", mode="before")
    @classmethod
    def _read_old_names(cls, reward: Any) -> Any:
        kind = reward.get("kind") if isinstance(reward, dict) else None
        return {**reward, "kind": RENAMED[kind]} if isinstance(kind, str) and kind in RENAMED else reward

    def build(self) -> problems.ContinuousBandit:
        try:
            reward = self.reward.build()
        except InvalidInput as error:
            raise error.under("reward") from None
        return problems.continuous_bandit(reward, self.contexts, self.reward_std, self.context_probabilities)


class Gaussian(Spec):
    """A ~ N(w·x, σ²): an action drawn around a mean that is linear in the context or state (Sutton & Barto 2018, §13.7)."""

    families: ClassVar[tuple[str, ...]] = CONTINUOUS + LINEAR_QUADRATIC
    kind: Literal["gaussian"] = "gaussian"
    sigma: float = knob(
        1.0, "Spread σ", "How far actions scatter around their mean. If σ is learned, this is where it starts, and a change resets it.",
        live=True, scale="log", slider=(0.05, 5.0), ge=1e-4, le=1e4,
    )  # fmt: skip
    learn_sigma: bool = knob(False, "Learn σ", "θ then ends with log σ.")

    def build(self, inputs: int) -> policies.Gaussian:
        """The policy over contexts with this number of features."""
        return policies.Gaussian(inputs, self.sigma, self.learn_sigma)
