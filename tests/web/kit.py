"""A real server on a free port, and a page that talks to its socket."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from policyscope.web.app import Services, create_app
from policyscope.web.compiling import Compiler
from policyscope.web.serve import Server, configuration
from policyscope.web.settings import Settings

Message = dict[str, Any]
PATIENCE = 180.0
"""Seconds after which a test gives up. No test passes or fails by time otherwise."""
TRUST = ssl.create_default_context()
"""Made once: a request that makes its own reads all certificates again, which takes forty times as long as to ask and to be answered."""

BANDIT: Message = {"problem": {"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 0.5}, "seed": 7}


def fetch(method: str, url: str, **more: Any) -> httpx2.Response:
    """What a server answers."""
    return httpx2.request(method, url, timeout=PATIENCE, verify=TRUST, **more)


class Running:
    """A server in a thread of this process.

    Attributes:
        url: where it listens, without a slash at the end.
        services: what it is made of, for tests that look inside.
    """

    def __init__(self, url: str, services: Services) -> None:
        self.url = url
        self.services = services

    @property
    def socket(self) -> str:
        return self.url.replace("http", "ws", 1) + "/api/live"

    def get(self, path: str, **more: Any) -> httpx2.Response:
        return fetch("GET", self.url + path, **more)

    def post(self, path: str, body: Any, **more: Any) -> httpx2.Response:
        return fetch("POST", self.url + path, json=body, **more)

    def page(self, **more: Any) -> Page:
        return Page(self.socket, **more)


class Page:
    """A page's side of the live socket."""

    def __init__(self, url: str, **more: Any) -> None:
        self._connecting = connect(url, open_timeout=PATIENCE, proxy=None, max_size=None, **more)

    def __enter__(self) -> Page:
        self.socket = self._connecting.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._connecting.__exit__(*error)

    def say(self, kind: str, **fields: Any) -> None:
        self.socket.send(json.dumps({"type": kind, **fields}))

    def hear(self, *kinds: str) -> Message:
        """The next message; of another kind than expected, it fails the test. Heartbeats are not counted."""
        while True:
            message: Message = json.loads(self.socket.recv(timeout=PATIENCE))
            if message["type"] == "heartbeat" and "heartbeat" not in kinds:
                continue
            assert not kinds or message["type"] in kinds, message
            return message

    def ask(self, kind: str, **fields: Any) -> Message:
        """Say something, hear one answer."""
        self.say(kind, **fields)
        return self.hear()

    def open(self, experiment: Message | None = None, **fields: Any) -> tuple[Message, Message]:
        self.say("open", experiment=BANDIT if experiment is None else experiment, **fields)
        return self.hear("opened"), self.hear("frame")

    def step(self, count: int = 1, unit: str = "update") -> Message:
        self.say("step", unit=unit, count=count)
        return self.hear("frame")

    def play(self, frames: int, speed: float = 10_000.0) -> list[Message]:
        """Play for so many frames, granting each one, then pause and take in what is still on its way.

        Whatever comes after the pause answers a question asked after it, so the last frame is found without waiting.
        """
        self.say("grant", frames=3)
        self.say("play", updates_per_second=speed)
        seen = [self.hear("frame")]
        while len(seen) < frames:
            self.say("grant", frames=1)
            seen.append(self.hear("frame"))
        self.say("pause")
        return seen + self.until_answered()

    def wait_for_close(self) -> tuple[int, str]:
        """Wait until the server closes the socket: its code and reason."""
        with suppress(ConnectionClosed):
            while True:
                self.socket.recv(timeout=PATIENCE)
        said = self.socket.protocol.close_rcvd
        assert said is not None
        return said.code, said.reason

    def until_answered(self) -> list[Message]:
        """What is still on its way when a message known to be refused is answered."""
        self.say("step", count=10**9)
        late = []
        while (message := self.hear("frame", "error"))["type"] == "frame":
            late.append(message)
        return late


@contextmanager
def serving(compiler: Compiler | None = None, **settings: Any) -> Iterator[Running]:
    """A server with these settings, in a thread, on a free port."""
    chosen = Settings(**{"port": 0, **settings})
    app = create_app(chosen, compiler)
    listening = threading.Event()
    heard: list[str] = []

    def announce(url: str) -> None:
        heard.append(url.rstrip("/"))
        listening.set()

    server = Server(configuration(app, chosen), app, announce)
    thread = threading.Thread(target=server.run, name="server")
    thread.start()
    try:
        assert listening.wait(PATIENCE)
        yield Running(heard[0], app.state.services)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive()


class Process:
    """A server in a process of its own, for tests that kill it."""

    def __init__(self, root: Path, port: int = 0) -> None:
        environment = {**os.environ, "PYTHONPATH": str(root / "server"), "POLICYSCOPE_PORT": str(port)}
        code = "from policyscope.web import serve; serve(announce=lambda url: print(url, flush=True))"
        self.process = subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip().rstrip("/")
        assert self.url, "the server did not start"

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def page(self) -> Page:
        return Page(self.url.replace("http", "ws", 1) + "/api/live")

    def end(self, signal: int) -> int:
        """Send a signal and wait for the end."""
        self.process.send_signal(signal)
        code = self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


class Loading(Compiler):
    """Machine code that stands, and is loaded once the event is set."""

    def __init__(self, go_on: threading.Event) -> None:
        super().__init__()
        self.go_on = go_on

    def stands(self) -> bool:
        return True

    def load(self) -> None:
        self.go_on.wait(PATIENCE)
