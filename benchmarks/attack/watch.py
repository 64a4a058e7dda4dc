"""What goes on beside an attack: new visitors open, a load balancer asks /healthz, and the server's memory is looked at."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from benchmarks.attack.lab import HOST, Lab
from benchmarks.live import BANDIT, opening
from benchmarks.wire import Client

Result = TypeVar("Result")

VISITOR, BALANCER = "127.0.0.4", "127.0.0.5"
PATIENCE = 10.0
"""Seconds after which a visitor gives up."""


class Visitor(Client):
    """Somebody new, who wants to see one frame."""

    def __init__(self, host: str) -> None:
        super().__init__(host, opening(BANDIT, 1.0)[:1])
        self.seen = asyncio.Event()
        self.gone = asyncio.Event()

    def _text(self, payload: bytes) -> None:
        super()._text(payload)
        if self.arrivals:
            self.seen.set()

    def connection_lost(self, error: Exception | None) -> None:
        self.gone.set()


class Watch:
    """Looks at a server for as long as it is told to.

    Attributes:
        openings: seconds each new visitor waited for the first frame; infinite where it was turned away.
        healths: seconds each answer of /healthz took, likewise.
        memory: MB the server's processes held, five times a second.
    """

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.openings: list[float] = []
        self.healths: list[float] = []
        self.memory: list[float] = []

    async def look(self, until: Awaitable[Result]) -> Result:
        """Look until that is done, and give its result; who is then still waiting has waited for so long at least."""
        tasks = [
            asyncio.create_task(each)
            for each in (
                self._again(self.openings, self._open, 0.5),
                self._again(self.healths, self._ask, 0.25),
                self._remember(),
            )
        ]
        try:
            return await until
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _again(self, taken: list[float], once: Callable[[], Awaitable[bool]], pause: float) -> None:
        while True:
            began = time.perf_counter()
            taken.append(0.0)
            try:
                async with asyncio.timeout(PATIENCE):
                    well = await once()
            except TimeoutError:
                well = True  # it has waited for so long, and that is its figure
            except OSError:
                well = False
            except asyncio.CancelledError:
                taken[-1] = time.perf_counter() - began
                raise
            taken[-1] = time.perf_counter() - began if well else math.inf
            await asyncio.sleep(pause)

    async def _open(self) -> bool:
        loop = asyncio.get_running_loop()
        port = self.lab.port
        transport, visitor = await loop.create_connection(lambda: Visitor(f"{HOST}:{port}"), HOST, port, local_addr=(VISITOR, 0))
        waiting = [asyncio.create_task(event.wait()) for event in (visitor.seen, visitor.gone)]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
            transport.abort()
        return visitor.seen.is_set()

    async def _ask(self) -> bool:
        reader, writer = await asyncio.open_connection(HOST, self.lab.port, local_addr=(BALANCER, 0))
        try:
            writer.write(f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
            return (await reader.readline()).startswith(b"HTTP/1.1 200 ")
        finally:
            writer.transport.abort()

    async def _remember(self) -> None:
        while True:
            self.memory.append(await asyncio.to_thread(self.lab.memory))
            await asyncio.sleep(0.2)
