"""Bytes on a wire, for tests that say what no library would; and a server's log."""

from __future__ import annotations

import base64
import json
import logging
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tests.web.kit import PATIENCE, Running

TEXT, CONTINUED, CLOSE, PING, PONG = 1, 0, 8, 9, 10


class Wire:
    """A client's end of a connection."""

    def __init__(self, server: Running, little: bool = False) -> None:
        host, _, port = server.url.removeprefix("http://").partition(":")
        self.host = host
        self.socket = socket.socket()
        self.socket.settimeout(PATIENCE)
        if little:  # it takes in only a few kilobytes until it is read
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect((host, int(port)))

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Send as much as the other side takes."""
        with suppress(ConnectionError):
            self.socket.sendall(data)

    def rest(self) -> bytes:
        """Everything until the other side closes."""
        heard = b""
        with suppress(ConnectionError):
            while piece := self.socket.recv(1 << 16):
                heard += piece
        return heard

    def post(self, body: bytes, length: int | None = None, path: str = "/api/exact") -> None:
        """A request; with a length of its own, the body may be less than it says."""
        head = f"POST {path} HTTP/1.1\r\nHost: {self.host}\r\nContent-Type: application/json\r\n"
        self.send(head.encode() + b"Content-Length: %d\r\n\r\n" % (len(body) if length is None else length) + body)

    def upgrade(self, **headers: str) -> Wire:
        """Become a live socket."""
        self.send(handshake(self.host, **headers))
        heard = b""
        while not heard.endswith(b"\r\n\r\n"):
            heard += self.socket.recv(1)
        assert heard.startswith(b"HTTP/1.1 101 ")
        return self

    def frame(self, opcode: int, payload: bytes = b"", last: bool = True) -> None:
        self.send(frame(opcode, payload, last))

    def hear(self) -> tuple[int, bytes]:
        """The next frame: what it is, and its payload. Pings are left out."""
        head = self._exactly(2)
        size = head[1] & 127
        if size > 125:
            size = int.from_bytes(self._exactly(2 if size == 126 else 8), "big")
        opcode, payload = head[0] & 15, self._exactly(size)
        return self.hear() if opcode == PING else (opcode, payload)

    def wait_for_close(self) -> int:
        """The code the socket is closed with."""
        while True:
            opcode, payload = self.hear()
            if opcode == CLOSE:
                code: int = struct.unpack("!H", payload[:2])[0]
                return code

    def _exactly(self, size: int) -> bytes:
        heard = b""
        while len(heard) < size:
            piece = self.socket.recv(size - len(heard))
            assert piece, "closed without a word"
            heard += piece
        return heard


def handshake(host: str, **headers: str) -> bytes:
    """A request to become a live socket."""
    key = base64.b64encode(b"0123456789abcdef").decode()
    fields = {"Host": host, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13"}
    lines = [f"{name}: {value}" for name, value in {**fields, **headers}.items()]
    return "\r\n".join(["GET /api/live HTTP/1.1", *lines, "", ""]).encode()


def frame(opcode: int, payload: bytes = b"", last: bool = True) -> bytes:
    """A client's frame; its mask is zero, which leaves the payload as it is."""
    head = bytes([(128 if last else 0) | opcode])
    size = len(payload)
    if size < 126:
        head += bytes([128 | size])
    elif size < 1 << 16:
        head += b"\xfe" + size.to_bytes(2, "big")
    else:
        head += b"\xff" + size.to_bytes(8, "big")
    return head + b"\0\0\0\0" + payload


def answer(heard: bytes) -> tuple[int, dict[str, Any]]:
    """An HTTP answer's status and problem."""
    head, _, body = heard.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return int(head.split(b" ")[1]), json.loads(body)


class Log(logging.Handler):
    """What a server logs."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def lines(self) -> list[str]:
        return [record.getMessage() for record in self.records]

    @property
    def faults(self) -> list[str]:
        """Lines that call for somebody to look: errors, and whatever has a traceback."""
        return [record.getMessage() for record in self.records if record.levelno >= logging.ERROR or record.exc_info]


@contextmanager
def hearing() -> Iterator[Log]:
    """The log of the server that has been started already."""
    log = Log()
    loggers = [logging.getLogger(name) for name in ("uvicorn.error", "policyscope.web", "asyncio", "websockets.server")]
    for logger in loggers:
        logger.addHandler(log)
    try:
        yield log
    finally:
        for logger in loggers:
            logger.removeHandler(log)
