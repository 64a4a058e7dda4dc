"""Long answers: a few threads, a bounded queue before them, and a clear refusal when it is full."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.exceptions import HTTPException

from policyscope.web.metrics import Metrics
from policyscope.web.settings import Settings

Answer = TypeVar("Answer")


class Workshop:
    """Runs long calls in threads of their own, so that live runs never wait for a landscape."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.most = settings.waiting_requests
        self.metrics = metrics
        self.pool = ThreadPoolExecutor(settings.threads, thread_name_prefix="answer")

    async def do(self, call: Callable[[], Answer]) -> Answer:
        """The call's answer.

        Raises:
            HTTPException: 503, when too many others wait already.
        """
        if self.metrics.requests_waiting >= self.most:
            raise HTTPException(503, "Too many long answers are waiting (setting POLICYSCOPE_WAITING_REQUESTS)", {"Retry-After": "2"})
        self.metrics.requests_waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.pool, call)
        finally:
            self.metrics.requests_waiting -= 1

    def end(self) -> None:
        """Let the threads go."""
        self.pool.shutdown(wait=False, cancel_futures=True)
