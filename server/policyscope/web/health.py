"""Is it alive, is it ready, and what has it done: for load balancers, containers and Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

import policyscope
from policyscope.web import replies
from policyscope.web.errors import problem
from policyscope.web.metrics import Metrics
from policyscope.web.openapi import JSON, ref
from policyscope.web.readiness import Readiness


def router(readiness: Readiness, metrics: Metrics) -> APIRouter:
    """The routes of a server's health."""
    routes = APIRouter(tags=["Health"])

    @routes.get("/healthz", responses={200: {"description": "Alive.", "content": {JSON: {"schema": ref(replies.Health)}}}})
    async def healthz() -> Response:
        """The server is alive."""
        return JSONResponse({"status": "ok", "version": policyscope.__version__})

    @routes.get("/readyz", responses={200: {"description": "Ready.", "content": {JSON: {"schema": ref(replies.Readiness)}}}})
    async def readyz(request: Request) -> Response:
        """200 as soon as runs can be played; `full_speed` once the kernels are compiled, or the reason why they never will be."""
        if readiness.ready.is_set():
            return JSONResponse({**readiness.as_json(), "seconds": readiness.seconds})
        detail = "The kernels are being loaded; this takes about a second."
        return problem(503, detail, headers={"Retry-After": "1"}, ready=False, full_speed=False, seconds=readiness.seconds)

    @routes.get("/metrics", responses={200: {"description": "Prometheus text.", "content": {"text/plain": {}}}})
    async def get_metrics() -> Response:
        """Sessions, frames, kernel time and lateness, as Prometheus text."""
        return PlainTextResponse(metrics.text(readiness), media_type="text/plain; version=0.0.4; charset=utf-8")

    return routes
