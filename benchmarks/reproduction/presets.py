"""Runs of the presets, as a person would have them."""

from __future__ import annotations

from typing import Any

import numpy as np

from policyscope.arrays import Floats
from policyscope.runs import PRESETS, EstimatesRequest, Experiment, Run, estimates, exact_answer, open_run, parse
from policyscope.runs.questions import ExactRequest

BY_NAME = {preset.name: preset for preset in PRESETS}
LOOK = frozenset({"exact", "probabilities"})
EVERY_RUN = frozenset({"ensemble"})
NOTHING: frozenset[str] = frozenset()
MOST_RUNS = 1000


def run_of(name: str, **changes: Any) -> Run:
    """A run of a preset with some fields changed: ``optimizer__learning_rate=0.1``."""
    raw = BY_NAME[name].experiment.model_dump(mode="json")
    for path, value in changes.items():
        at = raw
        *parents, last = path.split("__")
        for part in parents:
            at = at[part]
        at[last] = value
    return open_run(Experiment.model_validate(raw))


def exact_at(name: str, theta: list[float]) -> dict[str, Any]:
    """What is true of a preset's problem, policy and objective at θ."""
    raw = BY_NAME[name].experiment.model_dump(mode="json", include={"problem", "policy", "objective"})
    return exact_answer(parse(ExactRequest, raw | {"theta": theta}))


def estimates_at_start(name: str, estimators: list[dict[str, Any]], samples: int) -> list[dict[str, Any]]:
    """What these estimators make of a preset's problem where it starts, sampled and exact."""
    experiment = BY_NAME[name].experiment
    raw = experiment.model_dump(mode="json", include={"problem", "policy", "objective"})
    asked = {"theta": experiment.initial_theta, "estimators": estimators, "samples": samples, "seed": 1}
    return list(estimates(parse(EstimatesRequest, raw | asked))["estimates"])


def values_over(run: Run, times: Floats) -> Floats:
    """Exact J of one run at these numbers of updates."""
    return np.array([run.advance(int(t) - run.update, LOOK)["exact"]["value"] for t in times])


def returns_over(name: str, runs: int, blocks: int, each: int, **changes: Any) -> Floats:
    """Mean sampled return of every run (rows) in every block of updates (columns)."""
    table = np.zeros((runs, blocks))
    for seed in range(runs):
        run = run_of(name, seed=seed, **changes)
        table[seed] = [run.advance(each, NOTHING)["block"]["mean_return"] for _ in range(blocks)]
    return table


def moments(most: int, count: int = 120) -> Floats:
    """Whole numbers from 1 to ``most``, denser at the beginning as a logarithmic axis wants them."""
    return np.unique(np.geomspace(1, most, count).round())
