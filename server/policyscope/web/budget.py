"""Bytes that this server holds for clients: one budget for all, so that many small amounts are bounded like one large one."""

from __future__ import annotations


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

    def take(self, size: int) -> bool:
        """Take this many bytes; if fewer are left, take nothing and return False."""
        if self.held + size > self.most:
            self.refused += 1
            return False
        self.held += size
        return True

    def give(self, size: int) -> None:
        """Give this many back."""
        self.held -= size
