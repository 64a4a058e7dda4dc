"""A session without socket, thread or clock: what it answers, what it owes, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policyscope.web.live.inbox import TooManyWaiting
from policyscope.web.live.session import SHORT, Session
from policyscope.web.live.stepping import together
from policyscope.web.live.work import Queue
from policyscope.web.settings import Settings
from tests.lost import loses_itself
from tests.web.kit import BANDIT

EVERYTHING = ["baseline", "cloud", "episode", "estimate", "exact", "probabilities", "scores", "values"]


def session(**settings: Any) -> Session:
    """A session whose clock stands still, with so much time that nothing is too dear."""
    return Session(Settings(**{"block_milliseconds": 600_000, **settings}), clock=lambda: 0.0)


def ask(session: Session, kind: str, **fields: Any) -> list[dict[str, Any]]:
    """What a session says to a message, all of its work done."""
    session.receive(json.dumps({"type": kind, **fields}))
    heard: list[str] = []
    while work := session.next():
        heard += work.call()
    return [json.loads(text) for text in heard]


def opened(**settings: Any) -> Session:
    each = session(**settings)
    ask(each, "open", experiment=BANDIT, subscribe=["probabilities"])
    return each


def tick(session: Session) -> list[dict[str, Any]]:
    work = session.tick()
    return [json.loads(text) for text in work.call()] if work else []


def test_opening_answers_with_the_run_and_the_moment() -> None:
    first, second = ask(session(), "open", experiment=BANDIT, subscribe=EVERYTHING)
    assert first["type"] == "opened"
    assert first["session"] == {"frame_rate": 30, "max_updates_per_second": 10_000}
    assert first["experiment"]["optimizer"]["learning_rate"] == 0.1
    assert (second["type"], second["update"], second["block"]["updates"]) == ("frame", 0, 0)
    assert set(EVERYTHING) <= set(second)


def test_without_credit_a_run_stands_still_and_owes_nothing_later() -> None:
    run = opened()
    ask(run, "play", updates_per_second=300)
    assert [tick(run) for _ in range(50)] == [[]] * 50
    ask(run, "grant", frames=2)
    assert [frame[0]["update"] for frame in (tick(run), tick(run))] == [10, 20]
    assert tick(run) == []


def test_credit_is_never_more_than_three() -> None:
    run = opened()
    ask(run, "play", updates_per_second=300)
    for _ in range(5):
        ask(run, "grant", frames=3)
    assert sum(bool(tick(run)) for _ in range(10)) == 3


def test_a_slow_speed_sends_no_frame_at_a_tick_with_nothing_to_show() -> None:
    run = opened(frame_rate=30)
    ask(run, "play", updates_per_second=3)
    steps = []
    for number in range(61):
        ask(run, "grant", frames=3)
        steps += [(number, frame["update"]) for frame in tick(run)]
    assert steps == [(0, 1), (10, 2), (20, 3), (30, 4), (40, 5), (50, 6), (60, 7)]


def test_speeds_that_do_not_divide_add_up() -> None:
    run = opened(frame_rate=30)
    ask(run, "play", updates_per_second=100)
    for _ in range(30):
        ask(run, "grant", frames=1)
        last = tick(run)
    assert last[0]["update"] == 100


def test_dear_updates_make_a_run_slower_and_say_so() -> None:
    run = opened(block_milliseconds=25)
    ask(run, "play", updates_per_second=10_000)
    ask(run, "grant", frames=3)
    assert run.run is not None
    run.pace.unsure = False
    run.run.cost = 0.005
    assert tick(run)[0]["block"]["updates"] == 5
    run.run.cost = 0.005
    work = run.tick(share=0.4)
    assert work is not None
    assert json.loads(work.call()[0])["block"]["updates"] == 2
    run.run.cost = 1.0
    assert tick(run)[0]["block"]["updates"] == 1


def test_after_a_change_one_update_is_timed_before_others_are_promised() -> None:
    run = opened()
    ask(run, "control", changes={"estimator.batch_size": 50})
    ask(run, "play", updates_per_second=300)
    ask(run, "grant", frames=1)
    block = tick(run)[0]["block"]
    assert (block["updates"], block["episodes"]) == (10, 500)


@pytest.mark.parametrize(("unit", "most"), [("update", 1), ("sample", 10)])
def test_a_long_step_gives_way_between_slices_and_has_one_frame(unit: str, most: int) -> None:
    times = iter(range(10_000))
    sliced = Session(Settings(), clock=lambda: float(next(times)))
    ask(sliced, "open", experiment={**BANDIT, "estimator": {"kind": "reinforce", "batch_size": 4}})
    assert sliced.run is not None
    whole = session()
    ask(whole, "open", experiment={**BANDIT, "estimator": {"kind": "reinforce", "batch_size": 4}})
    sliced.receive(json.dumps({"type": "step", "unit": unit, "count": 10}))
    works, heard = 0, []
    while work := sliced.next():
        sliced.run.cost = 1.0
        heard += work.call()
        works += 1
    (frame,) = (json.loads(text) for text in heard)
    (expected,) = ask(whole, "step", unit=unit, count=10)
    assert works >= most
    assert frame["block"].pop("mean_return") == pytest.approx(expected["block"].pop("mean_return"))
    assert frame == expected


REFUSED = [
    ({"type": "play", "updates_per_second": 10_001}, "/updates_per_second", "POLICYSCOPE_MAX_UPDATES_PER_SECOND"),
    ({"type": "play", "updates_per_second": 0}, "/updates_per_second", "a number > 0"),
    ({"type": "step", "count": 10_001}, "/count", "POLICYSCOPE_MAX_STEPS"),
    ({"type": "step", "unit": "epoch"}, "/unit", '"update" or "sample"'),
    ({"type": "subscribe", "streams": ["exact", "nonsense"]}, "/streams/1", "nonsense"),
    ({"type": "subscribe", "streams": [], "cloud_axes": [0, 9]}, "/cloud_axes", "from 0 to 2"),
    ({"type": "set_theta", "theta": [1.0]}, "/theta", "3 numbers"),
    ({"type": "set_theta", "theta": [1.0, "2", 3.0]}, "/theta/1", "number"),
    ({"type": "control", "changes": {"problem.means": [1, 2]}}, "/problem/means", "live"),
    ({"type": "control", "changes": {"optimizer.learning_rate": -1}}, "/optimizer/learning_rate", "a number ≥ 0"),
    ({"type": "control", "changes": {}}, "/changes", "at least one"),
    ({"type": "open", "experiment": {"problem": {"kind": "bandit", "means": []}}}, "/experiment/problem/means", "2"),
    ({"type": "open", "experiment": BANDIT, "state": "forged"}, "/state", "state"),
    ({"type": "open", "experiment": BANDIT, "subscribe": ["x"]}, "/subscribe/0", "one of"),
    ({"type": "reset", "seed": -1}, "/seed", "a number ≥ 0"),
    ({"type": "grant", "frames": 4}, "/frames", "a number ≤ 3"),
    ({"type": "pause", "now": True}, "/now", "exists"),
    ({"type": "dance"}, "/type", "one of open, grant"),
    ({}, "/type", "one of open, grant"),
    ([], "", "a JSON object"),
    ("open", "", "a JSON object"),
]


@pytest.mark.parametrize(("message", "pointer", "said"), REFUSED)
def test_a_bad_message_is_explained_and_changes_nothing(message: Any, pointer: str, said: str) -> None:
    run = opened()
    before = ask(run, "step", count=3)
    run.receive(json.dumps(message))
    work = run.next()
    assert work is not None
    (error,) = (json.loads(text) for text in work.call())
    assert (error["type"], error["pointer"]) == ("error", pointer)
    assert said in error["detail"]
    twin = opened()
    assert ask(twin, "step", count=3) == before
    assert ask(run, "step", count=3) == ask(twin, "step", count=3)


@pytest.mark.parametrize("text", ["", "{", "nan", '{"type":"play","updates_per_second":NaN}', "[" * 1000, '{"type":"pause"}x'])
def test_what_is_no_message_is_refused(text: str) -> None:
    run = session()
    run.receive(text)
    work = run.next()
    assert work is not None
    assert json.loads(work.call()[0])["type"] == "error"


@pytest.mark.parametrize("kind", ["play", "pause", "step", "control", "set_theta", "subscribe", "reset"])
def test_nothing_works_before_open(kind: str) -> None:
    fields = {
        "play": {"updates_per_second": 1},
        "control": {"changes": {"seed": 1}},
        "set_theta": {"theta": []},
        "subscribe": {"streams": []},
    }
    (error,) = ask(session(), kind, **fields.get(kind, {}))
    assert (error["type"], error["pointer"]) == ("error", "/type")
    assert "open" in error["detail"]


def test_a_failed_open_leaves_the_run_playing() -> None:
    run = opened()
    ask(run, "play", updates_per_second=300)
    ask(run, "open", experiment={"problem": {"kind": "nonsense"}}, grant=1)
    assert tick(run)[0]["update"] == 10


def test_control_applies_to_the_very_next_update() -> None:
    run, twin = opened(), opened()
    applied, frame = ask(run, "control", changes={"optimizer.learning_rate": 0.0})
    assert applied == {"type": "control_applied", "update": 0, "step": 0, "changes": {"optimizer.learning_rate": 0.0}}
    assert frame["block"]["updates"] == 0
    assert ask(run, "step")[0]["theta"] == [0.0, 0.0, 0.0]
    assert ask(twin, "step")[0]["theta"] != [0.0, 0.0, 0.0]


def test_a_run_that_leaves_the_numbers_pauses_and_says_so() -> None:
    run = opened()
    assert run.run is not None
    loses_itself(run.run, after=17)
    ask(run, "play", updates_per_second=300)
    ask(run, "grant", frames=3)
    tick(run)
    frame, finished = tick(run)
    assert (frame["update"], frame["theta"][0]) == (17, None)
    assert finished == {"type": "finished", "reason": "θ is no longer finite since update 17. Reset or move theta to go on."}
    assert tick(run) == []


@pytest.mark.parametrize("unit", ["update", "sample"])
def test_a_step_stops_where_theta_is_lost(unit: str) -> None:
    run = opened()
    assert run.run is not None
    loses_itself(run.run, after=3)
    frame, finished = ask(run, "step", unit=unit, count=10)
    assert (frame["update"], frame["theta"][0], frame["block"]["updates"]) == (3, None, 3)
    assert finished["type"] == "finished"


def test_a_lost_run_refuses_to_count_on_and_goes_on_from_anywhere_else() -> None:
    run = opened()
    assert run.run is not None
    before = ask(run, "step")[0]["state"]
    loses_itself(run.run, after=3)
    ask(run, "step", count=10)
    for refused in (
        ask(run, "step"), ask(run, "step", unit="sample"), ask(run, "step", count=500), ask(run, "play", updates_per_second=60),
    ):  # fmt: skip
        assert [message["type"] for message in refused] == ["error"]
        assert refused[0]["detail"].endswith("It is no longer finite since update 3. Reset or move theta to go on.")
    assert not run.playing
    assert ask(run, "subscribe", streams=["exact"])[0]["update"] == 3, "looking is no counting"
    assert ask(run, "set_theta", theta=[0.0, 1.0, 0.0])[0]["theta"] == [0.0, 1.0, 0.0]
    run.run.learner.memory.theta[:] = float("nan")
    assert ask(run, "reset")[0]["theta"] == [0.0, 0.0, 0.0]
    assert ask(run, "step")[0]["update"] == 1
    assert ask(run, "open", experiment=BANDIT, state=before)[1]["update"] == 1
    assert ask(run, "step")[0]["update"] == 2


def test_a_fault_of_ours_is_an_error_and_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    run = opened()
    ask(run, "play", updates_per_second=300)
    ask(run, "grant", frames=3)

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(run.run, "advance", broken)
    (error,) = tick(run)
    assert error["title"] == "Internal error"
    assert "secret" not in json.dumps(error)
    assert not run.playing


def test_only_so_many_messages_wait() -> None:
    run = session(waiting_messages=3)
    for _ in range(3):
        run.receive('{"type":"pause"}')
    with pytest.raises(TooManyWaiting):
        run.receive('{"type":"pause"}')
    run.receive('{"type":"grant","frames":1}')


def test_a_long_message_is_read_in_a_queue_of_its_own_and_answered_where_its_like_are() -> None:
    run = opened()
    padding = " " * SHORT
    for message, queue in (
        ({"type": "set_theta", "theta": [0.5]}, Queue.QUICK),
        ({"type": "step", "count": 1}, Queue.SLOW),
        ({"type": "no_such"}, Queue.QUICK),
    ):
        run.pace.frame = 1.0  # seconds: a frame, and so an update, that takes long
        run.receive(json.dumps(message) + padding)
        run.receive(json.dumps({"type": "pause"}))
        reading = run.next()
        assert reading is not None
        assert reading.queue is Queue.TEXT
        assert reading.call() == []
        assert run.waiting
        answering = run.next()
        assert answering is not None
        assert answering.queue is queue
        answering.call()
        while work := run.next():
            work.call()


def test_play_waits_behind_messages() -> None:
    run = opened()
    ask(run, "play", updates_per_second=300)
    ask(run, "grant", frames=1)
    run.receive('{"type":"pause"}')
    assert run.tick() is None


def test_blocks_add_up() -> None:
    blocks = [
        {"updates": 1, "episodes": 3, "actions": 5, "steps": 5, "mean_return": 1.0, "truncated": 0},
        {"updates": 0, "episodes": 0, "actions": 0, "steps": 0, "mean_return": None, "truncated": 0},
        {"updates": 2, "episodes": 1, "actions": 7, "steps": 7, "mean_return": 5.0, "truncated": 1},
    ]
    assert together(blocks) == {"updates": 3, "episodes": 4, "actions": 12, "steps": 12, "mean_return": 2.0, "truncated": 1}
    assert together(blocks[1:2])["mean_return"] is None
