"""The questions without a run: shapes as the public interface says, numbers as the mathematics says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.errors import InvalidInput, LimitExceeded
from policyscope.runs import (
    PRESETS,
    EstimatesRequest,
    ExactRequest,
    LandscapeRequest,
    Limits,
    estimates,
    exact_answer,
    landscape_answer,
    open_run,
    parse,
    parse_experiment,
)

POLYGON = {"problem": {"kind": "bandit", "means": [1.0, 2.0, 4.0]}, "theta": np.log([0.5, 0.3, 0.2]).tolist()}
CONTEXTS = {"problem": {"kind": "contextual_bandit"}}


def exact(raw: dict[str, Any]) -> dict[str, Any]:
    return exact_answer(parse(ExactRequest, raw))


def estimated(raw: dict[str, Any], limits: Limits | None = None) -> dict[str, Any]:
    return estimates(parse(EstimatesRequest, raw), limits)


def test_the_exact_answer_has_the_promised_shapes() -> None:
    answer = exact(CONTEXTS)
    shapes = {name: np.shape(value) for name, value in answer.items()}
    assert shapes == {
        "value": (), "gradient": (4,), "probabilities": (2, 2), "state_values": (2,), "action_values": (2, 2), "advantages": (2, 2),
        "visitation": (2,), "scores": (2, 2, 4), "fisher": (4, 4), "optimal_constant": (),
        "entropy": (), "regularized_value": (),
    }  # fmt: skip


def test_the_exact_answer_on_the_score_polygon() -> None:
    answer = exact(POLYGON)
    assert answer["value"] == pytest.approx(1.9)
    assert answer["gradient"] == pytest.approx([-0.45, 0.03, 0.42])
    assert answer["probabilities"][0] == pytest.approx([0.5, 0.3, 0.2])
    assert answer["optimal_constant"] == pytest.approx(2.326, abs=5e-4)
    assert answer["advantages"][0] == pytest.approx([-0.9, 0.1, 2.1])


LARGE = {"cliff", "cliff_trap", "cliff_walking"}  # many seconds for the interpreter
BEYOND = {"taxi"}  # more scores than the limit on cells allows


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(preset.name, marks=[pytest.mark.compiled] if preset.name in LARGE else [])
        for preset in PRESETS
        if preset.name not in BEYOND
    ],
)
def test_every_presets_run_says_what_the_exact_question_says(name: str) -> None:
    experiment = next(preset.experiment for preset in PRESETS if preset.name == name)
    run = open_run(experiment)
    run.set_theta(np.linspace(-1, 1, run.learner.parameters).tolist())
    frame = run.advance(0, frozenset({"exact", "values"}))
    bonus = getattr(experiment.estimator, "entropy_bonus", 0.0)
    answer = exact_answer(
        ExactRequest(
            problem=experiment.problem,
            policy=experiment.policy,
            objective=experiment.objective,
            theta=frame["theta"].tolist(),
            entropy_bonus=bonus,
        )
    )
    exact = frame["exact"]
    assert exact["gradient"].tolist() == answer["gradient"].tolist()
    assert {name: exact[name] for name in exact if name != "gradient"} == {
        name: answer[name] for name in (["value", "entropy", "regularized_value"] if bonus else ["value"])
    }
    for name in ("state_values", "action_values", "advantages", "visitation"):
        assert frame["values"] is None or frame["values"][name].tolist() == answer[name].tolist()


def test_the_exact_bias_of_an_estimate_is_that_of_its_exact_mean() -> None:
    kinds = [
        {"kind": "reinforce"},
        {"kind": "reinforce", "baseline": {"kind": "batch_mean"}, "batch_size": 4},
        {"kind": "no_log"},
        {"kind": "reinforce", "baseline": {"kind": "learned_value"}},
        {"kind": "actor_critic"},
    ]
    answer = estimated({**POLYGON, "estimators": kinds, "samples": 16})
    plain, batch, no_log, _, critic = (each["exact_bias_norm"] for each in answer["estimates"])
    truth = np.linalg.norm(answer["exact_gradient"])
    assert plain == pytest.approx(0.0, abs=1e-12)
    assert batch == pytest.approx(truth / 4)
    # Without the log the average is Σ π q ∇π.
    pi, q = np.array([0.5, 0.3, 0.2]), np.array([1.0, 2.0, 4.0])
    wrong = (pi * q) @ (np.diag(pi) - np.outer(pi, pi))
    assert no_log == pytest.approx(np.linalg.norm(wrong - answer["exact_gradient"]))
    assert critic is None, "what a learned critic remembers is not known beforehand"


@pytest.mark.compiled
def test_a_large_table_is_answered_without_a_table_of_its_scores() -> None:
    """Taxi has S·A·D = 9 million: value, gradient, V, Q, estimates and landscapes need no such table."""
    taxi = {"problem": {"kind": "gymnasium", "id": "Taxi-v4"}}
    answer = exact(taxi)
    assert (answer["scores"], answer["fisher"], answer["optimal_constant"]) == (None, None, None)
    assert (len(answer["gradient"]), np.shape(answer["action_values"])) == (3000, (500, 6))
    assert answer["value"] == pytest.approx(open_run(parse_experiment(taxi)).learner.model.problem.start @ answer["state_values"])
    line = estimated({**taxi, "samples": 20})["estimates"][0]
    assert (line["exact_mean"], line["exact_variance"]) == (None, None)
    assert line["cosine"] > 0
    across, up = np.eye(3000)[:2].tolist()
    plane = {**taxi, "x_direction": across, "y_direction": up, "resolution": 2}
    assert np.shape(landscape_answer(parse(LandscapeRequest, plane))["value"]) == (2, 2)


def test_tables_beyond_the_limit_are_left_out_one_by_one() -> None:
    problem = {"kind": "chain", "length": 3, "horizon": 5}
    question = parse(ExactRequest, {"problem": problem})  # S·A·D = 64, and as many in the Fisher matrix
    network = parse(ExactRequest, {"problem": problem, "policy": {"kind": "mlp", "hidden": [1]}})  # D = 9
    whole = exact_answer(question)
    for numbers, asked, there in ((64, question, (True, True)), (75, network, (True, False)), (63, question, (False, False))):
        answer = exact_answer(asked, Limits(answer_numbers=numbers))
        assert (answer["scores"] is not None, answer["fisher"] is not None) == there
        assert answer["optimal_constant"] is not None
    least = exact_answer(question, Limits(answer_numbers=63, cells=63))
    assert (least["scores"], least["fisher"], least["optimal_constant"]) == (None, None, None)
    for name in ("value", "gradient", "state_values", "action_values"):
        assert np.array_equal(least[name], whole[name])


def test_estimates_answer_in_the_order_asked() -> None:
    asked = [{"kind": "exact"}, {"kind": "reinforce"}, {"kind": "reinforce", "baseline": {"kind": "optimal_constant"}}]
    answer = estimated({**POLYGON, "estimators": asked, "samples": 4000, "return_samples": 5})
    truth, plain, best = answer["estimates"]
    assert answer["exact_gradient"] == pytest.approx([-0.45, 0.03, 0.42])
    assert (truth["variance"], truth["snr"]) == (0.0, None)
    assert truth["cosine"] == pytest.approx(1.0)
    assert plain["variance"] == pytest.approx(3.88, rel=0.1)
    assert best["variance"] == pytest.approx(0.528, rel=0.1)
    assert plain["bias_norm"] < 5 * np.linalg.norm(plain["standard_error"])
    assert plain["samples"].shape == (5, 3)
    assert best["episodes_for_sign"] < plain["episodes_for_sign"]


def test_variances_come_a_component_at_a_time_too() -> None:
    total = {"kind": "reinforce", "credit": "total_return"}
    asked = {"estimators": [{"kind": "exact"}, {"kind": "reinforce"}, total], "samples": 4000}
    for around in (POLYGON, {"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian", "learn_sigma": True}}):
        truth, plain, _ = estimated({**around, **asked})["estimates"]
        assert not truth["variance_diagonal"].any()
        assert not truth["exact_variance_diagonal"].any()
        assert plain["variance_diagonal"].sum() == pytest.approx(plain["variance"], rel=1e-12)
        assert plain["exact_variance_diagonal"].sum() == pytest.approx(plain["exact_variance"], rel=1e-12)
        assert plain["variance_diagonal"] == pytest.approx(plain["exact_variance_diagonal"], rel=0.15)
    _, plain, whole = estimated({"problem": {"kind": "chain", "horizon": 4}, **asked, "samples": 50})["estimates"]
    assert plain["exact_variance_diagonal"].shape == plain["variance_diagonal"].shape == plain["mean"].shape
    assert whole["exact_variance"] is not None
    assert whole["exact_variance_diagonal"] is None


def test_every_estimator_sees_the_same_random_numbers() -> None:
    """Common random numbers: two settings differ by what they do, not by luck."""
    twice = estimated({**POLYGON, "estimators": [{"kind": "reinforce"}] * 2, "samples": 50, "seed": 3})["estimates"]
    assert twice[0]["mean"].tolist() == twice[1]["mean"].tolist()
    other = estimated({**POLYGON, "estimators": [{"kind": "reinforce"}], "samples": 50, "seed": 4})["estimates"][0]
    assert other["mean"].tolist() != twice[0]["mean"].tolist()


@pytest.mark.parametrize(("wanted", "got"), [(0, 0), (7, 7), (True, 1000), (False, 0), (10**6, 1000)])
def test_samples_come_back_as_asked_up_to_a_thousand(wanted: int | bool, got: int) -> None:
    assert len(estimated({**POLYGON, "samples": 1500, "return_samples": wanted})["estimates"][0]["samples"]) == got


@given(st.lists(st.floats(-2, 2), min_size=4, max_size=4), st.sampled_from([2, 5]))
@settings(max_examples=20)
def test_the_landscape_is_the_value_over_the_plane(origin: list[float], resolution: int) -> None:
    across, up = [1.0, 0.0, -1.0, 0.5], [0.0, 1.0, 0.0, 0.0]
    raw = {**CONTEXTS, "origin": origin, "x_direction": across, "y_direction": up, "half_width": 2.0, "resolution": resolution}
    answer = landscape_answer(parse(LandscapeRequest, raw))
    assert answer["x"][0] == -2.0
    assert answer["y"][-1] == 2.0
    assert np.shape(answer["value"]) == (resolution, resolution)
    for j, i in ((0, 0), (0, resolution - 1), (resolution - 1, 0)):
        theta = np.array(origin) + answer["x"][i] * np.array(across) + answer["y"][j] * np.array(up)
        assert answer["value"][j][i] == exact({**CONTEXTS, "theta": theta.tolist()})["value"]


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"theta": [1.0]}, "theta"),
        ({"samples": 1}, "samples"),
        ({"estimators": []}, "estimators"),
        ({"estimators": [{"kind": "reinforce"}, {"kind": "reinforce", "baseline": {"kind": "leave_one_out"}}]}, "estimators.1.batch_size"),
        ({"estimators": [{"kind": "reinforce", "batch_size": 0}]}, "estimators.0.batch_size"),
        ({"estimators": [{"kind": "guess"}]}, "estimators.0.kind"),
        ({"problem": {"kind": "bandit", "means": [2.0, 0.0], "distribution": "bernoulli"}}, "problem.means"),
    ],
)
def test_a_question_that_cannot_be_answered_names_the_field(raw: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        estimated(raw)
    assert caught.value.field == field


def test_questions_have_limits() -> None:
    with pytest.raises(LimitExceeded) as caught:
        estimated({"samples": 101}, Limits(samples=100))
    assert caught.value.field == "samples"
    with pytest.raises(LimitExceeded) as caught:
        estimated({"samples": 100}, Limits(cells=299))
    assert "POLICYSCOPE_CELLS" in caught.value.remedy
    with pytest.raises(LimitExceeded) as caught:
        landscape_answer(LandscapeRequest(x_direction=[1.0, 0.0, 0.0], y_direction=[0.0, 1.0, 0.0], resolution=9), Limits(resolution=8))
    assert caught.value.field == "resolution"


@pytest.mark.parametrize("field", ["origin", "x_direction", "y_direction"])
def test_a_plane_of_the_wrong_size_names_the_field(field: str) -> None:
    raw = {"origin": [0.0] * 3, "x_direction": [1.0, 0.0, 0.0], "y_direction": [0.0, 1.0, 0.0], field: [1.0]}
    with pytest.raises(InvalidInput) as caught:
        landscape_answer(parse(LandscapeRequest, raw))
    assert caught.value.field == field


def test_an_estimator_with_a_bonus_is_held_against_the_gradient_with_that_bonus() -> None:
    theta = [0.0, 1.0, -1.0]
    lines = [{"kind": "all_actions"}, {"kind": "all_actions", "entropy_bonus": 2.0}]
    answer = estimates(parse(EstimatesRequest, {"theta": theta, "estimators": lines, "samples": 2}))
    assert [line["bias_norm"] for line in answer["estimates"]] == pytest.approx([0.0, 0.0], abs=1e-12)
    assert np.abs(answer["estimates"][0]["mean"] - answer["estimates"][1]["mean"]).max() > 0.1
    assert answer["exact_gradient"] == pytest.approx(exact_answer(parse(ExactRequest, {"theta": theta}))["gradient"])
