"""A recorded run in parts: each part is a run opened from the one before, and the numbers do not depend on where it was cut."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from policyscope.runs.run import Owed, Run
from policyscope.runs.tables import moment

PART_SECONDS = 0.4
"""Seconds after which a part ends, at the next update."""
BLOCK_SECONDS = 0.1
"""Seconds between two looks at the clock, about."""


@dataclass(frozen=True)
class Bookmark:
    """Where a part of a recorded run ended.

    Attributes:
        state: of the run, as in a frame.
        update: how many updates are done.
        owed: what happened since the last frame.
        ended: whether that was the last part.
        cost: seconds an update took.
    """

    state: str
    update: int
    owed: Owed
    ended: bool
    cost: float


def record(
    run: Run, updates: int, every: int, streams: frozenset[str], bookmark: Bookmark | None = None, seconds: float = PART_SECONDS
) -> Generator[dict[str, Any], bool, Bookmark]:
    """The next frames of a run of ``updates`` updates: one before the first, one every ``every`` updates, and the last one.

    A run whose θ is no longer finite ends with the frame of the update that made it so. With the stream ``quantiles`` the last frame
    of several runs has the stream ``ensemble`` as well.

    Args:
        run: opened from the bookmark's state, or at its beginning.
        updates: of the whole recording.
        every: updates from one frame to the next, ≥ 1.
        streams: what each frame carries.
        bookmark: where the part before ended; None at the beginning.
        seconds: after which this part ends; a single update is never cut.

    Yields:
        Frames; if the caller sends True for one, the part ends with it.

    Returns:
        Where this part ended.
    """
    until = perf_counter() + seconds
    full, block = False, 1
    if bookmark is None:
        full = yield moment(run, 0, streams, updates == 0)
    else:
        run.owed, block = bookmark.owed, _fits(bookmark.cost)
    while run.update < updates and run.finite and not full:
        to_frame = min(every - run.update % every, updates - run.update)
        if block < to_frame:
            run.proceed(block)
            if not run.finite:
                full = yield moment(run, 0, streams, True)
        else:
            full = yield moment(run, to_frame, streams, run.update + to_frame >= updates)
        full = full or perf_counter() >= until
        block = _fits(run.cost)
    return Bookmark(run.state, run.update, run.owed, run.update >= updates or not run.finite, run.cost)


def _fits(cost: float) -> int:
    return max(1, int(BLOCK_SECONDS / max(cost, 1e-9)))
