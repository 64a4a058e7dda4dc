"""Every estimator's expectation and variance: the product's own sampler under quadrature against the closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import Settings, summarise
from policyscope.gradients.continuous import ContinuousModel, contributions, exact_answers, exact_mean, exact_variance
from policyscope.gradients.kernels.arrays import Memory
from policyscope.gradients.kernels.codes import Baseline, Estimator, Preconditioner
from policyscope.policies import Gaussian
from policyscope.problems import Hills, Linear, Quadratic, Stair, continuous_bandit
from tests.gradients.continuous.kit import Draw, models, moments, numbers, places, rows

ESTIMATORS = [Estimator.REINFORCE, Estimator.PATHWISE, Estimator.MEASURE_VALUED, Estimator.FINITE_DIFFERENCE]
FIXED = [Baseline.NONE, Baseline.CONSTANT, Baseline.EXACT, Baseline.OPTIMAL, Baseline.OPTIMAL_STATE]
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(14)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
INTERPRETED_EXAMPLES = 30


@given(models(), st.sampled_from(ESTIMATORS), st.sampled_from(FIXED), st.sampled_from([0.0, 0.3]), st.data())
@settings(max_examples=INTERPRETED_EXAMPLES)
def test_mean_and_variance_are_what_the_closed_forms_say(
    model: ContinuousModel, estimator: int, baseline: int, entropy: float, data: st.DataObject
) -> None:
    theta = data.draw(places(model))
    asked = Settings(estimator=estimator, baseline=baseline, baseline_value=0.4, entropy=entropy, spacing=0.3)
    mean, variance = moments(model, theta, asked)
    assert mean == pytest.approx(exact_mean(model, theta, asked), abs=1e-8)
    assert variance == pytest.approx(exact_variance(model, theta, asked), rel=1e-6, abs=1e-7)


@given(models(), st.sampled_from(ESTIMATORS[:3]), st.sampled_from(FIXED), st.sampled_from([0.0, 0.3]), st.data())
def test_only_the_pathwise_estimator_of_a_stair_is_biased(
    model: ContinuousModel, estimator: int, baseline: int, entropy: float, data: st.DataObject
) -> None:
    """Its slope is 0 on both sides: the estimate is 0 whatever the gradient is, so the bias is −∇J."""
    theta = data.draw(places(model))
    asked = Settings(estimator=estimator, baseline=baseline, entropy=entropy)
    mean, truth = exact_mean(model, theta, asked), exact_answers(model, theta, asked).gradient
    if estimator == Estimator.PATHWISE and isinstance(model.problem.reward, Stair):
        bonus = np.zeros(theta.size)
        bonus[model.problem.inputs :] = entropy
        assert mean == pytest.approx(bonus, abs=0)
        assert exact_variance(model, theta, asked) == 0.0
    else:
        assert mean == pytest.approx(truth, rel=1e-9, abs=1e-11)


@given(models(kinds=("hills", "quadratic")), st.data())
def test_the_finite_difference_is_off_by_the_square_of_its_spacing(model: ContinuousModel, data: st.DataObject) -> None:
    theta = data.draw(places(model))
    truth = exact_answers(model, theta, Settings()).gradient
    off = [
        np.linalg.norm(exact_mean(model, theta, Settings(estimator=Estimator.FINITE_DIFFERENCE, spacing=h)) - truth) for h in (0.02, 0.01)
    ]
    assert off[1] == pytest.approx(off[0] / 4, rel=0.05, abs=1e-9)


def plain(reward: object = None, learn: bool = True, std: float = 0.5) -> ContinuousModel:
    return ContinuousModel.of(continuous_bandit(reward or Quadratic(1.0), reward_std=std), Gaussian(1, 0.8, learn))  # type: ignore[arg-type]


@pytest.mark.parametrize("baseline", [Baseline.BATCH, Baseline.OTHERS])
def test_what_a_batch_averages_itself(baseline: int) -> None:
    """The batch's own mean keeps (1 − 1/N) of the gradient; leaving oneself out keeps all of it."""
    model, theta = plain(std=0.0), np.array([0.3, -0.2])
    asked = Settings(baseline=baseline, batch=2, entropy=0.2)
    pairs = [numbers(model, asked, 0.0, Draw(float(z))) for first in NODES for second in NODES for z in (first, second)]
    got = rows(model, theta, asked, pairs, NODES.size**2).reshape(NODES.size, NODES.size, 2, 2)
    mean = np.einsum("i,j,ijnd->d", WEIGHTS, WEIGHTS, got) / 2
    truth, bonus = exact_answers(model, theta, asked).gradient, np.array([0.0, 0.2])
    kept = 0.5 * (truth - bonus) + bonus if baseline == Baseline.BATCH else truth
    assert mean == pytest.approx(kept, abs=1e-10)
    assert exact_mean(model, theta, asked) == pytest.approx(kept, abs=1e-12)
    assert exact_variance(model, theta, asked) is None


@pytest.mark.parametrize(
    ("baseline", "more"),
    [(Baseline.RUNNING, {}), (Baseline.LEARNED, {"baseline_step": 0.3}), (Baseline.LEARNED, {"shared_value": True})],
)
def test_what_is_remembered_does_not_bias(baseline: int, more: dict) -> None:
    model, theta = plain(std=0.0), np.array([0.3, -0.2])
    asked = Settings(baseline=baseline, **more)
    memory = Memory.fresh(theta, 1)._replace(running=np.array([[-1.5, 4.0]]), value=np.array([[-0.7]]))
    got = np.array([rows(model, theta, asked, [[float(z)]], 1, memory)[0] for z in NODES])
    assert WEIGHTS @ got == pytest.approx(exact_answers(model, theta, asked).gradient, abs=1e-10)
    assert exact_mean(model, theta, asked) == pytest.approx(exact_answers(model, theta, asked).gradient)
    assert exact_variance(model, theta, asked) is None


def test_a_mean_that_takes_in_its_own_reward_is_left_open() -> None:
    model, asked = plain(), Settings(baseline=Baseline.RUNNING, include_current=True)
    assert exact_mean(model, np.zeros(2), asked) is None
    assert exact_variance(model, np.zeros(2), asked) is None


def test_baselines_learn_from_what_they_weighed() -> None:
    """Two contexts and a step size of one half, by hand."""
    model = ContinuousModel.of(continuous_bandit(Linear((1.0, 2.0)), [[1.0, 0.0], [0.0, 1.0]]), Gaussian(2, 1.0))
    theta, z = np.zeros(2), [0.5, -1.0, 2.0]
    rewards = [-((0.5 - 1) ** 2), -((-1.0 - 2) ** 2), -((2.0 - 1) ** 2)]
    drawn = [[0.2, z[0]], [0.7, z[1]], [0.2, z[2]]]
    asked = Settings(baseline=Baseline.LEARNED, baseline_step=0.5)
    got = rows(model, theta, asked, drawn, 3)
    assert got == pytest.approx(np.array([[rewards[0] * z[0], 0], [0, rewards[1] * z[1]], [(rewards[2] - rewards[0] / 2) * z[2], 0]]))
    got = rows(model, theta, asked._replace(baseline=Baseline.RUNNING, baseline_step=0.0), drawn, 3)
    before = [0.0, rewards[0], (rewards[0] + rewards[1]) / 2]
    assert got.sum(axis=1) == pytest.approx([(r - b) * each for r, b, each in zip(rewards, before, z, strict=True)])
    got = rows(model, theta, asked._replace(baseline=Baseline.RUNNING, include_current=True, baseline_step=0.0), drawn, 3)
    after = [rewards[0], (rewards[0] + rewards[1]) / 2, sum(rewards) / 3]
    assert got.sum(axis=1) == pytest.approx([(r - b) * each for r, b, each in zip(rewards, after, z, strict=True)])


@given(models(), st.booleans(), st.data())
@settings(max_examples=40)
def test_the_optimal_constant_is_where_the_variance_is_least(model: ContinuousModel, natural: bool, data: st.DataObject) -> None:
    """The variance is a parabola in b; three points tell where it is lowest. With the natural gradient, that of F⁺ĝ."""
    theta = data.draw(places(model))
    asked = Settings(
        baseline=Baseline.CONSTANT,
        preconditioner=Preconditioner.NATURAL if natural else Preconditioner.NONE,
        damping=0.1 if natural else 0.0,
    )
    best = exact_answers(model, theta, asked).optimal_constant
    if natural:
        answers = exact_answers(model, theta, asked)
        inverse = np.linalg.inv(answers.fisher + 0.1 * np.eye(theta.size))
        z, w = np.polynomial.hermite_e.hermegauss(60)
        above = below = 0.0
        for p, x, mean in zip(model.problem.context_probabilities, model.problem.contexts, answers.means, strict=True):
            psi = model.policy.scores(theta, np.repeat(x[None], 60, axis=0), mean + answers.sigma * z) @ inverse
            above += p * float(w / w.sum() @ ((psi**2).sum(axis=1) * model.problem.reward.mean(mean + answers.sigma * z, x)))
            below += p * float(w / w.sum() @ (psi**2).sum(axis=1))
        if not isinstance(model.problem.reward, Stair):
            assert best == pytest.approx(above / below, rel=1e-5, abs=1e-6)
        return
    low, middle, high = (exact_variance(model, theta, asked._replace(baseline_value=b)) for b in (-1.0, 0.0, 1.0))
    assert best == pytest.approx((low - high) / (2 * (low + high) - 4 * middle), rel=1e-6, abs=1e-6)
    least = asked._replace(baseline=Baseline.OPTIMAL, baseline_value=0.0)
    assert exact_variance(model, theta, least) == pytest.approx(exact_variance(model, theta, asked._replace(baseline_value=best)), rel=1e-9)


@pytest.mark.compiled
@pytest.mark.parametrize("reward", [Quadratic(1.0), Hills(), Stair(0.5)])
@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_sampled_means_and_variances_agree(reward: object, estimator: int) -> None:
    """With numbers that are really drawn (Rayleigh, Maxwell and all): |z| below 4.5 under this seed."""
    model, theta = plain(reward), np.array([0.3, -0.2])
    asked = Settings(estimator=estimator, spacing=0.2)
    drawn = contributions(model, theta, asked, 100_000, np.random.default_rng(3))
    mean, variance = exact_mean(model, theta, asked), exact_variance(model, theta, asked)
    assert (np.abs(drawn.mean(axis=0) - mean) <= 4.5 * drawn.std(axis=0) / math.sqrt(len(drawn)) + 1e-12).all()
    spread = ((drawn - mean) ** 2).sum(axis=1)
    assert abs(spread.mean() - variance) <= 4.5 * spread.std() / math.sqrt(len(drawn)) + 1e-12
    assert summarise(drawn, exact_answers(model, theta, asked).gradient, asked).variance == pytest.approx(variance, rel=0.1, abs=1e-12)


def test_the_exact_estimator_answers_itself() -> None:
    model, theta, asked = plain(), np.array([0.3, -0.2]), Settings(exact=True)
    drawn = contributions(model, theta, asked, 3, np.random.default_rng(0))
    assert (drawn == exact_answers(model, theta, asked).gradient).all()
    assert exact_mean(model, theta, asked) == pytest.approx(drawn[0])
    assert exact_variance(model, theta, asked) == 0.0
    memory = Memory.fresh(theta, 1)
    assert contributions(model, theta, Settings(batch=2), 3, np.random.default_rng(0), memory).shape == (3, 2)


@pytest.mark.parametrize("entropy", [0.0, 0.3])
@pytest.mark.parametrize("baseline", FIXED[1:])
@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("mean", [-2.0, 0.3, 3.0])
def test_an_offset_that_all_rewards_share_costs_no_digits(mean: float, estimator: int, baseline: int, entropy: float) -> None:
    for shape in (lambda offset: Quadratic(1.0, 1.0, offset), lambda offset: Stair(0.5, offset, offset + 1.0)):
        near, far = (
            exact_variance(
                plain(shape(offset), std=0.0), np.array([mean, -0.2]),
                Settings(estimator=estimator, baseline=baseline, entropy=entropy, baseline_value=value),
            )
            for offset, value in ((0.0, 0.25), (990000.0, 0.25 + 990000.0 * (baseline == Baseline.CONSTANT)))
        )  # fmt: skip
        assert far == pytest.approx(near, rel=1e-8 if baseline == Baseline.OPTIMAL else 1e-10, abs=0)


@pytest.mark.parametrize("estimator", [Estimator.PATHWISE, Estimator.FINITE_DIFFERENCE])
def test_a_slope_far_larger_than_its_spread_leaves_the_variance_its_digits(estimator: int) -> None:
    """10⁶ spreads from the top: E|X|² is 10¹² times the variance, 4 σ² for the mean's part (Mohamed et al. 2020)."""
    model = ContinuousModel.of(continuous_bandit(Quadratic(1e5)), Gaussian(1, 0.1))
    assert exact_variance(model, np.zeros(1), Settings(estimator=estimator, spacing=0.5)) == pytest.approx(0.04, rel=1e-9)
