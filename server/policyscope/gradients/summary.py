"""What sampled contributions say about their estimator, whatever the family."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Settings
from policyscope.gradients.kernels.codes import Baseline, Estimator

CONFIDENCE = NormalDist().inv_cdf(0.95)


class Variance(NamedTuple):
    """Exact moments of one contribution.

    Attributes:
        trace: of its covariance.
        diagonal: of its covariance, the variance of each component, shape (D,); None where only the trace is known.
    """

    trace: float
    diagonal: Floats | None


@dataclass(frozen=True, eq=False)
class Summary:
    """What N contributions say about their estimator, compared with the true gradient.

    Attributes:
        mean: shape (D,).
        standard_error: of that mean, shape (D,); rows of one batch are not independent where the baseline is the batch's
            own, or several epochs climb it together, so it is then taken between batches.
        variance: trace of the covariance of one contribution.
        variance_standard_error: of that trace, taken between batches where the mean's is; heavy tails make it large.
        variance_diagonal: its diagonal, the variance of each component, shape (D,).
        bias_norm: |mean − ∇J|; compare with the standard error before calling it bias.
        cosine: between mean and ∇J; NaN where either is zero.
        snr: |∇J| / √variance, the signal to noise of one episode; infinite without noise.
        episodes_for_sign: episodes whose mean has the right sign along ∇J with 95 % probability (normal approximation).
    """

    mean: Floats
    standard_error: Floats
    variance: float
    variance_standard_error: float
    variance_diagonal: Floats
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
    diagonal = spread.var(axis=0, ddof=1)
    variance = float(diagonal.sum())
    together = settings.estimator == Estimator.CLIPPED and settings.epochs > 1
    coupled = (together or Baseline(settings.baseline).looks_at == "batch") and settings.batch > 1
    groups = rows.shape[0] // settings.batch
    independent = spread[: groups * settings.batch].reshape(groups, settings.batch, -1).mean(axis=1) if coupled and groups > 1 else spread
    error = independent.std(axis=0, ddof=1) / math.sqrt(independent.shape[0])
    away = np.square(spread - spread.mean(axis=0)).sum(axis=1)
    if coupled and groups > 1:
        away = away[: groups * settings.batch].reshape(groups, settings.batch).mean(axis=1)
    norm, length = float(np.linalg.norm(gradient)), float(np.linalg.norm(mean))
    along = spread @ (gradient / norm) if norm > 0 else np.zeros(rows.shape[0])
    drift = float(mean @ gradient) / norm if norm > 0 else 0.0
    ratio = CONFIDENCE * float(along.std(ddof=1)) / drift if drift > 0 else math.inf
    needed = ratio * ratio  # which may be beyond all whole numbers of 64 bits, and beyond all numbers
    return Summary(
        mean=mean,
        standard_error=error,
        variance=variance,
        variance_standard_error=float(away.std(ddof=1)) / math.sqrt(away.shape[0]),
        variance_diagonal=diagonal,
        bias_norm=float(np.linalg.norm(mean - gradient)),
        cosine=float(mean @ gradient) / (norm * length) if norm > 0 and length > 0 else math.nan,
        snr=norm / math.sqrt(variance) if variance > 0 else math.inf,
        episodes_for_sign=max(1.0, float(np.ceil(needed))),
    )
