"""The others: live sessions that play, in a process of their own, which tell how late their frames were.

Started as ``python -m benchmarks.attack.crowd PORT SESSIONS``. It says ``ready`` once all play; then each line ``start end until`` on its
input, times of the monotonic clock that all processes share, is answered with one line of JSON (`Lateness`). It ends with its input.
"""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Self

from benchmarks.attack.lab import HOST
from benchmarks.live import BANDIT, ROOT, opening, percentile
from benchmarks.wire import Client

ADDRESS = "127.0.0.3"
FRAME = 1 / 30
SPEED = 300.0
"""Updates a second of each session."""


@dataclass(frozen=True)
class Lateness:
    """How late the crowd's frames were.

    Attributes:
        p99: milliseconds that 99 of 100 frames did not exceed while the attack lasted.
        worst: the most, until its aftermath had passed; a frame still outstanding then counts as late as it was.
        lost: sessions that were closed.
        frames: how many came while the attack lasted.
    """

    p99: float
    worst: float
    lost: int
    frames: int


class Player(Client):
    """A session that survives its own end, to be counted."""

    gone = False

    def connection_lost(self, error: Exception | None) -> None:
        self.gone = True


def lateness(players: list[Player], start: float, end: float, until: float) -> Lateness:
    """How late the frames were that came between ``start`` and ``end``, the worst until ``until``."""
    late: list[float] = []
    worst = 0.0
    for player in players:
        times = [*player.arrivals, until]
        for before, after in pairwise(times):
            if after < start or before >= until:
                continue
            # The stretch before the attack is not its doing.
            milliseconds = max(0.0, after - max(before, start) - FRAME) * 1000
            worst = max(worst, milliseconds)
            if after <= end:
                late.append(milliseconds)
    return Lateness(percentile(late, 0.99) if late else float("inf"), worst, sum(player.gone for player in players), len(late))


async def play(port: int, sessions: int) -> None:
    """Open the sessions and answer questions about them until the input ends."""
    loop = asyncio.get_running_loop()
    players = [Player(f"{HOST}:{port}", opening(dict(BANDIT, seed=i), SPEED)) for i in range(sessions)]
    for player in players:
        await loop.create_connection(lambda player=player: player, HOST, port, local_addr=(ADDRESS, 0))  # type: ignore[misc]
        await asyncio.sleep(0.002)
    for player in players:
        await asyncio.wait_for(player.ready.wait(), 60)
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        start, end, until = map(float, line.split())
        print(json.dumps(asdict(lateness(players, start, end, until))), flush=True)
        for player in players:
            del player.arrivals[:-1]


class Crowd:
    """The crowd's process, as the others see it.

    Args:
        port: where the server listens.
        sessions: how many play.
    """

    def __init__(self, port: int, sessions: int) -> None:
        command = [sys.executable, "-m", "benchmarks.attack.crowd", str(port), str(sessions)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self._hear() != "ready":
            raise SystemExit("the crowd could not open its sessions")
        time.sleep(1.5)  # opening so many at once makes the first frames late

    def __enter__(self) -> Self:
        return self

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def lateness(self, start: float, end: float, until: float) -> Lateness:
        """How late frames were, by times of `time.perf_counter`. Earlier frames are forgotten then."""
        assert self._process.stdin is not None
        print(start, end, until, file=self._process.stdin, flush=True)
        return Lateness(**json.loads(self._hear()))

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Let it take no frame meanwhile, so that the server has nothing to do for it. What was asked before about frames stays true."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the sessions go."""
        self._process.kill()
        self._process.communicate()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(play(int(sys.argv[1]), int(sys.argv[2])))
