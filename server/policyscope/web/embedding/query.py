"""A page's query as an experiment, for what is written before any script runs. The page itself reads it in js/run/url.js, with notes."""

from __future__ import annotations

from urllib.parse import parse_qsl

from policyscope.errors import InvalidInput
from policyscope.runs import Experiment, parse_experiment
from policyscope.runs.preset import Preset
from policyscope.runs.presets import PRESETS
from policyscope.web.keys import settled

LONGEST = 2000
"""Characters of a query that is read here; a longer one carries a whole run."""

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
    try:
        return parse_experiment(tree)
    except InvalidInput:
        return None
