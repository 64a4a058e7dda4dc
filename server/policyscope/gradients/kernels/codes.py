"""The kinds as the kernels know them: one number each, held in a setting.

A kernel's ladder of kinds ends in `NAN` for a number that no branch knows, so that a forgotten kind shows at once: θ is no
longer finite after its first update.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Any

from numba import types
from numba.extending import typeof_impl

NAN = math.nan


class Code(IntEnum):
    """A number with a name. To the compiler it is a plain number wherever it is passed, so that no kernel is compiled twice."""


@typeof_impl.register(Code)
def _as_number(_code: Code, _context: Any) -> Any:
    return types.int64


class Baseline(Code):
    """What is subtracted from a return."""

    NONE = 0
    CONSTANT = 1
    RUNNING = 2
    BATCH = 3
    OTHERS = 4
    LEARNED = 5
    EXACT = 6
    OPTIMAL = 7
    OPTIMAL_STATE = 8

    @property
    def looks_at(self) -> str:
        """What it is made of: nothing, the past (earlier episodes), the batch that it is subtracted in, or the exact side at θ."""
        return _LOOKS_AT[self]

    @property
    def by_state(self) -> bool:
        """Whether it is a number for each state."""
        return self in (Baseline.LEARNED, Baseline.EXACT, Baseline.OPTIMAL_STATE)

    @property
    def fixed(self) -> bool:
        """Whether it is the same for every episode at one θ, so that an estimator with it has an exact mean and variance."""
        return self.looks_at in ("nothing", "exact")


_LOOKS_AT = {
    Baseline.NONE: "nothing",
    Baseline.CONSTANT: "nothing",
    Baseline.RUNNING: "past",
    Baseline.BATCH: "batch",
    Baseline.OTHERS: "batch",
    Baseline.LEARNED: "past",
    Baseline.EXACT: "exact",
    Baseline.OPTIMAL: "exact",
    Baseline.OPTIMAL_STATE: "exact",
}


class Estimator(Code):
    """What an episode contributes to the estimate."""

    REINFORCE = 0
    ALL_ACTIONS = 1
    LAMBDA_RETURN = 2
    NO_LOG = 3
    UNIFORM_BEHAVIOUR = 4
    FINITE_DIFFERENCE = 5
    PATHWISE = 6
    MEASURE_VALUED = 7
    CLIPPED = 8


class Optimizer(Code):
    """How a direction becomes an update."""

    ASCENT = 0
    MOMENTUM = 1
    ADAM = 2


class Objective(Code):
    """What is to be maximised."""

    START_VALUE = 0
    AVERAGE_REWARD = 1
    AVERAGE_VALUE = 2


class Preconditioner(Code):
    """What the estimate goes through before it is a direction."""

    NONE = 0
    NATURAL = 1
    NORMALIZED = 2


class Schedule(Code):
    """Whether the learning rate falls."""

    CONSTANT = 0
    INVERSE_TIME = 1
    INVERSE_ROOT = 2
