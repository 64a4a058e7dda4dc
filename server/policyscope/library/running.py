"""A run of an experiment as a record, and runs that go on from a moment of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policyscope.errors import InvalidInput
from policyscope.library.experiments import checked
from policyscope.library.record import Record, recorded
from policyscope.runs import Experiment, Limits, open_run
from policyscope.runs.tables import TABLE_STREAMS, frames

MOMENTS = 50
"""How many moments of a run are kept if nobody says how many."""


def run(
    experiment: Experiment | Mapping[str, Any], updates: int = 1000, every: int | None = None, *, limits: Limits | None = None
) -> Record:
    """Play an experiment and keep its moments: the first, one every ``every`` updates, and the last.

        θ ← θ + α ĝ(θ),        the update; the experiment says which ĝ and which optimizer

    A run whose θ is no longer finite ends with the update that made it so.

    Source: Williams (1992), Simple statistical gradient-following algorithms for connectionist reinforcement learning.

    Args:
        experiment: what to play, from `experiment` or as a dictionary.
        updates: how many updates, ≥ 0.
        every: updates from one moment to the next, ≥ 1; if None, as many as give about fifty moments.
        limits: bounds on what an experiment may ask for; the usual ones if None.

    Returns:
        The moments as arrays, see `Record`. Of ``runs: R`` it is run 0 that is shown in full, with the spread over all R.

    Raises:
        InvalidInput: naming the field.

    >>> import policyscope as ps
    >>> record = ps.run(ps.experiment(preset="three_arms"), updates=100, every=50)
    >>> record.update.tolist()
    [0, 50, 100]
    >>> record.theta.shape, record.probabilities.shape
    ((3, 3), (3, 1, 3))
    """
    return _played(checked(experiment), updates, every, limits or Limits())


def advance(
    record: Record,
    controls: Mapping[str, Any] | None = None,
    updates: int = 1000,
    *,
    at: int | None = None,
    every: int | None = None,
    limits: Limits | None = None,
) -> Record:
    """Go on from a moment of a record, with other controls if wanted. Without any, the numbers are those of one longer run.

    Args:
        record: where to go on from; it stays as it is.
        controls: live fields to change by dotted path, e.g. ``{"optimizer.learning_rate": 0.3}``.
        updates: how many more updates, ≥ 0.
        at: the moment, by its update; the last one if None.
        every: updates from one moment to the next; as in `run`.
        limits: bounds; the usual ones if None.

    Returns:
        A record that begins at that moment; its ``experiment`` has the changes.

    Raises:
        InvalidInput: for a moment that was not kept, a field that is not live, or a run whose θ is no longer finite.

    >>> import policyscope as ps
    >>> record = ps.run(ps.experiment(preset="three_arms"), updates=100, every=50)
    >>> calmer = ps.advance(record, {"optimizer.learning_rate": 0.1}, updates=20, at=50)
    >>> calmer.update.tolist()[0], calmer.update.tolist()[-1]
    (50, 70)
    """
    state = record.states[-1 if at is None else record.index(at)]
    return _played(record.experiment, updates, every, limits or Limits(), state, controls)


def _played(
    experiment: Experiment,
    updates: int,
    every: int | None,
    limits: Limits,
    state: str | None = None,
    controls: Mapping[str, Any] | None = None,
) -> Record:
    updates = _whole("updates", updates, 0)
    every = max(1, -(-updates // MOMENTS)) if every is None else _whole("every", every, 1)
    limits.check("updates", "updates", updates)
    opened = open_run(experiment, limits, state)
    if controls:
        opened.control(controls)
    if updates:
        opened.check_finite()
    return recorded(opened.experiment, list(frames(opened, updates, every, TABLE_STREAMS)))


def _whole(field: str, number: Any, least: int) -> int:
    """A whole number of Python's or NumPy's; raises InvalidInput."""
    try:
        whole = number.__index__()
    except AttributeError:
        whole = None
    if whole is None or isinstance(number, bool) or whole < least:
        raise InvalidInput(field, f"a whole number ≥ {least}", number)
    return int(whole)
