"""`policyscope`: its commands, and how they report errors."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from policyscope import __version__
from policyscope.cli.cite import cite
from policyscope.cli.export import export
from policyscope.cli.fields import fields
from policyscope.cli.lesson import lesson
from policyscope.cli.run import run
from policyscope.cli.script import script
from policyscope.cli.serve import serve
from policyscope.cli.study import study
from policyscope.cli.warmup import warmup
from policyscope.errors import InvalidInput

app = typer.Typer(
    name="policyscope",
    help="See a policy gradient: a live lab in the browser, and the same runs on the command line.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
# The command behind `serve` reads its own arguments, --help among them.
app.command(add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(serve)
app.command()(run)
app.command()(export)
app.command()(study)
app.command()(script)
app.command()(fields)
app.command()(cite)
app.command()(warmup)
app.add_typer(lesson)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")] = False,
) -> None:
    """See a policy gradient: a live lab in the browser, and the same runs on the command line."""


def main() -> None:
    """Run the command line; invalid input is one line on stderr and exit code 2."""
    try:
        app()
    except InvalidInput as error:
        typer.secho(f"Error: {error}", fg="red", err=True)
        sys.exit(2)
