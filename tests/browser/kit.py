"""What the browser tests share: a real server in a process of its own, what a page says and hears, and ways to watch and work it."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.request import Request, urlopen

from playwright.sync_api import Locator, Page, WebSocket, expect

from policyscope.runs import open_run, parse_experiment

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# A frame of another site has a process of its own, as on a person's desktop.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--site-per-process", "--renderer-process-limit=1",
]  # fmt: skip
START_SECONDS = 180  # a cold machine compiles first
MINUS = "\u2212"
T = TypeVar("T")
Open = Callable[..., Page]
"""Opens a page: what the fixture open_page is."""

Read = Callable[..., tuple[Page, list[str]]]
"""Opens an address without a network, and lists what is asked for: what the fixture read is."""


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
        """The newest frame. It need not hold a panel's field before that panel has asked for it: see `eventually`."""
        return self.frames()[-1]


def ask(server: Server, route: str, body: dict[str, Any]) -> dict[str, Any]:
    request = Request(f"{server.url}{route}", json.dumps(body).encode(), {"content-type": "application/json"})
    with urlopen(request, timeout=20) as answer:
        return dict(json.load(answer))


def wired(open_page: Open, url: str, **options: Any) -> tuple[Page, Wire]:
    """A page that shows something, and whose wire is listened to from the start."""
    page = open_page("about:blank", ready=False, **options)
    wire = Wire(page)
    page.goto(url)
    page.locator(".panel-summary:not(:empty)").first.wait_for()
    return page, wire


def opened(open_page: Open, url: str, panel: str, **options: Any) -> tuple[Page, Wire, Locator]:
    """A page showing one panel, its wire, and the panel's region."""
    page, wire = wired(open_page, url, **options)
    region = page.get_by_role("region", name=panel, exact=True)
    expect(region.locator(".panel-summary")).not_to_be_empty()
    return page, wire, region


def stands(page: Page) -> None:
    """Wait until the first frame is on screen."""
    page.get_by_role("region").first.wait_for()
    page.wait_for_function("() => /\\d/.test(document.querySelectorAll('.readout dd')[1]?.textContent ?? '')")


def eventually(page: Page, read: Callable[[], T]) -> T:
    """What is read once it is there and true: for what no locator sees, such as what a wire has heard."""
    ends = time.monotonic() + 15
    while True:
        try:
            if value := read():
                return value
        except LookupError:  # no frame yet, or one without this field: a panel asks for its fields once it is on the page
            assert time.monotonic() < ends, "this was never there"
        assert time.monotonic() < ends, "this did not come about"
        page.wait_for_timeout(50)


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


def step(page: Page) -> None:
    shown = page.locator(".readout dd").first
    before = shown.inner_text()
    page.get_by_role("button", name="Step", exact=True).click()
    expect(shown).not_to_have_text(before)


def play_until(page: Page, step: int) -> None:
    """Play, pause once at least so many updates are done, and wait for the frames that were on their way."""
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "(step) => Number(document.querySelector('.readout dd').textContent.replace(/\\D/g, '')) >= step", arg=step, timeout=60_000
    )
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    at_rest(page, lambda: page.locator(".readout dd").first.inner_text(), 300)


def drag(page: Page, handle: Locator, by: tuple[float, float]) -> None:
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0], y + by[1], steps=6)
    page.mouse.up()


def thetas(wire: Wire) -> list[list[float]]:
    return [message["theta"] for message in wire.said if message["type"] == "set_theta"]


def number(text: str) -> float:
    return float(text.replace(MINUS, "-"))


def minus(value: float, places: int) -> str:
    return f"{value:.{places}f}".replace("-", "−")


def magnitude(value: float) -> str:
    """Three significant digits, with their zeros where it is neither tiny nor huge."""
    rounded = float(f"{value:.3g}")
    return f"{rounded:#.3g}".rstrip(".") if 1e-4 <= abs(rounded) < 1000 else f"{rounded:g}"


def expected_theta(wire: Wire, step: int) -> list[float]:
    """θ after this many updates of the run the page opened, with the control changes at the updates they were applied at."""
    opened = next(message for message in wire.heard if message["type"] == "opened")
    run = open_run(parse_experiment(opened["experiment"]))
    for change in [message for message in wire.heard if message["type"] == "control_applied"]:
        run.advance(change["update"] - run.update, frozenset())
        run.control(change["changes"])
    theta: list[float] = run.advance(step - run.update, frozenset())["theta"].tolist()
    return theta


def violations(page: Page) -> list[str]:
    """What axe finds, one line a rule and place."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations")
    return [f"{one['id']}: {node['html'][:160]} | {node['failureSummary'][:200]}" for one in found for node in one["nodes"]]


APART = """async (pictures) => {
  const [one, other] = await Promise.all(pictures.map(async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const ctx = canvas.getContext('2d');
    ctx.drawImage(image, 0, 0);
    return ctx.getImageData(0, 0, image.width, image.height).data;
  }));
  let [sum, far] = [0, 0];
  for (let i = 0; i < one.length; i += 4) {
    const off = Math.max(...[0, 1, 2].map((k) => Math.abs(one[i + k] - other[i + k])));
    sum += off;
    far += off > 96;
  }
  return [sum / (one.length / 4), far / (one.length / 4)];
}"""


def picture(place: Locator) -> str:
    """What is seen there, as a PNG in base64."""
    return base64.b64encode(place.screenshot()).decode()


def apart(page: Page, one: str, other: str) -> tuple[float, float]:
    """How far two pictures are apart: the mean over their pixels, of 255, and the share of those that differ widely."""
    mean, far = page.evaluate(APART, [one, other])
    return mean, far
