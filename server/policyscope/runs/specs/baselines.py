"""What is subtracted from a return before it weighs a score: each kind with its facts and its kernel settings."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from policyscope.errors import InvalidInput
from policyscope.gradients.kernels import codes
from policyscope.gradients.kernels.arrays import Settings
from policyscope.runs.specs.base import CONTINUOUS, TABULAR, Spec, knob
from policyscope.runs.specs.entry import BOOK, Entry


class Baseline(Spec):
    """What every baseline says about itself.

    CONTRIBUTING.md says which files a new one touches.

    Attributes:
        code: the kernels' number for it.
        short: its name in a list of estimators.
        sentence: what b is, said to a student.
        unbiased: whether REINFORCE stays unbiased with it as it is by default.
    """

    code: ClassVar[codes.Baseline]
    short: ClassVar[str]
    sentence: ClassVar[str]
    unbiased: ClassVar[bool] = True

    def settings(self, settings: Settings) -> Settings:
        """The kernels' settings with it added; they hold the batch size already. Raises InvalidInput if it makes no sense there."""
        return settings._replace(baseline=self.code)

    @classmethod
    def facts(cls) -> dict[str, Any]:
        facts = {"short": cls.short, "sentence": cls.sentence, "looks_at": cls.code.looks_at, "unbiased": cls.unbiased}
        return facts | {"families": list(cls.families)}


class NoBaseline(Baseline):
    """Returns weigh the scores as they are."""

    kind: Literal["none"] = "none"
    code: ClassVar[codes.Baseline] = codes.Baseline.NONE
    short: ClassVar[str] = "no baseline"
    sentence: ClassVar[str] = "No baseline is subtracted: b = 0."
    entry: ClassVar[Entry | None] = Entry(
        formula="b = 0",
        source="Williams (1992)",
        bias="None.",
        variance="Depends on the rewards' offset: with all rewards near $+4$, every drawn action is reinforced.",
    )


class Constant(Baseline):
    """A fixed number is subtracted from every return."""

    kind: Literal["constant"] = "constant"
    code: ClassVar[codes.Baseline] = codes.Baseline.CONSTANT
    short: ClassVar[str] = "constant b"
    sentence: ClassVar[str] = "b is a constant."
    entry: ClassVar[Entry | None] = Entry(
        formula=r"b = \text{value}",
        source="Williams (1992); Greensmith, Bartlett & Baxter (2004)",
        bias=r"None: $\E[\psi\, b] = b\, \nabla \sum_a \pi(a \mid s) = 0$.",
        variance="A parabola in $b$ with its minimum at $b^*$: a baseline can raise the variance as well as lower it.",
        fields={"value": 0.5},
    )
    value: float = knob(0.0, "Value b", "Subtracted from every return.", live=True, slider=(-10.0, 10.0), ge=-1e6, le=1e6)

    def settings(self, settings: Settings) -> Settings:
        return super().settings(settings)._replace(baseline_value=float(self.value))


class RunningMean(Baseline):
    """The mean of the returns so far (Sutton & Barto 2018, §2.8)."""

    kind: Literal["running_mean"] = "running_mean"
    code: ClassVar[codes.Baseline] = codes.Baseline.RUNNING
    short: ClassVar[str] = "running mean"
    sentence: ClassVar[str] = "b is the mean of the returns so far."
    entry: ClassVar[Entry | None] = Entry(
        formula=r"b \leftarrow b + \beta_n\,(G - b), \qquad \beta_n = \tfrac1n \text{ or a step size}",
        source=f"{BOOK}, §2.8",
        bias="None by default: the mean is of earlier returns only. If it includes the current one, and a batch is one episode of one "
        r"step, what remains of a return is $(1 - \beta)(G - b)$, so the estimate is $(1 - \beta)\, \nabla J$: shorter, not turned. "
        "Larger batches and longer episodes contain several returns, each with its own weight.",
        variance="Near that of the constant $J$ once it has settled, on problems of one step. On longer ones it is the mean over all "
        "steps' returns, early and late alike.",
    )
    include_current: bool = knob(
        False,
        "Include the current return",
        "Printings of the book differ. Without it the estimate stays unbiased (default); with it, it does not.",
        live=True,
    )
    step_size: float | None = knob(
        None, "Step size", "Empty: the plain average, step 1/n. A number: an exponentially weighted one.", live=True, gt=0.0, le=1.0
    )

    def settings(self, settings: Settings) -> Settings:
        return super().settings(settings)._replace(baseline_step=float(self.step_size or 0.0), include_current=self.include_current)


class BatchMean(Baseline):
    """The batch's mean return at each time step. It includes its own sample: E = (1 − 1/N) ∇J, plus all of an entropy bonus's slope."""

    kind: Literal["batch_mean"] = "batch_mean"
    code: ClassVar[codes.Baseline] = codes.Baseline.BATCH
    short: ClassVar[str] = "batch mean"
    sentence: ClassVar[str] = "b is the batch's mean return at this step."
    unbiased: ClassVar[bool] = False
    entry: ClassVar[Entry | None] = Entry(
        formula=r"b_t = \frac1N \sum_{j=1}^{N} G_t^{(j)}",
        source="Common practice; its bias in Kool, van Hoof & Welling (2019), Buy 4 REINFORCE samples, get a baseline for free!",
        meaning="An episode that has ended counts as 0.",
        bias=r"It includes its own episode: $\E[\hat g] = (1 - 1/N)\, \nabla J$. With an entropy bonus that factor applies to the returns "
        r"alone, and the bonus's own slope stays whole; so $N = 1$ climbs the entropy of the visited states and nothing else, and without "
        "a bonus θ never moves.",
        variance="That of leave-one-out, times $(1 - 1/N)^2$.",
        around={"estimator": {"kind": "reinforce", "batch_size": 8}},
    )


class LeaveOneOut(Baseline):
    """The mean return at each time step of the other episodes of the batch (N ≥ 2): unbiased."""

    kind: Literal["leave_one_out"] = "leave_one_out"
    code: ClassVar[codes.Baseline] = codes.Baseline.OTHERS
    short: ClassVar[str] = "leave one out"
    sentence: ClassVar[str] = "b is the mean return of the batch's other episodes."
    entry: ClassVar[Entry | None] = Entry(
        formula=r"b_t^{(i)} = \frac{1}{N - 1} \sum_{j \ne i} G_t^{(j)}",
        source="Kool, van Hoof & Welling (2019), Buy 4 REINFORCE samples, get a baseline for free!; Mnih & Rezende (2016)",
        meaning=r"Needs $N \ge 2$. With $N = 2$ the two weights are each other's negative.",
        bias="None: the other episodes do not depend on this one's actions.",
        variance="Near that of the expected return at each step, with a share of order $1/(N-1)$ added for the mean's own noise.",
        around={"estimator": {"kind": "reinforce", "batch_size": 8}},
    )

    def settings(self, settings: Settings) -> Settings:
        if settings.batch < 2:
            raise InvalidInput(
                "estimator.batch_size", "2 or more with the leave-one-out baseline", settings.batch,
                "There is no other episode to average; raise the batch size or choose another baseline.",
            )  # fmt: skip
        return super().settings(settings)


class LearnedValue(Baseline):
    """V̂(s), learned alongside θ with its own step size (Sutton & Barto 2018, §13.4)."""

    kind: Literal["learned_value"] = "learned_value"
    code: ClassVar[codes.Baseline] = codes.Baseline.LEARNED
    short: ClassVar[str] = "learned V(s)"
    sentence: ClassVar[str] = "b is the learned value of this state."
    entry: ClassVar[Entry | None] = Entry(
        formula=r"b = \hat V(S_t), \qquad \hat V(s) \leftarrow \hat V(s) + \alpha_w (G - \hat V(s))",
        source=f"{BOOK}, §13.4, figure 13.2",
        meaning="Learns from a batch only after it has weighed that batch. One weight shared by all states is the short "
        "corridor's baseline. Where a state is a number no state comes twice, and $\\hat V$ is a number for each step of an episode.",
        bias=r"None, however wrong $\hat V$ is.",
        variance=r"Falls towards that of the exact value as $\hat V$ learns.",
        around={"problem": {"kind": "chain"}},
    )
    step_size: float = knob(
        0.1, "Step size α_w", "How far V̂(s) moves towards each new return G, as a fraction.",
        live=True, scale="log", slider=(0.001, 1.0), gt=0.0, le=1.0,
    )  # fmt: skip
    shared: bool = knob(
        False, "One weight for all states", "V̂ is then a single learned number (the short corridor of fig. 13.2).", live=True
    )

    def settings(self, settings: Settings) -> Settings:
        return super().settings(settings)._replace(baseline_step=float(self.step_size), shared_value=self.shared)


class ExactValue(Baseline):
    """V(s) of the current policy, computed exactly."""

    kind: Literal["exact_value"] = "exact_value"
    code: ClassVar[codes.Baseline] = codes.Baseline.EXACT
    short: ClassVar[str] = "exact V(s)"
    sentence: ClassVar[str] = "b is the exact value of this state."
    entry: ClassVar[Entry | None] = Entry(
        formula="b = V_t(S_t)",
        source="Sutton et al. (2000); Greensmith, Bartlett & Baxter (2004), who bound its cost relative to the best baseline",
        meaning="The value of the current policy, with as many steps ahead as there are: the weight becomes a sample of the advantage.",
        bias="None.",
        variance=r"Usually far below that of no baseline, but not the least possible, nor always below it: with $\pi = (0.9, 0.1)$ "
        "and $q = (1, 0)$ it is 64 times that of no baseline.",
        around={"problem": {"kind": "chain"}},
    )


def _minimises() -> Any:
    return knob(
        "step", "Least variance of",
        "Whose variance it minimises: that of the step θ takes, or that of the gradient estimate. They differ with a natural gradient.",
        live=True,
    )  # fmt: skip


class OptimalConstant(Baseline):
    """b*, the constant with the least variance for this estimator, computed exactly (Greensmith, Bartlett & Baxter 2004)."""

    families: ClassVar[tuple[str, ...]] = TABULAR + CONTINUOUS
    kind: Literal["optimal_constant"] = "optimal_constant"
    code: ClassVar[codes.Baseline] = codes.Baseline.OPTIMAL
    short: ClassVar[str] = "optimal constant b*"
    sentence: ClassVar[str] = "b is the constant with the least variance."
    entry: ClassVar[Entry | None] = Entry(
        formula=r"b^* = \frac{\E[\langle A, B \rangle] - \langle \E[A], \E[B] \rangle}{\E[\lVert B \rVert^2] - \lVert \E[B] "
        r"\rVert^2}, \quad A = \sum_t \gamma^t G_t\, \psi_t, \quad B = \sum_t \gamma^t \psi_t \qquad \left(\text{one step: } "
        r"\frac{\E[G\, \lVert \psi \rVert^2]}{\E[\lVert \psi \rVert^2]}\right)",
        source="Greensmith, Bartlett & Baxter (2004), Variance reduction techniques for gradient estimates, theorem 8; Weaver & Tao "
        "(2001); Chung, Thomas, Machado & Le Roux (2021) for offsets from it",
        meaning=r"The mean of the returns, weighted by squared scores. Every estimator has its own: one contribution is $A - b B$, $B$ "
        r"with the estimator's own weights in it (without the log $\pi \psi$, under uniform behaviour the odds $\rho$, for the total "
        r"return no $\gamma^t$); $\E[B]$ is zero except without the log. With the natural gradient, $\psi$ is $(F + \lambda I)^+$ times "
        r"the score, unless $b^*$ is to minimise the variance of the estimate: two different numbers. "
        r"Importance weights of episodes without a bound may have no second moment; then "
        r"$b^*$ does not exist.",
        bias="None.",
        variance="The least of any constant, for that estimator. $b^* - x$ and $b^* + x$ have the same variance, yet learn differently: "
        "below $b^*$ most draws reinforce themselves, and runs commit.",
    )
    offset: float = knob(
        0.0,
        "Offset from b*",
        "Added to b*: two offsets of opposite sign have the same variance.",
        live=True,
        slider=(-2.0, 2.0),
        ge=-1e6,
        le=1e6,
    )
    of: Literal["step", "estimate"] = _minimises()

    def settings(self, settings: Settings) -> Settings:
        return super().settings(settings)._replace(baseline_value=float(self.offset), of_estimate=self.of == "estimate")


class OptimalState(Baseline):
    """b*(s), the number for each state with the least variance, computed exactly (Greensmith, Bartlett & Baxter 2004)."""

    kind: Literal["optimal_state"] = "optimal_state"
    code: ClassVar[codes.Baseline] = codes.Baseline.OPTIMAL_STATE
    short: ClassVar[str] = "optimal b*(s)"
    sentence: ClassVar[str] = "b is the number for this state with the least variance."
    entry: ClassVar[Entry | None] = Entry(
        formula=r"b^*_t(s) = \frac{\E[G_t\, \lVert \psi \rVert^2 \mid S_t = s]}{\E[\lVert \psi \rVert^2 \mid S_t = s]} = "
        r"\frac{\sum_a \pi(a \mid s)\, \lVert \psi(s, a) \rVert^2\, Q_t(s, a)}{\sum_a \pi(a \mid s)\, \lVert \psi(s, a) \rVert^2}",
        source="Greensmith, Bartlett & Baxter (2004), Variance reduction techniques for gradient estimates; Weaver & Tao (2001)",
        meaning=r"It minimises the second moment $\E[\lVert (G_t - b)\, \psi \rVert^2 \mid S_t = s]$ of every single step. For problems "
        "of one step that is the variance itself, since a baseline does not move the mean: no other number for each state, or "
        "context, gives less. In longer episodes the steps' contributions are correlated, which it ignores: the variance of "
        "the whole is usually near its minimum, but another baseline can have a smaller one. The total return is compared with the same "
        r"number, that of the return to go. Without the log $\pi \psi$ stands for $\psi$, under uniform behaviour the odds weight it; with "
        r"the natural gradient $\psi$ is $(F + \lambda I)^+$ times the score, unless it is to minimise the variance of the "
        "estimate. Where no action has a score, $b = V_t(s)$.",
        bias="None, for every estimator that has none with a constant: it depends on the state, not on the action.",
        variance=r"The least of any number for each state, if episodes have one step; below that of $V$, because frequent actions have "
        r"short scores and hardly count: with $\pi = (0.9, 0.1)$ and $q = (1, 0)$, $b^* = 0.1$ and $V = 0.9$.",
        around={"problem": {"kind": "chain"}},
    )
    of: Literal["step", "estimate"] = _minimises()

    def settings(self, settings: Settings) -> Settings:
        return super().settings(settings)._replace(of_estimate=self.of == "estimate")


BaselineSpec = Annotated[
    NoBaseline | Constant | RunningMean | BatchMean | LeaveOneOut | LearnedValue | ExactValue | OptimalConstant | OptimalState,
    Field(discriminator="kind"),
]
