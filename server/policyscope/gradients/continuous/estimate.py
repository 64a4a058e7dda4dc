"""What an estimator makes of sampled actions: contributions (N, D), one row per sample."""

from __future__ import annotations

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients.calls import learn_gaussian, solve_exactly
from policyscope.gradients.chance import Chance
from policyscope.gradients.continuous.arrays import ContinuousArrays
from policyscope.gradients.kernels.arrays import Memory, Settings


def contributions(
    model: ContinuousArrays, theta: Floats, settings: Settings, samples: int, rng: np.random.Generator, memory: Memory | None = None
) -> Floats:  # fmt: skip
    """Single-sample contributions at one θ, of the score function, pathwise, measure-valued or finite-difference estimator.

    (Mohamed, Rosca, Figurnov & Mnih 2020.) A measure-valued sample asks for two rewards for the mean and two more for a
    learned spread, a finite difference for two a parameter; the others for one.

    Args:
        model: problem and policy.
        theta: shape (D,).
        settings: estimator, baseline, batch size and entropy bonus as in a run. ``exact`` gives the true gradient in every row.
        samples: N; a whole number of batches is drawn and the rest of the last one left out.
        rng: the only source of randomness. Estimators given the same stream see the same actions as long as nobody asks for more.
        memory: what a learning baseline starts with; a fresh one if None. It is copied, not changed.

    Returns:
        Shape (N, D).
    """
    theta = np.array(theta, dtype=np.float64)
    if settings.exact:
        room = model.room()
        solve_exactly(model.world, settings, theta, room)
        return np.repeat(room.gradient[None, :], samples, axis=0)
    own = memory.first()._replace(theta=theta[None, :]) if memory else Memory.fresh(theta, model.problem.count)
    batches = -(-samples // settings.batch)
    out = np.zeros((batches * settings.batch, theta.size))
    chance = Chance.of(rng)
    learn_gaussian(model.world, settings, own, model.samples(settings), model.room(), batches, True, chance.words, out)
    chance.give_back(rng)
    return out[:samples]
