"""The HTTP API: checked requests in, arrays out. Everything long happens in the workshop's threads."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, TypeVar

import orjson
from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from policyscope.errors import InvalidInput
from policyscope.runs import (
    EstimatesRequest,
    ExactRequest,
    LandscapeRequest,
    Limits,
    catalog,
    estimates,
    exact_answer,
    landscape_answer,
    open_run,
    parse,
)
from policyscope.runs.tables import RECORD_STREAMS, TABLE_STREAMS, csv_header, csv_row, frames
from policyscope.web.assets import ASK_AGAIN, Asset
from policyscope.web.openapi import asks, replies
from policyscope.web.replies import EstimatesReply, ExactReply, GaussianExactReply, LandscapeReply, RunRequest
from policyscope.web.work import Workshop

Model = TypeVar("Model", bound=BaseModel)
NDJSON, CSV = "application/x-ndjson", "text/csv"
CHUNK_SECONDS = 0.05
CHUNK_BYTES = 1 << 16

BANDIT = {"kind": "bandit", "means": [1.0, 0.7, 0.0]}
THETA = [0.0, 0.5, 1.0]
PLANE = {"x_direction": [1.0, 0.0, 0.0], "y_direction": [0.0, 1.0, 0.0]}


PAGE_NEEDS = ("schema", "defaults", "presets")
"""What of the catalogue is written into the pages: the rest is the same once more, listed by kind for programs."""


def page_parts(limits: Limits) -> dict[str, str]:
    """The part of the catalogue that the page begins with, as JSON for a script element: its end tag alone would mean something there."""
    whole = catalog(limits)
    return {"catalog": encoded({name: whole[name] for name in PAGE_NEEDS}).decode().replace("<", "\\u003c")}


def router(workshop: Workshop, limits: Limits) -> APIRouter:
    """The routes below /api."""
    api = APIRouter(prefix="/api", tags=["API"])
    shelf: list[Asset] = []

    async def asked(request: Request, model: type[Model], answer: Callable[[Model, Limits], Mapping[str, Any]]) -> Response:
        raw = await body(request)
        return Response(await workshop.do(lambda: encoded(answer(parse(model, raw), limits))), media_type="application/json")

    @api.get("/catalog", responses=replies(None, "Schemas, defaults, presets, streams and limits."))
    async def get_catalog(request: Request) -> Response:
        """Every kind with its JSON schema, labels, ranges and help; the presets; the streams; the limits."""
        if not shelf:
            shelf.append(Asset.of("catalog.json", encoded(catalog(limits))))
            shelf[0].compress()
        return shelf[0].response(request.headers, ASK_AGAIN)

    @api.post(
        "/exact",
        openapi_extra=asks(ExactRequest, {"problem": BANDIT, "theta": THETA}),
        responses=replies((ExactReply, GaussianExactReply), "The answer; the second form for a Gaussian policy."),
    )
    async def post_exact(request: Request) -> Response:
        """What is true at one θ: J, H, J + βH and its gradient, V, Q, advantages, visits, scores, Fisher matrix; μ and σ of a Gaussian."""
        return await asked(request, ExactRequest, exact_answer)

    @api.post(
        "/estimates",
        openapi_extra=asks(EstimatesRequest, {"problem": BANDIT, "theta": THETA, "estimators": [{"kind": "reinforce"}], "samples": 1000}),
        responses=replies(EstimatesReply),
    )
    async def post_estimates(request: Request) -> Response:
        """What each estimator makes of sampled episodes at one θ: mean, spread, bias, and how often it points the right way."""
        return await asked(request, EstimatesRequest, estimates)

    @api.post("/landscape", openapi_extra=asks(LandscapeRequest, {"problem": BANDIT, **PLANE}), responses=replies(LandscapeReply))
    async def post_landscape(request: Request) -> Response:
        """J, or with an entropy bonus J + βH, on a square grid of a plane through θ-space."""
        return await asked(request, LandscapeRequest, landscape_answer)

    @api.post(
        "/runs",
        openapi_extra=asks(RunRequest, {"experiment": {"problem": BANDIT, "seed": 1}, "updates": 100, "every": 10}),
        responses=replies(None, "A frame a line: JSON, or with `Accept: text/csv` a table.", (NDJSON, CSV)),
    )
    async def post_runs(request: Request) -> Response:
        """Record a run: the moment before the first update, then a frame every so many updates."""
        raw = await body(request)
        table = CSV in request.headers.get("accept", "")

        def begin() -> Iterator[str]:
            asked = parse(RunRequest, raw)
            limits.check("updates", "updates", asked.updates)
            try:
                run = open_run(asked.experiment, limits)
            except InvalidInput as error:
                raise error.under("experiment") from None
            recorded = frames(run, asked.updates, asked.every, TABLE_STREAMS if table else RECORD_STREAMS)
            return rows(recorded) if table else (encoded(frame).decode() + "\n" for frame in recorded)

        lines = await workshop.do(begin)
        first = await workshop.do(lambda: chunk(lines))
        return StreamingResponse(stream(first, lines), media_type=f"{CSV}; charset=utf-8" if table else NDJSON)

    async def stream(first: bytes, lines: Iterator[str]) -> AsyncIterator[bytes]:
        part = first
        while part:
            yield part
            part = await workshop.do(lambda: chunk(lines))

    return api


async def body(request: Request) -> bytes:
    """A request's JSON body, not yet parsed.

    Raises:
        HTTPException: 415 for another kind of body. Browsers send those to foreign servers without asking first.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise HTTPException(415, f"Expected a body of Content-Type application/json, got {kind or 'none'}")
    return await request.body()


def encoded(answer: Mapping[str, Any]) -> bytes:
    """An answer as JSON; NaN and infinity become null."""
    return orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)


def rows(recorded: Iterator[dict[str, Any]]) -> Iterator[str]:
    """Frames as lines of CSV, a header first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for index, frame in enumerate(recorded):
        if index == 0:
            writer.writerow(csv_header(frame))
        writer.writerow(csv_row(frame))
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def chunk(lines: Iterator[str]) -> bytes:
    """The next few lines, as many as come in a twentieth of a second; empty at the end."""
    until = time.perf_counter() + CHUNK_SECONDS
    parts: list[str] = []
    size = 0
    for line in lines:
        parts.append(line)
        size += len(line)
        if size > CHUNK_BYTES or time.perf_counter() > until:
            break
    return "".join(parts).encode()
