"""A WebSocket client that costs next to nothing, so that a benchmark measures the server and not itself.

It speaks just enough of RFC 6455: the handshake, unfragmented text frames, close. Every frame of the run is counted and answered with
one `grant`, as the page does.
"""

from __future__ import annotations

import asyncio
import base64
import os
import time
from typing import cast

MASK = b"\x00\x00\x00\x00"  # a mask of zeros is valid, and leaves the payload as it is


def masked(payload: bytes) -> bytes:
    """``payload`` as one masked text frame."""
    size = len(payload)
    if size < 126:
        head = bytes((0x81, 0x80 | size))
    elif size < 1 << 16:
        head = bytes((0x81, 0xFE)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x81, 0xFF)) + size.to_bytes(8, "big")
    return head + MASK + payload


GRANT = masked(b'{"type":"grant","frames":1}')


class Client(asyncio.Protocol):
    """One session: opens, plays, counts frames and grants each.

    Args:
        host: where the server listens, as ``name:port``.
        opening: JSON of the messages sent once the socket is open.
    """

    def __init__(self, host: str, opening: list[bytes]) -> None:
        self.host = host
        self.opening = opening
        self.buffer = bytearray()
        self.upgraded = False
        self.ready = asyncio.Event()
        self.arrivals: list[float] = []
        self.bytes = 0
        self.last = b""
        self.closed: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET /api/live HTTP/1.1\r\nHost: {self.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def say(self, message: bytes) -> None:
        self.transport.write(masked(message))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.upgraded:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if b" 101 " not in self.buffer[:end]:
                raise ConnectionError(bytes(self.buffer[:end]).decode())
            del self.buffer[: end + 4]
            self.upgraded = True
            for message in self.opening:
                self.say(message)
        while self._frame():
            pass

    def _frame(self) -> bool:
        """Take one whole frame off the buffer; False when there is none yet."""
        buffer = self.buffer
        if len(buffer) < 2:
            return False
        size, start = buffer[1] & 0x7F, 2
        if size == 126:
            start = 4
        elif size == 127:
            start = 10
        if len(buffer) < start:
            return False
        if start > 2:
            size = int.from_bytes(buffer[2:start], "big")
        if len(buffer) < start + size:
            return False
        kind = buffer[0] & 0x0F
        payload = bytes(buffer[start : start + size])
        del buffer[: start + size]
        if kind == 1:
            self._text(payload)
        elif kind == 9:  # a server closes the socket of whoever does not answer its pings
            self.transport.write(b"\x8a" + masked(payload)[1:])
        elif kind == 8:
            self.closed = int.from_bytes(payload[:2], "big")
            self.transport.close()
        return True

    def _text(self, payload: bytes) -> None:
        self.bytes += len(payload)
        if payload.startswith(b'{"type":"frame"'):
            self.arrivals.append(time.perf_counter())
            self.last = payload
            self.transport.write(GRANT)
        elif payload.startswith(b'{"type":"opened"'):
            self.ready.set()
        elif payload.startswith(b'{"type":"error"'):
            raise RuntimeError(payload.decode())
