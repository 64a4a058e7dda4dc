"""The arrays the kernels read and write, grouped by what they are about.

Shapes: S states, A actions, D parameters, N episodes of a batch, T time steps, L stored steps of a batch, R runs.
A named tuple of arrays is what both numba and the plain interpreter take as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from policyscope.arrays import Bools, Floats, Integers, Words
from policyscope.gradients.kernels.codes import Baseline, Code, Estimator, Objective, Optimizer, Preconditioner, Schedule

Stream = Any
"""One source of random numbers: a numpy Generator to the interpreter, a row of words to the compiler; see kernels/chance.py."""
Streams = Words | Sequence[Stream]
"""One for each run."""

NO_ROWS = np.zeros((0, 0))


class Dynamics(NamedTuple):
    """A tabular MDP as compact successor lists: row s·A + a spans ``pointer[row]:pointer[row + 1]``.

    ``slot`` places each successor in the policy's chain P_π, a CSR matrix (``chain_pointer``, ``chain_column``) over the
    non-terminal states alone; −1 where the successor is terminal. ``horizon`` 0 means none.
    """

    start: Floats  # [S]
    pointer: Integers  # [S·A + 1]
    successor: Integers
    probability: Floats
    mean: Floats
    std: Floats
    expected: Floats  # [S, A] r(s, a)
    terminal: Bools  # [S]
    slot: Integers
    chain_pointer: Integers  # [S + 1]
    chain_column: Integers
    horizon: int
    bernoulli: bool
    anchor: int  # a state every policy with full support keeps coming back to; −1 where there is none


class Phi(NamedTuple):
    """Sparse features: φ(s, a) has ``value[k]`` in ``column[k]`` for k in ``pointer[s·A + a]:pointer[s·A + a + 1]``.

    Or a network, where ``sizes`` has its layers: then x(s) has ``value[k]`` in ``column[k]`` for k in ``pointer[s]:pointer[s + 1]``.
    """

    pointer: Integers
    column: Integers
    value: Floats
    sizes: Integers  # [layers + 1] inputs, hidden units, actions; empty for features
    tabular: bool  # one-hot: entry s·A + a is a 1 in that column, so nobody needs to look
    apart: bool  # no two actions of a state have a column in common, as one-hot features, or a block an action

    @property
    def units(self) -> int:
        """Numbers a state's row of units takes: what each unit puts out, and the slope there; 0 for features."""
        return 2 * int(self.sizes[1:].sum())


class Settings(NamedTuple):
    """What may change while a run plays. Every field keeps its type, or the kernels would be compiled again."""

    temperature: float = 1.0
    discount: float = 1.0
    weighting: float = 1.0  # c in cᵗ: γ when the estimator weighs by γᵗ, else 1
    total_return: bool = False
    exact: bool = False
    baseline: int = Baseline.NONE
    baseline_value: float = 0.0  # the constant, or the offset from the optimal one
    of_estimate: bool = False  # the optimal baselines minimise the variance of the estimate, whatever preconditioner makes the step
    baseline_step: float = 0.0  # 0: the plain average, 1/n
    include_current: bool = False
    shared_value: bool = False
    batch: int = 1
    rate: float = 0.1
    preconditioner: int = Preconditioner.NONE
    damping: float = 0.0
    estimator: int = Estimator.REINFORCE
    objective: int = Objective.START_VALUE
    average_discount: float = 0.0  # γ of the average value; ``discount`` is then 1, for segments
    share: float = 1.0  # what one episode's contribution counts: 1, or for a segment of T steps 1/T (and 1/(1 − γ))
    trace: float = 0.0  # λ of the λ-return
    spacing: float = 0.1  # ε of the finite difference
    clip: float = 0.2  # ε of the clipped surrogate
    epochs: int = 1  # ascents of the clipped surrogate on one batch
    epoch_rate: float = 0.1  # step size of each
    entropy: float = 0.0  # β of the bonus β H(π(·|S_t)) at every step
    optimizer: int = Optimizer.ASCENT
    schedule: int = Schedule.CONSTANT
    decay_after: float = 100.0  # updates until a falling rate has halved (1/t) or lost 30 % (1/√t)
    momentum: float = 0.9  # decay of the mean of past directions
    second: float = 0.999  # Adam's decay of the mean of their squares
    epsilon: float = 1e-8
    moving: bool = False  # θ moves after every step of a finished episode, not once along the batch's mean

    def bare(self) -> Settings:
        """The same with codes as plain numbers: numba looks at those in C, and at a code in Python, 50 µs a call."""
        codes: dict[str, Any] = {name: int(value) for name, value in self._asdict().items() if isinstance(value, Code)}
        return self._replace(**codes)


class Memory(NamedTuple):
    """What one update leaves to the next, a row a run; kernels that see one run get its rows alone."""

    theta: Floats  # [R, D]
    running: Floats  # [R, 2] mean of the returns so far, their count
    value: Floats  # [R, S] learned V̂(s)
    slope: Floats  # [R, D] the optimizer's mean of past directions
    square: Floats  # [R, D] and of their squares
    steps: Floats  # [R, 2] updates so far, and those of them that Adam made

    @classmethod
    def fresh(cls, theta: Floats, states: int, runs: int = 1) -> Memory:
        """Nothing remembered yet, θ[D] the same for every run; it is copied."""
        size = theta.size
        return cls(
            np.tile(theta, (runs, 1)),
            np.zeros((runs, 2)),
            np.zeros((runs, states)),
            np.zeros((runs, size)),
            np.zeros((runs, size)),
            np.zeros((runs, 2)),
        )

    def copy(self) -> Memory:
        """The same in arrays of its own."""
        return Memory(*(array.copy() for array in self))

    def part(self, runs: slice) -> Memory:
        """Some runs' rows, as views: what is written there is written here."""
        return Memory(*(array[runs] for array in self))

    def first(self) -> Memory:
        """The first run's alone, in arrays of its own."""
        return Memory(*(array[:1].copy() for array in self))


class Batch(NamedTuple):
    """The episodes of one update, one after the other, and the policy they were drawn with."""

    states: Integers  # [L]
    actions: Integers  # [L]
    rewards: Floats  # [L]
    returns: Floats  # [L] G_t, or G_0 when credit is the total return
    baselines: Floats  # [L]
    weights: Floats  # [L] cᵗ (return − baseline)
    first: Integers  # [N + 1] where episode i begins
    last_state: Integers  # [N] where it ended
    score: Floats  # [N] discounted return G_0, or a segment's share of it: what the episode says of J
    at_time: Floats  # [T] sums over the batch of G_t
    probabilities: Floats  # [S, A], rows valid where stamp == clock
    surprises: Floats  # [S, A] −log π(a|s) beside them, and
    entropies: Floats  # [S] H(π(·|s)), both valid where told == clock: if there is an entropy bonus
    units: Floats  # [S, U] beside them, for a network
    theta: Floats  # [D] where they were drawn, for a network, or if θ moves at every step
    stamp: Integers  # [S]
    told: Integers  # [S]
    clock: Integers  # [1]
    tally: Floats  # [4] episodes, steps, truncated episodes, sum of G_0 since last cleared
    estimate: Floats  # [D] mean of the last batch's contributions
    direction: Floats  # [D] the same after the preconditioner
    row: Floats  # [A] scratch
    elsewhere: Floats  # [D] scratch: θ a little beside itself
    stop: Integers  # [1] not 0: the kernel is to return soon, whatever it leaves behind; another thread may write it


class Exact(NamedTuple):
    """Room for the exact answers at one θ."""

    theta: Floats  # [D]
    probabilities: Floats  # [S, A]
    units: Floats  # [S, U] beside them, for a network
    chain: Floats  # values of P_π on its fixed pattern
    reward: Floats  # [S] r_π(s)
    ending: Floats  # [S] the chance that the next step enters a terminal state
    leave: Floats  # [S] scratch: row sums of the matrix being eliminated
    values: Floats  # [H + 1, S] V_t(s) with a horizon, [1, S] without
    action_values: Floats  # [S, A] Q_0
    state_values: Floats  # [S] V_0, or differential values, or the average value's V
    visitation: Floats  # [S] Σ_t γᵗ P(S_t = s), or the stationary distribution
    start: Floats  # [S] where sampled episodes begin
    weights: Floats  # [S, A] Σ_t γᵗ P(S_t = s) Q_t(s, a), but for a constant a state
    gradient: Floats  # [D]
    flow: Floats  # [2, S] scratch
    row: Floats  # [A] scratch
    elimination: Floats  # [S, S]


class Metric(NamedTuple):
    """Room for the natural gradient and the optimal baselines; empty arrays where they are not wanted or not needed."""

    curvature: Floats  # [D, D] the Fisher matrix, then its eigenvalues on the diagonal, or damped its triangular factor
    vectors: Floats  # [D, D] eigenvectors in columns
    scale: Floats  # [D] the diagonal of the Fisher matrix
    psi: Floats  # [S, A, D] scores, or their natural directions; [1, 1, D] one of them
    share: Floats  # [S, A] what each Q counts in the best baseline of a state
    moments: Floats  # [2, S, 2D + 3], or 3D + 3 without the log
    column: Floats  # [max(S, D)]
