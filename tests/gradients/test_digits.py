"""Digits near the corners of the simplex: exact answers against extended precision, with gaps of θ up to 700.

There an action has a chance of e⁻⁷⁰⁰, and 1 − π(a), Q(a) − V and their like are far smaller than the rounding of their terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.errors import InvalidInput
from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.kernels.codes import Baseline, Objective, Preconditioner
from policyscope.gradients.kernels.exact import evaluate
from policyscope.gradients.kernels.natural import natural_direction, prepare
from policyscope.gradients.tabular import exact_answers
from policyscope.gradients.tabular.exact import best_constant
from policyscope.policies import custom, network, one_hot
from policyscope.problems import TabularMDP, bandit, chain, short_corridor, two_state
from tests.exactly import DIGITS, Solution, errors, exact, natural_step, solution
from tests.strategies import SEEDS, mdps

GAP = 700.0
TINY = 1e-290
"""Below it a double is close to having no digits at all."""


@pytest.fixture(autouse=True, scope="module")
def _digits() -> Iterator[None]:
    with mpmath.workdps(DIGITS):
        yield


def step(model: TabularModel, theta: Any, asked: Settings, x: np.ndarray | None = None) -> np.ndarray:
    """(F + λI)⁺ x as a learner takes it; x is the exact gradient unless given."""
    asked, room = asked._replace(preconditioner=Preconditioner.NATURAL), model.room()
    evaluate(model.dynamics, model.phi, asked, np.array(theta, dtype=float), room)
    metric, out = model.metric(asked), np.zeros(model.features.parameters)
    prepare(model.phi, room, asked, metric)
    natural_direction(model.phi, room, asked, metric, room.gradient if x is None else x, out)
    return out


@st.composite
def corners(draw: st.DrawFn, states: int, actions: int) -> np.ndarray:
    """θ of a tabular softmax, one action a state far ahead of some of the others by gaps of every size up to 700."""
    rng = np.random.default_rng(draw(SEEDS))
    theta = -(rng.uniform(0, 1, (states, actions)) ** 3) * draw(st.sampled_from([GAP, 60.0, 30.0, 3.0]))
    theta[np.arange(states), rng.integers(0, actions, states)] = 0.0
    return np.asarray(theta.ravel())


def check(model: TabularModel, found: Solution, plain: Solution, theta: np.ndarray, asked: Settings) -> None:
    """Gradient, advantages and natural step of a tabular softmax against the solution, and the one of the rewards alone."""
    answers = exact_answers(model, theta, asked._replace(baseline=0))
    states, actions = found.probabilities.shape
    assert errors(answers.probabilities, found.probabilities, np.abs(found.probabilities) + exact(TINY)).max() <= 1e-12
    # Q differs between actions by differences of values: their own rounding is relative to the values themselves
    size = np.abs(exact(answers.action_values)).max() + abs(found.value) + exact(np.abs(model.problem.reward).max())
    others = np.array([[row.sum() - p for p in row] for row in found.probabilities], dtype=object)
    own = np.abs(plain.advantages) * mpmath.mpf("1e-10") + others * size * mpmath.mpf("1e-13") + exact(TINY)
    alive = ~model.problem.terminal
    assert errors(answers.advantages[alive], plain.advantages[alive], own[alive]).max(initial=0) <= 1
    weight = found.visitation[:, None] * found.probabilities
    allowed = np.abs(found.gradient) * mpmath.mpf("1e-10") + (weight * others * size).ravel() * mpmath.mpf("1e-13") + exact(TINY)
    assert errors(answers.gradient, found.gradient, allowed).max() <= 1
    direction, true = step(model, theta, asked).reshape(states, actions), natural_step(found, found.gradient).reshape(states, actions)
    seen = alive & (np.array([float(w) for w in weight.min(axis=1)]) > TINY)
    scale = np.abs(true).max(axis=1, keepdims=True) + size * found.visitation.sum() * mpmath.mpf("1e-6")
    assert errors(direction[seen], true[seen], np.broadcast_to(scale, true.shape)[seen]).max(initial=0) <= 1e-6


@given(st.integers(2, 5), SEEDS, st.data())
@settings(max_examples=60)
def test_a_bandit_keeps_every_digit(arms: int, seed: int, data: st.DataObject) -> None:
    means = np.random.default_rng(seed).permutation(np.linspace(-1.0, 1.0, arms) + 0.3).tolist()
    model, theta = TabularModel.of(bandit(means), one_hot(1, arms)), data.draw(corners(1, arms))
    found = solution(model.problem, model.features.dense(), theta)
    answers = exact_answers(model, theta, Settings())
    beside = np.abs(found.gradient) + exact(TINY)
    assert errors(answers.gradient, found.gradient, beside).max() <= 1e-10
    assert errors(answers.advantages, found.advantages).max() <= 1e-10
    fisher = (found.probabilities[0][:, None] * found.slopes[0]).T @ found.slopes[0]
    assert errors(answers.fisher, fisher, np.abs(fisher) + exact(TINY)).max() <= 1e-10
    true = natural_step(found, found.gradient)
    assert errors(step(model, theta, Settings()), true, np.abs(true).max() * np.ones(arms)).max() <= 1e-6
    for damping in (1e-12, 1e-3):
        damped = natural_step(found, found.gradient, damping)
        assert errors(step(model, theta, Settings(damping=damping)), damped, np.abs(damped).max() * np.ones(arms)).max() <= 1e-6


@pytest.mark.compiled
@given(mdps(horizon=3, noise=False), st.data(), st.sampled_from([0.9, 0.3, 1.0]), st.sampled_from([0.0, 0.7]))
@settings(max_examples=40)
def test_a_horizon_keeps_them(mdp: TabularMDP, data: st.DataObject, discount: float, entropy: float) -> None:
    model, theta = TabularModel.of(mdp, one_hot(mdp.states, mdp.actions)), data.draw(corners(mdp.states, mdp.actions))
    found = solution(mdp, model.features.dense(), theta, discount, entropy=entropy)
    plain = solution(mdp, model.features.dense(), theta, discount)
    check(model, found, plain, theta, Settings(discount=discount, weighting=discount, entropy=entropy))


@given(mdps(noise=False), st.data(), st.sampled_from([0.9, 0.3, 0.99]), st.sampled_from([1.0, 0.5]))
@settings(max_examples=40)
def test_so_do_episodes_of_any_length(mdp: TabularMDP, data: st.DataObject, discount: float, temperature: float) -> None:
    model, theta = TabularModel.of(mdp, one_hot(mdp.states, mdp.actions)), data.draw(corners(mdp.states, mdp.actions)) * temperature
    found = solution(mdp, model.features.dense(), theta, discount, temperature)
    asked = Settings(discount=discount, weighting=discount, temperature=temperature)
    answers = exact_answers(model, theta, asked)
    weight = (found.visitation[:, None] * found.probabilities).ravel()
    allowed = np.abs(found.gradient) * mpmath.mpf("1e-10") + weight * mpmath.mpf("1e-13") * 1000 / temperature + exact(TINY)
    assert errors(answers.gradient, found.gradient, allowed).max() <= 1


AT = np.array([[0.0, -1.0], [-2.0, 0.0]])


@pytest.mark.parametrize("first", [0.0, 40.0, 200.0, 690.0])
@pytest.mark.parametrize("second", [0.0, -40.0, 40.0, 690.0])
def test_a_chain_that_hardly_moves_keeps_its_average(first: float, second: float) -> None:
    mdp = two_state(horizon=20)
    model, theta = TabularModel.of(mdp, one_hot(2, 2)), (AT + np.array([[first, 0.0], [second, 0.0]])).ravel()
    found = solution(mdp, model.features.dense(), theta, average=True)
    answers = exact_answers(model, theta, Settings(objective=Objective.AVERAGE_REWARD))
    assert errors([answers.value], np.array([found.value])).max() <= 1e-10
    assert errors(answers.gradient, found.gradient, np.abs(found.gradient) + exact(TINY)).max() <= 1e-10
    assert errors(answers.visitation, found.visitation).max() <= 1e-10


# ------------------------------------------------------------------------------------- right values, each found wrong once

FAR = (0.0, -16.11809565095832, -43.74911676688687)  # π = (1, 1e-7, 1e-19)


def test_the_natural_step_of_a_bandit_is_its_advantage_wherever_theta_is() -> None:
    model = TabularModel.of(bandit([1.0, 0.8, 0.1]), one_hot(1, 3))
    assert step(model, FAR, Settings()) == pytest.approx([11 / 30, 5 / 30, -16 / 30], rel=1e-6)
    drawn = exact_answers(model, np.array(FAR), Settings()).scores[0, 0]  # the first arm is drawn, and pays 1
    assert step(model, FAR, Settings(), drawn) == pytest.approx([2 / 3, -1 / 3, -1 / 3], rel=1e-6)


def test_the_rarest_state_of_a_chain_takes_a_step_of_its_own_size() -> None:
    mdp = chain(24, horizon=None, step_reward=-1.0)
    direction = step(TabularModel.of(mdp, one_hot(25, 2)), np.zeros(50), Settings(discount=0.3)).reshape(25, 2)
    assert direction[23] == pytest.approx([-1.694, 1.694], abs=5e-4)
    assert not direction[24].any()


@pytest.mark.parametrize("gap", [30.0, 40.0, 690.0])
def test_two_states_that_are_hardly_ever_left(gap: float) -> None:
    phi = [[[1, 0], [0, 0]], [[0, 1], [0, 0]]]
    model = TabularModel.of(two_state(horizon=20), custom(phi, 2, 2))
    answers = exact_answers(model, np.array([gap, gap]), Settings(objective=Objective.AVERAGE_REWARD))
    assert answers.gradient == pytest.approx([-0.25, 0.25], rel=1e-10)


@pytest.mark.parametrize("gap", [20.0, 30.0, 40.0, 300.0])
def test_a_corridor_walked_the_wrong_way(gap: float) -> None:
    model = TabularModel.of(short_corridor(), custom([[[1, 0], [0, 1]]] * 4, 4, 2))
    q = mpmath.exp(-gap) / (1 + mpmath.exp(-gap))  # π(right), the same in every room
    slope = float((2 * (1 - q) * q - (2 * q - 4) * (1 - 2 * q)) / ((1 - q) * q))
    assert exact_answers(model, np.array([gap, 0.0]), Settings()).gradient == pytest.approx([-slope, slope], rel=1e-10)


def test_a_state_left_behind_is_not_unlearned() -> None:
    """Two states, natural steps on the exact gradient: once the first is hardly visited, rounding must not turn it round."""
    model = TabularModel.of(two_state(horizon=20), one_hot(2, 2))
    theta, asked = np.zeros(4), Settings()
    for _ in range(3000):
        theta = theta + 0.1 * step(model, theta, asked)
    pi = exact_answers(model, theta, asked).probabilities
    assert pi[0, 1] > 0.99
    assert pi[1, 0] > 0.99
    assert np.isfinite(theta).all()


def test_features_whose_actions_share_entries() -> None:
    """φ(s, a) = (1, x, a): what both actions share leaves no rounding in the gradient, which is 0 there."""
    model = TabularModel.of(bandit([1.0, 0.0]), custom([[[1, 0.1, 0.0], [1, 0.1, 1.0]]], 1, 2))
    for gap in (-700.0, -20.0, 3.0):
        theta = np.array([5.0, -3.0, gap])
        found = solution(model.problem, model.features.dense(), theta)
        gradient = exact_answers(model, theta, Settings()).gradient
        assert gradient[0] == gradient[1] == 0.0
        assert errors(gradient[2:], found.gradient[2:]).max() <= 1e-10


def test_a_network_near_a_corner() -> None:
    """Its preferences' own biases are what a tabular softmax has: the same gradient there."""
    net = network(np.zeros((1, 1)), 1, 3, [])
    model, plain = TabularModel.of(bandit([1.0, 0.7, 0.0]), net), TabularModel.of(bandit([1.0, 0.7, 0.0]), one_hot(1, 3))
    at = np.array([0.0, -600.0, -40.0])
    theta = np.concatenate([np.zeros(3), at])
    assert exact_answers(model, theta, Settings()).gradient[3:] == pytest.approx(exact_answers(plain, at, Settings()).gradient, rel=1e-12)


@pytest.mark.parametrize(("theta", "temperature"), [((1e308, 0.0, 0.0), 0.01), ((0.0, 1e308, -1e308), 1.0), ((-1e308, -1e308, 1e308), 0.5)])
def test_the_largest_thetas_have_answers(theta: tuple[float, ...], temperature: float) -> None:
    model = TabularModel.of(bandit([1.0, 1.0, 1.0]), one_hot(1, 3))
    with np.errstate(over="ignore"):  # a gap past the largest double is infinite, and e to minus that is 0
        answers = exact_answers(model, np.array(theta), Settings(temperature=temperature))
    assert answers.value == 1.0
    assert np.isfinite(answers.scores).all()
    assert not answers.gradient.any()


@pytest.mark.parametrize(("stay", "go"), [(1e4, 0.0), (740.0, 0.0)])
def test_a_chain_that_is_never_left_is_refused_with_the_way_out(stay: float, go: float) -> None:
    """Two states that nothing joins any more have no one stationary distribution: never a value beside a gradient of NaN."""
    model = TabularModel.of(two_state(horizon=20), one_hot(2, 2))
    with np.errstate(all="ignore"), pytest.raises(InvalidInput, match="closer to 0") as caught:
        exact_answers(model, np.array([stay, go, stay, go]), Settings(objective=Objective.AVERAGE_REWARD))
    assert caught.value.field == "theta"


def test_preferences_past_the_largest_number_are_refused() -> None:
    model = TabularModel.of(bandit([1.0, 0.7, 0.0]), custom([[[10.0], [0.0], [0.0]]], 1, 3))
    with np.errstate(all="ignore"), pytest.raises(InvalidInput, match="closer to 0"):
        exact_answers(model, np.array([1e308]), Settings())


def test_the_optimal_constant_of_a_natural_step_near_a_corner() -> None:
    model = TabularModel.of(bandit([1.0, 0.7, 0.0]), one_hot(1, 3))
    asked = Settings(preconditioner=Preconditioner.NATURAL, baseline=Baseline.OPTIMAL)
    for gap in (5.0, 40.0, 300.0, 700.0):
        room, theta = model.room(), np.array([0.0, -gap, -gap])
        evaluate(model.dynamics, model.phi, asked, theta, room)
        pi = room.probabilities[0]
        assert best_constant(model, room, asked) == pytest.approx((np.array([1.0, 0.7, 0.0]) / pi).sum() / (1 / pi).sum(), rel=1e-9)
