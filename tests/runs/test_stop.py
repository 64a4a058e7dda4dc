"""A run that is told to stop stands where it stood, and goes on as if nothing had been."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

import numpy as np
import orjson
import pytest

from policyscope.runs import STREAMS, Run, open_run, parse_experiment
from policyscope.runs.run import Stopped

pytestmark = pytest.mark.compiled

CHAIN = {"kind": "chain", "length": 50, "slip": 0.5, "horizon": 2000}
DEAR: list[dict[str, Any]] = [
    {"problem": CHAIN, "estimator": {"kind": "reinforce", "batch_size": 5, "baseline": {"kind": "running_mean"}}, "runs": 3},
    {"problem": CHAIN, "estimator": {"kind": "gae"}, "optimizer": {"kind": "adam"}, "policy": {"kind": "mlp", "hidden": [4]}},
    {"problem": {**CHAIN, "length": 8}, "estimator": {"kind": "finite_difference", "batch_size": 3}},
    {"problem": {**CHAIN, "horizon": 50}, "estimator": {"kind": "exact"}, "optimizer": {"kind": "momentum"}},
    {
        "problem": {"kind": "continuous_bandit"},
        "policy": {"kind": "gaussian", "learn_sigma": True},
        "estimator": {"kind": "measure_valued", "batch_size": 50},
    },
]


def text(frame: dict[str, Any]) -> bytes:
    return orjson.dumps(frame, option=orjson.OPT_SERIALIZE_NUMPY)


def guarded(experiment: dict[str, Any]) -> Run:
    run = open_run(parse_experiment({"seed": 4, **experiment}))
    run.guarded = True
    return run


@pytest.mark.parametrize("experiment", DEAR)
@pytest.mark.parametrize("shown", [True, False])
def test_a_block_stopped_half_way_has_not_been(experiment: dict[str, Any], shown: bool) -> None:
    """Whether the run stands at a frame, whose state says all of it, or has gone on since."""
    run, twin = guarded(experiment), guarded(experiment)
    assert text(run.advance(2, frozenset())) == text(twin.advance(2, frozenset()))
    if not shown:
        run.proceed(1)
        twin.proceed(1)
    timer = threading.Timer(0.02, run.stop)
    timer.start()
    before = run.state
    with pytest.raises(Stopped):
        run.advance(10**9, frozenset())
    timer.join()
    assert run.state == before
    run.resume()
    assert text(run.advance(4, frozenset({"exact", "estimate"}))) == text(twin.advance(4, frozenset({"exact", "estimate"})))


def test_a_run_told_to_stop_beforehand_does_not_begin() -> None:
    run = guarded(DEAR[0])
    before = run.state
    run.stop()
    with pytest.raises(Stopped):
        run.advance(1, frozenset())
    assert (run.state, run.update) == (before, 0)


def test_a_look_can_be_stopped_and_moves_nothing() -> None:
    run, twin = guarded(DEAR[0]), guarded(DEAR[0])
    run.advance(1, frozenset())
    run.stop()
    with pytest.raises(Stopped):
        run.advance(0, frozenset({"cloud"}))
    run.resume()
    twin.advance(1, frozenset())
    assert text(run.advance(1, frozenset({"cloud"}))) == text(twin.advance(1, frozenset({"cloud"})))


def test_another_batch_size_hears_the_same_word() -> None:
    run = guarded(DEAR[0])
    run.control({"estimator.batch_size": 7})
    run.stop()
    with pytest.raises(Stopped):
        run.advance(1, frozenset())


@pytest.mark.parametrize("unit", ["update", "sample"])
def test_a_run_without_a_guard_keeps_nothing(unit: str) -> None:
    run = open_run(parse_experiment(DEAR[0]))
    memory = run.learner.memory
    run.advance(3, frozenset()) if unit == "update" else run.sample(frozenset())
    assert run.learner.memory is memory
    assert np.isfinite(memory.theta).all()


@pytest.mark.parametrize("experiment", DEAR)
def test_a_run_goes_with_whoever_held_it(experiment: dict[str, Any]) -> None:
    gc.disable()
    try:
        run = open_run(parse_experiment(experiment))
        run.advance(1, STREAMS)
        learner = weakref.ref(run.learner)
        del run
        assert learner() is None
    finally:
        gc.enable()
