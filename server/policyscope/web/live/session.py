"""One page's live run, without a socket, a thread or a timer: messages in, messages out, and what they will cost.

    receive(text) ──▶ waiting messages ──▶ next() ──▶ Work ──▶ its owner calls it ──▶ messages for the page
    tick() ─────────▶ a frame's worth of play, if it is owed and granted ──▶ Work ┘

The owner calls one piece of work at a time, here or in a thread; the session never does two things at once with its run.

Credit: the page grants frames, a playing run spends one a frame, and never more than three are ahead. Without credit the run
does not advance, so a slow page slows its own run and loses no frame. Answers to messages need no credit.
"""

from __future__ import annotations

import contextlib
import logging
import math
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from policyscope.errors import InvalidInput, LimitExceeded
from policyscope.runs import STREAMS, Run, open_run, parse_experiment
from policyscope.runs.run import Stopped
from policyscope.web.budget import Budget
from policyscope.web.live.client_messages import (
    MOST_AHEAD,
    ClientMessage,
    Control,
    Grant,
    Open,
    Pause,
    Play,
    Reset,
    SetTheta,
    Step,
    Subscribe,
    read,
)
from policyscope.web.live.inbox import Inbox
from policyscope.web.live.pace import UNKNOWN, Pace
from policyscope.web.live.server_messages import encoded, error_message
from policyscope.web.live.stepping import Stepping, together
from policyscope.web.live.work import Queue, Work
from policyscope.web.settings import Settings

log = logging.getLogger("policyscope.web")

SLOW = 0.01
"""Seconds past which work waits in another queue than what takes a moment."""

Blocks = Sequence[dict[str, Any]]

Turn = ClientMessage | Stepping | InvalidInput | str
"""What may be next: a message, a step half done, a message that cannot be used, or one too long to be read on the event loop.

Reading a long one is a separate turn; what it says, unless it is an `open`, is the next.
"""

SHORT = 4096
"""Characters of a message that is read on the event loop; a longer one is read in a thread."""

SHORTEST = 128
"""Characters a `grant` fits in. A grant counts at once, so these are looked at as they come."""


class Session:
    """A run and what one page has asked of it.

    Args:
        settings: frame rate, speeds and limits.
        clock: seconds, to learn what is cheap; never does it decide what a run computes. In a thread, where others take turns,
            it is that thread's own time (which costs too much to ask for on the event loop).
        held: what the whole server holds for its sockets; a new budget if None.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.perf_counter, held: Budget | None = None) -> None:
        self.settings = settings
        self.clock = self._clock = clock
        self.run: Run | None = None
        self.streams: frozenset[str] = frozenset()
        self.credit = 0
        self.playing = False
        self.frames = 0
        self.updates = 0
        self.errors = 0
        self.seconds = 0.0
        self._granted = 0
        self._first: Turn | None = None  # before whatever waits in the inbox
        self._inbox = Inbox(settings.waiting_messages, settings.waiting_bytes, held or Budget(settings.held_bytes))
        self.pace = Pace(settings.block_milliseconds / 1000)

    # -- in ------------------------------------------------------------------------------------------------------

    def receive(self, text: str) -> bool:
        """Take a message in. A grant counts at once; the others wait for `next`.

        Returns:
            Whether it waits.

        Raises:
            TooManyWaiting: when there is no room for it.
        """
        if len(text) <= SHORTEST and '"grant"' in text:
            with contextlib.suppress(InvalidInput):  # its turn will come to be told
                message = read(text)
                if isinstance(message, Grant):
                    self._credit(message.frames)
                    return False
        self._inbox.put(text)
        return True

    def _credit(self, frames: int) -> None:
        self.credit = min(MOST_AHEAD, self.credit + frames)

    def end(self) -> None:
        """Forget what waits: the page has gone."""
        self._inbox.clear()

    @property
    def waiting(self) -> bool:
        """Whether a message waits for its turn."""
        return bool(self._inbox) or self._first is not None

    # -- threads -------------------------------------------------------------------------------------------------

    def to_thread(self) -> None:
        """The next piece of work will be done in a thread; from then on it can be stopped."""
        self.clock = time.thread_time
        if self.run is not None:
            self.run.guarded = True
            self.run.resume()

    def to_loop(self) -> None:
        """It is done; a word to stop that came too late means nothing any more."""
        self.clock = self._clock
        if self.run is not None:
            self.run.guarded = False
            self.run.resume()

    def stop(self) -> None:
        """Have the work under way in a thread end soon, as if it had not started."""
        if self.run is not None:
            self.run.stop()

    # -- what is next --------------------------------------------------------------------------------------------

    def next(self) -> Work | None:
        """The first waiting message as work, if one waits."""
        turn = self._turn()
        return None if turn is None else Work(partial(self._answered, turn), self._cost_of(turn), self._queue_of(turn))

    def _turn(self) -> Turn | None:
        if self._first is not None:
            turn, self._first = self._first, None
            return turn
        if not self._inbox:
            return None
        text = self._inbox.take()
        return text if len(text) > SHORT else _read(text)

    def tick(self, share: float = 1.0) -> Work | None:
        """A tick of the clock: the next frame of play, unless none is owed, granted or wanted.

        Args:
            share: of the time a block may take, what the server can spare.
        """
        run = self.run
        if self._granted:
            self._credit(self._granted)
            self._granted = 0
        if not self.playing or self.credit == 0 or run is None or self.waiting:
            return None
        updates = min(self.pace.due(), self.pace.fits(run.cost, share))
        if updates == 0:
            return None
        self.credit -= 1
        seconds = self.pace.predicted(updates, run.cost)
        queue = Queue.SLOW if seconds > SLOW and self._takes_long(run, 1) else Queue.QUICK
        return Work(partial(self._guarded, partial(self._play, run, updates)), seconds, queue)

    def _cost_of(self, message: Turn) -> float:
        match message:
            case InvalidInput() | Play() | Pause():
                return 0.0
            case Control() | Reset():
                return self.pace.opening + self.pace.frame
            case SetTheta():
                return self.pace.frame
            case Step(unit="update") if self.run is not None:
                return self.pace.predicted(message.count, self.run.cost)
        return UNKNOWN

    def _queue_of(self, message: Turn) -> Queue:
        """Slow means computing updates, or a frame, that take long; `_shown` makes a separate message of such a frame."""
        if isinstance(message, str):
            return Queue.TEXT
        if self.run is None or not isinstance(message, Stepping | Step):
            return Queue.QUICK
        updates = 0 if isinstance(message, Stepping) and message.left == 0 else 1
        return Queue.SLOW if self._takes_long(self.run, updates) else Queue.QUICK

    def _takes_long(self, run: Run, updates: int) -> bool:
        frame = run.expected_look(self.streams) if self.pace.frame == UNKNOWN else self.pace.frame
        return updates * run.expected_cost + frame > SLOW

    # -- out -----------------------------------------------------------------------------------------------------

    def _answered(self, message: Turn) -> list[str]:
        if isinstance(message, str):
            message = _read(message)
            if not isinstance(message, Open):  # which may be large, so that it does not wait once it is read
                self._first = message
                return []
        if isinstance(message, InvalidInput):
            return [self._refused(message, "Invalid message")]
        if isinstance(message, Stepping):
            assert self.run is not None
            return self._guarded(partial(self._go_on, self.run, message))
        return self._guarded(partial(self._answer, message))

    def _guarded(self, call: Callable[[], list[str]]) -> list[str]:
        """Do it; errors become ``error`` messages."""
        began = self.clock()
        try:
            return call()
        except Stopped:
            self.playing = False
            return [encoded({"type": "finished", "reason": self._stopped_because()})]
        except InvalidInput as error:
            return [self._refused(error, "Limit exceeded" if isinstance(error, LimitExceeded) else "Invalid input")]
        except Exception:
            log.exception("unexpected error in a live run")
            self.playing = False
            self.errors += 1
            return [encoded(error_message("Internal error", "The server made a mistake; it is logged there. The run has paused.", ""))]
        finally:
            self.seconds += self.clock() - began

    def _refused(self, error: InvalidInput, title: str) -> str:
        self.errors += 1
        return encoded(error_message(title, str(error), error.pointer))

    def _stopped_because(self) -> str:
        assert self.run is not None
        return (
            f"An update, or the picture of it, took longer than {self.settings.update_seconds} seconds, the setting "
            f"POLICYSCOPE_UPDATE_SECONDS. The run is paused at update {self.run.update}; smaller batches, fewer runs or shorter episodes "
            "make its updates cheaper."
        )

    def _answer(self, message: ClientMessage) -> list[str]:
        if isinstance(message, Open | Grant):
            # Counted at the next tick: this may be a thread, and the event loop counts grants too.
            self._granted += message.grant if isinstance(message, Open) else message.frames
        if isinstance(message, Open):
            return self._open(message)
        if isinstance(message, Grant):
            return []
        run = self.run
        if run is None:
            raise InvalidInput("type", "`open` first, because no run is open", message.type)  # type: ignore[attr-defined]
        match message:
            case Play():
                self._start(run, message.updates_per_second)
            case Pause():
                self.playing = False
            case Step():
                if message.count > self.settings.max_steps:
                    raise LimitExceeded("count", "max_steps", self.settings.max_steps, message.count)
                return self._go_on(run, Stepping(message.unit == "sample", message.count))
            case Control():
                applied = run.control(message.changes)
                self.pace.unsure = True
                return [
                    encoded({"type": "control_applied", "update": run.update, "step": run.update, "changes": applied}),
                    *self._shown(run),
                ]
            case SetTheta():
                run.set_theta(message.theta)
                return self._shown(run)
            case Subscribe():
                streams = known_streams(message.streams, "streams")
                if message.cloud_axes is not None:
                    run.look_along(message.cloud_axes)
                self.streams, self.pace.frame = streams, UNKNOWN
                return self._shown(run)
            case Reset():
                run.reset(message.seed)
                return self._shown(run)
        return []

    def _open(self, message: Open) -> list[str]:
        began = self.clock()
        streams = known_streams(message.subscribe, "subscribe")
        try:
            experiment = parse_experiment(message.experiment)
            run = open_run(experiment, self.settings.limits, message.state)
        except InvalidInput as error:
            raise error if error.field == "state" else error.under("experiment") from None
        if message.cloud_axes is not None:
            run.look_along(message.cloud_axes)
        self.pace = Pace(self.pace.block_seconds, opening=self.clock() - began)
        self.run, self.streams, self.playing = run, streams, False
        opened = {
            "type": "opened",
            **run.opened(),
            "session": {"frame_rate": self.settings.frame_rate, "max_updates_per_second": self.settings.max_updates_per_second},
        }
        return [encoded(opened), *self._shown(run)]

    def _start(self, run: Run, updates_per_second: float) -> None:
        most = self.settings.max_updates_per_second
        if updates_per_second > most:
            raise LimitExceeded("updates_per_second", "max_updates_per_second", most, math.ceil(updates_per_second))
        run.check_finite()
        self.pace.start(updates_per_second / self.settings.frame_rate)
        self.playing = True

    # -- frames --------------------------------------------------------------------------------------------------

    def _shown(self, run: Run) -> list[str]:
        """The present moment's frame; if that takes long, it is left for a separate turn."""
        if self._takes_long(run, 0):
            self._first = Stepping(False, 0)
            return []
        return [self._frame(run)]

    def _play(self, run: Run, updates: int) -> list[str]:
        blocks = []
        if self.pace.unsure and updates > 1:
            # One update tells what the others will take, before they are promised.
            blocks = [run.advance(1, frozenset())["block"]]
            updates = min(updates - 1, self.pace.fits(run.cost))
        self.pace.unsure = False
        frame = self._frame(run, updates if run.finite else 0, blocks)
        self.frames += 1
        return self._ended(run, frame)

    def _go_on(self, run: Run, stepping: Stepping) -> list[str]:
        """A slice of a step, short enough that others get their turn; the last one has the frame."""
        if not stepping.samples:
            n = min(stepping.left, self.pace.fits(run.cost))
            if n == stepping.left:
                return self._ended(run, self._frame(run, n, stepping.blocks))
            stepping.take(run.advance(n, frozenset()), n)
        else:
            until = self.clock() + self.pace.block_seconds
            while stepping.left > 1:
                stepping.take(run.sample(frozenset()), 1)
                if self.clock() >= until or not run.finite:
                    break
            else:
                return self._ended(run, self._sent(run.sample(self.streams), stepping.blocks))
        if not run.finite:
            return self._ended(run, self._frame(run, 0, stepping.blocks))
        self._first = stepping
        return []

    def _ended(self, run: Run, frame: str) -> list[str]:
        """The frame, and where θ is no longer finite after it the word that the run cannot go on."""
        if run.finite:
            return [frame]
        self.playing = False
        reason = f"θ is no longer finite since update {run.update}. Reset or move theta to go on."
        return [frame, encoded({"type": "finished", "reason": reason})]

    def _frame(self, run: Run, updates: int = 0, blocks: Blocks = ()) -> str:
        """Some updates and a frame; ``blocks`` are what happened before them since the last frame."""
        began = self.clock()
        text = self._sent(run.advance(updates, self.streams), blocks)
        self.pace.framed(self.clock() - began - updates * run.cost)
        return text

    def _sent(self, frame: dict[str, Any], blocks: Blocks) -> str:
        if blocks:
            frame["block"] = together([*blocks, frame["block"]])
        self.updates += frame["block"]["updates"]
        return encoded(frame)


def _read(text: str) -> ClientMessage | InvalidInput:
    """What a text says, or why it cannot be used."""
    try:
        return read(text)
    except InvalidInput as error:
        error.__context__ = None  # its traceback and cause hold the text, a megabyte perhaps, until the collector comes by
        return error.with_traceback(None)


def known_streams(names: list[str], field: str) -> frozenset[str]:
    """The streams by their names.

    Raises:
        InvalidInput: for a name that is none.
    """
    for i, name in enumerate(names):
        if name not in STREAMS:
            raise InvalidInput(f"{field}.{i}", f"one of {', '.join(sorted(STREAMS))}", name)
    return frozenset(names)
