"""Networks as policies of a run: where they begin, that they can be continued, coupled and asked, and what is refused."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.errors import InvalidInput, LimitExceeded
from policyscope.policies import Network
from policyscope.runs import STREAMS, Experiment, Limits, open_run, parse_experiment
from policyscope.runs.questions import (
    EstimatesRequest,
    ExactRequest,
    LandscapeRequest,
    estimates,
    exact_answer,
    landscape_answer,
)

NOTHING: frozenset[str] = frozenset()
GRID = {"kind": "gridworld", "map": ["S.", ".G"], "slip": 0.1, "horizon": 6}
MLP = {"kind": "mlp", "hidden": [3, 2]}
ESTIMATORS: list[dict[str, Any]] = [
    *({"kind": "reinforce", "batch_size": 2, "baseline": {"kind": kind}} for kind in ("none", "running_mean", "leave_one_out")),
    *({"kind": "reinforce", "batch_size": 2, "baseline": {"kind": kind}} for kind in ("exact_value", "optimal_constant", "optimal_state")),
    {"kind": "reinforce", "batch_size": 2, "baseline": {"kind": "learned_value"}},
    *({"kind": kind} for kind in ("exact", "all_actions", "actor_critic", "gae", "finite_difference", "no_log", "uniform_behaviour")),
]
OPTIMIZERS: list[dict[str, Any]] = [
    {"kind": "ascent"},
    {"kind": "momentum"},
    {"kind": "adam", "learning_rate": 0.01},
    {"kind": "ascent", "preconditioner": "natural"},
    {"kind": "ascent", "preconditioner": "natural", "damping": 0.1},
]


def experiment(**parts: Any) -> Experiment:
    return Experiment.model_validate({"problem": GRID, "policy": MLP, **parts})


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    inputs = draw(st.sampled_from([{"kind": "one_hot"}, {"kind": "coordinates"}, {"kind": "custom", "state_inputs": [[0.5, 1.0]] * 4}]))
    return experiment(
        policy={"kind": "mlp", "hidden": draw(st.sampled_from([[2], [3, 2]])), "inputs": inputs, "temperature": 0.8},
        estimator=draw(st.sampled_from(ESTIMATORS)),
        optimizer=draw(st.sampled_from(OPTIMIZERS)),
        seed=draw(st.integers(0, 2**53 - 10)),
    )


@pytest.mark.compiled
@given(experiments(), st.integers(0, 3))
@settings(max_examples=15 if numba.config.DISABLE_JIT else 40)
def test_a_run_resumed_from_any_frame_equals_the_uninterrupted_one(spec: Experiment, updates: int) -> None:
    run = open_run(spec)
    middle = run.advance(updates, NOTHING)
    ahead, again = run.advance(3, STREAMS), open_run(spec, state=middle["state"]).advance(3, STREAMS)
    assert ahead["state"] == again["state"]
    assert np.array_equal(ahead["theta"], again["theta"])
    assert np.array_equal(ahead["exact"]["gradient"], again["exact"]["gradient"])
    if ahead["scores"] is not None:
        assert np.array_equal(ahead["scores"], again["scores"])
    assert np.isfinite(ahead["theta"]).all()


@given(experiments())
@settings(max_examples=8 if numba.config.DISABLE_JIT else 20)
def test_coupled_runs_equal_single_runs_each_from_weights_of_its_own(spec: Experiment) -> None:
    """Run r is the single run of seed + r: also where it begins."""
    many = open_run(spec.model_copy(update={"runs": 3}))
    singles = [open_run(spec.model_copy(update={"seed": spec.seed + r})) for r in range(3)]
    for updates in (0, 2):
        many.advance(updates, NOTHING)
        for theta, single in zip(many.learner.memory.theta, singles, strict=True):
            assert np.array_equal(theta, single.advance(updates, NOTHING)["theta"])


def test_it_begins_at_the_seeds_weights_unless_theta_is_given() -> None:
    first, same, other = (open_run(experiment(seed=seed)).advance(0, NOTHING)["theta"] for seed in (5, 5, 6))
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)
    run = open_run(experiment(seed=5))
    run.advance(3, NOTHING)
    run.reset()
    assert np.array_equal(run.advance(0, NOTHING)["theta"], first)
    run.reset(6)
    assert np.array_equal(run.advance(0, NOTHING)["theta"], other)
    given_ = np.linspace(-1, 1, first.size)
    run = open_run(experiment(seed=5, initial_theta=given_.tolist()))
    run.reset(6)
    assert np.array_equal(run.advance(0, NOTHING)["theta"], given_)


def test_the_weights_do_not_touch_the_episodes_random_numbers() -> None:
    """The same θ, drawn or given, has the same course."""
    drawn = open_run(experiment(seed=5))
    theta = drawn.advance(0, NOTHING)["theta"]
    told = open_run(experiment(seed=5, initial_theta=theta.tolist()))
    assert np.array_equal(drawn.advance(4, NOTHING)["theta"], told.advance(4, NOTHING)["theta"])


def test_the_opening_message_has_inputs_and_names_and_no_features() -> None:
    policy = open_run(experiment(policy={"kind": "mlp", "inputs": {"kind": "coordinates"}})).opened()["policy"]
    assert policy["phi"] is None
    assert np.array_equal(policy["inputs"], [[0, 0], [0, 1], [1, 0], [1, 1]])
    assert policy["parameter_names"][:2] == ["W1[1,1]", "W1[1,2]"]
    assert policy["parameter_names"][-1] == "b2[4]"
    assert policy["parameters"] == len(policy["parameter_names"]) == 2 * 8 + 8 + 8 * 4 + 4
    assert open_run(Experiment()).opened()["policy"]["inputs"] is None


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        ({"kind": "mlp", "inputs": {"kind": "custom", "state_inputs": [[1.0]]}}, "policy.inputs.state_inputs"),
        ({"kind": "mlp", "inputs": {"kind": "custom", "state_inputs": [[1.0], [2.0], [3.0], [4.0, 5.0]]}}, "policy.inputs.state_inputs"),
    ],
)
def test_bad_inputs_are_named(policy: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        open_run(parse_experiment({"problem": GRID, "policy": policy}))
    assert caught.value.field == field


@pytest.mark.parametrize(("limits", "hidden"), [({"parameters": 50}, [8]), ({}, [256, 256])])
def test_a_networks_size_has_limits_met_before_it_is_built(limits: dict, hidden: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Network, "__init__", lambda *_, **__: pytest.fail("built all the same"))
    with pytest.raises(LimitExceeded) as caught:
        open_run(experiment(problem={**GRID, "horizon": 1}, policy={"kind": "mlp", "hidden": hidden}), Limits(**limits))
    assert caught.value.field == "policy.hidden"


def test_a_large_networks_natural_gradient_wants_damping() -> None:
    large = {"policy": {"kind": "mlp", "hidden": [30]}, "optimizer": {"kind": "ascent", "preconditioner": "natural"}}
    with pytest.raises(InvalidInput, match="damping"):
        open_run(experiment(**large))


@pytest.mark.parametrize("change", [{"hidden": [2, 3]}, {"inputs": {"kind": "coordinates"}}])
def test_a_state_of_another_network_is_refused(change: dict[str, Any]) -> None:
    state = open_run(experiment()).advance(1, NOTHING)["state"]
    with pytest.raises(InvalidInput):
        open_run(experiment(policy={**MLP, **change}), state=state)
    flat = experiment(policy={**MLP, "temperature": 2.0})
    assert open_run(flat, state=state).advance(0, NOTHING)["update"] == 1


def test_questions_about_a_network_are_answered_at_any_theta() -> None:
    posed = {"problem": GRID, "policy": MLP}
    theta = open_run(experiment()).advance(0, NOTHING)["theta"]
    truth = exact_answer(ExactRequest(**posed, theta=theta.tolist()))
    size = theta.size
    assert np.shape(truth["scores"]) == (4, 4, size)
    assert np.shape(truth["fisher"]) == (size, size)
    across, up = np.eye(size)[0], truth["gradient"]
    plane = landscape_answer(
        LandscapeRequest(**posed, origin=theta.tolist(), x_direction=across.tolist(), y_direction=up.tolist(), resolution=3)
    )
    assert plane["value"][1, 1] == truth["value"]
    answer = estimates(EstimatesRequest(**posed, theta=theta.tolist(), samples=4000, estimators=[{"kind": "reinforce"}, {"kind": "exact"}]))
    line = answer["estimates"][0]
    assert np.allclose(line["exact_mean"], truth["gradient"], atol=1e-10)
    assert (np.abs(line["mean"] - truth["gradient"]) <= 5 * line["standard_error"] + 1e-12).all()
    zero = exact_answer(ExactRequest(**posed))  # all preferences alike; only the last offsets have a slope
    assert np.allclose(zero["probabilities"], 0.25)
    assert not np.any(zero["gradient"][:-4])
