"""Closed forms of linear-quadratic problems against quadrature, differences, Riccati's bound and many episodes."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from policyscope.errors import InvalidInput
from policyscope.gradients.linear_quadratic import best_gain, contributions, exact_answers, optimal_control
from policyscope.policies import Gaussian
from policyscope.problems import LinearQuadratic

CASES = [
    (LinearQuadratic(horizon=2, start_std=0.4, final=0.5), Gaussian(2, learn_sigma=True), np.array([-0.5, 0.2, -0.7]), 0.9),
    (LinearQuadratic(0.8, -0.6, 1.3, 0.4, 0.3, 3, -0.7), Gaussian(1, 0.5), np.array([0.6]), 1.0),
    (LinearQuadratic(1.1, 0.7, 0.5, 2.0, 0.0, 5, 0.3, 0.2, 1.5), Gaussian(2, 0.3), np.array([-0.9, -0.4]), 0.7),
    (LinearQuadratic(), Gaussian(1, learn_sigma=True), np.array([-0.6, -1.0]), 1.0),
]


def plain_value(problem: LinearQuadratic, policy: Gaussian, theta: np.ndarray, discount: float) -> float:
    """J for H = 2 by Gauss–Hermite over every noise of an episode: exact for polynomials of this degree."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(4)
    weights = weights / weights.sum()
    total = 0.0
    for draw in itertools.product(range(4), repeat=1 + 2 * problem.horizon):
        s, value = problem.start_mean + problem.start_std * nodes[draw[0]], 0.0
        for t in range(problem.horizon):
            action = theta[0] * s + theta[1] + policy.spread(theta) * nodes[draw[1 + 2 * t]]
            value -= discount**t * (problem.q * s**2 + problem.r * action**2)
            s = problem.a * s + problem.b * action + problem.noise * nodes[draw[2 + 2 * t]]
        value -= discount**problem.horizon * problem.final * s**2
        total += value * float(np.prod(weights[list(draw)]))
    return total


def test_value_is_the_plain_integral() -> None:
    problem, policy, theta, discount = CASES[0]
    assert exact_answers(problem, policy, theta, discount).value == pytest.approx(plain_value(*CASES[0]), rel=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_gradient_is_the_slope_of_the_value(case: tuple[LinearQuadratic, Gaussian, np.ndarray, float]) -> None:
    problem, policy, theta, discount = case
    h = 1e-5
    slopes = [
        (exact_answers(problem, policy, theta + e, discount).value - exact_answers(problem, policy, theta - e, discount).value) / (2 * h)
        for e in h * np.eye(theta.size)
    ]
    assert exact_answers(problem, policy, theta, discount).gradient == pytest.approx(slopes, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("case", CASES)
def test_state_value_is_the_action_value_averaged(case: tuple[LinearQuadratic, Gaussian, np.ndarray, float]) -> None:
    problem, policy, theta, discount = case
    answers = exact_answers(problem, policy, theta, discount)
    nodes, weights = np.polynomial.hermite_e.hermegauss(3)
    for s in (-1.3, 0.0, 0.8):
        a = theta[0] * s + (theta[1] if policy.inputs == 2 else 0) + policy.spread(theta) * nodes
        for x, q in zip(answers.state_values, answers.action_values, strict=False):
            values = q[0] * s * s + q[1] * s * a + q[2] * a * a + q[3] * s + q[4] * a + q[5]
            assert np.polyval(x, s) == pytest.approx(float(weights @ values / weights.sum()), rel=1e-11)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("estimator", "baseline"), [("total_return", False), ("reward_to_go", False), ("reward_to_go", True), ("pathwise", False)]
)
def test_contributions_are_unbiased(case: tuple[LinearQuadratic, Gaussian, np.ndarray, float], estimator: str, baseline: bool) -> None:
    """The mean of 200 000 episodes lies within 4.5 of its standard errors."""
    problem, policy, theta, discount = case
    g = contributions(problem, policy, theta, 200_000, np.random.default_rng(7), estimator, discount, baseline)  # type: ignore[arg-type]
    error = g.std(axis=0, ddof=1) / np.sqrt(len(g))
    assert (np.abs(g.mean(axis=0) - exact_answers(problem, policy, theta, discount).gradient) < 4.5 * error).all()


def test_each_estimator_is_quieter_than_the_one_before() -> None:
    """Total return, reward-to-go, the value subtracted, the path: each has less variance, the last a hundredth of the first."""
    problem, policy, theta, discount = CASES[3]
    kinds = [("total_return", False), ("reward_to_go", False), ("reward_to_go", True), ("pathwise", False)]
    spread = [
        contributions(problem, policy, theta, 40_000, np.random.default_rng(3), kind, discount, baseline).var(axis=0)[0]  # type: ignore[arg-type]
        for kind, baseline in kinds
    ]
    assert spread == sorted(spread, reverse=True)
    assert spread[-1] < spread[0] / 100


def test_fisher_matrix_is_the_mean_of_the_scores_squares() -> None:
    """By its definition: the Fisher matrix for H = 1 is `Gaussian.fisher` of the start, where the start is certain."""
    policy, theta = Gaussian(2, learn_sigma=True), np.array([0.3, -0.1, -0.5])
    answers = exact_answers(LinearQuadratic(horizon=1, start_mean=0.8), policy, theta)
    assert answers.fisher == pytest.approx(policy.fisher(theta, np.array([[0.8, 1.0]]), np.ones(1)))


def test_no_stationary_gain_beats_riccati() -> None:
    problem = LinearQuadratic()
    best, gains = optimal_control(problem)
    reached = [exact_answers(problem, Gaussian(1, 1e-5), np.array([w])).value for w in np.linspace(-1.5, 0.3, 181)]
    assert max(reached) < best
    assert max(reached) == pytest.approx(best, rel=0.02)
    assert gains[0] == pytest.approx(-(np.sqrt(5) - 1) / 2, abs=1e-6)


def test_riccati_is_reached_where_one_gain_is_enough() -> None:
    problem = LinearQuadratic(horizon=1, final=2.0, start_std=0.5)
    best, gains = optimal_control(problem, 0.9)
    assert exact_answers(problem, Gaussian(1, 1e-5), gains, 0.9).value == pytest.approx(best, rel=1e-8)


def test_an_unstable_loop_is_refused() -> None:
    with pytest.raises(InvalidInput, match="closed loop that stays finite for 10000 steps") as error:
        exact_answers(LinearQuadratic(horizon=10_000), Gaussian(1), np.array([1.0]))
    assert error.value.field == "theta"


@pytest.mark.parametrize(("field", "value"), [("horizon", 0), ("horizon", 1.5), ("q", -1.0), ("a", float("nan")), ("start_std", -0.1)])
def test_fields_out_of_bounds_are_named(field: str, value: float) -> None:
    with pytest.raises(InvalidInput) as error:
        LinearQuadratic(**{field: value})  # type: ignore[arg-type]
    assert error.value.field == field


def test_combinations_that_mean_nothing_are_refused() -> None:
    problem, policy, theta, _ = CASES[3]
    rng = np.random.default_rng(0)
    with pytest.raises(InvalidInput, match="none with pathwise"):
        contributions(problem, policy, theta, 2, rng, "pathwise", value_baseline=True)
    with pytest.raises(InvalidInput, match="total_return, reward_to_go or pathwise"):
        contributions(problem, policy, theta, 2, rng, "other")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="one input"):
        exact_answers(problem, Gaussian(3), np.zeros(3))


@pytest.mark.parametrize(
    ("problem", "sigma", "discount"),
    [
        (LinearQuadratic(), 0.3, 1.0),
        (LinearQuadratic(0.8, -0.6, 1.3, 0.4, 0.3, 3, -0.7), 0.5, 0.9),
        (LinearQuadratic(1.5, 0.7, 0.5, 2.0, 0.0, 5, 0.3, 0.2, 1.5), 1e-5, 0.7),
        (LinearQuadratic(1.2, 1.0, 0.0, 3.0, 0.1, 2, final=40.0), 0.1, 1.0),
    ],
)
def test_the_best_gain_is_the_top_of_a_wide_grid(problem: LinearQuadratic, sigma: float, discount: float) -> None:
    """No gain of a much wider grid does better, the slope there is nought, and Riccati's time-varying gains do better still."""
    policy = Gaussian(1, sigma)
    value, gain = best_gain(problem, sigma, discount)
    answers = exact_answers(problem, policy, np.array([gain]), discount)
    assert answers.value == pytest.approx(value, rel=1e-12)
    assert answers.gradient == pytest.approx(0.0, abs=1e-4)
    others = [exact_answers(problem, policy, np.array([w]), discount).value for w in np.linspace(-6, 6, 1201)]
    assert value >= max(others)
    assert value < optimal_control(problem, discount)[0]


def test_an_action_without_effect_is_best_left_alone() -> None:
    assert best_gain(LinearQuadratic(b=0.0), 0.1)[1] == 0.0
