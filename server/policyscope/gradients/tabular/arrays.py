"""A tabular problem and what makes preferences of θ as the kernels read them, and the arrays the kernels write into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from policyscope.gradients.kernels.arrays import Batch, Dynamics, Exact, Metric, Phi, Settings
from policyscope.gradients.kernels.codes import Baseline, Estimator, Preconditioner
from policyscope.policies import Features, Network, Preferences
from policyscope.problems import TabularMDP, anchor


@dataclass(frozen=True, eq=False)
class TabularArrays:
    """A problem and what makes preferences of θ, features or a network, as the kernels read them, prepared once."""

    problem: TabularMDP
    features: Preferences
    dynamics: Dynamics
    phi: Phi

    @classmethod
    def of(cls, problem: TabularMDP, features: Preferences) -> Self:
        """The compact arrays of both."""
        return cls(problem, features, compact(problem), sparse(features))

    def room(self) -> Exact:
        """Fresh arrays for exact answers: one a thread, the kernels write into them."""
        return room_for_exact(self.dynamics, self.problem.actions, self.features.parameters, self.phi.units)

    def metric(self, settings: Settings) -> Metric:
        """Fresh arrays for the natural gradient and the optimal baselines, as far as the settings want them."""
        return room_for_metric(self.problem.states, self.problem.actions, self.features.parameters, settings, self.phi.tabular)


def compact(mdp: TabularMDP) -> Dynamics:
    """The MDP's arrays without their zeros, in the order the sampler walks them."""
    states, actions = mdp.states, mdp.actions
    live = np.flatnonzero(~mdp.terminal)
    reachable = (mdp.transition.max(axis=1) > 0) & ~mdp.terminal[:, None] & ~mdp.terminal[None, :]
    chain_pointer = np.concatenate([[0], np.cumsum(reachable.sum(axis=1))]).astype(np.int64)
    chain_column = np.nonzero(reachable)[1].astype(np.int64)
    place = np.full((states, states), -1, dtype=np.int64)
    place[reachable] = np.arange(chain_column.size)
    moves = mdp.transition > 0
    moves[mdp.terminal] = False
    rows, columns = np.nonzero(moves.reshape(states * actions, states))
    pointer = np.searchsorted(rows, np.arange(states * actions + 1)).astype(np.int64)
    at = (rows // actions, rows % actions, columns)
    expected = np.zeros((states, actions))
    expected[live] = (mdp.transition * mdp.reward).sum(axis=2)[live]
    return Dynamics(
        start=np.array(mdp.start),
        pointer=pointer,
        successor=columns.astype(np.int64),
        probability=mdp.transition[at],
        mean=mdp.reward[at],
        std=mdp.reward_std[at],
        expected=expected,
        terminal=np.array(mdp.terminal),
        slot=place[at[0], columns],
        chain_pointer=chain_pointer,
        chain_column=chain_column,
        horizon=mdp.horizon or 0,
        bernoulli=mdp.bernoulli,
        anchor=anchor(mdp),
    )


def sparse(features: Preferences) -> Phi:
    """Features or a network, as the kernels read them."""
    if isinstance(features, Network):
        rows, columns = np.nonzero(features.inputs)
        pointer = np.searchsorted(rows, np.arange(features.states + 1)).astype(np.int64)
        return Phi(pointer, columns.astype(np.int64), features.inputs[rows, columns], features.sizes, False, False)
    if isinstance(features, Features):
        entries = features.states * features.actions
        tabular = (
            features.parameters == entries and np.array_equal(features.index, np.arange(entries)) and bool((features.value == 1).all())
        )
        apart = features.index.size <= features.states * features.parameters  # else two of them share a column for sure
        if apart:
            states = np.repeat(np.arange(entries), np.diff(features.pointer)) // features.actions
            apart = np.unique(states * features.parameters + features.index).size == features.index.size
        return Phi(features.pointer, features.index, features.value, np.zeros(0, np.int64), tabular, apart)
    raise TypeError(f"The kernels know Features and Network, not {type(features).__name__}.")


def room_for_batch(states: int, actions: int, parameters: int, units: int, episodes: int, steps: int, longest: int) -> Batch:
    """Arrays for a batch of at most ``episodes`` episodes and ``steps`` stored steps, none longer than ``longest``."""
    return Batch(
        states=np.zeros(steps, np.int64),
        actions=np.zeros(steps, np.int64),
        rewards=np.zeros(steps),
        returns=np.zeros(steps),
        baselines=np.zeros(steps),
        weights=np.zeros(steps),
        first=np.zeros(episodes + 1, np.int64),
        last_state=np.zeros(episodes, np.int64),
        score=np.zeros(episodes),
        at_time=np.zeros(longest),
        probabilities=np.zeros((states, actions)),
        surprises=np.zeros((states, actions)),
        entropies=np.zeros(states),
        units=np.zeros((states, units)),
        theta=np.zeros(parameters),
        stamp=np.zeros(states, np.int64),
        told=np.zeros(states, np.int64),
        clock=np.zeros(1, np.int64),
        tally=np.zeros(4),
        estimate=np.zeros(parameters),
        direction=np.zeros(parameters),
        row=np.zeros(actions),
        elsewhere=np.zeros(parameters),
        stop=np.zeros(1, np.int64),
    )


def room_for_metric(states: int, actions: int, parameters: int, settings: Settings, tabular: bool) -> Metric:
    """Arrays for what the settings ask of the exact side beyond its values; a tabular softmax needs no Fisher matrix."""
    square = parameters if settings.preconditioner == Preconditioner.NATURAL and not tabular else 0
    optimal, by_state = settings.baseline == Baseline.OPTIMAL, settings.baseline == Baseline.OPTIMAL_STATE
    columns = (3 if settings.estimator == Estimator.NO_LOG else 2) * parameters + 3
    return Metric(
        curvature=np.zeros((square, square)),
        vectors=np.zeros((square, square)),
        scale=np.zeros(square),
        psi=np.zeros((states, actions, parameters) if optimal else (1, 1, parameters) if by_state else (0, 0, 0)),
        share=np.zeros((states, actions) if by_state else (0, 0)),
        moments=np.zeros((2, states, columns) if optimal else (0, 0, 0)),
        column=np.zeros(max(states, parameters)),
    )


def room_for_exact(dynamics: Dynamics, actions: int, parameters: int, units: int) -> Exact:
    """Arrays for the exact answers of one problem and policy."""
    states = dynamics.start.size
    return Exact(
        theta=np.zeros(parameters),
        probabilities=np.zeros((states, actions)),
        units=np.zeros((states, units)),
        chain=np.zeros(dynamics.chain_column.size),
        reward=np.zeros(states),
        ending=np.zeros(states),
        leave=np.zeros(states),
        values=np.zeros((dynamics.horizon + 1, states)),
        action_values=np.zeros((states, actions)),
        state_values=np.zeros(states),
        visitation=np.zeros(states),
        start=dynamics.start.copy(),
        weights=np.zeros((states, actions)),
        gradient=np.zeros(parameters),
        flow=np.zeros((2, states)),
        row=np.zeros(actions),
        elimination=np.zeros((states, states)),
    )
