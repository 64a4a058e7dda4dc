"""What both protocols share: bytes are read in portions, unread answers are given up, and a refusal is heard before the line is cut."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from typing import ClassVar

from policyscope.web.wire.door import Door, Unread
from policyscope.web.wire.portions import PORTION, SMALL

log = logging.getLogger("policyscope.web")

CLOSE_SECONDS = 2.0
"""Time for the last words to arrive and be answered; after it the line is cut."""

LEAST_READ = 1 << 16
"""Bytes a client must take in within the setting ``write_seconds`` while answers wait for it."""

MOST_DROPPED = 8 << 20
"""Bytes of a refused client that are dropped so that it can hear why: a line cut with unread bytes loses what was written to it."""

EMPTY = memoryview(b"")


class Line(asyncio.Protocol, ABC):
    """One connection. A protocol of uvicorn's is mixed in; its ``data_received`` becomes `feed`."""

    COST: ClassVar[int]
    """Of a small read, as `policyscope.web.wire.portions` counts."""

    door: Door
    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport

    def __init__(self) -> None:
        self.address = ""
        self.backlog = EMPTY
        self.held = 0
        self.queued = False
        self.slowed = False
        self.lingering = False
        self.dropped = 0
        self.unread: Unread | None = None
        self.closing_since: float | None = None

    # -- in ------------------------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Read what is small at once, the rest a portion at a time; meanwhile the client waits."""
        if self.lingering:
            self._drop(len(data))
        elif not self.backlog and len(data) <= SMALL and self.door.portions.room(self.loop.time(), self.COST):
            self.feed(data)
        else:
            self.backlog = memoryview(bytes(self.backlog) + data if self.backlog else data)
            self._slow_down()
            if self.hold(len(self.backlog)):
                self.go_on()

    def hold(self, size: int) -> bool:
        """This many bytes are held for this client; False, and it is refused, if the server has no room for them."""
        if size > self.held and not self.door.held.take(size - self.held, self.held):
            self.no_room()
            size = 0
        if size < self.held:
            self.door.held.give(self.held - size)
        self.held = size
        return not self.lingering

    def let_go(self) -> None:
        """Nothing is held for it any more."""
        self.backlog = EMPTY
        self.door.held.give(self.held)
        self.held = 0

    def go_on(self) -> None:
        """Wait for a turn to read what has come already."""
        if self.backlog and self.may_read() and not self.transport.is_closing():
            self._slow_down()
            self.door.portions.join(self)

    def _slow_down(self) -> None:
        """Let no more come while much waits to be read; a little waits so briefly that saying so would cost more than it."""
        if len(self.backlog) > SMALL:  # said each time: whoever reads messages may have let more come
            self.slowed = True
            self.transport.pause_reading()

    def read_portion(self) -> bool:
        """Read one portion; True if there is more to read now."""
        portion, self.backlog = self.backlog[:PORTION], self.backlog[PORTION:]
        if self.transport.is_closing() or self.lingering:
            self.let_go()
        else:
            self.feed(bytes(portion))
        if self.slowed and not self.backlog and self.may_read() and not self.transport.is_closing():
            self.slowed = False
            self.transport.resume_reading()
        return bool(self.backlog) and self.may_read()

    @abstractmethod
    def feed(self, data: bytes) -> None:
        """Read these bytes."""

    @abstractmethod
    def may_read(self) -> bool:
        """Whether the application is ready for more."""

    # -- out -----------------------------------------------------------------------------------------------------

    def pause_writing(self) -> None:
        """The client does not read as fast as it is answered."""
        super().pause_writing()
        self.unread = Unread(self.loop.time(), self.transport.get_write_buffer_size())
        self.door.make_room(self)

    def resume_writing(self) -> None:
        """It has read nearly all there was."""
        self.unread = None
        super().resume_writing()

    # -- the end -------------------------------------------------------------------------------------------------

    def look_after(self, now: float) -> None:
        """Once a second: is there anything this client has kept us waiting for too long?"""
        if self.unread is not None:
            self._still_reading(now, self.unread)
        elif self.lingering or self.transport.is_closing():
            self.closing_since = self.closing_since or now
            if now - self.closing_since > CLOSE_SECONDS:
                self.cut("its time to hear the last words is over")
        elif self.is_late(now):
            self.time_is_up()

    def _still_reading(self, now: float, unread: Unread) -> None:
        if now - unread.since < self.door.settings.write_seconds:
            return
        left = self.transport.get_write_buffer_size()
        if unread.bytes - left < LEAST_READ:
            self.cut("it does not read what it is sent (setting write_seconds)")
        else:
            self.unread = Unread(now, left)

    @abstractmethod
    def no_room(self) -> None:
        """Refuse what there is no room for."""

    @abstractmethod
    def is_late(self, now: float) -> bool:
        """Whether the client owes something that should have come by now."""

    @abstractmethod
    def time_is_up(self) -> None:
        """Refuse to wait any longer."""

    def linger(self) -> None:
        """Everything is said: hear no more, but leave the client time to read it."""
        self.lingering = True
        self.let_go()
        if not self.transport.is_closing():
            if self.transport.can_write_eof():
                self.transport.write_eof()
            self.transport.resume_reading()

    def _drop(self, size: int) -> None:
        self.dropped += size
        if self.dropped > MOST_DROPPED:
            self.cut("it goes on sending though it is refused")

    def cut(self, why: str) -> None:
        """End the connection now, whatever has not been read."""
        log.info("cut off %s: %s", self.address, why)
        self.door.metrics.connections_cut += 1
        self.transport.abort()
