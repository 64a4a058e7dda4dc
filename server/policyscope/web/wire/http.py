"""uvicorn's HTTP protocol, bounded: the bytes of a header block and its time, a body's time, requests sent ahead."""

from __future__ import annotations

import asyncio
from enum import Enum
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from policyscope.web.errors import problem
from policyscope.web.wire.configuration import Configuration
from policyscope.web.wire.line import Line

MOST_AHEAD = 8
"""Requests one connection may send before the first is answered; browsers send none."""


class Owed(Enum):
    """What the client owes us."""

    HEADERS = "headers"
    BODY = "body"
    NOTHING = "nothing"


class Flow(FlowControl):
    """Resume reading, with the bytes that have come already."""

    def __init__(self, transport: asyncio.Transport, line: Line) -> None:
        super().__init__(transport)
        self._line = line

    def resume_reading(self) -> None:
        """Go on reading, the backlog first."""
        super().resume_reading()
        self._line.go_on()


class Http(Line, HttpToolsProtocol):
    """One HTTP connection."""

    COST = 3

    def __init__(
        self,
        config: Configuration,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        Line.__init__(self)
        HttpToolsProtocol.__init__(self, config, server_state, app_state, _loop)
        self.door = config.door
        self.owed = Owed.HEADERS
        self.since = self.loop.time()
        self.taken = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let it in, or say that there is no room."""
        super().connection_made(transport)
        self.flow = Flow(transport, self)
        self.address = self.client[0] if self.client else ""
        if not self.door.enter(self):
            self.refuse(503, "This server has as many connections as it takes. Try again in a moment.", {"Retry-After": "2"})
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self.door.leave(self)
        self.let_go()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over to the live socket's protocol."""
        self.door.leave(self)
        self.transport.resume_reading()
        super().handle_websocket_upgrade()
        self.lingering = True  # no longer ours: what is left of this portion came too early

    # -- in ------------------------------------------------------------------------------------------------------

    def feed(self, data: bytes) -> None:
        """Read these bytes, unless that makes the header block, or the body with its framing, too long."""
        settings = self.door.settings
        HttpToolsProtocol.data_received(self, data)
        self.taken += len(data)
        if self.lingering or self.transport.is_closing():
            return
        if self.held:
            self.hold(len(self.backlog))
        if self.owed is Owed.HEADERS and self.taken > settings.header_bytes:
            self.refuse(431, f"The header block is longer than {settings.header_bytes} bytes, the setting POLICYSCOPE_HEADER_BYTES.")
        elif self.owed is Owed.BODY and self.taken > 2 * settings.body_bytes + settings.header_bytes:
            self.refuse(413, f"The body is longer than {settings.body_bytes} bytes, the setting POLICYSCOPE_BODY_BYTES.")

    def may_read(self) -> bool:
        """Whether the application is ready for more."""
        return not self.flow.read_paused

    def on_message_begin(self) -> None:
        """A request line begins."""
        super().on_message_begin()
        self._owes(Owed.HEADERS)

    def on_headers_complete(self) -> None:
        """The headers are there.

        Raises:
            ValueError: too many requests wait already; the parser stops, and `send_400_response` follows.
        """
        if len(self.pipeline) >= MOST_AHEAD:
            raise ValueError(f"more than {MOST_AHEAD} requests ahead")
        self._owes(Owed.BODY)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The whole request is there."""
        super().on_message_complete()
        self._owes(Owed.NOTHING)

    def on_response_complete(self) -> None:
        """It is answered: the next request may come."""
        super().on_response_complete()
        if self.owed is Owed.NOTHING and self.cycle.response_complete:
            self._owes(Owed.HEADERS)

    def _owes(self, what: Owed) -> None:
        self.owed = what
        self.since = self.loop.time()
        self.taken = 0

    # -- the end -------------------------------------------------------------------------------------------------

    def is_late(self, now: float) -> bool:
        """Whether headers or body should be there by now."""
        if self.backlog or not self.may_read():
            self.since = now  # it is we who keep it waiting
        seconds = {Owed.HEADERS: self.door.settings.header_seconds, Owed.BODY: self.door.settings.body_seconds}.get(self.owed)
        return seconds is not None and now - self.since > seconds

    def time_is_up(self) -> None:
        """Refuse to wait any longer; a connection that was only kept ready, as browsers do, is closed without a word."""
        if self.owed is Owed.HEADERS and not self.taken:
            self.transport.close()
            return
        what = "HEADER" if self.owed is Owed.HEADERS else "BODY"
        self.refuse(408, f"The request did not come in time (setting POLICYSCOPE_{what}_SECONDS).")

    def no_room(self) -> None:
        """Refuse what there is no room for."""
        self.refuse(503, "The server holds as many unanswered requests as it can (setting POLICYSCOPE_HELD_BYTES). Try again in a moment.")

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP, or more of it than may be."""
        self.refuse(400, msg)

    def refuse(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        """Answer with a problem and read no more. In the midst of another answer nothing can be said: the line is cut."""
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started or self.pipeline:
                self.cut("its next request cannot be read")
                return
        answer = problem(status, detail, headers=headers)
        fields = [(b"connection", b"close"), *answer.raw_headers]
        head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode() + b"".join(b"%s: %s\r\n" % field for field in fields)
        self.transport.write(head + b"\r\n" + bytes(answer.body))
        self.linger()
