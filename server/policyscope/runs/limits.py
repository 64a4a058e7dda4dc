"""What one server takes on: each limit is a setting, and the error that meets it names it."""

from __future__ import annotations

from dataclasses import dataclass

from policyscope.errors import LimitExceeded


@dataclass(frozen=True)
class Limits:
    """Bounds on what an experiment or a question may ask for.

    Attributes:
        states: states S of a problem.
        actions: actions A of a problem.
        parameters: parameters D of a policy.
        cells: numbers in the largest table an experiment needs, such as S·A·D.
        horizon: actions of one episode; without a horizon an episode is cut there, and counted as truncated.
        batch: episodes of one update.
        batch_steps: steps one update's batch may store.
        samples: episodes of one question to the estimates.
        resolution: points along one side of a landscape.
        updates: updates of one recorded run.
    """

    states: int = 400
    actions: int = 32
    parameters: int = 2000
    cells: int = 4_000_000
    horizon: int = 10_000
    batch: int = 1000
    batch_steps: int = 1_000_000
    samples: int = 20_000
    resolution: int = 121
    updates: int = 10_000_000

    def check(self, limit: str, field: str, got: int) -> None:
        """Refuses ``got`` where it is beyond the limit of that name.

        Raises:
            LimitExceeded: naming the field, the limit's setting and its value.
        """
        most = getattr(self, limit)
        if got > most:
            raise LimitExceeded(field, limit, most, got)
