"""A Chromium driven over its bare DevTools socket, where watching must not cost what is watched.

Playwright listens to every request of a page, and each costs the browser's own process several messages: on one core that is a good part of
the page's first second. Here nothing is switched on but what is asked for.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

START_SECONDS = 30


class Devtools:
    """The DevTools of one page."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._asked = 0

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask one thing and wait for its answer."""
        self._asked += 1
        self._socket.send(json.dumps({"id": self._asked, "method": method, "params": parameters}))
        while (answer := json.loads(self._socket.recv())).get("id") != self._asked:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def value(self, expression: str) -> Any:
        """What an expression is in the page now."""
        return self.send("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")


@contextmanager
def chromium(path: str, flags: list[str], profile: str, core: int | None) -> Iterator[Devtools]:
    """A browser with one page, on one core if that is given, and its profile in a folder: what it has cached is what is in there."""
    port_file = Path(profile) / "DevToolsActivePort"
    port_file.unlink(missing_ok=True)
    headless = ["--headless=new", "--hide-scrollbars", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    pin = None if core is None else lambda: os.sched_setaffinity(0, {core})
    quiet = subprocess.DEVNULL
    with subprocess.Popen([path, *headless, *flags, "about:blank"], stdout=quiet, stderr=quiet, preexec_fn=pin) as process:
        try:
            with connect(address(port_file), max_size=None) as socket:
                devtools = Devtools(socket)
                yield devtools
                devtools.send("Browser.close")  # so that it writes its caches
        except BaseException:
            process.kill()
            raise


def address(port_file: Path) -> str:
    """Where the page's DevTools listen, once they do."""
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        try:
            port = port_file.read_text().split()[0]
            pages = json.load(urlopen(f"http://127.0.0.1:{port}/json", timeout=5))
            return str(next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page"))
        except (OSError, IndexError, StopIteration):
            time.sleep(0.05)
    raise TimeoutError("Chromium did not start")
