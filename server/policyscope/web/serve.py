"""Run the server: uvicorn, set up for this application and shut down politely."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable, Sequence

import uvicorn
from fastapi import FastAPI

from policyscope.web.app import create_app
from policyscope.web.logs import keep_short
from policyscope.web.settings import Settings, settings_from
from policyscope.web.wire import Door, Http, Socket
from policyscope.web.wire.configuration import Configuration

TICKS_A_SECOND = 10
"""How often uvicorn's server checks whether it should exit."""


class Server(uvicorn.Server):
    """uvicorn's server, which also prints its address once it listens, and sends 1001 to every socket before closing them.

    Once a second it looks after its connections.
    """

    def __init__(self, config: Configuration, app: FastAPI, announce: Callable[[str], None]) -> None:
        super().__init__(config)
        self.door = config.door
        self.application = app
        self.announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets or both_families(self.config.host, self.config.port))
        if self.started:
            self.announce(address(self.config.host, [each for server in self.servers for each in server.sockets]))

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS_A_SECOND == 0:
            self.door.sweep(asyncio.get_running_loop().time())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self.application.state.services.hub.close_all(1.0)
        await super().shutdown(sockets)


def both_families(host: str, port: int) -> list[socket.socket] | None:
    """Sockets for ``::``, which is every address: IPv6's, and IPv4's where the machine has it. None for any other host.

    An event loop binds ``::`` for IPv6 alone, and one socket for both would show IPv4 clients by another name.

    Raises:
        OSError: an address is taken, or IPv6 is switched off.
    """
    if host != "::":
        return None
    six = socket.create_server((host, port), family=socket.AF_INET6, backlog=2048)
    try:
        return [six, socket.create_server(("0.0.0.0", six.getsockname()[1]), backlog=2048)]
    except OSError as error:
        if error.errno in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL):
            return [six]
        six.close()
        raise


def address(host: str, sockets: Sequence[socket.socket]) -> str:
    """Where a browser finds the server."""
    port = sockets[0].getsockname()[1]
    name = {"0.0.0.0": "localhost", "::": "localhost", "": "localhost"}.get(host, host)
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


def configuration(app: FastAPI, settings: Settings) -> Configuration:
    """Uvicorn's settings: protocols with bounds, compression of messages off (it costs several times the rest), one clean way to exit."""
    services = app.state.services
    made = Configuration(
        app,
        Door(settings, services.metrics, services.held),
        host=settings.host,
        port=settings.port,
        http=Http,
        ws=Socket,
        ws_max_size=settings.message_bytes,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
        access_log=settings.access_log,
        log_level="info" if settings.access_log else "warning",
        server_header=False,
        # The application reads them itself, from the proxies its setting names; uvicorn would believe everybody on this machine.
        proxy_headers=False,
        lifespan="on",
    )
    keep_short()  # uvicorn has just set up its logs
    return made


def say(url: str) -> None:
    """Print where to look."""
    print(f"Policyscope is at {url}  (Ctrl-C stops it)", flush=True)


def serve(settings: Settings | None = None, announce: Callable[[str], None] = say) -> None:
    """Serve until Ctrl-C.

    Args:
        settings: read from the environment when None.
        announce: told the address once the server listens.
    """
    settings = settings or settings_from()
    app = create_app(settings)
    with contextlib.suppress(KeyboardInterrupt):
        Server(configuration(app, settings), app, announce).run()
