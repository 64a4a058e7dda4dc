"""What every family of problems says in the same words: a block's tally, the estimate cloud, the baseline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import numpy as np

from policyscope.arrays import Floats, Integers
from policyscope.errors import InvalidInput
from policyscope.gradients import Settings
from policyscope.gradients.kernels.arrays import Memory
from policyscope.gradients.kernels.baselines import constant_of, remembered_of, row_of
from policyscope.gradients.kernels.codes import Baseline
from policyscope.gradients.machine_code.twins import twin

STREAMS = frozenset(
    {
        "probabilities",
        "density",
        "scores",
        "episode",
        "samples",
        "paths",
        "estimate",
        "exact",
        "cloud",
        "baseline",
        "values",
        "ensemble",
        "quantiles",
    }
)
"""What a frame may carry beside update, θ, state and block; null where the problem's family has no such thing."""

CLOUD_EPISODES = 200
CLOUD_EVERY = 6
CLOUD_STEPS = 4000  # a cloud stays this small on long episodes, so that looking stays cheap
ENSEMBLE_NUMBERS = 20_000
PICTURE_STREAM = 1
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Of the quantiles over the runs of an ensemble."""


class Estimated(Protocol):
    """A batch of any family."""

    @property
    def estimate(self) -> Floats: ...


ModelOf = TypeVar("ModelOf")
BatchOf = TypeVar("BatchOf", bound=Estimated)


class Moment(NamedTuple, Generic[ModelOf, BatchOf]):
    """What a frame is a picture of: R runs between two updates."""

    model: ModelOf
    memory: Memory
    batch: BatchOf
    settings: Settings
    stop: Integers


def block_of(tally: Floats) -> dict[str, Any]:
    """Episodes, actions taken, mean return and truncated episodes since the previous frame; the tally starts again from zero."""
    episodes, actions, truncated, total = tally.tolist()
    tally[:] = 0.0
    return {
        "episodes": int(episodes),
        "actions": int(actions),
        "steps": int(actions),  # its name until 0.2, kept until 0.3
        "mean_return": total / episodes if episodes else None,
        "truncated": int(truncated),
    }


def check_axes(axes: tuple[int, int], parameters: int) -> tuple[int, int]:
    """The two parameters a cloud is seen along; raises InvalidInput for one that is not there."""
    if not all(0 <= axis < parameters for axis in axes):
        raise InvalidInput("cloud_axes", f"two indices from 0 to {parameters - 1}", list(axes))
    return axes


def cloud_of(rows: Floats, axes: tuple[int, int], gradient: Floats) -> dict[str, Any]:
    """Two components of contributions ``rows[N, D]`` beside those of the exact gradient [D]."""
    along = list(axes)
    seen = np.ascontiguousarray(rows[:, along])
    return {
        "axes": along,
        "samples": seen[:CLOUD_EPISODES],
        "mean": seen.mean(axis=0),
        "exact": gradient[along],
        "covariance": np.cov(seen, rowvar=False),
        "episodes": len(rows),
        **_widest(rows),
    }


def _widest(rows: Floats) -> dict[str, Any]:
    """The parameter along which contributions ``rows[N, D]`` vary most, and the one with most variance besides what the first explains."""
    away = rows - rows.mean(axis=0)
    degrees = max(1, len(rows) - 1)
    variance = np.einsum("nd,nd->d", away, away) / degrees
    first = int(np.argmax(variance))
    if not variance[first] > 0.0:
        return {"widest": [0, min(1, variance.size - 1)], "widest_variance": 0.0}
    # Two parameters that mirror each other (two actions of one state) would show a line.
    left = variance - (away.T @ away[:, first] / degrees) ** 2 / variance[first]
    left[first] = -np.inf
    second = int(np.argmax(left)) if variance.size > 1 else first
    return {"widest": sorted((first, second)), "widest_variance": float(variance[[first, second]].sum())}


def quantiles_of(ensemble: Mapping[str, Any]) -> dict[str, Any]:
    """How J, and of one state π(a), are spread over the runs of the stream ``ensemble``; runs whose J is not finite only count as lost."""
    values, probabilities = ensemble["values"], ensemble["probabilities"]
    there = np.isfinite(values)
    best = {"best_action": _spread(ensemble["best_action"][there])} if "best_action" in ensemble else {}
    return best | {
        "levels": list(LEVELS),
        "values": _spread(values[there]),
        "probabilities": None if probabilities is None else _spread(probabilities[there]),
        "lost": int(np.count_nonzero(~there)),
    }


def _spread(rows: Floats) -> dict[str, Any]:
    if not len(rows):
        rows = np.full((1, *rows.shape[1:]), np.nan)
    return {"mean": rows.mean(axis=0), "quantiles": np.quantile(rows, LEVELS, axis=0)}


def baseline_of(
    settings: Settings, memory: Memory, best: Callable[[], float], by_state: Callable[[], Floats], exact: Floats,
    last: Callable[[], float] | None,
) -> dict[str, Any]:  # fmt: skip
    """What the first run's returns are compared with now: one number, or one per state.

    Args:
        settings: which baseline.
        memory: what it remembers.
        best: the optimal constant b*, asked for only where it is in use.
        by_state: b*(s), one a state, likewise.
        exact: the exact values, one a state.
        last: the last baseline that was subtracted; None before anything was drawn.
    """
    kind, own = Baseline(settings.baseline), twin(row_of)(memory, 0)
    value: float | None = None
    values: Floats | None = None
    if settings.exact:
        value = 0.0
    elif kind.looks_at == "batch":
        value = None if last is None else last()
    elif not kind.by_state:
        value = float(twin(constant_of)(kind, settings, own, best() if kind.looks_at == "exact" else 0.0))
    elif kind.looks_at == "past":
        of_state = twin(remembered_of)
        values = np.array([of_state(kind, settings, own, state) for state in range(own.value.size)])
    else:
        values = by_state() if kind == Baseline.OPTIMAL_STATE else exact.copy()
    return {"value": value, "values": values}
