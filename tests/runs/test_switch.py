"""A run that goes over from the interpreter to machine code in its middle is the run it would have been either way, bit for bit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from policyscope.gradients import calls
from policyscope.runs import STREAMS, open_run, parse_experiment
from policyscope.runs.questions import EstimatesRequest, ExactRequest, LandscapeRequest, estimates, exact_answer, landscape_answer

pytestmark = pytest.mark.compiled

GRID: dict[str, Any] = {"problem": {"kind": "gridworld", "map": ["S..", ".#.", "..G"], "slip": 0.2, "horizon": 12}}
SMALL: dict[str, Any] = {"problem": {"kind": "gridworld", "map": ["S.", "#G"], "slip": 0.2, "horizon": 6}}
STEERING: dict[str, Any] = {
    "problem": {"kind": "linear_quadratic", "horizon": 4}, "policy": {"kind": "gaussian", "sigma": 0.5, "learn_sigma": True},
    "optimizer": {"kind": "ascent", "learning_rate": 0.001, "preconditioner": "natural"},
}  # fmt: skip
CONTINUOUS: dict[str, Any] = {"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian", "learn_sigma": True}}
CONTINUING: dict[str, Any] = {"problem": {"kind": "two_state"}}


def reinforce(kind: str = "reinforce", **more: Any) -> dict[str, Any]:
    return {"estimator": {"kind": kind, "batch_size": 3, **more}}


EXPERIMENTS: dict[str, dict[str, Any]] = {
    "bandit": reinforce(),
    "ensemble": {"runs": 7, **reinforce(baseline={"kind": "running_mean"})},
    "natural": {**GRID, **reinforce(), "optimizer": {"kind": "ascent", "preconditioner": "natural", "damping": 0.1}},
    "pseudo-inverse": {**reinforce(), "optimizer": {"kind": "ascent", "preconditioner": "natural", "damping": 0.0}},
    "optimal by state": {**GRID, **reinforce(baseline={"kind": "optimal_state"}), "runs": 2},
    "optimal": {**GRID, **reinforce(baseline={"kind": "optimal_constant"})},
    "learned": {**GRID, **reinforce(baseline={"kind": "learned_value"})},
    "exact": {**GRID, "estimator": {"kind": "exact"}},
    "all actions": {**GRID, **reinforce("all_actions")},
    "finite difference": {**SMALL, **reinforce("finite_difference")},  # two batches for every parameter
    "network": {**GRID, "policy": {"kind": "mlp", "hidden": [5]}, **reinforce()},
    "adam": {**reinforce(), "optimizer": {"kind": "adam", "learning_rate": 0.01}},
    "average reward": {**CONTINUING, **reinforce(), "objective": {"kind": "average_reward"}},
    "gaussian": {**CONTINUOUS, **reinforce(baseline={"kind": "optimal_constant"}), "runs": 3},
    "pathwise": {**CONTINUOUS, **reinforce("pathwise")},
    "measure-valued": {**CONTINUOUS, **reinforce("measure_valued")},
    "steering": {**STEERING, **reinforce(baseline={"kind": "optimal_state"}), "runs": 2},
    "steering by differences": {**STEERING, **reinforce("finite_difference")},
}


@pytest.fixture(autouse=True)
def _machine_code_again() -> Iterator[None]:
    yield
    calls.interpret(False)


def text(answer: object) -> bytes:
    return orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)


def played(experiment: dict[str, Any], interpreted: int) -> list[bytes]:
    """Every frame of twelve updates and four single samples, so many steps of it interpreted."""
    calls.interpret()
    run, frames = open_run(parse_experiment(experiment)), []
    for step in range(8):
        if step == interpreted:
            calls.interpret(False)
        frames.append(text(run.advance(3, STREAMS) if step % 2 else run.sample(STREAMS)))
    calls.interpret(False)
    return frames


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_run_that_goes_over_in_its_middle_is_the_same_run(name: str) -> None:
    machine = played(EXPERIMENTS[name], 0)
    assert played(EXPERIMENTS[name], 8) == machine
    for cut in (3, 4):
        assert played(EXPERIMENTS[name], cut) == machine


@pytest.mark.parametrize("name", ["bandit", "natural", "network", "average reward", "gaussian"])
def test_questions_have_the_same_answers(name: str) -> None:
    experiment = EXPERIMENTS[name]
    asked = {key: experiment[key] for key in ("problem", "policy", "objective") if key in experiment}
    size = len(open_run(parse_experiment(experiment)).learner.memory.theta[0])
    plane = {"x_direction": [1.0] + [0.0] * (size - 1), "y_direction": [0.0] * (size - 1) + [1.0], "resolution": 4}
    answers = []
    for interpreted in (True, False):
        calls.interpret(interpreted)
        answers.append([
            text(exact_answer(ExactRequest.model_validate(asked))),
            text(landscape_answer(LandscapeRequest.model_validate({**asked, **plane}))),
            text(estimates(EstimatesRequest.model_validate({**asked, "samples": 50, "return_samples": True}))),
        ])  # fmt: skip
    assert answers[0] == answers[1]


@pytest.mark.parametrize("rate", [100.0, 1e4])
@pytest.mark.parametrize("name", ["bandit", "ensemble", "natural", "optimal", "network", "adam", "average reward", "gaussian", "pathwise"])
def test_runs_that_diverge_do_so_alike(name: str, rate: float) -> None:
    """Overflow and 0/0 are numbers to machine code; they are to be no exceptions to the interpreter."""
    experiment = EXPERIMENTS[name]
    wild = {**experiment, "optimizer": {"kind": "ascent", **experiment.get("optimizer", {}), "learning_rate": rate}}
    assert played(wild, 8) == played(wild, 0)
