"""What an update, or a look, of a tabular problem's runs costs, estimated from sizes alone; see `policyscope.runs.cost`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.kernels.codes import Baseline, Estimator, Objective, Preconditioner
from policyscope.runs.cost import STEP, Cost
from policyscope.runs.streams import CLOUD_EPISODES, CLOUD_STEPS

EXPONENTIAL = 15.0
SWEEPS = 8.0
"""Sweeps of rotations after which a Fisher matrix is diagonal, about."""
ROTATION = 50.0
"""Of a row and a column of each of two matrices, for every parameter, if nothing in it is zero."""
EXACT_STREAMS = frozenset({"exact", "values", "cloud", "baseline"})
ENDLESS = 10
"""Steps a state that an episode without a horizon is taken to have."""


class Sizes(NamedTuple):
    """How much there is to do for one state, score or step of a tabular problem."""

    states: int
    actions: int
    parameters: int
    moves: float  # successors of a state and action
    chain: int  # transitions between states that go on, whatever the action
    band: int  # states that elimination couples to one
    steps: int  # of one episode
    forward: float  # operations: a state's probabilities
    score: float  # operations: the score of one action
    block: int  # parameters of one state that F couples

    @classmethod
    def of(cls, model: TabularModel, longest: int) -> Sizes:
        """Those of a problem and its policy; no episode is longer than ``longest``."""
        problem, size = model.problem, model.parameters
        states, actions = problem.states, problem.actions
        rows = states * actions
        if model.phi.sizes.size > 0:
            forward, score, block = 2.0 * size, 1.5 * size, size
        else:
            entries = model.phi.value.size / rows
            forward, score = actions * 2 * entries, actions * 2 * entries
            block = actions if model.phi.tabular else size
        dynamics = model.dynamics
        begins = np.repeat(np.arange(states), np.diff(dynamics.chain_pointer))
        band = int(np.abs(begins - dynamics.chain_column).max(initial=1))
        steps = problem.horizon or min(longest, ENDLESS * states)
        return cls(
            states, actions, size, dynamics.successor.size / rows, dynamics.chain_column.size, band,
            steps, forward + EXPONENTIAL * actions, score + 2 * actions, block,
        )  # fmt: skip


def of_update(model: TabularModel, settings: Settings, longest: int) -> Cost:
    """One update of a softmax policy.

    Args:
        model: problem and features.
        settings: estimator, baseline, batch and preconditioner among them.
        longest: where an episode without a horizon is cut.
    """
    one = Sizes.of(model, longest)
    optimal = settings.baseline == Baseline.OPTIMAL and not settings.exact
    natural = settings.preconditioner == Preconditioner.NATURAL
    asks = (
        settings.exact or natural or optimal or settings.objective != Objective.START_VALUE
        or settings.estimator == Estimator.ALL_ACTIONS or settings.baseline in (Baseline.EXACT, Baseline.OPTIMAL_STATE)
    )  # fmt: skip
    return Cost(
        sampling=0.0 if settings.exact else of_episodes(one, settings, settings.batch),
        exact=of_exact(one, model.problem.horizon) if asks else 0.0,
        natural=_natural(one, settings) if natural else 0.0,
        optimal=_optimal(one, settings, model.problem.horizon) if optimal else _shares(one, settings),
    )


def of_episodes(one: Sizes, settings: Settings, episodes: int) -> float:
    """This many episodes and what they contribute, all of full length."""
    steps = float(episodes) * one.steps
    if settings.estimator == Estimator.FINITE_DIFFERENCE:
        replays = 2.0 * one.parameters * steps
        return steps * STEP + replays * (one.forward + STEP + one.moves)
    each = STEP + 2 * one.actions + one.moves + one.score
    if settings.estimator == Estimator.ALL_ACTIONS:
        each += one.actions * one.moves + one.score
    if settings.entropy != 0.0:
        each += one.score + EXPONENTIAL * one.actions
    if settings.moving:
        each += one.forward + 2 * one.parameters
    if settings.estimator == Estimator.CLIPPED:
        each += (settings.epochs - 1) * (one.forward + one.score) + settings.epochs * one.score
    return min(steps, one.states) * one.forward + steps * each


def of_exact(one: Sizes, horizon: int | None) -> float:
    """Values, visitation and gradient at one θ."""
    pairs = float(one.states) * one.actions
    once = one.states * (one.forward + one.score) + 5 * pairs * one.moves
    if horizon is None:
        return once + _elimination(one)
    return once + horizon * (5.0 * one.chain + 10 * pairs * one.moves)


def _elimination(one: Sizes) -> float:
    return 2.0 * one.states * one.band**2 + 8 * float(one.states) ** 2


def of_look(model: TabularModel, settings: Settings, longest: int, runs: int, streams: frozenset[str]) -> float:
    """What the costly ones among the streams of a frame take: the exact side, a cloud of episodes, the value of every run."""
    one = Sizes.of(model, longest)
    exact, total = of_exact(one, model.problem.horizon), 0.0
    if streams & EXACT_STREAMS:
        total += exact
    if "baseline" in streams and settings.baseline == Baseline.OPTIMAL:
        total += _optimal(one, settings, model.problem.horizon)
    if "cloud" in streams:
        episodes = max(settings.batch, int(min(CLOUD_EPISODES, max(20.0, CLOUD_STEPS / one.steps))))
        total += of_update(model, settings, longest).total + of_episodes(one, settings, episodes)
    if streams & {"ensemble", "quantiles"} and runs > 1:
        total += runs * exact
    return total


def _natural(one: Sizes, settings: Settings) -> float:
    size, block = float(one.parameters), float(one.block)
    blocks = size / block
    matrix = 20 * size**2 + one.states * (one.actions * block**2 if block == size else block**2)
    if settings.damping > 0:
        return matrix + size**2 + blocks * block**3 * 2 / 3 + 2 * size**2
    rotation = size * (2.0 if block < size else ROTATION)
    return matrix + SWEEPS * (size**2 + blocks * block**2 / 2 * rotation) + 4 * size**2


def _shares(one: Sizes, settings: Settings) -> float:
    """Of the best baseline of each state, and what each step of a batch takes to read it."""
    if settings.baseline != Baseline.OPTIMAL_STATE or settings.exact:
        return 0.0
    pairs, size = float(one.states) * one.actions, float(one.parameters)
    natural = 2 * size**2 if settings.preconditioner == Preconditioner.NATURAL else 0.0
    return pairs * (one.score + 4 * size + natural) + float(settings.batch) * one.steps * one.actions * (one.moves + 2)


def _optimal(one: Sizes, settings: Settings, horizon: int | None) -> float:
    pairs, size = float(one.states) * one.actions, float(one.parameters)
    scores = pairs * (one.score + size + (2 * size**2 if settings.preconditioner == Preconditioner.NATURAL else 0.0))
    backwards = pairs * size * (6 + 7 * one.moves)
    if horizon is None:
        return scores + 2 * backwards + 5 * _elimination(one) + 2 * size * one.states * one.band
    return scores + horizon * backwards
