"""The workers as the server sees them: hired, given a task, listened to, and killed when nobody wants the answer any more."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from policyscope.web.settings import worker_environment
from policyscope.web.worker import END, HEAD, Broken, Done, Refused, Task

log = logging.getLogger("policyscope.web")

AGAIN = 1.0
"""Seconds before another template is started after one has failed."""


class Gone(Exception):
    """The worker has ended in the middle of its task."""


class Template:
    """The process every worker is forked from.

    Args:
        interpreted: whether it leaves the kernels plain Python, for as long as nobody has compiled them.
    """

    def __init__(self, interpreted: bool) -> None:
        self.interpreted = interpreted
        self._line, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", f"from policyscope.web.worker import main; main({theirs.fileno()})"],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=worker_environment(interpreted),
                start_new_session=True,  # a Ctrl-C is for the server, which tells its workers
            )

    def fork(self) -> socket.socket:
        """A line to a new worker, which answers once the template is warm.

        Raises:
            OSError: the template has ended.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._line, [b"+"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours

    def retire(self) -> None:
        """No more workers; it ends with the last of them."""
        self._line.close()

    def end(self) -> None:
        """End it now."""
        self.retire()
        self.process.kill()
        self.process.wait()


class Worker:
    """One worker.

    Attributes:
        template: what it was forked from.
        busy: whether its last task is still under way.
    """

    def __init__(self, template: Template, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.template = template
        self.busy = False
        self._pid, self._reader, self._writer = pid, reader, writer

    @classmethod
    async def hired(cls, template: Template) -> Worker:
        """A worker of that template, once it is there.

        Raises:
            Gone: the template has ended.
        """
        try:
            reader, writer = await asyncio.open_connection(sock=template.fork())
        except OSError as error:
            raise Gone from error
        try:
            pid = pickle.loads((await _message(reader))[1])
        except BaseException:
            writer.close()
            raise
        return cls(template, pid, reader, writer)

    def begin(self, task: Task) -> None:
        """Give it a task; `hear` returns what comes of it."""
        self.busy = True
        body = pickle.dumps(task)
        self._writer.write(HEAD.pack(b"t", len(body)) + body)

    async def hear(self) -> bytes | Done | Refused | Broken:
        """The next piece of the answer, or how the task ended.

        Raises:
            Gone: the process has ended.
        """
        kind, body = await _message(self._reader)
        if kind != END:
            return body
        outcome: Done | Refused | Broken = pickle.loads(body)
        self.busy = False
        return outcome

    @property
    def fit(self) -> bool:
        """Whether it can take another task."""
        return not self.busy and not self._reader.at_eof()

    def kill(self) -> None:
        """End it, whatever it is doing."""
        if not self._reader.at_eof():
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        self._writer.close()


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    try:
        kind, size = HEAD.unpack(await reader.readexactly(HEAD.size))
        return kind, await reader.readexactly(size)
    except (asyncio.IncompleteReadError, OSError) as error:
        raise Gone from error


class Workers:
    """A fixed number of workers of one template; each that ends is replaced.

    Args:
        size: how many.
        arrived: called when one has become idle.
    """

    def __init__(self, size: int, arrived: Callable[[], None]) -> None:
        self._size, self._arrived = size, arrived
        self._idle: deque[Worker] = deque()
        self._taken: set[Worker] = set()
        self._template: Template | None = None
        self._retired: list[Template] = []
        self._hiring: set[asyncio.Task[None]] = set()

    def renew(self, interpreted: bool) -> None:
        """Begin, or begin again, with a new template; workers of the old one finish what they are doing."""
        if self._template is not None:
            self._template.retire()
            self._retired = [each for each in [*self._retired, self._template] if each.process.poll() is None]
        for worker in self._idle:
            worker.kill()
        self._idle.clear()
        self._template = Template(interpreted)
        for _ in range(self._size):
            self._hire(self._template)

    @property
    def idle(self) -> bool:
        """Whether a worker is free."""
        while self._idle and not self._idle[0].fit:
            self._replace(self._idle.popleft())
        return bool(self._idle)

    def take(self) -> Worker:
        """An idle worker, if there is one."""
        worker = self._idle.popleft()
        self._taken.add(worker)
        return worker

    def give_back(self, worker: Worker) -> None:
        """What `take` gave; a worker whose task has not ended is killed."""
        self._taken.discard(worker)
        if worker.fit and worker.template is self._template:
            self._idle.append(worker)
            self._arrived()
        else:
            self._replace(worker)

    def end(self) -> None:
        """End every process."""
        for task in self._hiring:
            task.cancel()
        for worker in [*self._idle, *self._taken]:
            worker.kill()
        for template in [*self._retired, *([self._template] if self._template else [])]:
            template.end()
        self._idle.clear()
        self._retired.clear()
        self._template = None

    def _replace(self, worker: Worker) -> None:
        worker.kill()
        if self._template is not None and worker.template is self._template:
            self._hire(self._template)

    def _hire(self, template: Template) -> None:
        task = asyncio.create_task(self._hired(template))
        self._hiring.add(task)
        task.add_done_callback(self._hiring.discard)

    async def _hired(self, template: Template) -> None:
        try:
            worker = await Worker.hired(template)
        except Gone:
            await self._mended(template)
            return
        if template is not self._template:
            worker.kill()
            return
        self._idle.append(worker)
        self._arrived()

    async def _mended(self, template: Template) -> None:
        """The template has ended, which should never happen: start another after a while."""
        if template is not self._template or template in self._retired:
            return
        self._retired.append(template)
        log.error("the process that workers are forked from has ended with code %s; starting another", template.process.poll())
        await asyncio.sleep(AGAIN)
        self.renew(template.interpreted)
