"""Reading shared out: what one client sends at full speed is read a portion at a time, between other people's frames."""

from __future__ import annotations

import asyncio
from collections import deque
from time import perf_counter
from typing import Protocol

PORTION = 4096
"""Bytes read in one go: at most some 700 frames, or a header block's eighth."""

SMALL = 512
"""Bytes that are read as they come, because queueing would cost more."""

AT_ONCE = 96
"""What the small reads of one millisecond may cost together that are done as they come: so many words of pages that play, which come all
at once after each tick of the clock, or a third as many requests."""

SHARE = 0.002
"""Seconds of each turn of the event loop spent on portions; at least one is read."""


class Reader(Protocol):
    """A connection with more to read than one portion."""

    queued: bool

    def read_portion(self) -> bool:
        """Read one; True if there is more to read now."""


class Portions:
    """Who waits for their bytes to be read, one portion each in turn."""

    def __init__(self) -> None:
        self.waiting: deque[Reader] = deque()
        self._scheduled = False
        self._millisecond = 0
        self._done = 0

    def room(self, now: float, cost: int) -> bool:
        """Whether a small read of this cost may be done at once."""
        millisecond = int(now * 1000)
        if millisecond != self._millisecond:
            self._millisecond, self._done = millisecond, 0
        self._done += cost
        return self._done <= AT_ONCE

    def join(self, reader: Reader) -> None:
        """Wait for a turn."""
        if not reader.queued:
            reader.queued = True
            self.waiting.append(reader)
            self._schedule()

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            asyncio.get_running_loop().call_soon(self._run)

    def _run(self) -> None:
        self._scheduled = False
        until = perf_counter() + SHARE
        while self.waiting:
            reader = self.waiting.popleft()
            reader.queued = False
            if reader.read_portion():
                self.join(reader)
            if perf_counter() > until:
                break
        if self.waiting:
            self._schedule()
