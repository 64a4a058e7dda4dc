"""How a direction becomes a step: each optimizer, schedule and preconditioner with its facts and kernel settings."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from policyscope.gradients.kernels import codes
from policyscope.gradients.kernels.arrays import Settings
from policyscope.runs.specs.base import Spec, knob
from policyscope.runs.specs.entry import BOOK, Entry

SCHEDULE_CODES = {"constant": codes.Schedule.CONSTANT, "1/t": codes.Schedule.INVERSE_TIME, "1/sqrt(t)": codes.Schedule.INVERSE_ROOT}

PRECONDITIONER_CODES = {
    "none": codes.Preconditioner.NONE, "natural": codes.Preconditioner.NATURAL, "normalized": codes.Preconditioner.NORMALIZED,
}  # fmt: skip


class Optimizer(Spec):
    """What every optimizer has, and says of itself.

    Attributes:
        code: the kernels' number for it.
    """

    code: ClassVar[codes.Optimizer]

    learning_rate: float = knob(
        0.1, "Learning rate α", "How far one update moves θ along the estimate.",
        live=True, scale="log", slider=(1e-4, 10.0), ge=0.0, le=1e4,
    )  # fmt: skip
    schedule: Literal["constant", "1/t", "1/sqrt(t)"] = knob(
        "constant", "Schedule", "Whether α falls with the updates: α/(1 + t/τ), or α/√(1 + t/τ).", live=True
    )
    decay_after: float = knob(100.0, "Decay time τ", "Updates after which a falling rate has fallen to half, or to 1/√2.", live=True,
                              scale="log", unit="updates", slider=(1.0, 10_000.0), gt=0.0, le=1e9)  # fmt: skip
    preconditioner: Literal["none", "natural", "normalized"] = knob(
        "none", "Preconditioner",
        "Natural: the estimate times the inverse of the exact Fisher matrix (Kakade 2001). Normalized: divided by its length.", live=True,
    )  # fmt: skip
    damping: float = knob(
        0.0, "Damping λ", "For the natural gradient: (F + λI)⁻¹; zero takes the pseudo-inverse, needed if F has no inverse.",
        live=True, scale="log", slider=(1e-6, 1.0), ge=0.0, le=1e6,
    )  # fmt: skip

    def settings(self, settings: Settings) -> Settings:
        """The kernels' settings with it, its schedule and its preconditioner."""
        return settings._replace(
            optimizer=self.code,
            rate=float(self.learning_rate),
            schedule=SCHEDULE_CODES[self.schedule],
            decay_after=float(self.decay_after),
            preconditioner=PRECONDITIONER_CODES[self.preconditioner],
            damping=float(self.damping),
        )


class Ascent(Optimizer):
    """θ ← θ + α g."""

    kind: Literal["ascent"] = "ascent"
    code: ClassVar[codes.Optimizer] = codes.Optimizer.ASCENT
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\th \leftarrow \th + \alpha_t\, \hat g",
        source=f"{BOOK}, §13.1, equation 13.1; Robbins & Monro (1951)",
        meaning=r"$\hat g$ is the batch's mean contribution, after the preconditioner.",
    )


class Momentum(Optimizer):
    """m ← μ m + g, θ ← θ + α m (Polyak 1964)."""

    kind: Literal["momentum"] = "momentum"
    code: ClassVar[codes.Optimizer] = codes.Optimizer.MOMENTUM
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\mathbf{m} \leftarrow \mu\, \mathbf{m} + \hat g, \qquad \th \leftarrow \th + \alpha_t\, \mathbf{m}",
        source="Polyak (1964), Some methods of speeding up the convergence of iteration methods",
        meaning=r"In the long run a step is $1/(1-\mu)$ times as long as the learning rate says: lower the rate when you raise $\mu$.",
    )
    momentum: float = knob(0.9, "Momentum μ", "How much of the last direction is kept.", live=True, slider=(0.0, 0.99), ge=0.0, lt=1.0)

    def settings(self, settings: Settings) -> Settings:
        return super().settings(settings)._replace(momentum=float(self.momentum))


class Adam(Optimizer):
    """Steps of about α whatever the gradient's size (Kingma & Ba 2015)."""

    kind: Literal["adam"] = "adam"
    code: ClassVar[codes.Optimizer] = codes.Optimizer.ADAM
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\mathbf{m} \leftarrow \beta_1 \mathbf{m} + (1 - \beta_1)\, \hat g, \quad \mathbf{v} \leftarrow \beta_2 \mathbf{v} + "
        r"(1 - \beta_2)\, \hat g^2, \qquad \th \leftarrow \th + \alpha_t\, \frac{\hat{\mathbf{m}}}{\sqrt{\hat{\mathbf{v}}} + "
        r"\varepsilon}",
        source="Kingma & Ba (2015), Adam: a method for stochastic optimization, algorithm 1",
        meaning=r"$\hat{\mathbf{m}} = \mathbf{m}/(1 - \beta_1^t)$ and $\hat{\mathbf{v}} = \mathbf{v}/(1 - \beta_2^t)$ undo the start "
        r"from zero. Every parameter moves by about $\alpha$ whatever the size of its gradient: it crosses plateaus, and follows "
        "noise.",
    )
    beta1: float = knob(0.9, "β₁", "Decay of the mean of gradients.", live=True, slider=(0.0, 0.999), ge=0.0, lt=1.0)
    beta2: float = knob(0.999, "β₂", "Decay of the mean of their squares.", live=True, slider=(0.0, 0.9999), ge=0.0, lt=1.0)
    epsilon: float = knob(1e-8, "ε", "Keeps the division finite.", live=True, scale="log", slider=(1e-10, 1e-2), gt=0.0, le=1.0)

    def settings(self, settings: Settings) -> Settings:
        return super().settings(settings)._replace(momentum=float(self.beta1), second=float(self.beta2), epsilon=float(self.epsilon))


OptimizerSpec = Annotated[Ascent | Momentum | Adam, Field(discriminator="kind")]
