"""What an attacker can do: open connections from its own addresses, ask, speak on a live socket, and break every rule in doing so."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from asyncio import StreamReader, StreamWriter
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from benchmarks.attack.lab import HOST
from benchmarks.wire import Opcode, handshake, masked

ADDRESSES = ("127.0.0.66", "127.0.0.67")
BROKEN = (OSError, EOFError)
"""How a connection ends that somebody has cut."""


class Spent(Exception):
    """The attacker has sent as many bytes as it may."""


class Line:
    """One connection. Everything sent counts against the attacker's bytes."""

    def __init__(self, attacker: Attacker, reader: StreamReader, writer: StreamWriter) -> None:
        self.attacker = attacker
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        """Send, and wait until most of it is on its way.

        Raises:
            Spent: the attacker may send no more.
        """
        self.attacker.spend(len(data))
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> str:
        """Read a whole HTTP answer, which ends with the connection, and note its status."""
        head = (await self.reader.readuntil(b"\r\n")).decode("latin-1")
        while await self.reader.read(1 << 16):
            pass
        return self.attacker.note(head.split(" ")[1])


class Live(Line):
    """A live socket."""

    async def say(self, kind: str, **fields: Any) -> None:
        await self.raw(json.dumps({"type": kind, **fields}).encode())

    async def raw(self, message: bytes) -> None:
        """Send a message as it is."""
        await self.send(masked(message))

    async def hear(self, *wanted: str) -> dict[str, Any]:
        """The next message of these types, or any; errors on the way are noted, pings answered.

        Raises:
            ConnectionResetError: the server has closed the socket; the code is noted.
        """
        while True:
            opcode, payload = await self._frame()
            if opcode == Opcode.CLOSE:
                raise ConnectionResetError(self.attacker.note(f"closed {int.from_bytes(payload[:2], 'big')}"))
            if opcode == Opcode.PING:
                await self.send(masked(payload, Opcode.PONG))
            if opcode != Opcode.TEXT:
                continue
            message: dict[str, Any] = json.loads(payload)
            if message["type"] == "error":
                self.attacker.note(message["title"])
            if message["type"] in wanted or (not wanted and message["type"] != "heartbeat"):
                return message

    async def _frame(self) -> tuple[int, bytes]:
        first, size = await self.reader.readexactly(2)
        if size > 125:
            size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
        return first & 0x0F, await self.reader.readexactly(size)

    async def open(self, experiment: object = None, **fields: Any) -> dict[str, Any]:
        """Open a run; its first frame, or the error."""
        await self.say("open", experiment=experiment or {}, **fields)
        return await self.hear("frame", "error")


class Attacker:
    """One attacking client.

    Args:
        port: where the server listens.
        most: bytes it may send.
    """

    def __init__(self, port: int, most: int) -> None:
        self.port = port
        self.left = most
        self.answers: Counter[str] = Counter()

    def note(self, answer: str) -> str:
        """Count an answer."""
        self.answers[answer] += 1
        return answer

    def spend(self, size: int) -> None:
        """Count bytes that are to be sent; raises `Spent` when there were too many."""
        self.left -= size
        if self.left < 0:
            raise Spent

    @asynccontextmanager
    async def line(self, seat: int = 0, deaf: bool = False) -> AsyncIterator[Line]:
        """A connection from the attacker's address of that number; a deaf one has room for next to nothing it does not read."""
        with socket.socket() as raw:
            raw.setblocking(False)
            if deaf:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            raw.bind((ADDRESSES[seat], 0))
            await asyncio.get_running_loop().sock_connect(raw, (HOST, self.port))
            reader, writer = await asyncio.open_connection(sock=raw, limit=4096 if deaf else 1 << 16)
            try:
                yield Line(self, reader, writer)
            finally:
                writer.transport.abort()

    @asynccontextmanager
    async def live(self, seat: int = 0, deaf: bool = False, origin: str = "") -> AsyncIterator[Live]:
        """A live socket, past its handshake.

        Raises:
            ConnectionRefusedError: the server does not want it; the status is noted.
        """
        async with self.line(seat, deaf) as line:
            await line.send(handshake(f"{HOST}:{self.port}", origin))
            head = await line.reader.readuntil(b"\r\n\r\n")
            status = head.split(b" ")[1].decode()
            if status != "101":
                raise ConnectionRefusedError(self.note(status))
            yield Live(self, line.reader, line.writer)

    def request(self, path: str, body: bytes, length: int | None = None) -> bytes:
        """A POST of JSON, perhaps saying that more is to come than does."""
        size = len(body) if length is None else length
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
        )
        return head.encode() + body

    async def post(self, path: str, body: bytes, seat: int = 0) -> str:
        """Post a body and read the whole answer: its status."""
        async with self.line(seat) as line:
            await line.send(self.request(path, body))
            return await line.answer()


async def forever(attacker: Attacker, once: Callable[[], Awaitable[object]], pause: float = 0.05) -> None:
    """Do something over and over, also when the server cuts it off."""
    while True:
        try:
            await once()
        except BROKEN:
            attacker.note("cut off")
        await asyncio.sleep(pause)


async def together(*many: Awaitable[object]) -> None:
    """Do several things at once, until one of them has spent what there was to spend."""
    tasks = [asyncio.ensure_future(each) for each in many]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Spent):
            await asyncio.gather(*tasks, return_exceptions=True)


async def stay() -> None:
    """Do nothing, until time is up."""
    await asyncio.Event().wait()
