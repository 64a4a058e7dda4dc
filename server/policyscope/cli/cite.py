"""`policyscope cite`: the sources of what an experiment uses."""

from __future__ import annotations

import typer

from policyscope.cli.run import Assignments, JsonFile, PresetName, choose


def cite(
    json: JsonFile = None,
    preset: PresetName = None,
    assignments: Assignments = None,
) -> None:
    """Print what to cite for an experiment: the source of every kind that it uses."""
    from policyscope.runs import cite as sources

    for each in sources(choose(json, preset, assignments or [])):
        typer.echo(f"{each.title} ({each.group}): {each.source}.")
