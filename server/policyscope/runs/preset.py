"""What a preset is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from policyscope.runs.control import changed
from policyscope.runs.specs import Experiment


@dataclass(frozen=True)
class Preset:
    """An experiment with a name, what to look for, the panels that show it, and its source.

    Attributes:
        name: how addresses call it.
        title: how people do.
        look_for: the one thing to see.
        source: where it comes from.
        changes: the experiment, as far as it differs from the default one.
        panels: what it is best seen in; empty: what suits the problem.
        compare: of a pair, what the second run, B, has otherwise: new values by dotted path.
    """

    name: str
    title: str
    look_for: str
    source: str
    changes: dict[str, Any]
    panels: tuple[str, ...] = ()
    compare: dict[str, Any] = field(default_factory=dict)

    @property
    def experiment(self) -> Experiment:
        """The experiment in full."""
        return Experiment.model_validate(self.changes)

    @property
    def second(self) -> Experiment | None:
        """B's experiment; None where there is no B."""
        return changed(self.experiment, self.compare, any_field=True)[0] if self.compare else None

    @property
    def otherwise(self) -> dict[str, Any]:
        """What B has otherwise, in full; empty where there is no B."""
        return changed(self.experiment, self.compare, any_field=True)[1] if self.compare else {}
