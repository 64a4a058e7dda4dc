"""Questions about Gaussian policies: the public shapes, and the numbers of the floor below."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from policyscope.errors import InvalidInput
from policyscope.runs import EstimatesRequest, ExactRequest, LandscapeRequest, estimates, exact_answer, landscape_answer, parse

PLAIN: dict[str, Any] = {
    "problem": {"kind": "continuous_bandit", "reward": {"kind": "hills", "widths": [1.0, 0.9]}, "reward_std": 0.3},
    "policy": {"kind": "gaussian", "learn_sigma": True},
}


def test_the_exact_answer_has_the_promised_shapes_and_is_checked_by_quadrature() -> None:
    answer = exact_answer(parse(ExactRequest, {**PLAIN, "theta": [0.5, -0.2]}))
    shapes = {name: np.shape(value) for name, value in answer.items() if name != "quadrature"}
    assert shapes == {
        "value": (), "gradient": (2,), "means": (1,), "sigma": (), "state_values": (1,), "fisher": (2, 2), "entropy": (),
        "optimal_constant": (), "regularized_value": (),
    }  # fmt: skip
    check = answer["quadrature"]
    assert abs(check["value"] - answer["value"]) <= check["value_bound"] < 1e-9
    assert (np.abs(check["gradient"] - answer["gradient"]) <= check["gradient_bound"] + 1e-15).all()
    assert answer["sigma"] == pytest.approx(math.exp(-0.2))
    assert exact_answer(parse(ExactRequest, PLAIN))["means"].tolist() == [0.0]


def test_estimates_hold_samples_against_closed_forms() -> None:
    kinds = ["exact", "reinforce", "pathwise", "measure_valued", "finite_difference"]
    answer = estimates(
        parse(EstimatesRequest, {**PLAIN, "theta": [0.5, -0.2], "samples": 5000, "estimators": [{"kind": kind} for kind in kinds]})
    )
    for kind, each in zip(kinds, answer["estimates"], strict=True):
        error = each["standard_error"] + 1e-12
        assert (np.abs(each["mean"] - each["exact_mean"]) < 4.5 * error).all(), kind
        assert each["variance"] == pytest.approx(each["exact_variance"], rel=0.15, abs=1e-12)


def test_estimators_of_another_family_are_named_by_their_place() -> None:
    with pytest.raises(InvalidInput) as caught:
        estimates(parse(EstimatesRequest, {**PLAIN, "estimators": [{"kind": "exact"}, {"kind": "no_log"}]}))
    assert caught.value.field == "estimators.1.kind"


def test_the_landscape_lies_round_where_runs_begin() -> None:
    plane = {"x_direction": [1.0, 0.0], "y_direction": [0.0, 1.0], "half_width": 2.0, "resolution": 5}
    answer = landscape_answer(parse(LandscapeRequest, {**PLAIN, **plane}))
    for j, i in ((0, 0), (2, 2), (4, 1)):
        theta = [float(answer["x"][i]), float(answer["y"][j])]
        assert answer["value"][j, i] == exact_answer(parse(ExactRequest, {**PLAIN, "theta": theta}))["value"]
    with pytest.raises(InvalidInput, match="x_direction: expected 2 numbers"):
        landscape_answer(parse(LandscapeRequest, {**PLAIN, **plane, "x_direction": [1.0]}))
