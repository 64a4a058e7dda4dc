"""What an estimator makes of sampled episodes, and what that says of the estimator.

Every estimator returns its contributions (N, D), one row an episode, so that the spread is always visible.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from policyscope.gradients.arrays import (
    BASELINE_BATCH,
    BASELINE_OPTIMAL,
    BASELINE_OTHERS,
    UNIFORM_BEHAVIOUR,
    Batch,
    Floats,
    Integers,
    Memory,
    Settings,
    room_for_batch,
)
from policyscope.gradients.calls import learn
from policyscope.gradients.chance import Chance
from policyscope.gradients.exact import Model, exact_answers, exact_gradient

CONFIDENCE = NormalDist().inv_cdf(0.95)


def batch_room(model: Model, settings: Settings, longest: int, most_steps: int) -> Batch:
    """Room for one batch: episodes of at most ``longest`` steps (or the horizon), at most ``most_steps`` in all."""
    longest = model.problem.horizon or longest
    steps = max(longest, min(settings.batch * longest, most_steps))
    problem, size = model.problem, model.features.parameters
    return room_for_batch(problem.states, problem.actions, size, model.phi.units, settings.batch, steps, longest)


def contributions(
    model: Model, theta: Floats, settings: Settings, samples: int, rng: np.random.Generator,
    memory: Memory | None = None, longest: int = 10_000, most_steps: int = 1_000_000, stop: Integers | None = None,
) -> Floats:  # fmt: skip
    """Single-episode contributions at one θ: for REINFORCE Σ_t cᵗ (G_t − b) ∇ log π(A_t|S_t) (Williams 1992).

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
    if settings.baseline == BASELINE_OPTIMAL and settings.estimator == UNIFORM_BEHAVIOUR and model.problem.horizon is None:
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


@dataclass(frozen=True, eq=False)
class Summary:
    """What N contributions say of their estimator, against the true gradient.

    Attributes:
        mean: shape (D,).
        standard_error: of that mean, shape (D,); rows of one batch are not independent where the baseline is the batch's
            own, so it is then taken between batches.
        variance: trace of the covariance of one contribution.
        bias_norm: |mean − ∇J|; compare with the standard error before calling it bias.
        cosine: between mean and ∇J; NaN where either is zero.
        snr: |∇J| / √variance, the signal to noise of one episode; infinite without noise.
        episodes_for_sign: episodes whose mean has the right sign along ∇J with 95 % probability (normal approximation).
    """

    mean: Floats
    standard_error: Floats
    variance: float
    bias_norm: float
    cosine: float
    snr: float
    episodes_for_sign: float


def summarise(rows: Floats, gradient: Floats, settings: Settings) -> Summary:
    """The ledger's line for one estimator.

    Args:
        rows: contributions, shape (N, D), N ≥ 2.
        gradient: the exact one, shape (D,).
        settings: tells whether the rows of a batch depend on each other.
    """
    spread = rows - rows[0]  # rows that are all the same vary by nothing at all, not by what rounding leaves
    mean = rows[0] + spread.mean(axis=0)
    variance = float(spread.var(axis=0, ddof=1).sum())
    coupled = settings.baseline in (BASELINE_BATCH, BASELINE_OTHERS) and settings.batch > 1
    groups = rows.shape[0] // settings.batch
    independent = spread[: groups * settings.batch].reshape(groups, settings.batch, -1).mean(axis=1) if coupled and groups > 1 else spread
    error = independent.std(axis=0, ddof=1) / math.sqrt(independent.shape[0])
    norm, length = float(np.linalg.norm(gradient)), float(np.linalg.norm(mean))
    along = spread @ (gradient / norm) if norm > 0 else np.zeros(rows.shape[0])
    drift = float(mean @ gradient) / norm if norm > 0 else 0.0
    ratio = CONFIDENCE * float(along.std(ddof=1)) / drift if drift > 0 else math.inf
    needed = ratio * ratio  # which may be beyond all whole numbers of 64 bits, and beyond all numbers
    return Summary(
        mean=mean,
        standard_error=error,
        variance=variance,
        bias_norm=float(np.linalg.norm(mean - gradient)),
        cosine=float(mean @ gradient) / (norm * length) if norm > 0 and length > 0 else math.nan,
        snr=norm / math.sqrt(variance) if variance > 0 else math.inf,
        episodes_for_sign=max(1.0, float(np.ceil(needed))),
    )
