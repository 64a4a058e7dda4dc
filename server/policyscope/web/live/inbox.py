"""Messages of one socket that wait for their turn.

They are kept as the text they came as: parsed, a megabyte of JSON is fifteen. Bounded in number and in bytes, for one socket and, through
the budget, for the whole server.
"""

from __future__ import annotations

from collections import deque
from sys import getsizeof

from policyscope.web.budget import Budget


class TooManyWaiting(Exception):
    """There is no room for another message."""


class Inbox:
    """Texts, first come first served.

    Args:
        messages: how many may wait.
        size: how many bytes they may hold.
        held: what the whole server may hold.
    """

    __slots__ = ("_held", "_most", "_size", "_texts", "bytes")

    def __init__(self, messages: int, size: int, held: Budget) -> None:
        self._texts: deque[str] = deque()
        self._most = messages
        self._size = size
        self._held = held
        self.bytes = 0

    def put(self, text: str) -> None:
        """Keep a text.

        Raises:
            TooManyWaiting: when there is no room for it; those that wait already stay.
        """
        size = getsizeof(text)
        if len(self._texts) >= self._most or self.bytes + size > self._size or not self._held.take(size, self.bytes):
            raise TooManyWaiting
        self.bytes += size
        self._texts.append(text)

    def take(self) -> str:
        """The text that has waited longest."""
        text = self._texts.popleft()
        size = getsizeof(text)
        self.bytes -= size
        self._held.give(size)
        return text

    def clear(self) -> None:
        """Forget them all."""
        while self._texts:
            self.take()

    def __len__(self) -> int:
        return len(self._texts)
