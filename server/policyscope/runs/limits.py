"""What one server takes on: each limit is a setting, and the error that it causes names it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from policyscope.errors import InvalidInput, LimitExceeded

PREFIX = "POLICYSCOPE_"
"""What the name of every environment variable of ours begins with."""

MOST_TIMES = 1000
"""A limit may be raised to this many times its default: anything beyond that is a typing error."""


@dataclass(frozen=True)
class Limits:
    """Bounds on what an experiment or a question may ask for.

    Attributes:
        states: states S of a problem.
        actions: actions A of a problem.
        parameters: parameters D of a policy.
        cells: numbers in the largest table an experiment needs, such as S·A·D.
        horizon: actions of one episode; an episode without a horizon is cut off there and counted as truncated.
        batch: episodes of one update.
        batch_steps: steps one update's batch may store.
        samples: episodes of one request for estimates.
        resolution: points along one side of a landscape.
        updates: updates of one recorded run.
        runs: runs of one ensemble.
        state_numbers: numbers that a run's state may hold, R·(3D + S + 4); every frame carries them, and a page sends them back.
        answer_numbers: numbers in one table of an answer; scores and the Fisher matrix are null if they would have more.
        study_cells: cells of one study over HTTP, where the following two count as well.
        study_seeds: runs in each of its cells.
        study_numbers: numbers held of a cell until it is complete, runs times moments.
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
    state_numbers: int = 250_000
    answer_numbers: int = 1_000_000
    study_cells: int = 400
    study_seeds: int = 10_000
    study_numbers: int = 1_000_000
    operations: int = 1_000_000_000

    def check(self, limit: str, field: str, got: int) -> None:
        """Refuses ``got`` if it is beyond the limit of that name.

        Raises:
            LimitExceeded: naming the field, the limit's setting and its value.
        """
        most = getattr(self, limit)
        if got > most:
            raise LimitExceeded(field, limit, most, got, counted().get(limit, ""))


@cache
def counted() -> dict[str, str]:
    """What each limit counts, e.g. ``states S of a problem``: the beginning of its line among the attributes."""
    return dict(re.findall(r"^ +(\w+): ([^;,.\n]+)", Limits.__doc__ or "", re.MULTILINE))


def limits_from(environment: Mapping[str, str]) -> Limits:
    """The limits, each taken from the variable ``POLICYSCOPE_<NAME>`` if there is one.

    Args:
        environment: the variables, usually ``os.environ``.

    Raises:
        InvalidInput: a variable that is not a whole number from 1 to a thousand times the default.
    """
    given: dict[str, int] = {}
    for field in fields(Limits):
        name = PREFIX + field.name.upper()
        text = environment.get(name)
        if text is None:
            continue
        most = MOST_TIMES * int(field.default)  # type: ignore[arg-type]
        # Python itself refuses to read a number of thousands of digits.
        if not text.isdecimal() or len(text) > 20 or not 1 <= int(text) <= most:
            raise InvalidInput(name, f"a whole number from 1 to {most}", text)
        given[field.name] = int(text)
    return Limits(**given)
