"""`policyscope script`: a run as a script that needs NumPy alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from policyscope.cli.run import Assignments, JsonFile, PresetName, choose, destination


def script(
    json: JsonFile = None,
    preset: PresetName = None,
    assignments: Assignments = None,
    updates: Annotated[int, typer.Option("--updates", "-n", min=0, help="How many updates.")] = 1000,
    changes: Annotated[
        str,
        typer.Option(
            "--changes", metavar="JSON", help='What is changed on the way, as a link has it: [[20,{"optimizer.learning_rate":0.3}]].'
        ),
    ] = "[]",
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write. Default: standard output.")] = None,
) -> None:
    """Write a run as a Python script that needs NumPy alone and prints the same numbers."""
    from policyscope.runs import ScriptRequest, parse
    from policyscope.runs import script as written
    from policyscope.runs.limits import limits_from
    from policyscope.runs.parse import loaded

    experiment = choose(json, preset, assignments or [])
    asked = parse(ScriptRequest, {"updates": updates, "changes": loaded(changes)})
    text = written(experiment, asked.updates, asked.changes, limits_from(os.environ))
    with destination(output) as stream:
        stream.write(text.encode())
