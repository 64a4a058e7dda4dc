"""The page in headless Chromium on one core: time to stand, ms of scripting a frame, frames a second, slider to picture, heap.

    python benchmarks/page.py               everything, beside a page that gives every frame to Plotly.react
    python benchmarks/page.py --seconds 5   shorter plays

Chromium gets one core of its own where there are two; the server and this script the others. `stands` is when controls,
numbers and the probabilities are on screen, `plays` when the first update after pressing Play is, `marks` when every panel
of the default view has drawn, `Plotly` when every picture stands on it. Scripting is what runs in animation frames and in
socket messages, as the page itself clocks it; `CPU` rows are the main thread's own time, which other work on the machine
does not lengthen.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import BrowserType, CDPSession, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import chromium  # noqa: E402
from tests.browser.conftest import FLAGS, free_port  # noqa: E402

SIZE = {"width": 1440, "height": 900}
HERE = Path(__file__).parent / "page"
# A little above the 30 frames a second asked for, so that the server is not what is measured.
FRAME_RATE = 40
STANDS = "() => window.clock.stands"
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
        with urlopen(f"{url}/readyz", timeout=2):
            return True
    except (URLError, OSError):
        return False


@contextmanager
def browser(kind: BrowserType, profile: str) -> Iterator[Page]:
    """A Chromium with a profile folder of its own: what it has cached is what is in there."""
    context = kind.launch_persistent_context(
        profile, executable_path=chromium.find(), args=FLAGS, viewport=SIZE, bypass_csp=True  # type: ignore[arg-type]
    )  # fmt: skip
    context.add_init_script(path=HERE / "clock.js")
    page = context.pages[0]
    page.goto("about:blank")
    page.wait_for_timeout(1500)  # the browser's own start is not the page's
    yield page
    context.close()


def visit(page: Page, url: str) -> dict[str, float]:
    """Milliseconds from navigation to each stage of standing."""
    page.goto(url)
    stands = page.wait_for_function(STANDS, timeout=60_000).json_value()
    page.get_by_role("button", name="Play", exact=True).dispatch_event("click")
    plays = page.wait_for_function("() => window.clock.plays", timeout=60_000).json_value()
    marks = page.wait_for_function("() => window.clock.marks", timeout=60_000).json_value()
    pictures = page.wait_for_function("() => window.clock.pictures", timeout=120_000).json_value()
    return {"stands": stands, "plays": plays, "marks": marks, "Plotly": pictures}


def opening(kind: BrowserType, url: str) -> None:
    print("time to stand, ms after navigation")
    for _ in range(2):
        with tempfile.TemporaryDirectory() as profile:
            with browser(kind, profile) as page:
                report("  cold cache", visit(page, url))
            # Chromium keeps compiled code from the second visit on, and writes it when it has time.
            for turn in range(3):
                with browser(kind, profile) as page:
                    times = visit(page, url)
                    page.wait_for_timeout(3000)
                if turn == 2:
                    report("  warm cache", times)


def report(name: str, numbers: dict[str, float]) -> None:
    print(f"{name:<14}" + "  ".join(f"{key} {value:8.0f}" for key, value in numbers.items()), flush=True)


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


def naive(kind: BrowserType, url: str, seconds: float) -> None:
    """The same frames into a page that gives each of them to Plotly.react."""
    with tempfile.TemporaryDirectory() as profile, browser(kind, profile) as page:
        page.goto(f"{url}/healthz")
        library = urlopen(f"{url}/").read().decode().split('name="plotly" content="')[1].split('"')[0]
        page.set_content("<body></body>")
        page.add_script_tag(url=url + library)
        page.add_script_tag(path=HERE / "naive.js")
        page.evaluate("(url) => window.naive(url)", url)
        page.wait_for_function("() => window.clock.frames.length > 5", timeout=60_000)
        playing(page, seconds)


def main() -> None:
    options: Any = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=10)
    seconds = options.parse_args().seconds
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    with server() as url:
        if hasattr(os, "getloadavg"):
            print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before we begin")
        if len(cores) > 1:
            os.sched_setaffinity(0, {cores[0]})  # what is started from here on, Chromium above all
        with sync_playwright() as playwright:
            kind = playwright.chromium
            opening(kind, url)
            with tempfile.TemporaryDirectory() as profile, browser(kind, profile) as page:
                print("playing, all default panels")
                visit(page, f"{url}/?speed={FRAME_RATE}")
                playing(page, seconds)
                slider(page)
                heap(page)
            print("the same panels' worth of pictures, every frame through Plotly.react")
            naive(kind, url, seconds)


if __name__ == "__main__":
    main()
