"""A run as a table: frames at a regular pace, and a frame as one row of CSV.

The command line and `/api/runs` write the same frames, the same columns and the same bytes from here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, Protocol, TypeAlias

import numpy as np

from policyscope.arrays import Floats
from policyscope.runs.streams import LEVELS

Cell: TypeAlias = int | float | None

RECORD_STREAMS = frozenset({"probabilities", "density", "estimate", "exact", "baseline", "quantiles"})
"""What a recorded frame carries besides its update, θ and state: everything that stays small."""

TABLE_STREAMS = frozenset({"probabilities", "density", "exact", "quantiles"})
"""What the columns of a table need."""


class Advancing(Protocol):
    """A run, as far as a table needs one."""

    @property
    def finite(self) -> bool:
        """Whether θ is."""
        ...

    @property
    def every_theta(self) -> Floats | None:
        """θ[R, D] of every run; None if that would be too many numbers."""
        ...

    def advance(self, n: int, streams: frozenset[str]) -> dict[str, Any]:
        """N updates, then a frame."""
        ...


def frames(run: Advancing, updates: int, every: int = 1, streams: frozenset[str] = RECORD_STREAMS) -> Iterator[dict[str, Any]]:
    """The frames of a run: one of the present moment, then one every `every` updates, and always the last one.

    Args:
        run: where to start from; it is advanced.
        updates: how many updates in all, ≥ 0.
        every: updates from one frame to the next, ≥ 1.
        streams: what each frame carries (see `policyscope.runs.STREAMS`).

    With the stream ``quantiles`` the last frame of several runs has the stream ``ensemble`` as well: where every run ended.

    Returns:
        An iterator of 1 + ⌈updates / every⌉ frames, ending early with the first whose θ is not finite. Stopping early leaves the run
        at the last frame taken.
    """
    yield moment(run, 0, streams, updates == 0)
    done = 0
    while done < updates and run.finite:
        n = min(every, updates - done)
        done += n
        yield moment(run, n, streams, done >= updates)


def moment(run: Advancing, n: int, streams: frozenset[str], last: bool) -> dict[str, Any]:
    """``n`` updates, then a frame; the last one of a recording, or one that has lost θ, says where every run ended."""
    frame = run.advance(n, streams)
    if (last or not run.finite) and frame.get("quantiles") is not None:
        every = run.advance(0, frozenset({"ensemble"}))["ensemble"]
        frame["ensemble"] = {**every, "theta": run.every_theta}
    return frame


def csv_lines(frame: Mapping[str, Any], header: bool) -> bytes:
    """One frame as lines of CSV in UTF-8, each ended by a newline alone; reading a number back gives the same double.

    A cell that has no number in its row is empty; what is not finite reads ``nan``, ``inf`` or ``-inf``.

    Args:
        frame: a frame; see `csv_rows`.
        header: whether a line with the names of the columns comes first.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if header:
        writer.writerow(csv_header(frame))
    writer.writerows(csv_rows(frame))
    return text.getvalue().encode()


def csv_header(frame: Mapping[str, Any]) -> list[str]:
    """Names of the columns `csv_rows` fills: `update, value, mean_return, theta_<i> …, probability_<state>_<action> …`.

    `value` is J, of the rewards alone; with an entropy bonus β the columns `entropy, regularized_value` follow: H and J + βH.
    A Gaussian policy has `mean_<context> …, sigma` in the probabilities' place.

    Several runs have a column `run` after `update`, and at the end, over all of them, `value_mean, value_q10, value_q25 … value_q90`,
    of one state the same of each probability (`probability_0_<action>_mean …`), and `lost`, the runs that have no finite J.

    Args:
        frame: any frame of the run; without the streams `exact` or `probabilities` their columns are left out.
    """
    names = ["update"]
    if "exact" in frame:
        names += _exact_columns(frame)
    names.append("mean_return")
    names += [f"theta_{i}" for i in range(len(frame["theta"]))]
    if frame.get("probabilities") is not None:
        states, actions = np.shape(frame["probabilities"])
        names += [f"probability_{s}_{a}" for s in range(states) for a in range(actions)]
    if frame.get("density") is not None:
        names += [*(f"mean_{c}" for c in range(len(frame["density"]["means"]))), "sigma"]
    if frame.get("quantiles") is not None:
        names.insert(1, "run")
        words = ["mean", *(f"q{round(100 * level)}" for level in LEVELS)]
        names += [f"value_{word}" for word in words]
        if frame["quantiles"]["probabilities"] is not None:
            actions = len(frame["quantiles"]["probabilities"]["mean"])
            names += [f"probability_0_{a}_{word}" for a in range(actions) for word in words]
        names.append("lost")
    return names


def csv_rows(frame: Mapping[str, Any]) -> list[list[Cell]]:
    """One frame as the rows of a table: the one of `csv_row`, and where every run ended one for each other run, its J, θ and π alone."""
    rows = [csv_row(frame)]
    if frame.get("quantiles") is not None and frame.get("ensemble") is not None:
        names, ended = csv_header(frame), frame["ensemble"]
        for run in range(1, len(ended["values"])):
            cells: dict[str, Cell] = {"update": int(frame["update"]), "run": run, "value": float(ended["values"][run])}
            if ended["theta"] is not None:
                cells |= {f"theta_{i}": float(x) for i, x in enumerate(ended["theta"][run])}
            if ended["probabilities"] is not None:
                cells |= {f"probability_0_{a}": float(x) for a, x in enumerate(ended["probabilities"][run])}
            rows.append([cells.get(name) for name in names])
    return rows


def csv_row(frame: Mapping[str, Any]) -> list[Cell]:
    """One frame as a row, its columns as in `csv_header`.

    Args:
        frame: a frame; `mean_return` is that of the episodes since the frame before, None (an empty cell) where there were none.
    """
    row: list[Cell] = [int(frame["update"])]
    if "exact" in frame:
        row += [float(frame["exact"][name]) for name in _exact_columns(frame)]
    row.append(frame["block"]["mean_return"])
    row += np.asarray(frame["theta"], dtype=float).tolist()
    if frame.get("probabilities") is not None:
        row += np.asarray(frame["probabilities"], dtype=float).ravel().tolist()
    if frame.get("density") is not None:
        row += [*np.asarray(frame["density"]["means"], dtype=float).tolist(), float(frame["density"]["sigma"])]
    if frame.get("quantiles") is not None:
        row.insert(1, 0)
        row += _spread_cells(frame["quantiles"])
    return row


def _spread_cells(quantiles: Mapping[str, Any]) -> list[Cell]:
    """Mean and quantiles of J, and of each probability, and how many runs are lost."""
    cells: list[Cell] = []
    for spread in (quantiles["values"], quantiles["probabilities"]):
        if spread is not None:
            cells += np.vstack([spread["mean"], spread["quantiles"].reshape(len(LEVELS), -1)]).T.ravel().tolist()
    return [*cells, quantiles["lost"]]


def _exact_columns(frame: Mapping[str, Any]) -> list[str]:
    return [name for name in ("value", "entropy", "regularized_value") if name in frame["exact"]]
