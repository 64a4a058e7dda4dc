"""The short way between a live session and its connection: without a task to wake, where nothing has to wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

STRAIGHT = "policyscope.straight"
"""Under this name a server that has it offers it among the scope's extensions."""


class Straight(Protocol):
    """A connection that can be told to say something at once, and that tells at once what it hears."""

    hear: Callable[[str], None] | None
    """Called with a short message that came alone; all others come the usual way, one after the other."""

    def say(self, text: str) -> bool:
        """Send a text now; False, and nothing is sent, if it has to wait."""
