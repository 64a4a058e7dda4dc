"""`policyscope study`: an experiment over a grid of settings and many seeds, as a table."""

from __future__ import annotations

import json as _json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from policyscope.cli.run import Assignments, JsonFile, PresetName, choose
from policyscope.errors import InvalidInput

if TYPE_CHECKING:
    from policyscope.studies import Progress as Done
    from policyscope.studies import Study

Workers = Literal["threads", "processes"]
Measured = Literal["value", "average"]
Grid = Annotated[
    list[str] | None,
    typer.Option("--grid", "-g", metavar="PATH=VALUES", help="A field and its values: 0.01,0.1,1 or a JSON list. Repeat for more fields."),
]


def study(
    json: JsonFile = None,
    preset: PresetName = None,
    assignments: Assignments = None,
    grid: Grid = None,
    seeds: Annotated[int, typer.Option("--seeds", "-r", min=1, help="Runs in each cell, each with the next seed.")] = 100,
    updates: Annotated[int, typer.Option("--updates", "-n", min=0, help="Updates of each run.")] = 1000,
    every: Annotated[int | None, typer.Option("--every", "-e", min=1, help="Updates between two moments. Default: fifty moments.")] = None,
    measure: Annotated[Measured, typer.Option("--measure", help="J at each moment, or its average over the updates so far.")] = "value",
    workers: Annotated[Workers, typer.Option("--workers", "-w", help="What computes the runs.")] = "threads",
    dask: Annotated[
        str | None,
        typer.Option("--dask", metavar="ADDRESS", help="Compute on a Dask cluster, e.g. tcp://10.0.0.1:8786."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Keep what is finished; an interrupted study goes on from it.")
    ] = None,
    table: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write every cell and moment as CSV.")] = None,
    figure: Annotated[Path | None, typer.Option("--figure", metavar="FILE", help="Write a figure: HTML that needs nothing else.")] = None,
) -> None:
    """Run an experiment over a grid of settings, many seeds each, and print mean, standard error and quantiles of J at the end.

    The numbers are the same whatever computes them. Ctrl-C loses nothing that --output keeps: the same command goes on.
    """
    from policyscope.runs.limits import limits_from
    from policyscope.studies import study as compute
    from policyscope.studies import study_figure

    limits = limits_from(os.environ)
    base, values = choose(json, preset, assignments or []), dict(map(_values, grid or []))
    try:
        with _executor(workers, dask) as executor, _progress(seeds) as progress:
            found = compute(
                base, values, seeds=seeds, updates=updates, every=every, measure=measure, executor=executor, output=output,
                progress=progress, limits=limits,
            )  # fmt: skip
    except KeyboardInterrupt:
        kept = f"What was finished is in {output}; the same command goes on from there." if output else "With --output it could go on."
        typer.secho(f"Interrupted. {kept}", err=True)
        sys.exit(130)
    _print(found)
    try:
        if table is not None:
            found.to_csv(table)
        if figure is not None:
            study_figure(found).write_html(figure)
    except OSError as error:
        raise InvalidInput("--figure" if figure else "--csv", "a file that can be written", error.filename, f"{error.strerror}.") from error
    if any(cell.error for cell in found.cells):
        sys.exit(1)


def _values(text: str) -> tuple[str, list[Any]]:
    """A field and its values, from ``PATH=0.1,1`` or ``PATH=[0.1, 1]``."""
    path, equals, listed = text.partition("=")
    if not equals or not path.strip() or not listed.strip():
        raise InvalidInput("--grid", "PATH=VALUES", text, "For example: --grid optimizer.learning_rate=0.01,0.1,1")
    try:
        whole = _json.loads(listed)
    except ValueError:
        whole = [_value(part) for part in listed.split(",")]
    return path.strip(), whole if isinstance(whole, list) else [whole]


def _value(text: str) -> Any:
    try:
        return _json.loads(text)
    except ValueError:
        return text.strip()


@contextmanager
def _executor(workers: Workers, dask: str | None) -> Iterator[Any]:
    if dask is None:
        yield workers
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise InvalidInput("--dask", "the package distributed", "no such package", "pip install 'policyscope[dask]'") from error
    connect: Any = Client  # its types are not told
    with connect(dask) as client:
        yield client.get_executor()


@contextmanager
def _progress(seeds: int) -> Iterator[Callable[[Done], None]]:
    """Two bars on stderr if that is a terminal: the cell that something came for, and all runs."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        one, all_runs = bar.add_task("cell", total=seeds), bar.add_task("all runs", total=None)

        def show(done: Done) -> None:
            bar.update(one, description=f"cell {done.cell + 1}", completed=done.cell_runs)
            bar.update(all_runs, completed=done.runs, total=done.total)

        yield show


def _print(found: Study) -> None:
    from policyscope.studies.figure import name_of

    title = f"{'Over' if found.measure == 'average' else 'After'} {found.update[-1]} updates, {found.seeds} runs each"
    table = Table("cell", "mean J", "± error", "10 %", "median", "90 %", "lost", title=title)
    for cell in found.cells:
        if cell.error:
            typer.secho(f"{name_of(cell)}: {cell.error}", fg="red", err=True)
            continue
        numbers = (cell.mean[-1], cell.standard_error[-1], cell.quantiles[-1, 0], cell.quantiles[-1, 2], cell.quantiles[-1, 4])
        table.add_row(name_of(cell), *(f"{number:.4g}" for number in numbers), str(cell.lost[-1]))
    Console().print(table)
