"""A thousand runs at once: our kernel against NumPy vectorised over the runs, on the same arrays.

    python benchmarks/ensembles.py          all rows, side by side, in one run

The NumPy side is what a careful student writes for a study: every array has the runs as its first axis, no Python loop but
the one over time steps, actions and successors drawn by comparing one uniform number with cumulated probabilities.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.kernels import PROBLEMS, experiment
from policyscope.problems import TabularMDP
from policyscope.runs import open_run

RUNS = 1000
ROUNDS = 5
LONGEST_BLOCK = 64
Advance = Callable[[int], object]


def ours(name: str) -> Advance:
    """The product's own ensemble."""
    run = open_run(experiment(name).model_copy(update={"runs": RUNS}))
    return lambda updates: run.advance(updates, frozenset())


def vectorised(name: str) -> Advance:
    """REINFORCE with reward-to-go, one episode an update and run, NumPy arrays over all runs."""
    problem: TabularMDP = experiment(name).problem.build()
    rng = np.random.default_rng(0)
    theta = np.zeros((RUNS, problem.states, problem.actions))
    everyone = np.arange(RUNS)
    begin, follow = np.cumsum(problem.start), np.cumsum(problem.transition, axis=2)
    horizon = problem.horizon or 10**9

    def pick(cumulated: np.ndarray) -> np.ndarray:
        return np.minimum((rng.random(len(cumulated))[:, None] >= cumulated).sum(axis=1), cumulated.shape[1] - 1)

    def update() -> None:
        states = np.zeros(RUNS, int) if problem.states == 1 else pick(np.broadcast_to(begin, (RUNS, problem.states)))
        alive, path = everyone, []
        preferences = np.exp(theta - theta.max(axis=2, keepdims=True))
        pi = preferences / preferences.sum(axis=2, keepdims=True)
        while len(alive) and len(path) < horizon:
            rows = pi[alive, states]
            actions = pick(np.cumsum(rows, axis=1))
            after = np.zeros(len(alive), int) if problem.states == 1 else pick(follow[states, actions])
            rewards = problem.reward[states, actions, after]
            spread = problem.reward_std[states, actions, after]
            if spread.any():
                rewards = rewards + spread * rng.standard_normal(len(alive))
            path.append((alive, states, actions, rows, rewards))
            going = ~problem.terminal[after]
            alive, states = alive[going], after[going]
        returns, gradient = np.zeros(RUNS), np.zeros_like(theta)
        for alive, states, actions, rows, rewards in reversed(path):
            returns[alive] += rewards
            gradient[alive, states] -= returns[alive, None] * rows
            gradient[alive, states, actions] += returns[alive]
        theta[:] += 1e-4 * gradient

    def advance(updates: int) -> None:
        for _ in range(updates):
            update()

    return advance


def rate(advance: Advance, seconds: float) -> float:
    """Updates a second, those of all runs together; a frame comes after every block, as in a live run."""
    updates, block, began = 0, 1, perf_counter()
    while (spent := perf_counter() - began) < seconds:
        advance(block)
        updates += block * RUNS
        block = min(2 * block, LONGEST_BLOCK)
    return updates / spent


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seconds", type=float, default=1.0, help="how long a candidate is timed in each round")
    asked = parser.parse_args()
    print(f"{RUNS} runs     {'kernel':>12} {'NumPy over runs':>16} {'ratio':>7}     updates/s, all runs together")
    for name in PROBLEMS:
        fast, plain = ours(name), vectorised(name)
        fast(1), plain(1)
        rounds = [(rate(fast, asked.seconds), rate(plain, asked.seconds)) for _ in range(ROUNDS)]
        kernel, peer = (max(column) for column in zip(*rounds, strict=True))
        print(f"{name:12} {kernel:12,.0f} {peer:16,.0f} {kernel / peer:7.1f}")


if __name__ == "__main__":
    main()
