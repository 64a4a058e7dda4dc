"""Problems that go on for ever: which objectives have a value, and what can be sampled.

               γ < 1                    γ = 1            averages over all time
    exact      (I − γ P) V = r          no sum: refused  the stationary distribution
    sampled    with a horizon           with a horizon   with a horizon: segments of that length

An episode that is cut says nothing of what came after the cut, so episodes are only sampled where a horizon says how long they
are; exact and sampled then mean the same thing. Nothing is cut in silence.
"""

from __future__ import annotations

import math

import numpy as np

from policyscope.errors import NOTHING, InvalidInput
from policyscope.problems import TabularMDP, anchor, endless_states
from policyscope.problems.tabular import MOST_NAMES
from policyscope.runs.specs import ObjectiveSpec, StartValue

NEGLIGIBLE = 1e-6
"""What all the rewards after a suggested horizon may weigh, as a share of all the rewards there are."""


def check_value(problem: TabularMDP, objective: ObjectiveSpec) -> None:
    """Refuses an objective that has no value on this problem.

    Raises:
        InvalidInput: field ``objective.kind`` for an average where there is no unique stationary distribution; field
            ``problem.horizon`` for an undiscounted sum without end.
    """
    if not isinstance(objective, StartValue):
        return _check_average(problem, objective)
    endless = _names(problem) if objective.discount == 1.0 else ""
    if endless:
        remedy = "Set a horizon, or a discount below 1"
        remedy += ", or ask for an average (objective.kind average_reward)." if anchor(problem) >= 0 else ", or give them an end."
        raise InvalidInput(
            "problem.horizon", f"a number of actions, because episodes from {endless} never end and undiscounted rewards have no sum",
            NOTHING, remedy,
        )  # fmt: skip


def check_sampled(problem: TabularMDP, objective: ObjectiveSpec) -> None:
    """Refuses to sample episodes that never end.

    Raises:
        InvalidInput: field ``problem.horizon``.
    """
    if not isinstance(objective, StartValue):
        if problem.horizon is None:
            expected = "a number of steps: the length of the segments that are sampled"
            raise InvalidInput("problem.horizon", expected, NOTHING, "The estimator `exact` needs none.")
        return
    endless = _names(problem)
    if endless:
        steps = horizon_for(objective.discount)
        raise InvalidInput(
            "problem.horizon", f"a number of actions where episodes are sampled, because from {endless} they never end", NOTHING,
            f"With a discount of {objective.discount:g} all that comes after {steps} steps weighs less than a millionth: "
            f"take {steps}, or the estimator `exact`, which needs no horizon.",
        )  # fmt: skip


def horizon_for(discount: float) -> int:
    """The steps H after which γᴴ is negligible: the rewards from there on are that share of rewards that never change.

    Args:
        discount: γ < 1.
    """
    return 1 if discount == 0.0 else max(1, math.ceil(math.log(NEGLIGIBLE) / math.log(discount)))


def _check_average(problem: TabularMDP, objective: ObjectiveSpec) -> None:
    if problem.terminal.any():
        names = ", ".join(problem.state_names[s] for s in np.flatnonzero(problem.terminal)[:MOST_NAMES])
        raise InvalidInput(
            "objective.kind", "start_value for a problem with ends", objective.kind,
            f"An average over all time needs a problem that never ends, but episodes end at {names}.",
        )  # fmt: skip
    if anchor(problem) < 0:
        raise InvalidInput(
            "objective.kind", "start_value, because this problem has no unique stationary distribution", objective.kind,
            "It falls into parts that never meet again; where a policy spends its time depends on where it begins.",
        )  # fmt: skip


def _names(problem: TabularMDP) -> str:
    """The first states from which an episode without a horizon never ends; empty if there are none."""
    states = endless_states(problem) if problem.horizon is None else []
    return ", ".join(problem.state_names[s] for s in states[:MOST_NAMES]) + (" …" if len(states) > MOST_NAMES else "")
