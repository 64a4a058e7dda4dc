"""The harness that attacks a server sees what is there: no attack here is meant to do harm, and no figure is held against a clock."""

from __future__ import annotations

import asyncio
import json
import math
from dataclasses import replace
from itertools import pairwise

import pytest

from benchmarks.attack.__main__ import measure
from benchmarks.attack.attacks import ATTACKS
from benchmarks.attack.attacks.values import forged
from benchmarks.attack.crowd import FRAME, Lateness, Player, lateness
from benchmarks.attack.judge import Figures, passed, row
from benchmarks.attack.lab import busy
from benchmarks.wire import Client, Opcode, handshake, masked
from policyscope.runs import Experiment, open_run
from policyscope.runs.state import decode, fingerprint

HARMLESS = Figures("none", Lateness(1.0, 2.0, 0, 100), 0.1, 0.01, 10.0, 1.0, 0.0, "", {}, [])


class Wire(asyncio.Transport):
    """Keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)


def player(arrivals: list[float]) -> Player:
    made = Player("here:80", [])
    made.arrivals = arrivals
    return made


async def upgraded() -> tuple[Client, Wire]:
    client, wire = Client("here:80", [b"{}"]), Wire()
    client.connection_made(wire)
    client.data_received(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
    wire.written = b""
    return client, wire


def test_the_cheap_client_answers_pings_as_rfc_6455_asks() -> None:
    async def scenario() -> bytes:
        client, wire = await upgraded()
        client.data_received(b"\x89\x03abc")
        return wire.written

    assert asyncio.run(scenario()) == b"\x8a\x83\x00\x00\x00\x00abc"


@pytest.mark.parametrize(("size", "head"), [(125, b"\xfd"), (126, b"\xfe\x00\x7e"), (1 << 16, b"\xff\x00\x00\x00\x00\x00\x01\x00\x00")])
def test_a_frame_says_its_length_as_rfc_6455_asks(size: int, head: bytes) -> None:
    assert masked(b"x" * size) == b"\x81" + head + bytes(4) + b"x" * size


def test_a_fragment_is_not_final() -> None:
    assert masked(b"", Opcode.CONTINUATION, final=False)[0] == 0x00
    assert masked(b"", Opcode.TEXT, final=False)[0] == 0x01


def test_a_handshake_names_its_origin_only_where_it_has_one() -> None:
    assert b"Origin: https://a.example\r\n\r\n" in handshake("here", "https://a.example")
    assert b"Origin" not in handshake("here")


def test_lateness_is_what_a_frame_comes_later_than_one_frames_time() -> None:
    times = [i * FRAME for i in range(31)] + [30 * FRAME + 0.5]
    found = lateness([player(times)], 0.0, 2.0, times[-1])
    assert found.frames == len(list(pairwise(times)))
    assert found.worst == pytest.approx(1000 * (0.5 - FRAME))


def test_a_frame_that_never_came_is_late_until_the_end() -> None:
    found = lateness([player([0.0, FRAME])], 0.0, 1.0, 3.0)
    assert found.worst == pytest.approx(1000 * (3.0 - 2 * FRAME))
    assert found.frames == 1


def test_what_was_late_before_the_attack_is_not_its_doing() -> None:
    assert lateness([player([0.0, 5.0, 5.0 + FRAME])], 5.0 - FRAME, 6.0, 5.0 + 2 * FRAME).worst == pytest.approx(0.0, abs=1e-6)


def test_no_frame_at_all_is_no_pass() -> None:
    assert lateness([player([])], 0.0, 1.0, 2.0).p99 == math.inf


@pytest.mark.parametrize("changed", [
    {"opening": math.inf}, {"health": 0.3}, {"growth": 201.0}, {"kept": 101.0}, {"busy": 1.0},
    {"log": "Traceback (most recent call last):"}, {"wrong": ["500"]},
    {"others": Lateness(101.0, 200.0, 0, 9)}, {"others": Lateness(1.0, 501.0, 0, 9)}, {"others": Lateness(1.0, 2.0, 1, 9)},
])  # fmt: skip
def test_each_figure_alone_fails_an_attack(changed: dict[str, object]) -> None:
    assert passed(HARMLESS)
    assert "ok" in row(HARMLESS)
    figures = replace(HARMLESS, **changed)  # type: ignore[arg-type]
    assert not passed(figures)
    assert "FAIL" in row(figures)


def test_trouble_is_a_traceback_or_an_error_and_no_warning() -> None:
    said = "WARNING:  slow\nERROR:    bad\nTraceback (most recent call last):\n  File ...\nValueError: x\nINFO:  fine\n"
    assert replace(HARMLESS, log=said).trouble == 2


def test_a_thread_is_busy_that_wants_to_run_all_the_while() -> None:
    assert busy({1: 5.0, 2: 5.0, 3: 0.0}, {1: 6.95, 2: 5.5, 4: 2.0}, 2.0) == 1


def test_a_forged_state_has_a_digest_that_fits() -> None:
    experiment = Experiment()
    state = forged(open_run(experiment).state, 7)
    assert decode(state, fingerprint(experiment), 3, 1).update == 7


def test_every_attack_says_what_it_is() -> None:
    assert all(attack.what.endswith(".") for attack in ATTACKS.values())


def test_an_attack_is_carried_out_and_seen_from_every_side(capsys: pytest.CaptureFixture[str]) -> None:
    (figures,) = measure(["huge-numbers"], sessions=2, seconds=4.0, pause=0.3)
    assert figures.others.frames > 0
    assert figures.others.lost == 0
    assert 0 < figures.opening < math.inf
    assert 0 < figures.health < math.inf
    assert figures.answers["422"] > 0, json.dumps(figures.answers)
    assert "huge-numbers" in capsys.readouterr().out
