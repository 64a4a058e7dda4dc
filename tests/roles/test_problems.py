"""What every problem must have and be; a new one is tested here by being in the schema."""

from __future__ import annotations

import json

import numpy as np
import pytest

from policyscope.runs import ExactRequest, Experiment, exact_answer, open_run, parse_experiment
from policyscope.runs.families import FAMILIES
from policyscope.runs.kinds import GROUPS, kind_of, models
from policyscope.runs.limits import Limits
from policyscope.runs.reference import documented
from policyscope.runs.specs.policies import Gaussian, Softmax

KINDS = {kind_of(model): model for model in models(GROUPS["problem"])}
EXAMPLES = {each.kind: each.example for each in documented("problem")}
EVERY = pytest.mark.parametrize("kind", KINDS)


def experiment(kind: str) -> Experiment:
    return parse_experiment(EXAMPLES[kind])


@EVERY
def test_it_says_what_it_is_and_which_family_it_belongs_to(kind: str) -> None:
    model = KINDS[kind]
    assert model.__doc__
    assert len(model.families) == 1
    assert model.families[0] in FAMILIES
    assert {each.kind: each.entry for each in documented("problem")}[kind] is not None


@EVERY
def test_every_name_it_gives_is_there_once(kind: str) -> None:
    """States and actions are told apart by their names on the page, in the URL and in a table's columns."""
    problem = open_run(experiment(kind)).opened()["problem"]
    names = problem["state_names"], problem["action_names"]
    assert [len(each) for each in names] == [problem["states"], problem["actions"]]
    assert all(len(set(each)) == len(each) for each in names)


@EVERY
def test_it_is_the_same_after_a_journey_over_the_wire(kind: str) -> None:
    raw = json.loads(experiment(kind).model_dump_json())
    assert parse_experiment(raw) == experiment(kind)


@EVERY
def test_it_plays_and_the_exact_side_knows_it(kind: str) -> None:
    """Its own policy, its own objective: a few updates, J there, and J's gradient by central differences of J."""
    chosen = experiment(kind)
    frame = open_run(chosen).advance(3, frozenset({"exact"}))
    assert np.isfinite(frame["theta"]).all()
    question = {"problem": chosen.problem, "policy": chosen.policy, "objective": chosen.objective}

    def value(theta: list[float]) -> float:
        return float(exact_answer(ExactRequest(**question, theta=theta))["value"])

    theta, step = [float(each) for each in frame["theta"]], 1e-5
    gradient = exact_answer(ExactRequest(**question, theta=theta))["gradient"]
    for d in range(min(3, len(theta))):
        above, below = list(theta), list(theta)
        above[d] += step
        below[d] -= step
        assert (value(above) - value(below)) / (2 * step) == pytest.approx(gradient[d], rel=1e-4, abs=1e-6)


@EVERY
def test_it_knows_its_size_before_it_builds_arrays(kind: str) -> None:
    """A limit below it is refused by name, at once."""
    chosen = experiment(kind)
    policy = Gaussian() if chosen.problem.families != ("tabular",) else Softmax()
    states = open_run(chosen).opened()["problem"]["states"]
    if states > 1:
        with pytest.raises(Exception, match="states"):
            FAMILIES[chosen.problem.families[0]].model(chosen.problem, policy, Limits(states=states - 1))
