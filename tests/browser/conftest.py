"""A real server in a process of its own, a real Chromium, and a page that fails the test if it complains."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, WebSocket, expect, sync_playwright

from tests import chromium

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
START_SECONDS = 180  # a cold machine compiles first
T = TypeVar("T")
expect.set_options(timeout=15_000)


class Server:
    """The lab on a port of its own; `kill` is as rude as a power cut."""

    def __init__(self, port: int | None = None, **settings: str) -> None:
        self.port = port or free_port()
        self.settings = {f"POLICYSCOPE_{name.upper()}": value for name, value in settings.items()}
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = tempfile.TemporaryFile()  # noqa: SIM115  (closed by `stop`)
        self.start()

    def start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "server"), **self.settings}
        command = [sys.executable, "-m", "policyscope", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=self.log, stderr=self.log)
        ends = time.monotonic() + START_SECONDS
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > ends:
                self.log.seek(0)
                said = self.log.read().decode()[-2000:]
                self.stop()
                raise RuntimeError(f"the server did not start: {said}")
            time.sleep(0.1)

    def _ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests that do not hurt it."""
    one = Server()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as one:
        yield one


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Its contexts are first visits: nothing is cached."""
    one = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
    yield one
    one.close()


@pytest.fixture(scope="session")
def visitor(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """Somebody who has been here before: files and compiled scripts are cached, which spares every test two seconds of plotly.js."""
    folder = tmp_path_factory.mktemp("profile")
    one = playwright.chromium.launch_persistent_context(folder, executable_path=chromium.find(), args=FLAGS)
    yield one
    one.close()


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Opens pages; afterwards none of them may have complained.

    A page is a returning visitor's whose storage is empty, or with ``first_visit`` (or any option of a context) a new one's.
    """
    contexts: list[BrowserContext] = []
    pages: list[Page] = []
    complaints: list[str] = []

    def blank(size: tuple[int, int], first_visit: bool, options: dict[str, Any]) -> Page:
        viewport: ViewportSize = {"width": size[0], "height": size[1]}
        if first_visit or set(options) - {"color_scheme", "reduced_motion"}:
            contexts.append(browser.new_context(viewport=viewport, **options))
            return contexts[-1].new_page()
        page = request.getfixturevalue("visitor").new_page()
        pages.append(page)
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=options.get("color_scheme", "light"), reduced_motion=options.get("reduced_motion", "no-preference"))
        return page

    def open_one(
        url: str, *, size: tuple[int, int] = (1440, 900), lost_server: bool = False, ready: bool = True, first_visit: bool = False,
        **options: Any,
    ) -> Page:  # fmt: skip
        page = blank(size, first_visit, options)
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if not lost_server:
            page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.goto(url)
        if ready:
            stands(page)
        return page

    yield open_one
    for context in contexts:
        context.close()
    for page in pages:
        if page.url.startswith("http"):
            origin = page.evaluate("() => location.origin")
            page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage"})
        page.close()
    assert complaints == []


def stands(page: Page) -> None:
    """Wait until the first frame is on screen."""
    page.get_by_role("region").first.wait_for()
    page.wait_for_function("() => /\\d/.test(document.querySelectorAll('.readout dd')[1]?.textContent ?? '')")


class Wire:
    """What a page hears on its live sockets, and says."""

    def __init__(self, page: Page) -> None:
        self.heard: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []
        self.sockets = 0
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        self.sockets += 1
        socket.on("framereceived", lambda text: self.heard.append(json.loads(text)))
        socket.on("framesent", lambda text: self.said.append(json.loads(text)))

    def frames(self) -> list[dict[str, Any]]:
        return [message for message in self.heard if message["type"] == "frame"]

    def last(self) -> dict[str, Any]:
        return self.frames()[-1]


def eventually(page: Page, read: Callable[[], T]) -> T:
    """What is read once it is true: for what no locator sees, such as what a wire has heard."""
    ends = time.monotonic() + 15
    while not (value := read()):
        assert time.monotonic() < ends, "this did not come about"
        page.wait_for_timeout(50)
    return value


def at_rest(page: Page, read: Callable[[], T], quiet: int = 500) -> T:
    """What is read once it has stayed the same so many milliseconds: a pause lets what is on its way arrive."""
    ends = time.monotonic() + 30
    value = read()
    while True:
        page.wait_for_timeout(quiet)
        before, value = value, read()
        if before == value:
            return value
        assert time.monotonic() < ends, "this did not come to rest"


def step_shown(page: Page) -> int:
    """The update number the page shows."""
    text = page.locator(".readout dd").first.inner_text()
    return int("".join(letter for letter in text.split("+")[0] if letter.isdigit()))


def play_until(page: Page, step: int) -> None:
    """Play, pause once at least so many updates are done, and wait for the frames that were on their way."""
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "(step) => Number(document.querySelector('.readout dd').textContent.replace(/\\D/g, '')) >= step", arg=step, timeout=60_000
    )
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    at_rest(page, lambda: page.locator(".readout dd").first.inner_text(), 300)
