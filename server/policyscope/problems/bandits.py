"""Bandits: one choice, one reward. As MDPs they have a state for every context and horizon 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.problems.tabular import ROW_SUM_TOLERANCE, TabularMDP, tabular


def bandit(means: Sequence[float], reward_std: float | Sequence[float] = 0.0, distribution: str = "gaussian") -> TabularMDP:
    """A k-armed bandit: each arm has its own mean (Sutton & Barto 2018, §2.1).

    Args:
        means: one number an arm, at least two.
        reward_std: standard deviation of every arm's reward, or one an arm; Bernoulli arms ignore it.
        distribution: ``"gaussian"``, or ``"bernoulli"`` for rewards 1 (with the mean as probability) and 0.

    Raises:
        InvalidInput: fields ``means``, ``reward_std``, ``distribution``.
    """
    if distribution not in ("gaussian", "bernoulli"):
        raise InvalidInput("distribution", "'gaussian' or 'bernoulli'", distribution)
    return _one_step("means", [list(means)], reward_std, None, bernoulli=distribution == "bernoulli")


def testbed(arms: int, mean: float, spread: float, reward_std: float, problem_seed: int) -> TabularMDP:
    """The k-armed testbed: true values q(a) ~ N(mean, spread²), drawn once (Sutton & Barto 2018, §2.3, figure 2.5).

    Args:
        arms: k, at least two.
        mean: of the distribution the true values come from.
        spread: its standard deviation.
        reward_std: standard deviation of every reward.
        problem_seed: the same seed, the same arms; it has nothing to do with a run's seed.

    Raises:
        InvalidInput: fields ``arms``, ``spread``, ``reward_std``.
    """
    if arms < 2:
        raise InvalidInput("arms", "an integer ≥ 2", arms)
    if not spread >= 0:
        raise InvalidInput("spread", "a standard deviation ≥ 0", spread)
    values = np.random.Generator(np.random.PCG64(problem_seed)).normal(mean, spread, arms)
    return bandit([float(value) for value in values], reward_std)


testbed.__test__ = False  # type: ignore[attr-defined]  # a problem, whatever a test collector makes of its name


def contextual_bandit(
    means: Sequence[Sequence[float]], reward_std: float = 0.0, context_probabilities: Sequence[float] | None = None
) -> TabularMDP:  # fmt: skip
    """A bandit whose arms pay by a context seen before choosing (Sutton & Barto 2018, §2.9).

    Args:
        means: one row a context, one number an arm.
        reward_std: standard deviation of every reward.
        context_probabilities: how often each context comes; None for all alike.

    Raises:
        InvalidInput: fields ``means``, ``context_probabilities``.
    """
    return _one_step("means", [list(row) for row in means], reward_std, context_probabilities)


def _one_step(
    field: str, means: list[list[float]], reward_std: ArrayLike, contexts: Sequence[float] | None, *, bernoulli: bool = False
) -> TabularMDP:  # fmt: skip
    try:
        table = np.array(means, dtype=np.float64)
    except (TypeError, ValueError):
        raise InvalidInput(field, "rows of equal length, numbers only", means) from None
    if table.ndim != 2 or table.shape[1] < 2:
        raise InvalidInput(field, "at least two arms", means)
    if not np.isfinite(table).all():
        raise InvalidInput(field, "finite numbers", means)
    states, arms = table.shape
    if bernoulli:
        reward_std = 0.0
    try:
        given = np.asarray(reward_std, dtype=np.float64)
    except (TypeError, ValueError):
        given = np.empty((0, 0))
    if given.shape not in ((), (arms,)):
        raise InvalidInput("reward_std", f"one number, or {arms} numbers, one an arm", reward_std)
    spread = np.broadcast_to(given, (states, arms))
    if not (spread >= 0).all() or not np.isfinite(spread).all():
        raise InvalidInput("reward_std", "finite standard deviations ≥ 0", reward_std)
    if bernoulli and ((table < 0).any() or (table > 1).any()):
        raise InvalidInput(field, "numbers between 0 and 1 for Bernoulli arms", means)
    weights = np.full(states, 1 / states) if contexts is None else _weights(contexts, states)
    stay = np.broadcast_to(np.eye(states)[:, None, :], (states, arms, states))
    notes: dict[str, object] = {"optimal_value": float(weights @ table.max(axis=1))}
    if states == 1:
        notes["best_arm"] = int(table[0].argmax())
    return tabular(
        stay,
        stay * table[:, :, None],
        weights,
        [False] * states,
        stay * spread[:, :, None],
        1,
        bernoulli=bernoulli,
        state_names=tuple(f"context {s + 1}" for s in range(states)) if states > 1 else ("bandit",),
        action_names=arm_names(arms),
        notes=notes,
    )


def _weights(contexts: Sequence[float], states: int) -> Floats:
    try:
        weights = np.array(contexts, dtype=np.float64)
    except (TypeError, ValueError):
        weights = np.array([])
    if weights.shape != (states,) or not (weights >= 0).all() or not abs(weights.sum() - 1) <= ROW_SUM_TOLERANCE:
        raise InvalidInput("context_probabilities", f"{states} probabilities, one a context, that sum to 1", contexts)
    return weights / weights.sum()


def arm_names(arms: int) -> tuple[str, ...]:
    """A, B, C … for up to 26 arms, else numbers from 1."""
    return tuple(chr(ord("A") + a) for a in range(arms)) if arms <= 26 else tuple(str(a + 1) for a in range(arms))
