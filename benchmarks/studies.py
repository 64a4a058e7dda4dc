"""A study's speed: 1000 seeds × 2000 bandit updates here, by NumPy vectorised over the runs, and by a loop over single runs.

    python -m benchmarks.studies            prints a table; a minute on a quiet machine

Every figure is the least of five, in seconds of wall clock. Efficiency: the time on one thread over the time on N, divided by N; what a
machine that others use can give is told by a loop that needs nothing but its core.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from numba import njit

import policyscope as ps
from benchmarks.peers import numpy_over_runs

SEEDS, UPDATES, REPEATS = 1000, 2000, 5
RATES = [0.01, 0.03, 0.1, 0.3, 1.0, 2.0]
SINGLE = 50


def least(work: Callable[[], object]) -> float:
    return min(timed(work) for _ in range(REPEATS))


def on(threads: int, seeds: int = SEEDS, chunk: int = 250, rates: Sequence[float] = ()) -> Callable[[], object]:
    grid = {"optimizer.learning_rate": list(rates)} if rates else {}

    def work() -> object:
        with ThreadPoolExecutor(threads) as pool:
            return ps.study(BANDIT, grid=grid, seeds=seeds, updates=UPDATES, every=UPDATES, executor=pool, chunk=chunk)

    return work


@njit(nogil=True)
def spin(rounds: int) -> float:
    """A loop that needs nothing but its core."""
    x = 1.0
    for _ in range(rounds):
        x = x * 1.0000001 + 1e-9
    return x


def spinning(threads: int) -> Callable[[], object]:
    def work() -> object:
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(spin, [20_000_000] * 8))

    return work


def efficiency(work: Callable[[int], Callable[[], object]], cores: int) -> str:
    """One thread and all, round by round, so that both meet the same neighbours."""
    work(1)()
    one, every = (min(times) for times in zip(*[(timed(work(1)), timed(work(cores))) for _ in range(REPEATS)], strict=True))
    return f"{one:8.3f} on one thread, {every:.3f} on {cores}: efficiency {one / every / cores:.2f}"


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


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
    print(f"  a study on {cores} threads            {all_cores:8.3f}")
    print(f"  NumPy vectorised over the runs   {vectorised:8.3f}   {vectorised / one:.1f} × one thread")
    print(f"  a loop over single ps.run        {alone:8.3f}   {alone / one:.1f} × one thread")
    print(f"  a study of {len(RATES)} cells             {efficiency(lambda threads: on(threads, rates=RATES), cores)}")
    print(f"  a loop without memory            {efficiency(spinning, cores)}")
    small, large = least(on(1, chunk=50)), least(on(1, chunk=500))
    print(f"  a chunk's own cost               {max(0.0, small - large) / (SEEDS / 50 - SEEDS / 500) * 1e3:8.3f} ms")
    before = memory()
    on(cores, seeds=20 * SEEDS)()
    print(f"  memory for {20 * SEEDS} seeds more        {memory() - before:8.1f} MB")


if __name__ == "__main__":
    main()
