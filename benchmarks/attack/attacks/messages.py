"""Messages that cost more to refuse than to send."""

from __future__ import annotations

from benchmarks.attack.attacks.attack import attacks
from benchmarks.attack.attacks.work import DEAR, body
from benchmarks.attack.line import Attacker, Live, forever, stay, together

MEGABYTE = (1 << 20) - 100
"""A little less than a message may have."""
HELD = 80
"""Messages of a megabyte that are left waiting; 256 may, which on a server that parses them first are 4 GB."""


def text(start: bytes, each: bytes, size: int = MEGABYTE, end: bytes = b"]}") -> bytes:
    """A long list as JSON."""
    return start + b",".join([each] * ((size - len(start) - len(end)) // (len(each) + 1))) + end


async def repeated(attacker: Attacker, message: bytes) -> None:
    """One message on one live socket, again after each answer."""

    async def once() -> None:
        async with attacker.live() as live:
            await live.open()
            while True:
                await live.raw(message)
                await live.hear("error", "frame")

    await forever(attacker, once)


async def theta_of_texts(attacker: Attacker) -> None:
    """A set_theta of a quarter of a million texts."""
    await repeated(attacker, text(b'{"type":"set_theta","theta":[', b'"a"'))


async def streams_of_numbers(attacker: Attacker) -> None:
    """A subscribe to half a million numbers."""
    await repeated(attacker, text(b'{"type":"subscribe","streams":[', b"1"))


async def body_of_texts(attacker: Attacker) -> None:
    """A body of a million texts where numbers belong."""
    asked = text(b'{"theta":[', b'"a"', (4 << 20) - 10)
    await forever(attacker, lambda: attacker.post("/api/exact", asked))


async def waiting_messages(attacker: Attacker) -> None:
    """Eighty messages of a megabyte that wait behind a dear update."""

    async def once() -> None:
        async with attacker.live() as live:
            await live.open(DEAR, grant=3)
            await live.say("step", count=1)
            await hold(live, HELD)
            await stay()

    await forever(attacker, once)


async def many_waiting(attacker: Attacker) -> None:
    """Forty sockets with two such messages each."""

    async def once() -> None:
        async with attacker.live() as live:
            await live.open(DEAR, grant=3)
            await live.say("step", count=1)
            await hold(live, HELD // 40)
            await stay()

    await together(*(forever(attacker, once) for _ in range(40)))


async def hold(live: Live, count: int) -> None:
    """Send ``count`` valid messages of a megabyte."""
    message = text(b'{"type":"set_theta","theta":[', b"1.5")
    for _ in range(count):
        await live.raw(message)


async def deep_nesting(attacker: Attacker) -> None:
    """A megabyte of opening brackets, as a message and as a body."""
    deep = b"[" * MEGABYTE
    await together(repeated(attacker, deep), forever(attacker, lambda: attacker.post("/api/exact", deep)))


async def many_names(attacker: Attacker) -> None:
    """A control of a hundred thousand changes that do not exist, and an experiment of as many unknown fields."""
    names = {f"estimator.{i}": 0 for i in range(45_000)}
    message, asked = body(type="control", changes=names), body(experiment=names)
    await together(repeated(attacker, message), forever(attacker, lambda: attacker.post("/api/runs", asked)))


ALL = attacks(theta_of_texts, streams_of_numbers, body_of_texts, waiting_messages, many_waiting, deep_nesting, many_names)
