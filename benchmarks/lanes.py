"""A thousand runs on a bandit: `learn`, NumPy vectorised over the runs, and prototypes that interleave runs in lanes.

    python -m benchmarks.lanes              nanoseconds an update, a run at a time; a minute

The dependency chain of one update: θ → exp → total → π → which arm → reward → score → θ. A run at a time waits for every link of it;
in lanes, WIDE runs stand at the same link, and the compiler may do several at once where the link is plain arithmetic (from some forty
lanes on: fewer it unrolls instead). Random numbers are 128-bit integers and a table's ziggurat: those it never does several at once.

All prototypes do what `learn` does on three arms without a baseline (one-hot features, one episode a batch, plain ascent) and nothing of
what it could do besides; the first does so a run at a time. They draw the same random numbers and are held against it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numba import njit

import policyscope as ps
from benchmarks.peers import numpy_over_runs
from policyscope.gradients.chance import Chance
from policyscope.gradients.kernels.streams import normal, uniform
from policyscope.runs import open_run

RUNS, UPDATES, WIDE, ARMS, ROUNDS = 1000, 2000, 200, 3, 5
RATE = 0.1
LOG2E, LN2_HIGH, LN2_LOW = 1.4426950408889634, 6.93147180369123816490e-01, 1.90821492927058770002e-10
SHIFT = 6755399441055744.0  # 1.5 · 2⁵²: adding it rounds to a whole number

fast: Any = njit(error_model="numpy", nogil=True)


@njit(error_model="numpy", inline="always")
def own_exp(x: float) -> float:
    """e^x for −700 < x ≤ 0 by a polynomial of degree 11, to two units in the last place, in operations of which lanes can do several."""
    k = (x * LOG2E + SHIFT) - SHIFT
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    p = 2.505210838544172e-08
    for c in (
        2.755731922398589e-07, 2.7557319223985893e-06, 2.48015873015873e-05, 1.984126984126984e-04, 1.388888888888889e-03,
        8.333333333333333e-03, 4.1666666666666664e-02, 1.6666666666666666e-01, 0.5, 1.0, 1.0,
    ):  # fmt: skip
        p = p * r + c
    scale = np.int64(k) + 1023
    return p * two_to(scale)


@njit(error_model="numpy", inline="always")
def two_to(exponent: int) -> float:
    """2^(exponent − 1023), from its bits."""
    return np.int64(exponent << 52).view(np.float64)


@fast
def one_by_one(theta: np.ndarray, means: np.ndarray, std: float, streams: np.ndarray, updates: int) -> None:
    """`learn` with everything fixed that a bandit leaves fixed."""
    row = np.empty(ARMS)
    for run in range(theta.shape[0]):
        own, rng = theta[run], streams[run]
        for _ in range(updates):
            largest = max(own[0], own[1], own[2])
            total = 0.0
            for a in range(ARMS):
                gap = own[a] - largest
                row[a] = 1.0 if gap == 0.0 else math.exp(gap)
                total += row[a]
            share = 1.0 / total
            left, arm = uniform(rng), 0
            while arm < ARMS - 1 and left >= row[arm] * share:
                left -= row[arm] * share
                arm += 1
            reward = means[arm]
            if std > 0.0:
                reward += std * normal(rng)
            for a in range(ARMS):
                own[a] += RATE * reward * ((1.0 if a == arm else 0.0) - row[a] * share)


def lanes(vectorised: bool) -> Any:
    """WIDE runs at the same link of the chain, with the library's exp or with one that lanes can do several of at once."""

    @fast
    def play(theta: np.ndarray, means: np.ndarray, std: float, streams: np.ndarray, updates: int) -> None:
        own, row = np.empty((ARMS, WIDE)), np.empty((ARMS, WIDE))
        share, drawn, reward = np.empty(WIDE), np.empty(WIDE), np.empty(WIDE)
        for first in range(0, theta.shape[0], WIDE):
            for a in range(ARMS):
                for w in range(WIDE):
                    own[a, w] = theta[first + w, a]
            for _ in range(updates):
                for w in range(WIDE):
                    drawn[w] = uniform(streams[first + w])
                for w in range(WIDE):
                    share[w] = max(own[0, w], own[1, w], own[2, w])
                for a in range(ARMS):
                    for w in range(WIDE):
                        row[a, w] = own_exp(own[a, w] - share[w]) if vectorised else math.exp(own[a, w] - share[w])
                for w in range(WIDE):
                    share[w] = 1.0 / (row[0, w] + row[1, w] + row[2, w])
                for a in range(ARMS):
                    for w in range(WIDE):
                        row[a, w] *= share[w]
                for w in range(WIDE):
                    beyond = 1.0 if drawn[w] >= row[0, w] else 0.0
                    last = 1.0 if drawn[w] - row[0, w] >= row[1, w] else 0.0
                    share[w] = beyond + beyond * last  # the arm
                for w in range(WIDE):
                    reward[w] = means[int(share[w])]
                if std > 0.0:
                    for w in range(WIDE):
                        reward[w] += std * normal(streams[first + w])
                for a in range(ARMS):
                    for w in range(WIDE):
                        own[a, w] += RATE * reward[w] * ((1.0 if share[w] == a else 0.0) - row[a, w])
            for a in range(ARMS):
                for w in range(WIDE):
                    theta[first + w, a] = own[a, w]

    return play


@fast
def random_alone(theta: np.ndarray, means: np.ndarray, std: float, streams: np.ndarray, updates: int) -> None:
    """The random numbers of an update and nothing else: what no lanes can make faster."""
    for run in range(theta.shape[0]):
        for _ in range(updates):
            theta[run, 0] = uniform(streams[run])
            if std > 0.0:
                theta[run, 1] = normal(streams[run])


def nanoseconds(work: Callable[[], object]) -> float:
    """The least of some rounds, an update."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times) / (RUNS * UPDATES) * 1e9


def ours(std: float) -> tuple[Callable[[], object], Callable[[], object]]:
    """The kernel on a thousand runs, and NumPy vectorised over them."""
    bandit = ps.experiment(problem={"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": std}, runs=RUNS)
    run, peer = open_run(bandit), numpy_over_runs(bandit)
    run.learner.learn(2)
    return (lambda: run.learner.learn(UPDATES)), (lambda: peer(UPDATES))


def main() -> None:
    prototypes = {
        "a run at a time, nothing general": one_by_one,
        f"{WIDE} lanes, the library's exp": lanes(False),
        f"{WIDE} lanes, an exp that can be vectorised": lanes(True),
        "the random numbers alone": random_alone,
    }
    means, words = np.array([1.0, 0.7, 0.0]), Chance.seeded(range(RUNS)).words
    for std in (0.0, 1.0):
        kernel, peer = ours(std)
        rows = {"learn, as it is": nanoseconds(kernel), "NumPy vectorised over the runs": nanoseconds(peer)}
        ends = []
        for name, play in prototypes.items():
            theta = np.zeros((RUNS, ARMS))
            play(theta[:WIDE].copy(), means, std, words.copy(), 1)
            rows[name] = nanoseconds(partial(play, np.zeros((RUNS, ARMS)), means, std, words.copy(), UPDATES))
            play(theta, means, std, words.copy(), 200)
            ends.append(theta)
        assert np.allclose(ends[0], ends[1], atol=1e-9), "lanes draw the same runs"
        assert np.allclose(ends[0], ends[2], atol=1e-9)
        print(f"{RUNS} runs × {UPDATES} updates of three arms, rewards with spread {std:g}; nanoseconds an update")
        for name, time_ in rows.items():
            print(f"  {name:44}{time_:8.1f}   {rows['NumPy vectorised over the runs'] / time_:5.1f} × NumPy")


if __name__ == "__main__":
    main()
