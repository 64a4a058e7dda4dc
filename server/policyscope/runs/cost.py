"""What one update of an experiment costs, estimated from its sizes alone, before anything is computed.

The unit is an elementary operation of the compiled kernels: about a nanosecond on the machine this was calibrated on, mostly within
a factor of five, and rather too many than too few, because every episode is taken to be as long as it may. Where an episode has no
horizon its length is anybody's guess; what then takes too long all the same is stopped while it runs.

Symbols as in `kernels.arrays`: S states, A actions, D parameters, N episodes of a batch, T steps of an episode, R runs.
"""

from __future__ import annotations

from typing import NamedTuple

from policyscope.errors import LimitExceeded
from policyscope.runs.limits import Limits

UNIT = "operations an update"
REMEDIES = {
    "sampling": ("estimator", "Fewer or shorter episodes, fewer parameters, or another estimator."),
    "exact": ("estimator", "What this estimator needs exactly takes too long; a smaller problem, a shorter horizon, or only samples."),
    "natural": ("optimizer.preconditioner", "Fewer parameters, or a damping > 0."),
    "optimal": ("estimator.baseline", "Another baseline, fewer parameters or a shorter horizon."),
}
"""By the part of the cost: the field to blame, and what to do."""

STEP = 60.0
"""A step apart from what grows with the problem: random numbers, reward, bookkeeping."""


class Cost(NamedTuple):
    """Operations of one update of one run, by what they are for."""

    sampling: float
    exact: float
    natural: float
    optimal: float

    @property
    def total(self) -> float:
        """All of them."""
        return sum(self)


def check(cost: Cost, together: float, runs: int, limits: Limits) -> None:
    """Refuses an experiment one of whose updates would take too long, naming what makes it costly.

    Args:
        cost: of one update of one run.
        together: what is computed of each of several runs for every frame, operations a run.
        runs: R.
        limits: holds the limit `operations`.

    Raises:
        LimitExceeded: field ``runs``, or the dearest part of one run.
    """
    most, each = limits.operations, cost.total + (together if runs > 1 else 0.0)
    if each * runs <= most:
        return
    if each <= most:
        raise LimitExceeded("runs", "operations", most, round(each * runs), UNIT, f"Take at most {int(most / each)} runs.")
    dearest = max(Cost._fields, key=lambda part: getattr(cost, part))
    field, remedy = REMEDIES[dearest]
    raise LimitExceeded(field, "operations", most, round(each * runs), UNIT, remedy)
