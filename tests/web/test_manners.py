"""What others see of this server beside its answers: headers, HEAD, and a log without noise."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.routing import Route
from websockets.exceptions import InvalidStatus

from policyscope.web.app import create_app
from policyscope.web.logs import MOST, SECONDS, Seldom
from tests.web.kit import PATIENCE, Running, fetch
from tests.web.wires import Wire, handshake, hearing

PLACES = {"/static/{path:path}": "/static/icon.svg", "/assets/{name}": "/assets/plotly-none.js"}


def readable(app: FastAPI) -> list[str]:
    """The address of every route that answers GET."""
    pages = [route.path for route in app.routes if type(route) is Route and "GET" in (route.methods or ())]
    documented = [path for path, methods in app.openapi()["paths"].items() if "get" in methods]
    return [PLACES.get(path, path) for path in dict.fromkeys(pages + documented)]


READABLE = readable(create_app())


def test_there_are_routes_of_both_kinds() -> None:
    assert {"/", "/embed", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics", "/api/catalog", "/api/live/schema"} <= set(READABLE)


@pytest.mark.parametrize("path", READABLE)
def test_head_says_what_get_says(server: Running, path: str) -> None:
    get, head = (fetch(method, server.url + path) for method in ("GET", "HEAD"))
    assert head.status_code == get.status_code != 405
    assert head.content == b""
    changing = {"date"} | ({"content-length"} if path in ("/metrics", "/readyz") else set())
    assert {**head.headers, **dict.fromkeys(changing, "")} == {**get.headers, **dict.fromkeys(changing, "")}


def test_head_where_there_is_no_get_is_refused_as_get_is(server: Running) -> None:
    answer = fetch("HEAD", server.url + "/api/exact")
    assert answer.status_code == 405


@pytest.mark.parametrize("path", ["/", "/embed", "/docs", "/healthz", "/nowhere"])
def test_what_a_browser_is_told_to_refuse(server: Running, path: str) -> None:
    headers = server.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["connect-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(headers["permissions-policy"].split(", "))


# ---------------------------------------------------------------------------------------------------------------- log


def test_a_refused_handshake_is_one_line_with_its_origin(server: Running) -> None:
    with hearing() as log, pytest.raises(InvalidStatus), server.page(origin="http://one-line.example"):
        pass
    (record,) = log.records
    assert record.levelno == logging.WARNING
    assert record.getMessage().startswith("refused a live connection to a page of 'http://one-line.example'")


def test_an_origin_cannot_write_into_the_log(server: Running) -> None:
    with hearing() as log, Wire(server) as wire:
        wire.send(handshake(wire.host, Origin="http://x\x1b[31m\xa0" + "y" * 5000))
        wire.rest()
    (line,) = log.lines
    assert line.isprintable()
    assert len(line) < 200


def test_an_upload_broken_off_is_no_fault_of_ours(server: Running) -> None:
    with hearing() as log:
        for path in ("/api/exact", "/api/estimates", "/api/landscape", "/api/runs"):
            with Wire(server) as wire:
                wire.post(b'{"theta":', length=1000, path=path)
                wire.socket.shutdown(socket.SHUT_WR)
                assert wire.rest() == b""
    assert log.faults == []


def test_a_client_that_vanishes_before_its_answer_is_no_fault_of_ours(server: Running) -> None:
    with hearing() as log:
        for _ in range(3):
            with Wire(server) as wire:
                wire.post(b'{"experiment":{},"updates":20000,"every":10}', path="/api/runs")
                wire.socket.recv(1)
                wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        while server.services.metrics.requests_waiting:
            server.get("/healthz")
    assert log.faults == []


def test_leaving_with_a_queue_writes_no_traceback(root: Path, tmp_path: Path) -> None:
    code = "from policyscope.web import serve; serve(announce=lambda url: print(url, flush=True))"
    environment = {**os.environ, "PYTHONPATH": str(root / "server"), "POLICYSCOPE_PORT": "0"}
    with (tmp_path / "log").open("w+") as log:
        process = subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout is not None
        url = process.stdout.readline().strip().rstrip("/")
        body = json.dumps({"estimators": [{"kind": "reinforce"}] * 32, "samples": 20_000, "problem": {"kind": "gridworld"}}).encode()
        wires = []
        for _ in range(8):
            wire = Wire(Running(url, None))  # type: ignore[arg-type]
            wire.post(body, path="/api/estimates")
            wires.append(wire)
        while "policyscope_requests_waiting 8" not in fetch("GET", url + "/metrics").text:
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        answers = [wire.rest() for wire in wires]
        for wire in wires:
            wire.socket.close()
        process.wait(PATIENCE)
        process.stdout.close()
        log.seek(0)
        written = log.read()
    assert "Traceback" not in written
    assert all(heard == b"" or heard.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 503 ")) for heard in answers)


def record(message: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord("policyscope.web", logging.WARNING, __file__, 1, message, values, None)


def test_lines_that_are_alike_are_written_a_few_times_and_then_counted() -> None:
    now = 0.0
    seldom = Seldom(lambda: now)
    assert [seldom.filter(record("refused %s", i)) for i in range(MOST + 3)] == [True] * MOST + [False] * 3
    assert seldom.filter(record("another"))
    now = SECONDS
    late = record("refused %s", "x")
    assert seldom.filter(late)
    assert late.getMessage() == "refused x (and 3 more like it before)"
    now = 2 * SECONDS
    later = record("refused %s", "x")
    assert seldom.filter(later)
    assert later.getMessage() == "refused x"
