"""Whose turn it is: waiting items are served round robin over clients, so that nobody waits behind one client's many."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Turns(Generic[Item]):
    """Waiting items, first come first served within a client, one a round between clients."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, deque[Item]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def add(self, client: str, item: Item) -> None:
        """Put an item behind those of its client."""
        self._waiting.setdefault(client, deque()).append(item)

    def drop(self, client: str, item: Item) -> bool:
        """Take an item out before its turn; False if it no longer waits."""
        try:
            self._waiting[client].remove(item)
        except (KeyError, ValueError):
            return False
        if not self._waiting[client]:
            del self._waiting[client]
        return True

    def next(self, may: Callable[[str], bool] = lambda client: True) -> tuple[str, Item] | None:
        """The item whose turn it is and its client, among the clients that ``may`` have one now; None if there is none."""
        for client, items in self._waiting.items():
            if may(client):
                item = items.popleft()
                if items:
                    self._waiting.move_to_end(client)
                else:
                    del self._waiting[client]
                return client, item
        return None
