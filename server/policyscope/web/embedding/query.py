"""A page's query as an experiment, for what is written before any script runs. The page itself reads it in js/run/url.js, with notes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from policyscope.errors import InvalidInput
from policyscope.runs import Experiment, parse_experiment
from policyscope.runs.preset import Preset
from policyscope.runs.presets import PRESETS

LONGEST = 2000
"""Characters of a query that is read here; a longer one carries a whole run."""

ALIASES = {
    "lr": "optimizer.learning_rate",
    "b": "estimator.baseline.value",
    "batch": "estimator.batch_size",
    "theta": "initial_theta",
}
LATER = frozenset({"at", "changes", "run"})
"""Keys that open another moment than the beginning."""

Tree = dict[str, Any]


def preset_of(query: str) -> Preset | None:
    """The preset that a query names; without one, the one a page opens with."""
    name = dict(parse_qsl(query[:LONGEST])).get("preset", PRESETS[0].name).strip()
    return next((one for one in PRESETS if one.name == name), None)


def experiment_of(query: str) -> Experiment | None:
    """The experiment that a query opens at its beginning; None where it opens elsewhere, or cannot be read here."""
    if len(query) > LONGEST:
        return None
    preset = preset_of(query)
    given = {key.strip(): text.strip() for key, text in parse_qsl(query)}
    if LATER & given.keys():
        return None
    tree: Tree = (preset or PRESETS[0]).experiment.model_dump(mode="json")
    try:
        while found := next(_settable(tree, given), None):
            key, node, name = found
            tree = _with(tree, node, name, given.pop(key))
        return parse_experiment(tree)
    except InvalidInput:
        return None


def _settable(tree: Tree, given: Mapping[str, str]) -> Iterator[tuple[str, Tree, str]]:
    """The keys given that have a place in the tree as it is now, kinds first: they decide which places there are."""
    places = [(key, *found) for key in given if (found := _place(tree, ALIASES.get(key, key)))]
    yield from sorted(places, key=lambda place: not _is_kind(place[1].get(place[2])))


def _place(tree: Tree, key: str) -> tuple[Tree, str] | None:
    """The object and the name in it that a key means: a dotted path, or a name that only one object has."""
    if "." in key:
        node: Any = tree
        *parents, name = key.removesuffix(".kind").split(".")
        for parent in parents:
            node = node.get(parent) if isinstance(node, dict) else None
        return (node, name) if isinstance(node, dict) and name in node else None
    owners = [node for node in _objects(tree) if key in node]
    return (owners[0], key) if len(owners) == 1 and key != "kind" else None


def _objects(tree: Tree) -> Iterator[Tree]:
    yield tree
    for child in tree.values():
        if _is_kind(child):
            yield from _objects(child)


def _is_kind(value: object) -> bool:
    return isinstance(value, dict) and "kind" in value


def _with(tree: Tree, node: Tree, name: str, text: str) -> Tree:
    """The tree with one field set. A new kind brings its own defaults."""
    current = node[name]
    if isinstance(current, dict) and "kind" in current:
        if text == current["kind"]:
            return tree
        node[name] = {"kind": text}
        return parse_experiment(tree).model_dump(mode="json")
    node[name] = text.split("/") if name == "map" else _value(text)
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
