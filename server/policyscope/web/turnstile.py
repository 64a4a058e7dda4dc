"""A few at a time: work that would block the event loop by the hundred is let through a few per turn."""

from __future__ import annotations

import asyncio
from collections import deque


class Turnstile:
    """Lets callers through in the order they come, a few in each turn of the event loop.

    Args:
        most: how many a turn.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def passed(self) -> None:
        """Wait for one's turn."""
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._waiting.append(turn)
        if len(self._waiting) == 1:
            loop.call_soon(self._turn, loop)
        await turn

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        for turn in [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]:
            if not turn.done():  # else its caller has left
                turn.set_result(None)
        if self._waiting:
            loop.call_soon(self._turn, loop)
