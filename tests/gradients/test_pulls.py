"""A bandit's own loop does what `learn` does in general, bit for bit: single updates go the general way, many at once the short one."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

from policyscope.gradients import Settings
from policyscope.gradients.kernels import pulls as pulls_module
from policyscope.gradients.kernels.ascend import rate_of
from policyscope.gradients.kernels.baselines import constant_of, learn_from
from policyscope.gradients.kernels.pulls import only_pulls
from policyscope.runs import PRESETS, open_run, parse_experiment
from policyscope.runs.specs import Experiment

STREAMS = frozenset({"exact", "estimate", "episode", "scores", "baseline", "probabilities"})
BANDIT: dict[str, Any] = {"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 0.5}
CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "rewards without spread, a zero among them": {"problem": {"kind": "bandit", "means": [0.0, -1.0, 0.0]}},
    "coins": {"problem": {"kind": "bandit", "means": [0.9, 0.5], "distribution": "bernoulli"}},
    "a testbed": {"problem": {"kind": "testbed", "arms": 7}, "optimizer": {"kind": "ascent", "learning_rate": 2.0}},
    "a constant": {"estimator": {"kind": "reinforce", "baseline": {"kind": "constant", "value": 0.6}}},
    "the running mean": {"estimator": {"kind": "reinforce", "baseline": {"kind": "running_mean"}}},
    "the running mean, itself included": {
        "estimator": {"kind": "reinforce", "baseline": {"kind": "running_mean", "include_current": True, "step_size": 0.1}}
    },
    "total return": {"estimator": {"kind": "reinforce", "credit": "total_return", "baseline": {"kind": "running_mean"}}},
    "another temperature and discount": {
        "policy": {"kind": "softmax", "temperature": 0.3}, "objective": {"kind": "start_value", "discount": 0.9},
    },
    "a falling rate": {"optimizer": {"kind": "ascent", "learning_rate": 3.0, "schedule": "1/t", "decay_after": 7.0}},
    "near a corner": {"initial_theta": [40.0, 0.0, -40.0], "optimizer": {"kind": "ascent", "learning_rate": 30.0}},
    "several runs": {"runs": 3},
    "a batch": {"estimator": {"kind": "reinforce", "batch_size": 5}},
    "a batch and a constant": {"estimator": {"kind": "reinforce", "batch_size": 3, "baseline": {"kind": "constant", "value": 0.6}}},
    "a batch and the running mean": {"estimator": {"kind": "reinforce", "batch_size": 4, "baseline": {"kind": "running_mean"}}, "runs": 2},
    "a batch and the running mean, itself included": {
        "estimator": {"kind": "reinforce", "batch_size": 4, "baseline": {"kind": "running_mean", "include_current": True, "step_size": 0.1}}
    },
    "a batch's mean": {"estimator": {"kind": "reinforce", "batch_size": 6, "baseline": {"kind": "batch_mean"}}},
    "the mean of one pull": {"estimator": {"kind": "reinforce", "batch_size": 1, "baseline": {"kind": "batch_mean"}}},
    "the others' mean": {
        "estimator": {"kind": "reinforce", "batch_size": 6, "baseline": {"kind": "leave_one_out"}}, "runs": 2,
    },
    "a batch near a corner": {
        "estimator": {"kind": "reinforce", "batch_size": 4}, "initial_theta": [40.0, 0.0, -40.0],
        "optimizer": {"kind": "ascent", "learning_rate": 30.0},
    },
}  # fmt: skip


def experiment(changes: dict[str, Any]) -> Experiment:
    return parse_experiment({"problem": BANDIT, "seed": 3, **changes})


def pulls(one: Experiment) -> bool:
    learner = open_run(one).learner
    return bool(only_pulls(learner.model.dynamics, learner.model.phi, learner.settings))


@pytest.mark.parametrize("case", CASES)
def test_many_updates_at_once_are_as_many_single_ones(case: str) -> None:
    one = experiment(CASES[case])
    assert pulls(one)
    at_once, single = open_run(one), open_run(one)
    for updates in (1, 2, 60):
        frame = at_once.advance(updates, STREAMS)
        for _ in range(updates - 1):
            single.proceed(1)
        other = single.advance(1, STREAMS)
        assert frame["state"] == other["state"]
        assert repr(frame) == repr(other), "the batch's last pull and the tally too"
        assert frame["block"]["updates"] == updates


def test_theta_that_is_lost_is_lost_at_the_same_update() -> None:
    one = experiment({"optimizer": {"kind": "ascent", "learning_rate": 1e4}, "initial_theta": [1e100, -1e100, 0.0]})
    at_once, single = open_run(one), open_run(one)
    frame = at_once.advance(50, frozenset())
    while single.finite and single.update < 50:
        other = single.advance(1, frozenset())
    assert (frame["update"], repr(frame["theta"])) == (other["update"], repr(other["theta"]))


OTHERS: dict[str, dict[str, Any]] = {
    "a bonus": {"estimator": {"kind": "reinforce", "entropy_bonus": 0.1}},
    "the exact value": {"estimator": {"kind": "reinforce", "baseline": {"kind": "exact_value"}}},
    "without the log": {"estimator": {"kind": "no_log"}},
    "exactly": {"estimator": {"kind": "exact"}},
    "momentum": {"optimizer": {"kind": "momentum"}},
    "the natural gradient": {"optimizer": {"kind": "ascent", "preconditioner": "natural"}},
    "a corridor": {"problem": {"kind": "short_corridor"}},
    "contexts": {"problem": {"kind": "contextual_bandit"}},
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_is_more_than_a_pull_goes_the_general_way(case: str) -> None:
    assert not pulls(experiment(OTHERS[case]))


MEANS_NOTHING = {
    "weighting": "one step an episode: c⁰ = 1",
    "discount": "one step an episode: γ⁰ = 1",
    "total_return": "one step an episode: its return is the total return",
    "of_estimate": "of the optimal baselines",
    "damping": "of the natural gradient",
    "average_discount": "of the average value",
    "trace": "of the λ-return",
    "spacing": "of the finite difference",
    "clip": "of the clipped surrogate",
    "epochs": "of the clipped surrogate",
    "epoch_rate": "of the clipped surrogate",
    "momentum": "of momentum and Adam",
    "second": "of Adam",
    "epsilon": "of Adam",
}
"""Settings that change nothing where `only_pulls` holds, and why."""


def test_every_setting_is_read_or_means_nothing_here() -> None:
    """A new one that the loop did not know would be ignored in silence."""
    sources = [inspect.getsource(each) for each in (pulls_module, *(inspect.unwrap(plain(f)) for f in (rate_of, constant_of, learn_from)))]
    read = set(re.findall(r"settings\.(\w+)", "".join(sources)))
    assert read | set(MEANS_NOTHING) == set(Settings._fields)
    assert not read & set(MEANS_NOTHING)


def plain(kernel: Any) -> Any:
    """The function behind a kernel."""
    return getattr(kernel, "py_func", kernel)


def test_the_first_preset_is_one_of_them() -> None:
    assert pulls(PRESETS[0].experiment)
