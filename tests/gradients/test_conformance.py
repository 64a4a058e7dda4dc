"""Every estimator crossed with every baseline, credit, weighting, bonus and objective it takes, from the middle of the simplex to its
corners: what the product draws, and its exact lines, against the definitions in `plainly`.
"""  # fmt: skip

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import product

import numpy as np
import pytest

from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.kernels.arrays import Memory
from policyscope.gradients.kernels.codes import Baseline, Estimator, Objective, Preconditioner
from policyscope.gradients.tabular import exact_answers, exact_mean, exact_variance
from policyscope.policies import one_hot
from policyscope.problems import TabularMDP, bandit, tabular
from tests.gradients.kernels import best_constant, first_row, moments, rows
from tests.gradients.plainly import Plain, Subtracted, numbers, summary

CLOSE = 1e-10
ROUNDED = 1e-8
"""The same of what a best constant near a million leaves, which is itself no better known than to some 1e-10."""
PROPORTIONAL_GAP = 40.0
"""The widest gap at which b* is that of an estimator whose weights are themselves proportional to π: at 700 their squares are no numbers
any more, and where nothing is left to vary b* is 0."""
KERNEL_OFFSET = 1e-9
"""And how far off ∇J may be where all rewards are near a million."""

CREDITED = {Estimator.REINFORCE, Estimator.NO_LOG}
SUBTRACTING = (Estimator.REINFORCE, Estimator.NO_LOG, Estimator.UNIFORM_BEHAVIOUR)
CONSTANTS = (Baseline.NONE, Baseline.CONSTANT, Baseline.OPTIMAL)
KNOWN = (*CONSTANTS, Baseline.EXACT)
REMEMBERING = (Baseline.RUNNING, Baseline.LEARNED)
PAIRED = (Baseline.BATCH, Baseline.OTHERS)
BIASED = {Estimator.NO_LOG}


def board(horizon: int | None) -> TabularMDP:
    """Two states before the end, chance in moves and in one reward; no episode is longer than two steps."""
    move, reward, spread = np.zeros((3, 2, 3)), np.zeros((3, 2, 3)), np.zeros((3, 2, 3))
    move[0, 0], move[0, 1], move[1, :, 2], move[2, :, 2] = [0.0, 0.375, 0.625], [0.0, 1.0, 0.0], 1.0, 1.0
    reward[0, 0], reward[0, 1, 1], reward[1, :, 2] = [0.0, 0.5, -1.25], 0.25, [2.0, 0.75]
    spread[1, 0, 2] = 0.5
    return tabular(move, reward, [0.75, 0.25, 0.0], [False, False, True], spread, horizon)


def circle() -> TabularMDP:
    """Two states that never end."""
    move = np.array([[[0.75, 0.25], [0.5, 0.5]], [[0.5, 0.5], [0.125, 0.875]]])
    reward = np.array([[[1.0, 0.0], [0.5, -1.0]], [[0.25, 2.0], [0.0, 0.75]]])
    return tabular(move, reward, [0.5, 0.5], [False, False], None, 2)


PROBLEMS = {"bandit": bandit([1.0, 0.25, -0.5], [0.0, 0.5, 0.0]), "offset": bandit([990000.0, 990001.0, 990000.5]),
            "steps": board(2), "endless": board(None), "circle": circle()}  # fmt: skip
ORDINARY = {3: [0.5, -1.0, 0.25], 4: [0.4, -0.7, 0.2, 1.1], 6: [0.4, -0.7, 0.2, 1.1, 0.0, 0.0]}


def thetas(size: int) -> dict[float, np.ndarray]:
    """By the widest gap between two preferences: the middle, an ordinary place, and corners ever farther out."""
    corner = np.array({3: [0.0, -1.0, -0.5], 4: [0.0, -1.0, -0.75, 0.0], 6: [0.0, -1.0, -0.75, 0.0, 0.0, 0.0]}[size])
    return {0.0: np.zeros(size), 1.5: np.array(ORDINARY[size]), **{gap: gap * corner for gap in (5.0, 40.0, 700.0)}}


def crossing(estimator: int, name: str, baseline: int) -> Iterator[Settings]:
    """All settings of an estimator with a baseline that mean something on the problem."""
    bonuses = (0.0, 0.3) if estimator != Estimator.NO_LOG else (0.0,)
    for entropy, total in product(bonuses, (False, True) if estimator in CREDITED else (False,)):
        asked = Settings(
            estimator=estimator, baseline=baseline, baseline_value=0.5, entropy=entropy, total_return=total,
            batch=2 if baseline in PAIRED else 1, baseline_step=0.5,
        )  # fmt: skip
        for trace in (0.0, 0.5, 1.0) if estimator == Estimator.LAMBDA_RETURN else (0.0,):
            if name == "circle":
                yield asked._replace(objective=Objective.AVERAGE_REWARD, share=0.5, trace=trace)
                yield asked._replace(objective=Objective.AVERAGE_VALUE, share=2.0, average_discount=0.75, trace=trace)
            else:
                weightings = (0.75, 1.0) if name in ("steps", "endless") else (0.75,)
                yield from (asked._replace(discount=0.75, weighting=c, trace=trace) for c in weightings)


def kinds() -> Iterator[tuple[int, int]]:
    """Every estimator and baseline of one contribution, without the paired ones."""
    yield from product(SUBTRACTING, (*KNOWN, *REMEMBERING))
    yield Estimator.ALL_ACTIONS, Baseline.NONE
    yield Estimator.LAMBDA_RETURN, Baseline.EXACT
    yield Estimator.LAMBDA_RETURN, Baseline.LEARNED


@cache
def model_of(name: str) -> TabularModel:
    return TabularModel.of(PROBLEMS[name], one_hot(PROBLEMS[name].states, PROBLEMS[name].actions))


def remembered(model: TabularModel, theta: np.ndarray) -> Memory:
    """What baselines remember here: a running mean of −¾, and V̂(s) = s − ½."""
    states = model.problem.states
    return Memory.fresh(theta, states)._replace(running=np.array([[-0.75, 3.0]]), value=np.arange(states)[None, :] - 0.5)


def baselines(plain: Plain, asked: Settings) -> tuple[Subtracted, Subtracted]:
    """b(t, s), and the critic of λ-returns."""
    learned: Subtracted = lambda t, s: Decimal(s) - Decimal("0.5")  # noqa: E731
    constant = {Baseline.NONE: Decimal(0), Baseline.CONSTANT: Decimal("0.5"), Baseline.RUNNING: Decimal("-0.75")}
    if asked.baseline == Baseline.OPTIMAL:
        constant[Baseline.OPTIMAL] = plain.best_constant() + Decimal("0.5")
    if asked.baseline in constant:
        return lambda t, s: constant[asked.baseline], learned
    return (learned, learned) if asked.baseline == Baseline.LEARNED else (plain.v, plain.v)


def sizes_of(plain: Plain) -> np.ndarray:
    """How large what is averaged into each component of a mean is: E of the sizes of REINFORCE's with the exact value."""
    asked = plain.asked._replace(estimator=Estimator.REINFORCE)
    quiet = Plain(plain.mdp, plain.theta, asked)
    return summary(*quiet.law(quiet.v, quiet.v))[2]


def near(got: np.ndarray, expected: np.ndarray, sizes: np.ndarray, close: float = CLOSE) -> bool:
    """Within ``close`` of what is averaged, each component by its own size."""
    floor = Decimal("1e-300")  # below it doubles have fewer digits
    return all(
        abs(Decimal(float(g)) - e) <= Decimal(close) * size + floor for g, e, size in zip(got, expected, sizes, strict=True)
    )  # fmt: skip


def told(asked: Settings, gap: float) -> str:
    return f"{ {k: v for k, v in asked._asdict().items() if v != getattr(Settings(), k)} } at gap {gap}"


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize(("estimator", "baseline"), list(kinds()))
def test_exact_lines_are_those_of_the_definition(name: str, estimator: int, baseline: int) -> None:
    """At every θ; and what is drawn, where a reference in doubles can follow it."""
    model = model_of(name)
    for asked in crossing(estimator, name, baseline):
        for gap, theta in thetas(model.features.parameters).items():
            if baseline == Baseline.OPTIMAL and estimator != Estimator.REINFORCE and gap > PROPORTIONAL_GAP:
                continue
            plain = Plain(model.problem, theta, asked)
            close = ROUNDED if name == "offset" and baseline == Baseline.OPTIMAL else CLOSE
            mean, variance, sizes = summary(*plain.law(*baselines(plain, asked)))
            where = told(asked, gap)
            sizes = sizes + sizes_of(plain) if estimator == Estimator.ALL_ACTIONS else sizes
            line = exact_mean(model, theta, asked)
            if line is not None:
                assert near(line, mean, sizes, close), where
            spread = exact_variance(model, theta, asked)
            if spread is not None:
                assert spread == pytest.approx(float(variance), rel=close, abs=1e-290), where
            assert (line is None) == (not has_mean(asked, name)), where
            assert (spread is None) == (not has_variance(asked, name)), where
            if gap == 1.5 and name in ("steps", "circle"):
                drawn, varied = moments(first_row(model, theta, asked, remembered(model, theta)))
                assert near(drawn, mean, sizes + Decimal("0.1")), where
                assert varied == pytest.approx(float(variance), rel=1e-9), where


def one_step(asked: Settings, name: str) -> Settings:
    return asked._replace(total_return=False) if name in ("bandit", "offset") else asked


def has_mean(asked: Settings, name: str) -> bool:
    """Whether the mean is known beforehand: no_log's depends on what a baseline remembers, and so does that of a learned critic."""
    asked = one_step(asked, name)
    if asked.estimator == Estimator.NO_LOG:
        return asked.baseline in (CONSTANTS if asked.total_return else KNOWN)
    return asked.estimator != Estimator.LAMBDA_RETURN or asked.baseline == Baseline.EXACT


def has_variance(asked: Settings, name: str) -> bool:
    asked = one_step(asked, name)
    if asked.total_return:
        return asked.baseline in CONSTANTS and asked.entropy == 0
    return asked.baseline in KNOWN


@pytest.mark.parametrize("name", ["bandit", "offset", "steps", "endless"])
def test_what_is_called_unbiased_has_the_gradient_for_its_mean(name: str) -> None:
    """With γᵗ every estimator but the one without its log, and no other; the averages' segments are off by what their length cuts."""
    model = model_of(name)
    for gap, theta in thetas(model.features.parameters).items():
        if gap == 0.0:  # in the middle all probabilities are the same, with log or without
            continue
        sizes = {
            bonus: sizes_of(Plain(model.problem, theta, Settings(discount=0.75, weighting=0.75, entropy=bonus))) for bonus in (0.0, 0.3)
        }
        for estimator, baseline in kinds():
            for asked in crossing(estimator, name, baseline):
                line = exact_mean(model, theta, asked)
                if line is None:
                    continue
                gradient = numbers(exact_answers(model, theta, asked._replace(estimator=Estimator.REINFORCE)).gradient)
                honest = estimator not in BIASED and (asked.weighting == 0.75 or (asked.total_return and not asked.entropy))
                close = KERNEL_OFFSET if name == "offset" else CLOSE
                assert near(line, gradient, sizes[asked.entropy], close) == honest, told(asked, gap)


@pytest.mark.parametrize("name", ["bandit", "steps", "endless", "circle"])
@pytest.mark.parametrize("estimator", SUBTRACTING)
def test_the_optimal_constant_is_each_estimators_own(name: str, estimator: int) -> None:
    model = model_of(name)
    for asked in crossing(estimator, name, Baseline.OPTIMAL):
        for gap, theta in thetas(model.features.parameters).items():
            if estimator == Estimator.REINFORCE or gap <= PROPORTIONAL_GAP:
                expected = float(Plain(model.problem, theta, asked).best_constant())
                assert best_constant(model, theta, asked) == pytest.approx(expected, rel=CLOSE, abs=CLOSE), told(asked, gap)


@pytest.mark.parametrize("estimator", SUBTRACTING)
def test_with_the_natural_gradient_it_minimises_that_directions_variance(estimator: int) -> None:
    model = model_of("steps")
    for asked in crossing(estimator, "steps", Baseline.OPTIMAL):
        theta, natural = thetas(6)[1.5], asked._replace(preconditioner=Preconditioner.NATURAL, damping=0.1)
        inverse = np.linalg.inv(exact_answers(model, theta, Settings(discount=0.75, weighting=0.75)).fisher + 0.1 * np.eye(6))
        expected = float(Plain(model.problem, theta, asked).best_constant(numbers(inverse)))
        assert best_constant(model, theta, natural) == pytest.approx(expected, rel=1e-9), told(asked, 1.5)


@pytest.mark.parametrize("baseline", PAIRED)
@pytest.mark.parametrize("estimator", SUBTRACTING)
def test_what_a_batch_averages_itself_keeps_its_share_of_the_returns_alone(estimator: int, baseline: int) -> None:
    """Two episodes: with its own return inside, half of the returns' part is left, and all of the bonus' own slope."""
    model = model_of("steps")
    theta = thetas(6)[1.5]
    for asked in crossing(estimator, "steps", baseline):
        plain = Plain(model.problem, theta, asked)
        mean, sizes = of_pairs(plain, baseline)
        line = exact_mean(model, theta, asked)
        assert (line is None) == (estimator == Estimator.NO_LOG), told(asked, 1.5)
        if line is not None:
            assert near(line, mean, sizes), told(asked, 1.5)
        assert exact_variance(model, theta, asked) is None
        if asked.weighting != 1.0:
            drawn = moments(lambda rng, asked=asked: rows(model, theta, asked, rng)[0])[0]
            assert near(drawn, mean, sizes + Decimal("0.1")), told(asked, 1.5)


def of_pairs(plain: Plain, baseline: int) -> tuple[np.ndarray, np.ndarray]:
    """The mean contribution of the first of two episodes, and the mean size of its components."""
    mean = sizes = plain.slope[0] * 0
    returns = [plain.returns(each, plain.v) for each in plain.courses]
    for (i, first), (j, second) in product(enumerate(plain.courses), repeat=2):

        def average(t: int, s: int, i: int = i, j: int = j) -> Decimal:
            other = returns[j][t] if t < len(returns[j]) else Decimal(0)
            return other if baseline == Baseline.OTHERS else (returns[i][t] + other) / 2

        row = first.chance * second.chance * plain.contribution(first, average, plain.v)
        mean, sizes = mean + row, sizes + np.abs(row)
    return mean, sizes


def test_a_finite_difference_is_that_of_the_value() -> None:
    """Its mean is a difference of J, and its variance depends on common random numbers: no closed form."""
    for name, entropy in product(("bandit", "steps", "endless"), (0.0, 0.3)):
        model, asked = model_of(name), Settings(estimator=Estimator.FINITE_DIFFERENCE, spacing=0.25, entropy=entropy, discount=0.75)
        for gap, theta in list(thetas(model.features.parameters).items())[:-1]:
            expected = [(value(model, theta + step, asked) - value(model, theta - step, asked)) * 2 for step in 0.25 * np.eye(theta.size)]
            line = exact_mean(model, theta, asked)
            assert line is not None
            assert near(line, np.array(expected), np.full(theta.size, Decimal(1))), told(asked, gap)
            assert exact_variance(model, theta, asked) is None
    circle = model_of("circle")
    assert (
        exact_mean(circle, np.zeros(4), Settings(estimator=Estimator.FINITE_DIFFERENCE, objective=Objective.AVERAGE_REWARD, share=0.5))
        is None
    )


def value(model: TabularModel, theta: np.ndarray, asked: Settings) -> Decimal:
    plain = Plain(model.problem, theta, asked)
    return sum((plain.start[s] * plain.v(0, s) for s in range(model.problem.states)), start=Decimal(0))
