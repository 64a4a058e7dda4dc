"""Reading shared out: everybody gets a portion before anybody gets a second."""

from __future__ import annotations

import asyncio

from policyscope.web.wire.portions import AT_ONCE, Portions


class Flood:
    """Somebody with so many portions to read."""

    def __init__(self, name: str, portions: int, seen: list[str]) -> None:
        self.name, self.portions, self.seen = name, portions, seen
        self.queued = False

    def read_portion(self) -> bool:
        self.seen.append(self.name)
        self.portions -= 1
        return self.portions > 0


def test_one_portion_each_in_turn() -> None:
    async def played() -> list[str]:
        seen: list[str] = []
        portions = Portions()
        for name, many in (("a", 3), ("b", 1), ("c", 2)):
            portions.join(Flood(name, many, seen))
        while portions.waiting:
            await asyncio.sleep(0)
        return seen

    assert asyncio.run(played()) == ["a", "b", "c", "a", "c", "a"]


def test_others_get_the_event_loop_between_portions() -> None:
    async def played() -> int:
        portions = Portions()
        flood = Flood("a", 10**9, [])
        portions.join(flood)
        others = 0
        while others < 20:
            await asyncio.sleep(0)
            others += 1
        flood.portions = 1
        await asyncio.sleep(0)
        return others

    assert asyncio.run(played()) == 20


def test_whoever_waits_already_does_not_wait_twice() -> None:
    async def played() -> list[str]:
        seen: list[str] = []
        portions = Portions()
        flood = Flood("a", 1, seen)
        for _ in range(3):
            portions.join(flood)
        while portions.waiting:
            await asyncio.sleep(0)
        return seen

    assert asyncio.run(played()) == ["a"]


def test_only_so_many_small_reads_a_millisecond_are_done_at_once() -> None:
    portions = Portions()
    assert [portions.room(1.0001, 1) for _ in range(AT_ONCE + 5)] == [True] * AT_ONCE + [False] * 5
    assert portions.room(1.0012, 1)
    requests = [portions.room(1.0021, 3) for _ in range(AT_ONCE)]
    assert sum(requests) == AT_ONCE // 3
