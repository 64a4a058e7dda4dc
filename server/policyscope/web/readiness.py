"""What a server can do so far: nothing yet, play runs, or play them at full speed."""

from __future__ import annotations

import threading
import time
from typing import Any


class Readiness:
    """Whether the kernels are ready, as `/readyz`, the live sockets and the metrics report it.

        not ready ──► ready ──► at full speed
                        └────── or never, for a reason

    Attributes:
        ready: set as soon as runs can be played, in the interpreter if need be.
        full_speed: whether the kernels run as machine code.
        reason: why they never will, once that is known.
    """

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.full_speed = False
        self.reason: str | None = None
        self._began = time.monotonic()
        self._took: float | None = None

    def set_playable(self) -> None:
        """Runs can be played in the interpreter."""
        self.ready.set()

    def set_full_speed(self) -> None:
        """The kernels run as machine code."""
        self._took = time.monotonic() - self._began
        self.full_speed, self.reason = True, None
        self.ready.set()

    def set_failed(self, reason: str) -> None:
        """There will be no machine code: runs stay interpreted."""
        self._took = time.monotonic() - self._began
        self.reason = reason
        self.ready.set()

    @property
    def seconds(self) -> float:
        """How long it took to reach full speed or to give up; until then, how long it has taken so far."""
        return round(time.monotonic() - self._began if self._took is None else self._took, 1)

    def as_json(self) -> dict[str, Any]:
        """The fields of `/readyz` and of a heartbeat."""
        why = {} if self.reason is None else {"reason": self.reason}
        return {"ready": self.ready.is_set(), "full_speed": self.full_speed, **why}
