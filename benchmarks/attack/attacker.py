"""The attacker's process: ``python -m benchmarks.attack.attacker NAME PORT SECONDS``.

It attacks for so long and not longer, then drops every connection at once, and says as JSON what it was answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import sys

from benchmarks.attack.attacks import ATTACKS
from benchmarks.attack.line import Attacker, Spent

MOST = 384 << 20
"""Bytes an attack may send in all."""


async def attack(name: str, port: int, seconds: float) -> Attacker:
    """Carry out one attack, for so many seconds."""
    attacker = Attacker(port, MOST)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            with contextlib.suppress(Spent):
                await ATTACKS[name].run(attacker)
            await asyncio.Event().wait()
    return attacker


def main() -> None:
    name, port, seconds = sys.argv[1:]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, hard), hard))
    os.nice(10)
    attacker = asyncio.run(attack(name, int(port), float(seconds)))
    print(json.dumps(dict(attacker.answers.most_common())), flush=True)
    os._exit(0)  # whatever is still open ends now, with nothing closed properly


if __name__ == "__main__":
    main()
