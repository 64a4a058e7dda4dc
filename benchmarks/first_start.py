"""A first start on a machine that has compiled nothing: when runs play, how fast, and whether the change to full speed is felt.

    python -m benchmarks.first_start             a server of its own, its cache empty; a bandit at full tilt, and a grid beside it
    python -m benchmarks.first_start --again     and once more, with the cache that the first left

The server has the machine as it is: the child that compiles is one of its processes. A frame's lateness is how much later than one
frame's time after the frame before it reached its client.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from benchmarks.live import BANDIT, GRID, lateness, opening, percentile
from benchmarks.wire import Client

PATIENCE = 900.0
AROUND = 3.0
"""Seconds before and after full speed that count as around the switch."""


@dataclass
class Told:
    """What a start was like; times in seconds since the address was printed."""

    printed: float
    playing: float = 0.0
    full_speed: float = 0.0
    slow: float = 0.0
    fast: float = 0.0
    clients: list[Client] = field(default_factory=list)

    def late(self, since: float, until: float) -> str:
        """Lateness in that time, in words, of the bandit and of the grid."""
        return "\n".join(
            f"    {name}  {self._late(client, since, until)}" for name, client in zip(("bandit", "grid  "), self.clients, strict=True)
        )

    def _late(self, client: Client, since: float, until: float) -> str:
        window = _between(client, since, until)
        if not window:
            return "no frame"
        return (
            f"median {percentile(window, 0.5):.1f}, 99 % {percentile(window, 0.99):.1f}, most {max(window):.1f} ms of {len(window)} frames"
        )


def _between(client: Client, since: float, until: float) -> list[float]:
    part = Client.__new__(Client)
    part.arrivals = [time_ for time_ in client.arrivals if since <= time_ <= until]
    return lateness([part], since)


def asked(url: str) -> dict[str, Any]:
    """What /readyz says."""
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
        said: dict[str, Any] = json.load(answer)
        return said
    return {"ready": False, "full_speed": False}


async def updates_per_second(client: Client, seconds: float) -> float:
    """How fast a run goes that is asked for as much as the server grants."""
    begun, began = step(client), time.perf_counter()
    await asyncio.sleep(seconds)
    return (step(client) - begun) / (time.perf_counter() - began)


def step(client: Client) -> int:
    """The last frame's."""
    return int(json.loads(client.last)["update"])


async def measure(url: str, printed: float) -> Told:
    """Open a bandit and a grid at once, and play until full speed has come and gone by."""
    loop, told, host = asyncio.get_running_loop(), Told(printed), url.removeprefix("http://")
    for experiment, speed in ((BANDIT, 10_000.0), (GRID, 300.0)):
        client = Client(host, opening(experiment, speed))
        told.clients.append(client)
        await loop.create_connection(lambda client=client: client, *host.split(":"))  # type: ignore[misc]
        await asyncio.wait_for(client.ready.wait(), PATIENCE)
        while len(client.arrivals) < 3:
            await asyncio.sleep(0.005)
        told.playing = told.playing or time.perf_counter() - printed
    if not (await asyncio.to_thread(asked, url))["full_speed"]:
        told.slow = await updates_per_second(told.clients[0], 3.0)
    while not (said := await asyncio.to_thread(asked, url))["full_speed"]:
        if "reason" in said:
            raise SystemExit(said["reason"])
        await asyncio.sleep(0.1)
    told.full_speed = time.perf_counter() - printed
    await asyncio.sleep(AROUND)
    told.fast = await updates_per_second(told.clients[0], 3.0)
    return told


def start(cache: str) -> Told:
    """One start, with this folder for its cache."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": cache, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "policyscope", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            url = next(word for word in said.split() if word.startswith("http")).rstrip("/")
            return asyncio.run(measure(url, time.perf_counter()))
        finally:
            server.terminate()


def report(told: Told, name: str) -> None:
    """Print it."""
    switch = told.printed + told.full_speed
    print(f"{name}\n  address printed to a run playing {told.playing:8.2f} s\n  to full speed {told.full_speed:27.1f} s")
    if told.slow:
        print(f"  interpreted, grid beside it {told.slow:13.0f} updates/s")
        print(f"  lateness until then\n{told.late(told.printed, switch - AROUND)}")
        print(f"  lateness around the switch\n{told.late(switch - AROUND, switch + AROUND)}")
    print(f"  at full speed (10,000 is all it grants) {told.fast:.0f} updates/s")
    print(f"  lateness afterwards\n{told.late(switch + AROUND, switch + 2 * AROUND)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--again", action="store_true", help="start once more with the cache that was left")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        report(start(cache), "empty cache")
        if arguments.again:
            report(start(cache), "again")


if __name__ == "__main__":
    main()
