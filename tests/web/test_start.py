"""A first start: runs play before there is machine code, go over to it without a jump, or stay as they are and say why."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from policyscope.gradients import calls
from policyscope.gradients.machine_code.cache import SEAL, Store, keep_in, store
from policyscope.runs import open_run, parse_experiment
from policyscope.web.app import create_app
from policyscope.web.compiling import CannotCompile, Compiler
from policyscope.web.settings import Settings
from tests.web.kit import BANDIT, PATIENCE, Loading, Page, Running, serving


class Compiling(Compiler):
    """No machine code yet; `finish` lets it come, or not."""

    def __init__(self, *failures: str) -> None:
        super().__init__()
        self.failures = list(failures)
        self.finished = threading.Event()
        self.done: list[str] = []

    def stands(self) -> bool:
        return False

    def compile(self) -> None:
        self.done.append("compile")
        self.finished.wait(PATIENCE)
        if self.ended:
            raise CannotCompile("the server is leaving")
        if self.failures:
            raise CannotCompile(self.failures.pop(0))

    def start_over(self) -> None:
        self.done.append("start over")

    def end(self) -> None:
        super().end()
        self.finished.set()


@pytest.fixture(autouse=True)
def _machine_code_again() -> Iterator[None]:
    yield
    calls.interpret(False)


def until(page: Page, **wanted: Any) -> dict[str, Any]:
    """The first heartbeat that says all this."""
    while True:
        heard = page.hear("heartbeat", "opened", "frame")
        if heard["type"] == "heartbeat" and wanted.items() <= heard.items():
            return heard


def test_while_machine_code_is_loaded_a_page_waits_and_is_told_so() -> None:
    loaded = threading.Event()
    with serving(Loading(loaded)) as server, server.page() as page:
        page.say("open", experiment=BANDIT)
        assert page.hear("heartbeat") == {"type": "heartbeat", "ready": False, "full_speed": False}
        not_yet = server.get("/readyz")
        assert (not_yet.status_code, not_yet.json()["ready"], not_yet.json()["full_speed"]) == (503, False, False)
        loaded.set()
        page.hear("opened")
        assert page.hear("frame")["update"] == 0
        assert server.get("/readyz").json()["full_speed"] is True


def test_runs_play_while_the_kernels_compile_and_go_over_to_the_last_bit() -> None:
    compiler = Compiling()
    with serving(compiler) as server, server.page() as page:
        page.say("open", experiment=BANDIT)
        assert page.hear("heartbeat") == {"type": "heartbeat", "ready": True, "full_speed": False}
        page.hear("opened")
        page.hear("frame")
        answer = server.get("/readyz")
        assert (answer.status_code, answer.json()["ready"], answer.json()["full_speed"]) == (200, True, False)
        assert "policyscope_full_speed 0" in server.get("/metrics").text
        page.say("step", count=100)
        before = page.hear("frame")
        assert calls.interpreting()
        compiler.finished.set()
        until(page, full_speed=True)
        assert not calls.interpreting()
        page.say("step", count=100)
        after = page.hear("frame")
        assert server.get("/readyz").json()["full_speed"] is True
        assert "policyscope_full_speed 1" in server.get("/metrics").text
    run = open_run(parse_experiment(BANDIT))
    for frame in (before, after):
        alone = run.advance(100, frozenset())
        assert (frame["update"], frame["theta"], frame["state"]) == (alone["update"], alone["theta"].tolist(), alone["state"])


def test_questions_are_answered_meanwhile(server: Running) -> None:
    body = {"problem": BANDIT["problem"], "samples": 100}
    plane = {"problem": BANDIT["problem"], "x_direction": [1.0, 0.0, 0.0], "y_direction": [0.0, 1.0, 0.0], "resolution": 5}
    asked = (("/api/exact", {"problem": BANDIT["problem"]}), ("/api/estimates", body), ("/api/landscape", plane))
    compiled = [server.post(path, question).json() for path, question in asked]
    with serving(Compiling()) as starting:
        assert starting.services.readiness.ready.wait(PATIENCE)
        assert calls.interpreting()
        assert [starting.post(path, question).json() for path, question in asked] == compiled


def test_a_child_that_dies_once_is_started_again_from_nothing(caplog: pytest.LogCaptureFixture) -> None:
    compiler = Compiling("out of memory")
    with serving(compiler) as server, server.page() as page:
        page.say("open", experiment=BANDIT)
        page.hear("heartbeat")
        compiler.finished.set()
        until(page, full_speed=True)
        assert server.get("/readyz").json()["full_speed"] is True
    assert compiler.done == ["compile", "start over", "compile"]
    assert "out of memory" in caplog.text


def test_a_child_that_dies_twice_is_said_and_runs_go_on(caplog: pytest.LogCaptureFixture) -> None:
    compiler = Compiling("no space left", "no space left at all")
    with serving(compiler) as server, server.page() as page, caplog.at_level(logging.WARNING):
        page.say("open", experiment=BANDIT)
        page.hear("heartbeat")
        page.hear("opened")
        page.hear("frame")
        compiler.finished.set()
        reason = "The kernels could not be compiled, so runs stay interpreted: no space left at all"
        assert page.hear("heartbeat") == {"type": "heartbeat", "ready": True, "full_speed": False, "reason": reason}
        answer = server.get("/readyz")
        assert (answer.status_code, answer.json()["full_speed"], answer.json()["reason"]) == (200, False, reason)
        page.say("step", count=3)
        assert page.hear("frame")["update"] == 3
        with server.page() as later:
            later.say("open", experiment=BANDIT)
            assert later.hear("heartbeat")["reason"] == reason
    assert compiler.done == ["compile", "start over", "compile"]
    assert "Runs stay interpreted" in caplog.text


def test_machine_code_that_cannot_be_loaded_is_compiled_again() -> None:
    class Broken(Compiling):
        def stands(self) -> bool:
            return True

        def load(self) -> None:
            raise EOFError("Ran out of input")

    compiler = Broken()
    with serving(compiler) as server, server.page() as page:
        page.say("open", experiment=BANDIT)
        page.hear("heartbeat")
        page.hear("opened")
        assert server.get("/readyz").json()["full_speed"] is False
        compiler.finished.set()
        until(page, full_speed=True)
    assert compiler.done == ["start over", "compile"]


@pytest.fixture
def copied(tmp_path: Path) -> Iterator[Store]:
    """The machine code of this process in a folder of the test's own."""
    before = store()
    copy = keep_in(tmp_path)
    for path in (before.folder / SEAL, *(before.folder / name for name in before.names())):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    yield copy
    keep_in(before.folder)


@pytest.mark.compiled
def test_a_real_child_mends_a_damaged_file(copied: Store) -> None:
    compiler = Compiler()
    assert compiler.stands()
    for name in (*copied.names("exact.evaluate_values-"), *copied.names("natural.prepare-")):  # what others call, and what Python does
        whole = (copied.folder / name).read_bytes()
        (copied.folder / name).write_bytes(whole[: len(whole) // 2])
    assert not compiler.stands()
    compiler.compile()
    assert compiler.stands()
    compiler.link()
    assert compiler.stands()


@pytest.mark.compiled
def test_a_real_child_that_is_ended_is_said(copied: Store) -> None:
    compiler = Compiler()
    (copied.folder / SEAL).unlink()
    compiler.end()
    with pytest.raises(CannotCompile, match="the compiling process ended with -"):
        compiler.compile()


def test_a_server_that_leaves_while_it_starts_is_told_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that came while its event loop is closed would keep that from closing."""
    loaded, called = threading.Event(), list[object]()

    async def start_and_leave() -> None:
        app = create_app(Settings(), Loading(loaded))
        async with app.router.lifespan_context(app):
            pass
        monkeypatch.setattr(asyncio.get_running_loop(), "call_soon_threadsafe", called.append)
        loaded.set()
        for thread in threading.enumerate():
            if thread.name == "start":
                thread.join(PATIENCE)
        assert app.state.services.readiness.full_speed
        monkeypatch.undo()

    asyncio.run(start_and_leave())
    assert called == []
