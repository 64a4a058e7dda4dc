"""A study's speed: 1000 seeds × 2000 bandit updates here, by NumPy vectorised over the runs, and by a loop over single runs.

    python -m benchmarks.studies            prints a table; a minute on a quiet machine

Every figure is the least of three, in seconds of wall clock. Cores used: the time on one thread over the time on N, divided by N.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import policyscope as ps
from benchmarks.peers import numpy_over_runs

SEEDS, UPDATES, REPEATS = 1000, 2000, 3
SINGLE = 50


def least(work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def on(threads: int, seeds: int = SEEDS, chunk: int = 250) -> Callable[[], object]:
    def work() -> object:
        with ThreadPoolExecutor(threads) as pool:
            return ps.study(BANDIT, seeds=seeds, updates=UPDATES, every=UPDATES, executor=pool, chunk=chunk)

    return work


def memory() -> float:
    """The most this process has used, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


BANDIT = ps.experiment(preset="three_arms")


def main() -> None:
    cores = os.cpu_count() or 1
    ps.study(BANDIT, seeds=2, updates=2)  # kernels loaded
    one, all_cores = least(on(1)), least(on(cores))
    peer = numpy_over_runs(ps.experiment(BANDIT, runs=SEEDS))
    vectorised = least(lambda: peer(UPDATES))
    alone = least(lambda: [ps.run(ps.experiment(BANDIT, seed=k), UPDATES, UPDATES) for k in range(SINGLE)]) * SEEDS / SINGLE
    print(f"{SEEDS} seeds × {UPDATES} updates, three arms, {cores} cores; seconds")
    print(f"  a study on one thread            {one:8.3f}")
    print(f"  a study on {cores} threads            {all_cores:8.3f}   efficiency {one / all_cores / cores:.2f}")
    print(f"  NumPy vectorised over the runs   {vectorised:8.3f}   {vectorised / one:.1f} × one thread")
    print(f"  a loop over single ps.run        {alone:8.3f}   {alone / one:.1f} × one thread")
    small, large = least(on(1, chunk=50)), least(on(1, chunk=500))
    print(f"  a chunk's own cost               {max(0.0, small - large) / (SEEDS / 50 - SEEDS / 500) * 1e3:8.3f} ms")
    before = memory()
    on(cores, seeds=20 * SEEDS)()
    print(f"  memory for {20 * SEEDS} seeds more        {memory() - before:8.1f} MB")


if __name__ == "__main__":
    main()
