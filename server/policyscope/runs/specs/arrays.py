"""Arrays as people write them: nested lists, checked as a whole, so that a wrong shape gives one error, not one per entry.

Table("[S][A][S]", "[S][A]")      what a field takes: its forms, the full one first
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from policyscope.arrays import Floats
from policyscope.errors import shape_of, shorten
from policyscope.runs.specs.bounds import MOST_ITEMS

WRONG = "table"
"""The type of pydantic's complaint about an array; its context says what was ``expected`` and what was ``got``."""

MANY = 100_000
"""Numbers of an array that is large."""
KINDS = 1000
"""How many different numbers are remembered while looking for equal ones."""


@dataclass(frozen=True)
class Table:
    """Annotates a field that holds a rectangular array of bounded numbers.

    Args:
        forms: the shapes it takes, the full one first, e.g. ``("[S][A][S]", "[S][A]", "a number")``.
        low: the smallest number.
        high: the largest.
        longest: items along one axis.
    """

    forms: tuple[str, ...]
    low: float
    high: float
    longest: int = MOST_ITEMS

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        forms = [self._schema(form.count("[")) for form in self.forms]
        return forms[0] if len(forms) == 1 else {"anyOf": forms}

    def read(self, value: Any) -> Any:
        """The array as nested lists of floats.

        Raises:
            PydanticCustomError: of type `WRONG`, for another shape, rows of unequal length, or numbers out of range.
        """
        array = self._array(value)
        if array.ndim not in {form.count("[") for form in self.forms}:
            raise self._wrong(f"an array of shape {self._shapes}", f"{shape_of(*array.shape)}")
        if 0 in array.shape or max(array.shape, default=1) > self.longest:
            raise self._wrong(f"1 to {self.longest} items along every axis of {self._shapes}", f"{shape_of(*array.shape)}")
        outside = ~((array >= self.low) & (array <= self.high))
        if outside.any():
            at = tuple(int(i) for i in np.argwhere(outside)[0])
            raise self._wrong(f"finite numbers from {self.low:.7g} to {self.high:.7g}", _said(value, at))
        return nested(array)

    def _array(self, value: Any) -> Floats:
        try:
            return np.array(value, dtype=np.float64)
        except (TypeError, ValueError, OverflowError):
            pass
        raise self._wrong(f"an array of numbers of shape {self._shapes}", _flaw(value))

    @property
    def _shapes(self) -> str:
        return " or ".join(filter(None, (", ".join(self.forms[:-1]), self.forms[-1])))

    def _wrong(self, expected: str, got: str) -> PydanticCustomError:
        return PydanticCustomError(WRONG, "{expected}", {"expected": expected, "got": got})

    def _schema(self, depth: int) -> dict[str, Any]:
        if depth == 0:
            return {"type": "number", "minimum": self.low, "maximum": self.high}
        return {"type": "array", "items": self._schema(depth - 1), "minItems": 1, "maxItems": self.longest}


def nested(array: Floats) -> Any:
    """The array as nested lists of floats; in a large one equal numbers are one object.

    Two million numbers of one digit, as many as a body has room for, take 15 MB and not 61.
    """
    if array.size <= MANY:
        return array.tolist()
    known: dict[float, float] = {}

    def shared(part: Floats) -> Any:
        if part.ndim > 1:
            return [shared(row) for row in part]
        if len(known) < KINDS:
            return [known.setdefault(number, number) for number in part.tolist()]
        return [known.get(number, number) for number in part.tolist()]

    return shared(array)


def _said(value: Any, at: tuple[int, ...]) -> str:
    """The value at an index, and where that is."""
    for i in at:
        value = value[i]
    return f"{shorten(value)} at {shape_of(*at)}" if at else shorten(value)


def _flaw(value: Any) -> str:
    """What is wrong with something that is no array of numbers: rows of two lengths, or the first thing that is no number."""
    if not isinstance(value, list | tuple):
        return shorten(value)
    waiting: deque[tuple[tuple[int, ...], Any]] = deque([((), value)])
    while waiting:  # level by level, so that the outermost flaw is named
        at, row = waiting.popleft()
        deeper = bool(row) and isinstance(row[0], list | tuple)
        for i, item in enumerate(row):
            if isinstance(item, list | tuple) != deeper:
                return f"numbers beside lists in {shape_of(*at)}" if at else "numbers beside lists"
            if deeper and len(item) != len(row[0]):
                place = f" of {shape_of(*at)}" if at else ""
                return f"rows of different lengths: row 0{place} has {len(row[0])}, row {i} has {len(item)}"
            if not deeper and not _number(item):
                return f"{shorten(item)} at {shape_of(*at, i)}"
        if deeper:
            waiting.extend(((*at, i), item) for i, item in enumerate(row))
    return "lists nested too deep"


def _number(item: Any) -> bool:
    try:
        float(item)
    except (TypeError, ValueError, OverflowError):
        return False
    return True
