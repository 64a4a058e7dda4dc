"""What a study is to compute: its cells, each an experiment, and the moments at which every run is measured."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.runs import Experiment, Limits, assign

Measure: TypeAlias = Literal["value", "average"] | Callable[[Floats, Floats], Floats]
"""``"value"``, J(θ) of every run; ``"average"``, its average over the run's updates so far; or a function of θ[R, D] and J[R] that gives
[R] numbers, one a run, each of its own run alone."""
MEASURES = get_args(get_args(Measure)[0])

MOMENTS = 50
MOST_CELLS = 10_000
MOST_SEEDS = 10_000_000


@dataclass(frozen=True)
class Plan:
    """A study before it is computed.

    Attributes:
        base: what every cell begins from.
        grid: the values of each field, by its dotted path.
        cells: what each cell changes, in the grid's order, the last field's values side by side.
        seeds: runs in each cell; run k has the experiment's seed + k.
        moments: updates at which runs are measured, the first and the last included.
        measure: what is measured.
        limits: bounds on what an experiment may ask for.
    """

    base: Experiment
    grid: Mapping[str, tuple[Any, ...]]
    cells: tuple[Mapping[str, Any], ...]
    seeds: int
    moments: tuple[int, ...]
    measure: Measure
    limits: Limits

    def experiment(self, cell: int) -> Experiment | InvalidInput:
        """A cell's experiment, or why there is none."""
        try:
            return assign(self.base, self.cells[cell].items())
        except InvalidInput as error:
            return error

    @property
    def measured(self) -> str:
        """The measure by its name."""
        return self.measure if isinstance(self.measure, str) else f"{self.measure.__module__}.{self.measure.__qualname__}"

    @property
    def identity(self) -> dict[str, Any]:
        """What two studies share whose numbers are the same: the first line of an output."""
        grid = {path: list(values) for path, values in self.grid.items()}
        base = self.base.model_dump(mode="json")
        return {"study": 1, "base": base, "grid": grid, "seeds": self.seeds, "moments": list(self.moments), "measure": self.measured}


def plan(
    base: Experiment,
    grid: Mapping[str, Iterable[Any]] | None,
    seeds: int,
    updates: int,
    every: int | None,
    measure: Measure,
    limits: Limits,
) -> Plan:
    """The plan of a study; raises InvalidInput for what makes sense in no cell. A cell that cannot be is kept with its error."""
    if not callable(measure) and measure not in MEASURES:
        raise InvalidInput("measure", f"{' or '.join(MEASURES)}, or a function", measure)
    _check("seeds", seeds, 1, MOST_SEEDS)
    _check("updates", updates, 0, limits.updates)
    every = max(1, -(-updates // MOMENTS)) if every is None else every
    _check("every", every, 1, limits.updates)
    values = {path: _values(path, listed) for path, listed in (grid or {}).items()}
    single = base.model_copy(update={"runs": 1})
    cells = tuple(
        dict(zip(values, chosen, strict=True)) for chosen in itertools.islice(itertools.product(*values.values()), MOST_CELLS + 1)
    )
    if len(cells) > MOST_CELLS:
        raise InvalidInput("grid", f"at most {MOST_CELLS} cells", "more")
    moments = tuple(sorted({*range(0, updates, every), updates}))
    return Plan(single, values, cells, seeds, moments, measure, limits)


def _values(path: str, listed: Iterable[Any]) -> tuple[Any, ...]:
    if path in ("seed", "runs"):
        raise InvalidInput(f"grid.{path}", "a field that makes another experiment", path, "`seeds` says how many seeds each cell has.")
    values = tuple(listed) if isinstance(listed, Iterable) and not isinstance(listed, str | bytes | Mapping) else ()
    if not values:
        raise InvalidInput(f"grid.{path}", "a list of values", listed)
    return tuple(value.tolist() if hasattr(value, "tolist") else value for value in values)


def _check(field: str, number: Any, least: int, most: int) -> None:
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise InvalidInput(field, f"a whole number from {least} to {most}", number)
