"""The server under attack: a process of its own, what it and its workers use, and what it logs."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from benchmarks.live import ROOT, free_port

HOST = "127.0.0.1"
DESCRIPTORS = 1024
"""Open files the server may have: what most systems allow a process unless told otherwise."""

ALL_THE_WHILE = 0.9
"""The share of some time that is nearly all of it."""

TROUBLE = re.compile(r"^Traceback|^ERROR|^CRITICAL| ERROR |Exception in ", re.MULTILINE)
"""What no client should be able to make a server log."""


def busy(before: dict[int, float], after: dict[int, float], seconds: float) -> int:
    """How many threads wanted to run all the while, between two answers of `Lab.wanted`."""
    return sum(after[thread] - before[thread] > ALL_THE_WHILE * seconds for thread in before.keys() & after.keys())


class Lab:
    """A server with its default settings on a free port.

    Raises:
        SystemExit: it ended by itself, or its kernels were not ready within four minutes.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 (closed in `close`)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "policyscope", "serve", "--host", HOST, "--port", str(self.port)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "server")},
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            start_new_session=True,
            preexec_fn=_few_descriptors,
        )
        try:
            self._wait()
        except BaseException:
            self.close()
            raise

    def _wait(self) -> None:
        for _ in range(2400):
            if self._process.poll() is not None:
                raise SystemExit("the server has stopped:\n" + self.log()[-2000:])
            with contextlib.suppress(OSError), urlopen(f"http://{HOST}:{self.port}/readyz", timeout=5) as answer:
                if json.load(answer).get("full_speed", True):
                    return
            time.sleep(0.1)
        raise SystemExit("the server never became ready")

    def processes(self) -> list[int]:
        """The server's process and all below it."""
        children: dict[int, list[int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                children.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
        found = [self._process.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def memory(self) -> float:
        """MB resident, what processes share counted once."""
        kilobytes = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                found = re.search(r"^Pss: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
                kilobytes += int(found[1]) if found else 0
        return kilobytes / 1024

    def cpu(self) -> float:
        """Seconds of CPU used so far, by processes that have ended too."""
        ticks = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def wanted(self) -> dict[int, float]:
        """For each thread the seconds in which it ran, or would have on a machine with a core to spare."""
        seconds: dict[int, float] = {}
        for pid in self.processes():
            for stat in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                with contextlib.suppress(OSError):
                    ran, waited, _ = map(int, stat.read_text().split())
                    seconds[int(stat.parent.name)] = (ran + waited) / 1e9
        return seconds

    def log(self, since: int = 0) -> str:
        """What was logged after the first ``since`` characters."""
        # The server's writes and these reads share one offset: reading ends where it began, at the end.
        with open(f"/proc/self/fd/{self._log.fileno()}", encoding="utf-8", errors="replace") as log:
            return log.read()[since:]

    def alive(self) -> bool:
        """Whether the server still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the server and everything it has started."""
        if self.alive():
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(4)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._log.close()


def _few_descriptors() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(DESCRIPTORS, hard), hard))
