"""Every open socket of this server: how many there may be, and how they are closed."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Protocol

from policyscope.web.budget import Budget
from policyscope.web.live.lanes import Lane
from policyscope.web.live.work import Queue
from policyscope.web.metrics import Metrics
from policyscope.web.readiness import Readiness
from policyscope.web.settings import Settings

LEAST_SHARE = 0.1
NICENESS = 5
REST = 2.0
"""After a long message, the next one waits this many times as long as reading the first took."""


class Connection(Protocol):
    """An open socket as the hub sees it; see `policyscope.web.live.socket`."""

    client: str

    def go_on(self) -> None: ...
    def beat(self) -> None: ...
    def close(self, code: int) -> None: ...
    def tick(self, due: float) -> bool: ...
    def flush(self) -> None: ...
    def look_after(self, now: float) -> None: ...


class Hub:
    """The open sockets, and what they share.

    Attributes:
        connections: every open socket, in order of arrival.
        held: the bytes of every message that waits for its turn.
        lanes: threads for work that would hold up the event loop, separate for each queue.
        readiness: whether runs can be opened yet, and how fast they play.
        share: the fraction of a block's time that an expensive run may take; it shrinks while ticks are late, to make room for cheap runs.
    """

    def __init__(self, settings: Settings, metrics: Metrics, readiness: Readiness, held: Budget | None = None) -> None:
        self.settings = settings
        self.metrics = metrics
        self.readiness = readiness
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

    def record_lateness(self, late: bool) -> None:
        """Adapt the share of expensive runs to whether the last tick was late."""
        self.share = max(LEAST_SHARE, self.share * 0.8) if late else min(1.0, self.share * 1.02)

    def readiness_changed(self) -> None:
        """Let the sockets go on that waited for the kernels, and tell every page how ready the server is."""
        for connection in list(self.connections):
            connection.go_on()
            connection.beat()

    async def close_all(self, seconds: float) -> None:
        """Close every socket with code 1001, and wait at most `seconds` for their close frames to be sent."""
        self.leaving = True
        for connection in list(self.connections):
            connection.close(1001)
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while self.connections and loop.time() < until:
            await asyncio.sleep(0.02)

    def end(self) -> None:
        """End the threads."""
        for lane in self.lanes.values():
            lane.end()
