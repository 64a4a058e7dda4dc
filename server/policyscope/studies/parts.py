"""A study in parts, for servers: each part goes on from the one before, and the numbers do not depend on where it was cut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np

from policyscope.errors import InvalidInput
from policyscope.runs import Experiment
from policyscope.studies.chunks import Chunk, Measured, compute
from policyscope.studies.plan import Plan
from policyscope.studies.study import CHUNK, Progress
from policyscope.studies.table import Cell, failed, summed_up

PART_SECONDS = 0.4
"""Seconds after which a part ends, at the next chunk."""
CHUNK_SECONDS = 0.1
"""Seconds that a chunk is to take, about, once a cell's first one has shown what a run costs."""
FIRST = 10
"""Runs of a cell's first chunk."""


@dataclass(frozen=True, eq=False)
class Place:
    """Where a part of a study ended.

    Attributes:
        cell: the cell under way.
        chunks: what is there of it, in the order of its seeds.
        cost: seconds that a run of it takes; 0 where none has been played.
        runs: runs done in all.
    """

    cell: int = 0
    chunks: tuple[Measured, ...] = ()
    cost: float = 0.0
    runs: int = 0

    @property
    def played(self) -> int:
        """Runs of the cell under way that are done."""
        return sum(chunk.values.shape[1] for chunk in self.chunks)


@dataclass(frozen=True, eq=False)
class Step:
    """One more chunk.

    Attributes:
        progress: how far the study is.
        found: its cell, if it is complete.
        place: where the study goes on; it has ended, where that is beyond its last cell.
    """

    progress: Progress
    found: Cell | None
    place: Place


def part(plan: Plan, place: Place | None = None, seconds: float = PART_SECONDS) -> Iterator[Step]:
    """The next chunks of a study, cells in the grid's order, by one process.

    Args:
        plan: the study.
        place: where the part before ended; None at the beginning.
        seconds: after which this part ends; a chunk is never cut.
    """
    until, place = perf_counter() + seconds, place or Place()
    while place.cell < len(plan.cells):
        step = _next(plan, place)
        yield step
        place = step.place
        if perf_counter() >= until:
            break


def _next(plan: Plan, place: Place) -> Step:
    cell, changes, experiment = place.cell, plan.cells[place.cell], plan.experiment(place.cell)
    if isinstance(experiment, InvalidInput):
        error = str(experiment)
    else:
        place = _further(plan, place, experiment)
        error = place.chunks[-1].error
    complete = bool(error) or place.played == plan.seeds
    if not complete:
        return Step(_progress(plan, place, cell), None, place)
    found = failed(changes, error) if error else _summed_up(changes, place)
    place = Place(cell + 1, runs=place.runs + plan.seeds - place.played)
    return Step(_progress(plan, place, cell), found, place)


def _progress(plan: Plan, place: Place, cell: int) -> Progress:
    there = place.played if place.cell == cell else plan.seeds
    return Progress(cell, there, place.runs, plan.seeds * len(plan.cells), place.cell)


def _further(plan: Plan, place: Place, experiment: Experiment) -> Place:
    """One more chunk of the cell under way, as long as it may be, judging by the one before."""
    fits = max(1, int(CHUNK_SECONDS / place.cost)) if place.cost else FIRST
    count = min(fits, CHUNK, plan.limits.runs, plan.seeds - place.played)
    began = perf_counter()
    text = experiment.model_dump_json()
    measured = compute(Chunk(place.cell, place.played, count, text, plan.moments, plan.measure, plan.limits))
    if measured.error:
        measured = replace(measured, values=np.empty((len(plan.moments), 0)))
    cost = (perf_counter() - began) / count
    return Place(place.cell, (*place.chunks, measured), cost, place.runs + measured.values.shape[1])


def _summed_up(changes: Mapping[str, Any], place: Place) -> Cell:
    values = np.concatenate([chunk.values for chunk in place.chunks], axis=1)
    return summed_up(changes, values, np.concatenate([chunk.ends for chunk in place.chunks]))
