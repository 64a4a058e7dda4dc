"""Threads for live work, and their rests."""

from __future__ import annotations

import asyncio
import time
from time import perf_counter

from policyscope.web.live.lanes import Job, Lane


def test_a_thread_rests_after_its_job_and_whoever_waits_is_told_first() -> None:
    seen: list[str] = []
    times: list[float] = []

    def read() -> list[str]:
        times.append(perf_counter())
        time.sleep(0.01)
        return ["read"]

    async def played() -> None:
        lane, done = Lane(1, "resting", rest=2.0), asyncio.Event()

        def back(texts: list[str]) -> None:
            times.append(perf_counter())
            seen.extend(texts)
            if len(seen) == 2:
                done.set()

        for client in ("one", "other"):
            lane.submit(Job(client, read, back))
        try:
            await asyncio.wait_for(done.wait(), 30)
        finally:
            lane.end()

    asyncio.run(played())
    began, told, began_again, _ = times
    assert seen == ["read", "read"]
    assert began < told < began_again
    assert began_again - told >= 0.015
