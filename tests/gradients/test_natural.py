"""The natural gradient: eigenvectors against LAPACK, the pseudo-inverse, and what it means for a tabular softmax."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import Model, Settings, exact_answers
from policyscope.gradients.arrays import room_for_metric
from policyscope.gradients.kernels.natural import apply_inverse, diagonalise, natural_direction, prepare
from policyscope.policies import one_hot, scores
from policyscope.problems import TabularMDP, bandit
from tests.gradients.test_unbiased import Case, cases
from tests.strategies import SEEDS, mdps, thetas


def directed(matrix: np.ndarray, damping: float, x: np.ndarray) -> np.ndarray:
    size, out = len(x), np.zeros_like(x)
    metric = room_for_metric(1, 1, size, Settings(natural=True))
    metric.curvature[:] = matrix
    prepare(metric, damping)
    natural_direction(metric, damping, x, out)
    if damping:  # the way by eigenvectors, which knows the damping only when it is applied
        other, curvature, vectors = np.zeros_like(x), matrix.copy(), np.zeros_like(matrix)
        diagonalise(curvature, vectors)
        apply_inverse(curvature, vectors, damping, x, other)
        scale = np.abs(other).max() * (1 + 1e-13 * np.abs(matrix).max() / damping)
        assert np.allclose(out, other, rtol=0, atol=1e-9 * scale)
    return out


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
    if damping:
        expected = np.linalg.solve(answers.fisher + damping * np.eye(theta.size), answers.gradient)
    else:
        expected = np.linalg.pinv(answers.fisher, rcond=1e-11, hermitian=True) @ answers.gradient
    got = directed(answers.fisher, damping, answers.gradient)
    assert np.allclose(got, expected, rtol=1e-6, atol=1e-8 * (1 + np.abs(expected).max()))


@given(mdps(horizon=None, actions=3), st.data())
@settings(max_examples=40)
def test_in_a_tabular_softmax_it_is_the_advantage(mdp: TabularMDP, data: st.DataObject) -> None:
    """Compatible features (Kakade 2001, theorem 1): ψ(s, a)·F⁺∇J = A(s, a) · Σ_s d(s), for every visited state."""
    model = Model.of(mdp, one_hot(mdp.states, mdp.actions))
    theta = data.draw(thetas(model.features.parameters, 1.0))
    answers = exact_answers(model, theta, Settings(discount=0.9))
    direction = directed(answers.fisher, 0.0, answers.gradient)
    along = scores(model.features, theta) @ direction
    visited = answers.visitation > 1e-6
    expected = answers.advantages * answers.visitation.sum()
    assert np.allclose(along[visited], expected[visited], rtol=1e-6, atol=1e-6 * (1 + np.abs(expected).max()))


def test_it_does_not_care_how_unlikely_an_arm_has_become() -> None:
    """On a plateau the plain gradient dies with π; the natural one keeps pointing at the best arm with its full advantage."""
    model, theta = Model.of(bandit([0.0, 1.0]), one_hot(1, 2)), np.array([12.0, 0.0])
    answers = exact_answers(model, theta, Settings())
    assert np.abs(answers.gradient).max() < 1e-5
    assert directed(answers.fisher, 0.0, answers.gradient) == pytest.approx([-0.5, 0.5], rel=1e-6)


def test_damping_far_below_rounding_stays_finite() -> None:
    """F of rank one and λ beyond its digits: a pivot that rounding leaves below λ counts as λ."""
    row = np.array([1.0, 1 / 3, -0.7, 1e3])
    direction = directed(np.outer(row, row), 1e-18, row)
    assert np.isfinite(direction).all()
    assert row @ direction == pytest.approx(1.0, rel=1e-6)


def test_without_any_curvature_there_is_no_direction() -> None:
    assert not directed(np.zeros((3, 3)), 0.0, np.ones(3)).any()
    assert directed(np.zeros((2, 2)), 0.5, np.ones(2)) == pytest.approx([2.0, 2.0])
