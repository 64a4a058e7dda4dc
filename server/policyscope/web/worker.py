"""The processes that compute long answers: one template, loaded and warmed up once, and workers forked from it.

    server ──(a socket, by a descriptor over the template's line)──▶ template ── fork ──▶ worker
    server ◀──────── pieces of an answer, then what became of it ─────────────────────────▶ worker

A fork takes milliseconds and shares the template's memory, so that a worker can be killed at any moment and another takes its place.
Every process here ends when the server's end of its line closes, whatever became of the server.
"""

from __future__ import annotations

import gc
import math
import os
import pickle
import resource
import signal
import socket
import struct
import traceback
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from policyscope.errors import InvalidInput
from policyscope.web.memory import give_back_large

HEAD = struct.Struct("<cI")
PIECE, END = b"p", b"e"
NICENESS = 5
"""Frames of live runs come first if there are more processes than cores."""
GRACE = 5
"""Seconds past its budget after which a worker whose server forgot it ends by itself."""
GROWTH = 1.2
"""A worker that has grown by more than this exits and is replaced, which frees its memory."""


@dataclass(frozen=True)
class Task:
    """What a worker is to do: ``call(*arguments)`` yields the answer's pieces and returns a value that can be pickled."""

    call: Callable[..., Generator[bytes, None, Any]]
    arguments: tuple[Any, ...]
    seconds: float


@dataclass(frozen=True)
class Done:
    """The task has ended.

    Attributes:
        value: what it returned.
        leaves: whether the worker ends with it.
    """

    value: Any
    leaves: bool = False


@dataclass(frozen=True)
class Refused:
    """Input that cannot be used: the problem document and its status."""

    status: int
    body: bytes


@dataclass(frozen=True)
class Broken:
    """A bug of ours: its traceback, for the log."""

    trace: str


def main(line: int) -> None:
    """The template: warm up, then fork a worker for every descriptor that comes over the line, until the line closes."""
    control = socket.socket(fileno=line)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a worker: the system clears it away
    give_back_large()
    warm()
    os.nice(NICENESS)
    gc.collect()
    gc.freeze()  # or the first collection in each worker would copy every page it shares
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not descriptors:
            break
        if os.fork() == 0:
            control.close()
            with suppress(ConnectionError):  # the server has left, or nobody wants the answer
                serve(socket.socket(fileno=descriptors[0]))
            os._exit(0)
        os.close(descriptors[0])
    try:
        os.wait()  # with SIGCHLD ignored this returns, by an error, when the last worker has ended
    except ChildProcessError:
        return


def warm() -> None:
    """Load everything a worker calls."""
    from policyscope.gradients.calls import interpreting
    from policyscope.runs import warm_up
    from policyscope.web import studies, tasks  # noqa: F401

    if not interpreting():
        warm_up()


def serve(line: socket.socket) -> None:
    """A worker: identify itself, then do one task after the other until the line closes or it has grown."""
    send(line, END, pickle.dumps(os.getpid()))
    room = GROWTH * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    leaves = False
    while not leaves:
        task = receive(line)
        if task is None:
            return
        signal.alarm(math.ceil(task.seconds) + GRACE)
        outcome = perform(task, line)
        signal.alarm(0)
        leaves = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > room
        send(line, END, pickle.dumps(Done(outcome.value, leaves) if isinstance(outcome, Done) else outcome))


def perform(task: Task, line: socket.socket) -> Done | Refused | Broken:
    """Send a task's pieces; the caller reports how it ended."""
    try:
        pieces = task.call(*task.arguments)
        while True:
            try:
                piece = next(pieces)
            except StopIteration as stop:
                return Done(stop.value)
            send(line, PIECE, piece)
    except InvalidInput as error:
        from policyscope.web.errors import invalid

        response = invalid(error)
        return Refused(response.status_code, bytes(response.body))
    except ConnectionError:  # nobody is there to be told
        raise
    except Exception:
        return Broken(traceback.format_exc())


def send(line: socket.socket, kind: bytes, body: bytes) -> None:
    """One message."""
    line.sendall(HEAD.pack(kind, len(body)) + body)


def receive(line: socket.socket) -> Task | None:
    """The next task; None if the line has closed."""
    head = _exactly(line, HEAD.size)
    if head is None:
        return None
    body = _exactly(line, HEAD.unpack(head)[1])
    return None if body is None else pickle.loads(body)


def _exactly(line: socket.socket, size: int) -> bytes | None:
    found = bytearray()
    while len(found) < size:
        part = line.recv(min(size - len(found), 1 << 20))
        if not part:
            return None
        found += part
    return bytes(found)
