"""How far a server has come since it started: nothing can be played yet, runs play, runs play at full speed."""

from __future__ import annotations

import threading
import time
from typing import Any


class Warmth:
    """What `/readyz`, the live sockets and the metrics say of the kernels.

        not ready ──► ready ──► at full speed
                        └────── or never, for a reason

    Attributes:
        ready: set as soon as runs can be played, if need be by the interpreter.
        full_speed: whether the kernels run as machine code.
        reason: why they never will, once that is so.
    """

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.full_speed = False
        self.reason: str | None = None
        self._began = time.monotonic()
        self._took: float | None = None

    def playable(self) -> None:
        """Runs play, the interpreter's way."""
        self.ready.set()

    def done(self) -> None:
        """Machine code stands."""
        self._took = time.monotonic() - self._began
        self.full_speed, self.reason = True, None
        self.ready.set()

    def failed(self, reason: str) -> None:
        """There will be no machine code: the interpreter goes on."""
        self._took = time.monotonic() - self._began
        self.reason = reason
        self.ready.set()

    @property
    def seconds(self) -> float:
        """What getting to full speed, or giving it up, took; or has taken so far."""
        return round(time.monotonic() - self._began if self._took is None else self._took, 1)

    def said(self) -> dict[str, Any]:
        """All of it in JSON's words."""
        why = {} if self.reason is None else {"reason": self.reason}
        return {"ready": self.ready.is_set(), "full_speed": self.full_speed, **why}
