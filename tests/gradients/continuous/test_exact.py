"""J, its gradient, values and b* in closed form, against plain quadrature, differences, and Gauss–Hermite with its bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import Settings
from policyscope.gradients.continuous import ContinuousModel, by_quadrature, exact_answers, landscape
from policyscope.gradients.continuous.integrals import Term, at, mean, slope, times
from policyscope.gradients.continuous.quadrature import bound, rule
from policyscope.policies import Gaussian
from policyscope.problems import Hills, Linear, Quadratic, Stair, continuous_bandit
from tests import reference
from tests.gradients.continuous.kit import models, panels, places
from tests.gradients.kernels import interpreted
from tests.strategies import SEEDS


def breaks(model: ContinuousModel, theta: np.ndarray, c: int) -> list[float]:
    reward, mean = model.problem.reward, model.problem.contexts[c] @ theta[: model.problem.inputs]
    return [(reward.threshold - mean) / model.policy.spread(theta)] if isinstance(reward, Stair) else []


@given(models(), st.sampled_from([0.0, 0.3]), st.data())
def test_value_and_gradient_are_plain_integrals(model: ContinuousModel, entropy: float, data: st.DataObject) -> None:
    """J = Σ p E[r] + β H and ∇J = Σ p E[r ψ] + β ∇H, the expectations by panels of Gauss–Legendre in the action."""
    theta = data.draw(places(model))
    answers = exact_answers(model, theta, Settings(entropy=entropy))
    bonus = entropy * (0.5 * math.log(2 * math.pi * math.e) + math.log(answers.sigma))
    value, gradient = 0.0, np.zeros(theta.size)
    gradient[model.problem.inputs :] = entropy
    for c, (p, x) in enumerate(zip(model.problem.context_probabilities, model.problem.contexts, strict=True)):
        z, w = panels(breaks(model, theta, c))
        actions = x @ theta[: x.size] + answers.sigma * z
        rewards = model.problem.reward.mean(actions, x)
        assert answers.state_values[c] == pytest.approx(float(w @ rewards), abs=1e-8)
        value += p * float(w @ rewards)
        gradient += p * (w * rewards) @ model.policy.scores(theta, np.repeat(x[None], z.size, axis=0), actions)
    assert answers.value == pytest.approx(value, abs=1e-8)
    assert answers.regularized_value == pytest.approx(value + bonus, abs=1e-8)
    assert answers.gradient == pytest.approx(gradient, abs=1e-8)
    assert answers.means == pytest.approx(model.problem.contexts @ theta[: model.problem.inputs])


@given(models(), st.data())
def test_the_gradient_is_the_values_own(model: ContinuousModel, data: st.DataObject) -> None:
    theta, asked = data.draw(places(model)), Settings(entropy=0.2)
    slope = reference.gradient_by_differences(lambda at: exact_answers(model, at, asked).regularized_value, theta)
    assert exact_answers(model, theta, asked).gradient == pytest.approx(slope, rel=1e-6, abs=1e-7)


@given(models(), st.data())
@settings(max_examples=30)
def test_the_spreads_gradient_is_the_blurred_curves_curvature(model: ContinuousModel, data: st.DataObject) -> None:
    """Blurring is diffusion: ∂E[r]/∂σ = σ ∂²E[r]/∂μ² (Price 1958), and E[r He_k] = σᵏ ∂ᵏE[r]/∂μᵏ (Bonnet 1964)."""
    theta, kernels, out = data.draw(places(model)), interpreted(), np.zeros(5)
    mean, sigma = float(model.problem.contexts[0] @ theta[: model.problem.inputs]), model.policy.spread(theta)

    def blurred(mean: float, sigma: float) -> np.ndarray:
        kernels.curve.blur(model.world, 0, mean, sigma, out)
        return out.copy()

    here = blurred(mean, sigma)
    for k in range(4):
        rise = reference.gradient_by_differences(lambda m, k=k: blurred(float(m[0]), sigma)[k], np.array([mean]), 1e-2 * sigma)
        assert here[k + 1] == pytest.approx(sigma * rise[0], rel=1e-4, abs=1e-6 * (1 + np.abs(here).max()))
    widening = reference.gradient_by_differences(lambda s: blurred(mean, float(s[0]))[0], np.array([sigma]), 1e-3 * sigma)
    assert here[2] == pytest.approx(sigma * widening[0], rel=1e-6, abs=1e-8 * (1 + np.abs(here).max()))


def test_a_quadratic_by_hand() -> None:
    model = ContinuousModel.of(continuous_bandit(Quadratic(2.0, 3.0, 1.0)), Gaussian(1, 0.5, True))
    answers = exact_answers(model, np.array([1.0, math.log(0.5)]), Settings())
    assert answers.value == pytest.approx(1 - 3 * (1 + 0.25))
    assert answers.gradient == pytest.approx([6.0, -1.5])
    assert answers.fisher == pytest.approx(np.diag([4.0, 2.0]))
    assert model.parameter_names == ("μ", "log σ")
    linear = ContinuousModel.of(continuous_bandit(Linear((1.0, 0.5)), [[1.0, 2.0]]), Gaussian(2))
    assert exact_answers(linear, np.array([0.0, 0.0]), Settings()).gradient == pytest.approx([4.0, 8.0])
    assert linear.parameter_names == ("w1", "w2")


@given(models(), st.data())
@settings(max_examples=20)
def test_the_landscape_is_the_value_on_a_plane(model: ContinuousModel, data: st.DataObject) -> None:
    theta, asked = data.draw(places(model)), Settings(entropy=0.2)
    across, up, ticks = np.ones(theta.size), np.linspace(-1, 1, theta.size), np.array([-0.5, 0.0, 0.5])
    surface = landscape(model, asked, theta, across, up, ticks, ticks[:2])
    for j in range(2):
        for i in range(3):
            assert surface[j, i] == exact_answers(model, theta + ticks[i] * across + ticks[j] * up, asked).regularized_value


# -- quadrature with bounds -------------------------------------------------------------------------------------------


@given(models(), st.sampled_from([4, 16, 64]), st.data())
def test_gauss_hermite_agrees_within_its_bound(model: ContinuousModel, nodes: int, data: st.DataObject) -> None:
    theta = data.draw(places(model))
    answers, check = exact_answers(model, theta, Settings()), by_quadrature(model, theta, nodes)
    size = 1e-11 * (1 + abs(answers.value) + np.abs(answers.gradient).max())
    assert abs(check.value - answers.value) <= check.value_bound + size
    assert (np.abs(check.gradient - answers.gradient) <= check.gradient_bound + size).all()


@pytest.mark.parametrize("sigma", [0.3, 1.0, 3.0])
def test_hills_converge_geometrically(sigma: float) -> None:
    """Twice the nodes, the square of the error; and the bound is never more than some hundred times too large."""
    model = ContinuousModel.of(continuous_bandit(Hills((1.0, 0.7), (-0.5, 1.0), (1.0, 1.3))), Gaussian(1, sigma))
    truth, q = exact_answers(model, np.zeros(1), Settings()).value, sigma**2 / (1 + sigma**2)
    errors, bounds = [], []
    for nodes in (4, 8, 16):
        check = by_quadrature(model, np.zeros(1), nodes)
        errors.append(abs(check.value - truth))
        bounds.append(check.value_bound)
        assert errors[-1] <= bounds[-1] + 1e-15
    assert bounds[2] / bounds[1] == pytest.approx(q**8, rel=0.3)
    assert errors[2] < max(errors[0] * 10 * q**12, 1e-15)


def test_a_stair_converges_as_slowly_as_it_says() -> None:
    """O(1/√n): what Gauss–Hermite is not for. Its bound holds at every threshold, and is met within a factor of three."""
    model = ContinuousModel.of(continuous_bandit(Stair(0.0)), Gaussian(1, 1.0, True))
    worst = {}
    for nodes in (16, 64):
        ratios, off = [], []
        for at_ in np.linspace(-3.5, 3.5, 141):
            theta = np.array([at_, 0.0])
            answers, check = exact_answers(model, theta, Settings()), by_quadrature(model, theta, nodes)
            assert abs(check.value - answers.value) <= check.value_bound + 1e-14
            assert (np.abs(check.gradient - answers.gradient) <= check.gradient_bound + 1e-14).all()
            ratios.append(abs(check.value - answers.value) / check.value_bound)
            off.append(abs(check.value - answers.value))
        assert max(ratios) > 1 / 3
        worst[nodes] = max(off)
    assert worst[16] / worst[64] == pytest.approx(2.0, rel=0.25)


def test_far_from_a_stair_the_bound_vanishes() -> None:
    assert bound(Stair(0.0), 1e5, 1.0, 16)[0] < 1e-100
    assert bound(Stair(0.0), -1e5, 1.0, 16)[0] < 1e-100
    assert bound(Quadratic(), 0.0, 1.0, 3).tolist() == [0.0, 0.0, 0.0]
    assert rule(180)[1].sum() == pytest.approx(1.0)


# -- the algebra ------------------------------------------------------------------------------------------------------


@st.composite
def terms(draw: st.DrawFn) -> Term:
    rng = np.random.default_rng(draw(SEEDS))
    ends = sorted(rng.normal(size=2) * 2)
    low, high = draw(st.sampled_from([(-math.inf, math.inf), (-math.inf, ends[0]), (ends[1], math.inf), tuple(ends)]))
    alpha = draw(st.sampled_from([0.0, float(rng.uniform(0, 9))]))
    return Term(tuple(rng.normal(size=draw(st.integers(1, 4))).tolist()), alpha, float(rng.normal()), float(rng.normal()), low, high)


def plainly(term: Term, z: np.ndarray) -> np.ndarray:
    inside = (z > term.low) & (z < term.high)
    bump = np.exp(term.kappa - 0.5 * term.alpha * (z - term.centre) ** 2)
    return np.where(inside, np.polynomial.polynomial.polyval(z, term.polynomial) * bump, 0.0)


@given(terms(), terms(), st.sampled_from([1.0, -1.0, 0.4, -2.0]), st.sampled_from([0.0, 0.7]))
def test_products_and_stretches_stay_in_the_algebra(first: Term, second: Term, factor: float, shift: float) -> None:
    z = np.linspace(-3, 3, 61)
    moved = first.at(factor, shift)
    assert plainly(moved, z) == pytest.approx(plainly(first, factor * z + shift), rel=1e-9, abs=1e-11)
    assert plainly(first * second, z) == pytest.approx(plainly(first, z) * plainly(second, z), rel=1e-9, abs=1e-11)
    edges = [float(e) for term in (moved, second) for e in (term.low, term.high) if math.isfinite(e)]
    nodes, weights = panels(edges, width=0.5)
    product = weights @ (plainly(moved, nodes) * plainly(second, nodes))
    assert mean(times((moved,), (second,))) == pytest.approx(float(product), rel=1e-9, abs=1e-10)


@given(terms())
def test_slopes_are_the_terms_own(term: Term) -> None:
    z = np.linspace(-3, 3, 61)
    z = z[(np.abs(z - term.low) > 1e-3) & (np.abs(z - term.high) > 1e-3)]
    differences = (plainly(term, z + 1e-5) - plainly(term, z - 1e-5)) / 2e-5
    assert plainly(slope((term,))[0], z) == pytest.approx(differences, rel=1e-5, abs=1e-6)


def test_numbers_may_be_arrays() -> None:
    curve = (Term((np.array([1.0, 2.0]), 1.0), np.array([0.5, 2.0]), 1.0, low=np.array([-math.inf, 0.0])),)
    each = [mean((Term((a, 1.0), alpha, 1.0, low=low),)) for a, alpha, low in ((1.0, 0.5, -math.inf), (2.0, 2.0, 0.0))]
    assert mean(curve) == pytest.approx(np.array(each))
    assert mean(at(curve, np.array([0.5, 2.0]))).shape == (2,)
