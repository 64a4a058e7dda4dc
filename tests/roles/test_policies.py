"""What every policy and every kind of features must have and be; a new one is tested here by being in the schema."""

from __future__ import annotations

import numpy as np
import pytest

from policyscope.runs import ExactRequest, exact_answer, open_run, parse_experiment
from policyscope.runs.kinds import GROUPS, kind_of, models
from policyscope.runs.reference import documented

EXAMPLES = {(group, each.kind): each.example for group in ("policy", "features", "inputs") for each in documented(group)}
EVERY = pytest.mark.parametrize(("group", "kind"), EXAMPLES)


def test_every_kind_is_an_example() -> None:
    assert set(EXAMPLES) == {(group, kind_of(model)) for group in ("policy", "features", "inputs") for model in models(GROUPS[group])}


@EVERY
def test_it_says_what_it_is(group: str, kind: str) -> None:
    said = {each.kind: each for each in documented(group)}[kind]
    assert said.help
    assert said.entry is not None
    assert said.entry.formula


@EVERY
def test_it_plays_and_every_parameter_has_a_name_of_its_own(group: str, kind: str) -> None:
    run = open_run(parse_experiment(EXAMPLES[group, kind]))
    policy = run.opened()["policy"]
    assert len(policy["parameter_names"]) == policy["parameters"] == len(set(policy["parameter_names"]))
    frame = run.advance(3, frozenset({"probabilities", "density"}))
    assert np.isfinite(frame["theta"]).all()
    if frame["probabilities"] is not None:
        assert np.asarray(frame["probabilities"]).sum(axis=1) == pytest.approx(1.0)
    else:
        assert frame["density"]["sigma"] > 0


@EVERY
def test_the_score_has_mean_zero_in_every_state(group: str, kind: str) -> None:
    """Σ_a π(a|s) ∇ log π(a|s) = ∇ Σ_a π(a|s) = 0: what makes a baseline harmless."""
    chosen = parse_experiment(EXAMPLES[group, kind])
    answer = exact_answer(ExactRequest(problem=chosen.problem, policy=chosen.policy, objective=chosen.objective))
    if answer.get("scores") is None:
        return
    mean = np.einsum("sa,sad->sd", answer["probabilities"], answer["scores"])
    assert mean == pytest.approx(0.0, abs=1e-12)


@EVERY
def test_the_fisher_matrix_is_symmetric_and_no_direction_has_a_negative_length(group: str, kind: str) -> None:
    chosen = parse_experiment(EXAMPLES[group, kind])
    fisher = np.asarray(exact_answer(ExactRequest(problem=chosen.problem, policy=chosen.policy, objective=chosen.objective))["fisher"])
    assert fisher == pytest.approx(fisher.T, abs=1e-12)
    assert np.linalg.eigvalsh(fisher).min() > -1e-10
