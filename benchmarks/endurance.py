"""Every preset played long past what anybody watches: θ must stay a number.

    python -m benchmarks.endurance                          100,000 updates of each, some minutes
    python -m benchmarks.endurance --updates 1000 --only committal

Prints a line a preset and exits with 1 if any θ of any of its runs is not finite. `make reproduce` ends with it.
"""

from __future__ import annotations

import argparse
import sys
from time import perf_counter

import numpy as np

from policyscope.runs import open_run
from policyscope.runs.preset import Preset
from policyscope.runs.presets import PRESETS

UPDATES = 100_000
BLOCKS = 100


def last_theta(preset: Preset, updates: int) -> np.ndarray:
    """θ[R, D] of all its runs after ``updates`` updates at its own settings, or where it first was not finite."""
    run, left = open_run(preset.experiment), updates
    while left > 0 and np.isfinite(run.learner.memory.theta).all():
        block = min(left, max(1, updates // BLOCKS))
        run.advance(block, frozenset())
        left -= block
    return np.array(run.learner.memory.theta)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Play every preset for long.")
    parser.add_argument("--updates", type=int, default=UPDATES, help="updates of each run")
    parser.add_argument("--only", nargs="+", choices=[preset.name for preset in PRESETS], help="these presets alone")
    given = parser.parse_args()
    broken = []
    for preset in PRESETS:
        if given.only and preset.name not in given.only:
            continue
        began = perf_counter()
        theta = last_theta(preset, given.updates)
        whole = int(np.isfinite(theta).all(axis=1).sum())
        if whole < len(theta):
            broken.append(preset.name)
        print(
            f"{perf_counter() - began:6.1f} s  {preset.name}: {whole} of {len(theta)} runs finite, |θ| ≤ {np.abs(theta).max():.4g}",
            flush=True,
        )
    print(f"{given.updates} updates of each preset: {'all finite' if not broken else 'not finite in ' + ', '.join(broken)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
