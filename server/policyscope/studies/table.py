"""What a study found: each cell's mean, standard error and quantiles over time, and where its runs ended."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from policyscope.arrays import Floats, Integers
from policyscope.runs.streams import LEVELS

if TYPE_CHECKING:
    import pandas

LEVEL_NAMES = tuple(f"q{round(100 * level)}" for level in LEVELS)


@dataclass(frozen=True, eq=False)
class Cell:
    """One cell over its moments. T moments; runs that have no finite number there count as lost, and as nothing else.

    Attributes:
        changes: what it changes of the base, by dotted path.
        mean: [T].
        standard_error: of the mean, [T]; NaN of fewer than two runs.
        quantiles: 0.1, 0.25, 0.5, 0.75 and 0.9 over the runs, [T, 5].
        lost: how many runs are, [T].
        ended: of one state: how many runs take each action most often at the end, by its number; else empty.
        error: why the cell could not be computed; its arrays are empty then.
    """

    changes: Mapping[str, Any]
    mean: Floats
    standard_error: Floats
    quantiles: Floats
    lost: Integers
    ended: Mapping[int, int]
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        """The cell as one object, not finite numbers null."""
        return {
            "changes": self.changes,
            "mean": self.mean,
            "standard_error": self.standard_error,
            "quantiles": self.quantiles,
            "lost": self.lost,
            "ended": {str(action): count for action, count in self.ended.items()},
            "error": self.error,
        }


def summed_up(changes: Mapping[str, Any], values: Floats, ends: Integers) -> Cell:
    """The cell of measured values [T, R] in the order of their seeds."""
    rows = [row[np.isfinite(row)] for row in values]
    nothing = np.array([np.nan])
    with np.errstate(over="ignore"):  # J of a run that all but never ends may be anything
        mean = np.array([(row if row.size else nothing).mean() for row in rows])
        error = np.array([row.std(ddof=1) / np.sqrt(row.size) if row.size > 1 else np.nan for row in rows])
    quantiles = np.array([np.quantile(row if row.size else nothing, LEVELS) for row in rows])
    lost = np.array([values.shape[1] - row.size for row in rows])
    actions, counts = np.unique(ends[ends >= 0], return_counts=True)
    return Cell(changes, mean, error, quantiles, lost, dict(zip(actions.tolist(), counts.tolist(), strict=True)))


def failed(changes: Mapping[str, Any], error: str) -> Cell:
    """A cell that could not be computed."""
    nothing = np.empty(0)
    return Cell(changes, nothing, nothing, np.empty((0, len(LEVELS))), np.empty(0, dtype=np.int64), {}, error)


def rows_of(cell: Cell, update: Iterable[int]) -> list[dict[str, Any]]:
    """A cell as rows, one a moment; one that could not be computed has a single row, with its error."""
    if cell.error:
        return [{**cell.changes, "error": cell.error}]
    rows = []
    for t, updates in enumerate(update):
        numbers = {"mean": float(cell.mean[t]), "standard_error": float(cell.standard_error[t])}
        spread = dict(zip(LEVEL_NAMES, cell.quantiles[t].tolist(), strict=True))
        rows.append({**cell.changes, "update": int(updates), **numbers, **spread, "lost": int(cell.lost[t]), "error": ""})
    return rows


def csv_of(grid: Iterable[str], rows: Iterable[Mapping[str, Any]], *, header: bool) -> str:
    """Rows as CSV, after a line of names if wanted; a cell without a number is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*grid, "update", "mean", "standard_error", *LEVEL_NAMES, "lost", "error"], lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@dataclass(frozen=True, eq=False)
class Study:
    """The table of a study.

    Attributes:
        grid: the values of each field, by its dotted path.
        update: the moments, [T].
        seeds: runs in each cell.
        cells: in the grid's order, the last field's values side by side.
        measure: what was measured, by its name.
    """

    grid: Mapping[str, tuple[Any, ...]]
    update: Integers
    seeds: int
    cells: tuple[Cell, ...]
    measure: str = "value"

    def rows(self) -> list[dict[str, Any]]:
        """A row for each cell and moment: the changes, ``update, mean, standard_error, q10 … q90, lost, error``."""
        return [row for cell in self.cells for row in rows_of(cell, self.update)]

    def to_csv(self, path: str | Path | None = None) -> str:
        """The rows as CSV; a cell without a number is empty."""
        text = csv_of(self.grid, self.rows(), header=True)
        if path is not None:
            Path(path).write_bytes(text.encode())
        return text

    def to_json(self, path: str | Path | None = None) -> str:
        """The study as one JSON object."""
        whole: dict[str, Any] = {"grid": self.grid, "update": self.update, "seeds": self.seeds, "measure": self.measure}
        whole["cells"] = [cell.as_json() for cell in self.cells]
        raw = orjson.dumps(whole, option=orjson.OPT_SERIALIZE_NUMPY)
        if path is not None:
            Path(path).write_bytes(raw)
        return raw.decode()

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas data frame; pandas must be installed."""
        import pandas

        return pandas.DataFrame(self.rows())
