"""The page in headless Chromium on one core: time to stand, ms of scripting a frame, frames a second, slider to picture, heap.

    python benchmarks/page.py               everything, beside a page that gives every frame to Plotly.react
    python benchmarks/page.py --seconds 5   shorter plays
    python benchmarks/page.py --opening 6   only how long it takes to stand, six times
    python benchmarks/page.py --compare     only two runs side by side

Chromium gets one core of its own where there are two; the server the others. `stands` is when controls, numbers and the
probabilities are on screen, `marks` when every panel of the default view has drawn, `Plotly` when every picture stands on
it, nobody touching the page; `plays` when the first update is on screen if Play is pressed as soon as it stands.
Scripting is what runs in animation frames and in socket messages, as the page itself clocks it; `CPU` rows are the main
thread's own time, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.parse import urljoin
from urllib.request import urlopen

from playwright.sync_api import BrowserType, CDPSession, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import devtools  # noqa: E402
from tests import chromium  # noqa: E402
from tests.browser.kit import FLAGS, free_port  # noqa: E402

SIZE = {"width": 1440, "height": 900}
HERE = Path(__file__).parent / "page"
# A little above the 30 frames a second asked for, so that the server is not what is measured.
FRAME_RATE = 40
ROUNDS = 3
UPDATES = "Number(document.querySelector('.readout dd').textContent.replace(/\\D/g, ''))"


@contextmanager
def server() -> Iterator[str]:
    """A lab of its own."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "server")}
    command = [sys.executable, "-m", "policyscope", "serve", "--port", str(port), "--frame-rate", str(FRAME_RATE)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        while not is_ready(url):
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait()


def is_ready(url: str) -> bool:
    try:
        with urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(json.load(answer)["full_speed"])
    except (URLError, OSError):
        return False


def opening(url: str, core: int | None, rounds: int) -> None:
    """Medians over fresh profiles; Chromium keeps compiled code from the second visit on, and writes it when it has time."""
    print(f"time to stand, ms after navigation, medians of {rounds}")
    cold, warm = [], []
    for _ in range(rounds):
        with TemporaryDirectory() as profile:
            untouched = visited(url, profile, core, press=False)
            for _ in range(3):
                visited(url, profile, core, press=False)
            warm.append(both(visited(url, profile, core, press=False), visited(url, profile, core, press=True)))
        with TemporaryDirectory() as profile:
            cold.append(both(untouched, visited(url, profile, core, press=True)))
    for name, times in (("  cold cache", cold), ("  warm cache", warm)):
        load = f"  (load {os.getloadavg()[0]:.1f})" if hasattr(os, "getloadavg") else ""
        print(f"{name:<14}" + "  ".join(f"{key} {median(one[key] for one in times):8.0f}" for key in cold[0]) + load, flush=True)


def both(untouched: dict[str, float], pressed: dict[str, float]) -> dict[str, float]:
    return {**untouched, "plays": pressed["plays"]}


def visited(url: str, profile: str, core: int | None, *, press: bool) -> dict[str, float]:
    """Milliseconds from navigation to each stage of standing, in a Chromium started for this one visit."""
    with devtools.chromium(chromium.find(whole=True), FLAGS, profile, core) as page:
        page.send("Page.enable")
        page.send("Page.addScriptToEvaluateOnNewDocument", source=(HERE / "clock.js").read_text())
        page.send("Page.addScriptToEvaluateOnNewDocument", source=f"window.clock.press = {str(press).lower()}")
        page.send("Emulation.setDeviceMetricsOverride", **SIZE, deviceScaleFactor=1, mobile=False)
        time.sleep(1.5)  # the browser's own start is not the page's
        page.send("Page.navigate", url=url)
        ends = time.monotonic() + 60
        times: dict[str, float] | None = None
        while not times or not times["Plotly"] or (press and not times["plays"]):
            if time.monotonic() > ends:
                raise TimeoutError(f"the page does not stand: {times}")
            time.sleep(2)  # seldom: asking takes the page's time
            times = page.value("window.clock && { stands: clock.stands, marks: clock.marks, Plotly: clock.pictures, plays: clock.plays }")
        time.sleep(2)
    return times


@contextmanager
def browser(kind: BrowserType, profile: str) -> Iterator[Page]:
    """A Chromium with a profile folder of its own: what it has cached is what is in there."""
    context = kind.launch_persistent_context(
        profile, executable_path=chromium.find(whole=True), args=FLAGS, viewport=SIZE, bypass_csp=True  # type: ignore[arg-type]
    )  # fmt: skip
    context.add_init_script(path=HERE / "clock.js")
    page = context.pages[0]
    page.goto("about:blank")
    page.wait_for_timeout(1500)  # the browser's own start is not the page's
    yield page
    context.close()


def start(page: Page, url: str) -> None:
    """Open the page and play, every picture standing."""
    page.goto(url)
    page.wait_for_function("() => window.clock.pictures", timeout=120_000)
    page.get_by_role("button", name="Play", exact=True).dispatch_event("click")
    page.wait_for_function("() => window.clock.plays", timeout=60_000)


def spent(devtools: CDPSession) -> dict[str, float]:
    return {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}


def playing(page: Page, seconds: float) -> None:
    """Frames a second and the scripting each took."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.wait_for_timeout(3000)
    page.evaluate("() => window.clock.frames.length = 0")
    before, began = spent(devtools), time.perf_counter()
    page.wait_for_timeout(seconds * 1000)
    frames: list[float] = sorted(page.evaluate("() => window.clock.frames"))
    after, took = spent(devtools), time.perf_counter() - began
    cpu = {name: 1000 * (after[name] - before[name]) / len(frames) for name in ("ScriptDuration", "LayoutDuration", "TaskDuration")}
    print(f"  {len(frames) / took:5.1f} drawn frames/s")
    print(f"  scripting a frame: median {median(frames):.2f} ms, p95 {frames[int(0.95 * len(frames))]:.2f} ms")
    print(
        "  CPU a frame, mean: " + ", ".join(f"{name.removesuffix('Duration').lower()} {ms:.2f} ms" for name, ms in cpu.items()), flush=True
    )


def slider(page: Page) -> None:
    """From moving the learning rate's slider to the picture of the frame that answers."""
    times = []
    for i in range(20):
        page.evaluate("(share) => window.clock.slide(share)", 0.3 + 0.02 * i)
        times.append(page.wait_for_function("() => window.clock.slid", timeout=10_000).json_value())
        page.wait_for_timeout(100)
    times.sort()
    print(f"  slider to picture: median {median(times):.0f} ms, worst of {len(times)} {times[-1]:.0f} ms", flush=True)


def heap(page: Page) -> None:
    """The heap after garbage collection, along a long fast run."""
    devtools = page.context.new_cdp_session(page)
    page.get_by_role("slider", name="Speed").evaluate("(one) => { one.value = one.max; one.dispatchEvent(new Event('input')); }")
    for updates in (10_000, 50_000, 110_000):
        page.wait_for_function(f"() => {UPDATES} >= {updates}", timeout=300_000)
        devtools.send("HeapProfiler.collectGarbage")
        used = devtools.send("Runtime.getHeapUsage")["usedSize"]
        print(f"  heap after {updates:>7} updates: {used / 1e6:.1f} MB", flush=True)


def branched(page: Page) -> None:
    """Three runs that were left, beside the one that goes on."""
    for at in (5, 10, 15):
        page.get_by_role("button", name="Pause", exact=True).dispatch_event("click")
        page.get_by_role("slider", name="Step through the run").evaluate(
            "(one, at) => { one.value = at; one.dispatchEvent(new Event('input')); }", at
        )
        page.get_by_role("button", name="Branch here").dispatch_event("click")
        page.get_by_role("button", name="Play", exact=True).dispatch_event("click")
        page.wait_for_timeout(1500)
    print(f"  {page.locator('.runs-button').inner_text()}", flush=True)


def compared(kind: BrowserType, url: str, seconds: float) -> None:
    """Two runs in one picture: the budget is 6 ms of scripting a frame, and a heap that stays flat with three branches."""
    with TemporaryDirectory() as profile, browser(kind, profile) as page:
        print("playing, all default panels, with a second run beside the first")
        start(page, f"{url}/?speed={FRAME_RATE}&b.lr=0.05")
        playing(page, seconds)
        branched(page)
        heap(page)


def naive(kind: BrowserType, url: str, seconds: float) -> None:
    """The same frames into a page that gives each of them to Plotly.react."""
    with TemporaryDirectory() as profile, browser(kind, profile) as page:
        page.goto(f"{url}/healthz")
        library = urlopen(f"{url}/").read().decode().split('name="plotly" content="')[1].split('"')[0]
        page.set_content("<body></body>")
        page.add_script_tag(url=urljoin(f"{url}/", library))
        page.add_script_tag(path=HERE / "naive.js")
        page.evaluate("(url) => window.naive(url)", url)
        page.wait_for_function("() => window.clock.frames.length > 5", timeout=60_000)
        playing(page, seconds)


def main() -> None:
    options: Any = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=10)
    options.add_argument("--opening", type=int, default=0, metavar="ROUNDS", help="measure only the opening, so often")
    options.add_argument("--compare", action="store_true", help="measure only two runs side by side")
    given = options.parse_args()
    seconds = given.seconds
    chromium.find(whole=True)  # or say at once what is missing
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    with server() as url:
        if hasattr(os, "getloadavg"):
            print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before we begin")
        if not given.compare:
            opening(url, cores[0] if len(cores) > 1 else None, given.opening or ROUNDS)
        if given.opening:
            return
        if len(cores) > 1:
            os.sched_setaffinity(0, {cores[0]})  # what is started from here on, Chromium above all
        with sync_playwright() as playwright:
            kind = playwright.chromium
            compared(kind, url, seconds)
            if given.compare:
                return
            with TemporaryDirectory() as profile, browser(kind, profile) as page:
                print("playing, all default panels")
                start(page, f"{url}/?speed={FRAME_RATE}")
                playing(page, seconds)
                slider(page)
                heap(page)
            print("the same panels' worth of pictures, every frame through Plotly.react")
            naive(kind, url, seconds)


if __name__ == "__main__":
    main()
