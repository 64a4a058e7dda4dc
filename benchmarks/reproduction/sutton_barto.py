"""Sutton & Barto (2018): the gradient bandit of figure 2.5 and the short corridor of chapter 13."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.reproduction import independent
from benchmarks.reproduction.claims import Measured, Outcome, Result, Size, alike, below, falling, mean_of, median_of, near
from benchmarks.reproduction.figure import Figure, Line
from benchmarks.reproduction.presets import exact_at, returns_over, run_of

BOOK = "Sutton & Barto (2018), Reinforcement Learning"
STEPS, EVERY = 1000, 20
EPISODES, BLOCK = 1000, 10
BEST_RIGHT, BEST_VALUE = 2 - math.sqrt(2), -6 - 4 * math.sqrt(2)
BEST = [("−6 − 4√2", BEST_VALUE)]
STUCK = -1000.0


def testbed(size: Size) -> Outcome:
    """Probability of the best arm over 1000 steps: with and without the baseline, two learning rates."""
    ends, others, lines = [], [], []
    runs = size.of(2000)
    for name, rate, said in (
        ("testbed_baseline", 0.1, "with baseline, α = 0.1"),
        ("testbed_baseline", 0.4, "with baseline, α = 0.4"),
        ("testbed", 0.1, "without, α = 0.1"),
        ("testbed", 0.4, "without, α = 0.4"),
    ):
        table = np.array([_best_arm(name, rate, seed) for seed in range(runs)])
        ends.append(mean_of(table[:, -1]))
        others.append(mean_of(independent.gradient_bandit(runs, STEPS, rate, name == "testbed_baseline", seed=1)))
        lines.append(Line(said, np.arange(0, STEPS + 1, EVERY), table.mean(axis=0)))
    order = falling("with α = 0.1, with α = 0.4, without α = 0.1, without α = 0.4", "the curves end in this order", ends)
    each = [alike(f"{line.name}: probability of the best arm", here, other) for line, here, other in zip(lines, ends, others, strict=True)]
    return Outcome([order, *each], Figure("step", "probability of the best arm", lines, y_range=(0, 1)))


def _best_arm(name: str, rate: float, seed: int) -> list[float]:
    run = run_of(name, seed=seed, problem__problem_seed=seed, optimizer__learning_rate=rate)
    best = int(run.learner.describe(run.experiment)["problem"]["notes"]["best_arm"])
    look = frozenset({"probabilities"})
    return [float(run.advance(EVERY if i else 0, look)["probabilities"][0, best]) for i in range(STEPS // EVERY + 1)]


def best_corridor(size: Size) -> Outcome:
    """J over the probability of going right, exactly; where its gradient vanishes is the best."""

    def at(right: float) -> tuple[float, float]:
        answer = exact_at("short_corridor", [math.log(1 - right), math.log(right)])
        return float(answer["value"]), float(answer["gradient"][1])

    low, high = 0.1, 0.9
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if at(middle)[1] > 0 else (low, middle)
    rights = np.linspace(0.04, 0.96, size.of(120))
    curve = Line("J", rights, [at(float(right))[0] for right in rights])
    claims = [
        near("highest J", BEST_VALUE, at(low)[0], 1e-9, 4, shown="−6 − 4√2 = −11.6569"),
        near("best probability of going right", BEST_RIGHT, low, 1e-6, 4, shown="2 − √2 = 0.5858"),
        near("J of ε-greedy right, ε = 0.1", -44.2, at(0.95)[0], 0.05, 2, shown="−44.2"),
        near("J of ε-greedy left, ε = 0.1", -82.1, at(0.05)[0], 0.05, 2, shown="−82.1"),
    ]
    return Outcome(claims, Figure("probability of going right", "J", [curve], BEST, y_range=(-100, 0)))


def reinforce(size: Size) -> Outcome:
    """Mean return over 1000 episodes for three learning rates."""
    runs, tables = size.of(1000), {}
    for power in (-12, -13, -14):
        tables[power] = returns_over("short_corridor", runs, EPISODES // BLOCK, BLOCK, optimizer__learning_rate=2.0**power)
    middle = slice(400 // BLOCK, 500 // BLOCK)
    early = [mean_of(tables[power][:, middle].mean(axis=1)) for power in (-12, -13, -14)]
    late = {power: mean_of(table[:, -100 // BLOCK :].mean(axis=1)) for power, table in tables.items()}
    other = independent.corridor(size.of(200), EPISODES, 2.0**-13, 0.0, seed=1)[:, -100:].mean(axis=1)
    claims = [
        near("α = 2⁻¹³: mean return of the last hundred episodes", BEST_VALUE, late[-13], 1.0, 2, shown="close to −11.6"),
        alike("the same", late[-13], mean_of(other), 2),
        falling("mean return of the fifth hundred: α = 2⁻¹², 2⁻¹³, 2⁻¹⁴", "the larger, the sooner", early, 2),
        below("α = 2⁻¹⁴: mean return of the last hundred", "still on its way", late[-14], -13.5, 2),
    ]
    lines = [_over_episodes(f"α = 2{_high(power)}", table.mean(axis=0)) for power, table in tables.items()]
    return Outcome(claims, Figure("episode", f"mean return of {runs} runs", lines, BEST, y_range=(-90, -8)))


def learned_baseline(size: Size) -> Outcome:
    """Median return over 1000 episodes with one learned number as baseline, and without."""
    runs = size.of(1000)
    blocks = EPISODES // BLOCK
    plain = returns_over("short_corridor", runs, blocks, BLOCK, optimizer__learning_rate=2.0**-13)
    helped = returns_over("corridor_baseline", runs, blocks, BLOCK, optimizer__learning_rate=2.0**-9)
    second, last = slice(100 // BLOCK, 200 // BLOCK), slice(-100 // BLOCK, None)
    lost = helped[:, last].mean(axis=1) < STUCK
    others = [_lost(size.of(2000), every_step) for every_step in (False, True)]
    early = [median_of(table[:, second].mean(axis=1)) for table in (helped, plain)]
    claims = [
        falling("median return of the second hundred: with the baseline, without", "much faster with it", early, 2),
        near("with it: median return of the second hundred", BEST_VALUE, early[0], 0.6, 2, shown="close to −11.6"),
        near("with it: mean return of the last hundred, over runs that have not stopped", BEST_VALUE, _mean_of_others(helped, last, lost),
             0.6, 2, shown="close to −11.6"),
        alike("share of runs that have given up one of the actions", mean_of(lost), others[0], 4, "none to be seen"),
        below("that share in plain NumPy if θ and w move at every step, as the book prints it", "none to be seen", others[1], 0.01, 4),
    ]  # fmt: skip
    lines = [
        _over_episodes("with baseline, α = 2⁻⁹, α_w = 2⁻⁶", np.median(helped, axis=0)),
        _over_episodes("without, α = 2⁻¹³", np.median(plain, axis=0)),
    ]
    return Outcome(claims, Figure("episode", f"median return of {runs} runs", lines, BEST, y_range=(-90, -8)))


def _mean_of_others(table: np.ndarray, part: slice, lost: np.ndarray) -> Measured:
    return mean_of(table[~lost][:, part].mean(axis=1))


def _lost(runs: int, every_step: bool) -> Measured:
    returns = independent.corridor(runs, EPISODES, 2.0**-9, 2.0**-6, seed=1, every_step=every_step)
    return mean_of(returns[:, -100:].mean(axis=1) < STUCK)


def _over_episodes(name: str, values: np.ndarray) -> Line:
    return Line(name, np.arange(values.size) * BLOCK + BLOCK / 2, values)


def _high(power: int) -> str:
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


RESULTS = (
    Result(
        "testbed", "Ten arms near +4 need a baseline", f"{BOOK}, figure 2.5", f"{BOOK}, figure 2.5",
        "2000 testbeds, 1000 steps each, θ₀ = 0; every testbed has its own arms and its own seed.",
        testbed,
        "The figure counts how often the best arm is chosen; its expectation, the policy's probability of that arm, varies less and is "
        "what is averaged here. The book prints no numbers for these curves, so each end is held against a second program.",
    ),
    Result(
        "corridor_best", "The short corridor is best walked at random", f"{BOOK}, example 13.1", f"{BOOK}, example 13.1",
        "Exact J and gradient; the best p(right) by bisection on the gradient.",
        best_corridor,
        "The two ε-greedy values are those at p(right) = 0.95 and 0.05.",
    ),
    Result(
        "corridor_reinforce", "REINFORCE on the short corridor", f"{BOOK}, figure 13.1", f"{BOOK}, example 13.1",
        "1000 runs of 1000 episodes for each of three learning rates, θ₀ so that p(right) = 0.05.",
        reinforce,
        "The figure averages 100 runs; it prints no numbers but the level −11.6.",
    ),
    Result(
        "corridor_baseline", "A learned baseline speeds it up", f"{BOOK}, figure 13.2", f"{BOOK}, figure 13.2",
        "1000 runs of 1000 episodes, α_θ = 2⁻⁹ and α_w = 2⁻⁶ against α = 2⁻¹³ without a baseline.",
        learned_baseline,
        "Reproduced in medians, not in means. With α_θ = 2⁻⁹ some runs in a thousand take one step so large that they give up one of the "
        "actions; their episodes end only at 10 000 actions, and one such run decides the mean of a hundred. The figure's mean over 100 "
        "runs shows none. A reason: the lab moves θ once an episode, with the baseline from before it, the book at every step, with "
        "what was just learned; a second program has such runs as often as the lab if it does the former, and more seldom if the latter.",
        "in medians",
    ),
)  # fmt: skip
