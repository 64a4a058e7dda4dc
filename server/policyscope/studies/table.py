"""What a study found: each cell's mean, standard error and quantiles over time, and where its runs ended."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from policyscope.arrays import Floats, Integers
from policyscope.runs.streams import LEVELS

if TYPE_CHECKING:
    import pandas


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


@dataclass(frozen=True, eq=False)
class Study:
    """The table of a study.

    Attributes:
        grid: the values of each field, by its dotted path.
        update: the moments, [T].
        seeds: runs in each cell.
        cells: in the grid's order, the last field's values side by side.
    """

    grid: Mapping[str, tuple[Any, ...]]
    update: Integers
    seeds: int
    cells: tuple[Cell, ...]

    def rows(self) -> list[dict[str, Any]]:
        """A row for each cell and moment: the changes, ``update, mean, standard_error, q10 … q90, lost, error``."""
        names = [f"q{round(100 * level)}" for level in LEVELS]
        rows: list[dict[str, Any]] = []
        for cell in self.cells:
            if cell.error:
                rows.append({**cell.changes, "error": cell.error})
            for t in range(len(cell.mean)):
                spread = dict(zip(names, cell.quantiles[t].tolist(), strict=True))
                numbers = {
                    "mean": float(cell.mean[t]),
                    "standard_error": float(cell.standard_error[t]),
                    **spread,
                    "lost": int(cell.lost[t]),
                }
                rows.append({**cell.changes, "update": int(self.update[t]), **numbers, "error": ""})
        return rows

    def to_csv(self, path: str | Path | None = None) -> str:
        """The rows as CSV; a cell without a number is empty."""
        levels = [f"q{round(100 * level)}" for level in LEVELS]
        text = io.StringIO()
        names = [*self.grid, "update", "mean", "standard_error", *levels, "lost", "error"]
        writer = csv.DictWriter(text, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows())
        if path is not None:
            Path(path).write_bytes(text.getvalue().encode())
        return text.getvalue()

    def to_json(self, path: str | Path | None = None) -> str:
        """The study as one JSON object."""
        whole = {"grid": self.grid, "update": self.update, "seeds": self.seeds, "cells": [cell.as_json() for cell in self.cells]}
        raw = orjson.dumps(whole, option=orjson.OPT_SERIALIZE_NUMPY)
        if path is not None:
            Path(path).write_bytes(raw)
        return raw.decode()

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas data frame; pandas must be installed."""
        import pandas

        return pandas.DataFrame(self.rows())
