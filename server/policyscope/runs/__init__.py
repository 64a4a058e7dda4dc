"""Runs: an experiment in, frames out; and the questions that need no run."""

from policyscope.runs.assign import assign
from policyscope.runs.catalog import catalog
from policyscope.runs.citation import Citation, cite
from policyscope.runs.limits import Limits
from policyscope.runs.parse import parse, parse_experiment
from policyscope.runs.preset import Preset
from policyscope.runs.presets import PRESETS
from policyscope.runs.questions import (
    EstimatesRequest,
    ExactRequest,
    LandscapeRequest,
    estimates,
    exact_answer,
    landscape_answer,
)
from policyscope.runs.run import Run, open_run
from policyscope.runs.scripts import ScriptRequest, script, script_answer
from policyscope.runs.specs import Experiment
from policyscope.runs.streams import STREAMS
from policyscope.runs.warm import warm_up

__all__ = [
    "PRESETS",
    "STREAMS",
    "Citation",
    "EstimatesRequest",
    "ExactRequest",
    "Experiment",
    "LandscapeRequest",
    "Limits",
    "Preset",
    "Run",
    "ScriptRequest",
    "assign",
    "catalog",
    "cite",
    "estimates",
    "exact_answer",
    "landscape_answer",
    "open_run",
    "parse",
    "parse_experiment",
    "script",
    "script_answer",
    "warm_up",
]
