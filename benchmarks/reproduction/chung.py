"""Chung, Thomas, Machado & Le Roux (2021): baselines of equal variance commit differently."""

from __future__ import annotations

import numpy as np

from benchmarks.reproduction import independent
from benchmarks.reproduction.claims import Outcome, Result, Size, alike, exactly, falling, mean_of
from benchmarks.reproduction.figure import Figure, Line
from benchmarks.reproduction.presets import BY_NAME, EVERY_RUN, MOST_RUNS, exact_at, run_of

OFFSETS = {-1.0: "b* − 1", -0.5: "b* − ½", 0.0: "b*", 0.5: "b* + ½"}
UPDATES, EVERY = 1000, 20
REWARDS = np.array([1.0, 0.7, 0.0])


def committal(size: Size) -> Outcome:
    """Share of runs that end on a suboptimal arm, for four baselines under the natural gradient."""
    runs = size.of(4000)
    shares, others, lines = [], [], []
    for offset, name in OFFSETS.items():
        best = np.vstack([_best_arm(offset, seed, min(MOST_RUNS, runs - seed)) for seed in range(0, runs, MOST_RUNS)])
        shares.append(mean_of(best[:, -1] < 0.5))
        others.append(mean_of(independent.natural_committal(runs, UPDATES, offset, seed=1) < 0.5))
        lines.append(Line(name, np.arange(0, UPDATES + 1, EVERY), (best < 0.5).mean(axis=0)))
    variances, constant, used = _at_the_start()
    claims = [
        falling("share of runs that end on a suboptimal arm: " + ", ".join(OFFSETS.values()), "falls along this list", shares),
        *(alike(f"{name}: that share", here, other) for name, here, other in zip(OFFSETS.values(), shares, others, strict=True)),
        exactly("variance of the natural gradient at θ₀: b* − ½ against b* + ½", "the same", abs(variances[0.5] / variances[-0.5] - 1)),
        exactly("b* in use against E[R |F⁺ψ|²] / E[|F⁺ψ|²]", "the natural gradient's own", abs(used / constant - 1), 1e-6),
    ]
    return Outcome(claims, Figure("update", "share of runs with π(best arm) < ½", lines, y_range=(0, 1)))


def _best_arm(offset: float, seed: int, runs: int) -> np.ndarray:
    """Probability of the best arm, a row a run, a column every twenty updates."""
    run = run_of("committal", seed=seed, runs=max(runs, 2), estimator__baseline__offset=offset)
    return np.array([run.advance(EVERY if i else 0, EVERY_RUN)["ensemble"]["probabilities"][:, 0] for i in range(UPDATES // EVERY + 1)]).T


def _at_the_start() -> tuple[dict[float, float], float, float]:
    """Exact variance of one natural gradient at θ₀ by the baseline's offset; b* by its formula, and as the run has it."""
    theta = BY_NAME["committal"].experiment.initial_theta
    assert theta is not None
    answer = exact_at("committal", theta)
    pi = answer["probabilities"][0]
    directions = answer["scores"][0] @ np.linalg.pinv(answer["fisher"])
    weights = pi * (directions**2).sum(axis=1)
    constant = float(weights @ REWARDS / weights.sum())
    variances = {}
    for offset in OFFSETS:
        rows = directions * (REWARDS - constant - offset)[:, None]
        variances[offset] = float((pi @ (rows - pi @ rows) ** 2).sum())
    used = run_of("committal", estimator__baseline__offset=0.0).advance(0, frozenset({"baseline"}))["baseline"]["value"]
    return variances, constant, float(used)


RESULTS = (
    Result(
        "committal", "Baselines of equal variance commit differently",
        "Chung, Thomas, Machado & Le Roux (2021), Beyond variance reduction, §3", "Chung, Thomas, Machado & Le Roux (2021)",
        "4000 runs a baseline: three arms with rewards 1, 0.7 and 0, natural gradient, step 0.025, θ₀ = (0, 3, 5), 1000 updates.",
        committal,
        "What is compared is the order of the four, and that b* ± ½ have one variance and two fates. b* is the natural gradient's own, "
        "derived from scratch: published code is known to have taken the plain gradient's in its place.",
        "in order",
    ),
)  # fmt: skip
