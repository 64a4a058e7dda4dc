"""What the kernels of continuous bandits read and write: a scalar action, a Gaussian policy, one step.

Shapes: C contexts, K features of each, D = K or K + 1 parameters θ = (w, log σ), N samples of a batch.
"""

from __future__ import annotations

from typing import NamedTuple

from policyscope.arrays import Floats, Integers
from policyscope.gradients.kernels.codes import Code

CURVE = 6  # numbers a curve takes at most
PROBES = 4  # rewards asked for one measure-valued sample: two for the mean, two for the spread
HERMITE = 5  # E[r(A) He_k(z)] for k = 0 … 4


class Shape(Code):
    """How the mean reward depends on the action."""

    QUADRATIC = 0
    HILLS = 1
    STAIR = 2


class Continuum(NamedTuple):
    """A continuous bandit and its Gaussian policy.

    ``curve[c]`` holds, by ``shape``:  QUADRATIC target, scale, top;  HILLS height, centre, width of each;  STAIR threshold,
    low, high. ``curvature`` has the eigenvalues of Σ_c p(c) x xᵀ on its diagonal, ``vectors`` its eigenvectors in columns,
    ``scale`` its own diagonal.
    """

    contexts: Floats  # [C, K]
    chance: Floats  # [C]
    shape: int
    curve: Floats  # [C, CURVE]
    reward_std: float
    sigma: float  # the spread where θ does not hold it
    largest_weight: float  # θ is kept within these
    largest_log_sigma: float
    curvature: Floats  # [K, K]
    vectors: Floats  # [K, K]
    scale: Floats  # [K]


class Samples(NamedTuple):
    """The samples of one update, and the policy they were drawn with."""

    contexts: Integers  # [N]
    noise: Floats  # [N] z = (A − μ) / σ
    actions: Floats  # [N]
    rewards: Floats  # [N]
    returns: Floats  # [N] reward and entropy bonus
    baselines: Floats  # [N]
    weights: Floats  # [N] return − baseline; r′(A) for the pathwise estimator
    probes: Floats  # [N, PROBES] the pairs of actions a measure-valued sample compares
    probed: Floats  # [N, PROBES] their rewards
    means: Floats  # [C] w·x
    sigma: Floats  # [1]
    tally: Floats  # [4] samples, as many steps, none truncated, sum of the returns since last cleared: as for longer episodes
    estimate: Floats  # [D] mean of the last batch's contributions
    direction: Floats  # [D] the same after the preconditioner
    stop: Integers  # [1] not 0: the kernel is to return soon, whatever it leaves behind; another thread may write it


class Truth(NamedTuple):
    """Room for the exact answers at one θ."""

    means: Floats  # [C] w·x
    hermite: Floats  # [C, HERMITE] E[r(A) He_k(z)], which is σᵏ times the k-th derivative of E[r(A)] by the mean
    values: Floats  # [C] V(c) = E[r(A)] + β H
    gradient: Floats  # [D]
    column: Floats  # [K] scratch
    natural: Floats  # [K] scratch
    beyond: Floats  # [C] b*(c) − V(c), b*(c) the baseline of least variance of each context
