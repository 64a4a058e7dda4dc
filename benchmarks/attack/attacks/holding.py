"""What a client makes the server hold: bodies and messages that never end, runs of much memory, answers that nobody reads."""

from __future__ import annotations

import re

from benchmarks.attack.attacks.attack import attacks
from benchmarks.attack.attacks.messages import MEGABYTE, hold
from benchmarks.attack.attacks.work import big, contexts
from benchmarks.attack.line import Attacker, forever, stay, together
from benchmarks.wire import masked


async def half_sent(attacker: Attacker) -> None:
    """Sixty bodies of which the last byte never comes."""
    asked = attacker.request("/api/exact", b" " * ((4 << 20) - 2), (4 << 20) - 1)

    async def once() -> None:
        async with attacker.line() as line:
            await line.send(asked)
            await line.answer()

    await together(*(forever(attacker, once, 60.0) for _ in range(60)))


async def half_messages(attacker: Attacker) -> None:
    """Eighty messages of 4 MB, as many bytes as the wall behind the limit lets in, of which the last byte never comes."""
    message = masked(b" " * (4 * MEGABYTE))[:-1]

    async def once() -> None:
        async with attacker.live() as live:
            await live.send(message)
            await stay()

    await together(*(forever(attacker, once) for _ in range(80)))


async def big_runs(attacker: Attacker) -> None:
    """Forty live ensembles of a thousand runs with 1984 parameters each, which then do nothing."""
    experiment = {"problem": contexts(62, 32), "runs": 1000, "optimizer": {"kind": "adam"}}

    async def once() -> None:
        async with attacker.live() as live:
            await live.open(experiment)
            await live.say("step", count=1)
            await live.hear("frame", "error")
            await stay()

    await together(*(forever(attacker, once) for _ in range(40)))


async def deaf_sockets(attacker: Attacker) -> None:
    """Twenty live sockets that ask a lot and never read."""

    async def once() -> None:
        async with attacker.live(deaf=True) as live:
            await live.say("open", experiment={"problem": {"kind": "bandit", "means": [0.5] * 32}, "runs": 1000},
                           subscribe=["ensemble", "probabilities", "scores", "cloud"], grant=3)  # fmt: skip
            await live.say("play", updates_per_second=1000)
            await hold(live, 3)
            await stay()

    await together(*(forever(attacker, once) for _ in range(20)))


async def deaf_answers(attacker: Attacker) -> None:
    """Twenty clients that ask for the largest answer and never read."""
    asked = attacker.request("/api/exact", big())

    async def once() -> None:
        async with attacker.line(deaf=True) as line:
            await line.send(asked)
            await stay()

    await together(*(forever(attacker, once) for _ in range(20)))


async def deaf_files(attacker: Attacker) -> None:
    """Two hundred clients that ask for the plotting library as it is, 4.8 MB, and never read."""

    async def once(path: bytes) -> None:
        async with attacker.line(deaf=True) as line:
            await line.send(b"GET " + path + b" HTTP/1.1\r\nHost: here\r\nAccept-Encoding: identity\r\n\r\n")
            await stay()

    path = await library(attacker)
    await together(*(forever(attacker, lambda: once(path), 0.5) for _ in range(200)))


async def library(attacker: Attacker) -> bytes:
    """Where the page finds the plotting library."""
    async with attacker.line() as line:
        await line.send(b"GET / HTTP/1.1\r\nHost: here\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n")
        page = await line.reader.read()
    found = re.search(rb'[^"\']*assets/[^"\']*plotly[^"\']*\.js', page)
    if found is None:
        raise LookupError("expected the page to name the plotting library below assets/")
    return b"/" + found[0].lstrip(b"./")


ALL = attacks(half_sent, half_messages, big_runs, deaf_sockets, deaf_answers, deaf_files)
