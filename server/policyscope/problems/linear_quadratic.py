"""Linear dynamics, quadratic costs: a problem of H steps whose state and action are numbers (Anderson & Moore 1990, ch. 2).

S₀ ~ N(m₀, v₀)      S' = a S + b A + w,  w ~ N(0, noise²)      R = −(q S² + r A²),  and −q_T S_H² at the end
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from policyscope.errors import InvalidInput

LARGEST_COEFFICIENT = 1e6
LONGEST_HORIZON = 10_000


@dataclass(frozen=True)
class LinearQuadratic:
    """A scalar linear-quadratic problem.

    Args:
        a: how much of the state stays.
        b: how much of the action enters the next state.
        q: cost of the state, ≥ 0.
        r: cost of the action, ≥ 0.
        noise: standard deviation of what disturbs the state each step, ≥ 0.
        horizon: H, the steps of an episode, from 1 to 10 000.
        start_mean: m₀.
        start_std: √v₀, ≥ 0.
        final: q_T, cost of the last state, ≥ 0.

    Raises:
        InvalidInput: the field that is out of its bounds.
    """

    a: float = 1.0
    b: float = 1.0
    q: float = 1.0
    r: float = 1.0
    noise: float = 0.1
    horizon: int = 20
    start_mean: float = 1.0
    start_std: float = 0.0
    final: float = 0.0

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name == "horizon":
                if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LONGEST_HORIZON:
                    raise InvalidInput("horizon", f"a whole number from 1 to {LONGEST_HORIZON}", value)
                continue
            least = -LARGEST_COEFFICIENT if item.name in ("a", "b", "start_mean") else 0.0
            if not (math.isfinite(value) and least <= value <= LARGEST_COEFFICIENT):
                raise InvalidInput(item.name, f"a number from {least:g} to {LARGEST_COEFFICIENT:g}", value)
