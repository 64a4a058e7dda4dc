"""Runs of an ensemble that play a bandit each: R runs are R single ones, bit for bit."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest

from policyscope.errors import InvalidInput
from policyscope.runs import Experiment, Run, open_run, parse_experiment
from policyscope.runs.state import FIXED_POLICY, fingerprint

STREAMS = frozenset({"exact", "probabilities", "ensemble", "quantiles", "episode", "estimate"})


def ensemble_of(runs: int = 3, seed: int = 5, problem_seed: int = 7, *, each_run: bool = True, **estimator: Any) -> Experiment:
    return parse_experiment(
        {
            "problem": {"kind": "testbed", "arms": 4, "problem_seed": problem_seed, "each_run": each_run},
            "estimator": {"kind": "reinforce"} | estimator, "seed": seed, "runs": runs,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    "estimator",
    [{}, {"baseline": {"kind": "running_mean"}}, {"baseline": {"kind": "exact_value"}, "batch_size": 3}, {"kind": "exact"}],
    ids=["plain", "running mean", "exact baseline", "exact gradient"],
)
def test_each_run_is_the_single_run_of_its_own_bandit(estimator: dict[str, Any]) -> None:
    together = open_run(ensemble_of(**estimator))
    together.advance(3, frozenset())
    frame = together.advance(4, STREAMS)
    for run in range(3):
        alone = open_run(ensemble_of(1, 5 + run, 7 + run, each_run=False, **estimator))
        alone.advance(3, frozenset())
        own = alone.advance(4, STREAMS)
        np.testing.assert_array_equal(frame["ensemble"]["theta"][run], own["theta"])
        np.testing.assert_array_equal(frame["ensemble"]["probabilities"][run], own["probabilities"][0])
        assert frame["ensemble"]["values"][run] == pytest.approx(own["exact"]["value"], rel=1e-14)
        if run == 0:
            assert frame["block"] == own["block"]
            np.testing.assert_equal(frame["episode"], own["episode"])
            np.testing.assert_array_equal(frame["estimate"], own["estimate"])


def ended(run: Run) -> Any:
    return run.advance(5, STREAMS)["ensemble"]["theta"]


def test_a_restart_and_a_saved_state_keep_each_runs_bandit() -> None:
    run = open_run(ensemble_of())
    first = ended(run)
    state = run.state
    second = ended(run)
    np.testing.assert_array_equal(ended(open_run(ensemble_of(), state=state)), second)
    np.testing.assert_array_equal(ended(open_run(ensemble_of())), first)


def test_the_last_problem_seed_is_followed_by_the_first() -> None:
    problem: Any = ensemble_of(problem_seed=2**32 - 1).problem
    assert [problem.of_run(run).problem_seed for run in range(3)] == [2**32 - 1, 0, 1]


def test_without_the_option_all_play_one_bandit() -> None:
    run = open_run(ensemble_of(2, each_run=False))
    problem: Any = run.experiment.problem
    assert problem.of_run(1) == problem


def test_a_state_goes_on_only_where_runs_play_the_same_bandits() -> None:
    shared = ensemble_of(each_run=False)
    with pytest.raises(InvalidInput) as caught:
        open_run(ensemble_of(), state=open_run(shared).state)
    assert caught.value.field == "state"


def test_the_option_unset_leaves_no_mark_on_a_state() -> None:
    experiment = ensemble_of(each_run=False)
    text = '{"problem":{"kind":"testbed","arms":4,"mean":4.0,"spread":1.0,"reward_std":1.0,"problem_seed":7}'
    kept = experiment.model_dump_json(include={"policy": FIXED_POLICY, "objective": {"kind": True}})
    assert fingerprint(experiment) == hashlib.blake2b(f"{text},{kept[1:]}".encode(), digest_size=8).digest()


def test_the_best_action_is_each_bandits_own() -> None:
    frame = open_run(ensemble_of(40)).advance(30, STREAMS)
    means = np.array([np.random.Generator(np.random.PCG64(7 + run)).normal(4.0, 1.0, 4) for run in range(40)])
    expected = frame["ensemble"]["probabilities"][np.arange(40), means.argmax(axis=1)]
    np.testing.assert_array_equal(frame["ensemble"]["best_action"], expected)
    assert frame["quantiles"]["best_action"]["mean"] == pytest.approx(expected.mean(), rel=1e-14)
    assert "best_action" not in open_run(ensemble_of(2, each_run=False)).advance(1, STREAMS)["ensemble"]
