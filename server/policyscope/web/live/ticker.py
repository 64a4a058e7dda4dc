"""One clock for all live runs.

At each tick every session with something owed and granted computes a frame: here when that is cheap, in a thread when not. The ticker
never waits for a socket: a frame goes into the socket's mailbox, and a session whose mailbox is full is passed over. The mailboxes it has
filled are emptied together, before the loop looks at its sockets.
When a tick takes longer than its time, the next ones are skipped; nobody catches up in a burst.
"""

from __future__ import annotations

import asyncio
import logging
from time import perf_counter

from policyscope.web.live.hub import Connection, Hub

log = logging.getLogger("policyscope.web")

BREATH = 0.003
"""Seconds of computing after which the loop may look at its sockets again."""


async def tick_forever(hub: Hub) -> None:
    """Tick until cancelled."""
    period = 1 / hub.settings.frame_rate
    metrics = hub.metrics
    due = perf_counter()
    next_look = due
    while True:
        due += period
        now = perf_counter()
        hub.record_lateness(due < now)
        if due < now:
            metrics.ticks_skipped += int((now - due) / period) + 1
            due = now
        await asyncio.sleep(due - now)
        metrics.ticks += 1
        breath = perf_counter() + BREATH
        filled: list[Connection] = []
        for connection in list(hub.connections):
            try:
                worked = connection.tick(due)
            except Exception:  # one session's fault must not stop the clock of all
                log.exception("unexpected error at a tick")
                connection.close(1011)
                continue
            if not worked:
                continue
            filled.append(connection)
            if perf_counter() > breath:
                flush(filled)
                await asyncio.sleep(0)
                breath = perf_counter() + BREATH
        flush(filled)
        if due >= next_look:
            next_look = due + 1.0
            for connection in list(hub.connections):
                connection.look_after(due)


def flush(filled: list[Connection]) -> None:
    """Send what these have in their mailboxes."""
    for connection in filled:
        try:
            connection.flush()
        except Exception:
            log.exception("unexpected error at a tick")
            connection.close(1011)
    filled.clear()
