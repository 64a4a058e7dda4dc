"""Whose pages may use this server: those of this host, and those in the setting ``allowed_origins``."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import urlsplit

log = logging.getLogger("policyscope.web")

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
MOST_TOLD = 100
"""Refusals that are logged: a page that is refused tries again every second, and anybody may send any origin."""


class Origins:
    """The rule, and what goes into the log when it refuses.

    Args:
        allowed: origins that may, beside the server's own host; ``*`` for all.
    """

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = frozenset(allowed)
        self._told: set[tuple[str, str]] = set()

    def allows(self, origin: str, host: str) -> bool:
        """Whether a page of that origin may use the API and the socket of this host."""
        origin = origin.lower().rstrip("/")
        return "*" in self.allowed or origin in self.allowed or same_host(origin, host.lower())

    def refused(self, origin: str, host: str) -> None:
        """Log, once for each origin, that it was refused a live connection, and why."""
        told = (origin[:200], host[:200])
        if told in self._told or len(self._told) >= MOST_TOLD:
            return
        self._told.add(told)
        log.warning(
            "refused a live connection to a page of %r: it asked for the host %r, which is another. "
            "Let the proxy send the Host it was asked for, or add the origin to POLICYSCOPE_ALLOWED_ORIGINS.",
            *told,
        )


def same_host(origin: str, host: str) -> bool:
    """Whether an origin is that of this host.

    The scheme may differ: a proxy that speaks TLS to the page need not speak it to us. A host without a port is that of any port: nginx's
    ``$host`` leaves it out.
    """
    try:
        parts = urlsplit(origin)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
        mine = urlsplit(f"//{host}")
        same = parts.hostname == mine.hostname and mine.port in (None, port)
        return same and bool(parts.hostname) and parts.scheme in DEFAULT_PORTS
    except ValueError:
        return False
