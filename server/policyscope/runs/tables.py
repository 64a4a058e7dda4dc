"""A run as a table: frames at a regular pace, and a frame as one row of CSV.

The command line and `/api/runs` write the same frames and the same columns from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import numpy as np

RECORD_STREAMS = frozenset({"probabilities", "density", "estimate", "exact", "baseline"})
"""What a recorded frame carries besides its step, θ and state: everything that stays small."""

TABLE_STREAMS = frozenset({"probabilities", "density", "exact"})
"""What the columns of a table need."""


class Advancing(Protocol):
    """A run, as far as a table needs one."""

    @property
    def finite(self) -> bool:
        """Whether θ is."""
        ...

    def advance(self, n: int, streams: frozenset[str]) -> dict[str, Any]:
        """N updates, then a frame."""
        ...


def frames(run: Advancing, updates: int, every: int = 1, streams: frozenset[str] = RECORD_STREAMS) -> Iterator[dict[str, Any]]:
    """The frames of a run: the moment as it stands, then one every `every` updates, and the last one in any case.

    Args:
        run: where to start from; it is advanced.
        updates: how many updates in all, ≥ 0.
        every: updates from one frame to the next, ≥ 1.
        streams: what each frame carries (see `policyscope.runs.STREAMS`).

    Returns:
        An iterator of 1 + ⌈updates / every⌉ frames, ending early with the first whose θ is not finite. Stopping early leaves the run
        at the last frame taken.
    """
    yield run.advance(0, streams)
    done = 0
    while done < updates and run.finite:
        n = min(every, updates - done)
        yield run.advance(n, streams)
        done += n


def csv_header(frame: Mapping[str, Any]) -> list[str]:
    """Names of the columns `csv_row` fills: `step, value, mean_return, theta_<i> …, probability_<state>_<action> …`.

    `value` is J, of the rewards alone; with an entropy bonus β the columns `entropy, regularized_value` follow: H and J + βH.
    A Gaussian policy has `mean_<context> …, sigma` in the probabilities' place.

    Args:
        frame: any frame of the run; without the streams `exact` or `probabilities` their columns are left out.
    """
    names = ["step"]
    if "exact" in frame:
        names += _exact_columns(frame)
    names.append("mean_return")
    names += [f"theta_{i}" for i in range(len(frame["theta"]))]
    if frame.get("probabilities") is not None:
        states, actions = np.shape(frame["probabilities"])
        names += [f"probability_{s}_{a}" for s in range(states) for a in range(actions)]
    if frame.get("density") is not None:
        names += [*(f"mean_{c}" for c in range(len(frame["density"]["means"]))), "sigma"]
    return names


def csv_row(frame: Mapping[str, Any]) -> list[int | float | None]:
    """One frame as a row, its columns as in `csv_header`.

    Args:
        frame: a frame; `mean_return` is that of the episodes since the frame before, None (an empty cell) where there were none.
    """
    row: list[int | float | None] = [int(frame["step"])]
    if "exact" in frame:
        row += [float(frame["exact"][name]) for name in _exact_columns(frame)]
    row.append(frame["block"]["mean_return"])
    row += np.asarray(frame["theta"], dtype=float).tolist()
    if frame.get("probabilities") is not None:
        row += np.asarray(frame["probabilities"], dtype=float).ravel().tolist()
    if frame.get("density") is not None:
        row += [*np.asarray(frame["density"]["means"], dtype=float).tolist(), float(frame["density"]["sigma"])]
    return row


def _exact_columns(frame: Mapping[str, Any]) -> list[str]:
    return [name for name in ("value", "entropy", "regularized_value") if name in frame["exact"]]
