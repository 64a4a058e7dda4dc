"""What one server takes on: each limit is a setting, and the error that meets it names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from policyscope.errors import InvalidInput, LimitExceeded

PREFIX = "POLICYSCOPE_"
"""What the name of every environment variable of ours begins with."""


@dataclass(frozen=True)
class Limits:
    """Bounds on what an experiment or a question may ask for.

    Attributes:
        states: states S of a problem.
        actions: actions A of a problem.
        parameters: parameters D of a policy.
        cells: numbers in the largest table an experiment needs, such as S·A·D.
        horizon: actions of one episode; without a horizon an episode is cut there, and counted as truncated.
        batch: episodes of one update.
        batch_steps: steps one update's batch may store.
        samples: episodes of one question to the estimates.
        resolution: points along one side of a landscape.
        updates: updates of one recorded run.
        runs: runs of one ensemble.
        operations: elementary operations of one update of all runs, about a nanosecond each, estimated beforehand.
    """

    states: int = 500
    actions: int = 32
    parameters: int = 3000
    cells: int = 4_000_000
    horizon: int = 10_000
    batch: int = 1000
    batch_steps: int = 1_000_000
    samples: int = 20_000
    resolution: int = 121
    updates: int = 10_000_000
    runs: int = 1000
    operations: int = 1_000_000_000

    def check(self, limit: str, field: str, got: int) -> None:
        """Refuses ``got`` where it is beyond the limit of that name.

        Raises:
            LimitExceeded: naming the field, the limit's setting and its value.
        """
        most = getattr(self, limit)
        if got > most:
            raise LimitExceeded(field, limit, most, got)


def limits_from(environment: Mapping[str, str]) -> Limits:
    """The limits, each taken from the variable ``POLICYSCOPE_<NAME>`` where there is one.

    Args:
        environment: the variables, usually ``os.environ``.

    Raises:
        InvalidInput: a variable that is not a whole number of at least 1.
    """
    given: dict[str, int] = {}
    for field in fields(Limits):
        name = PREFIX + field.name.upper()
        text = environment.get(name)
        if text is None:
            continue
        if not text.isdecimal() or int(text) < 1:
            raise InvalidInput(name, "a whole number of at least 1", text)
        given[field.name] = int(text)
    return Limits(**given)
