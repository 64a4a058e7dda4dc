"""What a recording holds: the frames of a run, bit for bit, and answers that agree with those of a server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from policyscope.errors import InvalidInput
from policyscope.runs import (
    PRESETS,
    EstimatesRequest,
    Experiment,
    LandscapeRequest,
    estimates,
    exact_answer,
    landscape_answer,
    open_run,
)
from policyscope.runs.playback import MOST_MOMENTS, STREAMS_OF, chosen_panels, playback
from policyscope.runs.playback.ledger import candidates
from policyscope.runs.playback.record import CLOUDS, MOST_NUMBERS, numbers_in
from policyscope.runs.questions import ExactRequest

ROOT = Path(__file__).resolve().parents[2]
INDEX = ROOT / "static" / "js" / "panels" / "index.js"


def preset(name: str) -> Experiment:
    return next(one.experiment for one in PRESETS if one.name == name)


def test_the_panels_are_those_of_the_page_and_need_the_same_streams() -> None:
    import re

    found = re.findall(r'name: "(\w+)",.*?streams: \[([^\]]*)\]', INDEX.read_text(), re.DOTALL)
    assert {name: frozenset(re.findall(r'"(\w+)"', streams)) for name, streams in found} == dict(STREAMS_OF)
    assert [name for name, _ in found] == list(STREAMS_OF)


def test_a_recording_shows_by_itself_what_the_page_does() -> None:
    opened = [open_run(one.experiment).opened() for one in PRESETS]
    given = orjson.dumps(opened, option=orjson.OPT_SERIALIZE_NUMPY)
    script = ROOT / "tests" / "js" / "print-default-panels.js"
    told = json.loads(subprocess.run(["node", str(script)], input=given, capture_output=True, check=True, timeout=60).stdout)
    assert len(told) == len(PRESETS)
    for one, (default, suited) in zip(opened, told, strict=True):
        assert list(chosen_panels(one, None)) == default
        assert list(chosen_panels(one, suited)) == suited


@pytest.mark.compiled
def test_its_frames_are_those_of_the_run() -> None:
    experiment = preset("three_arms")
    content = playback(experiment, 30, ["probabilities", "cloud", "numbers"]).content
    run = open_run(experiment)
    streams = frozenset({"probabilities", "exact", "estimate", "scores", "episode", "density"})
    for number, frame in enumerate(content["frames"]):
        own = run.advance(min(number, 1), streams)
        assert frame["update"] == number
        assert frame["state"] == str(number)
        for name in ("theta", "probabilities", "estimate", "scores"):
            np.testing.assert_array_equal(frame[name], own[name])
        assert frame["exact"]["value"] == own["exact"]["value"]


def test_a_long_run_is_thinned_by_the_rule_that_is_stated() -> None:
    made = playback(preset("three_arms"), 5 * MOST_MOMENTS // 2, ["probabilities"])
    assert made.every == 5
    updates = [frame["update"] for frame in made.content["frames"]]
    assert updates == list(range(0, 5 * MOST_MOMENTS // 2 + 1, 5))
    assert playback(preset("three_arms"), 7, ["probabilities"]).every == 1


@pytest.mark.compiled
def test_large_moments_are_thinned_by_their_numbers() -> None:
    made = playback(preset("cliff"), 40, ["world"])
    frames = made.content["frames"]
    assert made.every >= 1
    assert frames[-1]["update"] == 40
    assert sum(numbers_in(frame) for frame in frames) < 4 * MOST_NUMBERS


@pytest.mark.compiled
def test_clouds_are_kept_at_some_moments_the_first_and_last_among_them() -> None:
    frames = playback(preset("three_arms"), 600, ["cloud"]).content["frames"]
    with_cloud = [frame["update"] for frame in frames if frame.get("cloud")]
    assert with_cloud[0] == 0
    assert with_cloud[-1] == 600
    assert len(with_cloud) <= CLOUDS + 2


def unpacked(square: dict[str, Any]) -> np.ndarray:
    bent = np.asarray(square["bent"]).reshape(square["points"], -1)
    value = square["low"] + square["step"] * bent.cumsum(axis=1).cumsum(axis=1)
    value.ravel()[square["lost"]] = np.nan
    return np.asarray(value)


@pytest.mark.parametrize(
    "name", ["three_arms", *(pytest.param(each, marks=pytest.mark.compiled) for each in ("short_corridor", "two_states"))]
)
def test_its_landscapes_are_the_servers(name: str) -> None:
    experiment = preset(name)
    content = playback(experiment, 20, ["landscape"]).content
    plane = content["plane"]["plane"]
    x, y = np.asarray(plane["x"]), np.asarray(plane["y"])
    assert abs(float(x @ y)) < 1e-12
    assert content["surfaces"]
    for square in content["surfaces"][:2]:
        theta, half = np.asarray(square["theta"]), square["half"]
        across = np.asarray(square["middle"]) - (theta - plane["anchor"]) @ np.stack([x, y], axis=1)
        asked = {"problem": experiment.problem, "policy": experiment.policy, "objective": experiment.objective}
        request = LandscapeRequest.model_validate(
            asked | {
                "origin": (theta + across[0] * x + across[1] * y).tolist(), "x_direction": (half * x).tolist(),
                "y_direction": (half * y).tolist(), "half_width": 1.0, "resolution": square["points"],
            }
        )  # fmt: skip
        true = np.asarray(landscape_answer(request)["value"])
        np.testing.assert_allclose(unpacked(square), true, rtol=0, atol=np.ptp(true) / 60_000)


def test_the_squares_hold_the_way_of_the_run() -> None:
    content = playback(preset("three_arms"), 300, ["landscape"]).content
    x, y = (np.asarray(content["plane"]["plane"][name]) for name in "xy")
    way = np.array([[frame["theta"] @ x, frame["theta"] @ y] for frame in content["frames"]])
    widest = max(content["surfaces"], key=lambda square: float(square["half"]))
    assert (np.abs(way - widest["middle"]).max(axis=0) < widest["half"]).all()


def test_objectives_are_answered_at_every_moment() -> None:
    experiment = preset("three_objectives")
    content = playback(experiment, 3, ["objectives"]).content
    assert len(content["exact"]) == len(content["frames"])
    for frame, answers in zip(content["frames"], content["exact"], strict=True):
        asked = {"problem": experiment.problem, "policy": experiment.policy, "theta": frame["theta"].tolist()}
        true = exact_answer(ExactRequest.model_validate(asked | {"objective": {"kind": "average_reward"}}))
        assert answers["average_reward"]["value"] == true["value"]
        np.testing.assert_array_equal(answers["average_reward"]["gradient"], true["gradient"])


@pytest.mark.parametrize(
    ("updates", "panels", "field"),
    [(0, None, "updates"), (10**9, None, "updates"), (5, ["nothing"], "panels"), (5, ["world"], "panels"), (5, [], "panels")],
)
def test_what_cannot_be_recorded_is_refused(updates: int, panels: list[str] | None, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        playback(preset("three_arms"), updates, panels)
    assert caught.value.field == field


def test_what_was_changed_on_the_way_is_changed_again() -> None:
    experiment = preset("three_arms")
    changes = [(10, {"optimizer.learning_rate": 0.5}), (20, {"estimator.batch_size": 4, "theta": [0.0, 1.0, 0.0]})]
    content = playback(experiment, 30, ["probabilities"], changes=changes).content
    run = open_run(experiment)
    run.advance(10, frozenset())
    run.control({"optimizer.learning_rate": 0.5})
    run.advance(10, frozenset())
    run.control({"estimator.batch_size": 4})
    run.set_theta([0.0, 1.0, 0.0])
    last = run.advance(10, frozenset())
    np.testing.assert_array_equal(content["frames"][-1]["theta"], last["theta"])
    assert content["frames"][20]["theta"].tolist() == [0.0, 1.0, 0.0]
    assert content["changes"] == [(10, {"optimizer.learning_rate": 0.5}), (20, {"estimator.batch_size": 4})]
    assert len(content["frames"]) == 31


def test_a_moment_of_change_is_kept_whatever_the_thinning() -> None:
    made = playback(preset("three_arms"), 4000, ["probabilities"], changes=[(1001, {"optimizer.learning_rate": 0.5})])
    assert made.every == 2
    updates = [frame["update"] for frame in made.content["frames"]]
    assert updates[499:504] == [998, 1000, 1001, 1002, 1004]


@pytest.mark.compiled
@pytest.mark.parametrize("pair", [one.name for one in PRESETS if one.compare])
def test_of_a_pair_both_runs_are_recorded_at_the_same_updates(pair: str) -> None:
    found = next(one for one in PRESETS if one.name == pair)
    assert found.second is not None
    content = playback(found.experiment, 60, found.panels, second=found.second).content
    other = content["second"]
    assert [frame["update"] for frame in other["frames"]] == [frame["update"] for frame in content["frames"]]
    run = open_run(found.second)
    run.proceed(60)
    np.testing.assert_array_equal(other["frames"][-1]["theta"], run.learner.memory.theta[0])
    assert other["opened"]["experiment"] == found.second.model_dump(mode="json")


def test_changes_are_made_to_both_runs_of_a_pair_but_for_what_the_second_has_otherwise() -> None:
    first = preset("three_arms")
    second = first.model_copy(update={"optimizer": first.optimizer.model_copy(update={"learning_rate": 1.0})})
    changes = [(5, {"optimizer.learning_rate": 0.5}), (10, {"estimator.batch_size": 4}), (15, {"theta": [0.0, 1.0, 0.0]})]
    content = playback(first, 20, ["probabilities"], changes=changes, second=second).content
    assert content["second"]["changes"] == [(10, {"estimator.batch_size": 4})]
    assert [each["frames"][15]["theta"].tolist() for each in (content, content["second"])] == [[0.0, 1.0, 0.0]] * 2


def test_a_second_run_has_changes_of_its_own_instead() -> None:
    first = preset("three_arms")
    own = [(4, {"optimizer.learning_rate": 0.5}), (9, {"optimizer.learning_rate": 1.0})]
    changes = [(5, {"estimator.batch_size": 4})]
    content = playback(first, 12, ["probabilities"], changes=changes, second=first, second_changes=own).content
    assert content["changes"] == changes
    assert content["second"]["changes"] == own
    alone = playback(first, 12, ["probabilities"], changes=own).content
    np.testing.assert_array_equal(content["second"]["frames"][-1]["theta"], alone["frames"][-1]["theta"])
    with pytest.raises(InvalidInput, match="second_changes"):
        playback(first, 8, ["probabilities"], second=first, second_changes=own)


def test_the_squares_hold_the_ways_of_both_runs() -> None:
    first = preset("three_arms")
    second = first.model_copy(update={"initial_theta": [-8.0, 8.0, 0.0]})
    content = playback(first, 5, ["landscape"], second=second).content
    plane = content["plane"]["plane"]
    across = [float((frame["theta"] - plane["anchor"]) @ plane["x"]) for frame in content["second"]["frames"]]
    largest = content["surfaces"][-1]
    assert largest["half"] > max(abs(x - largest["middle"][0]) for x in across) > 5


def test_a_second_run_answers_for_the_panels_that_stand_beside_the_firsts() -> None:
    first = preset("three_objectives")
    second = first.model_copy(update={"seed": first.seed + 1})
    other = playback(first, 4, ["objectives", "curve"], second=second).content["second"]
    assert len(other["exact"]) == len(other["frames"]) == 5


@pytest.mark.parametrize("changes", [[(5, {"optimizer.learning_rate": 1}), (3, {"seed": 1})], [(99, {"seed": 1})], [(1, {"nothing": 1})]])
def test_changes_that_cannot_be_made_are_refused(changes: list[tuple[int, dict[str, Any]]]) -> None:
    with pytest.raises(InvalidInput):
        playback(preset("three_arms"), 10, ["probabilities"], changes=changes)


def test_the_ledgers_estimators_are_the_pages() -> None:
    given, expected = [], []
    for one in PRESETS:
        opened = open_run(one.experiment).opened()
        case = {
            "experiment": opened["experiment"],
            "problem": opened["problem"],
            "value": 0.25,
            "parameters": opened["policy"]["parameters"],
        }
        given.append(case)
        expected.append(candidates(one.experiment, opened, 0.25))
    raw = orjson.dumps(given, option=orjson.OPT_SERIALIZE_NUMPY)
    script = ROOT / "tests" / "js" / "print-candidates.js"
    told = json.loads(subprocess.run(["node", str(script)], input=raw, capture_output=True, check=True, timeout=60).stdout)
    assert told == expected


@pytest.mark.compiled
def test_its_ledger_is_the_servers() -> None:
    experiment = preset("three_arms")
    content = playback(experiment, 40, ["cloud"]).content
    assert [entry["update"] for entry in content["ledger"]][::15] == [0, 40]
    entry = content["ledger"][3]
    theta = next(frame["theta"] for frame in content["frames"] if frame["update"] == entry["update"])
    asked = {"problem": experiment.problem, "theta": theta.tolist(), "estimators": entry["estimators"], "samples": 1000, "seed": 0}
    lines = estimates(EstimatesRequest.model_validate(asked))["estimates"]
    for line, answer in zip(lines, entry["answers"], strict=True):
        assert answer["variance"] == pytest.approx(line["variance"], rel=1e-5)
        assert answer["bias_norm"] == pytest.approx(line["bias_norm"], rel=1e-5, abs=1e-12)
        assert answer["standard_error"][0] == pytest.approx(float(np.linalg.norm(line["standard_error"])), rel=1e-5, abs=1e-12)
