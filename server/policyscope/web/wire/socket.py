"""uvicorn's WebSocket protocol, bounded: pings and fragments a second, a message's bytes and its time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.exceptions import InvalidState, ProtocolError
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from policyscope.web.live.server_messages import CLOSE_CODES
from policyscope.web.live.straight import STRAIGHT
from policyscope.web.wire.configuration import Configuration
from policyscope.web.wire.line import CLOSE_SECONDS, Line

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveEvent, ASGISendEvent

SMALL_FRAGMENT = 1024
"""Bytes of a message's part that is worth a frame; smaller ones count as control frames do."""

A_SECOND, AT_ONCE = 20.0, 100.0
"""Control frames and small fragments a client may send in the long run, and in one go. Browsers send a pong now and then."""

TEXT, CONTROL = Opcode.TEXT, (Opcode.PING, Opcode.PONG, Opcode.CLOSE)

TOO_LONG, TOO_MANY, TOO_BUSY = 4009, 4029, 1008

WHOLE_TEXT, MASK, SHORT = 0x81, 6, 126
"""First byte of a text in one frame; bytes before its masked letters; a length from which on it takes more of them."""

log = logging.getLogger("policyscope.web")

quiet = logging.getLogger("policyscope.web.frames")
"""What the library logs about each connection; a server's log needs only the faults."""
quiet.setLevel(logging.ERROR)


def is_text(data: bytes) -> bool:
    """Whether bytes are UTF-8."""
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


class Frames(ServerProtocol):
    """The library's reader of frames, which stops at too many, and says our own codes."""

    def __init__(self, most: int | None, clock: Any) -> None:
        super().__init__(max_size=most, logger=quiet)
        self._clock = clock
        self._left = AT_ONCE
        self._at = clock()
        self._refusal: int | None = None

    def recv_frame(self, frame: Frame) -> None:
        """Take a frame in.

        Raises:
            ProtocolError: there are too many of its kind; reading stops within the bytes at hand.
        """
        whole = frame.fin and frame.opcode is TEXT
        if not whole and (frame.opcode in CONTROL or len(frame.data) < SMALL_FRAGMENT):
            self._count()
        super().recv_frame(frame)

    def _count(self) -> None:
        now = self._clock()
        self._left = min(AT_ONCE, self._left + (now - self._at) * A_SECOND) - 1.0
        self._at = now
        if self._left < 0.0:
            self._refusal = TOO_BUSY
            raise ProtocolError("too many control frames or fragments")

    def fail(self, code: CloseCode | int, reason: str = "") -> None:
        """End the connection; if one of our bounds was reached, with our code and words."""
        if self._refusal is None and code == CloseCode.MESSAGE_TOO_BIG:
            self._refusal = TOO_LONG
        if self._refusal is not None:
            code, reason = self._refusal, CLOSE_CODES[self._refusal]
        super().fail(code, reason)

    def refuse(self, code: int) -> None:
        """End the conversation with one of our codes."""
        self._refusal = code
        self.fail(code)

    @property
    def half_sent(self) -> int:
        """Bytes there are of a message that is not whole yet."""
        return len(self.reader.buffer) + (self.current_size or 0)


class Socket(Line, WebSocketsSansIOProtocol):
    """One live socket's connection."""

    COST = 1

    conn: Frames

    def __init__(
        self,
        config: Configuration,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        Line.__init__(self)
        WebSocketsSansIOProtocol.__init__(self, config, server_state, app_state, _loop)
        self.conn = Frames(config.ws_max_size, self.loop.time)
        self.close_timeout = CLOSE_SECONDS
        self.door = config.door
        self.since: float | None = None
        self.hear: Callable[[str], None] | None = None
        self.alone = False

    def handle_connect(self, event: Request) -> None:
        """Offer the application the short way beside the usual one."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["extensions"][STRAIGHT] = self  # type: ignore[assignment]  # said to be a dict, whatever it is

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Taken over from HTTP, which has just given its place up."""
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        self.door.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self.door.leave(self)
        self.let_go()
        super().connection_lost(exc)

    # -- in ------------------------------------------------------------------------------------------------------

    def feed(self, data: bytes) -> None:
        """Read these bytes; a message that is not complete yet counts as held."""
        conn = self.conn
        self.alone = MASK <= len(data) < SHORT and data[0] == WHOLE_TEXT and len(data) == MASK + (data[1] & 0x7F) and not conn.half_sent
        WebSocketsSansIOProtocol.data_received(self, data)
        if not self.handshake_initiated:
            self._look_at_handshake()
        elif self.held or conn.reader.buffer or conn.current_size is not None:
            half = conn.half_sent
            self.since = (self.since or self.loop.time()) if half else None
            if not self.lingering:
                self.hold(half + len(self.backlog))

    def _look_at_handshake(self) -> None:
        if self.conn.handshake_exc is not None and not self.transport.is_closing():
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    def no_room(self) -> None:
        """Refuse a message that there is no room for."""
        self._refuse(TOO_MANY)

    def may_read(self) -> bool:
        """Whether the application is ready for more."""
        return not self.read_paused

    async def receive(self) -> ASGIReceiveEvent:
        """The next message, and on with the bytes that have come already."""
        event = await super().receive()
        if self.backlog:
            self.go_on()
        return event

    def send_receive_event_to_app(self) -> None:
        """A message is complete: pass it on, if it is valid text."""
        self.since = None
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        if self.curr_msg_data_type == "text" and not self.close_sent and not is_text(data):
            self.frames = []
            self._refuse(CloseCode.INVALID_DATA)
            return
        if self.alone and self.hear is not None and self.queue.empty() and not self.close_sent:
            self.frames = []
            self._tell(self.hear, data.decode())
        else:
            super().send_receive_event_to_app()

    def _tell(self, hear: Callable[[str], None], text: str) -> None:
        try:
            hear(text)
        except Exception:
            log.exception("unexpected error on a live socket")
            self._refuse(CloseCode.INTERNAL_ERROR)

    def handle_ping(self) -> None:
        """Answer a ping, unless the answers before are not even read."""
        if self.writable.is_set() and not self.lingering:
            super().handle_ping()
        else:
            self.conn.data_to_send()

    # -- out -----------------------------------------------------------------------------------------------------

    def send(self, message: ASGISendEvent) -> Coroutine[Any, Any, None]:
        """Send; a frame, which is nearly all there is to send, goes its usual way."""
        usual = message["type"] == "websocket.send" and not self.close_sent
        return super().send(message) if usual else self._send_otherwise(message)

    def say(self, text: str) -> bool:
        """Send a text at once; False, and nothing is sent, where something stands in the way: a client that does not read, an end."""
        if not self.writable.is_set() or self.close_sent or self.disconnected or self.lingering:
            return False
        try:
            self.conn.send_text(text.encode())
        except InvalidState:
            return False
        self.transport.write(b"".join(self.conn.data_to_send()))
        return True

    async def _send_otherwise(self, message: ASGISendEvent) -> None:
        if self.lingering:
            raise ClientDisconnected  # the conversation has ended here, which the application has yet to hear
        await super().send(message)
        if self.close_sent:
            self.handshake_complete = True  # refused with an answer, it is complete too
            self.go_on()

    # -- the end -------------------------------------------------------------------------------------------------

    def is_late(self, now: float) -> bool:
        """Whether the rest of a message should be there by now."""
        if self.backlog or not self.may_read():
            self.since = self.since and now  # it is we who keep it waiting
        return self.since is not None and now - self.since > self.door.settings.body_seconds

    def time_is_up(self) -> None:
        """Refuse to wait any longer."""
        self._refuse(TOO_BUSY)

    def _refuse(self, code: int) -> None:
        self.conn.refuse(code)
        self.handle_parser_exception()

    def handle_parser_exception(self) -> None:
        """Tell the application and the client why this ends, and leave the client time to read it."""
        said = self.conn.close_sent
        if said is not None:
            self.queue.put_nowait({"type": "websocket.disconnect", "code": said.code, "reason": said.reason})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.close_timer is None:
            self.close_timer = self.loop.call_later(CLOSE_SECONDS, self.transport.close)
        self.linger()
