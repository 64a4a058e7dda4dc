"""Responses whose body a worker computes. They end when their time is up; when the client leaves, their work ends too."""

from __future__ import annotations

import asyncio
import logging
from abc import abstractmethod
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from policyscope.runs import Limits
from policyscope.runs.limits import PREFIX
from policyscope.runs.recording import Bookmark
from policyscope.web import tasks
from policyscope.web.errors import LIMIT, MEDIA_TYPE, problem, unexpected
from policyscope.web.studies import Studied, studied
from policyscope.web.worker import Broken, Done, Refused, Task
from policyscope.web.worker_queue import WorkerQueue
from policyscope.web.workers import Gone, Worker

log = logging.getLogger("policyscope.web")

WHOLE = 1 << 20
"""How many bytes of an answer the server holds; beyond this, the worker waits for the client to read."""
JSON, NDJSON, CSV, PYTHON = "application/json", "application/x-ndjson", "text/csv", "text/x-python"


class WorkFailed(Exception):
    """A bug of ours in a worker; the argument is its traceback."""


@dataclass(frozen=True)
class Part:
    """What a worker has sent so far, and how its task ended, if it has."""

    body: bytes
    outcome: Done | Refused | None


class Computed(Response):
    """A response that a worker computes for one client; ``setting`` says for how long, ``remedy`` what to do where that is too short."""

    setting = "answer_seconds"
    remedy = "Ask for less, such as a smaller problem, fewer samples or fewer points; a server of your own can raise it."

    def __init__(self, worker_queue: WorkerQueue, client: str, media_type: str) -> None:
        super().__init__(media_type=media_type)
        self.worker_queue, self.client = worker_queue, client
        self.seconds: int = getattr(worker_queue.settings, self.setting)
        self.started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.worker_queue.admitted(self.client):
            await unless_left(receive, self._respond(scope, receive, send))

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Work and send; an error before anything was sent becomes a problem document."""
        try:
            failed = await self.deliver(send)
        except TimeoutError:
            failed = self.too_long()
        except Gone:
            failed = problem(503, "The process that computed this has ended, perhaps for want of memory. Ask for less.")
        except WorkFailed as error:
            failed = unexpected(error)
        if failed is not None and not self.started:
            await failed(scope, receive, send)

    @abstractmethod
    async def deliver(self, send: Send) -> Response | None:
        """Send the answer, or return the problem to send instead."""

    async def start(self, send: Send, length: int | None = None) -> None:
        """Send the headers, unless they have been sent."""
        if not self.started:
            self.started = True
            headers = [each for each in self.raw_headers if each[0] != b"content-length"]
            if length is not None:
                headers.append((b"content-length", str(length).encode()))
            await send({"type": "http.response.start", "status": 200, "headers": headers})

    def too_long(self) -> Response:
        """The problem of an answer that would take longer than it may."""
        detail = f"This takes longer than {self.seconds} seconds, the setting {PREFIX}{self.setting.upper()}. {self.remedy}"
        return problem(503, detail, title="Limit exceeded", type=LIMIT)


async def unless_left(receive: Receive, work: Coroutine[None, None, None]) -> None:
    """Do the work; if the client leaves first, cancel it."""
    doing, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait((doing, leaving), return_when=asyncio.FIRST_COMPLETED)
    finally:
        unfinished = not doing.done()
        doing.cancel()
        leaving.cancel()
        await asyncio.gather(doing, leaving, return_exceptions=True)
    if not unfinished:
        doing.result()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def heard(worker: Worker, most: int | None = None) -> Part:
    """What a worker sends, until its task ends or it has sent ``most`` bytes."""
    body = bytearray()
    while most is None or len(body) < most:
        message = await worker.hear()
        if isinstance(message, bytes):
            body += message
        elif isinstance(message, Broken):
            raise WorkFailed(message.trace)
        else:
            return Part(bytes(body), message)
    return Part(bytes(body), None)


class Answer(Computed):
    """The answer to a question.

    It may take its seconds to compute, and as many again to be read where it is too long for the server to take it in.
    """

    def __init__(self, worker_queue: WorkerQueue, client: str, question: str, raw: bytes, limits: Limits, media_type: str = JSON) -> None:
        super().__init__(worker_queue, client, media_type)
        self.task = Task(tasks.answer, (question, raw, limits), 2 * self.seconds)

    async def deliver(self, send: Send) -> Response | None:
        async with self.worker_queue.worker(self.client) as worker:
            async with asyncio.timeout(self.seconds):
                worker.begin(self.task)
                part = await heard(worker, WHOLE)
            if part.outcome is None:
                async with asyncio.timeout(self.seconds):
                    await self._relay(send, worker, part)
                return None
        if isinstance(part.outcome, Refused):
            return Response(part.outcome.body, part.outcome.status, media_type=MEDIA_TYPE)
        await self.start(send, len(part.body))
        await send({"type": "http.response.body", "body": part.body})
        return None

    async def _relay(self, send: Send, worker: Worker, part: Part) -> None:
        await self.start(send)
        await send({"type": "http.response.body", "body": part.body, "more_body": True})
        while part.outcome is None:
            part = await heard(worker, tasks.PIECE)
            await send({"type": "http.response.body", "body": part.body, "more_body": part.outcome is None})


class Export(Answer):
    """A recording as a file to be kept; as an answer, it is stopped where it takes too long."""

    remedy = "Record fewer updates or panels, or a cheaper experiment; `policyscope export` has no such bound."

    def __init__(self, worker_queue: WorkerQueue, client: str, raw: bytes, limits: Limits, lab: str) -> None:
        Computed.__init__(self, worker_queue, client, "text/html; charset=utf-8")
        self.headers["Content-Disposition"] = 'attachment; filename="recording.html"'
        self.task = Task(tasks.exported, (raw, limits, lab), 2 * self.seconds)


class InParts(Computed):
    """An answer of lines, computed in parts that take turns with other clients' work.

    Its seconds are those of all its parts together; where they were too few, the last line says so.
    """

    def __init__(self, worker_queue: WorkerQueue, client: str, raw: bytes, table: bool, limits: Limits) -> None:
        super().__init__(worker_queue, client, f"{CSV}; charset=utf-8" if table else NDJSON)
        self.raw, self.table, self.limits = raw, table, limits

    @abstractmethod
    def task(self, bookmark: Any) -> tuple[Callable[..., Generator[bytes, None, Any]], tuple[Any, ...]]:
        """What a worker does next, and with what. It returns a bookmark that knows whether everything has ``ended``."""

    def reached(self, bookmark: Any) -> dict[str, Any]:
        """How far it had come, for the last line of one that was cut short."""
        return {}

    async def deliver(self, send: Send) -> Response | None:
        bookmark, left = None, float(self.seconds)
        while bookmark is None or not bookmark.ended:
            try:
                part, took = await self._part(bookmark, left)
            except (TimeoutError, HTTPException) as error:
                if bookmark is None:
                    raise
                await self._cut_short(send, self.too_long() if isinstance(error, TimeoutError) else problem(503, error.detail), bookmark)
                return None
            if isinstance(part.outcome, Refused):
                return Response(part.outcome.body, part.outcome.status, media_type=MEDIA_TYPE)
            assert part.outcome is not None
            bookmark, left = part.outcome.value, left - took
            await self.start(send)
            await send({"type": "http.response.body", "body": part.body, "more_body": not bookmark.ended})
        return None

    async def _part(self, bookmark: Any, left: float) -> tuple[Part, float]:
        """The next part, and the seconds it took."""
        async with self.worker_queue.worker(self.client) as worker:
            began = perf_counter()
            async with asyncio.timeout(left):
                worker.begin(Task(*self.task(bookmark), left))
                part = await heard(worker)
            return part, perf_counter() - began

    async def _cut_short(self, send: Send, why: Response, bookmark: Any) -> None:
        said = orjson.loads(bytes(why.body)) | self.reached(bookmark)
        line = f"# {said['detail']}".encode() if self.table else orjson.dumps(said)
        await send({"type": "http.response.body", "body": line + b"\n"})


class Recording(InParts):
    """A recorded run; the last line of one that was cut short says where it stood."""

    remedy = "Record fewer updates, or a cheaper experiment; a `state` continues the run, live or on a server of your own."

    def task(self, bookmark: Bookmark | None) -> tuple[Callable[..., Generator[bytes, None, Bookmark]], tuple[Any, ...]]:
        return tasks.recorded, (self.raw, self.table, self.limits, bookmark)

    def reached(self, bookmark: Bookmark) -> dict[str, Any]:
        return {"update": bookmark.update, "step": bookmark.update, "state": bookmark.state}


class Studying(InParts):
    """A study, cell by cell."""

    setting = "study_seconds"
    remedy = "Ask for fewer cells, seeds or updates; `policyscope study` has as long as you give it."

    def task(self, bookmark: Studied | None) -> tuple[Callable[..., Generator[bytes, None, Studied]], tuple[Any, ...]]:
        return studied, (self.raw, self.table, self.limits, bookmark)

    def reached(self, bookmark: Studied) -> dict[str, Any]:
        return {"cells": bookmark.place.cell}
