"""What is done to a server below its messages: floods, silence and nonsense."""

from __future__ import annotations

import asyncio
import time

from benchmarks.attack.attacks.attack import attacks
from benchmarks.attack.line import Attacker, Line, forever, together
from benchmarks.wire import Opcode, masked

SLOW = 2 << 20
FAST = 40 << 20
"""Bytes a second."""


async def pour(line: Line, piece: bytes, rate: int) -> None:
    """Send one piece over and over, at so many bytes a second or as many as the server takes."""
    began, sent = time.perf_counter(), 0
    while True:
        await line.send(piece)
        sent += len(piece)
        await asyncio.sleep(max(0.0, began + sent / rate - time.perf_counter()))


async def ping_flood(attacker: Attacker) -> None:
    """Empty pings at 2 MB/s, and the answers read."""

    async def once() -> None:
        async with attacker.live() as live:
            await together(pour(live, masked(b"", Opcode.PING) * 1000, SLOW), swallow(live))

    await forever(attacker, once)


async def swallow(line: Line) -> None:
    """Read and throw away."""
    while await line.reader.read(1 << 16):
        pass
    raise ConnectionResetError


async def fragment_flood(attacker: Attacker) -> None:
    """A message of empty fragments at 2 MB/s."""

    async def once() -> None:
        async with attacker.live() as live:
            await live.send(masked(b"", Opcode.TEXT, final=False))
            await together(pour(live, masked(b"", Opcode.CONTINUATION, final=False) * 1000, SLOW), swallow(live))

    await forever(attacker, once)


async def crumbs(attacker: Attacker) -> None:
    """A message of fragments of one byte each, at 2 MB/s."""

    async def once() -> None:
        async with attacker.live() as live:
            await live.send(masked(b"[", Opcode.TEXT, final=False))
            await together(pour(live, masked(b"[", Opcode.CONTINUATION, final=False) * 1000, SLOW), swallow(live))

    await forever(attacker, once)


async def tiny_messages(attacker: Attacker) -> None:
    """Empty messages, each of which is answered with an error, at 2 MB/s."""

    async def once() -> None:
        async with attacker.live() as live:
            await together(pour(live, masked(b"") * 1000, SLOW), swallow(live))

    await forever(attacker, once)


async def unread_pongs(attacker: Attacker) -> None:
    """Pings of 125 bytes as fast as the server takes them, whose answers nobody reads."""

    async def once() -> None:
        async with attacker.live(deaf=True) as live:
            await pour(live, masked(b"x" * 125, Opcode.PING) * 500, FAST)

    await forever(attacker, once)


async def endless_header(attacker: Attacker) -> None:
    """One header of a request, 80 MB long."""

    async def once() -> None:
        async with attacker.line() as line:
            await line.send(b"GET / HTTP/1.1\r\nHost: here\r\nX: ")
            for _ in range(80):
                await line.send(b"x" * (1 << 20))
            await line.send(b"\r\n\r\n")
            await line.answer()

    await forever(attacker, once)


async def many_headers(attacker: Attacker) -> None:
    """Headers of two bytes, a million of them."""

    async def once() -> None:
        async with attacker.line() as line:
            await line.send(b"GET / HTTP/1.1\r\nHost: here\r\n" + b"a:\r\n" * 1_000_000 + b"\r\n")
            await line.answer()

    await forever(attacker, once)


async def half_open(attacker: Attacker) -> None:
    """Fifteen hundred connections that say nothing."""

    async def once() -> None:
        async with attacker.line() as line:
            await swallow(line)

    await together(*(forever(attacker, once, 0.5) for _ in range(1500)))


async def tiny_chunks(attacker: Attacker) -> None:
    """Bodies of four million chunks of one byte each."""
    head = (
        b"POST /api/exact HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )

    async def once() -> None:
        async with attacker.line() as line:
            await line.send(head)
            for _ in range(400):
                await line.send(b"1\r\n \r\n" * 10_000)
            await line.send(b"0\r\n\r\n")
            await line.answer()

    await together(*(forever(attacker, once) for _ in range(2)))


async def pipelined(attacker: Attacker) -> None:
    """Requests sent one behind the other at 2 MB/s, whose answers nobody reads."""

    async def once() -> None:
        async with attacker.line(deaf=True) as line:
            await pour(line, b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n" * 500, SLOW)

    await together(*(forever(attacker, once) for _ in range(4)))


async def slow_headers(attacker: Attacker) -> None:
    """Three hundred requests that send a byte a second."""

    async def once() -> None:
        async with attacker.line() as line:
            await line.send(b"GET / HTTP/1.1\r\nHost: here\r\nX: ")
            await together(pour(line, b"x", 1), swallow(line))

    await together(*(forever(attacker, once, 0.5) for _ in range(300)))


async def come_and_go(attacker: Attacker) -> None:
    """Live sockets opened and dropped as fast as one can."""

    async def once() -> None:
        async with attacker.live() as live:
            await live.say("open", experiment={}, subscribe=["exact"], grant=3)

    await together(*(forever(attacker, once, 0.0) for _ in range(20)))


async def no_protocol(attacker: Attacker) -> None:
    """Bytes that are no HTTP, and sockets that are no sockets."""

    async def once() -> None:
        async with attacker.line() as line:
            await line.send(bytes(range(256)) * 16)
            await swallow(line)

    async def upgraded() -> None:
        async with attacker.live() as live:
            await live.send(bytes(range(128, 256)) * 16)
            await swallow(live)

    await together(forever(attacker, once), forever(attacker, upgraded))


ALL = attacks(
    ping_flood, fragment_flood, crumbs, tiny_messages, unread_pongs, endless_header, many_headers, tiny_chunks, pipelined, half_open,
    slow_headers, come_and_go, no_protocol,
)  # fmt: skip
