"""An experiment as the query of a page's address: the way back from `policyscope.web.embedding.query`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from policyscope.errors import InvalidInput
from policyscope.runs import PRESETS, Experiment, parse_experiment
from policyscope.web.embedding.query import experiment_of

Tree = dict[str, Any]


def query_of(experiment: Experiment) -> str:
    """The query that opens the experiment at its beginning, without a question mark; "" for the default one.

    Raises:
        InvalidInput: where an address cannot say it.
    """
    preset = next((one for one in PRESETS if one.experiment == experiment), None)
    if preset is not None:
        return "" if preset is PRESETS[0] else f"preset={preset.name}"
    wanted = experiment.model_dump(mode="json")
    # Some kinds cannot stand without their numbers; a preset brings those along.
    for base in (PRESETS[0], *(one for one in PRESETS if one.experiment.problem.kind == experiment.problem.kind)):
        start = base.experiment.model_dump(mode="json")
        pairs = [] if base is PRESETS[0] else [("preset", base.name)]
        pairs += _pairs(wanted, start, start if pairs else _defaults(wanted), "")
        query = urlencode(pairs, quote_via=quote, safe=",:/[]@|")
        if experiment_of(query) == experiment:
            return query
    remedy = "Show it with recorded=True."
    raise InvalidInput("experiment", "one that an address can say", experiment.problem.kind, remedy)


def _defaults(wanted: Tree) -> Tree:
    """The experiment of the same kinds and nothing else, where kinds can do without more."""
    try:
        return parse_experiment(_kinds(wanted)).model_dump(mode="json")
    except InvalidInput:
        return {}


def _kinds(tree: Tree) -> Tree:
    return {name: _kinds(value) if _is_kind(value) else value for name, value in tree.items() if name == "kind" or _is_kind(value)}


def _is_kind(value: object) -> bool:
    return isinstance(value, dict) and "kind" in value


def _pairs(wanted: Tree, start: Any, usual: Any, prefix: str) -> Iterator[tuple[str, str]]:
    """The fields that differ: kinds from those a page starts with, others from what their kind begins with."""
    for name, value in wanted.items():
        before, given = (each.get(name) if isinstance(each, dict) else None for each in (start, usual))
        if _is_kind(value):
            same = isinstance(before, dict) and before.get("kind") == value["kind"]
            if not same:
                yield f"{prefix}{name}.kind", value["kind"]
            yield from _pairs(value, before if same else {}, given, f"{prefix}{name}.")
        elif name != "kind" and value != given:
            yield prefix + name, _text(value)


def _text(value: Any) -> str:
    """A value as the page reads it."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return "/".join(value)
    if isinstance(value, list) and len(value) > 1 and all(isinstance(each, (int, float)) for each in value):
        return ",".join(json.dumps(each) for each in value)
    return json.dumps(value)
