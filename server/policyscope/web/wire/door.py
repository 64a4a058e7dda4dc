"""Every connection of the server: how many there may be, and what happens to those that keep it waiting."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from typing import NamedTuple, Protocol

from policyscope.web.budget import Budget
from policyscope.web.memory import give_back
from policyscope.web.metrics import Metrics
from policyscope.web.settings import Settings
from policyscope.web.wire.files import room_for
from policyscope.web.wire.portions import Portions

log = logging.getLogger("policyscope.web")

LARGE = 8 << 20
"""Bytes held for others above which memory is given back when they are no longer held."""


class Transport(Protocol):
    """How many bytes wait to be sent."""

    def get_write_buffer_size(self) -> int: ...


class Unread(NamedTuple):
    """Bytes that wait for a client: since when, and how many there were then."""

    since: float
    bytes: int


class Line(Protocol):
    """A connection as the door sees it; see `policyscope.web.wire.line`."""

    address: str
    unread: Unread | None

    @property
    def transport(self) -> Transport: ...

    def look_after(self, now: float) -> None: ...
    def cut(self, why: str) -> None: ...


class Door:
    """The open connections, and what they share.

    Attributes:
        lines: every open connection, in order of arrival.
        held: bytes of messages and bodies, whole or half sent, of all of them.
        most: connections there may be: the setting, or what the system's descriptors allow.
    """

    def __init__(self, settings: Settings, metrics: Metrics, held: Budget) -> None:
        self.settings = settings
        self.metrics = metrics
        self.held = held
        self.portions = Portions()
        self.lines: dict[Line, None] = {}
        self.most = room_for(settings.max_connections)
        self._per_client: Counter[str] = Counter()
        self._swollen = False

    def enter(self, line: Line) -> bool:
        """Let a connection in; False when there are as many as may be, in all or from its address."""
        alone = self._per_client[line.address] < self.settings.max_connections_per_client
        if len(self.lines) >= self.most or not alone:
            self.metrics.connections_refused += 1
            setting = "max_connections" if alone else "max_connections_per_client"
            log.warning("refused a connection of %s: there are %d, and %s allows no more", line.address, len(self.lines), setting)
            return False
        self.lines[line] = None
        self._per_client[line.address] += 1
        self.metrics.connections = len(self.lines)
        return True

    def leave(self, line: Line) -> None:
        """Forget a connection, if it was let in."""
        if line not in self.lines:
            return
        del self.lines[line]
        self._per_client[line.address] -= 1
        if not self._per_client[line.address]:
            del self._per_client[line.address]
        self.metrics.connections = len(self.lines)

    def sweep(self, now: float) -> None:
        """Once a second: end those whose time is up, and give memory back once a flood is over."""
        for line in list(self.lines):
            line.look_after(now)
        large = self.held.held + self.unsent > LARGE
        if self._swollen and not large:
            threading.Thread(target=give_back, name="give-back", daemon=True).start()
        self._swollen = large

    @property
    def unsent(self) -> int:
        """Bytes that wait for clients who do not read as fast as they are answered."""
        return sum(line.transport.get_write_buffer_size() for line in self.lines if line.unread is not None)

    def make_room(self, newest: Line) -> None:
        """Too many bytes wait for clients that do not read them: cut off the one that has been idle longest, but not the newest."""
        still = [line for line in self.lines if line.unread is not None]
        unsent = self.unsent
        still.sort(key=lambda line: line.unread.since if line.unread else 0.0)
        for line in still:
            if unsent <= self.settings.unsent_bytes:
                return
            if line is not newest:
                unsent -= line.transport.get_write_buffer_size()
                line.cut("others wait for the memory its unread answers take (setting unsent_bytes)")
