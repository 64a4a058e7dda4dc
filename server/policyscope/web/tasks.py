"""What workers do: answer a question, or record the next part of a run. Bodies arrive unparsed; answers leave encoded."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import Any

import numpy as np
import orjson
from pydantic import BaseModel

from policyscope.errors import InvalidInput
from policyscope.runs import (
    EstimatesRequest,
    ExactRequest,
    LandscapeRequest,
    Limits,
    Run,
    ScriptRequest,
    estimates,
    exact_answer,
    landscape_answer,
    open_run,
    parse,
    script_answer,
)
from policyscope.runs.recording import Bookmark, record
from policyscope.runs.tables import RECORD_STREAMS, TABLE_STREAMS, csv_lines
from policyscope.web.recordings import ExportRequest, exported_page
from policyscope.web.replies import RunRequest

PIECE = 1 << 16
"""Bytes after which a piece of an answer is sent."""
PART = 1 << 20
"""Bytes after which a part of a recorded run ends."""
NUMBERS = 4096
"""How many numbers of a table are encoded at once."""

QUESTIONS: dict[str, tuple[type[BaseModel], Any]] = {
    "exact": (ExactRequest, exact_answer),
    "estimates": (EstimatesRequest, estimates),
    "landscape": (LandscapeRequest, landscape_answer),
    "script": (ScriptRequest, script_answer),
}


def answer(question: str, raw: bytes, limits: Limits) -> Generator[bytes, None, None]:
    """The answer to a question as JSON, in pieces; one that is text as it is.

    Args:
        question: a key of `QUESTIONS`.
        raw: the request's body.
        limits: the server's.

    Raises:
        InvalidInput: before the first piece, naming the field.
    """
    model, call = QUESTIONS[question]
    text = bytearray()
    value = call(parse(model, raw), limits)
    for part in [value.encode()] if isinstance(value, str) else parts(value):
        text += part
        if len(text) >= PIECE:
            yield bytes(text)
            text.clear()
    yield bytes(text)


def parts(value: Any) -> Iterator[bytes]:
    """A value as JSON bit by bit: the bytes `encoded` gives, but a large table is never encoded at once."""
    if isinstance(value, Mapping):
        yield b"{"
        for i, (key, inner) in enumerate(value.items()):
            yield (b"," if i else b"") + encoded(key) + b":"
            yield from parts(inner)
        yield b"}"
    elif isinstance(value, list):
        yield b"["
        for i, inner in enumerate(value):
            if i:
                yield b","
            yield from parts(inner)
        yield b"]"
    elif isinstance(value, np.ndarray) and value.ndim > 1 and value.size > NUMBERS:
        rows = max(1, NUMBERS * len(value) // value.size)
        yield b"["
        for first in range(0, len(value), rows):
            yield (b"," if first else b"") + encoded(value[first : first + rows])[1:-1]
        yield b"]"
    else:
        yield encoded(value)


def encoded(value: Any) -> bytes:
    """A value as JSON; arrays become nested lists, NaN and infinity null."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


def recorded(raw: bytes, table: bool, limits: Limits, bookmark: Bookmark | None) -> Generator[bytes, None, Bookmark]:
    """The next lines of a recorded run, as many as come in a short while; returns where the next part begins.

    Args:
        raw: the request's body.
        table: CSV lines, a header first, instead of JSON.
        limits: the server's.
        bookmark: where the part before ended; None at the beginning.

    Raises:
        InvalidInput: before the first line, naming the field.
    """
    asked = parse(RunRequest, raw)
    limits.check("updates", "updates", asked.updates)
    run = _opened(asked, limits, bookmark)
    frames = record(run, asked.updates, asked.every, TABLE_STREAMS if table else RECORD_STREAMS, bookmark)
    size = 0
    try:
        frame = next(frames)
        while True:
            line = csv_lines(frame, header=bookmark is None and frame["update"] == 0) if table else encoded(frame) + b"\n"
            size += len(line)
            yield line
            frame = frames.send(size > PART)
    except StopIteration as stop:
        end: Bookmark = stop.value
        return end


def exported(raw: bytes, limits: Limits, lab: str) -> Generator[bytes, None, None]:
    """A recording as an HTML file, in pieces.

    Args:
        raw: the request's body.
        limits: the server's.
        lab: its address, with a slash at its end.

    Raises:
        InvalidInput: before the first piece, naming the field.
    """
    page = exported_page(parse(ExportRequest, raw), limits, lab).encode()
    for first in range(0, len(page), PIECE):
        yield page[first : first + PIECE]


def _opened(asked: RunRequest, limits: Limits, bookmark: Bookmark | None) -> Run:
    try:
        return open_run(asked.experiment, limits, None if bookmark is None else bookmark.state)
    except InvalidInput as error:
        raise error.under("experiment") from None
