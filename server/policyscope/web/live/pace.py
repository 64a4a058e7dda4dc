"""How fast a live run plays, and how much of it fits into one frame."""

from __future__ import annotations

import math
from dataclasses import dataclass

UNKNOWN = math.inf
MEMORY = 0.8
LEAST = 1e-9
ROUNDING = 1e-6


@dataclass(slots=True)
class Pace:
    """A run's speed in updates a tick, and what its updates and frames have cost so far, in seconds.

    Updates owed are counted in ticks, not in time: a run that is skipped, or slower than asked, never catches up in a burst.

    Attributes:
        block_seconds: the longest a block of updates should take.
        opening: what opening the run took; rebuilding parts of it takes no longer.
        frame: what one frame takes beside its updates.
        unsure: after a change that may have made updates dearer, until one has been timed.
    """

    block_seconds: float
    per_tick: float = 0.0
    ticks: int = 0
    done: int = 0
    opening: float = UNKNOWN
    frame: float = UNKNOWN
    unsure: bool = True

    def start(self, per_tick: float) -> None:
        """Play this many updates a tick; the first one comes with the first tick, however slow the speed."""
        self.per_tick = per_tick
        self.ticks = self.done = 0

    def due(self) -> int:
        """Whole updates owed at this tick."""
        # Counted from the start: adding tenths ten times falls short of one.
        owed = max(1.0, self.per_tick) + self.ticks * self.per_tick
        self.ticks += 1
        updates = int(owed + ROUNDING) - self.done
        self.done += updates
        return updates

    def fits(self, cost: float, share: float = 1.0) -> int:
        """The most updates one block may hold, at least one, in this share of its time."""
        return max(1, int(share * self.block_seconds / max(cost, LEAST)))

    def predicted(self, updates: int, cost: float) -> float:
        """Seconds for this many updates and their frame."""
        return UNKNOWN if self.unsure else updates * cost + self.frame

    def framed(self, seconds: float) -> None:
        """Learn from how long a frame took besides its updates; one held up by others hardly counts."""
        seconds = max(LEAST, seconds)
        self.frame = seconds if self.frame == UNKNOWN else MEMORY * self.frame + (1 - MEMORY) * min(seconds, 4 * self.frame)
