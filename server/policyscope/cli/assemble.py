"""An experiment from a base and `PATH=VALUE` assignments, all checked against the one schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from policyscope.errors import InvalidInput
from policyscope.runs import Experiment, parse_experiment
from policyscope.runs.fields import place


def assemble(base: Experiment, assignments: Iterable[str]) -> Experiment:
    """The base experiment with some of its fields changed.

    Args:
        base: a complete experiment.
        assignments: texts like ``optimizer.learning_rate=0.3``; a value is JSON, numbers with commas or spaces between, or else
            plain text. Their order does not matter: kinds are set before the fields they bring. A part that is chosen by its kind
            takes the kind alone (``estimator.baseline=running_mean``), and a new kind starts from its own defaults.

    Raises:
        InvalidInput: an assignment is malformed, or the schema refuses the outcome.
    """
    tree = base.model_dump(mode="json")
    for path, value in sorted(map(_split, assignments), key=_kinds_first):
        if _place(tree, path, value):
            tree = _with_defaults(tree)
    return parse_experiment(tree)


def _split(assignment: str) -> tuple[list[str], Any]:
    path, equals, text = assignment.partition("=")
    if not equals or not all(path.strip().split(".")):
        raise InvalidInput("--set", "PATH=VALUE", assignment, "For example: --set optimizer.learning_rate=0.3")
    try:
        value = json.loads(text)
    except ValueError:
        value = _numbers(text) or text
    return path.strip().split("."), value


def _numbers(text: str) -> list[float] | list[list[float]]:
    """Several numbers as people type and paste them, ``1 2 3`` or ``1, 2; 3, 4``, rows by semicolons or lines; else an empty list."""
    try:
        rows = [[float(part) for part in re.split(r"[,\s]+", row.strip())] for row in re.split(r"[;\r\n]+", text.strip())]
    except ValueError:
        return []
    flat = [number for row in rows for number in row]
    if len(flat) < 2:
        return []
    return rows if 1 < len(rows) < len(flat) else flat


def _kinds_first(assignment: tuple[list[str], Any]) -> tuple[int, bool]:
    path, _ = assignment
    return (len(path) - (path[-1] == "kind"), path[-1] != "kind")


def _with_defaults(tree: dict[str, Any]) -> dict[str, Any]:
    """The tree with a new kind's defaults, so that its fields can be set; unchanged if some fields have no default."""
    try:
        return parse_experiment(tree).model_dump(mode="json")
    except InvalidInput:
        return tree


def _place(tree: dict[str, Any], path: list[str], value: Any) -> bool:
    """Sets a field; returns whether that changed a part's kind."""
    node, last = place(tree, ".".join(path))
    current = node.get(last)
    if isinstance(current, dict) and "kind" in current and isinstance(value, str):
        node, last = current, "kind"
    another = last == "kind" and node.get("kind") != value
    if another:
        node.clear()
    node[last] = value
    return another
