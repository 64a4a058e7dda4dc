"""The baseline of each state of least variance: its formula, its own lowest point, corners, and both families."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import ContinuousModel, Settings, TabularModel
from policyscope.gradients.calls import best_baseline, evaluate, learn, solve_exactly
from policyscope.gradients.chance import Chance
from policyscope.gradients.continuous.expectation import exact_mean as gaussian_mean
from policyscope.gradients.continuous.expectation import exact_variance as gaussian_variance
from policyscope.gradients.kernels.arrays import NO_ROWS, Memory
from policyscope.gradients.kernels.codes import Baseline, Estimator, Preconditioner
from policyscope.gradients.tabular.estimate import batch_room
from policyscope.gradients.tabular.exact import best_by_state, exact_answers
from policyscope.gradients.tabular.expectation import exact_mean
from policyscope.gradients.tabular.variance import exact_variance
from policyscope.policies import Gaussian, one_hot, probabilities, scores
from policyscope.problems import Quadratic, bandit, contextual_bandit, continuous_bandit, tabular
from tests.gradients.kernels import first_row, moments
from tests.strategies import DISCOUNTS, TEMPERATURES, mdps, preferences, thetas

Case = tuple[TabularModel, np.ndarray, Settings]
BEST = Settings(baseline=Baseline.OPTIMAL_STATE)
WEIGHED = (Estimator.REINFORCE, Estimator.NO_LOG, Estimator.UNIFORM_BEHAVIOUR)


@st.composite
def cases(draw: st.DrawFn, horizon: int = 3) -> Case:
    mdp = draw(mdps(horizon=horizon, states=3, actions=3, branches=2, noise=False))
    phi, discount = draw(preferences(mdp)), draw(DISCOUNTS)
    asked = BEST._replace(temperature=draw(TEMPERATURES), discount=discount, weighting=discount, entropy=draw(st.sampled_from([0.0, 0.3])))
    return TabularModel.of(mdp, phi), draw(thetas(phi.parameters, 2.0)), asked


def plainly(model: TabularModel, theta: np.ndarray, asked: Settings) -> np.ndarray:
    """b*_0(s) as the formula has it, shape (S,)."""
    pi, answers = probabilities(model.features, theta, asked.temperature), exact_answers(model, theta, asked._replace(entropy=0.0))
    psi = scores(model.features, theta, asked.temperature)
    if asked.preconditioner == Preconditioner.NATURAL:
        psi = psi @ np.linalg.inv(answers.fisher + asked.damping * np.eye(theta.size))
    weight = pi * (psi**2).sum(axis=2)
    if asked.estimator == Estimator.NO_LOG:
        weight = weight * pi**2
    elif asked.estimator == Estimator.UNIFORM_BEHAVIOUR:
        weight = weight * pi
    with np.errstate(invalid="ignore"):
        return (weight * answers.action_values).sum(axis=1) / weight.sum(axis=1)


@given(cases(), st.sampled_from(WEIGHED), st.booleans())
@settings(max_examples=60)
def test_it_is_the_mean_of_q_weighed_by_squared_scores(case: Case, estimator: int, natural: bool) -> None:
    model, theta, asked = case
    kind = Preconditioner.NATURAL if natural else Preconditioner.NONE
    asked, room = asked._replace(estimator=estimator, preconditioner=kind, damping=0.1, entropy=0.0), model.room()
    evaluate(model.dynamics, model.phi, asked, theta, room)
    found, shares = best_by_state(model, room, asked)
    expected, goes_on = plainly(model, theta, asked), ~model.problem.terminal
    known = goes_on & np.isfinite(expected)
    np.testing.assert_allclose(found[known], expected[known], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-14)
    np.testing.assert_allclose(found[goes_on & ~known], exact_answers(model, theta, asked).state_values[goes_on & ~known], atol=1e-9)


@given(cases(horizon=1), st.sampled_from([Estimator.REINFORCE, Estimator.UNIFORM_BEHAVIOUR]), st.data())
@settings(max_examples=50)
def test_of_one_step_no_other_number_for_a_state_varies_less(case: Case, estimator: int, data: st.DataObject) -> None:
    """Against every outcome of the sampler, with any other numbers: those a learned value happens to hold."""
    model, theta, asked = case
    asked = asked._replace(estimator=estimator)
    least = exact_variance(model, theta, asked)
    mean, enumerated = moments(first_row(model, theta, asked))
    scale = 1.0 + enumerated
    assert least == pytest.approx(enumerated, rel=1e-9, abs=1e-10 * scale)
    room = model.room()
    evaluate(model.dynamics, model.phi, asked, theta, room)
    best, _ = best_by_state(model, room, asked)
    for _ in range(3):
        away = np.array([data.draw(st.floats(-2.0, 2.0)) for _ in best])
        memory = Memory.fresh(theta, 1)._replace(value=(best + away)[None])
        same, other = moments(first_row(model, theta, asked._replace(baseline=Baseline.LEARNED), memory))
        assert other >= least - 1e-9 * scale
        np.testing.assert_allclose(same, mean, atol=1e-9 * scale)


@given(cases())
@settings(max_examples=40)
def test_of_several_steps_its_exact_mean_and_variance_are_those_of_every_outcome(case: Case) -> None:
    model, theta, asked = case
    mean, variance = moments(first_row(model, theta, asked))
    np.testing.assert_allclose(exact_mean(model, theta, asked), mean, atol=1e-9 * (1 + variance))
    assert exact_variance(model, theta, asked) == pytest.approx(variance, rel=1e-9, abs=1e-9 * (1 + variance))


def test_each_time_has_its_own() -> None:
    """Two steps in one state: b*_t weighs the returns of the steps still to come."""
    two = tabular([[[1.0, 0.0]] * 2, [[0.0, 1.0]] * 2], [[1.0, -0.5], [0.0, 0.0]], [1.0, 0.0], [False, True], horizon=2)
    model, theta = TabularModel.of(two, one_hot(2, 2)), np.array([0.4, -0.3, 0.0, 0.0])
    pi = probabilities(model.features, theta, 1.0)[0]
    square = pi * (scores(model.features, theta, 1.0)[0] ** 2).sum(axis=1)
    room, rewards = model.room(), np.array([1.0, -0.5])
    evaluate(model.dynamics, model.phi, BEST, theta, room)
    early, late = (square @ (rewards + later) / square.sum() for later in (pi @ rewards, 0.0))
    assert best_by_state(model, room, BEST)[0][0] == pytest.approx(early, rel=1e-13)
    batch, memory = batch_room(model, BEST._replace(batch=5), 2, 100), Memory.fresh(theta, 2)
    metric, asked = model.metric(BEST), BEST._replace(batch=5)
    learn(model.dynamics, model.phi, asked, memory, batch, room, metric, 1, False, Chance.seeded([3]).words, NO_ROWS)
    np.testing.assert_allclose(batch.baselines[:10], [early, late] * 5, rtol=1e-11)


@pytest.mark.parametrize("corner", [5.0, 40.0, 300.0, 700.0])
@pytest.mark.parametrize("estimator", WEIGHED)
def test_near_a_corner_it_is_that_of_the_arms_whose_scores_are_long(corner: float, estimator: int) -> None:
    """1 − π(a) is never a subtraction: with π = (1, e⁻ᶜ, e⁻ᶜ) the rare arms' shares are ½ each, and V is the frequent one's reward."""
    model = TabularModel.of(bandit([1.0, 0.7, 0.0]), one_hot(1, 3))
    room = model.room()
    asked = BEST._replace(estimator=estimator)
    evaluate(model.dynamics, model.phi, asked, np.array([0.0, -corner, -corner]), room)
    best, shares = best_by_state(model, room, asked)
    if estimator == Estimator.REINFORCE:
        assert best[0] == pytest.approx(0.35, abs=3 * np.exp(-corner))
    assert np.isfinite(shares).all()
    assert shares[0, 1] == pytest.approx(shares[0, 2], rel=1e-12)


def test_the_numbers_of_its_reference() -> None:
    model = TabularModel.of(bandit([1.0, 0.0]), one_hot(1, 2))
    theta, room = np.log([0.9, 0.1]), model.room()
    evaluate(model.dynamics, model.phi, BEST, theta, room)
    assert best_by_state(model, room, BEST)[0] == pytest.approx([0.1], rel=1e-13)
    value, best = (exact_variance(model, theta, BEST._replace(baseline=kind)) for kind in (Baseline.EXACT, Baseline.OPTIMAL_STATE))
    assert best is not None
    assert value is not None
    assert best < value / 10


def test_contexts_each_have_their_own_where_a_constant_has_to_do_for_all() -> None:
    model = TabularModel.of(contextual_bandit([[1.0, 0.0], [5.0, 4.5]], 0.3), one_hot(2, 2))
    theta = np.array([0.3, -0.3, 0.8, 0.0])
    of = {kind: exact_variance(model, theta, Settings(baseline=kind)) for kind in (Baseline.OPTIMAL, Baseline.OPTIMAL_STATE)}
    assert of[Baseline.OPTIMAL_STATE] < of[Baseline.OPTIMAL] / 3


@pytest.mark.parametrize("preconditioner", list(Preconditioner))
@pytest.mark.parametrize("learned", [True, False])
def test_the_contexts_of_a_continuous_bandit_have_their_own(learned: bool, preconditioner: int) -> None:
    """b*(c) by quadrature; without preconditioner no constant for each context varies less, and the mean is ∇J."""
    problem = continuous_bandit(Quadratic(1.0), [[1.0, 0.2], [0.3, -1.0]], 0.2)
    model = ContinuousModel.of(problem, Gaussian(2, 0.7, learned))
    theta, room = np.array([0.4, -0.2, -0.3][: model.parameters]), model.room()
    asked = BEST._replace(preconditioner=preconditioner, damping=0.1, entropy=0.2)
    solve_exactly(model.world, asked, theta, room)
    best_baseline(model.world, asked, theta, room)
    z, weight = np.polynomial.hermite_e.hermegauss(60)
    weight = weight / weight.sum()
    sigma = model.policy.spread(theta)
    for c, x in enumerate(problem.contexts):
        psi = model.policy.scores(theta, np.repeat(x[None], 60, axis=0), room.means[c] + sigma * z)
        if preconditioner == Preconditioner.NATURAL:
            outer = sum(p * np.outer(each, each) for p, each in zip(problem.context_probabilities, problem.contexts, strict=True))
            fisher = np.zeros((model.parameters, model.parameters))
            fisher[:2, :2] = outer / sigma**2
            if learned:
                fisher[2, 2] = 2.0
            psi = psi @ np.linalg.inv(fisher + 0.1 * np.eye(model.parameters))
        square = (psi**2).sum(axis=1)
        paid = problem.reward.mean(room.means[c] + sigma * z, x) + asked.entropy * model.policy.entropy(theta)
        assert room.values[c] + room.beyond[c] == pytest.approx((weight @ (square * paid)) / (weight @ square), rel=1e-9)
    if preconditioner == Preconditioner.NONE:
        constant = gaussian_variance(model, theta, asked._replace(baseline=Baseline.OPTIMAL))
        exact = gaussian_variance(model, theta, asked._replace(baseline=Baseline.EXACT))
        assert gaussian_variance(model, theta, asked) < min(constant, exact)
        np.testing.assert_allclose(gaussian_mean(model, theta, asked), room.gradient, rtol=1e-12)
