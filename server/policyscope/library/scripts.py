"""A run as a script that needs NumPy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from policyscope.library.experiments import checked
from policyscope.runs import Experiment, Limits
from policyscope.runs import script as written


def script(
    experiment: Experiment | Mapping[str, Any],
    updates: int = 1000,
    changes: Sequence[tuple[int, Mapping[str, Any]]] = (),
    *,
    limits: Limits | None = None,
) -> str:
    """A run as a Python script for students: it needs NumPy alone, draws the same random numbers and prints the same θ.

    Source: Sutton & Barto (2018), Reinforcement Learning, chapter 13, for the notation; the script names those of the methods in use.

    Args:
        experiment: a discrete problem under a softmax policy over features; one run.
        updates: how many updates, ≥ 0.
        changes: what is changed on the way: after how many updates, and new values by dotted path; ``theta`` [D] puts θ.
        limits: bounds; the usual ones if None.

    Returns:
        The script's text. Run as a program it ends by printing θ [D] and, of small problems, π [S, A], all digits shown.

    Raises:
        InvalidInput: naming the field, for Gaussian policies, networks, several runs, and problems too large to write down.

    >>> import policyscope as ps
    >>> text = ps.script(ps.experiment(preset="three_arms"), updates=60, changes=[(20, {"optimizer.learning_rate": 0.3})])
    >>> "# --- After 20 updates" in text
    True
    """
    return written(checked(experiment), updates, changes, limits)
