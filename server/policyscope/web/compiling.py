"""The kernels' machine code: loaded from the cache, or else made by a child process while this one plays interpreted."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time

from policyscope.gradients import calls
from policyscope.gradients.machine_code import folders
from policyscope.gradients.machine_code.cache import keep_in, store
from policyscope.runs import warm_up

PAUSE = 0.05
"""Seconds between two stages of loading, left for frames that are due."""

POLITE = 10
"""How much nicer than the server its child is: with 19 a busy machine would never let it finish."""

WORDS = 300
"""How many characters of a child's last output are passed on."""


class CannotCompile(Exception):
    """A child ended without producing machine code; says why."""


class Compiler:
    """Loading and compiling machine code; `policyscope.web.start` decides when.

    Attributes:
        ended: whether the server is leaving.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[str] | None = None
        self.ended = False

    def stands(self) -> bool:
        """Whether all of it is in the cache."""
        return store().complete()

    def load(self) -> None:
        """Load all of it at once."""
        warm_up()

    def compile(self) -> None:
        """Have a child fill the cache. It is a process with its own interpreter lock, and yields to everybody.

        Raises:
            CannotCompile: it ended otherwise.
        """
        folder = store().folder
        command = [sys.executable, "-m", "policyscope", "warmup", "--into", str(folder)]
        try:
            self._child = child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
            )
        except OSError as error:
            raise CannotCompile(f"no process to compile in could be started: {error}") from None
        if self.ended:
            child.kill()
        if hasattr(os, "setpriority"):
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, child.pid, os.getpriority(os.PRIO_PROCESS, 0) + POLITE)
        words = child.communicate()[1].strip().splitlines()
        self._child = None
        if child.returncode != 0 or not store().complete():
            said = words[-1][:WORDS] if words else f"{folder} is not complete"
            raise CannotCompile(f"the compiling process ended with {child.returncode}: {said}")

    def link(self) -> None:
        """Load what the child left, a kernel at a time, so that no frames wait for it."""
        for _ in calls.load():
            time.sleep(PAUSE)

    def start_over(self) -> None:
        """Discard what the cache holds, and use another folder."""
        folders.discard(store().folder)
        keep_in(folders.private())

    def end(self) -> None:
        """End the child: the server is shutting down."""
        self.ended = True
        if self._child is not None:
            with contextlib.suppress(OSError):
                self._child.terminate()
