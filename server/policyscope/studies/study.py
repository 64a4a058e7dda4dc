"""Computing a study: chunks go to an executor, come back in any order, and are put in order of their seeds."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from policyscope.arrays import Floats, Integers
from policyscope.errors import InvalidInput
from policyscope.runs import Experiment, Limits, parse_experiment
from policyscope.studies.chunks import Chunk, Measured, compute
from policyscope.studies.output import Output
from policyscope.studies.plan import Measure, Plan, plan
from policyscope.studies.table import Cell, Study, failed, summed_up

CHUNK = 250
"""Runs a kernel call, at most: enough that what a task costs beside its runs does not show."""
WAITING = 4
"""Chunks handed over for each core: more would only fill memory."""
RENEWALS = 3
"""How often in a row, without a chunk computed in between, an executor may break."""

Where: TypeAlias = Executor | Literal["threads", "processes"] | Callable[[], Executor]


@dataclass(frozen=True)
class Progress:
    """How far a study is.

    Attributes:
        cell: the cell to which something was added.
        cell_runs: runs of it that are done.
        runs: runs done in all.
        total: runs in all.
        cells: cells complete.
    """

    cell: int
    cell_runs: int
    runs: int
    total: int
    cells: int


def study(
    base: Experiment | Mapping[str, Any],
    grid: Mapping[str, Iterable[Any]] | None = None,
    *,
    seeds: int = 100,
    updates: int = 1000,
    every: int | None = None,
    measure: Measure = "value",
    executor: Where = "threads",
    chunk: int = CHUNK,
    output: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    limits: Limits | None = None,
) -> Study:
    """The same experiment over a grid of settings, many seeds each: mean, standard error and quantiles of J over time, cell by cell.

        mean_t = 1/R Σ_r J(θ_t⁽ʳ⁾),        standard error_t = √(1/(R − 1) Σ_r (J(θ_t⁽ʳ⁾) − mean_t)² / R)

    The numbers are the same to the last bit whatever the executor, the chunks, and whether a worker died on the way.

    Source: the parameter study of Sutton & Barto (2018), Reinforcement Learning, section 2.10 and figure 2.6.

    Args:
        base: what every cell begins from.
        grid: values of fields by dotted path, ``{"optimizer.learning_rate": [0.01, 0.1, 1]}``; every combination is a cell.
        seeds: R, runs in each cell; run k has the experiment's seed + k, and a testbed with ``each_run`` its own bandit.
        updates: of each run.
        every: updates from one moment to the next; if None, as many as give about fifty moments.
        measure: ``"value"``, J(θ); ``"average"``, J averaged over the updates so far, by the trapezoid rule between moments, as figure 2.6
            does; or a function of θ[R, D] and J[R] that gives [R] numbers.
        executor: ``"threads"`` (the kernels release Python's lock), ``"processes"``, any ``concurrent.futures.Executor`` (of Dask:
            ``client.get_executor()``), or a function that makes one, which is called again if its workers die.
        chunk: runs that go through one kernel call.
        output: a file of JSON lines to which finished chunks and cells are written as they come; a study that was interrupted goes on
            from it.
        progress: called after each chunk.
        limits: bounds on what an experiment may ask for; the usual ones if None.

    Returns:
        The table. A cell that cannot be computed has its ``error``; the others are finished.

    Raises:
        InvalidInput: for what makes sense in no cell, or an output that belongs to another study.

    >>> import policyscope as ps
    >>> found = ps.study(ps.experiment(), {"optimizer.learning_rate": [0.1, 1.0]}, seeds=20, updates=50, every=25)
    >>> [cell.changes["optimizer.learning_rate"] for cell in found.cells], found.update.tolist()
    ([0.1, 1.0], [0, 25, 50])
    >>> bool(found.cells[1].mean[-1] > found.cells[0].mean[-1])
    True
    """
    checked = base if isinstance(base, Experiment) else parse_experiment(base)
    if isinstance(chunk, bool) or not isinstance(chunk, int) or chunk < 1:
        raise InvalidInput("chunk", "a whole number ≥ 1", chunk)
    limits = limits or Limits()
    chosen = plan(checked, grid, seeds, updates, every, measure, limits)
    kept = Output(output, chosen)
    workers = _Workers(executor)
    try:
        return _Computation(chosen, kept, progress).by(workers, min(chunk, limits.runs))
    finally:
        workers.leave()
        kept.close()


class _Computation:
    """The study so far."""

    def __init__(self, plan: Plan, output: Output, progress: Callable[[Progress], None] | None) -> None:
        self.plan, self.output, self.progress = plan, output, progress
        self.parts: list[dict[int, Measured]] = [{} for _ in plan.cells]
        self.cells: list[Cell | None] = [None] * len(plan.cells)
        self.runs = 0
        self.experiments = [plan.experiment(i) for i in range(len(plan.cells))]
        for i, experiment in enumerate(self.experiments):
            if isinstance(experiment, InvalidInput):
                self._fail(i, str(experiment))
        for cell, first, measured in output.chunks():
            self._add(cell, first, measured)

    def by(self, workers: _Workers, size: int) -> Study:
        """Have the chunks that are missing computed."""
        waiting: dict[Future[Measured], Chunk] = {}
        try:
            self._compute(workers, deque(self._missing(size)), waiting)
        finally:
            for future in waiting:  # an interrupted study leaves nothing behind in an executor of the caller's
                future.cancel()
        cells = tuple(cell for cell in self.cells if cell is not None)
        return Study(self.plan.grid, np.array(self.plan.moments), self.plan.seeds, cells, self.plan.measured)

    def _compute(self, workers: _Workers, todo: deque[Chunk], waiting: dict[Future[Measured], Chunk]) -> None:
        """Until nothing is left to do; ``waiting`` holds what is under way."""
        while todo or waiting:
            while todo and len(waiting) < workers.room:
                chunk = todo.popleft()
                if self.cells[chunk.cell] is None:
                    try:
                        waiting[workers.executor.submit(compute, chunk)] = chunk
                    except BrokenExecutor:
                        todo.appendleft(chunk)
                        break
            done, _ = wait(waiting, return_when=FIRST_COMPLETED) if waiting else (set(), None)
            broken = not done
            for future in done:
                chunk = waiting.pop(future)
                try:
                    measured = future.result()
                except BrokenExecutor:
                    todo.appendleft(chunk)
                    broken = True
                else:
                    workers.well()
                    self._take(chunk, measured)
            if broken and (todo or waiting):
                todo.extendleft(waiting.values())
                waiting.clear()
                workers.renew()

    def _missing(self, size: int) -> Iterable[Chunk]:
        plan = self.plan
        for i, experiment in enumerate(self.experiments):
            if isinstance(experiment, InvalidInput) or self.cells[i] is not None:
                continue
            text, next_run = experiment.model_dump_json(), 0
            for first in [*sorted(self.parts[i]), plan.seeds]:
                while next_run < first:
                    count = min(size, first - next_run)
                    yield Chunk(i, next_run, count, text, plan.moments, plan.measure, plan.limits)
                    next_run += count
                if first < plan.seeds:
                    next_run = first + self.parts[i][first].values.shape[1]

    def _take(self, chunk: Chunk, measured: Measured) -> None:
        """A chunk that has come: kept, counted, and its cell summed up with the last one."""
        if self.cells[chunk.cell] is None and chunk.first not in self.parts[chunk.cell]:
            if measured.error:
                self._fail(chunk.cell, measured.error)
            else:
                self.output.chunk(chunk.cell, chunk.first, measured)
                self._add(chunk.cell, chunk.first, measured)
        if self.progress is not None:
            complete = sum(cell is not None for cell in self.cells)
            there = self.plan.seeds if self.cells[chunk.cell] else sum(part.values.shape[1] for part in self.parts[chunk.cell].values())
            self.progress(Progress(chunk.cell, there, self.runs, self.plan.seeds * len(self.cells), complete))

    def _add(self, cell: int, first: int, measured: Measured) -> None:
        parts = self.parts[cell]
        parts[first] = measured
        self.runs += measured.values.shape[1]
        if sum(part.values.shape[1] for part in parts.values()) == self.plan.seeds:
            self._finish(cell, *_in_order(parts))

    def _finish(self, cell: int, values: Floats, ends: Integers) -> None:
        found = summed_up(self.plan.cells[cell], values, ends)
        self.cells[cell] = found
        self.parts[cell] = {}
        self.output.cell(found)

    def _fail(self, cell: int, error: str) -> None:
        self.runs += self.plan.seeds - sum(part.values.shape[1] for part in self.parts[cell].values())
        self.cells[cell] = failed(self.plan.cells[cell], error)
        self.parts[cell] = {}


def _in_order(parts: Mapping[int, Measured]) -> tuple[Floats, Integers]:
    ordered = [parts[first] for first in sorted(parts)]
    return np.concatenate([part.values for part in ordered], axis=1), np.concatenate([part.ends for part in ordered])


class _Workers:
    """An executor, and another one in its place when its workers have died.

    One that was handed in is the caller's, and stays open; the one that takes its place is ours.
    """

    def __init__(self, where: Where) -> None:
        cores = os.cpu_count() or 1
        self.room = WAITING * max(4, cores)
        self._ours, self._broken = not isinstance(where, Executor), 0
        if isinstance(where, Executor):
            self._make: Callable[[], Executor] = _processes
            self.executor = where
            return
        if not callable(where) and where not in ("threads", "processes"):
            raise InvalidInput("executor", '"threads", "processes", an Executor or a function that makes one', where)
        self._make = where if callable(where) else _processes if where == "processes" else ThreadPoolExecutor
        self.executor = self._make()

    def well(self) -> None:
        """A chunk was computed."""
        self._broken = 0

    def renew(self) -> None:
        """Another executor; raises BrokenExecutor when that did not help."""
        self._broken += 1
        if self._broken > RENEWALS:
            raise BrokenExecutor(f"The workers died {self._broken} times in a row, with no chunk computed in between.")
        self.leave()
        self.executor, self._ours = self._make(), True

    def leave(self) -> None:
        """What has not begun never will; what runs is waited for, so that nothing goes on behind the caller's back."""
        if self._ours:
            self.executor.shutdown(wait=True, cancel_futures=True)


def _processes() -> ProcessPoolExecutor:
    # A process forked from one that has threads may find their locks held.
    return ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn"))
