"""`policyscope lesson`: lessons of one's own, checked and shown while they are written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

lesson = typer.Typer(name="lesson", help="Check a lesson, or see it in the browser while you write it.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The lesson: Markdown, as docs/lessons.md describes it.")]


@lesson.command()
def check(file: File) -> None:
    """Say what is wrong with a lesson, by file and line; nothing is said of a good one, and the exit code is 0."""
    from policyscope.web.lessons import check as complaints

    found = complaints(file)
    for each in found:
        typer.echo(f"{file}:{each.line}: {each.text}")
    if found:
        raise typer.Exit(1)


@lesson.command()
def preview(file: File, port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 8000) -> None:
    """Show a lesson in the browser; the page is loaded again whenever the file has changed. Ctrl-C stops it."""
    from policyscope.cli.serve import check_address
    from policyscope.web.lessons import check as complaints
    from policyscope.web.lessons import name_of
    from policyscope.web.serve import serve
    from policyscope.web.settings import settings_from

    for each in complaints(file):
        typer.secho(f"{file}:{each.line}: {each.text}", fg="yellow", err=True)
    settings = settings_from({"lessons": str(file.resolve().parent), "port": port})
    check_address(settings.host, settings.port)
    typer.echo(f"The lesson is at http://{settings.host}:{settings.port}/lessons/{name_of(file)}?preview")
    serve(settings)
