"""A recorded run in parts is the run itself, bit for bit, wherever it is cut."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from policyscope.runs import Limits, open_run, parse_experiment
from policyscope.runs.recording import Bookmark, record
from policyscope.runs.tables import RECORD_STREAMS, frames
from tests.lost import loses_itself

GRID = {"kind": "gridworld", "map": ["S...", ".#..", "...C", "...G"], "horizon": 40}
LEARNS = {"kind": "reinforce", "batch_size": 3, "baseline": {"kind": "running_mean"}, "entropy_bonus": 0.1}
EXPERIMENTS: list[dict[str, Any]] = [
    {"problem": {"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 0.5}, "estimator": LEARNS, "seed": 3, "runs": 3},
    {"problem": GRID, "estimator": {"kind": "actor_critic", "batch_size": 2}, "optimizer": {"kind": "adam"}},
    {"problem": GRID, "policy": {"kind": "mlp", "hidden": [4]}, "optimizer": {"kind": "momentum", "schedule": "1/t"}},
    {
        "problem": {"kind": "continuous_bandit"},
        "policy": {"kind": "gaussian", "learn_sigma": True},
        "estimator": {"kind": "measure_valued", "batch_size": 3},
    },
]


def text(frame: dict[str, Any]) -> bytes:
    return orjson.dumps(frame, option=orjson.OPT_SERIALIZE_NUMPY)


def in_parts(experiment: dict[str, Any], updates: int, every: int) -> tuple[list[bytes], int]:
    """The frames and how many parts they came in: each part ends after its first update or frame."""
    asked, found, parts = parse_experiment(experiment), [], 0
    bookmark: Bookmark | None = None
    while bookmark is None or not bookmark.ended:
        run = open_run(asked, Limits(), bookmark.state if bookmark else None)
        if bookmark:
            # as if updates took long: a part is then one update
            bookmark = Bookmark(bookmark.state, bookmark.update, bookmark.owed, False, cost=1.0)
        part = record(run, updates, every, RECORD_STREAMS, bookmark, seconds=0.0)
        parts += 1
        while True:
            try:
                found.append(text(next(part)))
            except StopIteration as stop:
                bookmark = stop.value
                break
    return found, parts


@pytest.mark.parametrize("experiment", EXPERIMENTS)
@pytest.mark.parametrize(("updates", "every"), [(7, 3), (6, 2), (5, 100), (3, 1), (0, 1)])
def test_parts_are_the_whole(experiment: dict[str, Any], updates: int, every: int) -> None:
    whole = [text(frame) for frame in frames(open_run(parse_experiment(experiment)), updates, every)]
    found, parts = in_parts(experiment, updates, every)
    assert found == whole
    assert parts >= updates


def test_whoever_has_enough_ends_the_part() -> None:
    part = record(open_run(parse_experiment({})), 100, 10, frozenset(), seconds=60.0)
    assert next(part)["update"] == 0
    assert part.send(False)["update"] == 10
    with pytest.raises(StopIteration) as ended:
        part.send(True)
    bookmark = ended.value.value
    assert (bookmark.update, bookmark.ended, bookmark.owed.updates) == (10, False, 0)


def test_updates_without_a_frame_count_in_the_next_block() -> None:
    one, other = open_run(parse_experiment({"seed": 5})), open_run(parse_experiment({"seed": 5}))
    one.proceed(3)
    one.proceed(4)
    assert text(one.advance(2, frozenset())) == text(other.advance(9, frozenset()))
    assert one.advance(1, frozenset())["block"]["updates"] == 1


@pytest.mark.parametrize("cost", [1e-9, 1.0])
def test_a_recording_ends_with_the_update_that_loses_theta(cost: float) -> None:
    """Also where it happens between two frames, in a block of updates of its own."""
    run = open_run(parse_experiment({"seed": 5, "runs": 2}))
    start = Bookmark(run.state, 0, run.owed, False, cost)
    loses_itself(run, after=3)
    part = record(run, 10, 5, RECORD_STREAMS, start, seconds=60.0)
    last = next(part)
    assert (last["update"], len(last["ensemble"]["values"])) == (3, 2)
    with pytest.raises(StopIteration) as ended:
        part.send(False)
    assert ended.value.value.ended
