"""What one update of an experiment costs, told from its sizes alone, before anything is computed.

The unit is an elementary operation of the compiled kernels: about a nanosecond on the machine this was calibrated on, mostly within
a factor of five, and rather too many than too few, because every episode is taken to be as long as it may. Where an episode has no
horizon its length is anybody's guess; what then takes too long all the same is stopped while it runs.

Symbols as in `policyscope.gradients.arrays`: S states, A actions, D parameters, N episodes of a batch, T steps of an episode, R runs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from policyscope.errors import LimitExceeded
from policyscope.gradients import Model, Settings
from policyscope.gradients import arrays as codes
from policyscope.gradients.continuous import ContinuousModel
from policyscope.runs.frames import CLOUD_STEPS
from policyscope.runs.limits import Limits
from policyscope.runs.streams import CLOUD_EPISODES

UNIT = "operations an update"
REMEDIES = {
    "sampling": ("estimator", "Fewer or shorter episodes, fewer parameters, or another estimator."),
    "exact": ("estimator", "What this estimator needs exactly takes too long; a smaller problem, a shorter horizon, or only samples."),
    "natural": ("optimizer.preconditioner", "Fewer parameters, or a damping > 0."),
    "optimal": ("estimator.baseline", "Another baseline, fewer parameters or a shorter horizon."),
}
"""By the part of the cost: the field to blame, and what to do."""

STEP = 60.0
"""A step beside what grows with the problem: random numbers, reward, bookkeeping."""
EXPONENTIAL = 15.0
SWEEPS = 8.0
"""Sweeps of rotations after which a Fisher matrix is diagonal, about."""
ROTATION = 50.0
"""Of a row and a column of each of two matrices, for every parameter, where none of it is zero."""
EXACT_STREAMS = frozenset({"exact", "values", "cloud", "baseline"})
ENDLESS = 10
"""Steps a state that an episode without a horizon is taken to have."""


class Cost(NamedTuple):
    """Operations of one update of one run, by what they are for."""

    sampling: float
    exact: float
    natural: float
    optimal: float

    @property
    def total(self) -> float:
        """All of them."""
        return sum(self)


def check(cost: Cost, together: float, runs: int, limits: Limits) -> None:
    """Refuses an experiment one of whose updates would take too long, naming what makes it dear.

    Args:
        cost: of one update of one run.
        together: what is computed of each of several runs for every frame, operations a run.
        runs: R.
        limits: holds the limit `operations`.

    Raises:
        LimitExceeded: field ``runs``, or the dearest part of one run.
    """
    most, each = limits.operations, cost.total + (together if runs > 1 else 0.0)
    if each * runs <= most:
        return
    if each <= most:
        raise LimitExceeded("runs", "operations", most, round(each * runs), UNIT, f"Take at most {int(most / each)} runs.")
    dearest = max(Cost._fields, key=lambda part: getattr(cost, part))
    field, remedy = REMEDIES[dearest]
    raise LimitExceeded(field, "operations", most, round(each * runs), UNIT, remedy)


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
    def of(cls, model: Model, longest: int) -> Sizes:
        """Those of a problem and its policy; no episode is longer than ``longest``."""
        problem, size = model.problem, model.features.parameters
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


def of_update(model: Model, settings: Settings, longest: int) -> Cost:
    """One update of a softmax policy.

    Args:
        model: problem and features.
        settings: estimator, baseline, batch and preconditioner among them.
        longest: where an episode without a horizon is cut.
    """
    one = Sizes.of(model, longest)
    optimal = settings.baseline == codes.BASELINE_OPTIMAL and not settings.exact
    asks = (
        settings.exact or settings.natural or optimal or settings.objective != codes.START_VALUE
        or settings.estimator == codes.ALL_ACTIONS or settings.baseline == codes.BASELINE_EXACT
    )  # fmt: skip
    return Cost(
        sampling=0.0 if settings.exact else of_episodes(one, settings, settings.batch),
        exact=of_exact(one, model.problem.horizon) if asks else 0.0,
        natural=_natural(one, settings) if settings.natural else 0.0,
        optimal=_optimal(one, settings, model.problem.horizon) if optimal else 0.0,
    )


def of_episodes(one: Sizes, settings: Settings, episodes: int) -> float:
    """So many episodes and what they contribute, all of full length."""
    steps = float(episodes) * one.steps
    if settings.estimator == codes.FINITE_DIFFERENCE:
        replays = 2.0 * one.parameters * steps
        return steps * STEP + replays * (one.forward + STEP + one.moves)
    each = STEP + 2 * one.actions + one.moves + one.score
    if settings.estimator == codes.ALL_ACTIONS:
        each += one.actions * one.moves + one.score
    if settings.entropy != 0.0:
        each += one.score + EXPONENTIAL * one.actions
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


def of_look(model: Model, settings: Settings, longest: int, runs: int, streams: frozenset[str]) -> float:
    """What the costly ones among the streams of a frame take: the exact side, a cloud of episodes, the value of every run."""
    one = Sizes.of(model, longest)
    exact, total = of_exact(one, model.problem.horizon), 0.0
    if streams & EXACT_STREAMS:
        total += exact
    if "baseline" in streams and settings.baseline == codes.BASELINE_OPTIMAL:
        total += _optimal(one, settings, model.problem.horizon)
    if "cloud" in streams:
        episodes = max(settings.batch, int(min(CLOUD_EPISODES, max(20.0, CLOUD_STEPS / one.steps))))
        total += of_update(model, settings, longest).total + of_episodes(one, settings, episodes)
    if "ensemble" in streams and runs > 1:
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


def _optimal(one: Sizes, settings: Settings, horizon: int | None) -> float:
    pairs, size = float(one.states) * one.actions, float(one.parameters)
    scores = pairs * (one.score + size + (2 * size**2 if settings.natural else 0.0))
    backwards = pairs * size * (6 + 7 * one.moves)
    if horizon is None:
        return scores + 2 * backwards + 5 * _elimination(one) + 2 * size * one.states * one.band
    return scores + horizon * backwards


def of_gaussian(model: ContinuousModel, settings: Settings) -> Cost:
    """One update of a Gaussian policy.

    Args:
        model: problem and policy.
        settings: as for `of_update`.
    """
    contexts, inputs = model.problem.contexts.shape
    rewards = {codes.FINITE_DIFFERENCE: 2.0 * model.parameters, codes.MEASURE_VALUED: 4.0}.get(settings.estimator, 1.0)
    truth = contexts * (200.0 + 2 * inputs)
    return Cost(
        sampling=0.0 if settings.exact else settings.batch * (STEP * (1 + rewards) + contexts + 2 * inputs) + contexts * inputs,
        exact=truth if settings.exact or settings.baseline in (codes.BASELINE_EXACT, codes.BASELINE_OPTIMAL) else 0.0,
        natural=4.0 * inputs**2 if settings.natural else 0.0,
        optimal=truth if settings.baseline == codes.BASELINE_OPTIMAL else 0.0,
    )
