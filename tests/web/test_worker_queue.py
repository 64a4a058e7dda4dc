"""Long answers: they end when their time is over or their client leaves, and nobody waits behind one client's many."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import orjson
import pytest
from starlette.exceptions import HTTPException

from policyscope.runs import Limits
from policyscope.web.errors import Problem
from policyscope.web.metrics import Metrics
from policyscope.web.settings import Settings, worker_environment
from policyscope.web.tasks import NUMBERS, encoded, parts, recorded
from policyscope.web.worker import END, HEAD, Task
from policyscope.web.worker_queue import WorkerQueue
from policyscope.web.workers import Template, Worker
from tests.web.kit import BANDIT, PATIENCE, Process, Running, serving

CHAIN = {"kind": "chain", "length": 60, "slip": 0.5, "horizon": 9000}
HOURS = {"problem": CHAIN, "samples": 20_000, "estimators": [{"kind": "reinforce", "batch_size": 100}] * 32}
LONG = {"experiment": {"problem": CHAIN, "estimator": {"kind": "reinforce", "batch_size": 3}}, "updates": 10**7, "panels": ["curve"]}
YEARS: dict[str, Any] = {
    "experiment": {"problem": CHAIN, "estimator": {"kind": "reinforce", "batch_size": 3}},
    "updates": 10**7,
    "every": 10**7,
}


def until(true: Callable[[], bool]) -> None:
    """Wait for something that must come."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def alive(pid: int) -> bool:
    """Whether a process runs, or is there to be cleared away."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def busy(server: Running) -> list[Worker]:
    return [worker for worker in tuple(server.services.worker_queue._workers._taken) if worker.busy]


def staffed(server: Running) -> None:
    """Wait until every worker is there and idle."""
    until(lambda: len(server.services.worker_queue._workers._idle) == server.services.settings.workers)


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still are."""
    found = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.split()
    return [int(child) for child, parent in zip(found[::2], found[1::2], strict=True) if int(parent) == pid]


@contextmanager
def asking(server: Running, path: str, body: Any) -> Iterator[socket.socket]:
    """A client that has asked, and waits."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as client:
        raw = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n"
        client.sendall(head.encode() + raw)
        yield client


@pytest.mark.parametrize(
    ("path", "body"), [("/api/estimates", HOURS), ("/api/runs", YEARS), ("/api/studies", YEARS), ("/api/export", LONG)]
)
def test_when_its_client_leaves_the_work_ends(server: Running, path: str, body: Any) -> None:
    with asking(server, path, body):
        until(lambda: bool(busy(server)))
        (worker,) = busy(server)
    until(lambda: not alive(worker._pid))
    assert server.post("/api/exact", {}).status_code == 200
    staffed(server)
    until(lambda: server.services.metrics.requests_waiting == 0)


def test_what_a_client_had_waiting_is_dropped_when_it_leaves(server: Running) -> None:
    worker_queue = server.services.worker_queue
    with asking(server, "/api/estimates", HOURS), asking(server, "/api/estimates", HOURS), asking(server, "/api/estimates", HOURS) as third:
        until(lambda: len(busy(server)) == 2 and len(worker_queue._turns) == 1)
        third.close()
        until(lambda: len(worker_queue._turns) == 0)
        assert len(busy(server)) == 2
    until(lambda: not busy(server))


def test_an_answer_past_its_time_says_so() -> None:
    with serving(answer_seconds=1) as server:
        staffed(server)
        response = server.post("/api/estimates", HOURS)
        assert response.status_code == 503
        found = Problem.model_validate(response.json())
        assert found.type == "/docs#limit-exceeded"
        assert "POLICYSCOPE_ANSWER_SECONDS" in found.detail
        until(lambda: not busy(server))
        assert server.post("/api/exact", {}).status_code == 200


def test_a_recorded_run_past_its_time_says_so_in_its_last_line() -> None:
    body = {**YEARS, "every": 1000}
    with serving(answer_seconds=1) as server:
        staffed(server)
        *lines, last = [json.loads(line) for line in server.post("/api/runs", body).text.splitlines()]
        assert [line["type"] for line in lines] == ["frame"] * len(lines)
        assert last["status"] == 503
        assert "POLICYSCOPE_ANSWER_SECONDS" in last["detail"]
        assert last["update"] >= lines[-1]["update"]
        with server.page() as page:
            assert page.open(body["experiment"], state=last["state"])[1]["update"] == last["update"]
        table = server.post("/api/runs", body, headers={"Accept": "text/csv"}).text.splitlines()
        assert table[0].startswith("update,value")
        assert table[-1].startswith("# This takes longer than 1 seconds")


def test_one_client_cannot_fill_the_queue() -> None:
    with serving(waiting_requests_per_client=1) as server, asking(server, "/api/estimates", HOURS):
        until(lambda: bool(busy(server)))
        response = server.post("/api/exact", {})
        assert response.status_code == 503
        assert "POLICYSCOPE_WAITING_REQUESTS_PER_CLIENT" in response.json()["detail"]
        assert response.headers["retry-after"] == "2"


def test_a_long_answer_comes_whole_and_a_client_that_does_not_read_it_holds_little(server: Running) -> None:
    rows, size = 12, 500
    phi = np.random.default_rng(0).normal(size=(rows + 1, 2, size)).tolist()
    body = {"problem": {"kind": "chain", "length": rows}, "policy": {"kind": "softmax", "features": {"kind": "custom", "phi": phi}}}
    response = server.post("/api/exact", body)
    assert len(response.content) > 4 << 20
    assert np.shape(response.json()["fisher"]) == (size, size)
    with asking(server, "/api/exact", body) as client:
        assert client.recv(12) == b"HTTP/1.1 200"
        until(lambda: bool(busy(server)))
        assert server.post("/api/exact", {}).status_code == 200
    until(lambda: not busy(server))


def queue_of(use: Callable[[WorkerQueue], Awaitable[None]], **settings: Any) -> None:
    """Use a queue with workers that need no kernels."""

    async def run() -> None:
        worker_queue = WorkerQueue(Settings(**settings), Metrics())
        worker_queue.renew(interpreted=True)
        while len(worker_queue._workers._idle) < worker_queue.settings.workers:
            await asyncio.sleep(0.01)
        try:
            await asyncio.wait_for(use(worker_queue), PATIENCE)
        finally:
            worker_queue.end()

    asyncio.run(run())


def test_no_client_holds_the_last_worker() -> None:
    async def use(worker_queue: WorkerQueue) -> None:
        async with worker_queue.worker("many") as one:
            more = asyncio.ensure_future(worker_queue.worker("many").__aenter__())
            async with worker_queue.worker("other") as other:
                assert other is not one
                assert not more.done()
            more.cancel()

    queue_of(use, workers=2)


def test_whoever_waits_too_long_is_told() -> None:
    async def use(worker_queue: WorkerQueue) -> None:
        async with worker_queue.worker("one"):
            with pytest.raises(HTTPException, match="POLICYSCOPE_WORKERS"):
                async with worker_queue.worker("other"):
                    raise AssertionError

    queue_of(use, workers=1, answer_seconds=1)


def test_new_workers_take_the_place_of_old_ones_and_of_a_template_that_died() -> None:
    async def use(worker_queue: WorkerQueue) -> None:
        async with worker_queue.worker("one") as old:
            worker_queue.renew(interpreted=True)
            async with worker_queue.worker("other") as young:
                assert young.template is not old.template
        async with worker_queue.worker("one") as worker:
            assert worker.template is young.template
            young.template.process.kill()
            worker.busy = True
        # the workers that are left, then those of another template
        seen = set()
        while young.template in seen or not seen:
            async with worker_queue.worker("one") as worker:
                seen = {worker.template}
                worker.busy = True

    queue_of(use, workers=1)


def test_a_template_that_has_ended_leaves_no_line_open() -> None:
    template = Template(interpreted=True)
    template.process.kill()
    template.process.wait()
    # A line left open would warn, and a warning is an error here.
    with pytest.raises(OSError, match=r"pipe|reset"):
        template.fork()
    template.end()


def test_workers_end_with_their_server_however_it_ends(root: Any) -> None:
    process = Process(root)
    with process.page() as page:
        page.open(BANDIT)
    until(lambda: any(children(child) for child in children(process.process.pid)))
    family = [pid for child in children(process.process.pid) for pid in (child, *children(child))]
    process.end(signal.SIGKILL)
    until(lambda: not any(map(alive, family)))


def test_workers_whose_server_has_left_say_nothing() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        template = subprocess.Popen(
            [sys.executable, "-c", f"from policyscope.web.worker import main; main({theirs.fileno()})"],
            pass_fds=[theirs.fileno()],
            env=worker_environment(interpreted=True),
            stderr=subprocess.PIPE,
        )
    gone, left = socket.socketpair()
    busy, worker = socket.socketpair()
    socket.send_fds(ours, [b"+"], [left.fileno()])
    gone.close()  # before the worker has said who it is
    left.close()
    socket.send_fds(ours, [b"+"], [worker.fileno()])
    worker.close()
    kind, size = HEAD.unpack(busy.recv(HEAD.size))
    assert kind == END
    assert busy.recv(size)
    long = {"experiment": {}, "updates": 1000, "every": 1}
    task = pickle.dumps(Task(recorded, (orjson.dumps(long), False, Limits(), None), PATIENCE))
    busy.sendall(HEAD.pack(b"t", len(task)) + task)
    busy.close()  # in the middle of its task
    ours.close()
    assert template.communicate(timeout=PATIENCE)[1] == b""
    assert template.returncode == 0


VALUES: list[Any] = [
    {"a": 1.5, "b": [1, 2, {"c": np.arange(3.0)}], "d": None, "e": [], "f": {}, "θ": "é"},
    {"table": np.arange(NUMBERS * 3.0).reshape(-1, 3), "cube": np.full((7, NUMBERS, 2), np.nan), "flat": np.zeros(NUMBERS * 2)},
    {"rows": [{"samples": np.ones((NUMBERS, 4))}, {"samples": np.zeros((0, 4))}], "wide": np.ones((2, NUMBERS * 2))},
]


@pytest.mark.parametrize("value", VALUES)
def test_an_answer_in_pieces_is_the_answer(value: Any) -> None:
    assert b"".join(parts(value)) == encoded(value) == orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


def test_a_server_without_workers_left_behind() -> None:
    before = threading.active_count()
    with serving() as server:
        assert server.post("/api/exact", {}).status_code == 200
        template = server.services.worker_queue._workers._template
        assert template is not None
    assert template.process.returncode is not None
    assert threading.active_count() <= before + 2
