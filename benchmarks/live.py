"""How many live sessions one core carries: real WebSockets against one server process pinned to one core.

    python benchmarks/live.py                      300 sessions of a 3-armed bandit, 30 frames/s each
    python benchmarks/live.py --sessions 400       more of them
    python benchmarks/live.py --grid               one of them is a 48-state grid at full speed: nobody may starve
    python benchmarks/live.py --profile FILE       the server under cProfile

The clients are in this process, on another core where there is one. A frame's lateness is how much later than one frame's time after
the frame before it reached its client.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.wire import Client  # noqa: E402

STREAMS = ["probabilities", "scores", "estimate", "exact"]
BANDIT = {"problem": {"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 0.1}, "estimator": {"kind": "reinforce", "batch_size": 1}}
GRID = {
    "problem": {"kind": "gridworld", "map": ["............", "............", "............", "SCCCCCCCCCCG"], "cliff_reward": -100.0},
    "estimator": {"kind": "reinforce", "batch_size": 10, "baseline": {"kind": "exact_value"}},
    "optimizer": {"kind": "ascent", "learning_rate": 0.001},
}
SERVER = """
import os, sys
cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
if cores:
    os.sched_setaffinity(0, cores[:1])
from policyscope.web import Settings, serve
def run():
    serve(Settings(port=int(sys.argv[1]), max_sessions=5000, max_sessions_per_client=5000))
if len(sys.argv) > 2:
    import cProfile
    profile = cProfile.Profile()
    try:
        profile.runcall(run)
    finally:
        profile.dump_stats(sys.argv[2])
else:
    run()
"""


@dataclass
class Seen:
    """What the server's process has used so far."""

    cpu: float
    memory: float

    @classmethod
    def of(cls, pid: int) -> Seen:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        return cls((int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"), resident / 1024)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until runs play at full speed."""
    for _ in range(1200):
        if server.poll() is not None:
            raise SystemExit("the server has stopped")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
            if json.load(answer)["full_speed"]:
                return
        time.sleep(0.1)
    raise SystemExit("the server never became ready")


def opening(experiment: object, updates_per_second: float) -> list[bytes]:
    """The first two messages of a session."""
    first = {"type": "open", "experiment": experiment, "subscribe": STREAMS, "grant": 3}
    return [json.dumps(first).encode(), json.dumps({"type": "play", "updates_per_second": updates_per_second}).encode()]


def percentile(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def lateness(clients: list[Client], since: float) -> list[float]:
    """Milliseconds each frame came later than one frame's time after the one before."""
    return [
        max(0.0, (after - before - 1 / 30) * 1000)
        for client in clients
        for before, after in zip(client.arrivals, client.arrivals[1:], strict=False)
        if before >= since
    ]


async def come_and_go(host: str) -> None:
    """Open and close a few sessions, so that what is needed only once is not counted as memory of the others."""
    loop = asyncio.get_running_loop()
    few = [Client(host, opening(BANDIT, 300.0)) for _ in range(20)]
    for client in few:
        await loop.create_connection(lambda client=client: client, *host.split(":"))  # type: ignore[misc]
        await asyncio.wait_for(client.ready.wait(), 60)
    await asyncio.sleep(2)
    for client in few:
        client.transport.close()
    await asyncio.sleep(0.5)


async def measure(port: int, pid: int, options: argparse.Namespace) -> None:
    """Open the sessions, let them play, and print what it took."""
    loop = asyncio.get_running_loop()
    host = f"127.0.0.1:{port}"
    await come_and_go(host)
    before = Seen.of(pid)
    clients = [Client(host, opening(dict(BANDIT, seed=i), options.rate)) for i in range(options.sessions)]
    grids = [Client(host, opening(GRID, 10_000.0))] if options.grid else []
    for i, client in enumerate([*grids, *clients]):
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
        if i % 20 == 19:
            await asyncio.sleep(0.03)
    for client in [*grids, *clients]:
        await asyncio.wait_for(client.ready.wait(), 60)
    await asyncio.sleep(2)
    start, began = Seen.of(pid), time.perf_counter()
    counts = [len(client.arrivals) for client in clients]
    size = sum(client.bytes for client in clients)
    grid_frames = sum(len(grid.arrivals) for grid in grids)
    await asyncio.sleep(options.seconds)
    took, end = time.perf_counter() - began, Seen.of(pid)
    done = [len(client.arrivals) - count for client, count in zip(clients, counts, strict=True)]
    frames, cpu = sum(done), end.cpu - start.cpu
    late = lateness(clients, began)
    print(f"sessions                   {options.sessions}" + (" and a 48-state grid" if grids else ""))
    print(f"frames/s                   {frames / took:.0f}   ({min(done) / took:.1f} to {max(done) / took:.1f} a session)")
    print(f"CPU                        {cpu / took * 100:.0f} % of a core")
    print(f"CPU a frame                {cpu / frames * 1e6:.1f} µs")
    print(f"frames/s a core            {frames / cpu:.0f}   ({frames / cpu / 30:.0f} sessions)")
    print(f"bytes a frame              {(sum(client.bytes for client in clients) - size) / frames:.0f}")
    print(f"lateness                   p50 {percentile(late, 0.5):.1f} ms, p99 {percentile(late, 0.99):.1f} ms, most {max(late):.1f} ms")
    print(f"memory a session           {(end.memory - before.memory) / options.sessions:.0f} kB")
    if grids:
        block, rate = json.loads(grids[0].last)["block"], (len(grids[0].arrivals) - grid_frames) / took
        print(f"the grid                   {rate:.1f} frames/s, {block['updates']} updates each")
    for client in [*grids, *clients]:
        client.transport.close()
    await asyncio.sleep(0.5)


def main() -> None:
    """Start the server, measure, stop the server."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--sessions", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=300.0, help="updates a second of each session")
    parser.add_argument("--grid", action="store_true", help="add a session with a 48-state grid at 10,000 updates/s")
    parser.add_argument("--profile", metavar="FILE", help="profile the server into FILE")
    options = parser.parse_args()
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "server")}
    arguments = [str(port), *([options.profile] if options.profile else [])]
    server = subprocess.Popen([sys.executable, "-c", SERVER, *arguments], env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", server)
        if hasattr(os, "sched_setaffinity"):
            cores = sorted(os.sched_getaffinity(0))
            os.sched_setaffinity(0, cores[1:2] or cores)
        try:
            import uvloop
        except ImportError:
            asyncio.run(measure(port, server.pid, options))
        else:
            uvloop.run(measure(port, server.pid, options))
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(10)


if __name__ == "__main__":
    main()
