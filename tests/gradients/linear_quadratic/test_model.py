"""The kernels of linear-quadratic problems against the plain NumPy of the same room, differences, and every outcome of chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.errors import InvalidInput
from policyscope.gradients import LinearModel, Settings
from policyscope.gradients.calls import learn_linear
from policyscope.gradients.chance import Chance
from policyscope.gradients.kernels.arrays import NO_ROWS, Memory
from policyscope.gradients.kernels.codes import Baseline, Estimator, Preconditioner
from policyscope.gradients.linear_quadratic import exact_answers, optimal_control
from policyscope.policies import Gaussian
from policyscope.problems import LinearQuadratic
from tests.gradients.linear_quadratic.kit import ESTIMATORS, asked, models, places

GOLDEN = (1 + np.sqrt(5)) / 2
ENDLESS = LinearQuadratic(noise=0.1, horizon=6, final=GOLDEN)
"""Its last cost is what going on for ever would cost, so that one gain is the best at every step: −1/golden ratio."""
CASES = [
    (LinearQuadratic(horizon=2, start_std=0.4, final=0.5), Gaussian(2, learn_sigma=True), [-0.5, 0.2, -0.7], 0.9),
    (LinearQuadratic(0.8, -0.6, 1.3, 0.4, 0.3, 3, -0.7), Gaussian(1, 0.5), [0.6], 1.0),
    (LinearQuadratic(1.1, 0.7, 0.5, 2.0, 0.0, 5, 0.3, 0.2, 1.5), Gaussian(2, 0.3), [-0.9, -0.4], 0.7),
]


@given(st.data())
@settings(max_examples=60)
def test_exact_answers_are_those_of_plain_numpy(data: st.DataObject) -> None:
    model = data.draw(models())
    theta, plain = data.draw(places(model)), data.draw(asked())._replace(entropy=0.0)
    ours, theirs = model.exact(theta, plain), exact_answers(model.problem, model.policy, theta, plain.discount)
    assert ours.value == pytest.approx(theirs.value, rel=1e-10, abs=1e-12)
    assert ours.gradient == pytest.approx(theirs.gradient, rel=1e-9, abs=1e-9)
    assert ours.value_functions == pytest.approx(theirs.state_values, rel=1e-9, abs=1e-10)
    assert (ours.state_means, ours.state_variances) == (pytest.approx(theirs.means), pytest.approx(theirs.variances))
    if plain.discount == 1.0:
        assert ours.fisher * model.problem.horizon == pytest.approx(theirs.fisher)


@given(st.data())
@settings(max_examples=60)
def test_the_gradient_is_the_slope_of_the_value_bonus_included(data: st.DataObject) -> None:
    """By central differences of fourth order, to 1e-8 of the sizes in them."""
    model = data.draw(models())
    theta, question, h = data.draw(places(model)), data.draw(asked()), 1e-3

    def value(at: np.ndarray) -> float:
        return model.exact(at, question).regularized_value

    around = [abs(value(theta + s * e)) for e in h * np.eye(theta.size) for s in (-2, 2)]
    for d, e in enumerate(h * np.eye(theta.size)):
        slope = (8 * (value(theta + e) - value(theta - e)) - (value(theta + 2 * e) - value(theta - 2 * e))) / (12 * h)
        assert slope == pytest.approx(model.gradient(theta, question)[d], rel=1e-8, abs=1e-8 * max(1.0, *around))


@pytest.mark.compiled  # episodes by the hundred thousand
@pytest.mark.parametrize(("problem", "policy", "theta", "discount"), CASES)
@pytest.mark.parametrize("baseline", [Baseline.NONE, Baseline.CONSTANT, Baseline.OTHERS, Baseline.EXACT, Baseline.OPTIMAL_STATE])
@pytest.mark.parametrize("total", [False, True])
def test_reinforce_has_the_mean_it_should_have(
    problem: LinearQuadratic, policy: Gaussian, theta: list[float], discount: float, baseline: Baseline, total: bool
) -> None:
    """8,000 episodes, with a bonus: within 4.5 standard errors, and without γᵗ the mean of that."""
    model = LinearModel.of(problem, policy)
    for weighting in {discount, 1.0}:
        question = Settings(
            discount=discount, weighting=weighting, baseline=baseline, baseline_value=-1.0, batch=4, total_return=total, entropy=0.2
        )
        rows = model.contributions(np.array(theta), question, 8_000, np.random.Generator(np.random.PCG64(3)))
        groups = rows.reshape(-1, 4, rows.shape[1]).mean(axis=1)
        mean = model.mean(np.array(theta), question)
        assert mean is not None
        assert (np.abs(rows.mean(axis=0) - mean) <= 4.5 * groups.std(axis=0, ddof=1) / np.sqrt(len(groups))).all()
        if weighting == discount:
            assert mean == pytest.approx(model.gradient(np.array(theta), question), rel=1e-10)


@pytest.mark.compiled
@given(st.data())
@settings(max_examples=25)
def test_the_mean_of_the_paths_own_slope_and_of_differences_is_known(data: st.DataObject) -> None:
    model = data.draw(models())
    theta, question = data.draw(places(model)), data.draw(asked())
    question = question._replace(weighting=question.discount, spacing=0.05)
    for estimator in (Estimator.PATHWISE, Estimator.FINITE_DIFFERENCE):
        each = question._replace(estimator=estimator)
        rows = model.contributions(theta, each, 1_000, np.random.Generator(np.random.PCG64(5)))
        mean = model.mean(theta, each)
        assert mean is not None
        scale = np.abs(rows).max(axis=0)
        assert (np.abs(rows.mean(axis=0) - mean) <= 6 * rows.std(axis=0, ddof=1) / np.sqrt(len(rows)) + 1e-9 * scale).all()


def test_one_episodes_slope_along_its_path_is_its_finite_difference() -> None:
    """The same noise on both sides: as the spacing shrinks, the difference becomes the pathwise contribution, episode by episode."""
    for problem, policy, theta, discount in CASES:
        model, question = LinearModel.of(problem, policy), Settings(discount=discount, weighting=discount, spacing=1e-4, entropy=0.3)
        along, across = (
            model.contributions(np.array(theta), question._replace(estimator=each), 20, np.random.Generator(np.random.PCG64(1)))
            for each in (Estimator.PATHWISE, Estimator.FINITE_DIFFERENCE)
        )
        assert along == pytest.approx(across, rel=1e-6, abs=1e-6)


def test_the_best_baseline_of_a_state_has_less_variance_than_its_neighbours() -> None:
    """By quadrature over one step's noise, H = 1: no other number has a smaller second moment, for the score or its natural direction."""
    problem, theta = LinearQuadratic(horizon=1, start_mean=0.8, final=1.5), np.array([-0.3, 0.2, -0.4])
    model = LinearModel.of(problem, Gaussian(2, learn_sigma=True))
    nodes, weights = np.polynomial.hermite_e.hermegauss(12)
    weights = weights / weights.sum()
    x, sigma = np.array([0.8, 1.0]), float(np.exp(-0.4))
    actions = theta[0] * 0.8 + theta[1] + sigma * nodes
    pay = -(0.8**2) - actions**2 - 1.5 * ((0.8 + actions) ** 2 + 0.1**2)
    score = np.column_stack([(nodes / sigma)[:, None] * x, nodes**2 - 1])
    for question in (Settings(), Settings(preconditioner=Preconditioner.NATURAL, damping=0.1)):
        step = score
        if question.preconditioner:
            step = np.linalg.solve(model.fisher(theta, question) + 0.1 * np.eye(3), score.T).T
        square = (step**2).sum(axis=1)
        best = (weights * square) @ pay / (weights @ square)
        batch, room = model.paths(question), model.room()
        memory, chance = Memory.fresh(theta, 1), Chance.seeded([1])
        learn_linear(
            model.plant, question._replace(baseline=Baseline.OPTIMAL_STATE, rate=0.0), memory, batch, room, 1, False, chance.words, NO_ROWS
        )
        assert batch.baselines[0, 0] == pytest.approx(best, rel=1e-9)


@pytest.mark.parametrize("policy", [Gaussian(1), Gaussian(1, learn_sigma=True), Gaussian(2, 0.3), Gaussian(2, learn_sigma=True)])
def test_the_natural_step_is_the_fisher_matrix_solved(policy: Gaussian) -> None:
    model = LinearModel.of(LinearQuadratic(horizon=4, start_std=0.5), policy)
    theta = np.linspace(-0.5, 0.3, model.parameters)
    for discount, damping in [(1.0, 0.0), (0.8, 0.3)]:
        question = Settings(
            exact=True, discount=discount, preconditioner=Preconditioner.NATURAL, damping=damping, rate=0.01, weighting=discount
        )
        memory, chance = Memory.fresh(theta, 4), Chance.seeded([1])
        batch = model.paths(question)
        learn_linear(model.plant, question, memory, batch, model.room(), 1, False, chance.words, NO_ROWS)
        whole = model.fisher(theta, question) + damping * np.eye(theta.size)
        assert batch.direction == pytest.approx(np.linalg.solve(whole, model.gradient(theta, question)), rel=1e-9)
        assert memory.theta[0] == pytest.approx(theta + 0.01 * batch.direction)


@pytest.mark.parametrize("preconditioner", [Preconditioner.NONE, Preconditioner.NATURAL])
def test_exact_ascent_ends_at_riccatis_gain(preconditioner: Preconditioner) -> None:
    """Where the last cost is that of going on for ever, one gain is best at every step, whatever σ: −1/golden ratio."""
    best, gains = optimal_control(ENDLESS)
    assert gains == pytest.approx(-1 / GOLDEN, rel=1e-12)
    model = LinearModel.of(ENDLESS, Gaussian(1, 0.3))
    question = Settings(exact=True, rate=0.05 if preconditioner else 0.005, preconditioner=preconditioner)
    memory, chance = Memory.fresh(np.zeros(1), ENDLESS.horizon), Chance.seeded([1])
    learn_linear(model.plant, question, memory, model.paths(question), model.room(), 2000, False, chance.words, NO_ROWS)
    assert memory.theta[0, 0] == pytest.approx(-1 / GOLDEN, abs=1e-9)
    answers = model.exact(memory.theta[0], question)
    assert answers.gradient == pytest.approx(0.0, abs=1e-8)
    exploring = sum(ENDLESS.r + GOLDEN * ENDLESS.b**2 for _ in range(ENDLESS.horizon)) * 0.3**2
    assert answers.value == pytest.approx(best - exploring, rel=1e-10)
    assert answers.optimal_value == best


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_baseline_does_not_matter_to_what_has_none(estimator: Estimator) -> None:
    model, theta = LinearModel.of(*CASES[0][:2]), np.array(CASES[0][2])
    ends = [
        model.contributions(theta, Settings(estimator=estimator, baseline=each), 3, np.random.Generator(np.random.PCG64(2)))
        for each in (Baseline.NONE, Baseline.EXACT)
    ]
    assert np.array_equal(*ends) is (estimator != Estimator.REINFORCE)


def test_theta_that_loses_the_state_is_refused_by_the_exact_side_and_told_by_none() -> None:
    model = LinearModel.of(LinearQuadratic(horizon=500), Gaussian(1))
    with pytest.raises(InvalidInput, match="closed loop that stays finite for 500 steps"):
        model.exact(np.array([3.0]), Settings())
    assert model.mean(np.array([3.0]), Settings()) is None
