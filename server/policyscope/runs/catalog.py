"""The catalogue: every kind with its schema, and the presets. All of it is read off the models."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Any

from policyscope.problems import gymnasium_installed
from policyscope.runs.learner import STREAMS
from policyscope.runs.limits import Limits
from policyscope.runs.presets import PRESETS, Preset
from policyscope.runs.specs import Experiment

GROUPS = {"problem": "problem", "policy": "policy", "features": "policy.features", "objective": "objective",
          "estimator": "estimator", "baseline": "estimator.baseline", "optimizer": "optimizer"}  # fmt: skip


def catalog(limits: Limits | None = None) -> dict[str, Any]:
    """Schema, defaults, kinds (group → list of kind, title, help, schema), presets, streams and limits."""
    schema = experiment_schema()
    return {
        "schema": schema,
        "defaults": Experiment().model_dump(mode="json"),
        "kinds": {group: _kinds(schema, path) for group, path in GROUPS.items()},
        "presets": [
            {
                "name": preset.name,
                "title": preset.title,
                "look_for": preset.look_for,
                "source": preset.source,
                "experiment": preset.experiment.model_dump(mode="json"),
                "panels": list(preset.panels),
            }
            for preset in offered_presets()
        ],
        "streams": sorted(STREAMS),
        "limits": asdict(limits or Limits()),
    }


def offered_presets() -> list[Preset]:
    """The presets that can run here: those on Gymnasium's tables only where it is installed."""
    return [preset for preset in PRESETS if gymnasium_installed() or preset.experiment.problem.kind != "gymnasium"]


@cache
def experiment_schema() -> dict[str, Any]:
    """The JSON schema of an experiment."""
    return Experiment.model_json_schema()


def _kinds(schema: dict[str, Any], path: str) -> list[dict[str, Any]]:
    """Walks to a part of the schema through the models that have it, and lists the models that may stand there."""
    members = [schema]
    for name in path.split("."):
        members = [
            member for parent in members if name in parent.get("properties", {}) for member in _members(schema, parent["properties"][name])
        ]  # fmt: skip
    by_kind = {each["properties"]["kind"]["const"]: each for each in members}  # several estimators take the same baselines
    return [
        {"kind": kind, "title": each["title"], "help": each.get("description", ""), "schema": each} for kind, each in by_kind.items()
    ]  # fmt: skip


def _members(schema: dict[str, Any], node: dict[str, Any]) -> list[dict[str, Any]]:
    options = node.get("oneOf") or node.get("anyOf") or [node]
    return [schema["$defs"][option["$ref"].rsplit("/", 1)[-1]] for option in options if "$ref" in option]
