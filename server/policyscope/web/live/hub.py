"""Every open socket of this server: how many there may be, and how they are told to leave."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Protocol

from policyscope.web.budget import Budget
from policyscope.web.live.lanes import Lane
from policyscope.web.live.work import Queue
from policyscope.web.metrics import Metrics
from policyscope.web.settings import Settings
from policyscope.web.warmth import Warmth

LEAST_SHARE = 0.1
NICENESS = 5
REST = 2.0
"""Times as long as it took to read a long message, the next one waits."""


class Connection(Protocol):
    """An open socket as the hub sees it; see `policyscope.web.live.socket`."""

    client: str

    def go_on(self) -> None: ...
    def beat(self) -> None: ...
    def close(self, code: int) -> None: ...
    def tick(self, due: float) -> bool: ...
    def look_after(self, now: float) -> None: ...


class Hub:
    """The open sockets, and what they share.

    Attributes:
        connections: every open socket, in order of arrival.
        held: what waits for its turn, of all of them together.
        lanes: threads for what would hold up the event loop, those of each queue apart.
        warmth: whether runs can be opened yet, and how fast they play.
        share: of a block's time that a dear run may take; it shrinks while ticks come late, so that dear runs make room for cheap ones.
    """

    def __init__(self, settings: Settings, metrics: Metrics, warmth: Warmth, held: Budget | None = None) -> None:
        self.settings = settings
        self.metrics = metrics
        self.warmth = warmth
        self.held = held or Budget(settings.held_bytes)
        self.lanes = {
            Queue.QUICK: Lane(settings.live_threads, "live"),
            Queue.SLOW: Lane(settings.live_threads, "live-slow", NICENESS),
            Queue.TEXT: Lane(1, "live-text", NICENESS, REST),
        }
        self.connections: dict[Connection, None] = {}
        self.leaving = False
        self.share = 1.0
        self._per_client: Counter[str] = Counter()

    def enter(self, connection: Connection) -> bool:
        """Let a socket in; False when the server, or its address, has as many as the settings allow."""
        if (
            len(self.connections) >= self.settings.max_sessions
            or self._per_client[connection.client] >= self.settings.max_sessions_per_client
        ):
            self.metrics.sessions_refused += 1
            return False
        self.connections[connection] = None
        self._per_client[connection.client] += 1
        self.metrics.sessions = len(self.connections)
        self.metrics.sessions_opened += 1
        return True

    def leave(self, connection: Connection) -> None:
        """Forget a socket that has closed."""
        del self.connections[connection]
        self._per_client[connection.client] -= 1
        if not self._per_client[connection.client]:
            del self._per_client[connection.client]
        self.metrics.sessions = len(self.connections)

    def felt(self, late: bool) -> None:
        """A tick came late, or in time."""
        self.share = max(LEAST_SHARE, self.share * 0.8) if late else min(1.0, self.share * 1.02)

    def warmer(self) -> None:
        """The warmth has changed: those that waited for it go on, and every page is told."""
        for connection in list(self.connections):
            connection.go_on()
            connection.beat()

    async def farewell(self, seconds: float) -> None:
        """Close every socket with 1001, and give them so long to be told."""
        self.leaving = True
        for connection in list(self.connections):
            connection.close(1001)
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while self.connections and loop.time() < until:
            await asyncio.sleep(0.02)

    def end(self) -> None:
        """Let the threads go."""
        for lane in self.lanes.values():
            lane.end()
