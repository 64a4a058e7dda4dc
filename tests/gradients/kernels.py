"""The kernels without the compiler, and a stand-in for the random generator that tries every outcome.

    expectation = Σ_paths weight(path) · result(path)

An `Every` hands out numbers that decide nothing until they are compared; each comparison splits the path in two, with the
chances a uniform number gives. So the product's own sampler and estimators run once for every course an episode can take,
and their means and variances are sums, not samples. A normal number is ±1, each with chance ½: whatever is linear in
the noise has its exact mean and variance then too.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np

import policyscope.gradients.machine_code
from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.chance import Chance
from policyscope.gradients.kernels.arrays import NO_ROWS, Memory
from policyscope.gradients.kernels.codes import Baseline, Preconditioner
from policyscope.gradients.tabular.estimate import batch_room

PACKAGE = "policyscope.gradients"
NAMES = (
    "chain", "curve", "exact", "gaussian", "gaussian_learn", "jacobi", "learn", "linear_exact", "linear_learn", "natural", "network",
    "optimal", "policy",
)  # fmt: skip
COMPILED = (f"{PACKAGE}.kernels", f"{PACKAGE}.machine_code.compiled")
DATA = {f"{PACKAGE}.kernels.{name}" for name in ("arrays", "codes", "continuum", "linear")}


@cache
def interpreted() -> SimpleNamespace:
    """The kernels as plain Python functions: the modules themselves in the coverage pass, else a second, uncompiled copy."""
    names = [f"{PACKAGE}.kernels.{name}" for name in NAMES]
    if numba.config.DISABLE_JIT:
        return SimpleNamespace(**{name: importlib.import_module(full) for name, full in zip(NAMES, names, strict=True)})
    ours = {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith(COMPILED) and name not in DATA}
    numba.config.DISABLE_JIT = 1
    try:
        return SimpleNamespace(**{name: importlib.import_module(full) for name, full in zip(NAMES, names, strict=True)})
    finally:
        numba.config.DISABLE_JIT = 0
        sys.modules.update(ours)
        policyscope.gradients.kernels = ours[f"{PACKAGE}.kernels"]  # type: ignore[attr-defined]
        policyscope.gradients.machine_code.compiled = ours[f"{PACKAGE}.machine_code.compiled"]  # type: ignore[attr-defined]


class Every:
    """Takes a random generator's place in `expect`."""

    def __init__(self) -> None:
        self.script: list[bool] = []
        self.taken: list[bool] = []
        self.weight = 1.0

    def random(self) -> Undecided:
        return Undecided(self, 0.0, 1.0)

    def standard_normal(self) -> float:
        return 1.0 if self.decide(0.5) else -1.0

    def decide(self, chance: float) -> bool:
        if chance <= 0.0 or chance >= 1.0:
            return chance >= 1.0
        answer = self.script[len(self.taken)] if len(self.taken) < len(self.script) else True
        self.taken.append(answer)
        self.weight *= chance if answer else 1.0 - chance
        return answer


class Undecided:
    """A uniform number of which only an interval is known."""

    def __init__(self, owner: Every, low: float, high: float) -> None:
        self.owner, self.low, self.high = owner, low, high

    def __ge__(self, other: float) -> bool:
        other = float(other)
        if self.owner.decide((self.high - other) / (self.high - self.low)):
            self.low = max(self.low, other)
            return True
        self.high = min(self.high, other)
        return False

    def __lt__(self, other: float) -> bool:
        return not self >= other

    def __sub__(self, other: float) -> Undecided:
        return Undecided(self.owner, self.low - float(other), self.high - float(other))


def paths(run: Callable[[Any], Any]) -> Iterator[tuple[float, Any]]:
    """``run(rng)`` for every course its random numbers can take: (weight, result) pairs whose weights sum to one."""
    waiting: list[list[bool]] = [[]]
    while waiting:
        rng = Every()
        rng.script = waiting.pop()
        result = run(rng)
        yield rng.weight, result
        for i in range(len(rng.script), len(rng.taken)):
            waiting.append([*rng.taken[:i], not rng.taken[i]])


def expect(run: Callable[[Any], np.ndarray]) -> np.ndarray:
    """The mean of ``run(rng)``."""
    return sum(weight * np.asarray(result) for weight, result in paths(run))


def moments(run: Callable[[Any], np.ndarray]) -> tuple[np.ndarray, float]:
    """Mean and trace of the covariance of a vector ``run(rng)``."""
    mean, square = 0.0, 0.0
    for weight, result in paths(run):
        mean = mean + weight * result
        square += weight * float(result @ result)
    return mean, square - float(mean @ mean)


def rows(
    model: TabularModel, theta: np.ndarray, settings: Settings, rng: Any, batches: int = 1, memory: Memory | None = None,
) -> np.ndarray:  # fmt: skip
    """The product's contributions of ``batches`` batches, (batches · N, D), by the interpreted kernels."""
    theta = np.array(theta, dtype=float)
    own = memory.first()._replace(theta=theta[None, :]) if memory else Memory.fresh(theta, model.problem.states)
    out = np.zeros((batches * settings.batch, theta.size))
    batch = batch_room(model, settings, 1000, 10**6)
    arguments = (model.dynamics, model.phi, settings, own, batch, model.room(), model.metric(settings))
    interpreted().learn.learn(*arguments, batches, True, [rng], out)
    return out


def first_row(model: TabularModel, theta: np.ndarray, settings: Settings, memory: Memory | None = None) -> Callable[[Any], np.ndarray]:
    """What `expect` and `moments` take: one contribution."""
    return lambda rng: rows(model, theta, settings, rng, 1, memory)[0]


def best_constant(model: TabularModel, theta: np.ndarray, settings: Settings) -> float:
    """The product's b*, by the interpreted kernels."""
    kernels, room = interpreted(), model.room()
    metric = model.metric(settings._replace(baseline=Baseline.OPTIMAL))
    kernels.exact.evaluate(model.dynamics, model.phi, settings, theta, room)
    if settings.preconditioner == Preconditioner.NATURAL:
        kernels.natural.prepare(model.phi, room, settings, metric)
    return kernels.optimal.optimal_constant(model.dynamics, model.phi, settings, room, metric)


def streams_of(kernels: Any, seed: int, runs: int = 1) -> Any:
    """What these kernels draw from: words, or Generators for the interpreter."""
    if hasattr(kernels.learn, "py_func"):
        return Chance.seeded(range(seed, seed + runs)).words
    return [np.random.Generator(np.random.PCG64(seed + run)) for run in range(runs)]


def state_of(streams: Any) -> list[list[int]]:
    """Where the streams are."""
    if isinstance(streams, np.ndarray):
        return streams.tolist()
    return [Chance.of(rng).words[0].tolist() for rng in streams]


def trained(
    kernels: Any, case: tuple[TabularModel, np.ndarray, Settings], updates: int, seed: int
) -> tuple[list[np.ndarray], list[list[int]]]:
    """All that a run leaves behind, and where its random numbers are."""
    model, theta, asked = case
    memory = Memory.fresh(theta, model.problem.states)
    batch, room, metric = batch_room(model, asked, 50, 10**4), model.room(), model.metric(asked)
    streams = streams_of(kernels, seed)
    kernels.learn(model.dynamics, model.phi, asked, memory, batch, room, metric, updates, False, streams, NO_ROWS)
    return [*memory, *batch, *room, *metric], state_of(streams)
