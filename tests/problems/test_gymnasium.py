"""Gymnasium's tables: every number of ours against `env.unwrapped.P` read plainly, and what cannot be read is said."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import gymnasium as gym
import numpy as np
import pytest

from policyscope.errors import InvalidInput
from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.kernels.exact import evaluate_values
from policyscope.gradients.tabular.exact import exact_gradient
from policyscope.policies import one_hot
from policyscope.problems import OFFERED, TabularMDP, gymnasium, gymnasium_installed

CASES: list[tuple[str, dict[str, Any]]] = [
    ("FrozenLake-v1", {}),
    ("FrozenLake-v1", {"is_slippery": False}),
    ("FrozenLake-v1", {"map_name": "8x8"}),
    ("FrozenLake8x8-v1", {"is_slippery": False}),
    ("CliffWalking-v1", {}),
    ("CliffWalkingSlippery-v1", {}),
    ("Taxi-v4", {}),
]
LONG = 300
"""A horizon for those registered without one."""


class Table(NamedTuple):
    """P as flat arrays, one entry an outcome."""

    states: int
    actions: int
    start: np.ndarray
    state: np.ndarray
    action: np.ndarray
    chance: np.ndarray
    to: np.ndarray
    reward: np.ndarray
    goes_on: np.ndarray

    def action_values(self, later: np.ndarray) -> np.ndarray:
        """Q[s, a] = Σ p (r + [not terminated] V(s′))."""
        worth = self.chance * (self.reward + self.goes_on * later[self.to])
        cell = self.state * self.actions + self.action
        return np.bincount(cell, worth, self.states * self.actions).reshape(self.states, self.actions)


def table_of(env: Any) -> Table:
    rows = [
        (s, a, p, to, r, not end)
        for s, actions in env.P.items() for a, outcomes in actions.items() for p, to, r, end in outcomes
    ]  # fmt: skip
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return Table(len(env.P), len(env.P[0]), np.array(env.initial_state_distrib), *columns)


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]} {case[1] or ''}".strip())
def case(request: pytest.FixtureRequest) -> tuple[gym.Env, Table, TabularMDP]:
    id, options = request.param
    horizon = LONG if id.startswith("Cliff") else None
    env = gym.make(id, **options)
    return env, table_of(env.unwrapped), gymnasium(id, horizon=horizon, **options)


def test_the_random_policys_value_agrees(case: tuple[gym.Env, Table, TabularMDP]) -> None:
    _, table, mdp = case
    values = np.zeros(table.states)
    for _ in range(mdp.horizon or 0):
        values = table.action_values(values).mean(axis=1)
    ours = np.zeros(mdp.states)
    for _ in range(mdp.horizon or 0):
        ours = ((mdp.transition * mdp.reward).sum(axis=2) + mdp.transition @ (ours * ~mdp.terminal)).mean(axis=1)
    assert mdp.start @ ours == pytest.approx(float(table.start @ values), rel=1e-12)


@pytest.mark.compiled
def test_the_product_gives_the_random_policy_that_value(case: tuple[gym.Env, Table, TabularMDP]) -> None:
    """The same through features, compact arrays and kernels; and a step along the exact gradient raises it."""
    _, table, mdp = case
    values = np.zeros(table.states)
    for _ in range(mdp.horizon or 0):
        values = table.action_values(values).mean(axis=1)
    model = TabularModel.of(mdp, one_hot(mdp.states, mdp.actions))
    theta = np.zeros(model.features.parameters)
    gradient = exact_gradient(model, theta, Settings())
    before = value_at(model, theta)
    assert before == pytest.approx(float(table.start @ values), rel=1e-9)
    assert value_at(model, theta + 1e-4 / np.linalg.norm(gradient) * gradient) > before


def value_at(model: TabularModel, theta: np.ndarray) -> float:
    return float(evaluate_values(model.dynamics, model.phi, Settings(), theta, model.room()))


def test_the_optimal_values_agree(case: tuple[gym.Env, Table, TabularMDP]) -> None:
    _, table, mdp = case
    values, ours = np.zeros(table.states), np.zeros(mdp.states)
    for _ in range(mdp.horizon or 0):
        values = table.action_values(values).max(axis=1)
        ours = ((mdp.transition * mdp.reward).sum(axis=2) + mdp.transition @ (ours * ~mdp.terminal)).max(axis=1)
    assert mdp.start @ ours == pytest.approx(float(table.start @ values), rel=1e-12)


def test_every_row_is_the_tables(case: tuple[gym.Env, Table, TabularMDP]) -> None:
    """Probability, mean and variance of the reward for every state, action and successor; an ended episode stays where it is."""
    env, table, mdp = case
    shape = mdp.transition.shape
    place = np.ravel_multi_index((table.state, table.action, table.to.astype(int)), shape)

    def total(numbers: np.ndarray) -> np.ndarray:
        return np.bincount(place, table.chance * numbers, mdp.transition.size).reshape(shape)

    chance, live = total(np.ones(place.size)), ~mdp.terminal
    mean = total(table.reward) / np.where(chance > 0, chance, 1)
    variance = total(table.reward**2) / np.where(chance > 0, chance, 1) - mean**2
    np.testing.assert_allclose(mdp.transition[live], chance[live], rtol=1e-12)
    np.testing.assert_allclose(mdp.reward[live], mean[live], rtol=1e-12)
    np.testing.assert_allclose(mdp.reward_std[live] ** 2, variance[live], rtol=1e-9, atol=1e-9)
    assert (mdp.transition[mdp.terminal] == np.eye(mdp.states)[mdp.terminal][:, None, :]).all()
    assert not mdp.reward[mdp.terminal].any()
    np.testing.assert_allclose(mdp.start, table.start)
    assert env.spec is not None
    assert mdp.horizon == (env.spec.max_episode_steps or LONG)


def test_episodes_of_the_environment_are_episodes_of_ours(case: tuple[gym.Env, Table, TabularMDP]) -> None:
    env, _, mdp = case
    rng = np.random.default_rng(3)
    state, _ = env.reset(seed=3)
    assert mdp.start[state] > 0
    for _ in range(2000):
        action = int(rng.integers(mdp.actions))
        after, reward, ended, cut, _ = env.step(action)
        assert mdp.transition[state, action, after] > 0
        assert ended == mdp.terminal[after]
        assert abs(float(reward) - mdp.reward[state, action, after]) <= 1e-12 or mdp.reward_std[state, action, after] > 0
        state = env.reset()[0] if ended or cut else after


def test_boards_and_names() -> None:
    lake, cliff, taxi = gymnasium("FrozenLake-v1"), gymnasium("CliffWalking-v1"), gymnasium("Taxi-v4")
    assert lake.grid is not None
    assert lake.grid.map == ("S...", ".H.H", "...H", "H..G")
    assert lake.grid.cells[5] == (1, 1)
    assert lake.action_names == ("←", "↓", "→", "↑")
    assert np.flatnonzero(lake.terminal).tolist() == [5, 7, 11, 12, 15]
    assert cliff.grid is not None
    assert cliff.grid.map == (*["." * 12] * 3, "SCCCCCCCCCCG")
    assert cliff.action_names == ("↑", "→", "↓", "←")
    assert cliff.horizon is None
    assert taxi.grid is None
    assert taxi.action_names == ("↓", "↑", "→", "←", "pick", "drop")
    assert taxi.state_names[16] == "(1,1) taxi→R"
    assert taxi.state_names[1] == "(1,1) R→G"
    assert taxi.coordinates.shape == (500, 4)
    moves = {"←": (0, -1), "↓": (1, 0), "→": (0, 1), "↑": (-1, 0)}
    sure = gymnasium("FrozenLake-v1", is_slippery=False)
    for mdp in (sure, cliff):
        assert mdp.grid is not None
        middle = mdp.grid.cells.index((1, 2)) if mdp is sure else mdp.grid.cells.index((1, 5))
        for action, name in enumerate(mdp.action_names):
            row, column = mdp.grid.cells[int(mdp.transition[middle, action].argmax())]
            assert (row - mdp.grid.cells[middle][0], column - mdp.grid.cells[middle][1]) == moves[name]


def test_the_horizon_is_the_environments_unless_another_is_asked_for() -> None:
    assert gymnasium("FrozenLake-v1").horizon == 100
    assert gymnasium("FrozenLake-v1", map_name="8x8").horizon == 100
    assert gymnasium("FrozenLake8x8-v1").horizon == 200
    assert gymnasium("Taxi-v4").horizon == 200
    short = gymnasium("Taxi-v4", horizon=7)
    assert short.horizon == 7
    assert short.transition is gymnasium("Taxi-v4").transition, "everybody shares one set of arrays"
    endless = gymnasium("Taxi-v4", own_limit=False)
    assert endless.horizon is None
    assert endless.transition is short.transition
    assert gymnasium("Taxi-v4", horizon=7, own_limit=False).horizon == 7


def test_everything_offered_can_be_had() -> None:
    assert gymnasium_installed()
    for id in OFFERED:
        assert gymnasium(id).states >= 16


@pytest.mark.parametrize(
    ("asked", "field", "says"),
    [
        ({"id": "Taxi-v3"}, "id", "There is Taxi-v4"),
        ({"id": "Nowhere-v0"}, "id", "FrozenLake-v1"),
        ({"id": "os:getcwd"}, "id", "registered"),
        ({"id": "CartPole-v1"}, "id", "a table P"),
        ({"id": "Blackjack-v1"}, "id", "a table P"),
        ({"id": "GymV26Environment-v0"}, "id", "Gymnasium says"),
        ({"id": "Taxi-v4", "is_slippery": True}, "is_slippery", "does not take it"),
        ({"id": "CliffWalking-v1", "map_name": "8x8"}, "map_name", "does not take it"),
        ({"id": "FrozenLake-v1", "map_name": "9x9"}, "id", "Gymnasium says"),
        ({"id": "FrozenLake-v1", "horizon": 0}, "horizon", "≥ 1"),
    ],
)
def test_what_cannot_be_read_is_said(asked: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        gymnasium(**asked)
    assert caught.value.field == field
    assert says in str(caught.value)


def test_without_gymnasium_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("policyscope.problems.gymnasium"), "gymnasium_installed", lambda: False)
    with pytest.raises(InvalidInput, match=r"not installed here.*pip install 'policyscope\[gymnasium\]'") as caught:
        gymnasium("FrozenLake-v1")
    assert caught.value.field == "id"


# ------------------------------------------------------------------------------------------------ tables of our own


class Home(gym.Env):  # type: ignore[type-arg]
    """Two states and an end, whose table a test writes."""

    observation_space = gym.spaces.Discrete(3)
    action_space = gym.spaces.Discrete(1)

    def __init__(self, table: Any, starts: tuple[int, ...] = (0,)) -> None:
        if table is not None:
            self.P = table
        self.starts = starts

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        return self.starts[(seed or 0) % len(self.starts)], {}


END = {2: {0: [(1.0, 2, 0.0, True)]}}
FINE = {
    0: {0: [(0.5, 1, 1.0, False), (0.25, 1, 4.0, False), (0.25, 2, -3.0, True), (0.0, 9, 0.0, True)]},
    1: {0: [(1.0, 2, 2.0, True)]},
    **END,
}


NUMBERS = itertools.count()
"""No name comes twice: what was read of it is kept."""


@pytest.fixture
def registered() -> Iterator[Callable[..., str]]:
    """Registers a table under a name of its own."""
    made: list[str] = []

    def register(table: Any, **options: Any) -> str:
        made.append(f"Home{next(NUMBERS)}-v0")
        gym.register(made[-1], entry_point=lambda: Home(table, **options), max_episode_steps=9)
        return made[-1]

    yield register
    for id in made:
        del gym.registry[id]


def test_a_table_of_ones_own_is_read_too(registered: Callable[..., str]) -> None:
    """Two ways to one state become one, with the mixture's mean 2 and variance 2; resets tell where it starts."""
    mdp = gymnasium(registered(FINE))
    assert mdp.transition[:, 0].tolist() == [[0, 0.75, 0.25], [0, 0, 1], [0, 0, 1]]
    assert mdp.reward[0, 0].tolist() == [0, 2.0, -3.0]
    assert mdp.reward_std[0, 0] == pytest.approx([0, np.sqrt(2), 0])
    assert mdp.start.tolist() == [1, 0, 0]
    assert mdp.terminal.tolist() == [False, False, True]
    assert (mdp.horizon, mdp.grid) == (9, None)
    assert replace(mdp, horizon=3).horizon == 3


@pytest.mark.parametrize(
    ("table", "options", "says"),
    [
        (None, {}, "a table P"),
        ({}, {}, "a table P"),
        ({0: {}}, {}, "a table P"),
        ({0: {0: [(1.0, 5, 0.0, True)]}}, {}, "a table P"),
        ({0: {0: [(1.0, "x", 0.0, True)]}}, {}, "a table P"),
        ({0: {0: [(1.0, 0)]}}, {}, "a table P"),
        ({0: {0: [(0.5, 0, 0.0, False)]}}, {}, "sum to 1"),
        ({0: {0: [(0.5, 1, 0.0, True), (0.5, 1, 0.0, False)]}, 1: {0: [(1.0, 1, 0.0, False)]}}, {}, "State 1 sometimes"),
        (FINE, {"starts": (0, 1)}, "initial_state_distrib"),
    ],
)
def test_a_table_that_makes_no_problem_says_why(registered: Callable[..., str], table: Any, options: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        gymnasium(registered(table, **options))
    assert caught.value.field == "id"
    assert says in str(caught.value)


def test_a_lake_of_ones_own() -> None:
    mdp = gymnasium("FrozenLake-v1", desc=["SFF", "FHF", "FFG"], is_slippery=False)
    assert mdp.grid is not None
    assert mdp.grid.map == ("S..", ".H.", "..G")
    assert mdp.states == 9
    assert gymnasium("FrozenLake8x8-v1", desc="SFF/FHF/FFG", is_slippery=False).transition.tolist() == mdp.transition.tolist()
    assert "warnings" not in mdp.notes
    cut_off = gymnasium("FrozenLake-v1", desc=["SH", "HG"])
    assert cut_off.notes["warnings"] == ["No goal can be reached by the episodes that begin at (1,1), whatever the policy does."]


def test_gymnasiums_own_arguments_do_what_they_do_there() -> None:
    sure = gymnasium("FrozenLake-v1", success_rate=1.0, reward_schedule=(10, -5, -1))
    own = gym.make("FrozenLake-v1", success_rate=1.0, reward_schedule=(10, -5, -1)).unwrapped
    rows = own.P  # type: ignore[attr-defined]
    assert {float(r) for r in np.unique(sure.reward)} == {10.0, -5.0, -1.0, 0.0}
    assert sum(p * r for p, _, r, _ in rows[14][2]) == pytest.approx(float((sure.transition * sure.reward)[14, 2].sum()))
    dry, wet = gymnasium("Taxi-v4"), gymnasium("Taxi-v4", is_rainy=True, rainy_probability=0.5)
    assert (dry.transition.max(axis=2) == 1).all()
    assert 0.5 in wet.transition


@pytest.mark.parametrize(
    ("desc", "says"),
    [
        (["SFx"], "S F H G"),
        (["SF", "G"], "one length"),
        (["FG"], "a start"),
        (["SF"], "a goal"),
        ([], "at least one row"),
    ],
)
def test_a_lake_that_is_none_is_refused(desc: list[str], says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        gymnasium("FrozenLake-v1", desc=desc)
    assert caught.value.field == "desc"
    assert says in caught.value.expected
