"""A study's file of JSON lines: what has been computed, from which an interrupted study goes on.

{"study": 1, …}                                     which study it is
{"chunk": {"cell": 0, "first": 0, "values": …}}     each chunk as it comes, its numbers as base64 of doubles
{"cell": {"changes": {…}, "mean": […], …}}          each cell as it is complete, to be read by others
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from policyscope.errors import InvalidInput
from policyscope.studies.chunks import Measured
from policyscope.studies.plan import Plan
from policyscope.studies.table import Cell


class Output:
    """The file of one study; with no path it keeps nothing. A line is written whole and at once."""

    def __init__(self, path: str | Path | None, plan: Plan) -> None:
        self._path = None if path is None else Path(path)
        self._plan = plan
        self._known: list[dict[str, Any]] = []
        self._stream = None
        if self._path is None:
            return
        head = orjson.dumps(plan.identity)
        lines, whole = self._lines()
        if lines and lines[0] != head:
            raise InvalidInput("output", "a file of the same study, or none", str(path), "Another file keeps both.")
        self._known = [orjson.loads(line) for line in lines[1:]]
        self._stream = self._path.open("ab")
        self._stream.truncate(whole)  # a line that was being written when its study was killed
        if not lines:
            self._write(head)

    def chunks(self) -> Iterator[tuple[int, int, Measured]]:
        """Cell, first run and numbers of every chunk that an earlier study has left."""
        for line in self._known:
            if "chunk" in line:
                chunk = line["chunk"]
                values = np.frombuffer(base64.b64decode(chunk["values"])).reshape(len(self._plan.moments), -1)
                ends = np.frombuffer(base64.b64decode(chunk["ends"]), dtype=np.int64)
                yield chunk["cell"], chunk["first"], Measured(values, ends)

    def cells(self) -> int:
        """How many cells were complete."""
        return sum("cell" in line for line in self._known)

    def chunk(self, cell: int, first: int, measured: Measured) -> None:
        """Keep a chunk."""
        blobs = {name: base64.b64encode(array.tobytes()).decode() for name, array in (("values", measured.values), ("ends", measured.ends))}
        self._write(orjson.dumps({"chunk": {"cell": cell, "first": first, **blobs}}))

    def cell(self, cell: Cell) -> None:
        """Keep a cell that is complete, unless it is there."""
        line = orjson.dumps({"cell": cell.as_json()}, option=orjson.OPT_SERIALIZE_NUMPY)
        if orjson.loads(line) not in self._known:
            self._write(line)

    def close(self) -> None:
        """Nothing more comes."""
        if self._stream is not None:
            self._stream.close()

    def _write(self, line: bytes) -> None:
        if self._stream is not None:
            self._stream.write(line + b"\n")
            self._stream.flush()

    def _lines(self) -> tuple[list[bytes], int]:
        """The lines that were written whole, and how many bytes they are."""
        assert self._path is not None
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return [], 0
        except OSError as error:
            raise InvalidInput("output", "a file that can be written", str(self._path), f"{error.strerror}.") from error
        whole = raw.rfind(b"\n") + 1
        return raw[:whole].splitlines(), whole
