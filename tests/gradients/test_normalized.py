"""The normalized gradient: its length, its scale, its extremes, and the plateau it is for."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.gradients.kernels.ascend import normalize
from policyscope.runs import Experiment, Run, estimates, open_run, parse
from policyscope.runs.questions import EstimatesRequest

NORMALIZED = {"kind": "ascent", "preconditioner": "normalized", "learning_rate": 0.4}
ARMS = {"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 0.5}
LISTED: dict[str, Any] = {"problem": ARMS, "initial_theta": [0.0, 1.5, -0.3]}
SCALAR: dict[str, Any] = {"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian", "learn_sigma": True}}
FAMILIES = pytest.mark.parametrize("around", [LISTED, SCALAR])
numbers = st.floats(-1e308, 1e308)


def a_run(around: dict[str, Any], **more: Any) -> Run:
    return open_run(Experiment.model_validate({**around, "optimizer": NORMALIZED, **more}))


@given(st.lists(numbers, min_size=1, max_size=6), st.integers(-900, 900))
def test_its_length_is_one_whatever_the_scale(components: list[float], exponent: int) -> None:
    """Tiny and huge components alike; 0 stays 0, and a power of two changes no bit of what keeps all its digits."""
    x, out = np.array(components), np.empty(len(components))
    normalize(x, out)
    if not x.any():
        assert not out.any()
        return
    assert np.linalg.norm(out) == pytest.approx(1.0, abs=1e-15 * (3 + len(components)))
    assert (np.sign(out) * np.sign(x) >= 0).all()
    seen = np.abs(x[x != 0])
    with np.errstate(over="ignore", under="ignore"):
        elsewhere = np.ldexp(x, exponent)
    if np.isfinite(elsewhere).all() and min(seen.min(), np.abs(elsewhere[x != 0]).min()) > 1e-290:
        scaled = np.empty_like(out)
        normalize(elsewhere, scaled)
        assert np.array_equal(out, scaled)


@pytest.mark.parametrize("lost", [[math.nan, 1.0], [1.0, math.nan], [math.nan, math.nan], [math.inf, 1.0]])
def test_what_is_not_finite_is_not_hidden(lost: list[float]) -> None:
    out = np.empty(2)
    normalize(np.array(lost), out)
    assert not np.isfinite(out).all()


@FAMILIES
def test_the_exact_gradients_direction_has_length_one(around: dict[str, Any]) -> None:
    run = a_run(around, estimator={"kind": "exact"})
    gradient, before = run.advance(0, frozenset({"exact"}))["exact"]["gradient"], run.learner.memory.theta[0].copy()
    after = run.advance(1, frozenset())["theta"]
    direction = run.learner.batch.direction
    assert np.linalg.norm(direction) == pytest.approx(1.0, abs=1e-14)
    np.testing.assert_allclose(direction, gradient / np.linalg.norm(gradient), rtol=1e-14)
    np.testing.assert_allclose(after - before, 0.4 * direction, rtol=1e-13)


@FAMILIES
@pytest.mark.parametrize("runs", [1, 3])
def test_the_mean_of_the_batch_is_divided_by_its_length(around: dict[str, Any], runs: int) -> None:
    """Of every run of an ensemble; the estimate itself stays as it was."""
    estimator = {"kind": "reinforce", "batch_size": 5}
    run, plain = (a_run(around, estimator=estimator, runs=runs, seed=4) for _ in range(2))
    plain.control({"optimizer.preconditioner": "none"})
    before = run.learner.memory.theta.copy()
    run.proceed(1)
    plain.proceed(1)
    np.testing.assert_array_equal(run.learner.batch.estimate, plain.learner.batch.estimate)
    means = (plain.learner.memory.theta - before) / 0.4
    steps = (run.learner.memory.theta - before) / 0.4
    np.testing.assert_allclose(steps, means / np.linalg.norm(means, axis=1, keepdims=True), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(run.learner.batch.direction, steps[0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("factor", [1e-3, 1.0, 1e4])
def test_rewards_in_another_unit_are_the_same_run(factor: float) -> None:
    means = [factor * mean for mean in ARMS["means"]]  # type: ignore[attr-defined]
    problem = {"kind": "bandit", "means": means, "reward_std": 0.5 * factor}
    ours, theirs = (a_run({**LISTED, "problem": each}, seed=2).advance(50, frozenset())["theta"] for each in (ARMS, problem))
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)


def test_it_crosses_a_plateau_in_a_two_hundredth_of_the_time() -> None:
    """Mei et al. (2021), figure 1 in small: θ₀ leans to a wrong arm by 6, the exact gradient climbs out of there."""

    def updates_needed(preconditioner: str) -> int:
        run = a_run(
            {"problem": ARMS, "initial_theta": [0.0, 6.0, 0.0]}, estimator={"kind": "exact"},
            optimizer={**NORMALIZED, "preconditioner": preconditioner},
        )  # fmt: skip
        while run.advance(1, frozenset({"probabilities"}))["probabilities"][0, 0] < 0.5:
            pass
        return run.update

    plain, normalized = updates_needed("none"), updates_needed("normalized")
    assert (normalized, plain) == (14, 3046)


def test_what_is_known_of_the_estimate_stays_that_of_the_estimate() -> None:
    """Exact mean and variance, and b*, are of the estimate before it is divided by its length."""
    estimator = {"kind": "reinforce", "baseline": {"kind": "optimal_constant"}}
    asked = {"problem": ARMS, "theta": [0.1, 0.0, 0.3], "samples": 2, "estimators": [estimator]}
    ours, plain = (
        estimates(parse(EstimatesRequest, {**asked, "optimizer": {"kind": "ascent", "preconditioner": word}}))["estimates"][0]
        for word in ("normalized", "none")
    )
    assert ours["exact_variance"] == plain["exact_variance"]
    assert ours["exact_mean"].tolist() == plain["exact_mean"].tolist()
