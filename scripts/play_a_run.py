"""Plays a run on the server of this container and continues it from a state; what else the container promises is checked on the way."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

HOST = "127.0.0.1:8000"
URL = f"ws://{HOST}/api/live"
EXPERIMENT = {"problem": {"kind": "gridworld"}, "seed": 1}
LOADING = 20.0
"""Seconds of CPU that are plenty to load compiled kernels and too few to compile them."""


def hear(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of that type; an error ends everything."""
    while True:
        message: dict[str, Any] = json.loads(socket.recv(timeout=60))
        if message["type"] == "error":
            raise SystemExit(message["detail"])
        if message["type"] == kind:
            return message


def play() -> None:
    """Play thirty frames, then hand the last one's state back and ask for the same moment."""
    with connect(URL, proxy=None) as socket:
        socket.send(json.dumps({"type": "open", "experiment": EXPERIMENT, "subscribe": ["exact"], "grant": 3}))
        before = frame = hear(socket, "frame")
        socket.send(json.dumps({"type": "play", "updates_per_second": 600}))
        for _ in range(30):
            frame = hear(socket, "frame")
            socket.send(json.dumps({"type": "grant", "frames": 1}))
    with connect(URL, proxy=None) as socket:
        socket.send(json.dumps({"type": "open", "experiment": EXPERIMENT, "state": frame["state"]}))
        again = hear(socket, "frame")
    if (again["update"], again["theta"]) != (frame["update"], frame["theta"]) or frame["update"] <= before["update"]:
        raise SystemExit(f"expected to continue at update {frame['step']}, got {again['step']}")
    values = f"{before['exact']['value']:.2f} to {frame['exact']['value']:.2f}"
    print(f"As user {os.getuid()}: {frame['step']} updates in 30 frames, J from {values}; continued from its state.")


def check_read_only() -> None:
    """Try to write into the one folder of the image that belongs to this user."""
    try:
        Path(os.environ["NUMBA_CACHE_DIR"], "written").touch()
    except OSError:
        print("Nothing of the image can be written.")
    else:
        raise SystemExit("expected a read-only file system, got one that can be written")


def check_kernels() -> None:
    """See that the server has loaded the image's own kernels, not compiled them again."""
    while not json.load(urlopen(f"http://{HOST}/readyz")).get("full_speed", True):
        time.sleep(0.2)
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        ticks += sum(map(int, stat.read_text().rpartition(")")[2].split()[11:15]))
    seconds = ticks / os.sysconf("SC_CLK_TCK")
    if seconds > LOADING:
        raise SystemExit(f"The image's own kernels were not used: starting took {seconds:.0f} s of CPU.")
    print(f"Starting took {seconds:.1f} s of CPU: the kernels are the image's own.")


if __name__ == "__main__":
    play()
    check_read_only()
    check_kernels()
