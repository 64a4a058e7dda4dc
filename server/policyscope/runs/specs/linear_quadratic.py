"""Linear dynamics and quadratic costs, as a person writes them."""

from __future__ import annotations

from typing import ClassVar, Literal

from policyscope import problems
from policyscope.problems.linear_quadratic import LARGEST_COEFFICIENT, LONGEST_HORIZON
from policyscope.runs.specs.base import LINEAR_QUADRATIC, Spec, knob


class LinearQuadratic(Spec):
    """A number to be steered to zero: S′ = a S + b A + noise, every step costs q S² + r A², and the last state q_T S²."""

    families: ClassVar[tuple[str, ...]] = LINEAR_QUADRATIC
    kind: Literal["linear_quadratic"] = "linear_quadratic"
    a: float = knob(1.0, "Persistence a", "How much of the state stays.", ge=-LARGEST_COEFFICIENT, le=LARGEST_COEFFICIENT)
    b: float = knob(1.0, "Leverage b", "How much of the action enters the next state.", ge=-LARGEST_COEFFICIENT, le=LARGEST_COEFFICIENT)
    q: float = knob(1.0, "Cost of the state q", "What S² costs, every step.", ge=0.0, le=LARGEST_COEFFICIENT)
    r: float = knob(1.0, "Cost of the action r", "What A² costs, every step.", ge=0.0, le=LARGEST_COEFFICIENT)
    final: float = knob(0.0, "Cost of the last state q_T", "What S² costs after the last step.", ge=0.0, le=LARGEST_COEFFICIENT)
    noise: float = knob(0.1, "Noise", "Standard deviation of what disturbs the state, every step.", ge=0.0, le=LARGEST_COEFFICIENT)
    start_mean: float = knob(1.0, "Start", "Mean of the first state.", ge=-LARGEST_COEFFICIENT, le=LARGEST_COEFFICIENT)
    start_std: float = knob(0.0, "Spread of the start", "Standard deviation of the first state.", ge=0.0, le=LARGEST_COEFFICIENT)
    horizon: int = knob(10, "Horizon", "The actions of an episode.", unit="steps", ge=1, le=LONGEST_HORIZON, limit="states")
    constant: bool = knob(False, "A constant beside the state", "The mean action is then w·S + c, with two parameters; without it w·S.")

    @property
    def inputs(self) -> int:
        """What the policy sees: the state, or the state and 1."""
        return 2 if self.constant else 1

    def build(self) -> problems.LinearQuadratic:
        return problems.LinearQuadratic(**self.model_dump(exclude={"kind", "constant"}))
