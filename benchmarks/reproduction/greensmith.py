"""Greensmith, Bartlett & Baxter (2004): the constant baseline of least variance."""

from __future__ import annotations

import numpy as np

from benchmarks.reproduction.claims import Measured, Outcome, Result, Size, below, exactly, near
from benchmarks.reproduction.figure import Figure, Line
from benchmarks.reproduction.presets import BY_NAME, Floats, estimates_at_start, exact_at

PI, Q = np.array([0.5, 0.3, 0.2]), np.array([1.0, 2.0, 4.0])
BASELINES = np.linspace(-1.0, 6.0, 29)


def optimal_constant(size: Size) -> Outcome:
    """Variance of single-episode REINFORCE over the baseline: exact, and of sampled contributions."""
    experiment = BY_NAME["score_polygon"].experiment
    assert experiment.initial_theta is not None
    answer = exact_at("score_polygon", experiment.initial_theta)
    norms = ((np.eye(3) - PI) ** 2).sum(axis=1)
    constant, average, weight = float((PI * norms) @ Q / (PI @ norms)), float(PI @ Q), float(PI @ norms)
    special = np.array([average, constant])
    exact, _ = _variances(np.append(BASELINES, special), 2)
    curve, at = exact[: BASELINES.size], exact[BASELINES.size :]
    _, sampled = _variances(BASELINES[::4], size.of(20_000, 100))
    parabola = np.polyfit(BASELINES, curve, 2)
    lowest = float(-parabola[1] / (2 * parabola[0]))
    predicted = at[1] + (BASELINES - constant) ** 2 * weight
    off = max(abs(each.value - truth) / each.error for each, truth in zip(sampled, curve[::4], strict=True))
    claims = [
        near("b* of the lab", constant, float(answer["optimal_constant"]), 1e-9, 4, shown="E[R |ψ|²] / E[|ψ|²] = 2.3258"),
        near("where the exact variance is lowest", constant, lowest, 1e-9, 4, shown="there"),
        exactly("variance at b against variance at b* plus (b − b*)² E[|ψ|²]", "theorem 8", float(np.abs(curve / predicted - 1).max())),
        below("variance at b* divided by that at the average reward", "< 1: the average is not the best", float(at[1] / at[0]), 1.0),
        below("sampled variances: largest distance from the exact ones, in standard errors", "—", float(off), 4.0, 1),
    ]
    marks = [(f"{at[1]:.3f}, at b* = {constant:.3f}", float(at[1]))]
    lines = [Line("exact", BASELINES, curve), Line("sampled", BASELINES[::4], [each.value for each in sampled], like="exact")]
    return Outcome(claims, Figure("baseline b", "variance of one contribution", lines, marks, y_range=(0, float(curve.max()))))


def _variances(baselines: Floats, samples: int) -> tuple[Floats, list[Measured]]:
    """Exact and sampled variance of one contribution, a baseline each."""
    exact, sampled = [], []
    for b in baselines:
        asked = {"kind": "reinforce", "baseline": {"kind": "constant", "value": float(b)}}
        line = estimates_at_start("score_polygon", [asked], samples)[0]
        exact.append(line["exact_variance"])
        # Three arms, three contributions: the spread of the squared distance from their mean is known.
        rows = (np.eye(3) - PI) * (Q - b)[:, None]
        squares = ((rows - PI @ rows) ** 2).sum(axis=1)
        sampled.append(Measured(line["variance"], float(np.sqrt(PI @ (squares - PI @ squares) ** 2 / samples)) or 1e-12))
    return np.array(exact), sampled


RESULTS = (
    Result(
        "optimal_constant", "The constant baseline of least variance",
        "Greensmith, Bartlett & Baxter (2004), Variance reduction techniques for gradient estimates, theorem 8",
        "Greensmith, Bartlett & Baxter (2004)",
        "Three arms with rewards 1, 2 and 4 and π = (0.5, 0.3, 0.2): exact variances, and 20 000 sampled contributions a point.",
        optimal_constant,
        "The theorem is about GPOMDP's baseline in any MDP; here it is its case of one step.",
        "for one step",
    ),
)  # fmt: skip
