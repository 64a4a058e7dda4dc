"""Bytes that this server holds for others: one purse for all, so that many small holdings are bounded as one large one is."""

from __future__ import annotations


class Budget:
    """So many bytes, taken and given back. Only the event loop may use it.

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
        """Take so many bytes; False, and nothing taken, where there are not so many left."""
        if self.held + size > self.most:
            self.refused += 1
            return False
        self.held += size
        return True

    def give(self, size: int) -> None:
        """Give so many back."""
        self.held -= size
