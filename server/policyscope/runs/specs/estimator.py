"""What estimators have in common: their fields, and the classes they are kinds of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from policyscope.gradients.kernels import codes
from policyscope.gradients.kernels.arrays import Settings
from policyscope.runs.specs.base import Spec, knob
from policyscope.runs.specs.baselines import NoBaseline
from policyscope.runs.specs.bounds import MOST_STEPS


def entropy_bonus_field() -> Any:
    """β, of the estimators that can climb J + βH."""
    return knob(
        0.0, "Entropy bonus β", "Every step also earns β times the policy's entropy, which keeps it exploring.",
        live=True, slider=(0.0, 1.0), ge=0.0, le=1e4,
    )  # fmt: skip


def baseline_field() -> Any:
    """b, of the estimators that subtract one."""
    return knob(NoBaseline(), "Baseline", "Subtracted from the return before it weighs the score.", live=True)


class Estimator(Spec, ABC):
    """What every estimator says about itself.

    Attributes:
        short: its name in a list of estimators.
        weighs_scores: whether a contribution is a sum of weighted scores.
        has_critic: whether a learned or exact V̂ stands in the weights.
    """

    short: ClassVar[str]
    weighs_scores: ClassVar[bool] = False
    has_critic: ClassVar[bool] = False

    @abstractmethod
    def settings(self, settings: Settings) -> Settings:
        """The kernels' settings with it added; they hold the objective already. Raises InvalidInput for what makes no sense."""

    @classmethod
    def facts(cls) -> dict[str, Any]:
        return {"short": cls.short, "weighs_scores": cls.weighs_scores, "has_critic": cls.has_critic, "families": list(cls.families)}


class Sampled(Estimator):
    """What every estimator that samples episodes has.

    Attributes:
        code: the kernels' number for it.
    """

    code: ClassVar[codes.Estimator]
    batch_size: int = knob(
        1, "Batch size N", "Episodes averaged into one update.", live=True, scale="log", unit="episodes", slider=(1, 100),
        ge=1, le=MOST_STEPS, limit="batch",
    )  # fmt: skip

    def settings(self, settings: Settings) -> Settings:
        return settings._replace(estimator=self.code, batch=self.batch_size)


class Weighted(Sampled):
    """What every estimator whose steps are weighed has."""

    discount_weighting: bool = knob(
        True, "Weight by γᵗ",
        "J₁ needs γᵗ before every step; leaving it out is common, and follows the gradient of no function (Nota & Thomas 2020).", live=True,
    )  # fmt: skip

    def settings(self, settings: Settings) -> Settings:
        settings = super().settings(settings)
        return settings if self.discount_weighting else settings._replace(weighting=1.0)
