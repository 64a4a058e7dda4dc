"""Every estimator's contribution by its definition, over every episode there can be, in as many digits as it takes.

Nothing here is shared with the product. Near a corner of the simplex π and 1 − π differ by hundreds of orders, and a reference
in doubles would lose what it is to check. A normal reward is its mean ± its spread, each with chance ½: whatever is linear in the
noise has its exact mean and variance then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, getcontext
from functools import cached_property
from typing import NamedTuple

import numpy as np

from policyscope.gradients import Settings
from policyscope.gradients.kernels.codes import Estimator, Objective
from policyscope.problems import TabularMDP

DIGITS = 40
"""What is left of a number once 1 − π was taken, twice."""

Numbers = np.ndarray  # of Decimals
Subtracted = Callable[[int, int], Decimal]


def numbers(values: object) -> Numbers:
    """Doubles as Decimals, to the last bit."""
    return np.vectorize(lambda x: Decimal(float(x)), otypes=[object])(np.asarray(values, dtype=float))


class Course(NamedTuple):
    """One episode."""

    chance: Decimal
    states: tuple[int, ...] = ()
    actions: tuple[int, ...] = ()
    rewards: tuple[Decimal, ...] = ()
    last: int = 0


class Plain:
    """A problem of few steps under a tabular softmax at θ[S·A], with the discount and entropy bonus of the settings."""

    def __init__(self, mdp: TabularMDP, theta: np.ndarray, asked: Settings) -> None:
        getcontext().prec = DIGITS + int(np.ptp(theta))  # e^−gap and its square
        self.mdp, self.theta, self.asked, self.steps = mdp, theta, asked, mdp.horizon or mdp.states
        self.gamma, self.c, self.beta = (Decimal(x) for x in (asked.discount, asked.weighting, asked.entropy))
        self.p, self.r, self.spread = numbers(mdp.transition), numbers(mdp.reward), numbers(mdp.reward_std)
        weights = np.vectorize(lambda x: x.exp(), otypes=[object])(numbers(theta).reshape(mdp.states, mdp.actions))
        self.pi = weights / weights.sum(axis=1)[:, None]
        self.score = numbers(np.zeros((mdp.states, mdp.actions, theta.size)))
        for s in range(mdp.states):
            for a in range(mdp.actions):
                self.score[s, a, s * mdp.actions : (s + 1) * mdp.actions] -= self.pi[s]
                self.score[s, a, s * mdp.actions + a] += 1
        surprise = np.vectorize(lambda x: -x.ln(), otypes=[object])(self.pi) if asked.entropy else 0 * self.pi
        self.entropy = self.beta * (self.pi * surprise).sum(axis=1)
        self.slope = self.beta * ((self.pi * surprise)[:, :, None] * self.score).sum(axis=1)
        self.behaviour = self.pi * 0 + Decimal(1) / mdp.actions if asked.estimator == Estimator.UNIFORM_BEHAVIOUR else self.pi

    @cached_property
    def start(self) -> Numbers:
        """Where episodes begin: for the averages the stationary distribution of two states."""
        if self.asked.objective == Objective.START_VALUE:
            return numbers(self.mdp.start)
        chain = (self.pi[:, :, None] * self.p).sum(axis=1)
        return np.array([chain[1, 0], chain[0, 1]]) / (chain[0, 1] + chain[1, 0])

    @cached_property
    def q(self) -> list[Numbers]:
        """Q_t(s, a), bonus included, for every t."""
        out: list[Numbers] = []
        later = self.start * 0
        for _ in range(self.steps):
            out.append(((self.p * (self.r + self.gamma * later[None, None, :])).sum(axis=2)) + self.entropy[:, None])
            later = np.where(self.mdp.terminal, Decimal(0), (self.pi * out[-1]).sum(axis=1))
        return out[::-1]

    def v(self, t: int, s: int) -> Decimal:
        """V_t(s); 0 where the episode has ended."""
        return Decimal(0) if t >= self.steps or self.mdp.terminal[s] else (self.pi[s] * self.q[t][s]).sum()

    @cached_property
    def courses(self) -> list[Course]:
        """Every episode of the behaviour."""
        return [each for s, chance in enumerate(self.start) if chance for each in self._grow(Course(chance, last=s))]

    def _grow(self, so_far: Course) -> Iterator[Course]:
        s = so_far.last
        if self.mdp.terminal[s] or len(so_far.states) == self.steps:
            yield so_far
            return
        for a in range(self.mdp.actions):
            for to in np.flatnonzero(self.mdp.transition[s, a]).tolist():
                noises = (1, -1) if self.spread[s, a, to] else (0,)
                for sign in noises:
                    chance = so_far.chance * self.behaviour[s, a] * self.p[s, a, to] / len(noises)
                    reward = self.r[s, a, to] + sign * self.spread[s, a, to]
                    yield from self._grow(
                        Course(chance, (*so_far.states, s), (*so_far.actions, a), (*so_far.rewards, reward), to),
                    )

    def returns(self, course: Course, critic: Subtracted) -> list[Decimal]:
        """What the estimator takes for the return of every step."""
        asked, out, total, later = self.asked, [], Decimal(0), Decimal(0)
        ratio = Decimal(1)
        for t in range(len(course.states) - 1, -1, -1):
            s, reward = course.states[t], course.rewards[t] + self.entropy[course.states[t]]
            if asked.estimator == Estimator.LAMBDA_RETURN:
                trace = Decimal(asked.trace)
                total = reward + self.gamma * ((1 - trace) * later + trace * total)
                later = critic(t, s)
            else:
                total = reward + self.gamma * ratio * total
                ratio = self.pi[s, course.actions[t]] / self.behaviour[s, course.actions[t]]
            out.insert(0, total)
        return [out[0]] * len(out) if asked.total_return and out else out

    def contribution(self, course: Course, baseline: Subtracted, critic: Subtracted) -> Numbers:
        """One episode's, shape (D,)."""
        out, factor, weigh = self.slope[0] * 0, Decimal(1), Decimal(1)
        returns = self.returns(course, critic)
        for t, (s, a) in enumerate(zip(course.states, course.actions, strict=True)):
            out = out + factor * weigh * self.slope[s]
            weigh *= self.pi[s, a] / self.behaviour[s, a]
            c = Decimal(1) if self.asked.total_return else factor
            if self.asked.estimator == Estimator.ALL_ACTIONS:
                out = out + factor * ((self.pi[s] * self.q[t][s])[:, None] * self.score[s]).sum(axis=0)
            else:
                plain = self.pi[s, a] if self.asked.estimator == Estimator.NO_LOG else Decimal(1)
                out = out + c * weigh * plain * (returns[t] - baseline(t, s)) * self.score[s, a]
            factor *= self.c
        return Decimal(self.asked.share) * out

    def law(self, baseline: Subtracted, critic: Subtracted) -> tuple[Numbers, Numbers]:
        """Chances and contributions of all episodes, shapes (K,) and (K, D)."""
        chances = np.array([each.chance for each in self.courses])
        return chances, np.array([self.contribution(each, baseline, critic) for each in self.courses])

    def best_constant(self, matrix: Numbers | None = None) -> Decimal:
        """Where the variance is least: Cov(A, B)/Var(B), B what a baseline of one takes away; 0 where B does not vary.

        ``matrix[D, D]`` is what a preconditioner makes of every contribution.
        """
        chances, without = self.law(lambda t, s: Decimal(0), self.v)
        _, less = self.law(lambda t, s: Decimal(1), self.v)
        if matrix is not None:
            without, less = without @ matrix, less @ matrix
        b = without - less
        b = b - chances @ b
        below = (chances[:, None] * b * b).sum()
        return (chances[:, None] * without * b).sum() / below if below else Decimal(0)


def summary(chances: Numbers, rows: Numbers) -> tuple[Numbers, Decimal, Numbers]:
    """Mean, trace of the covariance (0 where it is no more than rounding), and the mean size of each component."""
    mean = chances @ rows
    apart = rows - mean
    variance = (chances[:, None] * apart * apart).sum()
    return mean, variance if variance > Decimal(10) ** -getcontext().prec else Decimal(0), chances @ np.abs(rows)
