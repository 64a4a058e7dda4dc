"""The wire below the messages: each attack small, and what the others see of it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator

import pytest
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.server import ServerProtocol

from policyscope.web.live.server_messages import CLOSE_CODES
from policyscope.web.live.session import Session
from policyscope.web.wire.http import MOST_AHEAD, Flow, Http
from policyscope.web.wire.line import Line
from policyscope.web.wire.socket import AT_ONCE, SMALL_FRAGMENT, Frames, Socket
from tests.web.kit import PATIENCE, Running, serving
from tests.web.wires import CONTINUED, PING, PONG, TEXT, Wire, answer, frame, handshake, hearing

WIDE = {"problem": {"kind": "gridworld", "map": ["S" + "." * 19, *["." * 20] * 8, "." * 19 + "G"]}}
"""Its exact answer has some megabytes: more than the system's buffers hold."""


@pytest.fixture(scope="module")
def strict() -> Iterator[Running]:
    """A server of little patience and little room."""
    settings = {
        "header_bytes": 4096,
        "header_seconds": 1,
        "body_seconds": 1,
        "write_seconds": 1,
        "message_bytes": 200_000,
        "held_bytes": 300_000,
        "body_bytes": 200_000,
    }
    with serving(**settings) as server:
        assert server.services.readiness.ready.wait(PATIENCE)
        yield server


# ------------------------------------------------------------------------------------------------------ header blocks


@pytest.mark.parametrize(
    "endless",
    [b"GET /" + b"x" * 20_000, b"GET / HTTP/1.1\r\nX: " + b"y" * 20_000, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 4000],
    ids=["address", "value", "headers"],
)
def test_a_header_block_too_long_is_refused_before_its_end(strict: Running, endless: bytes) -> None:
    with Wire(strict) as wire:
        wire.send(endless)
        status, problem = answer(wire.rest())
    assert status == 431
    assert "POLICYSCOPE_HEADER_BYTES" in problem["detail"]
    assert strict.get("/healthz").status_code == 200


def test_a_header_block_of_the_usual_length_is_read(strict: Running) -> None:
    with Wire(strict) as wire:
        wire.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: " + b"y" * 3000 + b"\r\n\r\n")
        assert wire.rest().startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("begun", [b"G", b"GET / HTTP/1.1\r\nX: "])
def test_half_a_header_block_is_not_waited_for(strict: Running, begun: bytes) -> None:
    with Wire(strict) as wire:
        wire.send(begun)
        status, problem = answer(wire.rest())
    assert status == 408
    assert "POLICYSCOPE_HEADER_SECONDS" in problem["detail"]


def test_a_connection_that_says_nothing_is_closed_without_a_word(strict: Running) -> None:
    with Wire(strict) as wire:
        assert wire.rest() == b""


def test_half_a_body_is_not_waited_for(strict: Running) -> None:
    with Wire(strict) as wire, hearing() as log:
        wire.post(b'{"theta":', length=1000)
        status, problem = answer(wire.rest())
    assert status == 408
    assert "POLICYSCOPE_BODY_SECONDS" in problem["detail"]
    assert log.faults == []


def test_a_body_in_crumbs_is_refused(strict: Running) -> None:
    with Wire(strict) as wire:
        wire.send(b"POST /api/exact HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        wire.send(b"1;" + b"x" * 100 + b"\r\n \r\n" + (b"1;" + b"x" * 100 + b"\r\n \r\n") * 5000)
        assert answer(wire.rest())[0] == 413


def test_requests_sent_ahead_are_answered_up_to_so_many(server: Running) -> None:
    ask = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with Wire(server) as wire:
        wire.send(ask * (MOST_AHEAD - 1) + ask.replace(b"Host: x", b"Host: x\r\nConnection: close"))
        assert wire.rest().count(b'"status":"ok"') == MOST_AHEAD
    before = server.services.metrics.connections_cut
    with Wire(server) as wire:
        wire.send(ask * 1000)
        assert wire.rest().count(b'"status":"ok"') <= MOST_AHEAD + 1
    assert server.services.metrics.connections_cut == before + 1


def test_a_handshake_with_too_long_a_line_is_answered(server: Running) -> None:
    with Wire(server) as wire, hearing() as log:
        wire.send(handshake(wire.host, Cookie="c" * 10_000))
        assert wire.rest().startswith(b"HTTP/1.1 431 ")
    assert log.faults == []


# ------------------------------------------------------------------------------------------------------------- frames


@pytest.mark.parametrize(
    "crumbs",
    [frame(PING), frame(PING, b"x" * 125), frame(PONG), frame(CONTINUED, b"", last=False), frame(CONTINUED, b"x" * 100, last=False)],
    ids=["pings", "long pings", "pongs", "empty fragments", "small fragments"],
)
def test_a_flood_of_crumbs_closes_with_1008_and_nobody_else_sees_it(server: Running, crumbs: bytes) -> None:
    with server.page() as other, Wire(server).upgrade() as wire:
        other.open()
        wire.send((frame(TEXT, b"", last=False) if crumbs[0] & 15 == CONTINUED else b"") + crumbs * 5000)
        assert wire.wait_for_close() == 1008
        assert len(other.play(5)) >= 5


def test_some_pings_are_answered(server: Running) -> None:
    with Wire(server).upgrade() as wire:
        for i in range(int(AT_ONCE) // 2):
            wire.frame(PING, b"%d" % i)
            assert wire.hear() == (PONG, b"%d" % i)


def test_a_message_in_large_fragments_is_a_message(server: Running) -> None:
    with Wire(server).upgrade() as wire:
        wire.frame(TEXT, b'{"type":"pause","x":"', last=False)
        for _ in range(3 * int(AT_ONCE)):
            wire.frame(CONTINUED, b"x" * SMALL_FRAGMENT, last=False)
        wire.frame(CONTINUED, b'"}')
        opcode, payload = wire.hear()
    assert (opcode, json.loads(payload)["pointer"]) == (TEXT, "/x")


def test_half_a_message_is_not_waited_for(strict: Running) -> None:
    with Wire(strict).upgrade() as wire:
        wire.frame(TEXT, b"x" * 10, last=False)
        assert wire.wait_for_close() == 1008


def test_a_message_that_says_it_is_too_long_is_refused_before_it_comes(strict: Running) -> None:
    with Wire(strict).upgrade() as wire:
        wire.send(frame(TEXT, b"x" * 200_001)[:20])
        assert wire.wait_for_close() == 4009
    with Wire(strict).upgrade() as wire:
        for i in range(11):
            wire.frame(CONTINUED if i else TEXT, b"x" * 20_000, last=False)
        assert wire.wait_for_close() == 4009


def test_text_that_is_none_closes_with_1007_and_is_no_fault_of_ours(server: Running) -> None:
    with hearing() as log:
        for payload in (b"\xff", b'{"type":"pause"}\xc3', b"\xed\xa0\x80"):
            with Wire(server).upgrade() as wire:
                wire.frame(TEXT, payload)
                assert wire.wait_for_close() == 1007
    assert log.records == []


def test_a_flood_of_messages_is_read_a_portion_at_a_time(server: Running) -> None:
    with server.page() as other, Wire(server).upgrade() as wire:
        other.open()
        wire.send(frame(TEXT, b'{"type":"grant","frames":1}') * 20_000 + frame(TEXT, b'{"type":"pause"}'))
        assert len(other.play(5)) >= 5
        opcode, payload = wire.hear()
        assert (opcode, json.loads(payload)["title"]) == (TEXT, "Invalid input")


def test_every_close_code_of_ours_is_documented() -> None:
    assert {1008, 4009, 4029} <= set(CLOSE_CODES)


# --------------------------------------------------------------------------------------------------------------- room


def test_half_messages_of_all_sockets_have_so_much_room_together(strict: Running) -> None:
    held = strict.services.held
    with Wire(strict).upgrade() as first, Wire(strict).upgrade() as second:
        first.frame(TEXT, b"x" * 180_000, last=False)
        while held.held < 180_000:
            strict.get("/healthz")
        second.frame(TEXT, b"x" * 180_000, last=False)
        assert second.wait_for_close() == 4029
        assert first.wait_for_close() == 1008
    with Wire(strict).upgrade() as third:
        third.frame(TEXT, b'{"type":"pause","x":"' + b"x" * 180_000 + b'"}')
        assert json.loads(third.hear()[1])["pointer"] == "/x"
    assert_soon(strict, lambda: held.held == 0)


def test_half_sent_bodies_have_so_much_room_together(strict: Running) -> None:
    with Wire(strict) as first, Wire(strict) as second, hearing() as log:
        first.post(b" " * 180_000, length=190_000)
        while strict.services.held.held < 180_000:
            strict.get("/healthz")
        second.post(b" " * 180_000, length=190_000)
        status, problem = answer(second.rest())
        assert status == 503
        assert "POLICYSCOPE_HELD_BYTES" in problem["detail"]
        assert answer(first.rest())[0] == 408
    assert_soon(strict, lambda: strict.services.held.held == 0)
    assert log.faults == []


def test_when_others_hold_all_there_is_room_for_little(strict: Running) -> None:
    """A browser's request, and a word over a live socket: they wait for their turn like everything else, and count."""
    held = strict.services.held
    taken = held.most - held.held
    assert held.take(taken)
    try:
        with Wire(strict) as page:
            page.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: " + b"y" * 3000 + b"\r\n\r\n")
            assert page.rest().startswith(b"HTTP/1.1 200 ")
        with Wire(strict).upgrade() as live:
            live.frame(TEXT, b'{"type":"pause","x":"' + b"x" * 3000 + b'"}')
            assert json.loads(live.hear()[1])["pointer"] == "/x"
        with Wire(strict) as large:
            large.post(b" " * 30_000)
            assert answer(large.rest())[0] == 503
    finally:
        held.give(taken)
    assert_soon(strict, lambda: held.held == 0)


def test_a_client_that_reads_nothing_of_an_answer_is_cut_off(strict: Running) -> None:
    body = json.dumps(WIDE).encode()
    before = strict.services.metrics.connections_cut
    with Wire(strict, little=True) as wire:
        wire.post(body)
        assert_soon(strict, lambda: strict.services.metrics.connections_cut == before + 1)
        assert is_cut_short(wire.rest())


def test_a_page_that_reads_nothing_is_cut_off_and_its_place_is_free(strict: Running) -> None:
    before = strict.services.metrics.connections_cut
    with Wire(strict, little=True).upgrade() as wire:
        wire.frame(TEXT, json.dumps({"type": "open", "experiment": WIDE, "subscribe": ["scores", "episode", "cloud"]}).encode())
        for _ in range(200):
            wire.frame(TEXT, b'{"type":"step"}')
        assert_soon(strict, lambda: strict.services.metrics.connections_cut == before + 1)
        assert_soon(strict, lambda: strict.services.metrics.sessions == 1)


def test_a_page_told_to_leave_that_reads_nothing_leaves_its_place_at_once() -> None:
    with serving(idle_seconds=1, write_seconds=600) as server, Wire(server, little=True).upgrade() as wire:
        assert server.services.readiness.ready.wait(PATIENCE)
        wire.frame(TEXT, json.dumps({"type": "open", "experiment": WIDE, "subscribe": ["scores", "episode", "cloud"]}).encode())
        for _ in range(200):
            wire.frame(TEXT, b'{"type":"step"}')
        assert_soon(server, lambda: server.services.metrics.sessions_opened == 2 and server.services.metrics.sessions == 1)


def test_whoever_has_stood_still_longest_makes_room_for_the_newest() -> None:
    body = json.dumps(WIDE).encode()
    with serving(unsent_bytes=100_000) as server, Wire(server, little=True) as first, Wire(server, little=True) as second:
        assert server.services.readiness.ready.wait(PATIENCE)
        first.post(body)
        assert first.socket.recv(1) == b"H"
        second.post(body)
        assert_soon(server, lambda: server.services.metrics.connections_cut == 1)
        second.socket.settimeout(PATIENCE)
        assert len(second.socket.recv(1 << 16)) > 0
        assert is_cut_short(b"H" + first.rest())


@pytest.mark.parametrize("setting", ["max_connections", "max_connections_per_client"])
def test_so_many_connections_and_one_word_in_the_log(setting: str) -> None:
    with serving(**{setting: 3}) as server, hearing() as log:
        with Wire(server).upgrade(), Wire(server).upgrade(), Wire(server).upgrade() as third:
            for _ in range(20):
                with Wire(server) as fourth:
                    fourth.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    assert answer(fourth.rest())[0] == 503
            third.frame(TEXT, b'{"type":"pause"}')
            assert json.loads(third.hear()[1])["type"] in ("error", "heartbeat")
        assert_soon(server, lambda: True)
        assert server.services.metrics.connections_refused >= 20
        warnings = [line for line in log.lines if line.startswith("refused a connection")]
        assert 1 <= len(warnings) <= 5
        assert f"{setting} allows no more" in warnings[0]


def is_cut_short(heard: bytes) -> bool:
    """Whether an answer has fewer bytes than it says, or comes in pieces and has no last one."""
    head, _, body = heard.partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" in head.lower():
        return not body.endswith(b"0\r\n\r\n")
    return len(body) < int(head.lower().partition(b"content-length: ")[2].split()[0])


def assert_soon(server: Running, true: Callable[[], bool]) -> None:
    """It becomes true while the server goes on answering others: one of its sessions is the one that asks."""
    until = time.monotonic() + PATIENCE
    with server.page() as page:
        while not true():
            assert time.monotonic() < until
            page.say("reset")
            page.hear("error")


# ------------------------------------------------------------------------------------------------- straight to the session


def test_messages_are_answered_in_order_however_they_come(strict: Running) -> None:
    """Each alone, which goes straight to its session; several at once; one in pieces; alone again behind those that wait."""
    texts = [json.dumps({"type": f"unknown-{i}"}).encode() for i in range(9)]
    frames = [frame(TEXT, text) for text in texts]
    with Wire(strict).upgrade() as wire:
        heard = []
        for piece in (frames[0], frames[1], b"".join(frames[2:6]), frames[6][:7], frames[6][7:], frames[7], frames[8]):
            wire.send(piece)
            time.sleep(0.02)
        while len(heard) < len(texts):
            message = json.loads(wire.hear()[1])
            if message["type"] == "error":
                heard.append(message["detail"])
    assert [next(i for i in range(9) if f"unknown-{i}" in detail) for detail in heard] == list(range(9))


def test_a_fault_in_one_session_closes_it_with_1011(
    strict: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = Session.receive
    monkeypatch.setattr(Session, "receive", lambda self, text: 1 / 0 if "at fault" in text else whole(self, text))
    with Wire(strict).upgrade() as wire, strict.page() as other:
        wire.frame(TEXT, b'{"type": "at fault"}')
        assert wire.wait_for_close() == 1011
        other.say("reset")
        other.hear("error")
    assert "unexpected error on a live socket" in caplog.text


# ---------------------------------------------------------------------------------------- what we build on is still there


@pytest.mark.parametrize(
    ("ours", "theirs", "more"),
    [
        (Http, HttpToolsProtocol, {"data_received"}),
        (Socket, WebSocketsSansIOProtocol, {"data_received"}),
        (Frames, ServerProtocol, set()),
        (Flow, FlowControl, set()),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_overridden_exists(ours: type, theirs: type, more: set[str]) -> None:
    own = {name for name, value in vars(ours).items() if callable(value) and not name.startswith("_")}
    new = {"feed", "may_read", "is_late", "time_is_up", "no_room", "refuse", "say"}
    for name in (own - new) | more:
        assert callable(getattr(theirs, name, None)), name
    assert not {name for name in vars(Line) if not name.startswith("_")} & set(dir(theirs)) - set(dir(asyncio.Protocol))
