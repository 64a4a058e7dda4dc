"""An experiment with some of its fields changed, by dotted paths: for the command line, for Python and for the cells of a study."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policyscope.errors import InvalidInput
from policyscope.runs.fields import place
from policyscope.runs.parse import parse_experiment
from policyscope.runs.specs import Experiment


def assign(base: Experiment, changes: Iterable[tuple[str, Any]]) -> Experiment:
    """The base experiment with some of its fields changed.

    Args:
        base: a complete experiment.
        changes: dotted paths and values, e.g. ``("optimizer.learning_rate", 0.3)``. Their order does not matter: kinds are set before
            the fields they bring. A part that is chosen by its kind takes the kind alone (``("estimator.baseline", "running_mean")``),
            and a new kind starts from its own defaults.

    Raises:
        InvalidInput: a path leads nowhere, or the schema refuses the outcome.
    """
    tree = base.model_dump(mode="json")
    for path, value in sorted(changes, key=_kinds_first):
        if _place(tree, path, value):
            tree = _with_defaults(tree)
    return parse_experiment(tree)


def _kinds_first(change: tuple[str, Any]) -> tuple[int, bool]:
    parts = change[0].split(".")
    return (len(parts) - (parts[-1] == "kind"), parts[-1] != "kind")


def _with_defaults(tree: dict[str, Any]) -> dict[str, Any]:
    """The tree with a new kind's defaults, so that its fields can be set; unchanged if some fields have no default."""
    try:
        return parse_experiment(tree).model_dump(mode="json")
    except InvalidInput:
        return tree


def _place(tree: dict[str, Any], path: str, value: Any) -> bool:
    """Sets a field; returns whether that changed a part's kind."""
    node, last = place(tree, path)
    current = node.get(last)
    if isinstance(current, dict) and "kind" in current and isinstance(value, str):
        node, last = current, "kind"
    another = last == "kind" and node.get("kind") != value
    if another:
        node.clear()
    node[last] = value
    return another
