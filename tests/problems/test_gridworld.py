"""Gridworlds: a map of text becomes the moves one expects, and a bad map is named by row and column."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.errors import InvalidInput
from policyscope.problems import TabularMDP, gridworld

UP, RIGHT, DOWN, LEFT = range(4)


def at(mdp: TabularMDP, row: int, column: int) -> int:
    assert mdp.grid is not None
    return mdp.grid.cells.index((row, column))


def outcomes(mdp: TabularMDP, cell: tuple[int, int], action: int) -> dict[tuple[int, int], tuple[float, float]]:
    """Landing cell → (probability, mean reward)."""
    assert mdp.grid is not None
    s = at(mdp, *cell)
    return {
        mdp.grid.cells[to]: (float(mdp.transition[s, action, to]), float(mdp.reward[s, action, to]))
        for to in np.flatnonzero(mdp.transition[s, action])
    }


def test_moves_walls_edges_and_goal() -> None:
    mdp = gridworld(["S#", ".G"], goal_reward=5.0)
    assert mdp.grid is not None
    assert mdp.grid.cells == ((0, 0), (1, 0), (1, 1))  # a wall is no state
    assert mdp.grid.map == ("S#", ".G")
    assert mdp.action_names == ("↑", "→", "↓", "←")
    assert mdp.terminal.tolist() == [False, False, True]
    assert mdp.start.tolist() == [1.0, 0.0, 0.0]
    assert mdp.coordinates.tolist() == [[0, 0], [1, 0], [1, 1]]
    assert outcomes(mdp, (0, 0), UP) == {(0, 0): (1.0, -1.0)}  # the edge
    assert outcomes(mdp, (0, 0), RIGHT) == {(0, 0): (1.0, -1.0)}  # the wall
    assert outcomes(mdp, (0, 0), DOWN) == {(1, 0): (1.0, -1.0)}
    assert outcomes(mdp, (1, 0), RIGHT) == {(1, 1): (1.0, 5.0)}
    assert outcomes(mdp, (1, 1), LEFT) == {(1, 1): (1.0, 0.0)}  # over: no reward any more


def test_several_starts_are_alike() -> None:
    assert gridworld(["SSG", "S.."]).start.tolist() == [1 / 3, 1 / 3, 0, 1 / 3, 0, 0]


def test_the_fallen_begin_again() -> None:
    """Sutton & Barto (2018), example 6.6: −100, and back to the start without the episode ending."""
    mdp = gridworld(["...", "SCG"])
    assert mdp.states == 5
    assert outcomes(mdp, (0, 1), DOWN) == {(1, 0): (1.0, -100.0)}
    assert outcomes(mdp, (1, 0), RIGHT) == {(1, 0): (1.0, -100.0)}


def test_the_fallen_begin_again_at_any_start() -> None:
    mdp = gridworld(["S.S", "CCG"], cliff_reward=-9.0)
    assert outcomes(mdp, (0, 1), DOWN) == {(0, 0): (0.5, -9.0), (0, 2): (0.5, -9.0)}


def test_a_cliff_may_be_the_end() -> None:
    mdp = gridworld(["...", "SCG"], cliff_terminal=True)
    assert mdp.terminal[at(mdp, 1, 1)]
    assert outcomes(mdp, (0, 1), DOWN) == {(1, 1): (1.0, -100.0)}


def test_slip_goes_to_both_sides_half_each() -> None:
    mdp = gridworld(["...", ".S.", "..G"], slip=0.2)
    moves = outcomes(mdp, (1, 1), UP)
    assert {cell: round(p, 12) for cell, (p, _) in moves.items()} == {(0, 1): 0.8, (1, 0): 0.1, (1, 2): 0.1}
    assert outcomes(gridworld(["S.", ".G"], slip=1.0), (0, 0), RIGHT) == {(0, 0): (0.5, -1.0), (1, 0): (0.5, -1.0)}


def test_outcomes_on_one_cell_keep_mean_and_variance() -> None:
    """From S, right falls (0.8) and a slip up or down bumps (0.2): all of it lands on S."""
    mdp = gridworld(["#.G", "SC.", "#.."], slip=0.2)
    s = at(mdp, 1, 0)
    assert mdp.transition[s, RIGHT, s] == pytest.approx(1.0)
    assert mdp.reward[s, RIGHT, s] == pytest.approx(0.8 * -100 + 0.2 * -1)
    assert mdp.reward_std[s, RIGHT, s] == pytest.approx(np.sqrt(0.8 * 100**2 + 0.2 - 80.2**2))
    assert mdp.reward_std[s, UP, s] == pytest.approx(np.sqrt(0.1 * 0.9) * 99)


@given(st.floats(0, 1), st.floats(-1e6, 1e6))
def test_equal_rewards_have_no_spread_at_all(slip: float, reward: float) -> None:
    """Rounding must not turn a certain reward into a random one: that would draw random numbers."""
    mdp = gridworld(["S.", ".G"], slip=slip, step_reward=reward, goal_reward=reward)
    assert not mdp.reward_std.any()
    moving = (mdp.transition > 0) & ~mdp.terminal[:, None, None]
    assert set(mdp.reward[moving].tolist()) == {reward}


def test_wind_pushes_up_from_the_column_of_departure() -> None:
    """Sutton & Barto (2018), example 6.5: one to the right of the goal, left takes you to the cell just above the goal."""
    rows = ["..........", "..........", "..........", "S......G..", "..........", "..........", ".........."]
    mdp = gridworld(rows, wind=[0, 0, 0, 1, 1, 1, 2, 2, 1, 0])
    assert outcomes(mdp, (3, 8), LEFT) == {(2, 7): (1.0, -1.0)}
    assert outcomes(mdp, (3, 6), RIGHT) == {(1, 7): (1.0, -1.0)}
    assert outcomes(mdp, (0, 6), RIGHT) == {(0, 7): (1.0, -1.0)}  # the edge stops the wind
    assert _steps_to_goal(mdp) == 15  # the book's minimum


def test_wind_is_stopped_by_walls_and_cliffs_and_blows_down_when_negative() -> None:
    assert outcomes(gridworld(["..", "#.", "..", "SG"], wind=[3, 0]), (3, 0), UP) == {(2, 0): (1.0, -1.0)}
    assert outcomes(gridworld(["..", "C.", "..", "SG"], wind=[3, 0]), (3, 0), UP) == {(3, 0): (1.0, -100.0)}
    assert outcomes(gridworld(["S.", "..", ".G"], wind=[-1, 0]), (0, 0), DOWN) == {(2, 0): (1.0, -1.0)}
    assert outcomes(gridworld(["S.", "..", ".G"], wind=[10**12, 0]), (0, 0), DOWN) == {(0, 0): (1.0, -1.0)}


def test_the_legend_says_what_other_letters_pay() -> None:
    mdp = gridworld(["SaG", ".b."], legend={"a": (3.0, False), "b": (-7.0, True)})
    assert outcomes(mdp, (0, 0), RIGHT) == {(0, 1): (1.0, 3.0)}
    assert outcomes(mdp, (0, 1), UP) == {(0, 1): (1.0, -1.0)}  # staying is not entering
    assert outcomes(mdp, (0, 1), DOWN) == {(1, 1): (1.0, -7.0)}
    assert mdp.terminal[at(mdp, 1, 1)]


@pytest.mark.parametrize(
    ("rows", "changes", "field", "says"),
    [
        ([], {}, "map", "at least one row"),
        ([""], {}, "map", "at least one row"),
        (["S.G", ".."], {}, "map", "Row 2 is 2 long"),
        (["S.G", ".x."], {}, "map", "Row 2, column 2"),
        (["..G"], {}, "map", "Put an S"),
        (["S.G"], {"wind": [0, 1]}, "wind", "3 numbers"),
        (["S.G"], {"slip": 1.5}, "slip", "between 0 and 1"),
        (["S.G"], {"slip": np.nan}, "slip", "between 0 and 1"),
        (["S.G"], {"legend": {"G": (1.0, True)}}, "legend", "single letters or digits"),
        (["S.G"], {"legend": {"ab": (1.0, True)}}, "legend", "single letters or digits"),
        (["S.G"], {"horizon": 0}, "horizon", "≥ 1"),
    ],
)
def test_a_map_that_cannot_be_says_where(rows: list[str], changes: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        gridworld(rows, **changes)
    assert caught.value.field == field
    assert says in str(caught.value)


@given(st.data())
def test_any_map_of_known_letters_with_a_start_is_a_problem(data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    cells = data.draw(st.lists(st.sampled_from("SG#C...a"), min_size=rows * columns, max_size=rows * columns))
    cells[data.draw(st.integers(0, rows * columns - 1))] = "S"
    text = ["".join(cells[r * columns : (r + 1) * columns]) for r in range(rows)]
    wind = data.draw(st.none() | st.lists(st.integers(-3, 3), min_size=columns, max_size=columns))
    mdp = gridworld(
        text, slip=data.draw(st.sampled_from([0.0, 0.3, 1.0])), wind=wind,
        legend={"a": (2.0, data.draw(st.booleans()))}, cliff_terminal=data.draw(st.booleans()),
    )  # fmt: skip
    assert mdp.grid is not None
    assert len(mdp.grid.cells) == mdp.states
    for s, (row, column) in enumerate(mdp.grid.cells):
        assert text[row][column] != "#"
        assert (mdp.start[s] > 0) == (text[row][column] == "S")
        if mdp.terminal[s]:
            assert (mdp.transition[s, :, s] == 1).all()
            assert not mdp.reward[s].any()


def _steps_to_goal(mdp: TabularMDP) -> int:
    reached, steps = mdp.start > 0, 0
    while not (reached & mdp.terminal).any():
        reached = reached | (mdp.transition[reached].max(axis=(0, 1)) > 0)
        steps += 1
    return steps


@pytest.mark.parametrize(
    "text", ["S.#\r\n..G", "S.#\n..G\n", "S.#\r..G", "S.#/..G", ["S.#\r", "..G\r"], ["S.#\n..G"], ["", " S.# ", "..G", ""]]
)
def test_a_map_is_read_whatever_its_line_ends(text: str | list[str]) -> None:
    mdp = gridworld(text)
    assert mdp.grid is not None
    assert mdp.grid.map == ("S.#", "..G")


@pytest.mark.parametrize(
    ("rows", "options", "warning"),
    [
        (["S#G"], {}, "No goal can be reached by the episodes that begin at (1,1), so they never end by themselves."),
        (
            ["SC#", "###", "..G"],
            {"cliff_terminal": True},
            "No goal can be reached by the episodes that begin at (1,1), whatever the policy does.",
        ),
        (["S#S", "..#", "G##"], {}, "No goal can be reached by the episodes that begin at (1,3), so they never end by themselves."),
    ],
)
def test_a_goal_out_of_reach_is_said(rows: list[str], options: dict[str, Any], warning: str) -> None:
    assert gridworld(rows, **options).notes["warnings"] == [warning]


@pytest.mark.parametrize("rows", [["S.G"], ["S..", "..."], ["SCG", "..."]])
def test_a_map_that_is_in_order_has_no_warning(rows: list[str]) -> None:
    assert "warnings" not in gridworld(rows).notes
