"""What `ps.run` costs beside its kernel: 10,000 updates as a record of 51 moments, and the same updates in one kernel call.

    python -m benchmarks.library            prints a table; half a minute

The two are timed in turn, and the least of each counts. A record may cost 1.2 times the kernel plus 2 ms: opening the run, 51 frames
with θ, state, J, its gradient and probabilities, and the arrays made of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import policyscope as ps
from policyscope.runs import open_run

UPDATES, ROUNDS = 10_000, 25
PRESETS = ("three_arms", "testbed", "short_corridor", "grid", "gaussian", "steering", "network")
SHARE, PLUS = 1.2, 2.0


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measured(preset: str) -> tuple[float, float]:
    """Milliseconds of the kernel and of `ps.run`."""
    experiment = ps.experiment(preset=preset)
    ps.run(experiment, 10)  # kernels loaded
    kernel, whole = [], []
    for _ in range(ROUNDS):
        # The same updates of the same seed: some kernels take longer where θ has gone.
        run = open_run(experiment)
        kernel.append(seconds(lambda: run.learner.learn(UPDATES)))  # noqa: B023
        whole.append(seconds(lambda: ps.run(experiment, UPDATES)))
    return 1e3 * min(kernel), 1e3 * min(whole)


def main() -> None:
    print(f"{UPDATES} updates, milliseconds          kernel   ps.run   {SHARE} × kernel + {PLUS:g}")
    for preset in PRESETS:
        kernel, whole = measured(preset)
        most = SHARE * kernel + PLUS
        print(f"  {preset:32}{kernel:8.2f} {whole:8.2f} {most:8.2f}   {'within' if whole <= most else 'beyond'}")


if __name__ == "__main__":
    main()
