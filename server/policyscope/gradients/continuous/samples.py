"""What each sample of a batch was worth: its score, and what it added to the estimate, as the kernel worked them out.

The kernel adds contributions up as it draws; here they are told apart for the pictures. A test holds their mean against the kernel's
estimate, for every estimator.
"""

from __future__ import annotations

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients.continuous.arrays import ContinuousArrays
from policyscope.gradients.kernels.arrays import Settings
from policyscope.gradients.kernels.codes import Estimator
from policyscope.gradients.kernels.continuum import Samples
from policyscope.gradients.kernels.curve import ROOT_TWO_PI


def scores_of(model: ContinuousArrays, batch: Samples, shown: slice) -> Floats:
    """∇ log π(A|x) of some samples, shape (n, D), at the θ they were drawn with: (z/σ x, z² − 1)."""
    z, x = batch.noise[shown], model.problem.contexts[batch.contexts[shown]]
    along = (z / batch.sigma[0])[:, None] * x
    return np.column_stack([along, z**2 - 1]) if model.policy.learn_sigma else along


def contributions_of(model: ContinuousArrays, settings: Settings, batch: Samples, shown: slice) -> Floats:
    """What some samples add to the estimate, before it is averaged, entropy bonus included; shape (n, D).

    Args:
        model: problem and policy.
        settings: those the batch was drawn with.
        batch: as the kernel left it.
        shown: which samples.

    Raises:
        ValueError: for an estimator that has no formula here.
    """
    estimator, sigma = Estimator(settings.estimator), float(batch.sigma[0])
    z, x, weights = batch.noise[shown], model.problem.contexts[batch.contexts[shown]], batch.weights[shown]
    match estimator:
        case Estimator.REINFORCE:
            columns = [*(weights * z / sigma * x.T), weights * (z**2 - 1)]
        case Estimator.PATHWISE:
            columns = [*(weights * x.T), weights * sigma * z]
        case Estimator.MEASURE_VALUED:
            gaps = batch.probed[shown]
            columns = [*((gaps[:, 0] - gaps[:, 1]) / (sigma * ROOT_TWO_PI) * x.T), gaps[:, 2] - gaps[:, 3]]
        case Estimator.FINITE_DIFFERENCE:
            columns = _differences(model, settings.spacing, batch.means[batch.contexts[shown]], sigma, z, x)
        case _:
            raise ValueError(f"expected an estimator of a scalar action, got {estimator.name}")
    rows = np.column_stack([*columns[:-1], columns[-1] + settings.entropy])
    return rows if model.policy.learn_sigma else np.ascontiguousarray(rows[:, :-1])


def _differences(model: ContinuousArrays, reach: float, means: Floats, sigma: float, z: Floats, x: Floats) -> list[Floats]:
    """(r(θ + ε e_d) − r(θ − ε e_d)) / 2ε for every parameter."""
    moves = [means + s * reach * column + sigma * z for column in x.T for s in (1, -1)]
    moves += [means + sigma * np.exp(s * reach) * z for s in (1, -1)]
    reward = model.problem.reward
    paid = [np.array([float(reward.mean(a, row)) for a, row in zip(each, x, strict=True)]) for each in moves]
    return [(paid[2 * d] - paid[2 * d + 1]) / (2 * reach) for d in range(x.shape[1] + 1)]
