"""A run as a NumPy script: run where NumPy is all there is, it gives the run's θ to 1e-12."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from policyscope.errors import InvalidInput
from policyscope.runs import PRESETS, Experiment, Limits, open_run
from policyscope.runs.kinds import GROUPS, kind_of, models
from policyscope.runs.scripts import Change, script

BANDIT: dict[str, Any] = {"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 0.5}
COINS: dict[str, Any] = {"kind": "bandit", "means": [0.3, 0.7], "distribution": "bernoulli"}
SLIPPERY: dict[str, Any] = {"kind": "gridworld", "map": ["S.C", "..G"], "slip": 0.2, "horizon": 6, "cliff_reward": -3.0}
DISCOUNTED = {"kind": "start_value", "discount": 0.9}
FEATURES = {"kind": "softmax", "features": {"kind": "polynomial"}, "temperature": 1.5}
REST = "import sys, json\nfor path in json.load(sys.stdin):\n    scope = {}\n    exec(open(path).read(), scope)\n"
REST += "    print('\\x00' + json.dumps(scope['theta'].tolist()))\n"

Case = tuple[dict[str, Any], int, list[Change]]


def _estimators() -> Iterator[dict[str, Any]]:
    for model in models(GROUPS["estimator"]):
        if "tabular" not in model.families:
            continue
        kind, fields = kind_of(model), model.model_fields
        baselines = [kind_of(each) for each in models(GROUPS["baseline"])] if "baseline" in fields else [""]
        for baseline in baselines:
            own = {"baseline": {"kind": baseline}} if baseline else {}
            yield {"kind": kind, **own} | ({"batch_size": 2} if "batch_size" in fields else {})


def crossing() -> Iterator[tuple[str, Case]]:
    """Every estimator with every baseline, optimizer and preconditioner, on problems that take turns."""
    problems = (
        {"problem": BANDIT},
        {"problem": SLIPPERY, "objective": DISCOUNTED},
        {"problem": {"kind": "short_corridor", "horizon": 9}, "policy": FEATURES, "objective": DISCOUNTED},
        {"problem": {"kind": "contextual_bandit"}, "policy": {"kind": "softmax", "temperature": 0.8}},
        {"problem": {"kind": "chain"}, "objective": DISCOUNTED},
    )
    crossed = product(_estimators(), ("ascent", "momentum", "adam"), ("none", "natural", "normalized"))
    for turn, (estimator, optimizer, preconditioner) in enumerate(crossed):
        where = problems[turn % len(problems)]
        if estimator["kind"] == "uniform_behaviour" and where["problem"]["kind"] == "chain":
            where = problems[1]  # without a horizon its best constant may not exist
        more = {"entropy_bonus": 0.1} if turn % 3 == 0 and estimator["kind"] != "no_log" else {}
        more |= {"credit": "total_return"} if turn % 4 == 0 and estimator["kind"] in ("reinforce", "no_log", "clipped_surrogate") else {}
        more |= {"epochs": 3} if estimator["kind"] == "clipped_surrogate" else {}
        damped = {"damping": 0.01} if preconditioner == "natural" and turn % 2 else {}
        raw = where | {
            "estimator": estimator | more,
            "optimizer": {"kind": optimizer, "preconditioner": preconditioner, "learning_rate": 0.02, **damped},
            "seed": turn,
        }
        yield f"{estimator} {optimizer} {preconditioner} {where['problem']['kind']} {more}", (raw, 8, [])


def presets() -> Iterator[tuple[str, Case]]:
    for preset in PRESETS:
        raw = preset.experiment.model_dump(mode="json") | {"runs": 1}
        if raw["policy"]["kind"] == "softmax":
            yield preset.name, (raw, 2 if preset.name == "taxi" else 30, [])


def several() -> Iterator[tuple[str, Case]]:
    """What neither presets nor crossing have, and changes on the way."""
    chain = {"problem": {"kind": "chain"}, "objective": DISCOUNTED}
    reinforce = {"kind": "reinforce", "batch_size": 1}
    yield "coins", ({"problem": COINS, "seed": 3}, 60, [])
    yield "one batch, its own mean", ({"problem": BANDIT, "estimator": reinforce | {"baseline": {"kind": "batch_mean"}}}, 9, [])
    yield "coins by finite differences", ({"problem": COINS, "estimator": {"kind": "finite_difference", "entropy_bonus": 0.1}}, 20, [])
    yield "every step", (chain | {"estimator": reinforce | {"moves": "every_step", "entropy_bonus": 0.05}}, 20, [])
    yield "without weights", (chain | {"estimator": reinforce | {"discount_weighting": False}}, 20, [])
    yield "no discount at all", ({"problem": SLIPPERY, "objective": {"kind": "start_value", "discount": 0.0},
                                 "estimator": {"kind": "no_log", "baseline": {"kind": "optimal_constant"}}}, 20, [])  # fmt: skip
    running = {"kind": "running_mean", "step_size": 0.2, "include_current": True}
    yield "running", (chain | {"estimator": reinforce | {"baseline": running, "credit": "total_return"}}, 30, [])
    shared = {"kind": "learned_value", "shared": True}
    yield "one weight for all", (chain | {"estimator": reinforce | {"baseline": shared}}, 30, [])
    for schedule in ("1/t", "1/sqrt(t)"):
        yield schedule, ({"problem": BANDIT, "optimizer": {"kind": "adam", "schedule": schedule, "decay_after": 3.0}}, 30, [])
    for kind in ("average_reward", "average_value"):
        for estimator in ("exact", "all_actions", "reinforce", "gae"):
            raw = {"problem": {"kind": "two_state", "horizon": 7}, "objective": {"kind": kind}}
            yield f"{kind}, {estimator}", (raw | {"estimator": {"kind": estimator, "entropy_bonus": 0.05}}, 20, [])
    for baseline in ("exact_value", "optimal_constant", "optimal_state"):
        raw = {"problem": {"kind": "two_state", "horizon": 5}, "objective": {"kind": "average_reward"}}
        yield f"average, {baseline}", (raw | {"estimator": reinforce | {"baseline": {"kind": baseline}}}, 20, [])
    for features in ("stacked", "polynomial", "rbf", "tile_coding", "fourier"):
        policy = {"kind": "softmax", "features": {"kind": features}}
        yield features, ({"problem": SLIPPERY, "policy": policy, "optimizer": {"kind": "ascent", "learning_rate": 0.02}}, 15, [])
    yield (
        "changes on the way",
        (
            {"problem": SLIPPERY, "objective": DISCOUNTED},
            40,
            [
                (0, {"theta": [0.1] * 20}),
                (10, {"optimizer.learning_rate": 0.3, "estimator.baseline": {"kind": "running_mean"}}),
                (10, {"estimator.batch_size": 4}),
                (20, {"estimator": {"kind": "gae", "lambda_": 0.5}, "theta": [0.2] * 20}),
                (30, {"optimizer": {"kind": "adam", "preconditioner": "natural", "damping": 0.1}, "policy.temperature": 2.0}),
            ],
        ),
    )
    yield "a change after the last update", ({"problem": BANDIT}, 5, [(3, {"optimizer.learning_rate": 1.0}), (9, {"theta": [0.0] * 3})])


def theta_of(raw: dict[str, Any], updates: int, changes: list[Change]) -> list[float]:
    """What the lab makes of it."""
    run, done = open_run(Experiment.model_validate(raw)), 0
    for after, given in changes:
        if after > updates:
            break
        if after > done:
            run.proceed(after - done)
            done = after
        others = {path: value for path, value in given.items() if path not in ("theta", "policy.temperature")}
        if "policy.temperature" in given:  # not live: a run of other settings goes on from the state
            policy = {"policy": {**run.experiment.policy.model_dump(mode="json"), "temperature": given["policy.temperature"]}}
            run = open_run(Experiment.model_validate(run.experiment.model_dump(mode="json") | policy), state=run.state)
        if others:
            run.control(others)
        if "theta" in given:
            run.set_theta(given["theta"])
    if updates > done:
        run.proceed(updates - done)
    return list(run.learner.memory.theta[0])


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with NumPy and nothing else."""
    here = tmp_path_factory.mktemp("bare")
    home = Path(np.__file__).parent
    for name in ("numpy", "numpy.libs"):
        if (home.parent / name).exists():
            (here / name).symlink_to(home.parent / name)
    return here


def ran(texts: list[str], bare: Path, folder: Path) -> list[list[float]]:
    """θ at the end of each script."""
    paths = []
    for index, text in enumerate(texts):
        path = folder / f"run{index}.py"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    done = subprocess.run(
        [sys.executable, "-S", "-W", "error", "-c", REST], input=json.dumps(paths), env={"PYTHONPATH": str(bare)},
        capture_output=True, text=True, timeout=300, cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line[1:]) for line in done.stdout.splitlines() if line.startswith("\x00")]


@pytest.mark.compiled  # the lab's side of hundreds of runs
@pytest.mark.parametrize("cases", [crossing, presets, several], ids=lambda cases: cases.__name__)
def test_scripts_give_the_numbers_of_the_run(cases: Any, bare: Path, tmp_path: Path) -> None:
    named = dict(cases())
    texts = [script(Experiment.model_validate(raw), updates, changes) for raw, updates, changes in named.values()]
    wrong = {}
    for (name, (raw, updates, changes)), theta in zip(named.items(), ran(texts, bare, tmp_path), strict=True):
        wanted = np.array(theta_of(raw, updates, changes))
        apart = np.abs(np.array(theta) - wanted).max() / max(1e-3, np.abs(wanted).max())
        if not apart <= 1e-12:
            wrong[name] = apart
    assert not wrong, wrong


def test_a_script_has_only_what_the_experiment_needs() -> None:
    """A bandit's: no states, no batch, no exact side; it is short enough to be read."""
    text = script(Experiment(), 10)
    assert len(text.splitlines()) < 110
    for word in ("state,", "start,", "ends", "N =", "gamma", "evaluate", "linalg"):
        assert word not in text


def test_the_marks_of_the_textbook_never_show() -> None:
    for raw, updates, changes in (*dict(crossing()).values(), *dict(several()).values()):
        text = script(Experiment.model_validate(raw), updates, changes)
        assert "⟦" not in text
        assert "⟧" not in text
        assert "#?" not in text


def test_a_change_says_only_what_is_new() -> None:
    text = script(Experiment(), 60, [(20, {"optimizer.learning_rate": 0.3}), (40, {"theta": [0.0, 1.0, 2.0]})])
    later = text[text.index("# --- After 20 updates") :]
    assert "# optimizer.learning_rate = 0.3\nlearning_rate = 0.3" in later
    assert "def " not in later
    assert "theta = np.array([0.0, 1.0, 2.0])  # put there by hand\nfor update in range(40, 60):" in later


@pytest.mark.parametrize(
    ("raw", "changes", "said"),
    [
        ({"runs": 5}, [], "runs: expected 1, because a script plays one run"),
        (
            {"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian"}},
            [],
            "policy.kind: expected softmax, because scripts are",
        ),
        ({"problem": {"kind": "linear_quadratic"}, "policy": {"kind": "gaussian"}}, [], "policy.kind: expected softmax"),
        ({"policy": {"kind": "mlp"}}, [], "policy.kind: expected softmax, because a script has features and no network"),
        ({}, [(5, {}), (3, {})], "changes.1: expected changes in order"),
        ({}, [(5, {"theta": [1.0]})], "changes.0.theta: expected 3 numbers"),
        ({}, [(5, {"optimizer.learning_rate": -1})], "changes.0.optimizer.learning_rate: expected"),
        ({}, [(5, {"problem": {"kind": "bandit", "means": [1.0, 2.0]}})], "changes.0: expected changes that leave the problem"),
        ({}, [(5, {"runs": 3})], "changes.0: expected changes that leave"),
    ],
)
def test_what_cannot_be_written_is_refused_by_name(raw: dict[str, Any], changes: list[Change], said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        script(Experiment.model_validate(raw), 10, changes)
    assert str(caught.value).startswith(said)


def test_what_is_too_large_is_refused_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policyscope.runs.scripts.plan.MOST_NUMBERS", 10)
    with pytest.raises(InvalidInput, match="problem: expected at most 10 entries, or the script would be too large, got 16"):
        script(Experiment.model_validate({"problem": SLIPPERY | {"slip": 0.0}}), 10)
    with pytest.raises(InvalidInput, match="updates: expected at most 5"):
        script(Experiment(), 10, limits=Limits(updates=5))
