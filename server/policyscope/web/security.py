"""What browsers are told to refuse, and whose pages may use this server. Pure ASGI: it sees WebSockets too.

There are no accounts, no cookies and nothing private here: what is guarded is the server's time. A page of the same host may use all of it;
other origins are those of the setting ``allowed_origins``. ``null`` is on that list from the start, because an embed in an iframe with
``sandbox="allow-scripts"`` has that origin, and could otherwise reach neither its own socket nor its own scripts.
A client that is no browser sends no Origin and is let in.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from policyscope.web.budget import Budget
from policyscope.web.errors import problem, unexpected
from policyscope.web.origins import Origins
from policyscope.web.settings import Settings

log = logging.getLogger("policyscope.web")

CROSS_ORIGIN_READS = ("/static/", "/assets/", "/api/live", "/embed.js", "/embed.mjs", "/embed/schema", "/oembed")
"""What anyone may read from anywhere: an embed's scripts and fonts are fetched from its opaque origin, and so is why its socket fails."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # Plotly writes style attributes
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",  # ws and wss of the same host too, also for a document in a sandbox: its address counts, not its origin
        "frame-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
    )
)


PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
                    "payment", "serial", "usb")
)  # fmt: skip
"""What our pages, and pages framed in them, never use."""


class BodyTooLong(Exception):
    """A request's body is longer than the setting allows."""


class NoRoom(Exception):
    """All requests together have sent more than the setting ``held_bytes`` allows."""


class Guard:
    """Checks who asks, adds the headers, and turns uncaught errors into a problem document.

    Args:
        held: what the whole server holds for others: the bodies of requests that are not answered yet are part of it.
    """

    def __init__(self, app: ASGIApp, settings: Settings, held: Budget) -> None:
        self.app = app
        self.held = held
        self.body_bytes = settings.body_bytes
        self.origins = Origins(settings.allowed_origins)
        self.page_policy = policy(settings.frame_ancestors)
        self.embed_policy = policy(settings.embed_frame_ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        host = headers.get("host", "")
        if origin is not None and not self.origins.allows(origin, host):
            self.origins.refused(origin, host)
            await _deny(forbidden(origin), scope, receive, send)
            return
        with contextlib.suppress(asyncio.CancelledError):  # the server is going away, and has said so
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        allowed = origin is not None and self.origins.allows(origin, headers.get("host", ""))
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._dress(MutableHeaders(scope=message), scope, origin if allowed else None)
            await send(message)

        if origin is not None and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await (preflight() if allowed else forbidden(origin))(scope, receive, dressed)
            return
        if origin is not None and not allowed and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            await forbidden(origin)(scope, receive, dressed)
            return
        length = headers.get("content-length", "")
        body = 0

        async def measured() -> Message:
            nonlocal body
            message = await receive()
            size = len(message.get("body", b""))
            if body + size > self.body_bytes:
                raise BodyTooLong
            if not self.held.take(size, body):
                raise NoRoom
            body += size
            return message

        try:
            if length.isdecimal() and int(length) > self.body_bytes:
                raise BodyTooLong
            await self.app(scope, measured, dressed)
        except BodyTooLong:
            await too_long(self.body_bytes)(scope, receive, dressed)
        except NoRoom:
            log.warning("refused a request: others hold all of POLICYSCOPE_HELD_BYTES")
            await no_room()(scope, receive, dressed)
        except ClientDisconnect:
            log.info("a client went away in the midst of its upload")
        except asyncio.CancelledError:
            if not started:
                await leaving()(scope, receive, dressed)
        except Exception as error:
            if started:
                raise
            await unexpected(error)(scope, receive, dressed)
        finally:
            self.held.give(body)

    def _dress(self, headers: MutableHeaders, scope: Scope, origin: str | None) -> None:
        path = scope["path"]
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = PERMISSIONS
        # Pages that isolate themselves (COEP) may still embed ours.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if embedded(path, scope["query_string"]):
            headers["Content-Security-Policy"] = self.embed_policy
            headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        else:
            headers["Content-Security-Policy"] = self.page_policy
        if path.startswith(CROSS_ORIGIN_READS):
            headers["Access-Control-Allow-Origin"] = "*"
        else:
            headers.add_vary_header("Origin")
            if origin is not None:
                headers["Access-Control-Allow-Origin"] = origin


def policy(ancestors: Sequence[str]) -> str:
    """The policy of a page that these may frame. For all: no directive, since a star leaves out sandboxed pages."""
    return POLICY if list(ancestors) == ["*"] else f"{POLICY}; frame-ancestors {' '.join(ancestors)}"


def embedded(path: str, query: bytes) -> bool:
    """Whether this is a page for somebody else's frame: an embed, or a lesson that is asked for as one."""
    lesson = path.startswith("/lessons/") and any(part.partition(b"=")[0] == b"embed" for part in query.split(b"&"))
    return lesson or path.rstrip("/") == "/embed"


def forbidden(origin: str) -> Response:
    """The answer to a page of another origin."""
    return problem(
        403,
        f"Pages of {origin[:200]} may not use this server. Add the origin to the setting POLICYSCOPE_ALLOWED_ORIGINS to let them.",
    )


def too_long(most: int) -> Response:
    """The answer to a body past the limit; the connection ends, because the rest of the body is still coming."""
    detail = f"The body is longer than {most} bytes, the setting POLICYSCOPE_BODY_BYTES."
    return problem(413, detail, headers={"Connection": "close"})


def no_room() -> Response:
    """The answer to a body for which there is no room."""
    detail = "The server holds as many unanswered requests as it can (setting POLICYSCOPE_HELD_BYTES). Try again in a moment."
    return problem(503, detail, headers={"Connection": "close", "Retry-After": "2"})


def leaving() -> Response:
    """The answer to a request that the server cannot finish before it shuts down."""
    return problem(503, "The server is going away. Try again in a moment.", headers={"Connection": "close", "Retry-After": "2"})


def preflight() -> Response:
    """The answer to a CORS preflight request."""
    headers = {
        "Access-Control-Allow-Methods": "GET, HEAD, POST",
        "Access-Control-Allow-Headers": "Accept, Content-Type",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=headers)


async def _deny(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a handshake, with a reason if the server can send one."""
    if "websocket.http.response" in scope.get("extensions", {}):
        await response(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1008, "reason": "This origin is not allowed."})
