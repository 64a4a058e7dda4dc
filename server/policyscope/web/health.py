"""Is it alive, is it ready, and what has it done: for load balancers, containers and Prometheus."""

from __future__ import annotations

import threading
import time

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

import policyscope
from policyscope.web.errors import problem
from policyscope.web.metrics import Metrics
from policyscope.web.openapi import JSON, ref
from policyscope.web.replies import Health, Readiness


class Warmth:
    """Whether the kernels are compiled, and how long that took."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.failed = False
        self._began = time.monotonic()
        self._took = 0.0

    def done(self) -> None:
        """They are compiled."""
        self._took = time.monotonic() - self._began
        self.ready.set()

    @property
    def seconds(self) -> float:
        """What compiling took, or has taken so far."""
        return round(self._took if self.ready.is_set() else time.monotonic() - self._began, 1)


def router(warmth: Warmth, metrics: Metrics) -> APIRouter:
    """The routes of a server's health."""
    routes = APIRouter(tags=["Health"])

    @routes.get("/healthz", responses={200: {"description": "Alive.", "content": {JSON: {"schema": ref(Health)}}}})
    async def healthz() -> Response:
        """The server is alive."""
        return JSONResponse({"status": "ok", "version": policyscope.__version__})

    @routes.get("/readyz", responses={200: {"description": "Ready.", "content": {JSON: {"schema": ref(Readiness)}}}})
    async def readyz(request: Request) -> Response:
        """200 when every kernel is compiled; until then 503. A run opened before that begins as soon as it can."""
        if warmth.ready.is_set():
            return JSONResponse({"ready": True, "seconds": warmth.seconds})
        detail = (
            "The kernels could not be compiled; the log says why." if warmth.failed else "The kernels are being compiled: seconds, once."
        )
        return problem(503, detail, headers={"Retry-After": "1"}, ready=False, seconds=warmth.seconds)

    @routes.get("/metrics", responses={200: {"description": "Prometheus text.", "content": {"text/plain": {}}}})
    async def get_metrics() -> Response:
        """Sessions, frames, kernel time and lateness, as Prometheus text."""
        return PlainTextResponse(metrics.text(warmth.ready.is_set()), media_type="text/plain; version=0.0.4; charset=utf-8")

    return routes
