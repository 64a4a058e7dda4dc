"""Mohamed, Rosca, Figurnov & Mnih (2020): how much three estimators of a Gaussian's gradient vary."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from benchmarks.reproduction.claims import ALIKE, Measured, Outcome, Result, Size, below, exactly, near
from benchmarks.reproduction.figure import Figure, Line
from benchmarks.reproduction.presets import estimates_at_start
from policyscope.gradients import Settings
from policyscope.gradients.continuous import ContinuousModel, contributions, exact_answers, exact_variance
from policyscope.gradients.kernels.codes import Estimator
from policyscope.policies import Gaussian
from policyscope.problems import Hills, Quadratic, Reward, continuous_bandit

ESTIMATORS = {
    "score function": Estimator.REINFORCE,
    "pathwise": Estimator.PATHWISE,
    "measure-valued": Estimator.MEASURE_VALUED,
}
MEAN = 1.0
CROSSING = math.sqrt(4 / (16 / math.pi - 4))
KINDS: list[dict[str, Any]] = [{"kind": "reinforce"}, {"kind": "pathwise"}, {"kind": "measure_valued"}]
SLOPE = math.exp(-1 / 2) / math.sqrt(2 * math.pi)


def quadratic(size: Size) -> Outcome:
    """Squared distance f = (x − k)², μ = σ = 1: the variances over k, exact, and of sampled gradients for μ."""
    shifts = np.linspace(-3.0, 3.0, 49)
    pairs = np.array([_variances(Quadratic(float(k))) for k in shifts])
    d = MEAN - shifts
    formulas = np.stack([
        np.stack([d**4 + 14 * d**2 + 15, 2 * d**4 + 60 * d**2 + 74]),
        np.stack([np.full_like(d, 4.0), 4 * d**2 + 8]),
        np.stack([(16 / math.pi - 4) * d**2, 4 * d**2 + 4]),
    ]).transpose(2, 0, 1)  # fmt: skip
    score, pathwise, measured = pairs[:, :, 0].T
    others = np.maximum(pairs[:, 1], pairs[:, 2])
    drawn = shifts[::4]
    samples = {name: [_sampled(Quadratic(float(k)), code, size.of(20_000, 50)) for k in drawn] for name, code in ESTIMATORS.items()}
    exact = dict(zip(ESTIMATORS, (score[::4], pathwise[::4], measured[::4]), strict=True))
    # Where a measure-valued pair lies symmetrically about the target it does not vary at all, and neither do its samples.
    off = max(
        abs(value - truth) / error
        for name in ESTIMATORS
        for (value, error), truth in zip(samples[name], exact[name], strict=True)
        if truth > 1e-9
    )
    near_target = np.abs(d) < CROSSING
    preset = np.array([line["exact_variance"] for line in estimates_at_start("three_estimators", KINDS, 2)])
    by_hand = formulas[int(np.abs(shifts + 1.0).argmin())].sum(axis=1)
    claims = [
        below("largest ratio of another's variance to the score function's, for μ and for σ", "the score function varies most",
              float((others / pairs[:, 0]).max()), 1.0),
        near("pathwise variance for μ, at every k", 4.0, float(pathwise.mean()), 1e-9, shown="constant in k"),
        exactly("all six curves against the Gaussian moments, worked out by hand", "polynomials in k", _apart(pairs, formulas), 1e-8),
        exactly("the preset's three variances, μ and σ together at k = −1, against 433, 28 and 4 + 64/π", "the same polynomials",
                float(np.abs(preset / by_hand - 1).max()), 1e-8),
        near("measure-valued varies less than pathwise for μ: share of k where |μ − k| < 1.91 σ decides", 1.0,
             float(((measured < pathwise) == near_target).mean()), 1e-9, 2, shown="neither is always better"),
        below("sampled variances: largest distance from the exact ones, in standard errors", "—", float(off), 4.5, 1),
    ]  # fmt: skip
    lines = [Line(name, shifts, values) for name, values in zip(ESTIMATORS, (score, pathwise, measured), strict=True)]
    lines += [Line(f"{name}, sampled", drawn, [value for value, _ in samples[name]], like=name) for name in ESTIMATORS]
    return Outcome(claims, Figure("k", "variance of the gradient for μ", lines, y_log=True, y_range=(1e-2, 1e3)))


def hill(size: Size) -> Outcome:
    """Hill f = exp(−k x²), μ = σ = 1: the narrower the hill, the steeper its slopes. And a stair, which has none."""
    widths = np.geomspace(0.1, 100.0, size.of(61))
    pairs = np.array([_variances(Hills((1.0, 0.0), (0.0, 0.0), (1 / math.sqrt(2 * k), 1.0))) for k in widths])
    score, pathwise, measured = pairs[:, :, 0].T
    lines_of_stair = estimates_at_start("stair", KINDS, size.of(20_000, 50))
    stairs = {
        name: Measured(float(line["mean"][0]), float(line["standard_error"][0]))
        for name, line in zip(ESTIMATORS, lines_of_stair, strict=True)
    }
    claims = [
        below("k = 0.1: pathwise variance for μ divided by the score function's", "< 1: pathwise varies less where f is smooth",
              float(pathwise[0] / score[0]), 1.0, 4),
        below("k = 100: the larger of the others divided by the pathwise one", "pathwise varies most where f is steep",
              float(max(score[-1], measured[-1]) / pathwise[-1]), 0.1, 4),
        near(f"on a stair, where ∇J = {SLOPE:.3f}: mean of sampled pathwise gradients", 0.0, stairs["pathwise"], 1e-12,
             shown="needs a cost with a derivative"),
        *(near(f"the same of {name} ones", SLOPE, stairs[name], ALIKE * stairs[name].error, shown="does not")
          for name in ESTIMATORS if name != "pathwise"),
    ]  # fmt: skip
    lines = [Line(name, widths, values) for name, values in zip(ESTIMATORS, (score, pathwise, measured), strict=True)]
    return Outcome(claims, Figure("k", "variance of the gradient for μ", lines, x_log=True, y_log=True))


def _variances(reward: Reward) -> list[tuple[float, float]]:
    """(for μ, for log σ) of each estimator, exact; the second from what learning σ adds to the trace. At σ = 1 log σ moves like σ."""
    out = []
    for code in ESTIMATORS.values():
        fixed = exact_variance(ContinuousModel.of(continuous_bandit(reward), Gaussian(1, 1.0)), np.array([MEAN]), Settings(estimator=code))
        model = ContinuousModel.of(continuous_bandit(reward), Gaussian(1, 1.0, True))
        both = exact_variance(model, np.array([MEAN, 0.0]), Settings(estimator=code))
        assert fixed is not None
        assert both is not None
        out.append((fixed, both - fixed))
    return out


def _sampled(reward: Reward, code: int, samples: int) -> tuple[float, float]:
    """Variance for μ of so many sampled gradients about the true one, with its standard error."""
    model = ContinuousModel.of(continuous_bandit(reward), Gaussian(1, 1.0))
    truth = exact_answers(model, np.array([MEAN]), Settings()).gradient
    drawn = contributions(model, np.array([MEAN]), Settings(estimator=code), samples, np.random.default_rng(1))
    squares = ((drawn - truth) ** 2).sum(axis=1)
    return float(squares.mean()), float(squares.std(ddof=1) / math.sqrt(samples))


def _apart(ours: np.ndarray, formulas: np.ndarray) -> float:
    """Largest difference, relative to the curve's own largest value: some pass through zero."""
    return float((np.abs(ours - formulas).max(axis=0) / formulas.max(axis=0)).max())


PAPER = "Mohamed, Rosca, Figurnov & Mnih (2020)"
TITLE = f"{PAPER}, Monte Carlo gradient estimation in machine learning"
RESULTS = (
    Result(
        "gaussian_quadratic", "Three estimators of a Gaussian's gradient on a squared distance", f"{TITLE}, figure 2", PAPER,
        "f = (x − k)², μ = σ = 1, k from −3 to 3: exact variances, and 20 000 sampled gradients a point; measure-valued pairs are coupled.",
        quadratic,
        "The paper plots sampled variances for μ and σ. At σ = 1 the gradient for log σ, which the lab learns, is that for σ.",
    ),
    Result(
        "gaussian_hill", "No estimator of a Gaussian's gradient is best everywhere", f"{TITLE}, figure 3", PAPER,
        "f = exp(−k x²), μ = σ = 1, k from 0.1 to 100: exact variances. And the stair of the preset: 20 000 sampled gradients.",
        hill,
        "Of the figure's two costs the exponential; what is compared is which estimator varies more. The stair is the paper's point that "
        "pathwise gradients need a differentiable cost, on our own example.",
        "in order",
    ),
)  # fmt: skip
