"""`policyscope cite`: the sources of what an experiment uses."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policyscope.cli.run import choose


def cite(
    json: Annotated[
        Path | None, typer.Option("--json", "-j", metavar="FILE", help="The experiment as JSON; - reads standard input.", allow_dash=True)
    ] = None,
    preset: Annotated[str | None, typer.Option("--preset", "-p", metavar="NAME", help="Start from one of the presets.")] = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option("--set", "-s", metavar="PATH=VALUE", help="Set a field; repeat for more. [dim]policyscope fields[/dim] lists them."),
    ] = None,
) -> None:
    """Print what to cite for an experiment: the source of every kind that it uses."""
    from policyscope.runs import cite as sources

    for each in sources(choose(json, preset, assignments or [])):
        typer.echo(f"{each.title} ({each.group}): {each.source}.")
