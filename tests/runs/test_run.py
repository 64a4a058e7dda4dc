"""A run is a value: one timeline, one course of numbers, whatever the frame rate, whoever looks, wherever it is resumed."""

from __future__ import annotations

import gc
import weakref
from itertools import pairwise
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.errors import InvalidInput
from policyscope.runs import STREAMS, Experiment, Limits, Run, exact_answer, open_run
from policyscope.runs.questions import ExactRequest
from tests.lost import loses_itself

NOTHING: frozenset[str] = frozenset()
BASELINES: list[dict[str, Any]] = [
    {"kind": "none"},
    {"kind": "constant", "value": 0.5},
    {"kind": "running_mean"},
    {"kind": "running_mean", "include_current": True, "step_size": 0.2},
    {"kind": "batch_mean"},
    {"kind": "leave_one_out"},
    {"kind": "learned_value", "step_size": 0.3},
    {"kind": "learned_value", "shared": True},
    {"kind": "exact_value"},
    {"kind": "optimal_constant", "offset": 0.5},
    {"kind": "optimal_state"},
]
PROBLEMS: list[dict[str, Any]] = [
    {"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 0.5},
    {"kind": "bandit", "means": [0.2, 0.8], "distribution": "bernoulli"},
    {"kind": "contextual_bandit"},
    {"kind": "gridworld", "map": ["S.", ".G"], "slip": 0.1, "horizon": 6},
    {"kind": "short_corridor", "horizon": 20},
    {"kind": "two_state", "horizon": 5},
]


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    return Experiment.model_validate(
        {
            "problem": draw(st.sampled_from(PROBLEMS)),
            "objective": {"kind": "start_value", "discount": draw(st.sampled_from([1.0, 0.9]))},
            "estimator": {
                "kind": "reinforce",
                "baseline": draw(st.sampled_from(BASELINES)),
                "batch_size": draw(st.sampled_from([2, 3])),
                "credit": draw(st.sampled_from(["reward_to_go", "total_return"])),
            },
            "optimizer": {"kind": "ascent", "preconditioner": draw(st.sampled_from(["none", "natural", "normalized"])), "damping": 0.1},
            "seed": draw(st.integers(0, 2**53 - 1)),
        }
    )


CHANGES: list[dict[str, object]] = [
    {"optimizer.learning_rate": 0.7},
    {"estimator.baseline": {"kind": "running_mean"}},
    {"estimator.baseline": {"kind": "learned_value", "step_size": 0.5}},
    {"estimator.batch_size": 4},
    {"policy.temperature": 2.0, "objective.discount": 0.5},
    {"optimizer.preconditioner": "natural", "optimizer.damping": 0.5},
    {"estimator": {"kind": "exact"}},
]
TIMELINES = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(CHANGES)), min_size=1, max_size=4)


def fingerprint(run: Run) -> tuple:
    return run.update, run.state, *(array.tobytes() for array in run.learner.memory)


@given(experiments(), TIMELINES, st.data())
@settings(max_examples=8 if numba.config.DISABLE_JIT else 40)
def test_the_same_timeline_gives_the_same_numbers_at_any_frame_rate(experiment: Experiment, timeline: list, data: st.DataObject) -> None:
    """One run in blocks and without a look; the other update by update, looked at, stepped by samples and moved to new processes."""
    fast, slow = open_run(experiment), open_run(experiment)
    for updates, change in timeline:
        fast.advance(updates, NOTHING)
        while slow.update < fast.update:
            how = data.draw(st.sampled_from(["update", "sample", "look", "move"]))
            if how == "update":
                slow.advance(1, frozenset(data.draw(st.sets(st.sampled_from(sorted(STREAMS)), max_size=3))))
            elif how == "sample":
                slow.sample(STREAMS)
            elif how == "look":
                slow.advance(0, STREAMS)
            else:
                slow = open_run(slow.experiment, state=slow.state)
        assert slow.learner.memory.theta.tobytes() == fast.learner.memory.theta.tobytes()
        outcomes = []
        for run in (fast, slow):
            try:
                outcomes.append(run.control(change))
            except InvalidInput as error:  # a baseline for an estimator that has none
                outcomes.append({"error": str(error)})
        assert outcomes[0] == outcomes[1]
    fast.advance(3, NOTHING)
    for _ in range(3):
        slow.advance(1, STREAMS)
    assert fingerprint(fast) == fingerprint(slow)


@given(experiments(), st.integers(0, 4), st.integers(0, 2))
@settings(max_examples=30)
def test_a_run_resumed_from_any_frame_equals_the_uninterrupted_one(experiment: Experiment, updates: int, samples: int) -> None:
    whole = open_run(experiment)
    frame = whole.advance(updates, NOTHING)
    for _ in range(samples):
        frame = whole.sample(NOTHING)
    again = open_run(experiment, state=frame["state"])
    assert fingerprint(again) == fingerprint(whole)
    assert again.advance(0, NOTHING)["sample"] == frame["sample"]
    assert again.advance(5, NOTHING)["theta"].tobytes() == whole.advance(5, NOTHING)["theta"].tobytes()
    assert fingerprint(again) == fingerprint(whole)


def test_the_same_moment_shows_the_same_cloud_however_it_was_come_to() -> None:
    ours, theirs = open_run(Experiment()), open_run(Experiment())
    for _ in range(7):
        ours.advance(1, STREAMS)
    theirs.advance(6, NOTHING)
    theirs.advance(1, NOTHING)
    resumed = open_run(Experiment(), state=theirs.state)
    clouds = [run.advance(0, frozenset({"cloud"}))["cloud"]["samples"].tolist() for run in (ours, theirs, resumed)]
    assert clouds[0] == clouds[1] == clouds[2]
    ours.advance(1, NOTHING)
    assert ours.advance(0, frozenset({"cloud"}))["cloud"]["samples"].tolist() != clouds[0]


def test_seeds_are_different_runs_and_resetting_gives_the_same_again() -> None:
    experiment = Experiment.model_validate(
        {"problem": PROBLEMS[0], "estimator": {"kind": "reinforce", "baseline": {"kind": "running_mean"}}}
    )
    run = open_run(experiment)
    first = run.advance(20, NOTHING)["theta"]
    run.control({"optimizer.learning_rate": 0.5})
    run.reset(None)
    assert run.update == 0
    assert not run.learner.memory.running.any()
    assert run.experiment.optimizer.learning_rate == 0.5  # controls stay where they are
    run.control({"optimizer.learning_rate": 0.1})
    assert run.advance(20, NOTHING)["theta"].tobytes() == first.tobytes()
    run.reset(1)
    assert run.experiment.seed == 1
    assert run.advance(20, NOTHING)["theta"].tobytes() != first.tobytes()


def test_a_reset_keeps_what_the_page_looks_at() -> None:
    run = open_run(Experiment())
    run.look_along((2, 0))
    run.advance(3, STREAMS)
    run.reset(None)
    frame = run.advance(0, STREAMS)
    assert frame["cloud"]["axes"] == [2, 0]
    assert frame["episode"] is None
    with pytest.raises(InvalidInput) as caught:
        run.look_along((0, 3))
    assert caught.value.field == "cloud_axes"


def test_samples_fill_the_batch_and_then_the_update_happens() -> None:
    experiment = Experiment.model_validate({"estimator": {"kind": "reinforce", "batch_size": 3}})
    stepped, whole = open_run(experiment), open_run(experiment)
    episodes = []
    for expected in (1, 2):
        frame = stepped.sample(STREAMS)
        assert (frame["update"], frame["sample"], frame["estimate"]) == (0, expected, None)
        assert (frame["episode"]["index"], frame["episode"]["count"]) == (expected - 1, 3)
        assert frame["block"]["episodes"] == 1
        assert not frame["theta"].any()
        episodes.append(frame["episode"]["actions"].tolist())
    frame = stepped.sample(STREAMS)
    assert (frame["update"], frame["sample"]) == (1, 0)
    assert frame["theta"].tobytes() == whole.advance(1, NOTHING)["theta"].tobytes()
    assert whole.learner.batch.actions[:2].tolist() == [actions[0] for actions in episodes]


def test_one_sample_of_a_batch_of_one_or_an_exact_run_is_an_update() -> None:
    for estimator in ({"kind": "reinforce"}, {"kind": "exact"}):
        assert open_run(Experiment.model_validate({"estimator": estimator})).sample(NOTHING)["update"] == 1


def test_a_smaller_batch_drops_samples_that_no_longer_fit() -> None:
    run = open_run(Experiment.model_validate({"estimator": {"kind": "reinforce", "batch_size": 5}}))
    for _ in range(4):
        run.sample(NOTHING)
    run.control({"estimator.batch_size": 2})
    assert run.advance(0, STREAMS)["sample"] == 1
    assert run.sample(STREAMS)["update"] == 1


def test_exact_ascent_climbs_without_chance() -> None:
    experiment = Experiment.model_validate({"estimator": {"kind": "exact"}, "optimizer": {"kind": "ascent", "learning_rate": 1.0}})
    ours, other = open_run(experiment), open_run(experiment.model_copy(update={"seed": 5}))
    values = [ours.advance(1, frozenset({"exact"}))["exact"]["value"] for _ in range(20)]
    assert all(b > a for a, b in pairwise(values))
    assert other.advance(20, NOTHING)["theta"].tobytes() == ours.learner.memory.theta.tobytes()


def test_theta_can_be_put_elsewhere() -> None:
    run = open_run(Experiment.model_validate({"estimator": {"kind": "reinforce", "batch_size": 2}}))
    run.sample(NOTHING)
    run.set_theta([1.0, 2.0, 3.0])
    frame = run.advance(0, frozenset({"exact", "probabilities"}))
    assert frame["theta"].tolist() == [1.0, 2.0, 3.0]
    assert frame["sample"] == 0
    answer = exact_answer(ExactRequest(theta=[1.0, 2.0, 3.0]))
    assert frame["exact"]["value"] == answer["value"]
    assert frame["probabilities"].tolist() == answer["probabilities"].tolist()
    for wrong in ([1.0], [1.0, 2.0, float("nan")]):
        with pytest.raises(InvalidInput) as caught:
            run.set_theta(wrong)
        assert caught.value.field == "theta"
    assert run.learner.memory.theta[0].tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("problem", [PROBLEMS[0], PROBLEMS[3], {"kind": "continuous_bandit"}])
@pytest.mark.parametrize("lost", [1, 2, 37, 64])
@pytest.mark.parametrize("shown", [True, False])
def test_a_run_stops_at_the_update_that_loses_theta(problem: dict[str, Any], lost: int, shown: bool) -> None:
    policy = {"kind": "gaussian"} if problem["kind"] == "continuous_bandit" else {"kind": "softmax"}
    experiment = Experiment.model_validate({"problem": problem, "policy": policy, "estimator": {"kind": "reinforce", "batch_size": 2}})
    run, twin = open_run(experiment), open_run(experiment)
    if shown:
        run.advance(0, NOTHING)
    loses_itself(run, after=lost)
    frame = run.advance(64, NOTHING)
    assert (frame["update"], run.finite) == (lost, False)
    assert np.isnan(frame["theta"]).all()
    assert frame["block"] == twin.advance(lost, NOTHING)["block"], "what is reported is what happened up to there, once"
    assert run.advance(0, NOTHING)["update"] == lost
    for going_on in (lambda: run.advance(1, NOTHING), lambda: run.sample(NOTHING)):
        with pytest.raises(InvalidInput, match=f"no longer finite since update {lost}") as caught:
            going_on()
        assert caught.value.field == "theta"
    resumed = open_run(experiment, state=frame["state"])
    assert (resumed.update, resumed.finite) == (lost, False)


def test_a_run_that_is_lost_after_a_change_goes_back_to_the_change_and_not_to_the_frame_before_it() -> None:
    """A learned spread is put elsewhere by the change itself."""
    experiment = Experiment.model_validate({"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian", "learn_sigma": True}})
    run, twin = open_run(experiment), open_run(experiment)
    for each in (run, twin):
        each.advance(3, NOTHING)
        each.control({"policy.sigma": 0.25})
    loses_itself(run, after=8)
    frame = run.advance(9, NOTHING)
    assert frame["update"] == 8
    assert frame["block"] == twin.advance(5, NOTHING)["block"]


def test_a_lost_run_goes_on_once_theta_is_moved_whatever_its_optimizer_remembers() -> None:
    experiment = {"estimator": {"kind": "reinforce", "baseline": {"kind": "running_mean"}}, "optimizer": {"kind": "adam"}}
    run = open_run(Experiment.model_validate(experiment))
    run.advance(5, NOTHING)
    for array in (run.learner.memory.theta, run.learner.memory.slope, run.learner.memory.square):
        array[:] = float("nan")
    run.set_theta([0.0, 1.0, 0.0])
    frame = run.advance(3, NOTHING)
    assert np.isfinite(frame["theta"]).all()
    assert frame["update"] == 8
    run.learner.memory.theta[:] = float("nan")
    run.reset()
    assert run.advance(1, NOTHING)["update"] == 1


def test_a_frames_arrays_are_copies() -> None:
    run = open_run(Experiment())
    frame = run.advance(1, STREAMS)
    kept = {name: frame[name].copy() for name in ("theta", "probabilities", "estimate")}
    run.advance(5, STREAMS)
    assert all(np.array_equal(frame[name], kept[name]) for name in kept)
    frame["theta"][:] = 99.0
    assert run.learner.memory.theta.max() < 99.0


def test_cost_is_a_small_positive_number_of_seconds() -> None:
    run = open_run(Experiment())
    assert run.cost > 0
    run.advance(1000, NOTHING)
    assert 0 < run.cost < 0.1


def test_an_episode_without_an_end_is_cut_at_the_limit_and_counted() -> None:
    experiment = Experiment.model_validate(
        {
            "problem": {"kind": "short_corridor"},
            "policy": {"kind": "softmax", "features": {"kind": "custom", "phi": [[[0.0], [1.0]]] * 4}},
            "initial_theta": [-50.0],
        }
    )
    block = open_run(experiment, Limits(horizon=25)).advance(2, NOTHING)["block"]
    assert (block["truncated"], block["actions"], block["mean_return"]) == (2, 50, -25.0)


@given(experiments(), st.integers(2, 4))
@settings(max_examples=6 if numba.config.DISABLE_JIT else 25)
def test_coupled_runs_equal_single_runs_bit_for_bit(experiment: Experiment, runs: int) -> None:
    """R runs are those of seed, seed + 1, …; the first is shown exactly as it would be alone, and all of them can be resumed."""
    together = open_run(experiment.model_copy(update={"runs": runs}))
    together.advance(3, NOTHING)
    together = open_run(together.experiment, state=together.state)
    frame = together.advance(2, STREAMS)
    for run in range(runs):
        alone = open_run(experiment.model_copy(update={"seed": experiment.seed + run}))
        alone.advance(3, NOTHING)
        shown = alone.advance(2, STREAMS)
        assert frame["ensemble"]["theta"][run].tobytes() == shown["theta"].tobytes()
        assert frame["ensemble"]["values"][run] == shown["exact"]["value"]
        if frame["ensemble"]["probabilities"] is not None:
            assert frame["ensemble"]["probabilities"][run].tobytes() == shown["probabilities"][0].tobytes()
        if run == 0:
            assert str({**frame, "ensemble": None, "quantiles": None, "state": ""}) == str({**shown, "state": ""})


def test_ensembles_have_their_limits() -> None:
    for limits, runs in ((Limits(runs=5), 6), (Limits(cells=10), 4)):
        with pytest.raises(InvalidInput) as caught:
            open_run(Experiment(runs=runs), limits)
        assert caught.value.field == "runs"
    together = open_run(Experiment(runs=3))
    with pytest.raises(InvalidInput, match="number of runs"):
        open_run(Experiment(runs=2), state=together.state)
    together.set_theta([1.0, 2.0, 3.0])
    assert together.advance(0, STREAMS)["ensemble"]["theta"].tolist() == [[1.0, 2.0, 3.0]] * 3


@pytest.mark.parametrize("estimator", ["reinforce", "no_log", "finite_difference", "exact"])
def test_one_hot_features_are_the_same_as_any_others_that_number_parameters_otherwise(estimator: str) -> None:
    """Kernels read one-hot features without looking them up: the same features backwards take the long way, to rounding."""
    problem = {"kind": "gridworld", "map": ["S.", ".G"], "slip": 0.1, "horizon": 6}
    backwards = np.eye(16)[::-1].reshape(4, 4, 16).tolist()
    ends = []
    for features in ({"kind": "one_hot"}, {"kind": "custom", "phi": backwards}):
        policy = {"kind": "softmax", "features": features}
        raw = {"problem": problem, "policy": policy, "estimator": {"kind": estimator}, "optimizer": {"kind": "ascent"}, "seed": 3}
        ends.append(open_run(Experiment.model_validate(raw)).advance(20, frozenset({"probabilities"})))
    ours, theirs = ends[0]["theta"], ends[1]["theta"][::-1]
    assert np.allclose(ours, theirs, rtol=1e-12)
    assert np.abs(ours).max() > 0.01


@pytest.mark.parametrize("parts", [{}, {"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian"}}])
def test_a_run_that_is_let_go_frees_its_arrays_at_once(parts: dict[str, Any]) -> None:
    """An ensemble's are megabytes, and the collector looks for circles only now and then."""
    run = open_run(Experiment.model_validate(parts))
    run.advance(2, STREAMS)
    learner = weakref.ref(run.learner)
    gc.disable()
    try:
        del run
        assert learner() is None
    finally:
        gc.enable()
