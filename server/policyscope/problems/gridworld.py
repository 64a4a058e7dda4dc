"""Gridworlds from a text map, one character a cell.

    S start   G goal (ends the episode)   # wall   C cliff   . floor   other letters and digits by a legend

Cells one can stand on are states; walls are not, nor is a cliff that only sends the fallen back to the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from policyscope.errors import InvalidInput
from policyscope.problems.maps import read_map
from policyscope.problems.tabular import Grid, TabularMDP, mixture, tabular

MOVES = ((-1, 0), (0, 1), (1, 0), (0, -1))  # up, right, down, left: a quarter turn to the right each
ARROWS = ("↑", "→", "↓", "←")
KNOWN = "SG#C."

Cell = tuple[int, int]


@dataclass(frozen=True)
class _Board:
    """The map with its rules, as the walker needs them."""

    rows: tuple[str, ...]
    entering: Mapping[str, float]
    ends: frozenset[str]
    wind: tuple[int, ...]

    def at(self, cell: Cell) -> str:
        return self.rows[cell[0]][cell[1]]

    def step(self, cell: Cell, move: Cell) -> Cell:
        """One move, and whatever the wind of the column of departure adds; walls and edges stop each."""
        here = self._push(cell, move)
        wind = self.wind[cell[1]]
        for _ in range(min(abs(wind), len(self.rows))):
            if self.falls(here):
                break
            here = self._push(here, (-1 if wind > 0 else 1, 0))
        return here

    def reward(self, cell: Cell, to: Cell) -> float:
        """What the move pays: a move that goes nowhere enters nothing."""
        return self.entering["."] if to == cell else self.entering[self.at(to)]

    def falls(self, cell: Cell) -> bool:
        return self.at(cell) == "C"

    def _push(self, cell: Cell, move: Cell) -> Cell:
        row, column = cell[0] + move[0], cell[1] + move[1]
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[0])
        return (row, column) if inside and self.rows[row][column] != "#" else cell


def gridworld(
    map: str | Sequence[str], *, slip: float = 0.0, step_reward: float = -1.0, goal_reward: float = 0.0, cliff_reward: float = -100.0,
    cliff_terminal: bool = False, wind: Sequence[int] | None = None,
    legend: Mapping[str, tuple[float, bool]] | None = None, horizon: int | None = 100,
) -> TabularMDP:  # fmt: skip
    """A board on which up, right, down and left move one cell; against a wall or an edge one stays.

    Args:
        map: rows of text, all of one length; or one text, its rows on separate lines or separated by slashes.
        slip: chance that a move goes to one of its two sides instead, half each.
        step_reward: paid for a move that enters floor or start, or that a wall or an edge stops.
        goal_reward: paid on entering a goal, which ends the episode.
        cliff_reward: paid on falling; the fallen begin again at the start (Sutton & Barto 2018, example 6.6).
        cliff_terminal: whether falling ends the episode instead.
        wind: cells pushed upwards from each column, one number a column; negative pushes down (example 6.5).
        legend: letter or digit → (reward on entering, whether it ends the episode).
        horizon: the most actions an episode takes; None: until it ends.

    Returns:
        An MDP over the cells one can stand on, numbered row by row. Where several outcomes of one move end on the same
        cell (a slip into the cliff and one into a wall, both back at the start), ``reward`` is their mean and
        ``reward_std`` the spread between them: sampled rewards have the right mean and variance, not the two values.
        ``notes["warnings"]`` says so where the goal cannot be reached from a start.

    Raises:
        InvalidInput: naming field, row and column.
    """
    board = _read(map, step_reward, goal_reward, cliff_reward, cliff_terminal, wind, legend or {})
    if not 0 <= slip <= 1:
        raise InvalidInput("slip", "a probability between 0 and 1", slip)
    cells = [
        (row, column)
        for row, text in enumerate(board.rows)
        for column, letter in enumerate(text)
        if letter != "#" and (letter != "C" or cliff_terminal)
    ]
    number = {cell: s for s, cell in enumerate(cells)}
    starts = [number[cell] for cell in cells if board.at(cell) == "S"]
    states = len(cells)
    transition, mean, spread = np.zeros((3, states, 4, states))
    for cell, s in number.items():
        if board.at(cell) in board.ends:
            transition[s, :, s] = 1.0
            continue
        for a in range(4):
            outcomes: dict[int, list[tuple[float, float]]] = {}
            for turn, chance in ((0, 1 - slip), (1, slip / 2), (3, slip / 2)):
                if chance == 0:
                    continue
                to = board.step(cell, MOVES[(a + turn) % 4])
                landings = starts if board.falls(to) and not cliff_terminal else [number[to]]
                for landing in landings:
                    outcomes.setdefault(landing, []).append((chance / len(landings), board.reward(cell, to)))
            for landing, parts in outcomes.items():
                transition[s, a, landing], mean[s, a, landing], spread[s, a, landing] = mixture(parts)
    begin = np.zeros(states)
    begin[starts] = 1 / len(starts)
    return tabular(
        transition, mean, begin, [board.at(cell) in board.ends for cell in cells], spread, horizon,
        state_names=tuple(f"({row + 1},{column + 1})" for row, column in cells), action_names=ARROWS,
        coordinates=np.array(cells, dtype=np.float64), grid=Grid(len(board.rows), len(board.rows[0]), tuple(cells), board.rows),
    )  # fmt: skip


def _read(
    map: str | Sequence[str], step: float, goal: float, cliff: float, cliff_terminal: bool, wind: Sequence[int] | None,
    legend: Mapping[str, tuple[float, bool]],
) -> _Board:  # fmt: skip
    for letter in legend:
        if len(letter) != 1 or not letter.isalnum() or letter in KNOWN:
            raise InvalidInput("legend", f"single letters or digits other than {' '.join(KNOWN)}", letter)
    rows = read_map("map", map, KNOWN, legend)
    width = len(rows[0])
    if not any("S" in text for text in rows):
        raise InvalidInput("map", "a start", list(rows), "Put an S where episodes begin.")
    if wind is not None and len(wind) != width:
        raise InvalidInput("wind", f"{width} numbers, one a column", list(wind))
    entering = {".": step, "S": step, "G": goal, "C": cliff} | {letter: reward for letter, (reward, _) in legend.items()}
    ends = {"G"} | ({"C"} if cliff_terminal else set()) | {letter for letter, (_, end) in legend.items() if end}
    return _Board(rows, entering, frozenset(ends), tuple(wind) if wind is not None else (0,) * width)
