"""One lab in the background of this process, on a free port of this machine alone; it ends when the process does."""

from __future__ import annotations

import atexit
import threading
from functools import cache

from policyscope.web.app import create_app
from policyscope.web.serve import Server, configuration
from policyscope.web.settings import settings_from

PATIENCE = 30.0
"""Seconds after which a server that does not listen is given up."""


@cache
def lab() -> str:
    """Its address, with a slash at its end. The first call starts it.

    Raises:
        RuntimeError: when it does not start.
    """
    settings = settings_from({"host": "127.0.0.1", "port": 0})
    app = create_app(settings)
    heard: list[str] = []
    listening = threading.Event()

    def announce(url: str) -> None:
        heard.append(url)
        listening.set()

    server = Server(configuration(app, settings), app, announce)
    thread = threading.Thread(target=server.run, name="policyscope", daemon=True)

    def end() -> None:
        server.should_exit = True
        thread.join(5.0)

    thread.start()
    atexit.register(end)
    if not listening.wait(PATIENCE):
        server.should_exit = True
        raise RuntimeError("The lab did not start. Show a recording instead: recorded=True.")
    return heard[0]
