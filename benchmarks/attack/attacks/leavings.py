"""Clients that leave in the middle, or come from elsewhere: what they leave in the log."""

from __future__ import annotations

from benchmarks.attack.attacks.attack import MISTAKES, Attack, attacks
from benchmarks.attack.attacks.work import big, body
from benchmarks.attack.line import Attacker, forever
from benchmarks.wire import masked


async def broken_uploads(attacker: Attacker) -> None:
    """Uploads broken off in the middle."""
    asked = attacker.request("/api/exact", b"{" + b" " * 50_000, 100_000)

    async def once() -> None:
        async with attacker.line() as line:
            await line.send(asked)

    await forever(attacker, once, 0.02)


async def left_answers(attacker: Attacker) -> None:
    """Answers whose client leaves before they come: one at once, one recorded line by line, a study, and one that is long."""
    whole = [
        ("/api/exact", body()),
        ("/api/runs", body(updates=10_000, every=1)),
        ("/api/studies", body(updates=10_000, seeds=1000)),
        ("/api/exact", big()),
    ]

    async def once() -> None:
        for path, asked in whole:
            async with attacker.line() as line:
                await line.send(attacker.request(path, asked))
                await line.reader.read(1)

    await forever(attacker, once, 0.2)


async def invalid_text(attacker: Attacker) -> None:
    """Texts that are not UTF-8."""

    async def once() -> None:
        async with attacker.live() as live:
            await live.send(masked(b'{"type":"\xff\xfe"}'))
            await live.hear()

    await forever(attacker, once, 0.02)


async def foreign_origin(attacker: Attacker) -> None:
    """Live sockets asked for by another origin's pages."""

    async def once() -> None:
        async with attacker.live(origin="https://elsewhere.example"):
            attacker.note("let in")

    await forever(attacker, once, 0.02)


ALL = (*attacks(broken_uploads, left_answers, invalid_text), Attack(foreign_origin, wrong=(*MISTAKES, "let in")))
