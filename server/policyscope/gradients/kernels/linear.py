"""What the kernels of linear-quadratic problems read and write: a state and an action that are numbers, H steps, a Gaussian policy.

    S' = a S + b A + noise · w        R = −(q S² + r A²)        and −q_T S_H² after the last step

Shapes: N episodes of a batch, H steps of each, K = 1 or 2 features (S) or (S, 1), D = K or K + 1 parameters θ = (w[, c][, log σ]).
"""

from __future__ import annotations

from typing import NamedTuple

from policyscope.arrays import Floats, Integers


class Plant(NamedTuple):
    """A linear-quadratic problem and its Gaussian policy; plant is control theory's word for what is steered."""

    a: float
    b: float
    q: float
    r: float
    noise: float
    start_mean: float
    start_std: float
    final: float
    horizon: int
    inputs: int  # K
    sigma: float  # the spread where θ does not hold it
    largest_weight: float  # a weight beyond it is lost
    largest_log_sigma: float  # log σ is kept within it


class Paths(NamedTuple):
    """The episodes of one update, and the policy they were drawn with."""

    states: Floats  # [N, H + 1]
    noise: Floats  # [N, H] z = (A − μ) / σ
    disturbance: Floats  # [N, H] what the state was disturbed by
    actions: Floats  # [N, H]
    rewards: Floats  # [N, H] without what the last state costs
    returns: Floats  # [N, H] G_t, or G_0 when credit is the total return; entropy bonus and last cost included
    baselines: Floats  # [N, H]
    weights: Floats  # [N, H] cᵗ (return − baseline); dG_0/dA_t for the pathwise estimator
    at_time: Floats  # [H] sums over the batch of G_t
    policy: Floats  # [3] w, c, σ
    tally: Floats  # [4] episodes, steps, none truncated, sum of G_0 since last cleared
    estimate: Floats  # [D] mean of the last batch's contributions
    direction: Floats  # [D] the same after the preconditioner
    stop: Integers  # [1] not 0: the kernel is to return soon, whatever it leaves behind; another thread may write it


class Outlook(NamedTuple):
    """Room for the exact answers at one θ."""

    means: Floats  # [H + 1] of the state
    variances: Floats  # [H + 1]
    values: Floats  # [H + 1, 3] V_t(s) by falling power of s, entropy bonus included
    slopes: Floats  # [H, 3] ∂Q_t/∂a at a = μ(s) as ``[0]·s + [1]``, and the coefficient of a² in Q_t
    gradient: Floats  # [D]
    moments: Floats  # [3] Σ γᵗ E S_t², Σ γᵗ E S_t, Σ γᵗ
    curvature: Floats  # [K, K] Σ γᵗ E x xᵀ / Σ γᵗ, then its eigenvalues on the diagonal
    vectors: Floats  # [K, K] eigenvectors in columns
    scale: Floats  # [K] the diagonal it had
    column: Floats  # [K] scratch
    natural: Floats  # [K] scratch
