"""From an experiment to kernels: what is refused, by which limit, and what each choice becomes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from policyscope.errors import InvalidInput, LimitExceeded
from policyscope.gradients import Settings
from policyscope.gradients.kernels.codes import Baseline, Preconditioner
from policyscope.runs import PRESETS, Experiment, Limits, Preset, open_run
from policyscope.runs.limits import limits_from


def settings_for(**parts: Any) -> Settings:
    return open_run(Experiment.model_validate(parts)).learner.settings


def refusal(limits: Limits | None = None, **parts: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        open_run(Experiment.model_validate(parts), limits)
    return caught.value


REINFORCE = {"kind": "reinforce"}
NATURAL = {"kind": "ascent", "preconditioner": "natural"}
SIX_FEATURES = {"kind": "softmax", "features": {"kind": "custom", "phi": [[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]] * 3]}}
LOOP = {"kind": "tabular", "transition": [[[1.0]]], "reward": [[[1.0]]], "start": [1.0], "terminal": [False]}


@pytest.mark.parametrize(
    ("baseline", "expected"),
    [
        ({"kind": "none"}, {"baseline": Baseline.NONE}),
        ({"kind": "constant", "value": 2.0}, {"baseline": Baseline.CONSTANT, "baseline_value": 2.0}),
        ({"kind": "running_mean"}, {"baseline": Baseline.RUNNING, "baseline_step": 0.0, "include_current": False}),
        (
            {"kind": "running_mean", "step_size": 0.25, "include_current": True},
            {"baseline": Baseline.RUNNING, "baseline_step": 0.25, "include_current": True},
        ),
        ({"kind": "batch_mean"}, {"baseline": Baseline.BATCH}),
        ({"kind": "leave_one_out"}, {"baseline": Baseline.OTHERS}),
        (
            {"kind": "learned_value", "step_size": 0.5, "shared": True},
            {"baseline": Baseline.LEARNED, "baseline_step": 0.5, "shared_value": True},
        ),
        ({"kind": "exact_value"}, {"baseline": Baseline.EXACT}),
        ({"kind": "optimal_constant", "offset": -0.5}, {"baseline": Baseline.OPTIMAL, "baseline_value": -0.5}),
        ({"kind": "optimal_state"}, {"baseline": Baseline.OPTIMAL_STATE}),
    ],
)
def test_every_baseline_reaches_the_kernels(baseline: dict[str, Any], expected: dict[str, Any]) -> None:
    settings = settings_for(estimator={**REINFORCE, "baseline": baseline, "batch_size": 2})
    assert {name: getattr(settings, name) for name in expected} == expected


def test_every_other_choice_reaches_the_kernels() -> None:
    settings = settings_for(
        policy={"kind": "softmax", "temperature": 2.0},
        objective={"kind": "start_value", "discount": 0.5},
        estimator={**REINFORCE, "credit": "total_return", "discount_weighting": False, "batch_size": 7},
        optimizer={"kind": "ascent", "learning_rate": 0.3, "preconditioner": "natural", "damping": 0.1},
    )
    assert (settings.temperature, settings.discount, settings.weighting, settings.total_return) == (2.0, 0.5, 1.0, True)
    assert (settings.batch, settings.rate, settings.preconditioner, settings.damping, settings.exact) == (
        7,
        0.3,
        Preconditioner.NATURAL,
        0.1,
        False,
    )
    assert settings_for(objective={"kind": "start_value", "discount": 0.5}).weighting == 0.5
    assert settings_for(estimator={"kind": "exact"}).exact


def test_settings_keep_their_types() -> None:
    """A whole number where a kernel expects a real one would be another type, and compile everything anew."""
    whole = settings_for(
        policy={"kind": "softmax", "temperature": 2},
        objective={"kind": "start_value", "discount": 1},
        optimizer={"kind": "ascent", "learning_rate": 1, "damping": 1},
        estimator={**REINFORCE, "baseline": {"kind": "constant", "value": 3}},
    )
    assert [type(value) for value in whole] == [type(value) for value in Settings().bare()]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_runs_settings_are_plain_numbers(preset: Preset) -> None:
    """What else they may be numba looks at in Python, at every call."""
    assert {type(value) for value in open_run(preset.experiment).learner.settings} <= {bool, int, float}


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"problem": {"kind": "bandit", "means": [0.5, 2.0], "distribution": "bernoulli"}}, "problem.means"),
        ({"problem": {"kind": "gridworld", "map": ["..G"]}}, "problem.map"),
        ({"problem": LOOP}, "problem.horizon"),
        ({"problem": {"kind": "two_state", "horizon": None}}, "problem.horizon"),
        ({"problem": {"kind": "gridworld", "map": ["S#G"], "horizon": None}}, "problem.horizon"),
        ({"policy": {"kind": "softmax", "features": {"kind": "custom", "phi": [[[1.0]]]}}}, "policy.features.phi"),
        (
            {"policy": {"kind": "softmax", "features": {"kind": "stacked", "state_features": [[1.0], [2.0]]}}},
            "policy.features.state_features",
        ),
        ({"initial_theta": [1.0]}, "initial_theta"),
        ({"estimator": {**REINFORCE, "baseline": {"kind": "leave_one_out"}}}, "estimator.batch_size"),
    ],
)
def test_an_experiment_that_cannot_run_names_the_field(parts: dict[str, Any], field: str) -> None:
    assert refusal(**parts).field == field


def test_importance_weights_without_a_bound_have_no_optimal_constant() -> None:
    """Their second moment may be infinite: a horizon, or another estimator, has one."""
    parts = {"estimator": {"kind": "uniform_behaviour", "baseline": {"kind": "optimal_constant"}}}
    error = refusal(problem={"kind": "short_corridor"}, **parts)
    assert error.field == "estimator.baseline.kind"
    assert "horizon" in error.remedy
    open_run(Experiment.model_validate({"problem": {"kind": "short_corridor", "horizon": 9}, **parts})).advance(3, frozenset())


def test_endless_states_are_named_and_a_horizon_mends_them() -> None:
    error = refusal(problem={"kind": "gridworld", "map": ["S#G"], "horizon": None})
    assert "(1,1)" in error.expected
    open_run(Experiment.model_validate({"problem": {**LOOP, "horizon": 3}})).advance(1, frozenset())


@pytest.mark.parametrize(
    ("limits", "parts", "field"),
    [
        ({"states": 5}, {"problem": {"kind": "chain", "length": 5}}, "problem"),
        ({"actions": 2}, {}, "problem"),
        ({"parameters": 2}, {}, "policy.features"),
        ({"cells": 2}, {}, "problem"),
        (
            {"cells": 3},
            {"policy": {"kind": "softmax", "features": {"kind": "custom", "phi": [[[1, 0], [0, 1], [1, 1]]]}}},
            "policy.features",
        ),
        ({"cells": 25}, {"policy": SIX_FEATURES, "optimizer": NATURAL}, "optimizer.preconditioner"),
        ({"cells": 8}, {"estimator": {**REINFORCE, "baseline": {"kind": "optimal_constant"}}}, "estimator.baseline"),
        ({"horizon": 99}, {"problem": {"kind": "gridworld", "map": ["S.G"]}}, "problem.horizon"),
        ({"cells": 300}, {"problem": {"kind": "gridworld", "map": ["S.G"], "horizon": 100}}, "problem.horizon"),
        ({"batch": 4}, {"estimator": {**REINFORCE, "batch_size": 5}}, "estimator.batch_size"),
        (
            {"batch_steps": 100},
            {"problem": {"kind": "chain", "horizon": 50}, "estimator": {**REINFORCE, "batch_size": 3}},
            "estimator.batch_size",
        ),
    ],
)
def test_every_limit_names_its_setting(limits: dict[str, int], parts: dict[str, Any], field: str) -> None:
    error = refusal(Limits(**limits), **parts)
    assert isinstance(error, LimitExceeded)
    assert error.field == field
    assert f"POLICYSCOPE_{next(iter(limits)).upper()}" in error.remedy


def test_a_limit_is_met_before_arrays_are_built() -> None:
    """These would be gigabytes."""
    many = {"kind": "contextual_bandit", "means": [[0.0] * 20_000] * 400}
    assert isinstance(refusal(problem=many), LimitExceeded)
    assert isinstance(refusal(problem={"kind": "gridworld", "map": ["S" * 1000] * 1000}), LimitExceeded)
    assert isinstance(refusal(problem={"kind": "chain", "length": 10_000}), LimitExceeded)


def test_a_natural_gradient_of_many_parameters_wants_damping() -> None:
    large = {"problem": {"kind": "chain", "length": 150}, "optimizer": {"kind": "ascent", "preconditioner": "natural"}}
    open_run(Experiment.model_validate(large))  # a table's Fisher matrix is known state by state
    large["policy"] = {"kind": "softmax", "features": {"kind": "custom", "phi": np.eye(302)[::-1].reshape(151, 2, 302).tolist()}}
    assert refusal(**large).field == "optimizer.damping"
    large["optimizer"] = {"kind": "ascent", "preconditioner": "natural", "damping": 0.1}
    open_run(Experiment.model_validate(large))


def test_limits_come_from_the_environment() -> None:
    limits = limits_from({"POLICYSCOPE_STATES": "7", "POLICYSCOPE_BATCH_STEPS": "12", "STATES": "9", "POLICYSCOPE_PORT": "x"})
    assert (limits.states, limits.batch_steps, limits.actions) == (7, 12, Limits().actions)
    for wrong in ("0", "-1", "many", "1.5", ""):
        with pytest.raises(InvalidInput) as caught:
            limits_from({"POLICYSCOPE_STATES": wrong})
        assert caught.value.field == "POLICYSCOPE_STATES"


@pytest.mark.parametrize(
    "features",
    [
        {"kind": "polynomial", "order": 20},
        {"kind": "fourier", "order": 50},
        {"kind": "rbf", "centres": 50},
        {"kind": "tile_coding", "tilings": 64, "tiles": 38},
        {"kind": "one_hot"},
    ],
)
def test_the_parameters_limit_is_met_before_features_are_built(features: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty-four tilings of a large board would be five gigabytes."""
    monkeypatch.setattr("policyscope.runs.specs.policies.tile_coding", lambda *_: pytest.fail("built"))
    board = {"kind": "gridworld", "map": ["S" + "." * 18 + "G"] * 19}
    error = refusal(Limits(parameters=1500), problem=board, policy={"kind": "softmax", "features": features})
    assert isinstance(error, LimitExceeded)
    assert error.field == "policy.features"


@pytest.mark.parametrize(
    "features",
    [
        {"kind": "one_hot"},
        {"kind": "stacked"},
        {"kind": "polynomial", "order": 3},
        {"kind": "fourier", "order": 0},
        {"kind": "rbf", "centres": 1},
        {"kind": "tile_coding", "tilings": 3, "tiles": 2},
        {"kind": "custom", "phi": [[[1.0]] * 4] * 3},
    ],
)
def test_no_features_have_more_parameters_than_foretold(features: dict[str, Any]) -> None:
    experiment = Experiment.model_validate(
        {"problem": {"kind": "gridworld", "map": ["S.G"]}, "policy": {"kind": "softmax", "features": features}}
    )
    run = open_run(experiment)
    kind, built = experiment.policy.features, run.learner.model.features.parameters
    assert kind.parameters_at_most(run.learner.model.problem) in (built, 1)
    assert run.advance(2, frozenset({"exact"}))["exact"]["gradient"].shape == (built,)


CORRIDOR = {"kind": "short_corridor"}
BOOK_S_PHI = [[[0.0, 1.0], [1.0, 0.0]]] * 3


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        ({"kind": "softmax", "features": {"kind": "custom", "phi": BOOK_S_PHI}}, "policy.features.phi"),
        ({"kind": "softmax", "features": {"kind": "stacked", "state_features": [[1.0]] * 3}}, "policy.features.state_features"),
        ({"kind": "mlp", "inputs": {"kind": "custom", "state_inputs": [[1.0]] * 3}}, "policy.inputs.state_inputs"),
    ],
)
def test_rows_for_all_but_the_end_are_told_of_the_end(policy: dict[str, Any], field: str) -> None:
    error = refusal(problem=CORRIDOR, policy=policy)
    assert error.field == field
    assert str(error).endswith(
        "expected 4 rows, one a state, got 3. The states are room 1, room 2, room 3, goal. "
        "An episode ends at goal: give it a row too; any numbers will do, such as zeros."
    )


def test_the_books_features_with_a_row_for_the_end_run() -> None:
    phi = [*BOOK_S_PHI, [[0.0, 0.0], [0.0, 0.0]]]
    policy = {"kind": "softmax", "features": {"kind": "custom", "phi": phi}}
    open_run(Experiment.model_validate({"problem": CORRIDOR, "policy": policy})).advance(1, frozenset())


def test_other_numbers_of_rows_are_told_the_states() -> None:
    features = {"kind": "stacked", "state_features": [[1.0]] * 2}
    assert (
        refusal(problem=CORRIDOR, policy={"kind": "softmax", "features": features}).remedy == "The states are room 1, room 2, room 3, goal."
    )
