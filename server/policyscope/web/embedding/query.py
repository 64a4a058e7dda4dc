"""A page's query as an experiment, for what is written before any script runs. The page itself reads it in js/run/url.js, with notes."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from policyscope.errors import InvalidInput
from policyscope.runs import Experiment, parse_experiment
from policyscope.runs.control import changed
from policyscope.runs.preset import Preset
from policyscope.runs.presets import PRESETS
from policyscope.web.keys import settled

LONGEST = 2000
"""Characters of a query that is read here; a longer one carries a whole run."""

SECOND = "b."
"""Before the keys of what a second run has otherwise."""

LATER = frozenset({"at", "changes", "run"})
"""Keys that open another moment than the beginning."""


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
    tree, _ = settled((preset or PRESETS[0]).experiment.model_dump(mode="json"), given)
    return _parsed(tree)


def second_of(query: str) -> Experiment | None:
    """That of the run beside it, which begins where the first does; None where there is none, or it cannot be read here."""
    first = experiment_of(query)
    if first is None:
        return None
    tree = first.model_dump(mode="json")
    given = {key.removeprefix(SECOND): text.strip() for key, text in parse_qsl(query) if key.startswith(SECOND)}
    preset = preset_of(query)
    if given:
        second = _parsed(settled(tree, given)[0])
    elif preset is not None and preset.compare:
        second = changed(first, preset.compare, any_field=True)[0]
    else:
        second = None
    # With changes of its own on the way, it need not differ from the beginning.
    return None if second == first and "changes" not in given else second


def _parsed(tree: dict[str, Any]) -> Experiment | None:
    try:
        return parse_experiment(tree)
    except InvalidInput:
        return None
