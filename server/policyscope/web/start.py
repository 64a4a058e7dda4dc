"""How a server starts: it plays at once, and switches to full speed without interrupting any run.

cache complete ──► load ─────────────────────────────────────────────► full speed
else ──► interpret: runs play ──► a child compiles ──► link ──► switch ──► full speed
└─ fails: start over, once ──► fails again: interpreted for good, and said so
"""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable

from policyscope.gradients import calls
from policyscope.web.compiling import CannotCompile, Compiler
from policyscope.web.readiness import Readiness

log = logging.getLogger("policyscope.web")

ATTEMPTS = 2

BRIEF = 0.0005
"""Seconds after which a thread hands over to another: the event loop asks for its turn several times a frame."""


class Start:
    """Brings the kernels to full speed, in a thread.

    Args:
        readiness: where progress is recorded for everybody else.
        compiler: loads or compiles the kernels.
        changed: called from that thread whenever the readiness changes.
    """

    def __init__(self, readiness: Readiness, compiler: Compiler, changed: Callable[[], None]) -> None:
        self.readiness = readiness
        self.compiler = compiler
        self.changed = changed

    def run(self) -> None:
        """Run to the end; never raises."""
        sys.setswitchinterval(BRIEF)
        if self._loaded():
            self._settle()
            self.readiness.set_full_speed()
        else:
            calls.interpret()
            self._settle()
            self.readiness.set_playable()
            self.changed()
            self._reach_full_speed()
        self.changed()

    def _loaded(self) -> bool:
        """Whether machine code was there already and is now loaded."""
        try:
            if not self.compiler.stands():
                return False
            self.compiler.load()
        except Exception:  # whatever is wrong with it, runs can play without
            log.exception("The kernels' machine code could not be loaded; it is compiled again.")
            self.compiler.start_over()
            return False
        return True

    def _reach_full_speed(self) -> None:
        for attempt in range(ATTEMPTS):
            try:
                if attempt:
                    self.compiler.start_over()
                self.compiler.compile()
                self.compiler.link()
            except CannotCompile as error:
                reason = str(error)
            except Exception as error:
                log.exception("unexpected error on the way to full speed")
                reason = f"{type(error).__name__}: {error}"
            else:
                calls.interpret(False)
                gc.freeze()
                self.readiness.set_full_speed()
                return
            if self.compiler.ended:
                return
            log.warning("The kernels could not be compiled: %s", reason)
        log.error("Runs stay interpreted, some hundred times slower: the kernels could not be compiled in %d attempts.", ATTEMPTS)
        self.readiness.set_failed(f"The kernels could not be compiled, so runs stay interpreted: {reason}")

    def _settle(self) -> None:
        """What exists by now stays: the garbage collector never needs to scan it again while frames are due."""
        gc.collect()
        gc.freeze()
