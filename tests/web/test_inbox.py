"""Messages that wait: how many, how large, and what all sockets together may hold."""

from __future__ import annotations

import json
from sys import getsizeof
from typing import Any

import pytest

from policyscope.web.budget import LITTLE, Budget
from policyscope.web.live.client_messages import MOST_NAMES
from policyscope.web.live.inbox import Inbox, TooManyWaiting
from policyscope.web.live.session import SHORT, Session
from policyscope.web.settings import Settings
from tests.web.kit import BANDIT

ROOMY = 1 << 20


def all_of(session: Session) -> list[dict[str, Any]]:
    heard: list[str] = []
    while work := session.next():
        heard += work.call()
    return [json.loads(text) for text in heard]


def test_first_come_first_served_and_nothing_held_after() -> None:
    held = Budget(ROOMY)
    inbox = Inbox(10, ROOMY, held)
    texts = [f"{i}" * 100 for i in range(5)]
    for text in texts:
        inbox.put(text)
    assert held.held == inbox.bytes == sum(getsizeof(text) for text in texts)
    assert [inbox.take() for _ in texts] == texts
    assert held.held == inbox.bytes == len(inbox) == 0


@pytest.mark.parametrize(("messages", "size", "whole"), [(3, ROOMY, ROOMY), (10, 500, ROOMY), (10, ROOMY, 500)])
def test_there_is_room_for_so_many(messages: int, size: int, whole: int) -> None:
    held = Budget(whole)
    inbox = Inbox(messages, size, held)
    for _ in range(3):
        inbox.put("x" * 100)
    before = held.held
    with pytest.raises(TooManyWaiting):
        inbox.put("x" * 100)
    assert (len(inbox), held.held) == (3, before)
    inbox.clear()
    assert held.held == 0


def test_little_has_an_eighth_more_to_take_from() -> None:
    held = Budget(8 * LITTLE)
    assert held.take(8 * LITTLE)
    assert not held.take(LITTLE + 1)
    assert not held.take(1, before=LITTLE)
    assert held.take(LITTLE // 2)
    assert held.take(LITTLE // 2, before=LITTLE // 2)
    assert not held.take(1)
    assert held.take(0, before=9 * LITTLE)
    assert held.held == 9 * LITTLE


def test_what_one_socket_holds_another_cannot() -> None:
    held = Budget(1000)
    first, second = Inbox(10, ROOMY, held), Inbox(10, ROOMY, held)
    first.put("x" * 700)
    with pytest.raises(TooManyWaiting):
        second.put("x" * 700)
    assert held.refused == 1
    first.clear()
    second.put("x" * 700)


def test_a_session_holds_text_and_lets_go_of_it() -> None:
    held = Budget(ROOMY)
    session = Session(Settings(), clock=lambda: 0.0, held=held)
    session.receive('{"type":"pause","x":' + "[" * 5000 + "]" * 5000 + "}")
    assert 10_000 < held.held < 12_000
    session.end()
    assert held.held == 0


def test_a_long_message_is_read_where_it_is_answered() -> None:
    session = Session(Settings(), clock=lambda: 0.0)
    padding = " " * SHORT
    session.receive(json.dumps({"type": "open", "experiment": BANDIT, "grant": 2}) + padding)
    work = session.next()
    assert work is not None
    assert work.seconds == float("inf")
    assert [json.loads(text)["type"] for text in work.call()] == ["opened", "frame"]
    session.receive('{"type":"play","updates_per_second":30}' + padding)
    session.receive('{"type":"grant","frames":1}' + padding)
    session.receive('{"type":"pause","x":0}' + padding)
    (error,) = all_of(session)
    assert error["pointer"] == "/x"
    for _ in range(3):
        work = session.tick()
        assert work is not None
        work.call()
    assert session.tick() is None


def test_a_message_that_only_looks_like_a_grant_waits_for_its_turn() -> None:
    session = Session(Settings(), clock=lambda: 0.0)
    session.receive('{"type":"pause"}')
    session.receive('{"type":"grant","frames":99}')
    assert [error["pointer"] for error in all_of(session)] == ["/type", "/frames"]
    assert session.credit == 0


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (json.dumps({"type": "set_theta", "theta": ["a"] * 250_000}), "at most 16384 quotes"),
        (json.dumps({"type": "subscribe", "streams": [1] * 500_000}), "text, got 1"),
        (json.dumps({"type": "subscribe", "streams": ["exact"] * (MOST_NAMES + 1)}), "at most 100 values"),
        (json.dumps({"type": "control", "changes": {f"a{i}": 0 for i in range(MOST_NAMES + 1)}}), "at most 100 values"),
        (json.dumps({"type": "pause"} | {f"a{i}": 0 for i in range(90_000)}), "at most 1024 fields"),
        (json.dumps({"type": "a" * 1_000_000}), "one of open, grant"),
        (json.dumps({"type": "pause", "a" * 1_000_000: 0}), "a field that exists"),
        ("a" * 1_000_000, "JSON"),
    ],
    ids=lambda value: value[:40],
)
def test_a_megabyte_is_refused_in_a_line(message: str, says: str) -> None:
    session = Session(Settings(), clock=lambda: 0.0)
    session.receive(message)
    (error,) = all_of(session)
    assert says in error["detail"]
    assert len(json.dumps(error)) < 1200
