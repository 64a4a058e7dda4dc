"""Every error of the HTTP API as an RFC 9457 problem: what was expected, what was received, what to do. Never a stack trace.

InvalidInput ............ 422  /docs#invalid-input
  └── LimitExceeded ..... 422  /docs#limit-exceeded   (it names the setting)
HTTPException ........... its own status, about:blank
anything else ........... 500, about:blank            (the log has the trace)
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ExceptionHandler

from policyscope.errors import InvalidInput, LimitExceeded

log = logging.getLogger("policyscope.web")

MEDIA_TYPE = "application/problem+json"
INVALID = "/docs#invalid-input"
LIMIT = "/docs#limit-exceeded"

REMEDIES = {
    404: "Every route is listed at /docs.",
    405: "The methods each route answers are listed at /docs.",
    500: "It is logged on the server; please report what you sent.",
    503: "Try again in a moment.",
}


class ProblemError(BaseModel):
    """One wrong field."""

    pointer: str = Field(
        description="JSON pointer (RFC 6901) into the request body; empty for the whole of it.", examples=["/problem/means/0"]
    )
    detail: str = Field(description="What was expected there, what was received, and what to do.")


class Problem(BaseModel):
    """An RFC 9457 problem."""

    type: str = Field(
        description="What kind of problem: a page about it, or about:blank if the status says everything.", examples=[INVALID]
    )
    title: str = Field(description="The kind of problem in words.", examples=["Invalid input"])
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(
        description="What was expected, what was received, and what to do.",
        examples=["problem.means: expected at least 2 numbers, got [1.0]."],
    )
    errors: list[ProblemError] = Field(default=[], description="Each wrong field.")


def problem(
    status: int,
    detail: str,
    *,
    title: str = "",
    type: str = "about:blank",
    errors: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """A problem as a response; ``errors`` are pairs (JSON pointer, detail), ``more`` are extension members."""
    body = {
        "type": type,
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [{"pointer": pointer, "detail": text} for pointer, text in errors],
        **more,
    }
    return Response(orjson.dumps(body), status, dict(headers or {}), MEDIA_TYPE)


def invalid(error: InvalidInput) -> Response:
    """Input that cannot be used, as a response: its faults, and how many were found beyond those listed."""
    title, type = ("Limit exceeded", LIMIT) if isinstance(error, LimitExceeded) else ("Invalid input", INVALID)
    faults = [(fault.pointer, str(fault)) for fault in (error, *error.more)]
    if error.unlisted:
        faults.append(("", f"and {error.unlisted} more."))
    return problem(422, str(error), title=title, type=type, errors=faults)


def of_status(error: HTTPException) -> Response:
    """A problem for an HTTP status that Starlette, FastAPI or a route raised."""
    phrase = HTTPStatus(error.status_code).phrase
    said = "" if error.detail in ("", phrase) else f"{error.detail.rstrip('.')}."
    detail = " ".join(part for part in (said or f"{phrase}.", REMEDIES.get(error.status_code, "")) if part)
    return problem(error.status_code, detail, headers=error.headers)


def unexpected(error: Exception) -> Response:
    """A problem for an internal error, which is logged and not shown."""
    log.error("unexpected error", exc_info=error)
    return problem(500, f"The server made a mistake. {REMEDIES[500]}")


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` with a problem."""

    def handle(kind: type[Exception], respond: Any) -> None:
        async def handler(request: Request, error: Exception) -> Response:
            return respond(error)

        typed: ExceptionHandler = handler
        app.add_exception_handler(kind, typed)

    handle(InvalidInput, invalid)
    handle(HTTPException, of_status)
