"""What proxies before this server say, and which of them are believed.

Only a peer that the setting ``trusted_proxies`` names is believed: anybody else could claim to be any client and any host. What is
believed replaces what was seen, here and nowhere else: everything behind this layer reads one client, one scheme, one Host, one path.

    X-Forwarded-For     the client: of the list, from its right end, the first address that is no trusted proxy itself
    X-Forwarded-Proto   the scheme
    X-Forwarded-Host    the Host the browser asked for; X-Forwarded-Port its port, where the proxy's own stands in its place
    X-Forwarded-Prefix  the path prefix before the lab, as the setting ``root_path``

A prefix that the proxy has stripped leaves nothing to do: every address in a page is relative. One that it sends on is stripped here.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import cast
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from policyscope.web.addresses import prefix
from policyscope.web.settings import Settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

ROOT = "policyscope.root"
"""Where a scope says how the lab is reached from its page, if its path does not tell."""

PREFIX = "policyscope.prefix"
"""Where a scope holds the path prefix before the lab, as far as it is known here."""

SCHEMES = {"http": "http", "https": "https", "ws": "http", "wss": "https"}
"""Some proxies call a WebSocket's scheme by its own name."""


class Proxies:
    """Reads the path prefix, and what trusted proxies forward."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.networks = [ipaddress.ip_network(network) for network in settings.trusted_proxies]
        self.prefix = settings.root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope = self.seen(scope)
        await self.app(scope, receive, send)

    def seen(self, scope: Scope) -> Scope:
        """The scope as the browser made it. The client and the scheme change in the one given too, where the access log reads them."""
        peer = address(scope["client"][0]) if scope.get("client") else None
        start = self.prefix
        if self.trusts(peer):
            headers = Headers(scope=scope)
            client = self.client(peer, headers.getlist("x-forwarded-for"))
            scope["client"] = (str(client), 0)
            scheme = SCHEMES.get(last(headers.getlist("x-forwarded-proto")).lower())
            if scheme:
                scope["scheme"] = scheme.replace("http", "ws") if scope["type"] == "websocket" else scheme
            host = forwarded_host(headers)
            if host:
                kept = [(name, value) for name, value in scope["headers"] if name != b"host"]
                scope = cast(Scope, {**scope, "headers": [(b"host", host.encode("latin-1")), *kept]})
            start = forwarded_prefix(headers) or start
        return without(cast(Scope, {**scope, PREFIX: start}) if start else scope, start)

    def trusts(self, peer: Address | None) -> bool:
        """Whether an address is a trusted proxy's."""
        return peer is not None and any(peer in network for network in self.networks)

    def client(self, peer: Address | None, lists: Iterable[str]) -> Address | None:
        """The nearest address that is no trusted proxy's; where one is no address, the proxy that could not tell."""
        nearest = peer
        for word in reversed(",".join(lists).split(",")):
            if not self.trusts(nearest):
                break
            hop = address(word)
            if hop is None:
                break
            nearest = hop
        return nearest


def address(text: str) -> Address | None:
    """An IP address as proxies write it, with or without a port; None for anything else. An IPv4 address in IPv6's form is one of IPv4."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, ipaddress.IPv6Address) else found


def last(values: list[str]) -> str:
    """The last word of a header's lists: what the nearest proxy wrote."""
    return ",".join(values).rpartition(",")[2].strip()


def forwarded_host(headers: Headers) -> str:
    """The Host the browser asked for; empty where no proxy says it.

    A port is only ever put in another's place: a Host without one counts as any port's.
    """
    host = last(headers.getlist("x-forwarded-host"))
    port = last(headers.getlist("x-forwarded-port"))
    if not port.isdecimal():
        return host
    name, colon, own = (host or headers.get("host", "")).rpartition(":")
    return f"{name}:{port}" if colon and own.isdecimal() else host


def forwarded_prefix(headers: Headers) -> str:
    """The path prefix a proxy names; empty where it names none, or what is no path."""
    try:
        return prefix(last(headers.getlist("x-forwarded-prefix")))
    except ValueError:
        return ""


def without(scope: Scope, start: str) -> Scope:
    """The scope below a path prefix. What does not begin with it is left: a health check asks without."""
    path: str = scope["path"]
    if not start or not f"{path}/".startswith(f"{start}/"):
        return scope
    below = path.removeprefix(start)
    if below:
        return cast(Scope, {**scope, "path": below})
    # No slash at its end: the browser takes addresses to be beside the last part of the prefix, not below it.
    return cast(Scope, {**scope, "path": "/", ROOT: f"./{quote(start.rpartition('/')[2])}/"})


def root_of(scope: Scope) -> str:
    """How the lab is reached from the page that is asked for, as a relative address with a slash at its end."""
    told: str | None = scope.get(ROOT)
    return told or "../" * (scope["path"].count("/") - 1) or "./"


def prefix_of(scope: Scope) -> str:
    """The path prefix before the lab, without a slash at its end; empty where a proxy strips one and does not say so."""
    return str(scope.get(PREFIX, ""))
