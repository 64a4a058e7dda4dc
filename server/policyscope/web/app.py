"""The application: every part made here, from settings, and nothing at import time."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

import policyscope
from policyscope.runs import warm_up
from policyscope.web import api, docs, errors, health, pages, reference
from policyscope.web.assets import Assets, Plotly
from policyscope.web.live.hub import Hub
from policyscope.web.live.socket import serve_socket
from policyscope.web.live.ticker import tick_forever
from policyscope.web.memory import give_back_large
from policyscope.web.metrics import Metrics
from policyscope.web.openapi import describe, message_schemas
from policyscope.web.security import Guard
from policyscope.web.settings import Settings
from policyscope.web.tasks import encoded
from policyscope.web.work import Workshop

log = logging.getLogger("policyscope.web")


@dataclass(frozen=True)
class House:
    """What a running server is made of."""

    settings: Settings
    metrics: Metrics
    warmth: health.Warmth
    workshop: Workshop
    hub: Hub
    assets: Assets
    plotly: Plotly


class Live:
    """Serves /api/live, before the layers that a router and its error handlers would put round every single frame."""

    def __init__(self, app: ASGIApp, hub: Hub) -> None:
        self.app = app
        self.hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"] == "/api/live":
            await serve_socket(self.hub, scope, receive, send)
        else:
            await self.app(scope, receive, send)


def build(settings: Settings) -> House:
    """The parts, nothing of them started."""
    metrics, warmth = Metrics(), health.Warmth()
    return House(
        settings, metrics, warmth, Workshop(settings, metrics), Hub(settings, metrics, warmth.ready), Assets(), Plotly()
    )  # fmt: skip


def create_app(settings: Settings | None = None, warm: Callable[[], None] = warm_up) -> FastAPI:
    """The application.

    Args:
        settings: read from the environment when None.
        warm: what makes the kernels ready; it runs in a thread once the server has started.
    """
    house = build(settings or Settings())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        give_back_large()
        prepare(house, warm)
        ticking = asyncio.create_task(tick_forever(house.hub))
        yield
        await house.hub.farewell(1.0)
        ticking.cancel()
        house.hub.end()
        house.workshop.end()

    app = FastAPI(
        title="Policyscope",
        summary="See a policy gradient: where θ is, what the policy does, what each estimate says, and where the true gradient points.",
        description="Arrays are nested lists in the axis order given: S states, A actions, D parameters, T time steps, K samples.",
        version=policyscope.__version__,
        openapi_tags=[{"name": "API", "description": "Questions and recorded runs."}, {"name": "Health", "description": "For machines."}],
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=[Middleware(Guard, settings=house.settings), Middleware(Live, hub=house.hub)],
    )
    app.state.house = house
    errors.install(app)
    app.include_router(api.router(house.workshop, house.settings.limits))
    app.include_router(health.router(house.warmth, house.metrics))

    @app.get("/api/live/schema", tags=["API"], responses={200: {"description": "JSON schemas by message type."}})
    async def live_schema() -> Response:
        """The JSON schema of every message of the live socket, both ways, and its close codes."""
        return Response(encoded(message_schemas()), media_type="application/json")

    writers = {"reference.html": reference.parts} | dict.fromkeys(
        ("index.html", "embed.html"), lambda: api.page_parts(house.settings.limits)
    )
    app.router.routes += [docs.route(app), *pages.routes(pages.Pages(house.assets, house.plotly, writers))]
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app


def prepare(house: House, warm: Callable[[], None]) -> None:
    """Compile the kernels and compress the files, in threads; sockets that wait for the kernels are told when they are there."""
    loop = asyncio.get_running_loop()

    def wake() -> None:
        house.workshop.renew()
        for connection in list(house.hub.connections):
            connection.go_on()

    def make_warm() -> None:
        try:
            warm()
        except Exception:
            house.warmth.failed = True
            log.exception("the kernels could not be compiled")
            return
        # What is there by now stays: the collector need never look through it again while frames are due.
        gc.collect()
        gc.freeze()
        house.warmth.done()
        if not loop.is_closed():
            loop.call_soon_threadsafe(wake)

    if not house.warmth.ready.is_set():
        threading.Thread(target=make_warm, name="warm-up", daemon=True).start()
    threading.Thread(target=house.plotly.prepare, name="plotly", daemon=True).start()
    house.assets.refresh()
