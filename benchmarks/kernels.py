"""Updates a second of one learner: our compiled kernel, the same loops un-compiled, and what others write.

    python benchmarks/kernels.py                    all rows, side by side, in one run
    python benchmarks/kernels.py --only MLP         rows with these letters in their name
    python benchmarks/kernels.py --seconds 3

Every row learns the same thing as its peer (`benchmarks/peers.py`): reward-to-go, no baseline, one episode an update. Rows of
a thousand runs count the updates of all of them. Only the ratios mean anything on a machine that does other things too; every
candidate is timed in turn, round after round, and its best round counts. The network's peer needs PyTorch, which nothing else
here does: without it that row says so (`pip install torch`).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import peers
from benchmarks.peers import Advance
from policyscope.runs import Experiment, Limits, open_run

ROUNDS = 5
RUNS = 1000
LONGEST_BLOCK = 1_000_000

BANDIT = {"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 1.0}
GRID = {"kind": "gridworld", "map": ["S...", ".#..", "...C", "...G"], "cliff_reward": -10.0, "horizon": 60}
OPEN_GRID = {"kind": "gridworld", "map": ["S...", "....", "....", "...G"], "horizon": 60}


@dataclass(frozen=True)
class Row:
    """A line of the table: what is learned, and what it is measured against."""

    peer: str
    problem: dict[str, Any]
    policy: dict[str, Any] | None = None
    runs: int = 1

    @property
    def experiment(self) -> Experiment:
        """A small step keeps episodes about as long throughout."""
        raw: dict[str, Any] = {
            "problem": self.problem,
            "optimizer": {"kind": "ascent", "learning_rate": peers.STEP_SIZE},
            "runs": self.runs,
        }
        return Experiment.model_validate(raw | ({"policy": self.policy} if self.policy else {}))

    def ours(self) -> Advance:
        """The product's own run; gives the actions taken."""
        run = open_run(self.experiment, Limits(state_numbers=10**7))  # a thousand runs of 48 states hold more than a page may
        return lambda updates: int(run.advance(updates, frozenset())["block"]["actions"])

    def theirs(self) -> Advance | None:
        """The peer's loop; None where it is not installed."""
        return peers.LOOPS[self.peer](self.experiment)


GAUSSIAN = {"kind": "continuous_bandit"}, {"kind": "gaussian", "learn_sigma": True}
ROWS = {
    "3 arms": Row("NumPy", BANDIT),
    "10 arms": Row("NumPy", {"kind": "testbed", "arms": 10}),
    "4x4 grid": Row("NumPy", GRID),
    "12x4 cliff": Row("NumPy", {"kind": "gridworld", "map": ["." * 12] * 3 + ["SCCCCCCCCCCG"], "horizon": 100}),
    "Gaussian": Row("NumPy, Gaussian", *GAUSSIAN),
    "MLP 16-32-4": Row("PyTorch", OPEN_GRID, {"kind": "mlp", "hidden": [32]}),
}
ROWS |= {
    f"{name}, {RUNS} runs": Row("NumPy over runs", ROWS[name].problem, ROWS[name].policy, RUNS)
    for name in ("3 arms", "10 arms", "4x4 grid", "12x4 cliff")
}


def rate(advance: Advance, seconds: float, runs: int = 1) -> tuple[float, float]:
    """Updates and steps a second over at least ``seconds``, those of all runs together."""
    updates, steps, block, began = 0, 0, 1, perf_counter()
    while (spent := perf_counter() - began) < seconds:
        steps += advance(block)
        updates += block * runs
        block = min(block * 2, LONGEST_BLOCK // runs)
    return updates / spent, steps / spent


def growth(advance: Advance) -> int:
    """Bytes that a hundred times more updates leave allocated."""
    advance(20)
    tracemalloc.start()
    advance(20)
    before = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    advance(2000)
    after = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return after - before


def uncompiled(names: list[str], seconds: float) -> dict[str, float]:
    """The same loops in the interpreter: a child process with the compiler off."""
    child = subprocess.run(
        [sys.executable, __file__, "--seconds", str(seconds), "--child", *names],
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
    parser.add_argument("--only", default="", help="rows with these letters in their name")
    parser.add_argument("--child", nargs="*", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child is not None:
        print(json.dumps({name: rate(ROWS[name].ours(), asked.seconds)[0] for name in asked.child}))
        return
    rows = {name: row for name, row in ROWS.items() if asked.only in name}
    slow = uncompiled([name for name, row in rows.items() if row.runs == 1], asked.seconds)
    print(f"{'problem':22} {'kernel':>11} {'steps/s':>11} {'peer':>16} {'':>10} {'× peer':>7} {'× un-compiled':>14} {'growth':>8}")
    for name, row in rows.items():
        fast, plain = row.ours(), row.theirs()
        fast(10)
        kernel = steps = peer = 0.0
        for _ in range(ROUNDS):
            updates, taken = rate(fast, asked.seconds, row.runs)
            kernel, steps = max(kernel, updates), max(steps, taken)
            peer = max(peer, rate(plain, asked.seconds, row.runs)[0]) if plain else 0.0
        others = f"{peer:10,.0f} {kernel / peer:7.1f}" if plain else f"{'missing':>10} {'':7}"
        against = f"{kernel / slow[name]:14.0f}" if name in slow else f"{'':14}"
        print(f"{name:22} {kernel:11,.0f} {steps:11,.0f} {row.peer:>16} {others} {against} {growth(fast):6} B")


if __name__ == "__main__":
    main()
