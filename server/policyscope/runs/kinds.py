"""The kinds there are, read off the experiment's schema: which models may stand where, and which words a choice has."""

from __future__ import annotations

from functools import cache
from typing import Any

from policyscope.runs.limits import Limits
from policyscope.runs.specs import Experiment, Spec
from policyscope.runs.specs.base import models_in

GROUPS = {"problem": "problem", "reward": "problem.reward", "policy": "policy", "features": "policy.features",
          "inputs": "policy.inputs", "objective": "objective",
          "estimator": "estimator", "baseline": "estimator.baseline", "optimizer": "optimizer"}  # fmt: skip
"""Where in an experiment each group's models stand."""

CHOICES = {"credit": "estimator.credit", "preconditioner": "optimizer.preconditioner", "schedule": "optimizer.schedule"}
"""Choices of words that are as much a part of the mathematics as any kind."""

PATHS = GROUPS | CHOICES
"""Both."""


@cache
def experiment_schema() -> dict[str, Any]:
    """The JSON schema of an experiment."""
    return Experiment.model_json_schema()


def within(schema: Any, limits: Limits) -> Any:
    """A copy of a schema whose numbers and lengths end at the limits that their fields name, where these are lower."""
    if isinstance(schema, list):
        return [within(each, limits) for each in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {key: value if key in ("default", "examples") else within(value, limits) for key, value in schema.items()}
    if isinstance(copy.get("limit"), str):
        for node in (copy, *copy.get("anyOf", ())):
            for bound in {"maximum", "maxItems"} & node.keys():
                node[bound] = min(node[bound], getattr(limits, copy["limit"]))
    return copy


def models(path: str) -> list[type[Spec]]:
    """The models that may stand at a dotted path of an experiment, each once: several estimators take the same baselines."""
    found: list[type[Spec]] = [Experiment]
    for name in path.split("."):
        fields = [parent.model_fields[name] for parent in found if name in parent.model_fields]
        found = list(dict.fromkeys(model for field in fields for model in models_in(field.annotation)))
    return found


def kind_of(model: type[Spec]) -> str:
    """Its name in an experiment."""
    return str(model.model_fields["kind"].default)


def kinds(group: str) -> dict[str, dict[str, Any]]:
    """The models of a group by their kind, each as its schema."""
    return {kind_of(model): _schema_of(model) for model in models(GROUPS[group])}


def choices(group: str) -> dict[str, dict[str, Any]]:
    """The words of a choice, each with the schema of the field it may stand in."""
    parent, _, name = CHOICES[group].rpartition(".")
    fields = [_schema_of(model)["properties"][name] for model in models(parent) if name in model.model_fields]
    return {word: field for field in fields for word in field["enum"]}


def _schema_of(model: type[Spec]) -> dict[str, Any]:
    return dict(experiment_schema()["$defs"][model.__name__])
