"""The one clock: it serves everybody, stops for nobody's fault, and makes room when it comes late."""

from __future__ import annotations

import asyncio
import time

from policyscope.web.live.hub import LEAST_SHARE, Hub
from policyscope.web.live.ticker import tick_forever
from policyscope.web.metrics import Metrics
from policyscope.web.readiness import Readiness
from policyscope.web.settings import Settings


class Ticked:
    """Stands for a connection."""

    client = "somewhere"

    def __init__(self, enough: asyncio.Event, most: int = 10, seconds: float = 0.0, broken: bool = False, deaf: bool = False) -> None:
        self.dues: list[float] = []
        self.flushed: list[int] = []
        self.code: int | None = None
        self.looked = 0
        self._enough, self._most, self._seconds, self._broken, self._deaf = enough, most, seconds, broken, deaf

    def tick(self, due: float) -> bool:
        self.dues.append(due)
        if self._broken:
            raise ZeroDivisionError
        until = time.perf_counter() + self._seconds
        while time.perf_counter() < until:
            pass
        if len(self.dues) >= self._most:
            self._enough.set()
        return True

    def flush(self) -> None:
        if self._deaf:
            raise OSError
        self.flushed.append(len(self.dues))

    def look_after(self, now: float) -> None:
        self.looked += 1

    def close(self, code: int) -> None:
        self.code = code


def clocked(*makers: dict[str, float | bool]) -> tuple[Hub, list[Ticked]]:
    """Tick such connections, 100 times a second, until one has had enough."""
    hub = Hub(Settings(frame_rate=100), Metrics(), Readiness())

    async def run() -> list[Ticked]:
        enough = asyncio.Event()
        connections = [Ticked(enough, **maker) for maker in makers]  # type: ignore[arg-type]
        for each in connections:
            assert hub.enter(each)  # type: ignore[arg-type]
        ticking = asyncio.create_task(tick_forever(hub))
        await enough.wait()
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
        return connections

    connections = asyncio.run(run())
    hub.end()
    return hub, connections


def test_everybody_is_ticked_at_the_same_moments() -> None:
    _, (one, other) = clocked({}, {"most": 1000})
    assert one.dues[:9] == other.dues[:9]
    assert one.dues == sorted(set(one.dues))
    assert one.looked >= 1


def test_every_tick_ends_with_what_it_has_to_say_sent() -> None:
    """Together, after the last has computed; where computing takes longer than a breath, at each breath."""
    _, (one, slow) = clocked({}, {"seconds": 0.004, "most": 10})
    assert one.flushed[:9] == slow.flushed[:9] == list(range(1, 10))


def test_a_fault_closes_one_socket_and_stops_no_clock() -> None:
    _, (broken, deaf, whole) = clocked({"broken": True}, {"deaf": True}, {})
    assert broken.code == deaf.code == 1011
    assert broken.flushed == []
    assert whole.code is None
    assert len(whole.dues) == 10


def test_a_clock_that_is_behind_skips_and_makes_room() -> None:
    hub, (slow,) = clocked({"seconds": 0.025, "most": 6})
    assert hub.metrics.ticks_skipped >= 5
    assert hub.share < 1.0
    # However late: the next tick is a whole period after the one before, never a burst of those that were missed.
    assert all(after - before >= 0.0099 for before, after in zip(slow.dues, slow.dues[1:], strict=False))


def test_room_is_given_back_slowly_and_never_all_taken() -> None:
    hub = Hub(Settings(), Metrics(), Readiness())
    for _ in range(100):
        hub.record_lateness(late=True)
    assert hub.share == LEAST_SHARE
    for _ in range(50):
        hub.record_lateness(late=False)
    assert LEAST_SHARE < hub.share < 0.5
    for _ in range(200):
        hub.record_lateness(late=False)
    assert hub.share == 1.0
    hub.end()
