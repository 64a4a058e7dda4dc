"""Gymnasium's tables: P[s][a] = [(probability, next state, reward, terminated), …], as arrays.

The package is an extra, and imported when it is first asked for.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.problems.maps import read_map
from policyscope.problems.tabular import Grid, TabularMDP, mixture, tabular

OFFERED = ("FrozenLake-v1", "FrozenLake8x8-v1", "CliffWalking-v1", "CliffWalkingSlippery-v1", "Taxi-v4")
INSTALL = "pip install 'policyscope[gymnasium]'"
RESETS = 100
KEPT = 16
ARROWS = {"left": "←", "down": "↓", "right": "→", "up": "↑"}

Option = str | bool | float | tuple[str, ...] | tuple[float, ...] | None
Outcome = tuple[float, int, float, bool]
Rows = list[list[list[Outcome]]]


def gymnasium(
    id: str, *, desc: str | Sequence[str] | None = None, map_name: str | None = None, is_slippery: bool | None = None,
    success_rate: float | None = None, reward_schedule: Sequence[float] | None = None, is_rainy: bool | None = None,
    rainy_probability: float | None = None, horizon: int | None = None, own_limit: bool = True,
) -> TabularMDP:  # fmt: skip
    """An environment of Gymnasium's toy text, or any registered one with a table P (Towers et al. 2024).

    Several outcomes of one action that lead to the same state become one transition with their mean reward and its spread.
    What was read is kept, so that everybody on Taxi shares one set of arrays. Arguments that are None are left to the
    environment; those it does not take are refused.

    Args:
        id: as `gymnasium.make` takes it, with its version.
        desc: FrozenLake's map, rows of S start, F frozen, H hole, G goal; it wins over ``map_name``.
        map_name: which of its maps.
        is_slippery: whether moves go astray on ice and cliffs.
        success_rate: on slippery ice, the chance that a move goes where it should.
        reward_schedule: FrozenLake's rewards for reaching the goal, falling into a hole, and any other move.
        is_rainy: whether the taxi's moves go astray.
        rainy_probability: in the rain, the chance that a move goes where it should.
        horizon: the most actions an episode takes; None: what the environment is registered with.
        own_limit: whether it is; else None means until a terminal state, as of every other problem.

    Raises:
        InvalidInput: fields ``id`` (not installed, not registered, or without a table P), ``horizon``, and each argument.
    """
    if not gymnasium_installed():
        raise InvalidInput("id", "an environment of Gymnasium, which is not installed here", id, f"Install it with: {INSTALL}")
    if horizon is not None and horizon < 1:
        raise InvalidInput("horizon", "an integer ≥ 1, or null", horizon)
    options: dict[str, Option] = {
        "desc": None if desc is None else _lake_map(desc),
        "map_name": map_name,
        "is_slippery": is_slippery,
        "success_rate": success_rate,
        "reward_schedule": None if reward_schedule is None else tuple(reward_schedule),
        "is_rainy": is_rainy,
        "rainy_probability": rainy_probability,
    }
    problem = _read(id, tuple((name, value) for name, value in options.items() if value is not None))
    return problem if horizon is None and own_limit else replace(problem, horizon=horizon)


def gymnasium_installed() -> bool:
    """Whether Gymnasium can be imported; looking does not import it."""
    return importlib.util.find_spec("gymnasium") is not None


@lru_cache(KEPT)
def _read(id: str, given: tuple[tuple[str, Option], ...]) -> TabularMDP:
    registry = importlib.import_module("gymnasium.envs.registration")
    spec = registry.registry.get(id)  # its own `make` would import any module that an id names
    if spec is None:
        name = id.split("-v")[0]
        near = ", ".join(known for known in registry.registry if known.split("-v")[0] == name) or ", ".join(OFFERED)
        raise InvalidInput("id", "an environment registered with Gymnasium", id, f"There is {near}.")
    entry = spec.entry_point
    creator = entry if callable(entry) else _loaded(id, lambda: registry.load_env_creator(entry))
    options = dict(spec.kwargs)
    takes = inspect.signature(creator).parameters
    for field, value in given:
        if field not in takes:
            raise InvalidInput(field, f"nothing, because {id} does not take it", value, "Leave it out.")
        options[field] = value
    env = _loaded(id, lambda: creator(**options)).unwrapped
    rows = _rows(id, getattr(env, "P", None))
    start = _start(id, env, len(rows))
    ends = _terminal(id, rows, np.flatnonzero(start).tolist())
    shape = len(rows), len(rows[0]), len(rows)
    transition, mean, spread = np.zeros((3, *shape))
    for s, actions in enumerate(rows):
        if s in ends:
            transition[s, :, s] = 1.0
            continue
        for a, outcomes in enumerate(actions):
            parts: dict[int, list[tuple[float, float]]] = {}
            for chance, to, reward, _ in outcomes:
                parts.setdefault(to, []).append((chance, reward))
            for to, ways in parts.items():
                transition[s, a, to], mean[s, a, to], spread[s, a, to] = mixture(ways)
    look = LOOKS.get(type(env).__name__, lambda env: {})
    terminal = [s in ends for s in range(len(rows))]
    try:
        return tabular(transition, mean, start, terminal, spread, spec.max_episode_steps, **look(env))
    except InvalidInput as error:
        raise _no_table(id, f"Of its {error.field}, {error.expected} is expected.") from None


def _lake_map(desc: str | Sequence[str]) -> tuple[str, ...]:
    """FrozenLake's rows, checked, because it takes any letter for ice and a map without a start for one of NaNs."""
    rows = read_map("desc", desc, "SFHG")
    for letter, word in (("S", "a start"), ("G", "a goal")):
        if not any(letter in row for row in rows):
            raise InvalidInput("desc", word, list(rows), f"Put {letter} on the map.")
    return rows


def _no_table(id: str, remedy: str) -> InvalidInput:
    return InvalidInput("id", "an environment with a table P[state][action] of (probability, next state, reward, terminated)", id, remedy)


def _loaded(id: str, call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:  # whatever another package's constructor raises is no fault of ours
        raise InvalidInput("id", "an environment that can be made here", id, f"Gymnasium says: {error}") from None


def _rows(id: str, table: Any) -> Rows:
    """P as lists, without outcomes of probability zero."""
    remedy = "FrozenLake, CliffWalking and Taxi have one."
    if not isinstance(table, Mapping) or not table:
        raise _no_table(id, remedy)
    states = range(len(table))
    try:
        actions = range(len(table[0]))
        rows = [
            [[(float(p), int(to), float(r), bool(end)) for p, to, r, end in table[s][a] if p > 0] for a in actions] for s in states
        ]  # fmt: skip
    except (TypeError, ValueError, KeyError, IndexError):
        raise _no_table(id, remedy) from None
    if not actions or any(to not in states for _, to, _, _ in _outcomes(rows)):
        raise _no_table(id, remedy)
    return rows


def _outcomes(rows: Rows) -> Iterator[Outcome]:
    return (outcome for actions in rows for outcomes in actions for outcome in outcomes)


def _start(id: str, env: Any, states: int) -> Floats:
    """The distribution of S_0: what the environment says, else the one state every reset leads to."""
    said = getattr(env, "initial_state_distrib", None)
    if said is not None:
        return np.array(said, dtype=np.float64)
    seen = {int(env.reset(seed=seed)[0]) for seed in range(RESETS)}
    if len(seen) > 1:
        raise InvalidInput("id", "an environment that says its initial_state_distrib", id, f"Resets lead to {len(seen)} different states.")
    return np.eye(states)[seen.pop()]


def _terminal(id: str, rows: Rows, begin: list[int]) -> set[int]:
    """The states on entering which an episode ends; rows that no episode reaches do not count."""
    reached, waiting, ends = set(begin), list(begin), set()
    while waiting:
        for outcomes in rows[waiting.pop()]:
            for _, to, _, end in outcomes:
                if end:
                    ends.add(to)
                elif to not in reached:
                    reached.add(to)
                    waiting.append(to)
    both = sorted(ends & reached)
    if both:
        raise InvalidInput(
            "id", "an environment whose episodes end on entering certain states", id,
            f"State {both[0]} sometimes ends one and sometimes not.",
        )  # fmt: skip
    return ends | {to for _, to, _, end in _outcomes(rows) if end and to not in reached}


# ------------------------------------------------------------------------------------------------- names and pictures


def _lake(env: Any) -> dict[str, Any]:
    """FrozenLake: F is floor, H a hole that ends the episode."""
    letters = [b"".join(row).decode().replace("F", ".") for row in env.desc]
    return _board(letters, ("left", "down", "right", "up"))


def _cliff(env: Any) -> dict[str, Any]:
    """CliffWalking: no agent ever stands on the cliff, but its cells are states nevertheless."""
    rows, columns = env.shape
    inner = columns - 2
    return _board(["." * columns] * (rows - 1) + ["S" + "C" * inner + "G"], ("up", "right", "down", "left"))


def _board(letters: list[str], moves: tuple[str, ...]) -> dict[str, Any]:
    cells = tuple((row, column) for row in range(len(letters)) for column in range(len(letters[0])))
    return {
        "state_names": tuple(f"({row + 1},{column + 1})" for row, column in cells),
        "action_names": tuple(ARROWS[move] for move in moves),
        "coordinates": np.array(cells, dtype=np.float64),
        "grid": Grid(len(letters), len(letters[0]), cells, tuple(letters)),
    }


def _taxi(env: Any) -> dict[str, Any]:
    """Taxi: row and column of the cab, where the passenger waits (or taxi), and where to."""
    places = "RGYB"
    states = [tuple(int(part) for part in env.decode(s)) for s in range(len(env.P))]
    return {
        "state_names": tuple(f"({r + 1},{c + 1}) {places[p] if p < 4 else 'taxi'}→{places[d]}" for r, c, p, d in states),
        "action_names": ("↓", "↑", "→", "←", "pick", "drop"),
        "coordinates": np.array(states, dtype=np.float64),
    }


LOOKS: dict[str, Callable[[Any], dict[str, Any]]] = {"FrozenLakeEnv": _lake, "CliffWalkingEnv": _cliff, "TaxiEnv": _taxi}
