"""The kinds there are, read off the experiment's schema: which models may stand where, and which words a choice has."""

from __future__ import annotations

from functools import cache
from typing import Any

from policyscope.runs.limits import Limits
from policyscope.runs.specs import Experiment

GROUPS = {"problem": "problem", "reward": "problem.reward", "policy": "policy", "features": "policy.features",
          "inputs": "policy.inputs", "objective": "objective",
          "estimator": "estimator", "baseline": "estimator.baseline", "optimizer": "optimizer"}  # fmt: skip
"""Where in an experiment each group's models stand."""

CHOICES = {"credit": "estimator.credit", "preconditioner": "optimizer.preconditioner", "schedule": "optimizer.schedule"}
"""Choices of words that are as much a part of the mathematics as any kind."""


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


def kinds(group: str) -> dict[str, dict[str, Any]]:
    """The models of a group by their kind, each as its schema."""
    schema = experiment_schema()
    # several estimators take the same baselines
    return {each["properties"]["kind"]["const"]: each for each in _at(schema, GROUPS[group])}


def choices(group: str) -> dict[str, dict[str, Any]]:
    """The words of a choice, each with the schema of the field it may stand in."""
    parent, _, name = CHOICES[group].rpartition(".")
    fields = [model["properties"][name] for model in _at(experiment_schema(), parent) if name in model["properties"]]
    return {word: field for field in fields for word in field["enum"]}


def _at(schema: dict[str, Any], path: str) -> list[dict[str, Any]]:
    """Walks to a part of the schema through the models that have it, and lists the models that may stand there."""
    members = [schema]
    for name in path.split("."):
        members = [
            member for parent in members if name in parent.get("properties", {}) for member in _members(schema, parent["properties"][name])
        ]  # fmt: skip
    return members


def _members(schema: dict[str, Any], node: dict[str, Any]) -> list[dict[str, Any]]:
    options = node.get("oneOf") or node.get("anyOf") or [node]
    return [schema["$defs"][option["$ref"].rsplit("/", 1)[-1]] for option in options if "$ref" in option]
