"""What a session has to do, and what that may wait behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Queue(Enum):
    """What work waits behind: never behind what takes much longer than itself."""

    QUICK = "quick"
    """What takes a moment: opening, changing, most frames."""
    SLOW = "slow"
    """Updates and frames that take long."""
    TEXT = "text"
    """Long messages. Reading one holds the interpreter for all, so they are read one after the other."""


@dataclass(slots=True)
class Work:
    """Something to do with a session's run.

    Attributes:
        call: gives the page's messages.
        seconds: it will take, about.
        queue: where it waits, if it does.
    """

    call: Callable[[], list[str]]
    seconds: float
    queue: Queue = Queue.QUICK
