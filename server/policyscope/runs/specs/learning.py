"""Objective, estimator, baseline and optimizer, as a person writes them."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from policyscope.runs.specs.base import CONTINUOUS, TABULAR, Spec, knob
from policyscope.runs.specs.bounds import MOST_STEPS


class StartValue(Spec):
    """J₁ = Σ_s start(s) V(s): the expected discounted return of an episode."""

    kind: Literal["start_value"] = "start_value"
    discount: float = knob(1.0, "Discount γ", "How much a reward one step later counts.", live=True, slider=(0.5, 1.0), ge=0.0, le=1.0)


class AverageValue(Spec):
    """J_avV = Σ_s d(s) V(s): the discounted value where the policy spends its time. For problems that never end."""

    families: ClassVar[tuple[str, ...]] = TABULAR
    kind: Literal["average_value"] = "average_value"
    discount: float = knob(0.9, "Discount γ", "How much a reward one step later counts.", live=True, slider=(0.0, 0.99), ge=0.0, lt=1.0)


class AverageReward(Spec):
    """J_avR = Σ_s d(s) r_π(s): the reward of a step, in the long run. For problems that never end."""

    families: ClassVar[tuple[str, ...]] = TABULAR
    kind: Literal["average_reward"] = "average_reward"


ObjectiveSpec = Annotated[StartValue | AverageValue | AverageReward, Field(discriminator="kind")]


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
    """The batch's own mean return at each time step. Its own sample is inside: E = (1 − 1/N) ∇J, and all of an entropy bonus' slope."""

    kind: Literal["batch_mean"] = "batch_mean"


class LeaveOneOut(Spec):
    """The mean return at each time step of the other episodes of the batch (N ≥ 2): unbiased."""

    kind: Literal["leave_one_out"] = "leave_one_out"


class LearnedValue(Spec):
    """V̂(s), learned beside θ with a step size of its own (Sutton & Barto 2018, §13.4)."""

    kind: Literal["learned_value"] = "learned_value"
    step_size: float = knob(
        0.1, "Step size α_w", "The share of the way V̂(s) goes to each new return G.",
        live=True, scale="log", slider=(0.001, 1.0), gt=0.0, le=1.0,
    )  # fmt: skip
    shared: bool = knob(
        False, "One weight for all states", "V̂ is then a single learned number (the short corridor of fig. 13.2).", live=True
    )


class ExactValue(Spec):
    """V(s) of the current policy, computed exactly."""

    kind: Literal["exact_value"] = "exact_value"


class OptimalConstant(Spec):
    """b*, the constant of least variance for this estimator, computed exactly (Greensmith, Bartlett & Baxter 2004)."""

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


def _entropy_bonus() -> Any:
    return knob(
        0.0, "Entropy bonus β", "Every step also earns β times the policy's entropy, which keeps it exploring.",
        live=True, slider=(0.0, 1.0), ge=0.0, le=1e4,
    )  # fmt: skip


def _batch_size() -> Any:
    return knob(
        1, "Batch size N", "Episodes averaged into one update.", live=True, scale="log", unit="episodes", slider=(1, 100),
        ge=1, le=MOST_STEPS, limit="batch",
    )  # fmt: skip


def _discount_weighting() -> Any:
    return knob(
        True, "Weight by γᵗ",
        "J₁ needs γᵗ before every step; leaving it out is common and follows the gradient of nothing (Nota & Thomas 2020).", live=True,
    )  # fmt: skip


def _baseline() -> Any:
    return knob(NoBaseline(), "Baseline", "Subtracted from the return before it weighs the score.", live=True)


class Exact(Spec):
    """The true gradient: no sampling, no noise."""

    kind: Literal["exact"] = "exact"
    entropy_bonus: float = _entropy_bonus()


class Sampled(Spec):
    """What every estimator that samples episodes has."""

    batch_size: int = _batch_size()
    discount_weighting: bool = _discount_weighting()


class Reinforce(Sampled):
    """Score times return, averaged over a batch of episodes (Williams 1992). Unbiased."""

    model_config = ConfigDict(title="REINFORCE")
    kind: Literal["reinforce"] = "reinforce"
    credit: Literal["total_return", "reward_to_go"] = knob(
        "reward_to_go", "Credit",
        "What weighs an action's score: the whole episode's return G₀, or only the return G_t that follows it.", live=True,
    )  # fmt: skip
    baseline: BaselineSpec = _baseline()
    entropy_bonus: float = _entropy_bonus()


class AllActions(Sampled):
    """Sampled states, but every action counted by its exact value: Σ_a ∇π(a|s) Q(s, a) (Sutton et al. 2000). Unbiased."""

    families: ClassVar[tuple[str, ...]] = TABULAR
    kind: Literal["all_actions"] = "all_actions"
    entropy_bonus: float = _entropy_bonus()


class Critic(Sampled):
    """What every estimator with a critic V̂ has."""

    families: ClassVar[tuple[str, ...]] = TABULAR
    critic: Literal["learned", "exact"] = knob(
        "learned", "Critic", "V̂(s) learned beside θ, or the exact V(s) of the current policy.", live=True
    )
    critic_step_size: float = knob(
        0.1, "Critic's step size α_w", "The share of the way V̂(s) goes to each new return.",
        live=True, scale="log", slider=(0.001, 1.0), gt=0.0, le=1.0,
    )  # fmt: skip
    entropy_bonus: float = _entropy_bonus()


class ActorCritic(Critic):
    """One-step actor-critic: the score times R + γ V̂(S′) − V̂(S) (Sutton & Barto 2018, §13.5). Biased while V̂ is wrong."""

    kind: Literal["actor_critic"] = "actor_critic"


class Gae(Critic):
    """Generalised advantage: λ-weighted sums of one-step errors (Schulman et al. 2016). λ = 1 trusts returns, λ = 0 the critic."""

    model_config = ConfigDict(title="GAE")
    kind: Literal["gae"] = "gae"
    lambda_: float = knob(
        0.95, "Trace λ", "From the critic alone (0) to the whole return (1).", live=True, slider=(0.0, 1.0), ge=0.0, le=1.0
    )


class FiniteDifference(Spec):
    """Returns at θ ± ε along every parameter, under common random numbers. Biased by O(ε²); needs no score at all."""

    kind: Literal["finite_difference"] = "finite_difference"
    batch_size: int = _batch_size()
    spacing: float = knob(
        0.1, "Spacing ε", "How far to each side θ is moved.", live=True, scale="log", slider=(1e-3, 1.0), gt=0.0, le=100.0
    )
    entropy_bonus: float = _entropy_bonus()


class NoLog(Sampled):
    """A counter-example: return times ∇π instead of ∇log π. Frequent actions count twice, and its mean is not the gradient."""

    families: ClassVar[tuple[str, ...]] = TABULAR
    kind: Literal["no_log"] = "no_log"
    credit: Literal["total_return", "reward_to_go"] = knob("reward_to_go", "Credit", "As in REINFORCE.", live=True)
    baseline: BaselineSpec = _baseline()


class UniformBehaviour(Sampled):
    """Actions drawn uniformly, rewards weighed by π's odds against that (per-decision importance sampling). Unbiased, often wild."""

    families: ClassVar[tuple[str, ...]] = TABULAR
    kind: Literal["uniform_behaviour"] = "uniform_behaviour"
    baseline: BaselineSpec = _baseline()
    entropy_bonus: float = _entropy_bonus()


class Pathwise(Spec):
    """The reward's own slope at the action, r′(a) ∂a/∂θ with a = μ + σ z (Kingma & Welling 2014). Unbiased where r has no jumps."""

    families: ClassVar[tuple[str, ...]] = CONTINUOUS
    kind: Literal["pathwise"] = "pathwise"
    batch_size: int = _batch_size()
    entropy_bonus: float = _entropy_bonus()


class MeasureValued(Spec):
    """Rewards at coupled pairs of actions, one from each half of ∂π/∂θ (Pflug 1996; Mohamed et al. 2020, §6). Unbiased."""

    families: ClassVar[tuple[str, ...]] = CONTINUOUS
    kind: Literal["measure_valued"] = "measure_valued"
    batch_size: int = _batch_size()
    entropy_bonus: float = _entropy_bonus()


EstimatorSpec = Annotated[
    Exact | Reinforce | AllActions | ActorCritic | Gae | FiniteDifference | NoLog | UniformBehaviour | Pathwise | MeasureValued,
    Field(discriminator="kind"),
]


class Optimizer(Spec):
    """What every optimizer has."""

    learning_rate: float = knob(
        0.1, "Learning rate α", "How far one update moves θ along the estimate.",
        live=True, scale="log", slider=(1e-4, 10.0), ge=0.0, le=1e4,
    )  # fmt: skip
    schedule: Literal["constant", "1/t", "1/sqrt(t)"] = knob(
        "constant", "Schedule", "Whether α falls with the updates: α/(1 + t/τ), or α/√(1 + t/τ).", live=True
    )
    decay_after: float = knob(100.0, "Decay time τ", "Updates after which a falling rate has fallen to a half, or to 1/√2.", live=True,
                              scale="log", unit="updates", slider=(1.0, 10_000.0), gt=0.0, le=1e9)  # fmt: skip
    preconditioner: Literal["none", "natural"] = knob(
        "none", "Preconditioner",
        "Natural: the estimate is multiplied by the inverse of the exact Fisher matrix (Kakade 2001).", live=True,
    )  # fmt: skip
    damping: float = knob(
        0.0, "Damping λ", "(F + λI)⁻¹; zero takes the pseudo-inverse, needed where F has no inverse.",
        live=True, scale="log", slider=(1e-6, 1.0), ge=0.0, le=1e6,
    )  # fmt: skip


class Ascent(Optimizer):
    """θ ← θ + α g."""

    kind: Literal["ascent"] = "ascent"


class Momentum(Optimizer):
    """m ← μ m + g, θ ← θ + α m (Polyak 1964)."""

    kind: Literal["momentum"] = "momentum"
    momentum: float = knob(0.9, "Momentum μ", "How much of the last direction is kept.", live=True, slider=(0.0, 0.99), ge=0.0, lt=1.0)


class Adam(Optimizer):
    """Steps of about α whatever the gradient's size (Kingma & Ba 2015)."""

    kind: Literal["adam"] = "adam"
    beta1: float = knob(0.9, "β₁", "Decay of the mean of gradients.", live=True, slider=(0.0, 0.999), ge=0.0, lt=1.0)
    beta2: float = knob(0.999, "β₂", "Decay of the mean of their squares.", live=True, slider=(0.0, 0.9999), ge=0.0, lt=1.0)
    epsilon: float = knob(1e-8, "ε", "Keeps the division finite.", live=True, scale="log", slider=(1e-10, 1e-2), gt=0.0, le=1.0)


OptimizerSpec = Annotated[Ascent | Momentum | Adam, Field(discriminator="kind")]
