"""Studies as workers compute them: a part at a time, as lines. The floor of studies is loaded when the first one is asked for."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policyscope.errors import InvalidInput
from policyscope.runs import Limits, parse
from policyscope.web.replies import StudyRequest
from policyscope.web.tasks import encoded

if TYPE_CHECKING:
    from policyscope.studies import Cell, Plan
    from policyscope.studies.parts import Place

GRID_CHARACTERS = 16_384
"""What a grid may be long as JSON: every cell repeats its values."""
COLUMNS = 10
"""Numbers of a cell and moment in the table."""


@dataclass(frozen=True, eq=False)
class Studied:
    """Where a part of a study ended.

    Attributes:
        place: in the study.
        rows: the table's so far, as JSON.
        ended: whether that was the last part.
    """

    place: Place
    rows: tuple[bytes, ...]
    ended: bool


def studied(raw: bytes, table: bool, limits: Limits, bookmark: Studied | None) -> Generator[bytes, None, Studied]:
    """The next lines of a study, as many as come in a short while; returns where the next part begins.

    Args:
        raw: the request's body.
        table: CSV lines, a header first, instead of JSON.
        limits: the server's.
        bookmark: where the part before ended; None at the beginning.

    Raises:
        InvalidInput: before the first line, naming the field.
    """
    from policyscope.studies.parts import Place, part
    from policyscope.studies.table import csv_of, rows_of

    planned = _planned(parse(StudyRequest, raw), limits)
    place, rows = (Place(), ()) if bookmark is None else (bookmark.place, bookmark.rows)
    if bookmark is None:
        yield csv_of(planned.grid, (), header=True).encode() if table else _line("study", _said(planned))
    for step in part(planned, place):
        if not table:
            yield _line("progress", vars(step.progress))
        if step.found is not None:
            if table:
                yield csv_of(planned.grid, rows_of(step.found, planned.moments), header=False).encode()
            else:
                rows = (*rows, encoded(_row(step.found)))
                yield _line("cell", {"cell": step.progress.cell, **step.found.as_json()})
        place = step.place
    ended = place.cell == len(planned.cells)
    if ended and not table:
        head = _line("table", {"update": planned.moments[-1], "seeds": planned.seeds, "measure": planned.measured})
        yield head[:-2] + b',"cells":[' + b",".join(rows) + b"]}\n"
    return Studied(place, rows, ended)


def _planned(asked: StudyRequest, limits: Limits) -> Plan:
    """The study that was asked for; raises InvalidInput where it is too large."""
    from policyscope.studies import plan

    cells, length = math.prod(len(values) for values in asked.grid.values()), len(encoded(asked.grid))
    limits.check("study_cells", "grid", cells)
    limits.check("study_seeds", "seeds", asked.seeds)
    if length > GRID_CHARACTERS:
        raise InvalidInput("grid", f"at most {GRID_CHARACTERS} characters", length, "What all cells share belongs into `experiment`.")
    planned = plan(asked.experiment, asked.grid, asked.seeds, asked.updates, asked.every, asked.measure, limits)
    moments = len(planned.moments)
    limits.check("study_numbers", "seeds", asked.seeds * moments)
    limits.check("answer_numbers", "every", cells * moments * COLUMNS)
    return planned


def _said(planned: Plan) -> dict[str, Any]:
    said = {"grid": planned.grid, "update": planned.moments, "seeds": planned.seeds, "measure": planned.measured}
    return said | {"cells": len(planned.cells)}


def _row(cell: Cell) -> dict[str, Any]:
    """A cell after the last update."""
    if cell.error:
        return {"changes": cell.changes, "mean": None, "standard_error": None, "quantiles": [], "lost": 0, "error": cell.error}
    last = {name: getattr(cell, name)[-1] for name in ("mean", "standard_error", "quantiles", "lost")}
    return {"changes": cell.changes, **last, "error": ""}


def _line(kind: str, fields: Mapping[str, Any]) -> bytes:
    return encoded({"type": kind, **fields}) + b"\n"
