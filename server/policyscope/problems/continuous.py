"""Bandits whose action is a number: a context comes, an action a ∈ ℝ is chosen, a reward follows, and the episode ends.

Shapes: C contexts, K features of each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.problems.rewards import LARGEST, Hills, Linear, Quadratic, Reward, Stair, check_number
from policyscope.problems.tabular import ROW_SUM_TOLERANCE


@dataclass(frozen=True, eq=False)
class ContinuousBandit:
    """A bandit with a scalar action: reward ~ N(r(a, x), reward_std²), x drawn afresh each time (Sutton & Barto 2018, §13.7).

    Attributes:
        reward: the curve r(a, x).
        contexts: their features x, shape (C, K); a plain bandit has the one context x = (1,).
        context_probabilities: how often each comes, shape (C,).
        reward_std: spread of the reward about the curve.
        context_names: for people, C of them.
        notes: facts a page may show: ``optimal_value``, and for a plain bandit ``best_action`` where there is one.
    """

    reward: Reward
    contexts: Floats
    context_probabilities: Floats
    reward_std: float
    context_names: tuple[str, ...]
    notes: dict[str, object] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """C, the number of contexts."""
        return int(self.contexts.shape[0])

    @property
    def inputs(self) -> int:
        """K, the number of a context's features."""
        return int(self.contexts.shape[1])


def continuous_bandit(
    reward: Reward | None = None,
    contexts: Sequence[Sequence[float]] | None = None,
    reward_std: float = 0.0,
    context_probabilities: Sequence[float] | None = None,
) -> ContinuousBandit:
    """A checked bandit with a scalar action.

    Args:
        reward: the curve; −a² if None.
        contexts: one row of features x a context; the single row (1,) if None.
        reward_std: standard deviation of the reward about its curve, ≥ 0.
        context_probabilities: how often each context comes; None for all alike.

    Raises:
        InvalidInput: fields ``contexts``, ``reward_std``, ``context_probabilities``, ``reward.weights``.
    """
    reward = reward or Quadratic()
    x = _features([[1.0]] if contexts is None else contexts)
    check_number("reward_std", reward_std)
    if reward_std < 0:
        raise InvalidInput("reward_std", "a standard deviation ≥ 0", reward_std)
    if isinstance(reward, Linear) and len(reward.weights) != x.shape[1]:
        raise InvalidInput(
            "reward.weights", f"{x.shape[1]} numbers, one for each feature of a context", len(reward.weights),
            "Give every context as many features as there are weights.",
        )  # fmt: skip
    chance = _chances(context_probabilities, x.shape[0])
    tops = [reward.best(row) for row in x]
    notes: dict[str, object] = {"optimal_value": float(chance @ [top[1] for top in tops])}
    if len(tops) == 1 and math.isfinite(tops[0][0]):
        notes["best_action"] = tops[0][0]
    names = tuple(f"context {c + 1}" for c in range(x.shape[0])) if x.shape[0] > 1 else ("bandit",)
    x.setflags(write=False)
    chance.setflags(write=False)
    return ContinuousBandit(reward, x, chance, float(reward_std), names, notes)


def _features(contexts: Sequence[Sequence[float]]) -> Floats:
    try:
        x = np.array(contexts, dtype=np.float64)
    except (TypeError, ValueError):
        raise InvalidInput("contexts", "rows of equal length, numbers only", contexts) from None
    if x.ndim != 2 or 0 in x.shape:
        raise InvalidInput("contexts", "at least one context with at least one feature, as [C][K]", contexts)
    if not (np.abs(x) <= LARGEST).all():
        raise InvalidInput("contexts", f"numbers between −{LARGEST:.0e} and {LARGEST:.0e}", contexts)
    return x


def _chances(given: Sequence[float] | None, count: int) -> Floats:
    if given is None:
        return np.full(count, 1 / count)
    try:
        chances = np.array(given, dtype=np.float64)
    except (TypeError, ValueError):
        chances = np.array([])
    if chances.shape != (count,) or not (chances >= 0).all() or not abs(chances.sum() - 1) <= ROW_SUM_TOLERANCE:
        raise InvalidInput("context_probabilities", f"{count} probabilities, one a context, that sum to 1", given)
    return chances / chances.sum()


__all__ = ["ContinuousBandit", "Hills", "Linear", "Quadratic", "Reward", "Stair", "continuous_bandit"]
