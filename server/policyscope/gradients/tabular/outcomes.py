"""Every outcome of every step of an episode, and returns measured from their own means: the basis of exact means and variances.

A return is its value and a sum of surprises: G_t − V(S_t) = Σ_k γᵏ δ_{t+k} with

    δ = A(s, a) + η,   A(s, a) = Σ_b π(b|s) (Q(s, a) − Q(s, b)),   η = R + γ V(S′) − Q(s, a)

and neither holds what all returns have in common. An offset that all rewards share is taken out before: rewards less r₀, where an
episode that ends early also pays the r₀ it would still have got, make returns less r₀ (1 + γ + γ² + …) with as many terms as the
horizon allows, the same for every episode.

Shapes: L states that go on, A actions, E outcomes (s, a, s′) in the order of their rows s·A + a, D parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from policyscope.arrays import Floats, Integers
from policyscope.gradients.kernels.arrays import Exact, Settings
from policyscope.gradients.kernels.codes import Estimator, Objective
from policyscope.gradients.tabular.arrays import TabularArrays
from policyscope.gradients.tabular.elimination import Eliminated, eliminate
from policyscope.policies import scores

BLOCK = 2_000_000
"""Numbers in one table of outcomes; larger ones are processed one block of states at a time."""


class Outlook(NamedTuple):
    """What is still to come at one time."""

    value: Floats  # [L] V less the level
    level: float  # what every return of this time has in common
    advantage: Floats  # [L, A] Q − V
    surprise: Floats  # [E] η without the reward's noise


@dataclass(frozen=True, eq=False)
class Outcomes:
    """One step from every state at once, under the policy at one θ.

    Attributes:
        live: the states that go on, shape (L,).
        first: where each row's outcomes begin, shape (L·A,).
        row, successor: of each outcome, shape (E,).
        probability, reward, noise: its chance given the row, mean reward and that reward's variance, shape (E,).
        ends: whether it is a terminal state, shape (E,).
        start: distribution of the first state, shape (L,).
        policy: π(a|s), shape (L, A).
        chance, ratio: the behaviour's own and ρ = π / chance, shape (L, A).
        score: ∇ log π(a|s), shape (L, A, D).
        entropy, entropy_slope: β H(π(·|s)) and its gradient, shapes (L,) and (L, D).
        discount: γ.
        horizon: the most steps; 0 where there is no such bound.
        offset: r₀.
        values: V_t less the level for every t of the horizon and after it, shape (H + 1, S), or (1, S) without one.
        levels: the levels, shape (H + 1,) or (1,).
    """

    live: Integers
    first: Integers
    row: Integers
    successor: Integers
    probability: Floats
    reward: Floats
    noise: Floats
    ends: Floats
    start: Floats
    policy: Floats
    chance: Floats
    ratio: Floats
    score: Floats
    entropy: Floats
    entropy_slope: Floats
    discount: float
    horizon: int
    offset: float
    values: Floats
    levels: Floats

    @property
    def times(self) -> int:
        """How many steps have a separate outlook."""
        return self.horizon or 1

    def over(self, of: Callable[[slice], Floats], width: int = 1) -> Floats:
        """Mean over the outcomes of each row of ``of(outcomes)``, shape (E, …) → (L, A, …), where … has ``width`` numbers."""
        parts = []
        for rows, outcomes in self._blocks(width):
            each = of(outcomes)
            weighed = self.probability[outcomes].reshape(-1, *[1] * (each.ndim - 1)) * each
            parts.append(np.add.reduceat(weighed, self.first[rows] - outcomes.start, axis=0))
        whole = np.concatenate(parts)
        return whole.reshape(*self.policy.shape, *whole.shape[1:])

    def _blocks(self, width: int) -> Iterator[tuple[slice, slice]]:
        rows, outcomes = len(self.first), len(self.row)
        step = max(1, int(BLOCK * rows / max(1, outcomes * width)))
        for begin in range(0, rows, step):
            end = min(rows, begin + step)
            yield slice(begin, end), slice(self.first[begin], self.first[end] if end < rows else outcomes)

    def everywhere(self, live: Floats) -> Floats:
        """The same with the terminal states' zeros, shape (L, …) → (S, …)."""
        out = np.zeros((self.values.shape[1], *live.shape[1:]))
        out[self.live] = live
        return out

    def outlook(self, t: int) -> Outlook:
        """What is still to come at time t."""
        later = self.values[t + 1 if self.horizon else 0]
        ahead = self._paid(self.levels[t + 1] if self.horizon else self.levels[0]) + self.discount * later[self.successor]
        q = self.over(lambda outcomes: ahead[outcomes])
        value = (self.policy * q).sum(axis=1) + self.entropy
        advantage = np.einsum("sb,sab->sa", self.policy, q[:, :, None] - q[:, None, :])
        return Outlook(value, float(self.levels[t]), advantage, ahead - q.reshape(-1)[self.row])

    def _paid(self, level: float) -> Floats:
        """The rewards minus the offset, and minus what ending early forgoes of it."""
        return self.reward - self.offset - self.ends * self.discount * level

    def chain(self, factor: float, ratio: Floats | None = None) -> Eliminated | None:
        """I − factor · Σ_a π(a|s) P(s′|s, a) over the states that go on; None if its inverse is infinite.

        Args:
            factor: what a later step is weighed by.
            ratio: what each action is weighed by besides, shape (L, A); None: nothing.
        """
        live, actions = self.policy.shape
        place = np.full(self.values.shape[1], -1)
        place[self.live] = np.arange(live)
        inside, state = self.ends == 0, self.row // actions
        weight = self.policy if ratio is None else self.policy * ratio
        mass = weight.reshape(-1)[self.row] * self.probability
        moves = np.zeros((live, live))
        np.add.at(moves, (state[inside], place[self.successor[inside]]), factor * mass[inside])
        if ratio is not None:
            return eliminate(moves, 1.0 - moves.sum(axis=1))
        leaving = np.bincount(state[~inside], mass[~inside], live)
        return eliminate(moves, np.asarray(1.0 - factor + factor * leaving, np.float64))

    def measured(self, offset: float) -> Outcomes | None:
        """The same with that offset, its values and levels; None if values are infinite."""
        states, ahead = self.values.shape[1], np.zeros(self.horizon + 1)
        for t in range(self.horizon - 1, -1, -1):
            ahead[t] = 1.0 + self.discount * ahead[t + 1]
        if not self.horizon and offset != 0.0:
            ahead[0] = 1.0 / (1.0 - self.discount)
        levels = offset * ahead
        bare = Outcomes(**{**vars(self), "offset": offset, "levels": levels, "values": np.zeros((self.horizon + 1, states))})
        if self.horizon:
            for t in range(self.horizon - 1, -1, -1):
                bare.values[t, self.live] = bare.outlook(t).value
            return bare
        solver = bare.chain(self.discount)
        if solver is None:
            return None
        bare.values[0, self.live] = solver.solve(bare.outlook(0).value)
        return bare


def outcomes_of(model: TabularArrays, theta: Floats, settings: Settings, room: Exact) -> Outcomes | None:
    """The outcomes of every step at the θ last evaluated into ``room``; None if values are infinite.

    Args:
        model: problem and features.
        theta: parameters [D].
        settings: estimator (whose behaviour draws the actions), temperature, discount and entropy bonus are read.
        room: what `evaluate` left.
    """
    world, problem, live = model.dynamics, model.problem, np.flatnonzero(~model.problem.terminal)
    actions, horizon = problem.actions, world.horizon
    counts = np.diff(world.pointer).reshape(problem.states, actions)[live].reshape(-1)
    policy, score = np.array(room.probabilities)[live], scores(model.features, theta, settings.temperature)[live]
    behaviour = settings.estimator == Estimator.UNIFORM_BEHAVIOUR
    surprise = -np.log(np.where(policy > 0, policy, 1.0)) * settings.entropy
    plain = Outcomes(
        live=live,
        first=np.cumsum(counts) - counts,
        row=np.repeat(np.arange(len(counts)), counts),
        successor=world.successor,
        probability=world.probability,
        reward=world.mean,
        noise=world.std**2,
        ends=np.where(world.slot < 0, 1.0, 0.0),
        start=np.array(room.start if settings.objective != Objective.START_VALUE else world.start)[live],
        policy=policy,
        chance=np.full_like(policy, 1 / actions) if behaviour else policy,
        ratio=policy * actions if behaviour else np.ones_like(policy),
        score=score,
        entropy=(policy * surprise).sum(axis=1),
        entropy_slope=np.einsum("sa,sad->sd", policy * surprise, score),
        discount=settings.discount,
        horizon=horizon,
        offset=0.0,
        values=np.zeros((1, problem.states)),
        levels=np.zeros(1),
    )
    measured = plain.measured(0.0)
    if measured is None or (not horizon and settings.discount == 1.0):
        return measured
    less = plain.measured(float(np.median(world.mean)))
    return less if less is not None and np.abs(less.values).max() < np.abs(measured.values).max() else measured
