"""An experiment from a base and `PATH=VALUE` assignments, all checked against the one schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from policyscope.errors import InvalidInput
from policyscope.runs import Experiment
from policyscope.runs.assign import assign


def assemble(base: Experiment, assignments: Iterable[str], option: str = "--set") -> Experiment:
    """The base experiment with some of its fields changed.

    Args:
        base: a complete experiment.
        assignments: texts like ``optimizer.learning_rate=0.3``; a value is JSON, numbers with commas or spaces between, or else
            plain text. Their order does not matter: kinds are set before the fields they bring. A part that is chosen by its kind
            takes the kind alone (``estimator.baseline=running_mean``), and a new kind starts from its own defaults.

        option: of the command line, that they were given by.

    Raises:
        InvalidInput: an assignment is malformed, or the schema refuses the outcome.
    """
    return assign(base, (_split(each, option) for each in assignments))


def _split(assignment: str, option: str) -> tuple[str, Any]:
    path, equals, text = assignment.partition("=")
    if not equals or not all(path.strip().split(".")):
        raise InvalidInput(option, "PATH=VALUE", assignment, f"For example: {option} optimizer.learning_rate=0.3")
    try:
        value = json.loads(text)
    except ValueError:
        value = _numbers(text) or text
    return path.strip(), value


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
