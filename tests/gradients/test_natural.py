"""The natural gradient: eigenvectors against LAPACK, the pseudo-inverse, and what it means for a tabular softmax."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import Settings, TabularModel
from policyscope.gradients.kernels.codes import Preconditioner
from policyscope.gradients.kernels.exact import evaluate
from policyscope.gradients.kernels.jacobi import diagonalise
from policyscope.gradients.kernels.natural import natural_direction, prepare
from policyscope.gradients.tabular import exact_answers
from policyscope.gradients.tabular.arrays import room_for_metric
from policyscope.policies import custom, one_hot, scores
from policyscope.problems import TabularMDP, bandit
from tests.gradients.test_unbiased import Case, cases
from tests.strategies import SEEDS, mdps, thetas


def directed(model: TabularModel, theta: np.ndarray, asked: Settings, x: np.ndarray) -> np.ndarray:
    """(F + λI)⁺ x as the learner has it; by the tabular softmax's own way and by the matrix, where both go."""
    asked = asked._replace(preconditioner=Preconditioner.NATURAL)
    room, ways = model.room(), []
    evaluate(model.dynamics, model.phi, asked, theta, room)
    for phi in {model.phi.tabular: model.phi, False: model.phi._replace(tabular=False)}.values():
        out, metric = np.zeros_like(x), room_for_metric(1, 1, x.size, asked, phi.tabular)
        prepare(phi, room, asked, metric)
        natural_direction(phi, room, asked, metric, x, out)
        ways.append(out)
    scale = np.abs(ways[-1]).max() * (1 + 1e-13 / (asked.damping or 1.0))
    assert np.allclose(ways[0], ways[-1], rtol=1e-6, atol=1e-8 * (1 + scale))
    return ways[0]


@given(st.integers(1, 8), st.integers(0, 8), SEEDS)
def test_eigenvectors_are_lapacks(size: int, rank: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(size, rank)) * 10.0 ** rng.integers(-4, 4)
    matrix = root @ root.T
    curvature, vectors = matrix.copy(), np.zeros_like(matrix)
    diagonalise(curvature, vectors)
    scale = 1e-13 * (np.abs(matrix).max() + 1e-300)
    assert np.allclose(vectors.T @ vectors, np.eye(size), atol=1e-13)
    assert np.abs(vectors @ np.diag(np.diag(curvature)) @ vectors.T - matrix).max() <= 10 * scale
    assert np.allclose(np.sort(np.diag(curvature)), np.linalg.eigvalsh(matrix), rtol=1e-9, atol=10 * scale)


@given(cases(), st.sampled_from([0.0, 1e-6, 1e-3, 1.0]))
@settings(max_examples=60)
def test_the_direction_is_the_damped_inverse_or_the_pseudo_inverse(case: Case, damping: float) -> None:
    model, theta, asked = case
    answers = exact_answers(model, theta, asked)
    asked = asked._replace(damping=damping)
    if damping:
        expected = np.linalg.solve(answers.fisher + damping * np.eye(theta.size), answers.gradient)
    else:
        expected = np.linalg.pinv(answers.fisher, rcond=1e-11, hermitian=True) @ answers.gradient
    got = directed(model, theta, asked, answers.gradient)
    assert np.allclose(got, expected, rtol=1e-6, atol=1e-8 * (1 + np.abs(expected).max()))


@given(mdps(horizon=None, actions=3), st.data())
@settings(max_examples=40)
def test_in_a_tabular_softmax_it_is_the_advantage(mdp: TabularMDP, data: st.DataObject) -> None:
    """Compatible features (Kakade 2001, theorem 1): ψ(s, a)·F⁺∇J = A(s, a) · Σ_s d(s), for every visited state."""
    model = TabularModel.of(mdp, one_hot(mdp.states, mdp.actions))
    theta = data.draw(thetas(model.features.parameters, 1.0))
    answers = exact_answers(model, theta, Settings(discount=0.9))
    direction = directed(model, theta, Settings(discount=0.9), answers.gradient)
    along = scores(model.features, theta) @ direction
    visited = answers.visitation > 1e-6
    expected = answers.advantages * answers.visitation.sum()
    assert np.allclose(along[visited], expected[visited], rtol=1e-6, atol=1e-6 * (1 + np.abs(expected).max()))


def test_it_does_not_care_how_unlikely_an_arm_has_become() -> None:
    """On a plateau the plain gradient dies with π; the natural one keeps pointing at the best arm with its full advantage."""
    model, theta = TabularModel.of(bandit([0.0, 1.0]), one_hot(1, 2)), np.array([12.0, 0.0])
    answers = exact_answers(model, theta, Settings())
    assert np.abs(answers.gradient).max() < 1e-5
    assert directed(model, theta, Settings(), answers.gradient) == pytest.approx([-0.5, 0.5], rel=1e-6)


def test_damping_far_below_rounding_stays_finite() -> None:
    """F of rank one and λ beyond its digits: a pivot that rounding leaves below λ counts as λ."""
    row = np.array([2.0, 2 / 3, -1.4, 2e3])
    model = TabularModel.of(bandit([0.0, 1.0]), custom([[np.zeros(4), row]], 1, 2))
    direction = directed(model, np.zeros(4), Settings(damping=1e-18), row / 4)  # π = ½ each: F = row rowᵀ / 4
    assert np.isfinite(direction).all()
    assert row @ direction == pytest.approx(1.0, rel=1e-6)


def test_without_any_curvature_there_is_no_direction() -> None:
    model = TabularModel.of(bandit([0.0, 1.0]), custom(np.ones((1, 2, 3)), 1, 2))
    assert not directed(model, np.zeros(3), Settings(), np.ones(3)).any()
    assert directed(model, np.zeros(3), Settings(damping=0.5), np.ones(3)) == pytest.approx([2.0, 2.0, 2.0])
