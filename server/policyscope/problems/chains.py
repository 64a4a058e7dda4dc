"""Small problems with a point each: a corridor, a chain, and two states."""

from __future__ import annotations

import numpy as np

from policyscope.errors import InvalidInput
from policyscope.problems.tabular import TabularMDP, tabular

LEFT, RIGHT = 0, 1


def short_corridor(horizon: int | None = None) -> TabularMDP:
    """Three rooms and a goal, reward −1 a step; in the second room left and right are switched.

    To a policy that cannot tell the rooms apart the best is random: p(right) = 2 − √2, J = −6 − 4√2
    (Sutton & Barto 2018, example 13.1).

    Args:
        horizon: the most actions an episode takes; None: until it reaches the goal.

    Returns:
        A problem of four states, the last one terminal, and two actions.
    """
    move = {(0, LEFT): 0, (0, RIGHT): 1, (1, LEFT): 2, (1, RIGHT): 0, (2, LEFT): 1, (2, RIGHT): 3}
    transition = np.zeros((4, 2, 4))
    for (state, action), to in move.items():
        transition[state, action, to] = 1.0
    transition[3, :, 3] = 1.0
    reward = np.where(transition > 0, -1.0, 0.0)
    reward[3] = 0.0
    return tabular(
        transition, reward, [1.0, 0.0, 0.0, 0.0], [False, False, False, True], None, horizon,
        state_names=("room 1", "room 2", "room 3", "goal"), action_names=("left", "right"),
    )  # fmt: skip


def chain(length: int = 5, slip: float = 0.0, step_reward: float = 0.0, end_reward: float = 1.0, horizon: int | None = 50) -> TabularMDP:
    """States in a row, start at the left; only reaching the end, past the right, pays and ends the episode.

    Args:
        length: states before the end, ≥ 1.
        slip: chance that a move goes the other way, 0 … 1.
        step_reward: paid for every move that does not reach the end.
        end_reward: paid for the one that does.
        horizon: the most actions an episode takes.

    Raises:
        InvalidInput: fields ``length``, ``slip``.
    """
    if length < 1:
        raise InvalidInput("length", "an integer ≥ 1", length)
    if not 0 <= slip <= 1:
        raise InvalidInput("slip", "a probability between 0 and 1", slip)
    states = length + 1
    transition = np.zeros((states, 2, states))
    for s in range(length):
        for action, straight, other in ((LEFT, s - 1, s + 1), (RIGHT, s + 1, s - 1)):
            transition[s, action, max(straight, 0)] += 1 - slip
            transition[s, action, max(other, 0)] += slip
    transition[length, :, length] = 1.0
    reward = np.full((states, 2, states), step_reward)
    reward[:, :, length] = end_reward
    reward[length] = 0.0
    terminal = [s == length for s in range(states)]
    return tabular(
        transition, reward, np.eye(states)[0], terminal, None, horizon,
        state_names=(*(str(s + 1) for s in range(length)), "end"), action_names=("left", "right"),
    )  # fmt: skip


def two_state(stay_rewards: tuple[float, float] = (1.0, 2.0), horizon: int | None = 20) -> TabularMDP:
    """Two states, stay or go; going pays nothing. The plain gradient lingers in the first (Kakade 2001, figure 2).

    Args:
        stay_rewards: reward for staying in the first and in the second state.
        horizon: the most actions an episode takes.
    """
    transition = np.zeros((2, 2, 2))
    for s in range(2):
        transition[s, 0, s] = 1.0
        transition[s, 1, 1 - s] = 1.0
    reward = np.zeros((2, 2, 2))
    reward[0, 0, 0], reward[1, 0, 1] = stay_rewards
    return tabular(
        transition, reward, [1.0, 0.0], [False, False], None, horizon,
        state_names=("first", "second"), action_names=("stay", "go"),
    )  # fmt: skip
