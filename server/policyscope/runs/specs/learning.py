"""Objective, estimator, baseline and optimizer, as a person writes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from policyscope.runs.specs.base import Spec, knob


class StartValue(Spec):
    """J₁ = Σ_s start(s) V(s): the expected discounted return of an episode."""

    kind: Literal["start_value"] = "start_value"
    discount: float = knob(1.0, "Discount γ", "How much a reward one step later counts.", live=True, slider=(0.5, 1.0), ge=0.0, le=1.0)


class NoBaseline(Spec):
    """Returns weigh the scores as they are."""

    kind: Literal["none"] = "none"


class Constant(Spec):
    """A fixed number is subtracted from every return."""

    kind: Literal["constant"] = "constant"
    value: float = knob(0.0, "Value b", "Subtracted from every return.", live=True, slider=(-10.0, 10.0), ge=-1e6, le=1e6)


class RunningMean(Spec):
    """The mean of the returns so far (Sutton & Barto 2018, §2.8)."""

    kind: Literal["running_mean"] = "running_mean"
    include_current: bool = knob(
        False,
        "Include the current return",
        "Printings of the book differ. Without it the estimate stays unbiased (default); with it, it does not.",
        live=True,
    )
    step_size: float | None = knob(
        None, "Step size", "Empty: the plain average, step 1/n. A number: an exponentially weighted one.", live=True, gt=0.0, le=1.0
    )


class BatchMean(Spec):
    """The batch's own mean return at each time step. Its own sample is inside: E = (1 − 1/N) ∇J."""

    kind: Literal["batch_mean"] = "batch_mean"


class LeaveOneOut(Spec):
    """The mean return at each time step of the other episodes of the batch (N ≥ 2): unbiased."""

    kind: Literal["leave_one_out"] = "leave_one_out"


class LearnedValue(Spec):
    """V̂(s), learned beside θ with a step size of its own (Sutton & Barto 2018, §13.4)."""

    kind: Literal["learned_value"] = "learned_value"
    step_size: float = knob(0.1, "Step size α_w", "V̂(s) += α_w (G − V̂(s)).", live=True, scale="log", slider=(0.001, 1.0), gt=0.0, le=1.0)
    shared: bool = knob(
        False, "One weight for all states", "V̂ is then a single learned number (the short corridor of fig. 13.2).", live=True
    )


class ExactValue(Spec):
    """V(s) of the current policy, computed exactly."""

    kind: Literal["exact_value"] = "exact_value"


class OptimalConstant(Spec):
    """b*, the constant of least variance, computed exactly (Greensmith, Bartlett & Baxter 2004)."""

    kind: Literal["optimal_constant"] = "optimal_constant"
    offset: float = knob(
        0.0,
        "Offset from b*",
        "Added to b*: two offsets of opposite sign have the same variance.",
        live=True,
        slider=(-2.0, 2.0),
        ge=-1e6,
        le=1e6,
    )


BaselineSpec = Annotated[
    NoBaseline | Constant | RunningMean | BatchMean | LeaveOneOut | LearnedValue | ExactValue | OptimalConstant,
    Field(discriminator="kind"),
]


class Exact(Spec):
    """The true gradient: no sampling, no noise."""

    kind: Literal["exact"] = "exact"


class Reinforce(Spec):
    """Score times return, averaged over a batch of episodes (Williams 1992)."""

    kind: Literal["reinforce"] = "reinforce"
    credit: Literal["total_return", "reward_to_go"] = knob(
        "reward_to_go",
        "Credit",
        "What weighs an action's score: the whole episode's return G₀, or only the return G_t that follows it.",
        live=True,
    )
    discount_weighting: bool = knob(
        True,
        "Weight by γ^t",
        "J₁ needs γ^t before every reward-to-go; leaving it out is common and follows the gradient of nothing (Nota & Thomas 2020).",
        live=True,
    )
    baseline: BaselineSpec = knob(NoBaseline(), "Baseline", "Subtracted from the return before it weighs the score.", live=True)
    batch_size: int = knob(
        1, "Batch size N", "Episodes averaged into one update.", live=True, scale="log", unit="episodes", slider=(1, 100), ge=1
    )


EstimatorSpec = Annotated[Exact | Reinforce, Field(discriminator="kind")]


class Ascent(Spec):
    """θ ← θ + α · ∇̂J."""

    kind: Literal["ascent"] = "ascent"
    learning_rate: float = knob(
        0.1,
        "Learning rate α",
        "How far one update moves θ along the estimate.",
        live=True,
        scale="log",
        slider=(1e-4, 10.0),
        ge=0.0,
        le=1e4,
    )
    preconditioner: Literal["none", "natural"] = knob(
        "none", "Preconditioner", "Natural: the estimate is multiplied by the inverse of the exact Fisher matrix (Kakade 2001).", live=True
    )
    damping: float = knob(
        0.0,
        "Damping λ",
        "(F + λI)⁻¹; zero takes the pseudo-inverse, needed where F has no inverse.",
        live=True,
        scale="log",
        slider=(1e-6, 1.0),
        ge=0.0,
        le=1e6,
    )


OptimizerSpec = Ascent
