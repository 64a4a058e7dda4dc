"""Live changes: what may change, what it does, and that a refused change changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.errors import InvalidInput, LimitExceeded
from policyscope.runs import Experiment, Limits, open_run
from policyscope.runs.control import changed, live_paths

NOTHING: frozenset[str] = frozenset()


def test_a_change_counts_from_the_very_next_update() -> None:
    run, other = open_run(Experiment()), open_run(Experiment())
    run.advance(3, NOTHING)
    before = other.advance(3, NOTHING)["theta"]
    run.control({"optimizer.learning_rate": 0.0})
    assert run.advance(5, NOTHING)["theta"].tolist() == before.tolist()


def test_what_was_applied_comes_back_in_full() -> None:
    applied = open_run(Experiment()).control({"estimator.baseline": {"kind": "learned_value"}, "objective.discount": 0.5})
    assert applied == {"estimator.baseline": {"kind": "learned_value", "step_size": 0.1, "shared": False}, "objective.discount": 0.5}


def test_every_control_the_lab_promises_is_live() -> None:
    """experience.md: learning rate, baseline, batch size, discount, entropy bonus, temperature, credit, estimator."""
    live = live_paths(Experiment.model_validate({"estimator": {"kind": "reinforce", "baseline": {"kind": "constant"}}}))
    promised = {
        "optimizer.learning_rate", "estimator.baseline", "estimator.baseline.value", "estimator.batch_size", "objective.discount",
        "estimator.entropy_bonus", "policy.temperature", "estimator.credit", "estimator", "optimizer.preconditioner",
    }  # fmt: skip
    assert promised <= set(live)
    assert not [path for path in live if path.startswith(("problem", "seed", "initial_theta", "policy.features"))]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "changes"),
        ({"seed": 3}, "seed"),
        ({"problem.means": [1.0, 2.0]}, "problem.means"),
        ({"policy.features": {"kind": "stacked"}}, "policy.features"),
        ({"optimizer.speed": 1.0}, "optimizer.speed"),
        ({"nowhere": 1.0}, "nowhere"),
        ({"": 1.0}, ""),
        ({"estimator.baseline.value": 1.0}, "estimator.baseline.value"),  # the present baseline has none
        ({"optimizer.learning_rate": -1.0}, "optimizer.learning_rate"),
        ({"optimizer.learning_rate": "fast"}, "optimizer.learning_rate"),
        ({"optimizer.learning_rate": float("nan")}, "optimizer.learning_rate"),
        ({"optimizer.learning_rate": None}, "optimizer.learning_rate"),
        ({"optimizer.learning_rate.value": 1.0}, "optimizer.learning_rate.value"),
        ({"estimator.baseline": {"kind": "magic"}}, "estimator.baseline.kind"),
        ({"estimator.baseline": {"kind": "leave_one_out"}}, "estimator.batch_size"),
        ({"estimator.batch_size": 10**6}, "estimator.batch_size"),
        ({"policy.temperature": 0.0}, "policy.temperature"),
        ({"objective.discount": 1.5}, "objective.discount"),
    ],
)
def test_what_cannot_be_changed_is_named_and_changes_nothing(changes: dict[str, Any], field: str) -> None:
    run = open_run(Experiment())
    before = run.experiment, run.learner.settings, run.state
    together = {"optimizer.learning_rate": 0.5, **changes} if changes else changes
    with pytest.raises(InvalidInput) as caught:
        run.control(together)
    assert caught.value.field == field
    assert (run.experiment, run.learner.settings, run.state) == before


def test_a_limit_stays_a_limit_while_running() -> None:
    run = open_run(Experiment(), Limits(batch=10))
    with pytest.raises(LimitExceeded):
        run.control({"estimator.batch_size": 11})
    run.control({"estimator.batch_size": 10})
    run.advance(1, NOTHING)


@given(
    st.dictionaries(
        st.text(max_size=30), st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.lists(st.integers()), max_size=3
    )
)
def test_nonsense_is_refused_politely(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        changed(Experiment(), changes)


LIVE = live_paths(Experiment.model_validate({"estimator": {"kind": "reinforce", "baseline": {"kind": "learned_value"}}}))


@given(st.sampled_from(LIVE), st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just({}) | st.just([]))
def test_a_live_field_takes_a_value_that_fits_or_says_why_not(path: str, value: object) -> None:
    experiment = Experiment.model_validate({"estimator": {"kind": "reinforce", "baseline": {"kind": "learned_value"}}})
    try:
        after, applied = changed(experiment, {path: value})
    except InvalidInput as error:
        after, applied = experiment, {error.field: value}
    assert all(field.startswith(path.split(".")[0]) for field in applied)
    assert Experiment.model_validate(after.model_dump(mode="json")) == after
