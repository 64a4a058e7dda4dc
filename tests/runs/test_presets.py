"""Every preset shows what its sentence says; the catalogue lists all there is; everything is warm after warming up."""

from __future__ import annotations

import importlib
import json

import numpy as np
import orjson
import pytest

from benchmarks.endurance import last_theta
from policyscope.runs import PRESETS, STREAMS, Experiment, Limits, catalog, open_run, warm_up
from policyscope.runs.control import changed
from policyscope.runs.kinds import CHOICES
from policyscope.runs.preset import Preset

BY_NAME = {preset.name: preset for preset in PRESETS}
EXACT = frozenset({"exact", "probabilities"})


def ended(name: str, updates: int) -> dict:
    return open_run(BY_NAME[name].experiment).advance(updates, EXACT)


def test_there_are_at_least_eight_and_each_says_what_to_look_for() -> None:
    assert len(PRESETS) == len(BY_NAME) >= 8
    for preset in PRESETS:
        assert preset.title
        assert preset.look_for.endswith(".")
        assert len(preset.look_for) < 150


@pytest.mark.compiled
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_none_leaves_the_numbers(preset: Preset) -> None:
    """A taste of benchmarks/endurance.py: far enough for the committal ones to reach their corners."""
    assert np.isfinite(last_theta(preset, 1500 if preset.experiment.runs > 1 else 5000)).all()


@pytest.mark.compiled
def test_pairs_part_as_their_sentences_say() -> None:
    """Each pair's A and B, from what the page would open."""
    found = {}
    for preset in PRESETS:
        if preset.compare:
            second, applied = changed(preset.experiment, preset.otherwise, any_field=True)
            assert applied == preset.otherwise
            found[preset.name] = [open_run(one).advance(300, EXACT) for one in (preset.experiment, second)]
    value = {name: [float(frame["exact"]["value"]) for frame in both] for name, both in found.items()}
    assert value["baseline_or_none"][1] > value["baseline_or_none"][0] + 0.2
    assert [int(frame["probabilities"][0].argmax()) for frame in found["lucky_or_unlucky"]] == [0, 1]
    assert value["plain_or_natural"][0] < 1.0
    assert value["plain_or_natural"][1] > 1.99
    assert value["with_or_without_log"][0] > 1.9
    assert value["with_or_without_log"][1] < 1.1
    assert set(value) == {"baseline_or_none", "lucky_or_unlucky", "committal_or_not", "plain_or_natural", "with_or_without_log"}


@pytest.mark.compiled
def test_the_committal_pair_ends_apart() -> None:
    pair = BY_NAME["committal_or_not"]
    ends = []
    for one in (pair.experiment, changed(pair.experiment, pair.otherwise, any_field=True)[0]):
        run = open_run(one)
        run.proceed(3000)
        ends.append((run.learner.memory.theta.argmax(axis=1) == 0).mean())
    assert 0.35 < ends[0] < 0.6
    assert ends[1] > 0.95


@pytest.mark.compiled
def test_the_lucky_and_the_unlucky_seed_part() -> None:
    lucky, unlucky = (ended(name, 300)["probabilities"][0] for name in ("lucky_seed", "unlucky_seed"))
    assert lucky[0] > 0.9
    assert unlucky[1] > 0.9
    same = [BY_NAME[name].experiment.model_dump(exclude={"seed"}) for name in ("lucky_seed", "unlucky_seed")]
    assert same[0] == same[1]


@pytest.mark.compiled
def test_the_testbed_wants_its_baseline() -> None:
    assert ended("testbed_baseline", 1000)["exact"]["value"] > ended("testbed", 1000)["exact"]["value"] + 0.1


@pytest.mark.compiled
def test_the_corridor_settles_near_the_best_random_policy() -> None:
    frame = ended("short_corridor", 3000)
    assert frame["probabilities"][0, 1] == pytest.approx(2 - np.sqrt(2), abs=0.06)
    assert frame["exact"]["value"] == pytest.approx(-11.657, abs=0.2)


@pytest.mark.compiled
@pytest.mark.parametrize(
    ("name", "updates", "least"), [("grid", 500, -8.0), ("network", 500, -8.0), ("cliff", 2000, -20.0), ("your_map", 1500, -14.0)]
)
def test_the_boards_are_learned(name: str, updates: int, least: float) -> None:
    before = open_run(BY_NAME[name].experiment).advance(0, EXACT)["exact"]["value"]
    assert before < least - 5
    assert ended(name, updates)["exact"]["value"] > least


@pytest.mark.compiled
@pytest.mark.parametrize(
    ("name", "updates", "least", "best"),
    [("frozen_lake", 1000, 0.69, 0.745), ("cliff_walking", 600, -35.0, -13.0), ("taxi", 2000, -2.0, 7.93)],
)
def test_gymnasiums_tables_are_learned(name: str, updates: int, least: float, best: float) -> None:
    assert least < ended(name, updates)["exact"]["value"] < best


def test_without_gymnasium_its_presets_are_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind stays in the schema: who asks for it all the same is told what to install."""
    monkeypatch.setattr(importlib.import_module("policyscope.runs.catalog"), "gymnasium_installed", lambda: False)
    body = catalog()
    assert set(BY_NAME) - {preset["name"] for preset in body["presets"]} == {"frozen_lake", "cliff_walking", "taxi"}
    assert "gymnasium" in [member["kind"] for member in body["kinds"]["problem"]]


@pytest.mark.compiled
def test_a_network_learns_about_rooms_it_never_saw() -> None:
    """One episode's update moves every state's probabilities; the table's moves only those it visited."""
    for name, everywhere in (("network", True), ("grid", False)):
        run = open_run(BY_NAME[name].experiment)
        run.control({"estimator.batch_size": 1, "optimizer.learning_rate": 0.001})
        before = run.advance(0, EXACT)["probabilities"]
        after = run.advance(1, EXACT | {"episode"})
        moved = np.abs(after["probabilities"] - before).max(axis=1) > 0
        seen = np.isin(np.arange(len(moved)), after["episode"]["states"])
        assert not seen.all()
        assert moved.all() if everywhere else (moved <= seen).all()


@pytest.mark.compiled
def test_the_long_cliff_is_a_trap() -> None:
    assert ended("cliff_trap", 2000)["exact"]["value"] == pytest.approx(-100.0, abs=8.0)


def test_the_score_polygon_starts_from_its_own_numbers() -> None:
    frame = ended("score_polygon", 0)
    assert frame["probabilities"][0] == pytest.approx([0.5, 0.3, 0.2])
    assert frame["exact"]["gradient"] == pytest.approx([-0.45, 0.03, 0.42])


def test_the_catalogue_lists_every_kind_with_its_schema() -> None:
    body = json.loads(orjson.dumps(catalog(Limits(states=7))))
    kinds = {group: [member["kind"] for member in members] for group, members in body["kinds"].items()}
    problems = {"bandit", "testbed", "contextual_bandit", "gridworld", "short_corridor", "chain", "two_state", "gymnasium", "tabular"}
    assert problems <= set(kinds["problem"])
    assert {"one_hot", "stacked", "custom"} <= set(kinds["features"])
    assert {"exact", "reinforce"} <= set(kinds["estimator"])
    assert kinds["baseline"] == [
        "none", "constant", "running_mean", "batch_mean", "leave_one_out", "learned_value", "exact_value", "optimal_constant",
        "optimal_state",
    ]  # fmt: skip
    for group, members in body["kinds"].items():
        for member in members:
            assert member["title"]
            if group in CHOICES:  # a word of a field, which has the help
                continue
            assert member["help"]
            for name, field in member["schema"]["properties"].items():
                assert name == "kind" or (field["title"] and field["description"]), (member["kind"], name)
    assert body["defaults"] == Experiment().model_dump(mode="json")
    assert [preset["name"] for preset in body["presets"]] == list(BY_NAME)
    assert body["streams"] == sorted(STREAMS)
    assert body["limits"]["states"] == 7


def test_warming_up_touches_every_kernel() -> None:
    warm_up()
    run = open_run(BY_NAME["grid"].experiment)
    run.advance(1, STREAMS)
    assert run.cost < 1.0
