"""What a frame shows: each stream against the mathematics it claims to show."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.policies import scores
from policyscope.runs import PRESETS, STREAMS, Experiment, Run, open_run
from policyscope.runs.streams import cloud_of

GRID = {"kind": "gridworld", "map": ["S.", ".G"], "horizon": 8}
ALWAYS = {"type", "update", "step", "sample", "theta", "state", "block"}


def a_run(**parts: Any) -> Run:
    return open_run(Experiment.model_validate(parts))


@given(st.sets(st.sampled_from(sorted(STREAMS))))
def test_a_frame_carries_what_was_asked_for_and_nothing_else(streams: set[str]) -> None:
    frame = a_run(problem=GRID).advance(1, frozenset(streams))
    extra = {"episode_probabilities"} if "scores" in streams else set()
    assert set(frame) == ALWAYS | streams | extra


@pytest.mark.parametrize(
    "name", [pytest.param(one.name, marks=pytest.mark.compiled) if one.name == "taxi" else one.name for one in PRESETS]
)
def test_every_presets_frame_is_json_before_and_after_the_first_update(name: str) -> None:
    run = open_run(next(preset.experiment for preset in PRESETS if preset.name == name))
    for frame in (run.advance(0, STREAMS), run.sample(STREAMS), run.advance(3, STREAMS)):
        assert json.loads(orjson.dumps(frame, option=orjson.OPT_SERIALIZE_NUMPY))["type"] == "frame"
    assert json.loads(orjson.dumps(run.opened(), option=orjson.OPT_SERIALIZE_NUMPY))["problem"]["states"] == run.learner.states


def test_before_the_first_update_there_is_no_episode_to_show() -> None:
    frame = a_run().advance(0, STREAMS)
    assert [frame[name] for name in ("episode", "scores", "episode_probabilities", "estimate")] == [None] * 4
    assert frame["block"] == {"updates": 0, "episodes": 0, "actions": 0, "steps": 0, "mean_return": None, "truncated": 0}


@pytest.mark.parametrize("credit", ["reward_to_go", "total_return"])
@pytest.mark.parametrize("weighted", [True, False])
def test_the_episodes_numbers_add_up_to_the_estimate(credit: str, weighted: bool) -> None:
    """What the panel “the update in numbers” does by hand: Σ_t weight_t · score_t is the estimate."""
    run = a_run(
        problem=GRID,
        objective={"kind": "start_value", "discount": 0.8},
        estimator={"kind": "reinforce", "credit": credit, "discount_weighting": weighted, "baseline": {"kind": "constant", "value": -2.0}},
    )
    theta = np.linspace(-1, 1, 16)
    run.set_theta(theta.tolist())
    frame = run.advance(1, STREAMS)
    episode = frame["episode"]
    rewards, t = episode["rewards"], np.arange(len(episode["rewards"]))
    to_go = [float(sum(0.8**k * r for k, r in enumerate(rewards[i:]))) for i in t]
    factor = 0.8**t if weighted and credit == "reward_to_go" else np.ones(len(t))
    assert episode["returns"] == pytest.approx(to_go if credit == "reward_to_go" else [to_go[0]] * len(t))
    assert episode["baselines"].tolist() == [-2.0] * len(t)
    assert episode["weights"] == pytest.approx(factor * (episode["returns"] + 2.0))
    assert (episode["length"], episode["index"], episode["count"]) == (len(t), 0, 1)
    expected = scores(run.learner.model.features, theta)[episode["states"], episode["actions"]]
    assert np.allclose(frame["scores"], expected, atol=1e-14)
    assert frame["estimate"] == pytest.approx(episode["weights"] @ frame["scores"])
    assert frame["theta"] == pytest.approx(theta + 0.1 * frame["estimate"])
    assert np.allclose(frame["episode_probabilities"].sum(axis=1), 1.0)
    assert frame["block"]["mean_return"] == pytest.approx(to_go[0])


def test_scores_stay_those_of_the_moment_they_were_drawn() -> None:
    """Neither a new θ, nor another temperature or batch size, changes what the last episode was drawn with."""
    run = a_run(problem=GRID, estimator={"kind": "reinforce", "batch_size": 2})
    before = run.advance(1, STREAMS)
    run.control({"policy.temperature": 3.0})
    run.set_theta([1.0] * 16)
    after = run.advance(0, STREAMS)
    for name in ("scores", "episode_probabilities"):
        assert after[name].tolist() == before[name].tolist()
    assert after["episode"]["actions"].tolist() == before["episode"]["actions"].tolist()
    run.control({"estimator.batch_size": 3})
    assert run.advance(0, STREAMS)["episode"] is None  # its room is gone


def test_long_episodes_show_their_beginning() -> None:
    run = a_run(problem={"kind": "two_state", "horizon": 3000})
    frame = run.advance(1, STREAMS)
    assert len(frame["episode"]["actions"]) == 1000
    assert frame["episode"]["length"] == 3000
    assert frame["scores"].shape == (1024, 4)  # 4096 numbers


@pytest.mark.parametrize(
    ("baseline", "value", "values"),
    [
        ({"kind": "none"}, 0.0, None),
        ({"kind": "constant", "value": 0.5}, 0.5, None),
        ({"kind": "optimal_constant", "offset": 1.0}, 1.0 + 1.7 / 3, None),
        ({"kind": "exact_value"}, None, [1.7 / 3]),
        ({"kind": "optimal_state"}, None, [1.7 / 3]),
    ],
)
def test_the_baseline_stream_says_what_would_be_subtracted_now(baseline: dict, value: float | None, values: list | None) -> None:
    shown = a_run(estimator={"kind": "reinforce", "baseline": baseline}).advance(0, frozenset({"baseline"}))["baseline"]
    assert shown["value"] == (None if value is None else pytest.approx(value))
    assert (None if shown["values"] is None else shown["values"].tolist()) == (None if values is None else pytest.approx(values))


@pytest.mark.parametrize("kind", ["reinforce", "no_log", "uniform_behaviour"])
def test_the_baseline_stream_says_what_the_kernel_subtracts(kind: str) -> None:
    run = a_run(estimator={"kind": kind, "baseline": {"kind": "constant", "value": 0.5}})
    frame = run.advance(1, frozenset({"baseline", "episode"}))
    assert frame["baseline"] == {"value": 0.5, "values": None}
    assert frame["episode"]["baselines"].tolist() == [0.5]


def test_learning_baselines_show_what_they_have_learned() -> None:
    for kind, shared in (("running_mean", None), ("learned_value", False), ("learned_value", True)):
        baseline = {"kind": kind} if shared is None else {"kind": kind, "shared": shared}
        run = a_run(problem=GRID, estimator={"kind": "reinforce", "baseline": baseline, "batch_size": 4})
        shown = run.advance(5, frozenset({"baseline"}))["baseline"]
        if shared is None:
            assert shown == {"value": run.learner.memory.running[0, 0], "values": None}
        else:
            assert shown["values"].tolist() == ([run.learner.memory.value[0, 0]] * 4 if shared else run.learner.memory.value[0].tolist())


def test_a_batchs_baseline_is_that_of_its_last_episode() -> None:
    run = a_run(estimator={"kind": "reinforce", "baseline": {"kind": "batch_mean"}, "batch_size": 4})
    assert run.advance(0, frozenset({"baseline"}))["baseline"] == {"value": None, "values": None}
    shown = run.advance(1, frozenset({"baseline"}))["baseline"]
    assert shown["value"] == pytest.approx(run.learner.batch.returns[:4].mean())


def test_the_cloud_scatters_round_the_gradient() -> None:
    run = a_run(problem={"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 0.5})
    run.look_along((2, 0))
    cloud = run.advance(1, STREAMS)["cloud"]
    assert cloud["axes"] == [2, 0]
    assert cloud["samples"].shape == (200, 2)
    assert cloud["episodes"] == 200
    assert cloud["mean"] == pytest.approx(cloud["samples"].mean(axis=0))
    assert np.allclose(cloud["covariance"], np.cov(cloud["samples"], rowvar=False))
    error = np.sqrt(np.diag(cloud["covariance"]) / 200)
    assert (np.abs(cloud["mean"] - cloud["exact"]) < 4.5 * error).all()


def test_a_cloud_of_a_large_batch_shows_its_whole_covariance() -> None:
    cloud = a_run(estimator={"kind": "reinforce", "batch_size": 500}).advance(1, STREAMS)["cloud"]
    assert cloud["samples"].shape == (200, 2)
    assert cloud["episodes"] == 500


def test_a_cloud_says_along_which_two_parameters_it_scatters_most() -> None:
    theta = [-20.0, -20.0, 1.0, 1.0, 0.0]  # the first two arms are all but never pulled
    run = a_run(problem={"kind": "bandit", "means": [1.0, 1.0, 1.0, 2.0, 0.0]}, initial_theta=theta)
    cloud = run.advance(0, STREAMS)["cloud"]
    assert cloud["axes"] == [0, 1]
    assert set(cloud["widest"]) <= {2, 3, 4}
    assert cloud["widest_variance"] > 1e6 * np.trace(cloud["covariance"])
    run.learner.look_along(tuple(cloud["widest"]))
    seen = run.advance(0, STREAMS)["cloud"]
    assert seen["widest_variance"] == pytest.approx(np.trace(seen["covariance"]))


def test_two_actions_of_one_state_mirror_each_other_and_are_not_the_widest() -> None:
    contributions = np.random.default_rng(0).normal(size=(50, 2)) * (3.0, 1.0)
    rows = np.column_stack((contributions[:, 0], -contributions[:, 0], contributions[:, 1], np.zeros(50)))
    cloud = cloud_of(rows, (0, 1), np.zeros(4))
    assert cloud["widest"] in ([0, 2], [1, 2])
    nothing = cloud_of(np.zeros((50, 4)), (2, 3), np.zeros(4))
    assert (nothing["widest"], nothing["widest_variance"]) == ([0, 1], 0.0)


def test_one_parameter_has_a_cloud_too() -> None:
    run = a_run(policy={"kind": "softmax", "features": {"kind": "custom", "phi": [[[1.0], [0.0], [2.0]]]}})
    cloud = run.advance(1, STREAMS)["cloud"]
    assert cloud["axes"] == [0, 0]
    assert cloud["samples"].shape == (200, 2)


def test_what_opened_says_is_what_the_page_needs() -> None:
    opened = a_run(problem=GRID).opened()
    assert opened["problem"]["grid"]["cells"] == ((0, 0), (0, 1), (1, 0), (1, 1))
    assert opened["problem"]["terminal"].tolist() == [False, False, False, True]
    assert opened["problem"]["mean_reward"].tolist()[1] == [-1.0, -1.0, 0.0, -1.0]
    assert opened["policy"]["parameter_names"][:2] == ["(1,1) ↑", "(1,1) →"]
    assert np.shape(opened["policy"]["phi"]) == (4, 4, 16)
    assert not opened["problem"]["discrete_bandit"]
    bandit = a_run().opened()
    assert bandit["problem"]["discrete_bandit"]
    assert bandit["policy"]["parameter_names"] == ["A", "B", "C"]
    assert bandit["problem"]["notes"] == {"optimal_value": 1.0, "best_arm": 0}
    stacked = a_run(policy={"kind": "softmax", "features": {"kind": "stacked"}}).opened()
    assert len(stacked["policy"]["parameter_names"]) == stacked["policy"]["parameters"]
    assert a_run(problem={"kind": "chain", "length": 120}).opened()["policy"]["phi"] is None  # too many numbers to send
