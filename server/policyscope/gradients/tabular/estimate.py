"""What an estimator makes of sampled episodes, and what that says about the estimator.

Every estimator returns its contributions (N, D), one row an episode, so that the spread is always visible.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from policyscope.arrays import Floats, Integers
from policyscope.gradients.calls import learn
from policyscope.gradients.chance import Chance
from policyscope.gradients.kernels.arrays import Batch, Memory, Settings
from policyscope.gradients.kernels.codes import Baseline, Estimator
from policyscope.gradients.tabular.arrays import TabularArrays, room_for_batch
from policyscope.gradients.tabular.exact import exact_answers, exact_gradient

CONFIDENCE = NormalDist().inv_cdf(0.95)


def batch_room(model: TabularArrays, settings: Settings, longest: int, most_steps: int) -> Batch:
    """Room for one batch: episodes of at most ``longest`` steps (or the horizon), at most ``most_steps`` in all."""
    longest = model.problem.horizon or longest
    steps = max(longest, min(settings.batch * longest, most_steps))
    problem, size = model.problem, model.features.parameters
    return room_for_batch(problem.states, problem.actions, size, model.phi.units, settings.batch, steps, longest)


def contributions(
    model: TabularArrays, theta: Floats, settings: Settings, samples: int, rng: np.random.Generator,
    memory: Memory | None = None, longest: int = 10_000, most_steps: int = 1_000_000, stop: Integers | None = None,
) -> Floats:  # fmt: skip
    """Single-episode contributions at one θ: for Estimator.REINFORCE Σ_t cᵗ (G_t − b) ∇ log π(A_t|S_t) (Williams 1992).

    Args:
        model: problem and features.
        theta: shape (D,).
        settings: estimator, credit, weighting, baseline and batch size as in a run. ``exact`` gives the true gradient in
            every row.
        samples: N; a whole number of batches is drawn and the rest of the last one left out.
        rng: the only source of randomness.
        memory: what a learning baseline starts with; a fresh one if None. It is copied, not changed.
        longest: where an episode without a horizon is cut.
        most_steps: the most steps a batch may store.
        stop: [1]; not 0 once another thread wants it to return soon, with rows that mean nothing.

    Returns:
        Shape (N, D).

    Raises:
        InvalidInput: field ``baseline``, for the optimal constant where importance weights leave none a finite variance.
    """
    size = model.features.parameters
    theta = np.array(theta, dtype=np.float64)
    if settings.exact:
        return np.repeat(exact_gradient(model, theta, settings)[None, :], samples, axis=0)
    own = memory.first()._replace(theta=theta[None, :]) if memory else Memory.fresh(theta, model.problem.states)
    if settings.baseline == Baseline.OPTIMAL and settings.estimator == Estimator.UNIFORM_BEHAVIOUR and model.problem.horizon is None:
        exact_answers(model, theta, settings)  # refuses where no constant is the best
    batches = -(-samples // settings.batch)
    out = np.zeros((batches * settings.batch, size))
    batch = batch_room(model, settings, longest, most_steps)
    if stop is not None:
        batch = batch._replace(stop=stop)
    chance = Chance.of(rng)
    learn(model.dynamics, model.phi, settings, own, batch, model.room(), model.metric(settings), batches, True, chance.words, out)
    chance.give_back(rng)
    return out[:samples]
