"""J and J + βH: two numbers with two names, in frames, answers, landscapes and tables alike."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from policyscope.runs import ExactRequest, LandscapeRequest, exact_answer, landscape_answer, open_run, parse, parse_experiment
from policyscope.runs.tables import csv_header, csv_row, frames

ARMS: dict[str, Any] = {"problem": {"kind": "bandit", "means": [1.0, 0.7, 0.0]}}
GRID: dict[str, Any] = {
    "problem": {"kind": "gridworld", "map": ["S.G", ".#.", "..."], "horizon": 12}, "objective": {"kind": "start_value", "discount": 0.9},
}  # fmt: skip
ENDLESS: dict[str, Any] = {
    "problem": {"kind": "chain", "length": 4, "horizon": None},
    "objective": {"kind": "start_value", "discount": 0.8},
}
HILL: dict[str, Any] = {"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian", "learn_sigma": True}}
STATES: dict[str, Any] = {"problem": {"kind": "two_state"}, "objective": {"kind": "average_reward"}}
VALUES: dict[str, Any] = {"problem": {"kind": "two_state"}, "objective": {"kind": "average_value", "discount": 0.75}}
FAMILIES = [ARMS, GRID, ENDLESS, HILL, STATES, VALUES]
LOOK = frozenset({"exact", "values", "ensemble", "density"})


def a_frame(base: dict[str, Any], theta: list[float], bonus: float, **more: object) -> dict[str, Any]:
    estimator = {"kind": "reinforce", "entropy_bonus": bonus}
    run = open_run(parse_experiment({**base, "estimator": estimator, "initial_theta": theta, **more}))
    return run.advance(0, LOOK)


def asked(base: dict[str, Any], theta: list[float], bonus: float) -> dict[str, Any]:
    return exact_answer(parse(ExactRequest, {**base, "theta": theta, "entropy_bonus": bonus}))


def places(base: dict[str, Any]) -> list[float]:
    size = open_run(parse_experiment(base)).learner.parameters
    return np.linspace(-0.7, 0.9, size).tolist()


def test_three_arms_by_hand() -> None:
    """At θ = 0: J is the mean of the arms, H is log 3."""
    exact = a_frame(ARMS, [0.0, 0.0, 0.0], 0.5)["exact"]
    assert exact["value"] == pytest.approx(1.7 / 3, rel=1e-15)
    assert exact["entropy"] == pytest.approx(math.log(3), rel=1e-15)
    assert exact["regularized_value"] == pytest.approx(1.7 / 3 + 0.5 * math.log(3), rel=1e-15)
    answer = asked(ARMS, [0.0, 0.0, 0.0], 0.5)
    assert [answer[name] for name in ("value", "entropy", "regularized_value")] == [
        exact[name] for name in ("value", "entropy", "regularized_value")
    ]


def test_without_a_bonus_a_frame_says_no_more_than_before_and_an_answer_says_all_three() -> None:
    assert set(a_frame(ARMS, [0.0, 1.0, 0.0], 0.0)["exact"]) == {"value", "gradient"}
    answer = asked(ARMS, [0.0, 1.0, 0.0], 0.0)
    assert answer["regularized_value"] == answer["value"]
    assert answer["entropy"] > 0


@pytest.mark.compiled
@pytest.mark.parametrize("base", FAMILIES)
@pytest.mark.parametrize("bonus", [1e-12, 0.5, 1e4])
def test_values_are_of_rewards_and_the_gradient_is_what_is_climbed(base: dict[str, Any], bonus: float) -> None:
    theta = places(base)
    plain, loud, frame = asked(base, theta, 0.0), asked(base, theta, bonus), a_frame(base, theta, bonus)
    for name in set(plain) - {"gradient", "regularized_value", "quadrature"}:
        assert np.array_equal(plain[name], loud[name]), name
    assert loud["regularized_value"] == pytest.approx(plain["value"] + bonus * plain["entropy"], rel=1e-12)
    assert frame["exact"]["gradient"].tolist() == loud["gradient"].tolist()
    for name in frame["values"] or {}:
        assert frame["values"][name].tolist() == plain[name].tolist()
    climbed = [
        (asked(base, moved(theta, d, 1e-5), bonus)["regularized_value"] - asked(base, moved(theta, d, -1e-5), bonus)["regularized_value"])
        / 2e-5
        for d in range(len(theta))
    ]
    assert loud["gradient"] == pytest.approx(climbed, rel=1e-5, abs=1e-8 * (1 + bonus))


def moved(theta: list[float], d: int, by: float) -> list[float]:
    return [value + by * (k == d) for k, value in enumerate(theta)]


@pytest.mark.parametrize("base", FAMILIES)
def test_the_landscape_is_of_the_function_the_frames_gradient_climbs(base: dict[str, Any]) -> None:
    theta = places(base)
    across, up = np.ones(len(theta)).tolist(), np.linspace(-1, 1, len(theta)).tolist()
    asked_for = {**base, "origin": theta, "x_direction": across, "y_direction": up, "half_width": 0.5, "resolution": 3}
    middle = [landscape_answer(parse(LandscapeRequest, {**asked_for, "entropy_bonus": b}))["value"][1, 1] for b in (0.0, 0.5)]
    exact = a_frame(base, theta, 0.5)["exact"]
    assert middle == pytest.approx([exact["value"], exact["regularized_value"]], rel=1e-12)


@pytest.mark.parametrize("base", [ARMS, HILL])
def test_several_runs_say_their_j(base: dict[str, Any]) -> None:
    frame = a_frame(base, places(base), 0.5, runs=3)
    assert frame["ensemble"]["values"].tolist() == [frame["exact"]["value"]] * 3


@pytest.mark.parametrize("base", [ARMS, HILL])
def test_a_table_has_a_column_for_each(base: dict[str, Any]) -> None:
    run = open_run(parse_experiment({**base, "estimator": {"kind": "reinforce", "entropy_bonus": 0.5}}))
    recorded = list(frames(run, 2))
    assert csv_header(recorded[0])[:5] == ["update", "value", "entropy", "regularized_value", "mean_return"]
    for frame in recorded:
        row = csv_row(frame)
        assert len(row) == len(csv_header(frame))
        assert row[3] == pytest.approx(row[1] + 0.5 * row[2], rel=1e-12)  # type: ignore[operator]
