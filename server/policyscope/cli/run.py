"""`policyscope run`: an experiment in, its frames out, as NDJSON or CSV."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from policyscope.errors import InvalidInput

if TYPE_CHECKING:
    from policyscope.runs import Experiment

Format = Literal["ndjson", "csv"]

# The options that choose an experiment, of every command that takes one.
JsonFile = Annotated[
    Path | None, typer.Option("--json", "-j", metavar="FILE", help="The experiment as JSON; - reads standard input.", allow_dash=True)
]
PresetName = Annotated[str | None, typer.Option("--preset", "-p", metavar="NAME", help="Start from one of the presets.")]
Assignments = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", metavar="PATH=VALUE", help="Set a field; repeat for more. [dim]policyscope fields[/dim] lists them."),
]


def run(
    json: JsonFile = None,
    preset: PresetName = None,
    assignments: Assignments = None,
    updates: Annotated[int, typer.Option("--updates", "-n", min=0, help="How many updates.")] = 1000,
    every: Annotated[int, typer.Option("--every", "-e", min=1, help="Updates between two frames.")] = 1,
    form: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="One JSON object per line, or a table. Default: by the output's file extension, else ndjson."),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write. Default: standard output.")] = None,
) -> None:
    """Run an experiment and write its frames: θ, probabilities, the estimate and the exact gradient, update by update.

    The same experiment gives the same numbers here, over HTTP and in the browser. Of several runs every frame has the mean and the
    quantiles of J, of one state those of its probabilities too, and the last one θ and J of every run: in a table, a row for each.
    """
    from policyscope.runs import open_run
    from policyscope.runs.limits import limits_from
    from policyscope.runs.tables import RECORD_STREAMS, TABLE_STREAMS, frames

    limits = limits_from(os.environ)
    limits.check("updates", "--updates", updates)
    experiment = choose(json, preset, assignments or [])
    chosen: Format = form or ("csv" if output is not None and output.suffix.lower() == ".csv" else "ndjson")
    opened = open_run(experiment, limits=limits)
    for warning in opened.opened()["problem"]["notes"].get("warnings", ()):
        typer.secho(f"Note: {warning}", err=True)
    moments = frames(opened, updates, every, TABLE_STREAMS if chosen == "csv" else RECORD_STREAMS)
    with destination(output) as stream:
        (write_csv if chosen == "csv" else write_ndjson)(progress(moments, updates), stream)


def choose(json: Path | None, preset: str | None, assignments: list[str]) -> Experiment:
    """The experiment the options describe: a file's, a preset's or the default one, with assignments on top."""
    from policyscope.cli.assemble import assemble
    from policyscope.runs import catalog, parse_experiment

    if json is not None and preset is not None:
        raise InvalidInput("--preset", "either a preset or a JSON file", preset)
    raw: Any = {}
    if json is not None:
        raw = read(json)
    elif preset is not None:
        presets = {entry["name"]: entry["experiment"] for entry in catalog()["presets"]}
        if preset not in presets:
            raise InvalidInput("--preset", f"one of {', '.join(presets)}", preset)
        raw = presets[preset]
    base = parse_experiment(raw)
    return assemble(base, assignments) if assignments else base


def read(path: Path) -> bytes:
    """A file's bytes, or standard input's for `-`."""
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput("--json", "a file that can be read", str(path), f"{error.strerror}.") from error


@contextmanager
def destination(path: Path | None) -> Iterator[BinaryIO]:
    """Where the frames go: a file, or standard output."""
    if path is None or str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        stream = path.open("wb")
    except OSError as error:
        raise InvalidInput("--output", "a file that can be written", str(path), f"{error.strerror}.") from error
    with stream:
        yield stream


def write_ndjson(moments: Iterable[dict[str, Any]], stream: BinaryIO) -> None:
    """One frame per line, as JSON."""
    import orjson

    for frame in moments:
        stream.write(orjson.dumps(frame, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE))


def write_csv(moments: Iterable[dict[str, Any]], stream: BinaryIO) -> None:
    """A header, then one frame per row."""
    from policyscope.runs.tables import csv_lines

    for index, frame in enumerate(moments):
        stream.write(csv_lines(frame, header=index == 0))


def progress(moments: Iterable[dict[str, Any]], updates: int) -> Iterator[dict[str, Any]]:
    """The same frames, with a progress bar on stderr if that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("updates"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("updates", total=updates)
        for frame in moments:
            bar.update(task, completed=frame["update"])
            yield frame
