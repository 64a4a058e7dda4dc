"""What is to be maximised: each objective with its facts and its kernel settings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from policyscope.gradients.kernels import codes
from policyscope.gradients.kernels.arrays import Settings
from policyscope.runs.specs.base import TABULAR, Spec, knob
from policyscope.runs.specs.entry import BOOK, Entry

CONTINUING = {"problem": {"kind": "two_state"}}


class Objective(Spec, ABC):
    """What every objective says about itself.

    Attributes:
        code: the kernels' number for it.
    """

    code: ClassVar[codes.Objective]

    @abstractmethod
    def settings(self, settings: Settings, horizon: int | None) -> Settings:
        """The kernels' settings with it added, on a problem whose episodes, or segments, have ``horizon`` steps."""


class StartValue(Objective):
    """J₁ = Σ_s start(s) V(s): the expected discounted return of an episode."""

    kind: Literal["start_value"] = "start_value"
    code: ClassVar[codes.Objective] = codes.Objective.START_VALUE
    entry: ClassVar[Entry | None] = Entry(
        formula=r"J_1(\th) = \sum_s \mu(s)\, V(s) = \E\left[\sum_{t=0}^{T-1} \gamma^t R_{t+1}\right], \qquad \nabla J_1 = \sum_t "
        r"\gamma^t \sum_s \Pr\{S_t = s\} \sum_a \nabla\pi(a \mid s)\, Q_t(s, a)",
        source=f"{BOOK}, §13.2; Sutton, McAllester, Singh & Mansour (2000), theorem 1",
        meaning="With a horizon every value depends on the number of steps still ahead, so that exact and sampled answers mean the same. "
        r"The occupancy is the discounted one: an estimator that leaves $\gamma^t$ out follows another vector field, which is not "
        "a gradient at all (Nota & Thomas 2020).",
    )
    discount: float = knob(1.0, "Discount γ", "How much a reward one step later counts.", live=True, slider=(0.5, 1.0), ge=0.0, le=1.0)

    def settings(self, settings: Settings, horizon: int | None) -> Settings:
        return settings._replace(objective=self.code, discount=float(self.discount), weighting=float(self.discount))


class AverageValue(Objective):
    """J_avV = Σ_s d(s) V(s): the discounted value where the policy spends its time. For problems that never end."""

    families: ClassVar[tuple[str, ...]] = TABULAR
    kind: Literal["average_value"] = "average_value"
    code: ClassVar[codes.Objective] = codes.Objective.AVERAGE_VALUE
    entry: ClassVar[Entry | None] = Entry(
        formula=r"J_{\text{avV}}(\th) = \sum_s d(s)\, V(s) = \frac{1}{1 - \gamma}\, J_{\text{avR}}(\th), \qquad d^\top P_\pi = d^\top",
        source=f"{BOOK}, §10.4",
        meaning=r"$d$ is the policy's own stationary distribution, and moves with $\th$. Because it is stationary, the discount only "
        r"rescales the average reward and its gradient by $1/(1-\gamma)$: the futility of discounting in continuing problems.",
        around=CONTINUING,
    )
    discount: float = knob(0.9, "Discount γ", "How much a reward one step later counts.", live=True, slider=(0.0, 0.99), ge=0.0, lt=1.0)

    def settings(self, settings: Settings, horizon: int | None) -> Settings:
        gamma = float(self.discount)
        return settings._replace(objective=self.code, average_discount=gamma, share=1.0 / ((horizon or 1) * (1.0 - gamma)))


class AverageReward(Objective):
    """J_avR = Σ_s d(s) r_π(s): the reward per step in the long run. For problems that never end."""

    families: ClassVar[tuple[str, ...]] = TABULAR
    kind: Literal["average_reward"] = "average_reward"
    code: ClassVar[codes.Objective] = codes.Objective.AVERAGE_REWARD
    entry: ClassVar[Entry | None] = Entry(
        formula=r"J_{\text{avR}}(\th) = \sum_s d(s) \sum_a \pi(a \mid s)\, r(s, a), \qquad \nabla J_{\text{avR}} = \sum_s d(s) \sum_a "
        r"\nabla\pi(a \mid s)\, \tilde Q(s, a)",
        source=f"{BOOK}, §10.3 and §13.6; Sutton et al. (2000), theorem 1",
        meaning=r"$\tilde Q(s, a) = r(s, a) - J + \sum_{s'} p(s' \mid s, a)\, h(s')$ with differential values $h$. The problem must "
        "never end and have one stationary distribution. Sampled episodes are segments of the horizon's length $T$, started where the "
        "policy spends its time; their mean is the gradient of a segment's reward with $d$ held fixed, which is off by a term that falls "
        "like $1/T$.",
        around=CONTINUING,
    )

    def settings(self, settings: Settings, horizon: int | None) -> Settings:
        return settings._replace(objective=self.code, share=1.0 / (horizon or 1))


ObjectiveSpec = Annotated[StartValue | AverageValue | AverageReward, Field(discriminator="kind")]
