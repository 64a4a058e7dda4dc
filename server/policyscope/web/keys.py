"""The keys of a page's address as fields of an experiment, for all that the server reads of one. The page has js/run/url.js, with notes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from policyscope.errors import InvalidInput
from policyscope.runs import parse_experiment
from policyscope.runs.fields import place

ALIASES = {
    "lr": "optimizer.learning_rate",
    "b": "estimator.baseline.value",
    "batch": "estimator.batch_size",
    "theta": "initial_theta",
}

Tree = dict[str, Any]


def path_of(tree: Tree, key: str) -> str | None:
    """The dotted path that a key means in an experiment: an alias, a whole path, or a name that only one part has; None if it has none."""
    key = ALIASES.get(key, key)
    if "." not in key:
        owners = [prefix for prefix, part in _parts(tree) if key in part]
        return owners[0] + key if len(owners) == 1 and key != "kind" else None
    path = key.removesuffix(".kind")
    try:
        part, name = place(tree, path)
    except InvalidInput:
        return None
    return path if name in part else None


def settled(tree: Tree, given: Mapping[str, str]) -> tuple[Tree, dict[str, str]]:
    """The experiment with every key set that has a place in it, and the keys that have none.

    Kinds come first: they decide which places there are. It is not checked, since a field without a default may be set by the last key.
    """
    left = dict(given)
    while places := {key: path for key in left if (path := path_of(tree, key))}:
        key = min(places, key=lambda each: not _is_kind(_at(tree, places[each])))
        tree = _with(tree, places[key], left.pop(key))
    return tree, left


def _at(tree: Tree, path: str) -> Any:
    part, name = place(tree, path)
    return part[name]


def _parts(tree: Tree, prefix: str = "") -> Iterator[tuple[str, Tree]]:
    yield prefix, tree
    for name, child in tree.items():
        if _is_kind(child):
            yield from _parts(child, f"{prefix}{name}.")


def _is_kind(value: object) -> bool:
    return isinstance(value, dict) and "kind" in value


def _with(tree: Tree, path: str, text: str) -> Tree:
    """The tree with one field set. A new kind brings its own defaults, and an empty place for what has none."""
    part, name = place(tree, path)
    if not _is_kind(part[name]):
        part[name] = text.split("/") if name == "map" else _value(text)
        return tree
    if text == part[name]["kind"]:
        return tree
    part[name] = {"kind": text}
    try:
        return parse_experiment(tree).model_dump(mode="json")
    except InvalidInput as error:
        missing = error.field.removeprefix(f"{path}.")
        if missing != error.field:
            part[name].setdefault(missing, None)
        return tree


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return [float(part) for part in re.split(r"[,\s]+", text)]
    except ValueError:
        return text
