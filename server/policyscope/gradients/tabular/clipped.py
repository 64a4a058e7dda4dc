"""What some epochs on the clipped surrogate make of every single episode: its exact mean and variance where episodes can be listed.

One epoch is REINFORCE. Several have no closed form, because an episode chooses the θ that its later epochs start from; with a batch of
one episode, a horizon and rewards without Gaussian noise, the kernel runs once for each episode that can happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients.calls import contribute_epochs
from policyscope.gradients.kernels.arrays import Batch, Exact, Settings
from policyscope.gradients.kernels.codes import Baseline, Estimator
from policyscope.gradients.tabular.arrays import TabularArrays, room_for_batch
from policyscope.gradients.tabular.outcomes import Outcomes

MOST_EPISODES = 4096
"""Episodes that are listed; of problems with more, sampling tells."""


class Episode(NamedTuple):
    """One that can happen."""

    chance: float
    states: tuple[int, ...]
    actions: tuple[int, ...]
    rewards: tuple[float, ...]


class Law(NamedTuple):
    """Every episode's chance and contribution."""

    chance: Floats  # [K]
    rows: Floats  # [K, D]

    @property
    def mean(self) -> Floats:
        """E of a contribution, shape (D,)."""
        return np.asarray(self.chance @ self.rows)

    @property
    def spread(self) -> Floats:
        """The variance of each component, shape (D,)."""
        return np.asarray(self.chance @ (self.rows - self.mean) ** 2)


def as_reinforce(settings: Settings) -> Settings:
    """The same estimator by its simplest name: the first epoch on the clipped surrogate is REINFORCE."""
    first = settings.estimator == Estimator.CLIPPED and settings.epochs == 1
    return settings._replace(estimator=int(Estimator.REINFORCE)) if first else settings


def can_be_listed(model: TabularArrays, settings: Settings) -> bool:
    """Whether a contribution takes finitely many values, each one episode's alone."""
    noisy = not model.dynamics.bernoulli and bool((model.dynamics.std > 0).any())
    return settings.batch == 1 and model.dynamics.horizon > 0 and not noisy and Baseline(settings.baseline).fixed


def law_of(model: TabularArrays, theta: Floats, settings: Settings, room: Exact, outcomes: Outcomes, subtracted: Floats) -> Law | None:
    """Of every episode, at the θ last evaluated into ``room``; None where there are too many.

    Args:
        model: problem and features, of which `can_be_listed` is true.
        theta: parameters [D].
        settings: the estimator's.
        room: π and a network's units are read.
        outcomes: of every step.
        subtracted: the baseline b_t(s), shape (H, S).
    """
    problem, size = model.problem, model.features.parameters
    bonus = outcomes.everywhere(outcomes.entropy)
    batch = room_for_batch(problem.states, problem.actions, size, model.phi.units, 1, outcomes.horizon, outcomes.horizon)
    batch.probabilities[:] = room.probabilities
    chances: list[float] = []
    rows: list[Floats] = []
    for episode in _episodes(outcomes, model.dynamics.bernoulli):
        if len(rows) == MOST_EPISODES:
            return None
        _put(batch, episode, settings, bonus, subtracted)
        batch.units[:] = room.units
        batch.theta[:] = theta
        contribute_epochs(model.phi, settings, theta, batch, room, 1, False, np.zeros((1, size)), 0)
        chances.append(episode.chance)
        rows.append(batch.estimate.copy())
    return Law(np.array(chances), np.array(rows))


def _put(batch: Batch, episode: Episode, settings: Settings, bonus: Floats, subtracted: Floats) -> None:
    """The episode and its weights, as the kernels' `weigh` leaves them."""
    steps, total = len(episode.states), 0.0
    batch.first[1] = steps
    for t in range(steps - 1, -1, -1):
        total = episode.rewards[t] + bonus[episode.states[t]] + settings.discount * total
        batch.returns[t] = total
    for t, (state, action) in enumerate(zip(episode.states, episode.actions, strict=True)):
        c = 1.0 if settings.total_return else settings.weighting**t
        batch.states[t], batch.actions[t] = state, action
        batch.weights[t] = c * ((total if settings.total_return else batch.returns[t]) - subtracted[t, state])


def _episodes(outcomes: Outcomes, bernoulli: bool) -> Iterator[Episode]:
    """Every episode there is, one after the other."""
    actions, place = outcomes.policy.shape[1], np.full(outcomes.values.shape[1], -1)
    place[outcomes.live] = np.arange(len(outcomes.live))
    ends = np.append(outcomes.first, len(outcomes.row))
    waiting = [
        (Episode(float(chance), (), (), ()), int(state)) for chance, state in zip(outcomes.start, outcomes.live, strict=True) if chance
    ]
    while waiting:
        past, state = waiting.pop()
        if place[state] < 0 or len(past.states) == outcomes.horizon:
            yield past
            continue
        for action in range(actions):
            row = place[state] * actions + action
            for k in range(ends[row], ends[row + 1]):
                mean = float(outcomes.reward[k])
                for reward, often in ((1.0, mean), (0.0, 1.0 - mean)) if bernoulli else ((mean, 1.0),):
                    chance = past.chance * outcomes.policy[place[state], action] * outcomes.probability[k] * often
                    if chance > 0.0:
                        so_far = Episode(float(chance), (*past.states, state), (*past.actions, action), (*past.rewards, reward))
                        waiting.append((so_far, int(outcomes.successor[k])))
