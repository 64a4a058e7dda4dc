"""The tabular Markov decision process: the one form every discrete problem takes here.

Shapes: S states, A actions. Time as in Sutton & Barto (2018): S_t, A_t, R_{t+1}.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from policyscope.arrays import Bools, Floats
from policyscope.errors import InvalidInput, shape_of

ROW_SUM_TOLERANCE = 1e-6
"""Probabilities that sum to 1 within this are normalised: sums of single-precision numbers, and of decimals cut short, are."""


MOST_NAMES = 8
"""States that a sentence names before it breaks off."""


@dataclass(frozen=True)
class Grid:
    """How to draw the states on a board: ``cells[s] = (row, column)``, and what the other cells are."""

    rows: int
    columns: int
    cells: tuple[tuple[int, int], ...]
    map: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class TabularMDP:
    """A finite Markov decision process ⟨S, A, P, R, start, terminal, horizon⟩ (Sutton & Barto 2018, §3.1).

    Attributes:
        transition: P[s, a, s′], shape (S, A, S); rows sum to 1.
        reward: mean reward of the transition, shape (S, A, S).
        reward_std: spread of that reward (Gaussian), shape (S, A, S).
        start: distribution of S_0, shape (S,).
        terminal: shape (S,); an episode ends on *entering* such a state: value 0, no score, no reward from there on.
        horizon: the most actions an episode takes, or None for "until a terminal state".
        bernoulli: rewards are 1 with probability ``reward`` and else 0; ``reward_std`` is then derived, not drawn.
        state_names, action_names: for people, lengths S and A.
        coordinates: numeric coordinates of each state for feature construction, shape (S, C).
        grid: drawing hints for a board, or None.
        notes: facts about the problem a page may show, e.g. ``{"best_arm": 3}``; under ``warnings`` sentences about what its
            author may not have meant.
    """

    transition: Floats
    reward: Floats
    reward_std: Floats
    start: Floats
    terminal: Bools
    horizon: int | None
    state_names: tuple[str, ...]
    action_names: tuple[str, ...]
    coordinates: Floats
    bernoulli: bool = False
    grid: Grid | None = None
    notes: dict[str, object] = field(default_factory=dict)

    @property
    def states(self) -> int:
        """S, the number of states."""
        return int(self.transition.shape[0])

    @property
    def actions(self) -> int:
        """A, the number of actions."""
        return int(self.transition.shape[1])


def tabular(
    transition: ArrayLike,
    reward: ArrayLike,
    start: ArrayLike,
    terminal: ArrayLike,
    reward_std: ArrayLike | None = None,
    horizon: int | None = None,
    *,
    bernoulli: bool = False,
    state_names: tuple[str, ...] | None = None,
    action_names: tuple[str, ...] | None = None,
    coordinates: ArrayLike | None = None,
    grid: Grid | None = None,
    notes: Mapping[str, object] | None = None,
) -> TabularMDP:
    """A checked MDP from plain arrays; every other problem is built through this door.

    Args:
        transition: P[s, a, s′], shape (S, A, S), non-negative, rows summing to 1 within 1e-6 (then normalised). A terminal
            state's rows are never used and may be all zeros.
        reward: finite, shape (S, A, S); or (S, A) or (S,) for what an action in s pays wherever it leads, or one number.
        start: shape (S,), a distribution with no mass on terminal states.
        terminal: shape (S,), booleans.
        reward_std: likewise, ≥ 0; None means no noise.
        horizon: ≥ 1, or None for "until a terminal state"; see `endless_states`.
        bernoulli: whether rewards are 1 with probability ``reward``, which is then in [0, 1], and else 0.
        state_names: S of them; s0, s1 … if None.
        action_names: A of them; a0, a1 … if None.
        coordinates: of each state, shape (S, C); its number if None.
        grid: how to draw the states on a board.
        notes: facts a page may show.

    Returns:
        The MDP, its arrays read-only float64.

    Raises:
        InvalidInput: naming the array, the shape or property expected, and what came.
    """
    p = _array("transition", transition)
    if p.ndim != 3 or p.shape[0] != p.shape[2] or 0 in p.shape:
        raise InvalidInput(
            "transition", "an array of shape [S][A][S] with S, A ≥ 1", shape_of(*p.shape), "Nest states, actions, next states."
        )  # fmt: skip
    states, actions, _ = p.shape
    r = _each_transition("reward", reward, p.shape)
    std = np.zeros(p.shape) if reward_std is None else _each_transition("reward_std", reward_std, p.shape)
    if (std < 0).any():
        raise InvalidInput("reward_std", "standard deviations ≥ 0", float(std.min()))
    if bernoulli:
        if (r < 0).any() or (r > 1).any():
            raise InvalidInput("reward", "Bernoulli means between 0 and 1", float(r.min() if (r < 0).any() else r.max()))
        std = np.sqrt(r * (1 - r))
    mu = _array("start", start, (states,))
    end = np.array(terminal)
    if end.shape != (states,) or end.dtype != np.bool_:
        raise InvalidInput("terminal", f"{states} booleans, one a state", terminal)
    unused = end[:, None] & ~p.any(axis=2)
    p[unused] = np.eye(states)[np.nonzero(unused)[0]]
    p = _distribution("transition", p)
    mu = _distribution("start", mu)
    if mu[end].any():
        raise InvalidInput("start", "no probability on terminal states", mu.tolist(), "An episode that starts at its end has no actions.")
    if horizon is not None and horizon < 1:
        raise InvalidInput("horizon", "an integer ≥ 1, or null", horizon)
    places = np.arange(states, dtype=np.float64)[:, None] if coordinates is None else _array("coordinates", coordinates)
    names = state_names or tuple(f"s{s}" for s in range(states))
    acts = action_names or tuple(f"a{a}" for a in range(actions))
    for array in (p, r, std, mu, end, places):
        array.setflags(write=False)
    mdp = TabularMDP(p, r, std, mu, end, horizon, names, acts, places, bernoulli, grid, dict(notes or {}))
    warnings = _warnings(mdp)
    return replace(mdp, notes={**mdp.notes, "warnings": warnings}) if warnings else mdp


def _array(name: str, value: ArrayLike, shape: tuple[int, ...] | None = None) -> Floats:
    try:
        array = np.array(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise InvalidInput(name, "a rectangular array of numbers", value) from None
    if shape is not None and array.shape != shape:
        raise InvalidInput(name, f"shape {shape_of(*shape)}", shape_of(*array.shape))
    if not np.isfinite(array).all():
        raise InvalidInput(name, "finite numbers", float(array[~np.isfinite(array)][0]))
    return array


def _each_transition(name: str, value: ArrayLike, shape: tuple[int, ...]) -> Floats:
    """An array of shape (S, A, S) from one of as many of these axes as it has, in this order."""
    array = _array(name, value)
    if array.ndim > 3 or array.shape != shape[: array.ndim]:
        full, pairs, alone = (shape_of(*shape[:rank]) for rank in (3, 2, 1))
        raise InvalidInput(name, f"shape {full} (or {pairs}, {alone}, or one number)", shape_of(*array.shape))
    return np.array(np.broadcast_to(array.reshape(array.shape + (1,) * (3 - array.ndim)), shape))


def _distribution(name: str, array: Floats) -> Floats:
    if (array < 0).any():
        raise InvalidInput(name, "probabilities ≥ 0", float(array.min()))
    total = array.sum(axis=-1, keepdims=True)
    worst = float(np.abs(total - 1).max())
    if worst > ROW_SUM_TOLERANCE:
        row = [int(i) for i in np.unravel_index(int(np.abs(total - 1).argmax()), total.shape)[:-1]]
        place = f" (row {shape_of(*row)})" if row else ""
        raise InvalidInput(name, f"probabilities that sum to 1{place}", float(total.flat[int(np.abs(total - 1).argmax())]))
    return np.asarray(array / total)


def mixture(parts: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """One transition from several ways to the same state: its mass, mean reward and standard deviation.

    Args:
        parts: (mass, reward) of each way; a single reward stays what it is, to the last digit.
    """
    mass = sum(chance for chance, _ in parts)
    if len({reward for _, reward in parts}) == 1:
        return mass, parts[0][1], 0.0
    mean = sum(chance * reward for chance, reward in parts) / mass
    return mass, mean, math.sqrt(sum(chance * (reward - mean) ** 2 for chance, reward in parts) / mass)


def anchor(mdp: TabularMDP) -> int:
    """A state that every policy of full support keeps returning to, or −1: where there are ends, or several closed classes.

    With one, the policy's chain has exactly one stationary distribution (Puterman 1994, appendix A).

    Args:
        mdp: the problem.

    Returns:
        The lowest such state.
    """
    if mdp.terminal.any():
        return -1
    reach = (mdp.transition.max(axis=1) > 0) | np.eye(mdp.states, dtype=bool)
    for _ in range(mdp.states.bit_length()):
        reach = (reach.astype(np.float64) @ reach) > 0
    common = np.flatnonzero(reach.all(axis=0))
    return int(common[0]) if common.size else -1


def endless_states(mdp: TabularMDP) -> list[int]:
    """The states from which no terminal state can be reached under any policy: they need a horizon to be sampled.

    Args:
        mdp: the problem.

    Returns:
        Their numbers in ascending order; empty where every episode can end.
    """
    return [int(s) for s in np.flatnonzero(~_can_reach(mdp, mdp.terminal))]


def _can_reach(mdp: TabularMDP, goals: Bools) -> Bools:
    """From which states some policy reaches one of ``goals[S]`` before its episode ends, shape (S,)."""
    reach = (mdp.transition.max(axis=1) > 0) & ~mdp.terminal[:, None]
    found = goals.copy()
    while True:
        grown = found | (reach & found[None, :]).any(axis=1)
        if (grown == found).all():
            return found
        found = grown


def _warnings(mdp: TabularMDP) -> list[str]:
    """What works but is probably a mistake: starts from which no goal, or no end at all, can be reached."""
    ends, goals = mdp.terminal, _goals(mdp)
    word, wanted = ("goal", goals) if goals.any() else ("terminal state", ends)
    if not wanted.any():
        return []  # a problem without ends goes on, and is meant to
    lost = np.flatnonzero((mdp.start > 0) & ~_can_reach(mdp, wanted))
    if not lost.size:
        return []
    names = ", ".join(mdp.state_names[s] for s in lost[:MOST_NAMES]) + (" …" if lost.size > MOST_NAMES else "")
    endless = not _can_reach(mdp, ends)[lost].any()
    what = "so they never end by themselves" if endless else "whatever the policy does"
    return [f"No {word} can be reached by the episodes that begin at {names}, {what}."]


def _goals(mdp: TabularMDP) -> Bools:
    """The states on a map's G, shape (S,); none without a map."""
    grid = mdp.grid
    if grid is None or not grid.map:
        return np.zeros(mdp.states, dtype=np.bool_)
    return np.array([grid.map[row][column] == "G" for row, column in grid.cells])
