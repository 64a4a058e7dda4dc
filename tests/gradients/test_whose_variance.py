"""Whose variance the optimal baselines make least: that of the step θ takes, or that of the gradient estimate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.gradients import ContinuousModel, Settings, TabularModel
from policyscope.gradients.calls import best_baseline, evaluate, solve_exactly
from policyscope.gradients.continuous.expectation import variance_of as gaussian_variance
from policyscope.gradients.kernels.arrays import Memory
from policyscope.gradients.kernels.codes import Baseline, Estimator, Preconditioner
from policyscope.gradients.tabular.exact import best_by_state, best_constant, fisher_matrix
from policyscope.gradients.tabular.variance import exact_variance
from policyscope.policies import Gaussian
from policyscope.problems import Quadratic, continuous_bandit
from policyscope.runs import Experiment, open_run
from tests.gradients.kernels import first_row, moments
from tests.strategies import mdps, preferences, thetas

Case = tuple[TabularModel, np.ndarray, Settings]
NATURAL = Settings(preconditioner=Preconditioner.NATURAL, damping=0.1, discount=0.9, weighting=0.9)
KINDS = st.sampled_from([Estimator.REINFORCE, Estimator.NO_LOG, Estimator.UNIFORM_BEHAVIOUR])
AWAY = (-0.3, -0.01, 0.01, 0.3)


@st.composite
def cases(draw: st.DrawFn, horizon: int = 2) -> Case:
    mdp = draw(mdps(horizon=horizon, states=3, actions=3, branches=2, noise=False))
    phi = draw(preferences(mdp))
    return TabularModel.of(mdp, phi), draw(thetas(phi.parameters, 2.0)), NATURAL._replace(estimator=draw(KINDS))


def constant(model: TabularModel, theta: np.ndarray, asked: Settings) -> float:
    """b* of those settings."""
    room = model.room()
    evaluate(model.dynamics, model.phi, asked, theta, room)
    return best_constant(model, room, asked)


def inverse(model: TabularModel, theta: np.ndarray, asked: Settings) -> np.ndarray:
    """(F + λI)⁻¹, shape (D, D)."""
    room = model.room()
    evaluate(model.dynamics, model.phi, asked, theta, room)
    return np.linalg.inv(fisher_matrix(model, room, asked) + asked.damping * np.eye(theta.size))


@given(cases())
@settings(max_examples=40)
def test_each_constant_is_the_lowest_point_of_its_own_variance(case: Case) -> None:
    """The estimate's by its exact variance; the step's by every outcome of the sampler."""
    model, theta, asked = case
    matrix = inverse(model, theta, asked)
    step, estimate = constant(model, theta, asked), constant(model, theta, asked._replace(of_estimate=True))

    def of_estimate(b: float) -> float:
        return exact_variance(model, theta, asked._replace(baseline=Baseline.CONSTANT, baseline_value=b))

    def of_step(b: float) -> float:
        row = first_row(model, theta, asked._replace(baseline=Baseline.CONSTANT, baseline_value=b))
        return moments(lambda rng: matrix @ row(rng))[1]

    for variance, best in ((of_estimate, estimate), (of_step, step)):
        least = variance(best)
        for away in AWAY:
            assert variance(best + away) >= least - 1e-9 * (1.0 + least)


@given(cases(horizon=1))
@settings(max_examples=30)
def test_each_number_of_a_state_is_the_lowest_point_of_its_own_second_moment(case: Case) -> None:
    model, theta, asked = case
    asked = asked._replace(estimator=Estimator.REINFORCE)
    matrix, room = inverse(model, theta, asked), model.room()
    evaluate(model.dynamics, model.phi, asked, theta, room)
    for of_estimate, map_of in ((True, np.eye(theta.size)), (False, matrix)):
        best, _ = best_by_state(model, room, asked._replace(of_estimate=of_estimate))
        variances = []
        for away in (0.0, *AWAY):
            memory = Memory.fresh(theta, 1)._replace(value=(best + away)[None])
            row = first_row(model, theta, asked._replace(baseline=Baseline.LEARNED), memory)
            variances.append(moments(lambda rng, row=row, map_of=map_of: map_of @ row(rng))[1])
        assert min(variances) >= variances[0] - 1e-9 * (1.0 + variances[0])


@given(cases())
@settings(max_examples=20)
def test_without_a_natural_step_they_are_one_number(case: Case) -> None:
    model, theta, asked = case
    for kind in (Preconditioner.NONE, Preconditioner.NORMALIZED):
        plain = asked._replace(preconditioner=kind)
        other, room = plain._replace(of_estimate=True), model.room()
        assert constant(model, theta, plain) == constant(model, theta, other)
        evaluate(model.dynamics, model.phi, plain, theta, room)
        np.testing.assert_array_equal(best_by_state(model, room, plain)[0], best_by_state(model, room, other)[0])
    assert constant(model, theta, asked._replace(of_estimate=True)) == constant(model, theta, asked._replace(preconditioner=0))


@pytest.mark.parametrize("of_estimate", [False, True])
@pytest.mark.parametrize("baseline", [Baseline.OPTIMAL, Baseline.OPTIMAL_STATE])
def test_of_a_gaussian_policy_too(baseline: int, of_estimate: bool) -> None:
    """One context, so that both baselines are one number; the natural step multiplies each component by a number of its own."""
    sigma, theta = 0.8, np.array([0.4, np.log(0.8)])
    model = ContinuousModel.of(continuous_bandit(Quadratic(1.0, 1.0, 2.0), [[1.5]], 0.3), Gaussian(1, 1.0, True))
    asked = NATURAL._replace(discount=1.0, weighting=1.0, of_estimate=of_estimate)
    scale = np.array([sigma**2 / (1.5**2 + asked.damping * sigma**2), 1.0 / (2.0 + asked.damping)])
    if of_estimate:
        scale[:] = 1.0

    def variance(asked: Settings) -> float:
        found = gaussian_variance(model, theta, asked)
        assert found is not None
        assert found.diagonal is not None
        return float(scale**2 @ found.diagonal)

    room = model.room()
    solve_exactly(model.world, asked, theta, room)
    best, least = best_baseline(model.world, asked, theta, room), variance(asked._replace(baseline=baseline))
    for away in AWAY:
        assert variance(asked._replace(baseline=Baseline.CONSTANT, baseline_value=best + away)) > least
    assert best == pytest.approx(room.values[0] + room.beyond[0], rel=1e-12)
    plain = asked._replace(preconditioner=Preconditioner.NONE)
    assert bool(best == best_baseline(model.world, plain, theta, room)) is of_estimate


@pytest.mark.parametrize("kind", ["optimal_constant", "optimal_state"])
def test_it_changes_in_play_and_an_old_link_means_the_step(kind: str) -> None:
    parts = {
        "estimator": {"kind": "reinforce", "baseline": {"kind": kind}},
        "optimizer": {"kind": "ascent", "preconditioner": "natural", "damping": 0.1}, "initial_theta": [0.0, 1.0, 2.0],
    }  # fmt: skip
    run, streams = open_run(Experiment.model_validate(parts)), frozenset({"baseline"})
    run.advance(1, frozenset())
    assert run.experiment.estimator.baseline.of == "step"
    before = run.advance(0, streams)["baseline"]
    run.control({"estimator.baseline.of": "estimate"})
    after = run.advance(0, streams)["baseline"]
    assert (before["value"], before["values"]) != (after["value"], after["values"])
