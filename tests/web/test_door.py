"""How many connections there may be where the system has few descriptors, and what is given back after a flood."""

from __future__ import annotations

import logging
import resource

import pytest

from policyscope.web.budget import Budget
from policyscope.web.memory import give_back
from policyscope.web.metrics import Metrics
from policyscope.web.settings import Settings
from policyscope.web.wire import door as door_module
from policyscope.web.wire.door import LARGE, Door
from policyscope.web.wire.files import SPARED, room_for


@pytest.mark.parametrize(
    ("soft", "hard", "room", "raised"),
    [
        (4096, 4096, 1000, None),
        (1024, 4096, 1000, 1000 + SPARED),
        (256, 512, 512 - SPARED, 512),
        (50, 50, 1, 50),
        (1024, resource.RLIM_INFINITY, 1000, 1000 + SPARED),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, 1000, None),
    ],
)
def test_there_are_fewer_connections_than_descriptors(
    soft: int, hard: int, room: int, raised: int | None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: asked.append(limits[0]))
    with caplog.at_level(logging.WARNING, "policyscope.web"):
        assert room_for(1000) == room
    assert asked == ([raised] if raised else [])
    assert bool(caplog.messages) == (room < 1000)
    assert all("ulimit -n" in message for message in caplog.messages)


def test_memory_is_given_back_once_when_a_flood_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[bool] = []
    monkeypatch.setattr(door_module, "give_back", lambda: given.append(True))
    held = Budget(100 * LARGE)
    door = Door(Settings(), Metrics(), held)
    door.sweep(0.0)
    held.take(2 * LARGE)
    door.sweep(1.0)
    door.sweep(2.0)
    assert given == []
    held.give(2 * LARGE)
    for now in (3.0, 4.0):
        door.sweep(now)
    for thread in door_module.threading.enumerate():
        if thread.name == "give-back":
            thread.join()
    assert given == [True]


def test_giving_back_can_always_be_asked_for() -> None:
    give_back()
    give_back()
