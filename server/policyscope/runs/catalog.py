"""The catalogue: every kind with its schema, and the presets. All of it is read from the models."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from policyscope.problems import gymnasium_installed
from policyscope.runs.kinds import PATHS, experiment_schema, within
from policyscope.runs.limits import Limits
from policyscope.runs.preset import Preset
from policyscope.runs.presets import PRESETS
from policyscope.runs.reference import Documented, documented
from policyscope.runs.specs import Experiment
from policyscope.runs.streams import STREAMS


def catalog(limits: Limits | None = None) -> dict[str, Any]:
    """Schema, defaults, kinds (group → list of kind, title, help, schema, facts, formula, source, reference), presets, streams, limits.

    ``paths`` says where in an experiment each group stands; the words of a choice (credit, …) are kinds like any other.
    The schemas' bounds are this server's: a field ends where its limit does.
    """
    limits = limits or Limits()
    return {
        "schema": within(experiment_schema(), limits),
        "defaults": Experiment().model_dump(mode="json"),
        "kinds": {group: [_kind(each, limits) for each in documented(group)] for group in PATHS},
        "paths": PATHS,
        "presets": [
            {
                "name": preset.name,
                "title": preset.title,
                "look_for": preset.look_for,
                "source": preset.source,
                "experiment": preset.experiment.model_dump(mode="json"),
                "panels": list(preset.panels),
                "compare": preset.otherwise,
            }
            for preset in offered_presets()
        ],
        "streams": sorted(STREAMS),
        "limits": asdict(limits),
    }


def offered_presets() -> list[Preset]:
    """The presets that can run here: those on Gymnasium's tables only if it is installed."""
    return [preset for preset in PRESETS if gymnasium_installed() or preset.experiment.problem.kind != "gymnasium"]


def _kind(each: Documented, limits: Limits) -> dict[str, Any]:
    said = {
        "kind": each.kind,
        "title": each.title,
        "help": each.help,
        "schema": within(each.schema, limits),
        "reference": f"/reference#{each.anchor}",
        "facts": each.facts,
    }
    return said if each.entry is None else {**said, "formula": each.entry.formula, "source": each.entry.source}
