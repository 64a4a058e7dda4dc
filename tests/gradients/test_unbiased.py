"""What REINFORCE is on average, exactly: the product's own sampler and estimator, run for every outcome chance allows."""

from __future__ import annotations

import dataclasses
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.kernels.arrays import Memory
from policyscope.gradients.kernels.codes import Baseline
from policyscope.gradients.tabular import exact_answers
from policyscope.gradients.tabular.estimate import batch_room
from policyscope.policies import one_hot
from policyscope.problems import bandit, contextual_bandit, short_corridor, tabular
from tests import reference
from tests.gradients.kernels import expect, first_row, interpreted, moments, paths, rows
from tests.strategies import DISCOUNTS, TEMPERATURES, mdps, preferences, thetas

Case = tuple[TabularModel, np.ndarray, Settings]
UNBIASED = (
    Baseline.NONE,
    Baseline.CONSTANT,
    Baseline.RUNNING,
    Baseline.LEARNED,
    Baseline.EXACT,
    Baseline.OPTIMAL,
    Baseline.OPTIMAL_STATE,
)


@st.composite
def cases(draw: st.DrawFn, horizon: int = 3, states: int = 3, noise: bool = False) -> Case:
    mdp = draw(mdps(horizon=horizon, states=states, actions=2, branches=2, noise=noise))
    phi = draw(preferences(mdp))
    discount = draw(DISCOUNTS)
    asked = Settings(
        temperature=draw(TEMPERATURES), discount=discount, weighting=discount, total_return=draw(st.booleans()),
        baseline_value=draw(st.sampled_from([0.0, -2.0, 5.0])), shared_value=draw(st.booleans()),
    )  # fmt: skip
    return TabularModel.of(mdp, phi), draw(thetas(phi.parameters, 2.0)), asked


def remembered(model: TabularModel, theta: np.ndarray, seed: int) -> Memory:
    """A baseline's memory of some past."""
    rng = np.random.default_rng(seed)
    return Memory.fresh(theta, 1)._replace(running=np.array([[rng.normal(), 3.0]]), value=rng.normal(size=(1, model.problem.states)))


def close(got: np.ndarray, expected: np.ndarray, asked: Settings, returns: float) -> bool:
    scale = (1 + abs(asked.baseline_value) + returns) / asked.temperature
    return bool(np.abs(got - expected).max(initial=0.0) < 1e-10 * scale)


def sized(model: TabularModel) -> float:
    return 10.0 * (1.0 + float(np.abs(model.problem.reward).max()))


@given(cases())
@settings(max_examples=60)
def test_the_sampler_draws_every_episode_with_its_probability(case: Case) -> None:
    """Episodes as the product draws them, against the reference's tree: the same ones, as likely."""
    model, theta, asked = case

    def draw(rng: object) -> tuple:
        batch = batch_room(model, asked, 10, 100)
        interpreted().learn.draw(model.dynamics, model.dynamics.start, model.phi, asked, theta, batch, 1, rng)
        length = int(batch.first[1])
        assert batch.tally[:3].tolist() == [1.0, length, 0.0]
        assert batch.score[0] == pytest.approx(sum(asked.discount**k * r for k, r in enumerate(batch.rewards[:length])), abs=1e-9)
        return *batch.states[:length].tolist(), *batch.actions[:length].tolist(), int(batch.last_state[0])

    seen: dict[tuple, float] = {}
    for weight, episode in paths(draw):
        seen[episode] = seen.get(episode, 0.0) + weight
    pi = reference.policy(model.features, theta, asked.temperature)
    tree = {(*e.states, *e.actions, e.last): e.probability for e in reference.episodes(model.problem, pi)}
    assert {key for key, chance in tree.items() if chance > 1e-12} <= seen.keys() <= tree.keys()
    assert all(abs(seen[key] - tree[key]) < 1e-12 for key in seen)


@given(cases(), st.sampled_from(UNBIASED), st.integers(0, 9))
@settings(max_examples=200)
def test_these_baselines_leave_the_mean_at_the_gradient(case: Case, baseline: int, seed: int) -> None:
    model, theta, asked = case
    asked = asked._replace(baseline=baseline, baseline_step=0.5)
    mean = expect(first_row(model, theta, asked, remembered(model, theta, seed)))
    assert close(mean, exact_answers(model, theta, asked).gradient, asked, sized(model))


@given(cases(2, 2, noise=True), st.sampled_from(UNBIASED))
@settings(max_examples=60)
def test_noise_leaves_the_mean_where_it_was_and_adds_variance(case: Case, baseline: int) -> None:
    model, theta, asked = case
    asked = asked._replace(baseline=baseline)
    mean, spread = moments(first_row(model, theta, asked))
    assert close(mean, exact_answers(model, theta, asked).gradient, asked, sized(model))
    quiet = TabularModel.of(dataclasses.replace(model.problem, reward_std=np.zeros_like(model.problem.reward)), model.features)
    assert spread >= moments(first_row(quiet, theta, asked))[1] - 1e-9 * (1 + spread)


@pytest.mark.parametrize("total_return", [False, True])
def test_coins_have_the_gradient_of_their_means_and_the_variance_of_coins(total_return: bool) -> None:
    theta, means = np.array([0.4, -0.3]), [0.25, 0.75]
    model, asked = TabularModel.of(bandit(means, 0.0, "bernoulli"), one_hot(1, 2)), Settings(total_return=total_return)
    mean, spread = moments(first_row(model, theta, asked))
    answers = exact_answers(model, theta, asked)
    assert np.allclose(mean, answers.gradient, atol=1e-15)
    square = sum(answers.probabilities[0, a] * means[a] * answers.scores[0, a] @ answers.scores[0, a] for a in range(2))
    assert spread == pytest.approx(square - answers.gradient @ answers.gradient)


@given(cases(2, 2), st.booleans())
@settings(max_examples=60)
def test_a_baseline_that_learns_from_the_past_stays_unbiased(case: Case, learned: bool) -> None:
    """The second batch's baseline was learned from the first: still every row's mean is ∇J."""
    model, theta, asked = case
    asked = asked._replace(baseline=Baseline.LEARNED if learned else Baseline.RUNNING, baseline_step=0.5)
    means = expect(lambda rng: rows(model, theta, asked, rng, 2))
    gradient = exact_answers(model, theta, asked).gradient
    assert all(close(row, gradient, asked, sized(model)) for row in means)


@given(cases(2, 2), st.sampled_from([2, 3]))
@settings(max_examples=60)
def test_leave_one_out_is_unbiased_and_batch_mean_shrinks_by_one_nth(case: Case, n: int) -> None:
    """E[batch mean] = (1 − 1/N) ∇J for every row, also where episodes end at different times."""
    model, theta, asked = case
    if n == 3:  # three whole trees at once: one step is enough
        model = TabularModel.of(dataclasses.replace(model.problem, horizon=1), model.features)
    gradient = exact_answers(model, theta, asked).gradient
    for baseline, factor in ((Baseline.OTHERS, 1.0), (Baseline.BATCH, 1 - 1 / n)):
        means = expect(lambda rng, kind=baseline: rows(model, theta, asked._replace(baseline=kind, batch=n), rng))
        assert all(close(row, factor * gradient, asked, sized(model)) for row in means)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("step", [0.0, 0.3])
def test_a_running_mean_that_includes_the_current_return_shrinks_the_gradient(n: int, step: float) -> None:
    """With the reward R in its own baseline m + β(R − m), what is left is (1 − β)(R − m): E = (1 − β) ∇J, β = 1/n or the step size."""
    theta = np.array([0.5, -0.5, 0.0])
    model = TabularModel.of(bandit([1.0, 3.0, -2.0]), one_hot(1, 3))
    asked = Settings(baseline=Baseline.RUNNING, baseline_step=step, include_current=True)
    memory = Memory.fresh(theta, 1)._replace(running=np.array([[0.7 if n > 1 else 0.0, n - 1.0]]))
    beta = step or 1 / n
    mean = expect(first_row(model, theta, asked, memory))
    assert np.allclose(mean, (1 - beta) * exact_answers(model, theta, asked).gradient, atol=1e-14)


@given(cases())
@settings(max_examples=60)
def test_without_gamma_to_the_t_the_mean_is_another_vector(case: Case) -> None:
    """Leaving γᵗ out: Σ_t Σ_s P(S_t = s) Σ_a ∇π(a|s) Q_t(s, a), undiscounted visits with discounted values."""
    model, theta, asked = case
    asked = asked._replace(weighting=1.0, total_return=False)
    mdp, phi = model.problem, reference.slopes(model.features, theta)
    assert mdp.horizon is not None
    pi = reference.policy(model.features, theta, asked.temperature)
    expected, law = np.zeros(theta.size), np.array(mdp.start)
    for t in range(mdp.horizon):
        q = reference.action_values(mdp, pi, asked.discount, mdp.horizon - t)
        for s, a in product(np.flatnonzero(~mdp.terminal), range(mdp.actions)):
            expected += law[s] * pi[s, a] * q[s, a] * reference.score(phi, pi, s, a, asked.temperature)
        law = np.where(mdp.terminal, 0.0, law) @ np.einsum("sa,sat->st", pi, mdp.transition)
    assert close(expect(first_row(model, theta, asked)), expected, asked, sized(model))


def test_without_gamma_to_the_t_it_is_not_the_gradient() -> None:
    """Two steps, γ = ½, a reward only on the second: the plain estimator doubles what the second step is worth."""
    move = np.zeros((3, 2, 3))
    move[0, :, 1], move[1, :, 2], move[2, :, 2] = 1.0, 1.0, 1.0
    reward = np.zeros((3, 2, 3))
    reward[1, 0, 2] = 1.0
    mdp = tabular(move, reward, [1.0, 0.0, 0.0], [False, False, True], horizon=2)
    model, theta = TabularModel.of(mdp, one_hot(3, 2)), np.zeros(6)
    honest = Settings(discount=0.5, weighting=0.5)
    gradient = exact_answers(model, theta, honest).gradient
    assert gradient[2:4].tolist() == [0.125, -0.125]
    assert np.allclose(expect(first_row(model, theta, honest)), gradient)
    assert np.allclose(expect(first_row(model, theta, honest._replace(weighting=1.0))), 2 * gradient)


def test_total_return_needs_no_gamma_to_the_t() -> None:
    """G_0 already discounts what comes later, so both settings of the option are the same estimator."""
    model = TabularModel.of(contextual_bandit([[1.0, 0.0], [0.0, 1.0]]), one_hot(2, 2))
    theta, asked = np.array([0.1, 0.2, 0.3, -0.4]), Settings(discount=0.5, total_return=True)
    both = [expect(first_row(model, theta, asked._replace(weighting=c))) for c in (0.5, 1.0)]
    assert np.array_equal(*both)
    assert np.allclose(both[0], exact_answers(model, theta, asked).gradient)


def test_a_cut_episode_is_counted() -> None:
    """Without a horizon the room for steps is the bound: the episode ends there and says so."""
    model = TabularModel.of(short_corridor(), one_hot(4, 2))
    theta = np.array([50.0, -50.0] * 4)  # always left: never out of the first room
    batch = batch_room(model, Settings(), 7, 100)
    interpreted().learn.draw(model.dynamics, model.dynamics.start, model.phi, Settings(), theta, batch, 1, np.random.default_rng(0))
    assert batch.tally.tolist() == [1.0, 7.0, 1.0, -7.0]
