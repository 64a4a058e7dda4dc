"""A server that leaves, politely or not: nobody loses a number."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from policyscope.runs import open_run, parse_experiment
from tests.web.kit import BANDIT, PATIENCE, Page, Process, serving


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_closes_sockets_with_1001(root: Path, how: signal.Signals) -> None:
    process = Process(root)
    with process.page() as playing, process.page() as silent:
        playing.open(grant=3)
        playing.say("play", updates_per_second=300)
        playing.hear("frame")
        process.process.send_signal(how)
        assert playing.wait_for_close()[0] == 1001
        assert silent.wait_for_close()[0] == 1001
    code = process.end(0)
    assert code == (0 if how == signal.SIGINT else -signal.SIGTERM)


def test_a_server_in_a_thread_leaves_with_1001_too() -> None:
    with serving() as server:
        page = server.page().__enter__()
        page.open()
    assert page.wait_for_close()[0] == 1001
    page.__exit__(None, None, None)


def test_a_killed_server_loses_nothing(root: Path) -> None:
    first = Process(root)
    with first.page() as page:
        page.open(subscribe=["exact", "estimate"])
        page.ask("control", changes={"optimizer.learning_rate": 0.5})
        page.hear("frame")
        last = page.play(10, speed=300)[-1]
        first.end(signal.SIGKILL)
        with pytest.raises(ConnectionClosed):
            page.socket.recv(timeout=PATIENCE)
    again = Process(root, first.port)
    assert again.url == first.url
    experiment = {**BANDIT, "optimizer": {"kind": "ascent", "learning_rate": 0.5}}
    with again.page() as page:
        _, frame = page.open(experiment, state=last["state"], subscribe=["exact", "estimate"])
        assert (frame["update"], frame["theta"], frame["exact"]) == (last["update"], last["theta"], last["exact"])
        after = page.step(3000)
    again.end(signal.SIGINT)
    run = open_run(parse_experiment(experiment))
    expected = run.advance(after["update"], frozenset({"estimate"}))
    assert after["theta"] == expected["theta"].tolist()
    assert after["state"] == expected["state"]
    assert after["estimate"] == expected["estimate"].tolist()


def test_a_port_in_use_is_said_and_ends(root: Path) -> None:
    taken = Process(root)
    code = f"from policyscope.web import Settings, serve; serve(Settings(port={taken.port}))"
    environment = {**os.environ, "PYTHONPATH": str(root / "server")}
    second = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert second.returncode != 0
    assert "address already in use" in second.stderr
    assert "Traceback" not in second.stderr
    taken.end(signal.SIGINT)


def test_the_address_is_printed_for_a_browser() -> None:
    with serving(host="0.0.0.0") as server:
        assert server.url.startswith("http://localhost:")
        assert server.get("/healthz").status_code == 200
        with Page(server.socket) as page:
            page.open()
