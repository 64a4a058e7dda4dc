"""A log that a client cannot fill: of similar lines only a few are written, then a count of the rest."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

MOST, SECONDS = 5, 10.0
"""How many similar lines are written, and within how long."""

LOGGERS = ("uvicorn.error", "policyscope.web")
"""The loggers whose lines a client can cause."""


@dataclass(slots=True)
class Kind:
    """Similar lines: since when they are counted, and how many there were."""

    since: float
    lines: int = 0


class Seldom(logging.Filter):
    """Lets a few lines of each kind through; the first one later says how many were left out.

    Lines are alike when their text before its values is, and the error they end in. There are as many kinds as there are calls of
    the log, so nothing here grows.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._kinds: dict[tuple[object, ...], Kind] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is written."""
        now = self._clock()
        error = record.exc_info[0] if record.exc_info else None
        key = (record.msg, record.levelno, error)
        kind = self._kinds.setdefault(key, Kind(now))
        left_out = 0
        if now - kind.since >= SECONDS:
            left_out = max(0, kind.lines - MOST)
            kind.since, kind.lines = now, 0
        kind.lines += 1
        if left_out:
            record.msg = f"{record.msg} (and {left_out} more like it before)"
        return kind.lines <= MOST


def keep_short() -> None:
    """Limit every log that a client can write to, to a few similar lines."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        for old in [each for each in logger.filters if isinstance(each, Seldom)]:
            logger.removeFilter(old)
        logger.addFilter(Seldom())
