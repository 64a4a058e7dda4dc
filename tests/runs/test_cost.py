"""What an update costs is told beforehand, and too dear an experiment is refused before it computes anything."""

from __future__ import annotations

from typing import Any

import pytest

import policyscope.runs.specs.policies as policies
from policyscope.errors import LimitExceeded
from policyscope.runs import PRESETS, STREAMS, Experiment, Limits, open_run, parse_experiment
from policyscope.runs.specs.policies import Custom, Softmax, Stacked
from policyscope.runs.tabular.build import build_model

FEATURES = {"stacked": Stacked, "custom": Custom}
CHAIN = {"kind": "chain", "length": 60, "slip": 0.5, "horizon": 9000}
GRID = {"kind": "gridworld", "map": ["S" + "." * 19, *["." * 20] * 18, "." * 19 + "G"], "horizon": 300}
POLYNOMIAL = {"kind": "softmax", "features": {"kind": "polynomial", "order": 6}}
CONTEXTS = {"kind": "continuous_bandit", "contexts": [[1.0] * 300] * 20}
TOO_DEAR: list[tuple[str, dict[str, Any]]] = [
    ("runs", {"problem": CHAIN, "estimator": {"kind": "reinforce", "batch_size": 100}, "runs": 500}),
    ("runs", {"problem": {**CHAIN, "horizon": 3000}, "estimator": {"kind": "exact"}, "policy": POLYNOMIAL, "runs": 1000}),
    ("estimator", {"problem": GRID, "estimator": {"kind": "finite_difference", "batch_size": 100}}),
    ("estimator", {"problem": CHAIN, "policy": {"kind": "mlp", "hidden": [40]}, "estimator": {"kind": "reinforce", "batch_size": 110}}),
    ("estimator.baseline", {"problem": GRID, "estimator": {"kind": "reinforce", "baseline": {"kind": "optimal_constant"}}}),
    ("optimizer.preconditioner", {"problem": GRID, "policy": POLYNOMIAL, "optimizer": {"kind": "ascent", "preconditioner": "natural"}}),
    (
        "estimator",
        {"problem": CONTEXTS, "policy": {"kind": "gaussian"}, "estimator": {"kind": "finite_difference", "batch_size": 1000}, "runs": 30},
    ),
]


@pytest.mark.parametrize(("field", "experiment"), TOO_DEAR)
def test_too_dear_an_update_is_refused(field: str, experiment: dict[str, Any]) -> None:
    with pytest.raises(LimitExceeded, match="POLICYSCOPE_OPERATIONS") as caught:
        open_run(parse_experiment(experiment))
    assert caught.value.field in (field, "runs")
    assert "operations an update" in str(caught.value)


@pytest.mark.parametrize("change", [{"estimator.batch_size": 1000}, {"optimizer.preconditioner": "natural"}])
def test_a_change_that_makes_updates_too_dear_is_refused_and_changes_nothing(change: dict[str, Any]) -> None:
    run = open_run(parse_experiment({"problem": {**CHAIN, "horizon": 900}, "policy": POLYNOMIAL, "runs": 20}), Limits(operations=10**8))
    before = run.state
    with pytest.raises(LimitExceeded):
        run.control(change)
    assert (run.state, run.advance(1, frozenset())["update"]) == (before, 1)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_is_far_from_the_limit(preset: Any) -> None:
    run = open_run(preset.experiment)
    assert 0 < run.learner.operations() < Limits().operations / 100
    assert 0 <= run.expected_look(STREAMS) < 1.0


def test_what_is_more_costs_more() -> None:
    def operations(**more: Any) -> float:
        return open_run(parse_experiment({"problem": {**CHAIN, "horizon": 90}, **more})).learner.operations()

    plain = operations()
    assert operations(runs=10) == pytest.approx(10 * plain)
    for more in (
        {"estimator": {"kind": "reinforce", "batch_size": 10}},
        {"estimator": {"kind": "reinforce", "entropy_bonus": 0.1}},
        {"estimator": {"kind": "all_actions"}},
        {"estimator": {"kind": "reinforce", "baseline": {"kind": "exact_value"}}},
        {"optimizer": {"kind": "ascent", "preconditioner": "natural", "damping": 0.1}},
        {"policy": {"kind": "mlp", "hidden": [32]}},
    ):
        assert operations(**more) > plain


def test_before_it_is_measured_the_cost_is_estimated() -> None:
    run = open_run(parse_experiment({"problem": CHAIN}))
    assert run.expected_cost == pytest.approx(run.learner.operations() * 1e-9)
    run.advance(1, frozenset())
    assert run.expected_cost == run.cost


CONTEXTUAL = {"kind": "contextual_bandit", "means": [[0.0] * 8] * 500}
WIDE: list[tuple[str, str, dict[str, Any]]] = [
    ("policy.features", "stacked", {"kind": "stacked", "state_features": [[0.5] * 4000] * 500}),
    ("policy.features", "stacked", {"kind": "stacked", "state_features": [[0.5] * 2990] * 500}),
    ("policy.features", "custom", {"kind": "custom", "phi": [[[0.5] * 100_000] * 8] * 500}),
]


@pytest.mark.parametrize(("field", "kind", "features"), WIDE)
def test_features_past_the_limits_are_refused_before_they_are_built(
    monkeypatch: pytest.MonkeyPatch, field: str, kind: str, features: dict[str, Any]
) -> None:  # fmt: skip
    def built(*_: object) -> None:
        raise AssertionError("built before its limits were checked")

    monkeypatch.setattr(policies, kind, built)
    asked = Softmax.model_construct(features=FEATURES[kind].model_construct(**features), temperature=1.0)
    with pytest.raises(LimitExceeded) as caught:
        build_model(Experiment.model_validate({"problem": CONTEXTUAL}).problem, asked, Limits())
    assert caught.value.field == field


@pytest.mark.parametrize(
    "problem",
    [
        {"kind": "bandit", "means": [0.0] * 100_000},
        {"kind": "testbed", "arms": 1000},
        {"kind": "contextual_bandit", "means": [[0.0] * 32] * 500},
        {"kind": "contextual_bandit", "means": [[0.0, 0.0]] * 501},
        {"kind": "chain", "length": 10_000},
        {"kind": "gridworld", "map": ["S" + "." * 99] * 100},
        {"kind": "tabular", "transition": [[[1.0]] * 1000], "reward": [[[0.0]] * 1000], "start": [1.0], "terminal": [False], "horizon": 1},
    ],
)
def test_problems_past_the_limits_are_refused_before_they_are_built(monkeypatch: pytest.MonkeyPatch, problem: dict[str, Any]) -> None:
    experiment = parse_experiment({"problem": problem})

    def built(*_: object) -> None:
        raise AssertionError("built before its limits were checked")

    monkeypatch.setattr(type(experiment.problem), "build", built)
    with pytest.raises(LimitExceeded, match=r"^problem: "):
        open_run(experiment)


def test_contexts_whose_moments_would_take_too_long_are_refused() -> None:
    wide = {"problem": {"kind": "continuous_bandit", "contexts": [[0.5] * 1000] * 4}, "policy": {"kind": "gaussian"}}
    with pytest.raises(LimitExceeded, match="POLICYSCOPE_OPERATIONS"):
        open_run(parse_experiment(wide))


def test_a_run_keeps_no_table_of_transitions() -> None:
    problem = open_run(parse_experiment({"problem": GRID})).learner.model.problem  # type: ignore[attr-defined]
    assert (problem.states, problem.actions) == (400, 4)
    assert problem.transition.strides[1] == 0  # which states can follow which, once for all actions
    assert problem.transition.itemsize == 2
    assert problem.reward.strides == problem.reward_std.strides == (0, 0, 0)
