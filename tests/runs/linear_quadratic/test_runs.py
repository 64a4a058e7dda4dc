"""Runs that steer a number: frames add up, looking changes nothing, controls act at once, a state continues bit for bit."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import orjson
import pytest

from policyscope.errors import InvalidInput, LimitExceeded
from policyscope.runs import (
    PRESETS,
    STREAMS,
    EstimatesRequest,
    ExactRequest,
    LandscapeRequest,
    Limits,
    Run,
    estimates,
    exact_answer,
    landscape_answer,
    open_run,
    parse_experiment,
)
from policyscope.runs.tables import TABLE_STREAMS, csv_header, csv_row
from policyscope.web.live.server_messages import Frame, Opened

GOLDEN = (1 + math.sqrt(5)) / 2
PARTS: dict[str, Any] = {
    "problem": {"kind": "linear_quadratic", "horizon": 5, "start_std": 0.5, "final": 0.7},
    "policy": {"kind": "gaussian", "sigma": 0.5, "learn_sigma": True},
    "objective": {"kind": "start_value", "discount": 0.9},
    "optimizer": {"kind": "ascent", "learning_rate": 0.001},
}
QUESTION = {part: PARTS[part] for part in ("problem", "policy", "objective")}


def a_run(**parts: Any) -> Run:
    return open_run(parse_experiment({**PARTS, **parts}))


@pytest.mark.parametrize("constant", [False, True])
@pytest.mark.parametrize("kind", ["reinforce", "pathwise", "finite_difference"])
def test_a_frame_adds_up(constant: bool, kind: str) -> None:
    run = a_run(problem={**PARTS["problem"], "constant": constant}, estimator={"kind": kind, "batch_size": 3})
    theta = np.linspace(-0.6, -0.4, run.learner.parameters)
    run.set_theta(theta.tolist())
    frame = run.advance(1, STREAMS)
    assert frame["theta"] == pytest.approx(theta + 0.001 * frame["estimate"])
    episode, paths = frame["episode"], frame["paths"]
    states, actions = np.append(episode["states"], episode["next_state"]), episode["actions"]
    assert paths["states"][-1] == pytest.approx(states)
    assert paths["states"].shape == (3, 6)
    assert (paths["gain"], paths["sigma"]) == (theta[0], pytest.approx(math.exp(theta[-1])))
    assert episode["rewards"] == pytest.approx(-(states[:-1] ** 2 + actions**2))
    back = -0.7 * states[-1] ** 2
    for t in reversed(range(5)):
        back = episode["rewards"][t] + 0.9 * back
        assert episode["returns"][t] == pytest.approx(back)
    if kind == "reinforce":
        assert episode["weights"] == pytest.approx(0.9 ** np.arange(5) * (episode["returns"] - episode["baselines"]))
    assert frame["block"]["actions"] == 15
    assert [frame[name] for name in ("probabilities", "values", "samples", "ensemble")] == [None] * 4
    Frame.model_validate(json.loads(orjson.dumps(frame, option=orjson.OPT_SERIALIZE_NUMPY)))


def test_what_a_page_is_told_when_it_opens() -> None:
    opened = a_run(problem={**PARTS["problem"], "constant": True}).opened()
    assert opened["problem"]["linear_quadratic"] == {
        "a": 1.0, "b": 1.0, "q": 1.0, "r": 1.0, "final": 0.7, "noise": 0.1, "start_mean": 1.0, "start_std": 0.5, "constant": True,
    }  # fmt: skip
    assert opened["policy"]["parameter_names"] == ["w", "c", "log σ"]
    message = {"type": "opened", "session": {"frame_rate": 30, "max_updates_per_second": 1}, **opened}
    Opened.model_validate(json.loads(orjson.dumps(message, option=orjson.OPT_SERIALIZE_NUMPY)))


@pytest.mark.parametrize("baseline", ["learned_value", "optimal_state", "leave_one_out"])
def test_a_state_continues_bit_for_bit_and_looking_changes_nothing(baseline: str) -> None:
    estimator = {"kind": "reinforce", "batch_size": 3, "baseline": {"kind": baseline}, "entropy_bonus": 0.1}
    whole, first = a_run(estimator=estimator), a_run(estimator=estimator)
    whole.advance(20, STREAMS)
    first.advance(7, frozenset())
    first.sample(STREAMS)
    second = open_run(first.experiment, state=first.state)
    assert second.advance(13, frozenset())["theta"].tolist() == whole.advance(0, frozenset())["theta"].tolist()
    assert second.state == whole.state


def test_episode_by_episode_is_the_same_update() -> None:
    asked = {"kind": "reinforce", "batch_size": 3}
    whole, slowly = a_run(estimator=asked).advance(1, STREAMS), a_run(estimator=asked)
    steps = [slowly.sample(STREAMS) for _ in range(3)]
    assert [frame["sample"] for frame in steps] == [1, 2, 0]
    assert steps[1]["paths"]["states"].tolist() == whole["paths"]["states"][:2].tolist()
    assert steps[0]["block"]["mean_return"] == steps[0]["episode"]["returns"][0]
    assert steps[2]["theta"].tolist() == whole["theta"].tolist()


def test_coupled_runs_are_single_ones() -> None:
    frame = a_run(runs=3, seed=5).advance(10, STREAMS)
    alone = [a_run(seed=5 + r).advance(10, STREAMS) for r in range(3)]
    assert frame["ensemble"]["theta"].tolist() == [each["theta"].tolist() for each in alone]
    assert frame["ensemble"]["values"].tolist() == [each["exact"]["value"] for each in alone]


def test_controls_act_at_once_and_sigma_is_set() -> None:
    run = a_run()
    run.advance(3, frozenset())
    run.control({"policy.sigma": 0.2, "estimator.batch_size": 4, "objective.discount": 0.5})
    frame = run.advance(0, STREAMS)
    assert frame["theta"][-1] == pytest.approx(math.log(0.2))
    assert run.advance(1, STREAMS)["paths"]["states"].shape == (4, 6)


@pytest.mark.compiled
def test_the_preset_climbs_to_riccatis_gain() -> None:
    (preset,) = (each for each in PRESETS if each.name == "steering")
    answer = exact_answer(ExactRequest(problem=preset.experiment.problem, policy=preset.experiment.policy))
    assert answer["optimal_gains"] == pytest.approx(-1 / GOLDEN, abs=1e-12)
    run = open_run(preset.experiment)
    before = run.advance(0, frozenset({"exact"}))["exact"]["value"]
    frame = run.advance(2000, frozenset({"exact"}))
    assert frame["theta"][0] == pytest.approx(-1 / GOLDEN, abs=0.05)
    assert before < -30
    assert answer["optimal_value"] - 0.15 < frame["exact"]["value"] < answer["optimal_value"]


def test_exact_answers_estimates_and_landscape() -> None:
    theta = [-0.5, -0.7]
    answer = exact_answer(ExactRequest(**QUESTION, theta=theta))
    asked: list[dict[str, Any]] = [
        {"kind": "reinforce"}, {"kind": "reinforce", "credit": "total_return"}, {"kind": "reinforce", "discount_weighting": False},
        {"kind": "reinforce", "baseline": {"kind": "exact_value"}}, {"kind": "pathwise"}, {"kind": "exact"},
    ]  # fmt: skip
    lines = estimates(EstimatesRequest(**QUESTION, theta=theta, estimators=asked, samples=20_000, seed=4))
    assert lines["exact_gradient"] == pytest.approx(answer["gradient"])
    for spec, line in zip(asked, lines["estimates"], strict=True):
        assert (np.abs(line["mean"] - line["exact_mean"]) <= 5 * line["standard_error"] + 1e-9).all()
        assert (line["exact_bias_norm"] > 0.1) is (spec.get("discount_weighting") is False)
    noisy, _, _, compared, along, none = (line["variance"] for line in lines["estimates"])
    assert noisy > compared > along > none == 0
    plane = landscape_answer(
        LandscapeRequest(**QUESTION, origin=theta, x_direction=[1, 0], y_direction=[0, 1], half_width=0.2, resolution=3)
    )
    assert plane["value"][1][1] == pytest.approx(answer["value"])
    there = exact_answer(ExactRequest(**QUESTION, theta=[-0.3, -0.9]))["value"]
    assert plane["value"][0][2] == pytest.approx(there)


def test_a_table_has_the_mean_action_of_every_step() -> None:
    frame = a_run().advance(2, TABLE_STREAMS)
    row = dict(zip(csv_header(frame), csv_row(frame), strict=True))
    assert [name for name in row if name.startswith("mean_") and name != "mean_return"] == [f"mean_{t}" for t in range(5)]
    assert row["mean_0"] == pytest.approx(frame["theta"][0])
    assert row["sigma"] == pytest.approx(math.exp(frame["theta"][1]))


def test_a_run_that_loses_the_state_stands_still_and_says_so() -> None:
    run = a_run(optimizer={"kind": "ascent", "learning_rate": 100.0}, problem={"kind": "linear_quadratic", "horizon": 50})
    run.advance(50, frozenset())
    assert not run.finite
    with pytest.raises(InvalidInput, match="no longer finite"):
        run.advance(1, frozenset())
    run.reset()
    assert run.finite


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"policy": {"kind": "softmax"}}, "policy.kind"),
        ({"objective": {"kind": "average_reward"}}, "objective.kind"),
        ({"estimator": {"kind": "actor_critic"}}, "estimator.kind"),
        ({"estimator": {"kind": "measure_valued"}}, "estimator.kind"),
        ({"estimator": {"kind": "reinforce", "baseline": {"kind": "optimal_constant"}}}, "estimator.baseline.kind"),
        ({"problem": {"kind": "linear_quadratic", "horizon": 501}}, "problem.horizon"),
        ({"problem": {"kind": "linear_quadratic", "r": -1.0}}, "problem.r"),
        ({"initial_theta": [0.0]}, "initial_theta"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_name(parts: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        a_run(**parts)
    assert caught.value.field == field


def test_a_theta_that_loses_the_state_has_no_exact_answer() -> None:
    with pytest.raises(InvalidInput, match="closed loop") as caught:
        exact_answer(ExactRequest(problem={"kind": "linear_quadratic", "horizon": 500}, policy=PARTS["policy"], theta=[9.0, 0.0]))
    assert caught.value.field == "theta"


def test_batches_keep_to_the_servers_room() -> None:
    with pytest.raises(LimitExceeded, match="POLICYSCOPE_BATCH_STEPS"):
        open_run(parse_experiment({**PARTS, "estimator": {"kind": "reinforce", "batch_size": 300}}), Limits(batch_steps=1000))
