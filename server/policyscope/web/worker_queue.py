"""Long answers: worker processes, a bounded queue in front of them that is fair to every client, and a clear refusal when it is full."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from starlette.exceptions import HTTPException

from policyscope.web.metrics import Metrics
from policyscope.web.settings import Settings
from policyscope.web.turns import Turns
from policyscope.web.workers import Worker, Workers

AGAIN = {"Retry-After": "2"}


class WorkerQueue:
    """Lends out workers, so that live runs never wait for a landscape, and no client waits for another's many requests.

    A client's requests are answered in order, and clients take turns. Where there are several workers, no
    client holds the last one.
    """

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.settings, self.metrics = settings, metrics
        self._most_held = max(1, settings.workers - 1)
        self._workers = Workers(settings.workers, self._lend)
        self._turns: Turns[asyncio.Future[Worker]] = Turns()
        self._held: Counter[str] = Counter()
        self._admitted: Counter[str] = Counter()

    def renew(self, interpreted: bool = False) -> None:
        """Start the workers, or restart them because the kernels have been compiled since.

        Args:
            interpreted: whether the workers run the kernels as plain Python.
        """
        self._workers.renew(interpreted)

    @contextmanager
    def admitted(self, client: str) -> Iterator[None]:
        """A place in the queue, for as long as a request lasts.

        Raises:
            HTTPException: 503, when too many wait already, or too many of this client's.
        """
        self._check("WAITING_REQUESTS", self.metrics.requests_waiting, self.settings.waiting_requests)
        self._check("WAITING_REQUESTS_PER_CLIENT", self._admitted[client], self.settings.waiting_requests_per_client)
        self.metrics.requests_waiting += 1
        self._admitted[client] += 1
        try:
            yield
        finally:
            self.metrics.requests_waiting -= 1
            self._admitted[client] -= 1
            if not self._admitted[client]:
                del self._admitted[client]

    def _check(self, setting: str, waiting: int, most: int) -> None:
        if waiting >= most:
            raise HTTPException(503, f"Too many long answers are waiting (setting POLICYSCOPE_{setting})", AGAIN)

    @asynccontextmanager
    async def worker(self, client: str) -> AsyncIterator[Worker]:
        """A worker, when it is this client's turn. If the caller leaves before its task has ended, the worker is killed.

        Raises:
            HTTPException: 503, when none has become free within the time one answer may take.
        """
        worker = await self._lent(client)
        try:
            yield worker
        finally:
            self._take_back(client, worker)

    def end(self) -> None:
        """End every process."""
        self._workers.end()

    async def _lent(self, client: str) -> Worker:
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._turns.add(client, turn)
        self._lend()
        try:
            async with asyncio.timeout(self.settings.answer_seconds):
                return await asyncio.shield(turn)
        except BaseException as error:
            if not self._turns.drop(client, turn):
                self._take_back(client, turn.result())
            if isinstance(error, TimeoutError):
                detail = "No worker has become free, or the first ones are still starting (setting POLICYSCOPE_WORKERS)"
                raise HTTPException(503, detail, AGAIN) from None
            raise

    def _lend(self) -> None:
        """Workers that are idle to those whose turn it is."""
        while self._workers.idle and (waiting := self._turns.next(lambda client: self._held[client] < self._most_held)):
            client, turn = waiting
            self._held[client] += 1
            turn.set_result(self._workers.take())

    def _take_back(self, client: str, worker: Worker) -> None:
        self._held[client] -= 1
        if not self._held[client]:
            del self._held[client]
        self._workers.give_back(worker)
        self._lend()
