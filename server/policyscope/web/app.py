"""The application: everything is created here from settings, nothing at import time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

import policyscope
from policyscope.web import api, docs, errors, handshake, health, lessons, pages, reference
from policyscope.web.assets import ASK_AGAIN, Asset, Assets, Plotly, Shelf
from policyscope.web.budget import Budget
from policyscope.web.compiling import Compiler
from policyscope.web.embedding import messages, oembed
from policyscope.web.embedding.pages import Parts
from policyscope.web.head import Head
from policyscope.web.live.hub import Hub
from policyscope.web.live.socket import serve_socket
from policyscope.web.live.ticker import tick_forever
from policyscope.web.memory import give_back_large
from policyscope.web.metrics import Metrics
from policyscope.web.openapi import describe, message_schemas
from policyscope.web.origins import Origins
from policyscope.web.page_catalog import page_parts
from policyscope.web.proxies import Proxies
from policyscope.web.readiness import Readiness
from policyscope.web.security import Guard
from policyscope.web.settings import Settings, settings_from
from policyscope.web.start import Start
from policyscope.web.tasks import encoded
from policyscope.web.turnstile import Turnstile
from policyscope.web.worker_queue import WorkerQueue

PIECES_A_TURN = 4
"""How many pieces of large files are sent in one turn of the event loop."""


@dataclass(frozen=True)
class Services:
    """What a running server is made of."""

    settings: Settings
    metrics: Metrics
    readiness: Readiness
    worker_queue: WorkerQueue
    hub: Hub
    held: Budget
    assets: Assets
    plotly: Plotly
    turnstile: Turnstile


class Live:
    """Serves /api/live, before the layers that a router and its error handlers would put around every single frame."""

    def __init__(self, app: ASGIApp, hub: Hub) -> None:
        self.app = app
        self.hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"] == "/api/live":
            await serve_socket(self.hub, scope, receive, send)
        else:
            await self.app(scope, receive, send)


def build(settings: Settings) -> Services:
    """The services, not started yet."""
    metrics, readiness, held = Metrics(), Readiness(), Budget(settings.held_bytes)
    worker_queue, hub = WorkerQueue(settings, metrics), Hub(settings, metrics, readiness, held)
    return Services(settings, metrics, readiness, worker_queue, hub, held, Assets(), Plotly(), Turnstile(PIECES_A_TURN))


def create_app(settings: Settings | None = None, compiler: Compiler | None = None) -> FastAPI:
    """The application.

    Args:
        settings: read from the environment when None.
        compiler: compiles the kernels to machine code, in a thread once the server has started; the usual one when None.
    """
    services, compiler = build(settings or settings_from()), compiler or Compiler()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        give_back_large()
        telling = Telling(asyncio.get_running_loop())
        prepare(services, compiler, telling)
        tasks = [asyncio.create_task(tick_forever(services.hub)), asyncio.create_task(write_ahead())]
        yield
        telling.end()
        await services.hub.close_all(1.0)
        for task in tasks:
            task.cancel()
        compiler.end()
        services.hub.end()
        services.worker_queue.end()

    app = FastAPI(
        title="Policyscope",
        summary="See a policy gradient: where θ is, what the policy does, what each estimate says, and where the true gradient points.",
        description="Arrays are nested lists in the axis order given: S states, A actions, D parameters, T time steps, K samples.",
        version=policyscope.__version__,
        openapi_tags=[{"name": "API", "description": "Questions and recorded runs."}, {"name": "Health", "description": "For machines."}],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # FastAPI's own route would write the document again for everybody
        lifespan=lifespan,
        # Addresses are relative, in the OpenAPI document too; and a slash too many is answered or not found: a redirect would name a host.
        servers=[{"url": "."}],
        root_path_in_servers=False,
        redirect_slashes=False,
        middleware=[
            Middleware(Proxies, settings=services.settings),
            Middleware(Guard, settings=services.settings, held=services.held),
            Middleware(Head),
            Middleware(Live, hub=services.hub),
        ],
    )
    app.state.services = services
    shelf = Shelf()
    errors.install(app)
    app.include_router(api.router(services.worker_queue, services.settings.limits))
    app.include_router(health.router(services.readiness, services.metrics))

    @app.get("/api/live/schema", tags=["API"], responses={200: {"description": "JSON schemas by message type."}})
    async def live_schema(request: Request) -> Response:
        """The JSON schema of every message of the live socket, both ways, and its close codes."""
        document = await shelf.asset("schema.json", lambda: encoded(message_schemas()))
        return document.response(request.headers, ASK_AGAIN)

    async def openapi_asset() -> Asset:
        return await shelf.asset("openapi.json", lambda: encoded(app.openapi()))

    async def openapi(request: Request) -> Response:
        return (await openapi_asset()).response(request.headers, ASK_AGAIN)

    async def write_ahead() -> None:
        """The dearest documents before anybody asks: a tenth of a second each, in threads that hold the interpreter's lock."""
        await openapi_asset()
        await docs.written(app, shelf)
        await shown.soon("reference.html")

    writers = {"reference.html": reference.parts, "study.html": lambda: api.study_parts(services.settings.limits)} | dict.fromkeys(
        ("index.html", "embed.html"), lambda: page_parts(services.settings.limits)
    )
    app.router.routes += [Route("/openapi.json", openapi), handshake.route(Origins(services.settings.allowed_origins))]

    @app.get("/embed/schema", tags=["API"], responses={200: {"description": "JSON schemas by message type."}})
    async def embed_schema(request: Request) -> Response:
        """The JSON schema of every message between an embed and the page around it, both ways."""
        document = await shelf.asset("embed-schema.json", lambda: encoded(messages.schemas()))
        return document.response(request.headers, ASK_AGAIN)

    parts = Parts(services.settings, services.readiness)
    app.router.routes += [*docs.routes(app, shelf), *oembed.routes()]
    shown = pages.Pages(services.assets, services.plotly, writers)
    app.router.routes += [*pages.routes(shown, parts), *lessons.routes(shown, library(services))]
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app


def library(services: Services) -> lessons.Library:
    """The lessons: those of the folder the settings name before those that come with the lab."""
    own = [Path(services.settings.lessons)] if services.settings.lessons else []
    return lessons.Library([*own, services.assets.root / "lessons"])


class Telling:
    """Calls from other threads into an event loop, until it is to be closed: one that comes just then would keep it from closing."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop: asyncio.AbstractEventLoop | None = loop
        self._turn = threading.Lock()

    def call(self, what: Callable[[], None]) -> None:
        """Have the loop call this, if it still runs."""
        with self._turn:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(what)

    def end(self) -> None:
        """No more calls."""
        with self._turn:
            self._loop = None


def prepare(services: Services, compiler: Compiler, telling: Telling) -> None:
    """Get the kernels ready and compress the files, in threads; open sockets are told about the progress."""

    def tell() -> None:
        services.worker_queue.renew(interpreted=not services.readiness.full_speed)
        services.hub.readiness_changed()

    def changed() -> None:
        telling.call(tell)

    if not services.readiness.ready.is_set():
        threading.Thread(target=Start(services.readiness, compiler, changed).run, name="start", daemon=True).start()
    threading.Thread(target=services.plotly.prepare, name="plotly", daemon=True).start()
    services.assets.refresh()
