"""The NumPy a person copies from the page gives the numbers on the page: snippets made from real frames are run."""

from __future__ import annotations

import json
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from policyscope.runs import STREAMS, open_run, parse_experiment

PRINT = Path(__file__).parent / "js" / "print-snippets.js"
BANDIT: dict[str, Any] = {"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 0.5}
GRID: dict[str, Any] = {"kind": "gridworld", "map": ["S.", ".G"], "horizon": 12}
CORRIDOR: dict[str, Any] = {"kind": "short_corridor", "horizon": 30}
DISCOUNTED = {"kind": "start_value", "discount": 0.9}
ALIKE = {"kind": "softmax", "features": {"kind": "custom", "phi": [[[1.0, 0.0], [0.0, 1.0]]] * 4}, "temperature": 1.5}

NETWORK: dict[str, Any] = {"kind": "mlp", "hidden": [3]}
DEEP: dict[str, Any] = {"kind": "mlp", "hidden": [4, 3], "inputs": {"kind": "coordinates"}, "temperature": 1.5}


def reinforce(baseline: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"kind": "reinforce", "baseline": baseline or {"kind": "none"}, **more}


TRACELESS = ("natural", "exact", "momentum", "adam")

CASES: dict[str, dict[str, Any]] = {
    "bandit": {"problem": BANDIT},
    "bandit with a baseline and a temperature": {
        "problem": BANDIT, "policy": {"kind": "softmax", "temperature": 0.7}, "estimator": reinforce({"kind": "running_mean"}),
    },
    "batch": {"problem": BANDIT, "estimator": reinforce({"kind": "leave_one_out"}, batch_size=4)},
    "natural": {"problem": BANDIT, "optimizer": {"kind": "ascent", "preconditioner": "natural", "learning_rate": 0.05}},
    "natural with a temperature, without the log": {
        "problem": BANDIT, "policy": {"kind": "softmax", "temperature": 0.7}, "estimator": {"kind": "no_log"},
        "optimizer": {"kind": "ascent", "preconditioner": "natural", "learning_rate": 0.05},
    },
    "natural with a temperature, uniform behaviour": {
        "problem": BANDIT, "policy": {"kind": "softmax", "temperature": 0.7}, "estimator": {"kind": "uniform_behaviour"},
        "optimizer": {"kind": "ascent", "preconditioner": "natural", "learning_rate": 0.05},
    },
    "natural, damped": {
        "problem": BANDIT, "optimizer": {"kind": "ascent", "preconditioner": "natural", "learning_rate": 0.05, "damping": 0.1},
    },
    "exact": {"problem": BANDIT, "estimator": {"kind": "exact"}},
    "grid": {"problem": GRID, "objective": DISCOUNTED},
    "grid, total return": {"problem": GRID, "objective": DISCOUNTED, "estimator": reinforce(credit="total_return")},
    "grid without its weights": {"problem": GRID, "objective": DISCOUNTED, "estimator": reinforce(discount_weighting=False)},
    "grid, batch, learned values": {"problem": GRID, "estimator": reinforce({"kind": "learned_value", "step_size": 0.2}, batch_size=3)},
    "momentum": {"problem": BANDIT, "optimizer": {"kind": "momentum", "learning_rate": 0.05}},
    "adam": {"problem": BANDIT, "optimizer": {"kind": "adam", "learning_rate": 0.05}},
    "grid, adam": {"problem": GRID, "optimizer": {"kind": "adam", "learning_rate": 0.05}, "estimator": reinforce(batch_size=2)},
    "schedule": {"problem": BANDIT, "optimizer": {"kind": "ascent", "schedule": "1/sqrt(t)", "decay_after": 2.0}},
    "entropy": {"problem": BANDIT, "estimator": reinforce(entropy_bonus=0.3)},
    "grid, entropy": {"problem": GRID, "estimator": reinforce(entropy_bonus=0.3, batch_size=2)},
    "all actions": {"problem": GRID, "estimator": {"kind": "all_actions", "batch_size": 2}},
    "finite differences": {"problem": BANDIT, "estimator": {"kind": "finite_difference"}},
    "actor-critic": {"problem": GRID, "objective": DISCOUNTED, "estimator": {"kind": "actor_critic"}},
    "gae": {"problem": GRID, "objective": DISCOUNTED, "estimator": {"kind": "gae", "batch_size": 3}},
    "without the log": {"problem": BANDIT, "estimator": {"kind": "no_log"}},
    "grid without the log": {"problem": GRID, "objective": DISCOUNTED, "estimator": {"kind": "no_log", "batch_size": 2}},
    "corridor without the log": {"problem": CORRIDOR, "policy": ALIKE, "estimator": {"kind": "no_log"}},
    "uniform behaviour": {"problem": BANDIT, "estimator": {"kind": "uniform_behaviour"}},
    "grid, uniform behaviour": {"problem": GRID, "objective": DISCOUNTED, "estimator": {"kind": "uniform_behaviour", "batch_size": 2}},
    "grid, natural": {
        "problem": GRID, "optimizer": {"kind": "ascent", "preconditioner": "natural", "learning_rate": 0.01, "damping": 0.01},
    },
    "corridor with features": {"problem": CORRIDOR, "policy": ALIKE, "optimizer": {"kind": "ascent", "learning_rate": 0.01}},
    "network": {"problem": BANDIT, "policy": {**NETWORK, "temperature": 0.7}},
    "network without the log": {"problem": BANDIT, "policy": NETWORK, "estimator": {"kind": "no_log"}},
    "network, adam": {"problem": BANDIT, "policy": NETWORK, "optimizer": {"kind": "adam", "learning_rate": 0.05}},
    "network, grid": {"problem": GRID, "policy": NETWORK, "objective": DISCOUNTED, "optimizer": {"kind": "ascent", "learning_rate": 0.01}},
    "network, grid without the log": {"problem": GRID, "policy": NETWORK, "estimator": {"kind": "no_log"}},
    "deep network, grid": {"problem": GRID, "policy": DEEP, "optimizer": {"kind": "ascent", "learning_rate": 0.01}},
    "deep network, grid, batch": {"problem": GRID, "policy": DEEP, "estimator": reinforce(batch_size=2)},
    "deep network, grid, exact": {"problem": GRID, "policy": DEEP, "estimator": {"kind": "exact"}},
    "corridor with features, batch": {"problem": CORRIDOR, "policy": ALIKE, "estimator": reinforce(batch_size=2)},
}  # fmt: skip


def moments(experiment: dict[str, Any], updates: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The run's opening message and its frames, as a page receives them."""
    run = open_run(parse_experiment(experiment))
    frames = [run.advance(0, STREAMS)] + [run.advance(1, STREAMS) for _ in range(updates)]
    opened, *rest = (orjson.loads(orjson.dumps(each, option=orjson.OPT_SERIALIZE_NUMPY)) for each in [run.opened(), *frames])
    return opened, rest


def shape_of(opened: dict[str, Any]) -> dict[str, Any]:
    problem, features = opened["problem"], opened["experiment"]["policy"].get("features")
    return {"oneHot": features == {"kind": "one_hot"}, "states": problem["states"], "actions": problem["actions"]}


def asked_of(name: str) -> list[dict[str, Any]]:
    """What the printer of snippets is given: each update of a case with the frame before it and, where theta can be traced back, alone."""
    opened, frames = moments(CASES[name], 4)
    asked = [
        {
            "frame": frame,
            "previous": previous,
            "experiment": opened["experiment"],
            "horizon": opened["problem"]["horizon"],
            "shape": shape_of(opened),
            "policy": opened["policy"],
        }
        for previous, frame in pairwise(frames)
    ]
    # A frame that follows many updates has no frame just before it: theta is then traced back through the estimate.
    return asked if any(word in name for word in TRACELESS) else asked + [{**each, "previous": None} for each in asked]


@pytest.fixture(scope="module")
def snippets() -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Of each case the snippets and what they are of, all printed in one go."""
    asked = {name: asked_of(name) for name in CASES}
    node = shutil.which("node")
    assert node is not None
    told = json.dumps([each for case in asked.values() for each in case])
    done = subprocess.run([node, str(PRINT)], input=told, capture_output=True, text=True, check=True, timeout=60)
    codes = iter(json.loads(done.stdout))
    return {name: [(next(codes), each) for each in case] for name, case in asked.items()}


@pytest.mark.parametrize("name", list(CASES))
def test_the_snippet_gives_the_next_theta(name: str, snippets: dict[str, list[tuple[str, dict[str, Any]]]]) -> None:
    assert len(snippets[name]) >= 4
    for code, each in snippets[name]:
        scope: dict[str, Any] = {"print": lambda *_: None}
        exec(code, scope)
        np.testing.assert_allclose(scope["theta"], each["frame"]["theta"], rtol=0, atol=1e-10)
