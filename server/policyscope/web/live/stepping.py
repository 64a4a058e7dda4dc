"""A ``step`` of many updates or samples, done in slices so that others get their turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Stepping:
    """A ``step`` under way: what is left of it, and what happened so far."""

    samples: bool
    left: int
    blocks: list[dict[str, Any]] = field(default_factory=list)

    def take(self, frame: dict[str, Any], count: int) -> None:
        """Count what a frame reports."""
        self.left -= count
        self.blocks.append(frame["block"])


def together(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    """What happened in several blocks, as one."""
    sums = {key: sum(block[key] for block in blocks) for key in ("updates", "episodes", "actions", "steps", "truncated")}
    returns = [(block["mean_return"], block["episodes"]) for block in blocks if block["mean_return"] is not None]
    episodes = sum(count for _, count in returns)
    mean = sum(value * count for value, count in returns) / episodes if episodes else None
    return {**sums, "mean_return": mean}
