"""Threads for live work, and whose work is next: round robin over clients, one piece at a time for each of their sessions.

All of it belongs to the event loop; only the pieces themselves run in the threads.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import perf_counter

from policyscope.web.turns import Turns

LONGEST_REST = 0.1
"""Seconds: a long message may open a large run, which holds the interpreter for a small part of its time."""


class Job:
    """A piece of work on its way.

    Attributes:
        began: when a thread took it up; None while it waits.
    """

    __slots__ = ("back", "began", "call", "client")

    def __init__(self, client: str, call: Callable[[], list[str]], back: Callable[[list[str]], None]) -> None:
        self.client, self.call, self.back = client, call, back
        self.began: float | None = None

    def run(self) -> list[str]:
        """Do it; for a thread."""
        self.began = perf_counter()
        return self.call()


def _step_back(niceness: int) -> None:
    if niceness and sys.platform == "linux":  # elsewhere niceness is the whole process's
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)


class Lane:
    """A fixed number of threads and what waits for them.

    Args:
        threads: how many.
        name: theirs.
        niceness: how far they yield to the event loop if there are more threads than cores.
        rest: how long a thread rests after a job, in times the job's own: for jobs that hold the interpreter, which the event loop needs
            some hundred times a tick and would have to wait for each time.
    """

    def __init__(self, threads: int, name: str, niceness: int = 0, rest: float = 0.0) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name, initializer=_step_back, initargs=(niceness,))
        self._free = threads
        self._rest = rest
        self._turns: Turns[Job] = Turns()

    def submit(self, job: Job) -> None:
        """Do it when its turn has come, and hand its messages back on the event loop."""
        self._turns.add(job.client, job)
        self._start()

    def drop(self, job: Job) -> bool:
        """Forget a job that still waits; False if it has started."""
        return self._turns.drop(job.client, job)

    def end(self) -> None:
        """Let the threads go once they have done what they do."""
        self._free, self._turns = 0, Turns()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _start(self) -> None:
        loop = asyncio.get_running_loop()
        while self._free and (waiting := self._turns.next()):
            job = waiting[1]
            self._free -= 1
            self._pool.submit(job.run).add_done_callback(lambda done, job=job: self._from_thread(loop, job, done))  # type: ignore[misc]

    def _from_thread(self, loop: asyncio.AbstractEventLoop, job: Job, done: Future[list[str]]) -> None:
        if not done.cancelled() and not loop.is_closed():
            loop.call_soon_threadsafe(self._back, job, done)

    def _back(self, job: Job, done: Future[list[str]]) -> None:
        if self._rest and job.began is not None:
            asyncio.get_running_loop().call_later(min(LONGEST_REST, self._rest * (perf_counter() - job.began)), self._ready)
        else:
            self._ready()
        job.back(done.result())

    def _ready(self) -> None:
        self._free += 1
        self._start()
