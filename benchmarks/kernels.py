"""Updates a second of one REINFORCE learner: our compiled kernel, the same loops un-compiled, and a plain NumPy loop.

    python benchmarks/kernels.py            all rows, side by side, in one run
    python benchmarks/kernels.py --seconds 3

Every row learns the same thing: reward-to-go, no baseline, one episode an update. The NumPy loop is the one a textbook
exercise would have: `rng.choice` for actions and next states, one array expression a line. Only the ratios mean anything
on a machine that does other things too; every candidate is timed in turn, round after round, and its best round counts.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from time import perf_counter

import numpy as np

from policyscope.problems import TabularMDP
from policyscope.runs import Experiment, open_run

ROUNDS = 5
PROBLEMS = {
    "3 arms": {"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 1.0},
    "10 arms": {"kind": "testbed", "arms": 10},
    "4x4 grid": {"kind": "gridworld", "map": ["S...", ".#..", "...C", "...G"], "cliff_reward": -10.0, "horizon": 60},
    "12x4 cliff": {"kind": "gridworld", "map": ["." * 12] * 3 + ["SCCCCCCCCCCG"], "horizon": 100},
    "Gaussian": {"kind": "continuous_bandit"},
}
POLICIES = {"Gaussian": {"kind": "gaussian", "learn_sigma": True}}
Advance = Callable[[int], int]


def experiment(name: str) -> Experiment:
    """The row's experiment; a small step keeps episodes about as long throughout."""
    raw = {"problem": PROBLEMS[name], "optimizer": {"kind": "ascent", "learning_rate": 1e-4}}
    return Experiment.model_validate(raw | ({"policy": POLICIES[name]} if name in POLICIES else {}))


def ours(name: str) -> Advance:
    """The product's own run; returns steps taken."""
    run = open_run(experiment(name))
    return lambda updates: int(run.advance(updates, frozenset())["block"]["steps"])


def numpy_loop(name: str) -> Advance:
    """The textbook exercise in NumPy on the same arrays."""
    if name == "Gaussian":
        return numpy_gaussian()
    problem: TabularMDP = experiment(name).problem.build()
    rng = np.random.default_rng(0)
    theta = np.zeros((problem.states, problem.actions))
    horizon = problem.horizon or 10**9

    def advance(updates: int) -> int:
        total = 0
        for _ in range(updates):
            states, actions, rewards = [], [], []
            s = rng.choice(problem.states, p=problem.start)
            while not problem.terminal[s] and len(states) < horizon:
                pi = np.exp(theta[s] - theta[s].max())
                pi /= pi.sum()
                a = rng.choice(problem.actions, p=pi)
                after = rng.choice(problem.states, p=problem.transition[s, a]) if problem.states > 1 else s
                states.append(s)
                actions.append(a)
                rewards.append(rng.normal(problem.reward[s, a, after], problem.reward_std[s, a, after]))
                s = after
            returns = np.cumsum(rewards[::-1])[::-1]
            gradient = np.zeros_like(theta)
            for s, a, g in zip(states, actions, returns, strict=True):
                pi = np.exp(theta[s] - theta[s].max())
                pi /= pi.sum()
                gradient[s] -= g * pi
                gradient[s, a] += g
            theta[:] += 1e-4 * gradient
            total += len(states)
        return total

    return advance


def numpy_gaussian() -> Advance:
    """Sutton & Barto (2018), exercise 13.4, as it is written: θ = (w, log σ), one score vector, reward −(a − 2)²."""
    rng = np.random.default_rng(0)
    x, theta = np.ones(1), np.zeros(2)

    def advance(updates: int) -> int:
        for _ in range(updates):
            mean, sigma = theta[:-1] @ x, np.exp(theta[-1])
            a = rng.normal(mean, sigma)
            r = -((a - 2.0) ** 2)
            score = np.append((a - mean) / sigma**2 * x, (a - mean) ** 2 / sigma**2 - 1)
            theta[:] += 1e-4 * r * score
        return updates

    return advance


def rate(advance: Advance, seconds: float) -> tuple[float, float]:
    """Updates and steps a second over at least ``seconds``."""
    updates, steps, block, began = 0, 0, 1, perf_counter()
    while (spent := perf_counter() - began) < seconds:
        steps += advance(block)
        updates += block
        block = min(block * 2, 1_000_000)
    return updates / spent, steps / spent


def growth(advance: Advance) -> int:
    """Bytes that a hundred times more updates leave allocated."""
    advance(100)
    tracemalloc.start()
    advance(100)
    before = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    advance(10_000)
    after = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return after - before


def uncompiled(seconds: float) -> dict[str, float]:
    """The same loops in the interpreter: a child process with the compiler off."""
    child = subprocess.run(
        [sys.executable, __file__, "--seconds", str(seconds), "--child"],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, float] = json.loads(child.stdout)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seconds", type=float, default=1.0, help="how long a candidate is timed in each round")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps({name: rate(ours(name), asked.seconds)[0] for name in PROBLEMS}))
        return
    slow = uncompiled(asked.seconds)
    print(
        f"{'problem':12} {'kernel':>12} {'steps/s':>12} {'NumPy':>10} {'un-compiled':>12} "
        f"{'× NumPy':>9} {'× un-compiled':>14} {'growth':>8}"
    )
    for name in PROBLEMS:
        fast, plain = ours(name), numpy_loop(name)
        fast(10), plain(2)
        rounds = [(rate(fast, asked.seconds), rate(plain, asked.seconds)) for _ in range(ROUNDS)]
        kernel, steps = max(first for first, _ in rounds)
        peer = max(second[0] for _, second in rounds)
        print(
            f"{name:12} {kernel:12,.0f} {steps:12,.0f} {peer:10,.0f} {slow[name]:12,.0f} "
            f"{kernel / peer:9.0f} {kernel / slow[name]:14.0f} {growth(fast):6} B"
        )


if __name__ == "__main__":
    main()
