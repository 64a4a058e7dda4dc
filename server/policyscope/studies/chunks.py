"""A chunk of a cell: coupled runs of consecutive seeds, played in one kernel call from moment to moment. What workers compute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from policyscope.arrays import Floats, Integers
from policyscope.errors import InvalidInput, LimitExceeded
from policyscope.runs import Experiment, Limits, open_run, parse_experiment
from policyscope.studies.plan import Measure

ENSEMBLE = frozenset({"ensemble"})


@dataclass(frozen=True)
class Chunk:
    """Runs ``first`` … ``first + count − 1`` of a cell, as it travels to a worker.

    Attributes:
        cell: the cell's place in its study.
        first: the first run.
        count: how many runs.
        experiment: the cell's, as JSON.
        moments: updates at which to measure.
        measure: what is measured.
        limits: bounds.
    """

    cell: int
    first: int
    count: int
    experiment: str
    moments: tuple[int, ...]
    measure: Measure
    limits: Limits


@dataclass(frozen=True, eq=False)
class Measured:
    """What became of a chunk.

    Attributes:
        values: the measure at each moment of each run, [T, count]; NaN where it is not finite.
        ends: of one state: the action each run takes most often at the end, [count], −1 where θ is lost; else empty.
        error: why there are none, in words.
    """

    values: Floats
    ends: Integers
    error: str = ""


NOTHING = np.empty(0, dtype=np.int64)


def compute(chunk: Chunk) -> Measured:
    """Play a chunk. Input that cannot be used becomes an `error`: exceptions do not travel well between processes."""
    try:
        return _played(chunk, parse_experiment(chunk.experiment))
    except InvalidInput as error:
        return Measured(np.empty((0, 0)), NOTHING, str(error))
    except Exception as error:  # a measure is anybody's function
        return Measured(np.empty((0, 0)), NOTHING, f"{type(error).__name__}: {error}")


def _played(chunk: Chunk, experiment: Experiment) -> Measured:
    """The chunk's numbers, in halves where all its runs at once are beyond a limit."""
    try:
        return _together(chunk, experiment)
    except LimitExceeded as error:
        if error.field != "runs" or chunk.count == 1:
            raise
    half = chunk.count // 2
    parts = [replace(chunk, count=half), replace(chunk, first=chunk.first + half, count=chunk.count - half)]
    left, right = (_played(part, experiment) for part in parts)
    return Measured(np.concatenate([left.values, right.values], axis=1), np.concatenate([left.ends, right.ends]))


def _together(chunk: Chunk, experiment: Experiment) -> Measured:
    runs = max(2, chunk.count)  # a run alone is not an ensemble: it gets a neighbour that nobody looks at
    problem = experiment.problem
    own = problem.of_run(chunk.first) if hasattr(problem, "of_run") else problem
    changes: dict[str, Any] = {"runs": runs, "seed": experiment.seed + chunk.first, "problem": own}
    learner = open_run(experiment.model_copy(update=changes), chunk.limits).learner
    values = np.empty((len(chunk.moments), chunk.count))
    ends, done = NOTHING, 0
    for t, moment in enumerate(chunk.moments):
        if moment > done:
            learner.learn(moment - done)
            done = moment
        frame: dict[str, Any] = {"block": {"updates": 0}}
        learner.look(frame, ENSEMBLE, done, True)
        ensemble = frame["ensemble"]
        theta = learner.memory.theta[: chunk.count]
        measured = (
            ensemble["values"] if isinstance(chunk.measure, str) else _measured(chunk, theta.copy(), ensemble["values"][: chunk.count])
        )
        values[t] = measured[: chunk.count]
    if chunk.measure == "average":
        values = averaged(chunk.moments, values)
    values[~np.isfinite(values)] = np.nan
    if ensemble.get("probabilities") is not None:
        there = np.isfinite(theta).all(axis=1)
        ends = np.where(there, np.nan_to_num(ensemble["probabilities"][: chunk.count]).argmax(axis=1), -1)
    return Measured(values, ends)


def averaged(moments: Sequence[int], values: Floats) -> Floats:
    """The average of J over the updates up to each moment, by the trapezoid rule between moments; [T, R] as the values."""
    steps = np.diff(moments)[:, None]
    sums = np.cumsum(steps * (values[1:] + values[:-1]) / 2, axis=0)
    return np.concatenate([values[:1], sums / np.array(moments[1:], dtype=float)[:, None]])


def _measured(chunk: Chunk, theta: Floats, values: Floats) -> Floats:
    assert callable(chunk.measure)
    numbers = np.asarray(chunk.measure(theta, values.copy()), dtype=float)
    if numbers.shape != (chunk.count,):
        raise InvalidInput("measure", f"one number for each of {chunk.count} runs", list(numbers.shape))
    return numbers
