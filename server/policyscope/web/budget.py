"""Bytes that this server holds for clients: one budget for all, so that many small amounts are bounded like one large one.

Whoever holds little has an eighth more to take from than the others: large bodies that never end fill the budget, and a page's request,
or a word from a page that plays, still finds room.
"""

from __future__ import annotations

LITTLE = 16 << 10
"""Bytes that one connection, body or socket's messages may come to and still be little."""


class Budget:
    """A number of bytes to take from and give back to. Only the event loop may use it.

    Attributes:
        most: bytes there are.
        held: bytes taken.
        refused: how often there was not enough.
    """

    __slots__ = ("held", "most", "refused")

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0
        self.refused = 0

    def take(self, size: int, before: int = 0) -> bool:
        """Take this many bytes for somebody who holds some ``before``; if fewer are left, take nothing and return False."""
        if size and self.held + size > self.most + (self.most >> 3 if before + size <= LITTLE else 0):
            self.refused += 1
            return False
        self.held += size
        return True

    def give(self, size: int) -> None:
        """Give this many back."""
        self.held -= size
