"""Two labs behind Caddy: one is killed while it plays, and its runs go on at the other, bit for bit."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from websockets.exceptions import ConnectionClosed

from policyscope.runs import open_run, parse_experiment
from tests import replicas
from tests.browser.kit import free_port
from tests.web.kit import BANDIT, PATIENCE, Page, Process, fetch


class Pair(NamedTuple):
    """Two labs, and where both are reached."""

    labs: list[Process]
    url: str

    def page(self) -> Page:
        return Page(self.url.replace("http", "ws", 1) + "/api/live")

    def sessions(self, lab: Process) -> int:
        """Live sockets open at a lab."""
        lines = fetch("GET", f"{lab.url}/metrics").text.splitlines()
        (line,) = [line for line in lines if line.startswith("policyscope_sessions ")]
        return int(float(line.split()[1]))


def ready(lab: Process) -> None:
    """Wait until a lab can play."""
    ends = time.monotonic() + PATIENCE
    while fetch("GET", f"{lab.url}/readyz").status_code != 200:
        assert time.monotonic() < ends
        time.sleep(0.1)


@pytest.fixture
def pair(root: Path, tmp_path: Path) -> Iterator[Pair]:
    labs = [Process(root), Process(root)]
    proxy = None
    try:
        for lab in labs:
            ready(lab)  # Caddy asks for it before it sends anybody there
        port = free_port()
        proxy = replicas.caddy(tmp_path, port, [lab.port for lab in labs])
        yield Pair(labs, f"http://127.0.0.1:{port}")
    finally:
        if proxy is not None:
            proxy.stop()
        for lab in labs:
            if lab.process.poll() is None:
                lab.end(signal.SIGKILL)


def test_a_run_goes_on_at_the_other_lab(pair: Pair) -> None:
    with pair.page() as page:
        page.open(subscribe=["exact"])
        page.ask("control", changes={"optimizer.learning_rate": 0.5})
        page.hear("frame")
        last = page.play(10, speed=300)[-1]
        (home,) = [lab for lab in pair.labs if pair.sessions(lab)]
        home.end(signal.SIGKILL)
        with pytest.raises(ConnectionClosed):
            page.socket.recv(timeout=PATIENCE)
    (other,) = [lab for lab in pair.labs if lab is not home]
    experiment = {**BANDIT, "optimizer": {"kind": "ascent", "learning_rate": 0.5}}
    with pair.page() as page:
        _, frame = page.open(experiment, state=last["state"], subscribe=["exact"])
        assert pair.sessions(other) == 1
        assert (frame["update"], frame["theta"], frame["exact"]) == (last["update"], last["theta"], last["exact"])
        after = page.step(3000)
    expected = open_run(parse_experiment(experiment)).advance(after["update"], frozenset())
    assert after["theta"] == expected["theta"].tolist()
    assert after["state"] == expected["state"]


def test_many_are_shared_out_and_answers_come_from_whichever_lab_there_is(pair: Pair) -> None:
    pages = [pair.page() for _ in range(6)]
    for page in pages:
        page.__enter__().open()
    assert sorted(pair.sessions(lab) for lab in pair.labs) == [3, 3]
    for page in pages:
        page.__exit__(None, None, None)
    before = answer_of(pair, "/api/catalog")
    pair.labs[0].end(signal.SIGKILL)
    for _ in range(4):
        assert answer_of(pair, "/api/catalog") == before
    assert answer_of(pair, "/healthz")["status"] == "ok"


def answer_of(pair: Pair, path: str) -> dict[str, Any]:
    """What one of the labs answers, whichever."""
    response = fetch("GET", pair.url + path)
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_its_labs_are_as_confined_as_a_single_one(root: Path) -> None:
    single = yaml.safe_load((root / "compose.yaml").read_text(encoding="utf-8"))["services"]["policyscope"]
    services = yaml.safe_load((replicas.FOLDER / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert list(services) == ["lab1", "lab2", "caddy"]
    for name in ("lab1", "lab2"):
        for field in set(single) - {"build", "ports", "environment"}:
            assert services[name][field] == single[field], field
        assert "ports" not in services[name], "only Caddy is reached from outside"
        assert (replicas.FOLDER / services[name]["build"]).resolve() == root.resolve()
    assert services["caddy"]["volumes"] == ["./Caddyfile:/etc/caddy/Caddyfile:ro"]
