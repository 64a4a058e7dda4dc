"""Runs of Gaussian policies: frames add up, looking changes nothing, controls act at once, a state continues bit for bit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.errors import InvalidInput, LimitExceeded
from policyscope.runs import PRESETS, STREAMS, Experiment, Limits, Run, open_run, parse_experiment
from policyscope.runs.tables import TABLE_STREAMS, csv_header, csv_row

ALWAYS = {"type", "update", "step", "sample", "theta", "state", "block"}
PLAIN: dict[str, Any] = {"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian", "learn_sigma": True}}
CONTEXTUAL: dict[str, Any] = {
    "problem": {
        "kind": "continuous_bandit", "reward": {"kind": "linear", "weights": [1.0, 0.5]}, "contexts": [[1.0, -1.0], [1.0, 2.0]],
        "context_probabilities": [0.25, 0.75], "reward_std": 0.5,
    },
    "policy": {"kind": "gaussian", "sigma": 0.5},
}  # fmt: skip
ESTIMATORS: list[dict[str, Any]] = [
    {"kind": "reinforce", "baseline": {"kind": "constant", "value": -1.0}},
    {"kind": "pathwise"},
    {"kind": "measure_valued"},
    {"kind": "finite_difference", "spacing": 0.2},
]


def a_run(experiment: dict[str, Any] = PLAIN, **parts: Any) -> Run:
    return open_run(parse_experiment({**experiment, **parts}))


@given(st.sets(st.sampled_from(sorted(STREAMS))))
def test_a_frame_carries_what_was_asked_for_and_nothing_else(streams: set[str]) -> None:
    frame = a_run().advance(1, frozenset(streams))
    assert set(frame) == ALWAYS | streams | ({"episode_probabilities"} if "scores" in streams else set())
    for name in {"probabilities", "values"} & streams:
        assert frame[name] is None


@pytest.mark.parametrize("base", [PLAIN, CONTEXTUAL])
@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_the_samples_add_up_to_the_estimate(base: dict[str, Any], estimator: dict[str, Any]) -> None:
    run = a_run(base, estimator={**estimator, "batch_size": 7, "entropy_bonus": 0.3})
    size = len(run.advance(0, frozenset())["theta"])
    theta = np.linspace(-0.5, 0.5, size)
    run.set_theta(theta.tolist())
    before = run.advance(0, STREAMS)
    frame = run.advance(1, STREAMS)
    samples, policy = frame["samples"], run.learner.model.policy
    assert samples["contributions"].mean(axis=0) == pytest.approx(frame["estimate"])
    assert frame["theta"] == pytest.approx(theta + 0.1 * frame["estimate"])
    assert samples["means"] == pytest.approx(before["density"]["means"])
    assert samples["sigma"] == pytest.approx(before["density"]["sigma"])
    contexts = run.learner.model.problem.contexts[samples["contexts"]]
    assert samples["scores"] == pytest.approx(policy.scores(theta, contexts, samples["actions"]))
    if estimator["kind"] == "reinforce":
        bonus = 0.3 * policy.entropy(theta)
        assert samples["weights"] == pytest.approx(samples["rewards"] + bonus + 1.0)
        assert samples["baselines"].tolist() == [-1.0] * 7
    assert (samples["probes"] is not None) == (estimator["kind"] == "measure_valued")
    last = frame["episode"]
    assert (last["actions"][0], last["rewards"][0], last["weights"][0]) == (
        samples["actions"][6], samples["rewards"][6], samples["weights"][6],
    )  # fmt: skip
    assert (last["length"], last["index"], last["count"]) == (1, 6, 7)
    assert frame["scores"] == pytest.approx(samples["scores"][6:])


def test_before_the_first_update_there_is_nothing_to_show() -> None:
    frame = a_run().advance(0, STREAMS)
    assert [frame[name] for name in ("episode", "samples", "scores", "estimate", "ensemble")] == [None] * 5
    assert frame["density"]["means"].tolist() == [0.0]
    assert frame["density"]["sigma"] == 1.0
    assert frame["exact"]["gradient"] == pytest.approx([4.0, -2.0])
    assert frame["block"] == {"updates": 0, "episodes": 0, "actions": 0, "steps": 0, "mean_return": None, "truncated": 0}
    assert a_run(estimator={"kind": "exact"}).advance(1, STREAMS)["samples"] is None


def test_large_batches_show_their_beginning() -> None:
    samples = a_run(estimator={"kind": "reinforce", "batch_size": 500}).advance(1, STREAMS)["samples"]
    assert samples["actions"].shape == (200,)
    assert samples["count"] == 500


@pytest.mark.parametrize("base", [PLAIN, CONTEXTUAL])
def test_a_state_continues_bit_for_bit(base: dict[str, Any]) -> None:
    parts = {"estimator": {"kind": "reinforce", "baseline": {"kind": "learned_value"}, "batch_size": 3}}
    whole, first = a_run(base, **parts), a_run(base, **parts)
    whole.advance(20, STREAMS)
    first.advance(7, frozenset())
    first.sample(STREAMS)
    second = open_run(first.experiment, state=first.state)
    assert second.advance(13, frozenset())["theta"].tolist() == whole.advance(0, frozenset())["theta"].tolist()
    assert second.state == whole.state


def test_a_state_of_another_spread_parameter_is_refused() -> None:
    fixed = {**PLAIN, "policy": {"kind": "gaussian", "learn_sigma": False}}
    with pytest.raises(InvalidInput, match="state"):
        open_run(Experiment.model_validate(fixed), state=a_run().state)


def test_sample_by_sample_is_the_same_update() -> None:
    asked = {"kind": "reinforce", "batch_size": 3}
    whole, slowly = a_run(estimator=asked).advance(1, STREAMS), a_run(estimator=asked)
    steps = [slowly.sample(STREAMS) for _ in range(3)]
    assert [frame["sample"] for frame in steps] == [1, 2, 0]
    assert steps[1]["samples"]["actions"].tolist() == whole["samples"]["actions"][:2].tolist()
    assert steps[0]["block"]["mean_return"] == whole["samples"]["rewards"][0]
    assert steps[2]["theta"].tolist() == whole["theta"].tolist()


def test_coupled_runs_are_single_ones() -> None:
    frame = a_run(runs=3, seed=5).advance(10, STREAMS)
    alone = [a_run(seed=5 + r).advance(10, STREAMS) for r in range(3)]
    assert frame["ensemble"]["theta"].tolist() == [each["theta"].tolist() for each in alone]
    assert frame["ensemble"]["values"].tolist() == [each["exact"]["value"] for each in alone]
    assert frame["ensemble"]["probabilities"] is None


@pytest.mark.parametrize("learned", [True, False])
def test_sigma_turns_while_it_runs(learned: bool) -> None:
    """Where σ is learned, turning it puts θ there; where it is fixed, it is the policy's at once; nothing else moves it."""
    run = a_run(policy={"kind": "gaussian", "learn_sigma": learned})
    run.advance(3, frozenset())
    run.control({"policy.sigma": 0.25})
    frame = run.advance(0, STREAMS)
    assert frame["density"]["sigma"] == pytest.approx(0.25)
    assert not learned or frame["theta"][1] == pytest.approx(math.log(0.25))
    sampled = run.advance(1, STREAMS)
    assert sampled["samples"]["sigma"] == pytest.approx(0.25)
    run.control({"optimizer.learning_rate": 0.01})
    assert run.advance(0, STREAMS)["density"]["sigma"] == pytest.approx(sampled["density"]["sigma"])
    run.reset()
    assert run.advance(0, STREAMS)["density"]["sigma"] == pytest.approx(0.25)


def test_estimator_and_batch_turn_while_it_runs() -> None:
    run = a_run()
    run.advance(2, STREAMS)
    run.control({"estimator": {"kind": "measure_valued", "batch_size": 4}})
    assert run.advance(0, STREAMS)["samples"] is None
    assert run.advance(1, STREAMS)["samples"]["probes"].shape == (4, 4)
    run.look_along((1, 0))
    assert run.advance(0, STREAMS)["cloud"]["axes"] == [1, 0]
    with pytest.raises(InvalidInput, match="from 0 to 1"):
        run.look_along((0, 2))


@pytest.mark.parametrize(
    ("baseline", "value", "values"),
    [
        ({"kind": "none"}, 0.0, None),
        ({"kind": "constant", "value": 0.5}, 0.5, None),
        ({"kind": "exact_value"}, None, [-5.0]),
        ({"kind": "running_mean"}, 0.0, None),
        ({"kind": "batch_mean"}, None, None),
        ({"kind": "learned_value"}, None, [0.0]),
        ({"kind": "learned_value", "shared": True}, None, [0.0]),
    ],
)
def test_the_baseline_stream_says_what_would_be_subtracted_now(baseline: dict, value: float | None, values: list | None) -> None:
    run = a_run(estimator={"kind": "reinforce", "baseline": baseline, "batch_size": 2})
    shown = run.advance(0, frozenset({"baseline"}))["baseline"]
    assert shown["value"] == value
    assert (None if shown["values"] is None else shown["values"].tolist()) == values
    if baseline["kind"] == "batch_mean":
        assert run.advance(1, frozenset({"baseline"}))["baseline"]["value"] == pytest.approx(run.learner.batch.returns.mean())


def test_of_one_context_the_best_number_for_each_is_the_constant() -> None:
    kinds = ("optimal_state", "optimal_constant")
    state, constant = (
        a_run(estimator={"kind": "reinforce", "baseline": {"kind": kind}}).advance(0, frozenset({"baseline"}))["baseline"] for kind in kinds
    )
    assert state["values"] == pytest.approx([constant["value"]], rel=1e-14)
    assert (state["value"], constant["values"]) == (None, None)


def test_the_optimal_constant_is_shown() -> None:
    run = a_run(estimator={"kind": "reinforce", "baseline": {"kind": "optimal_constant", "offset": 1.0}})
    run.set_theta([0.0, 0.0])
    # E[r z²] + E[r (z² − 1)²] over 1 + 2, with r = −(z − 2)²: −(7 + (2·4 + 10))/3
    assert run.advance(0, frozenset({"baseline"}))["baseline"]["value"] == pytest.approx(1.0 - 25.0 / 3.0)


def test_what_opened_says_is_what_the_page_needs() -> None:
    opened = a_run(CONTEXTUAL).opened()
    problem = opened["problem"]
    assert (problem["states"], problem["actions"], problem["horizon"]) == (2, 0, 1)
    assert problem["continuous"]["shape"] == "quadratic"
    assert problem["continuous"]["curve"][:, :3].tolist() == [[0.5, 1.0, 0.0], [2.0, 1.0, 0.0]]
    assert opened["policy"]["parameter_names"] == ["w1", "w2"]
    hills = a_run({**PLAIN, "problem": {"kind": "continuous_bandit", "reward": {"kind": "hills"}}}).opened()
    assert hills["problem"]["continuous"]["shape"] == "hills"
    assert hills["policy"]["parameter_names"] == ["μ", "log σ"]


@pytest.mark.parametrize(("old", "now"), [("two_bumps", "hills"), ("step", "stair")])
def test_an_experiment_saved_under_a_reward_curve_s_old_name_goes_on(old: str, now: str) -> None:
    named = [{**PLAIN, "problem": {"kind": "continuous_bandit", "reward": {"kind": kind}}} for kind in (old, now)]
    assert a_run(named[0]).opened()["experiment"]["problem"]["reward"]["kind"] == now
    saved, whole = a_run(named[0]), a_run(named[1])
    state = saved.advance(3, frozenset())["state"]
    whole.advance(3, frozenset())
    went_on = open_run(parse_experiment(named[0]), state=state).advance(3, frozenset())
    assert went_on["theta"].tolist() == whole.advance(3, frozenset())["theta"].tolist()


def test_a_table_has_mean_and_sigma() -> None:
    frame = a_run(CONTEXTUAL).advance(0, TABLE_STREAMS)
    assert csv_header(frame) == ["update", "value", "mean_return", "theta_0", "theta_1", "mean_0", "mean_1", "sigma"]
    assert csv_row(frame)[-3:] == [0.0, 0.0, 0.5]


@pytest.mark.parametrize(
    ("parts", "field", "words"),
    [
        ({"problem": {"kind": "bandit"}}, "policy.kind", "softmax"),
        ({"policy": {"kind": "softmax"}}, "policy.kind", "gaussian for a problem whose action is a number"),
        ({"objective": {"kind": "average_reward"}}, "objective.kind", "start_value for a problem whose action is a number"),
        ({"estimator": {"kind": "all_actions"}}, "estimator.kind", "pathwise or measure_valued"),
        ({"estimator": {"kind": "reinforce", "baseline": {"kind": "leave_one_out"}}}, "estimator.batch_size", "2 or more"),
        ({"initial_theta": [0.0]}, "initial_theta", "2 numbers, one a parameter (μ, log σ)"),
        ({"initial_theta": [2e6, 0.0]}, "initial_theta", "weights between"),
        ({"initial_theta": [0.0, 13.0]}, "initial_theta", "a log σ between −12 and 12"),
        (
            {"problem": {"kind": "continuous_bandit", "reward": {"kind": "linear", "weights": [1.0, 2.0]}}},
            "problem.reward.weights", "1 numbers",
        ),
        (
            {"problem": {"kind": "continuous_bandit", "reward": {"kind": "hills", "widths": [1.0, 0.0]}}},
            "problem.reward.widths.1", "a number ≥",
        ),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused_in_words(parts: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        a_run(**parts)
    assert caught.value.field == field
    assert words in caught.value.expected


@pytest.mark.parametrize("kind", ["pathwise", "measure_valued"])
def test_discrete_actions_have_no_slope(kind: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        open_run(Experiment.model_validate({"estimator": {"kind": kind}}))
    assert caught.value.field == "estimator.kind"
    assert "such as continuous_bandit" in caught.value.remedy


def test_limits_count_contexts_and_samples() -> None:
    many = Experiment.model_validate({**PLAIN, "problem": {"kind": "continuous_bandit", "contexts": [[1.0]] * 9}})
    with pytest.raises(LimitExceeded, match=r"problem\.contexts: expected at most 8"):
        open_run(many, Limits(states=8))
    large = Experiment.model_validate({**PLAIN, "estimator": {"kind": "pathwise", "batch_size": 50}})
    with pytest.raises(LimitExceeded, match=r"estimator\.batch_size"):
        open_run(large, Limits(batch=10))


# -- presets ----------------------------------------------------------------------------------------------------------

BY_NAME = {preset.name: preset for preset in PRESETS}


def ended(name: str, updates: int, **changes: Any) -> dict[str, Any]:
    run = open_run(BY_NAME[name].experiment)
    if changes:
        run.control({path.replace("__", "."): value for path, value in changes.items()})
    return run.advance(updates, STREAMS)


def test_the_gaussian_finds_the_top_and_narrows() -> None:
    frame = ended("gaussian", 1500)
    assert frame["density"]["means"][0] == pytest.approx(2.0, abs=0.1)
    assert frame["density"]["sigma"] == pytest.approx(math.sqrt(0.05), rel=0.15), "where the entropy bonus holds it: σ² = β / 2"


def test_which_hill_wins_depends_on_the_width() -> None:
    assert ended("two_hills", 1000)["density"]["means"][0] == pytest.approx(-1.5, abs=0.4)
    assert ended("two_hills", 1000, policy__sigma=0.4)["density"]["means"][0] == pytest.approx(2.0, abs=0.5)


def test_a_stair_is_climbed_by_the_score_alone() -> None:
    assert ended("stair", 1000)["theta"].tolist() == [0.0]
    climbed = ended("stair", 1000, estimator={"kind": "reinforce", "batch_size": 10})
    assert climbed["exact"]["value"] > 0.95


def test_three_estimators_differ_by_what_the_preset_says() -> None:
    from policyscope.runs import EstimatesRequest, estimates, parse

    experiment = BY_NAME["three_estimators"].experiment
    asked = experiment.model_dump(mode="json", include={"problem", "policy"}) | {
        "theta": experiment.initial_theta, "samples": 20,
        "estimators": [{"kind": kind} for kind in ("reinforce", "pathwise", "measure_valued")],
    }  # fmt: skip
    score, pathwise, measured = (each["exact_variance"] for each in estimates(parse(EstimatesRequest, asked))["estimates"])
    assert score == pytest.approx(16 + 56 + 15 + 2 * 16 + 240 + 74)
    assert pathwise == pytest.approx(4 + 16 + 8)
    assert measured == pytest.approx((16 / math.pi - 4) * 4 + 16 + 4)
