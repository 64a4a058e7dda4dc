"""What /api/live answers to a request that is not a WebSocket handshake: it tells a page why its live connection may fail.

A proxy that is not told to pass the Upgrade header turns a handshake into such a request. The page asks here as well, over plain HTTP, once
its handshakes have failed: an answer means that the server is there, and says whether it would take a page of that origin.
"""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policyscope.web.errors import problem
from policyscope.web.origins import MOST_TOLD, Origins

log = logging.getLogger("policyscope.web")

PATH = "/api/live"


def route(origins: Origins) -> Route:
    """The route, for every method a proxy or a page may use.

    Args:
        origins: the rule the live socket follows too.
    """
    told: set[str] = set()

    async def explain(request: Request) -> Response:
        headers = request.headers
        origin = (headers.get("origin") or request.query_params.get("origin", ""))[:200]
        host = headers.get("host", "")[:200]
        allowed = not origin or origins.allows(origin, host)
        lost = "sec-websocket-key" in headers
        if lost and host not in told and len(told) < MOST_TOLD:
            told.add(host)
            log.warning("a live connection to %r came without its Upgrade header: a proxy on the way must pass it (/docs#proxies)", host)
        return problem(
            426,
            _words(origin, host, allowed, lost),
            headers={"Upgrade": "websocket", "Connection": "Upgrade", "Cache-Control": "no-store"},
            origin=origin,
            host=host,
            origin_allowed=allowed,
            upgrade_lost=lost,
        )

    return Route(PATH, explain)


def _words(origin: str, host: str, allowed: bool, lost: bool) -> str:
    if not allowed:
        return (
            f"Pages of {origin} may not use this server: it was asked for as {host or 'no host'}, which is another host. "
            "Let the proxy send the Host it was asked for, or add the origin to the setting POLICYSCOPE_ALLOWED_ORIGINS."
        )
    if lost:
        return "A WebSocket's handshake came without its Upgrade header: a proxy on the way must pass Upgrade and Connection."
    return "This is the address of a WebSocket: ask for it with a WebSocket client. Its messages are described at /api/live/schema."
