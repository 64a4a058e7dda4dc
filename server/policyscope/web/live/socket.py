"""One WebSocket: a reader that always receives, a writer that sends, and a mailbox with one slot between session and writer.

    socket ──▶ reader ──▶ session ──▶ work ──(cheap: here, else: a thread)──▶ mailbox ──▶ writer ──▶ socket

Where nothing stands in the way, the ticker empties the mailboxes that it filled, and a short message goes straight to the session: waking
a task for each costs a fifth of a frame. While the mailbox is full or work is under way, the session gets nothing new to do: its messages
wait, its run stands still. So what one socket can hold is bounded: one piece of work, one mailbox, ``waiting_messages`` messages of
``waiting_bytes`` together.
"""

from __future__ import annotations

import asyncio
import logging
from time import perf_counter

from starlette.types import Receive, Scope, Send

from policyscope.web.live.hub import Hub
from policyscope.web.live.inbox import TooManyWaiting
from policyscope.web.live.lanes import Job
from policyscope.web.live.server_messages import CLOSE_CODES, encoded
from policyscope.web.live.session import Session
from policyscope.web.live.straight import STRAIGHT, Straight
from policyscope.web.live.work import Work

log = logging.getLogger("policyscope.web")

INLINE = 0.001
"""Work that takes fewer seconds is done on the event loop: a thread would cost more."""

GRACE = 2.0
"""Seconds a page has to take in what it was sent before the close; then its slot is free, read or not."""

SILENCE = 1.0
"""Seconds after which a page that is waiting for something is told that the server is alive."""


class Connection:
    """A page's socket and its session."""

    __slots__ = (
        "_send", "_wake", "_writer", "busy", "client", "closing", "greeted", "heard", "hub", "job", "loop", "mailbox", "session",
        "straight", "told",
    )  # fmt: skip

    def __init__(self, hub: Hub, client: str, send: Send, straight: Straight | None = None) -> None:
        self.hub = hub
        self.client = client
        self.session = Session(hub.settings, held=hub.held)
        self.loop = asyncio.get_running_loop()
        self.mailbox: list[str] = []
        self.busy = False
        self.job: Job | None = None
        self.closing: int | None = None
        self.greeted = False
        self.heard = self.told = perf_counter()
        self.straight = straight
        self._send = send
        self._wake = asyncio.Event()
        self._writer: asyncio.Task[None]

    # -- in ------------------------------------------------------------------------------------------------------

    def receive(self, text: str | None) -> None:
        """Take in what the page sent; None was no text."""
        self.heard = perf_counter()
        self.hub.metrics.messages += 1
        if text is None:
            self.close(4000)
        elif len(text) > self.hub.settings.message_bytes:
            self.close(4009)
        else:
            try:
                waits = self.session.receive(text)
            except TooManyWaiting:
                self.close(4029)
                return
            if waits:
                self.go_on()
                self._say_how_fast()

    def _say_how_fast(self) -> None:
        """A page that comes before full speed, or before anything can be played, is told so at once."""
        readiness = self.hub.readiness
        if (not readiness.ready.is_set() and not self.mailbox) or not (self.greeted or readiness.full_speed):
            self.greeted = True
            self.beat()

    def go_on(self) -> None:
        """Answer the waiting messages, one after the other, as far as that can be done now."""
        while not self.busy and not self.mailbox and self.closing is None and self.hub.readiness.ready.is_set():
            work = self.session.next()
            if work is None:
                return
            self._do(work, None)

    # -- the clock -----------------------------------------------------------------------------------------------

    def tick(self, due: float) -> bool:
        """The clock ticked: play, if there is anything to play. True if that took time."""
        if self.busy or self.mailbox or self.closing is not None:
            return False
        work = self.session.tick(self.hub.share)
        if work is None:
            return False
        self._do(work, due)
        return True

    def flush(self) -> None:
        """Send what the tick has put into the mailbox: many in a row wake those who read them once, not each time."""
        straight = self.straight
        if straight is None:
            return
        while self.mailbox and self.closing is None and straight.say(self.mailbox[0]):
            del self.mailbox[0]
            self.told = perf_counter()
        if self.mailbox:
            self._wake.set()
        elif self.session.waiting:
            self.go_on()

    def look_after(self, now: float) -> None:
        """Once a second: close a socket that has long been silent, tell one that waits that the server is alive."""
        if now - self.heard > self.hub.settings.idle_seconds:
            self.close(4008)
        session, job = self.session, self.job
        if job is not None and job.began is not None and now - job.began > self.hub.settings.update_seconds:
            session.stop()
        expecting = self.busy or session.waiting or (session.playing and session.credit > 0)
        if expecting and not self.mailbox and now - self.told > SILENCE:
            self.beat()
        self.go_on()

    # -- work ----------------------------------------------------------------------------------------------------

    def _do(self, work: Work, due: float | None) -> None:
        if work.seconds <= INLINE:
            self._done(work.call(), due)
            return
        self.busy = True
        self.session.to_thread()
        self.job = Job(self.client, work.call, lambda texts: self._back(texts, due))
        self.hub.lanes[work.queue].submit(self.job)

    def _back(self, texts: list[str], due: float | None) -> None:
        self.busy, self.job = False, None
        self.session.to_loop()
        self._count(due)
        if texts:
            self._post(texts)
        self.go_on()

    def give_up(self) -> None:
        """Nobody is left to hear of it: end the work under way, or forget it if it has not started."""
        job = self.job
        if job is None:
            return
        if any(lane.drop(job) for lane in self.hub.lanes.values()):
            self.job = None
        else:
            self.session.stop()

    def _done(self, texts: list[str], due: float | None) -> None:
        self._count(due)
        if texts and due is not None and self.straight is not None:
            self.mailbox += texts  # until `flush`
        elif texts:
            self._post(texts)

    def _count(self, due: float | None) -> None:
        session, metrics = self.session, self.hub.metrics
        metrics.frames += session.frames
        metrics.updates += session.updates
        metrics.invalid_messages += session.errors
        metrics.kernel_seconds += session.seconds
        session.frames = session.updates = session.errors = 0
        session.seconds = 0.0
        if due is not None:
            metrics.late(perf_counter() - due)

    # -- out -----------------------------------------------------------------------------------------------------

    def beat(self) -> None:
        """Say that the server is alive, and how fast runs play."""
        self._post([encoded({"type": "heartbeat", **self.hub.readiness.as_json()})])

    def _post(self, texts: list[str]) -> None:
        self.mailbox += texts
        self._wake.set()

    def close(self, code: int) -> None:
        """Say goodbye once what is in the mailbox is sent, or without a word to a page that does not read it."""
        if self.closing is None:
            self.closing = code
            self._wake.set()
            self.loop.call_later(GRACE, self._writer.cancel)
            self.give_up()

    async def serve(self, receive: Receive) -> None:
        """Read and write until one of them ends."""
        self._writer = asyncio.create_task(self._write())
        reader = asyncio.create_task(self._read(receive))
        if self.straight is not None:
            self.straight.hear = self.receive
        try:
            await asyncio.wait((reader, self._writer), return_when=asyncio.FIRST_COMPLETED)
        finally:
            if self.straight is not None:
                self.straight.hear = None
            self.closing = self.closing or 1001
            self.give_up()
            self.mailbox.clear()
            self.session.end()
            reader.cancel()
            self._writer.cancel()
            for failed in await asyncio.gather(reader, self._writer, return_exceptions=True):
                if isinstance(failed, Exception) and not isinstance(failed, OSError):  # of a page that has gone there is nothing to say
                    log.error("unexpected error on a live socket", exc_info=failed)

    async def _read(self, receive: Receive) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            self.receive(message.get("text"))

    async def _write(self) -> None:
        """Send what comes into the mailbox and has to wait, until told to close: beside `flush` the only place that sends."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self.mailbox:
                await self._send({"type": "websocket.send", "text": self.mailbox[0]})
                del self.mailbox[0]
            self.told = perf_counter()
            if self.closing is not None:
                await self._send({"type": "websocket.close", "code": self.closing, "reason": CLOSE_CODES[self.closing]})
                return
            self.go_on()


async def serve_socket(hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one WebSocket from handshake to close."""
    message = await receive()
    if message["type"] != "websocket.connect":
        return
    client = scope.get("client")
    straight = scope.get("extensions", {}).get(STRAIGHT)
    connection = Connection(hub, client[0] if client else "", send, straight)
    await send({"type": "websocket.accept"})
    if hub.leaving or not hub.enter(connection):
        code = 1001 if hub.leaving else 1013
        await send({"type": "websocket.close", "code": code, "reason": CLOSE_CODES[code]})
        return
    try:
        await connection.serve(receive)
    finally:
        hub.leave(connection)
