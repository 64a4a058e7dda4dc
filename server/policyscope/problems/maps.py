"""Maps as people write them: rows in a list, or one text with the rows on separate lines or separated by slashes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from policyscope.errors import InvalidInput

BREAKS = re.compile(r"\r\n|\r|\n|/")


def rows_of(text: str | Sequence[str]) -> tuple[str, ...]:
    """The rows of a map, whatever the system that its line ends come from; empty lines around it are no rows."""
    parts = [text] if isinstance(text, str) else text
    rows = [row.strip() for part in parts for row in BREAKS.split(part.strip())]
    while rows and not rows[-1]:
        rows.pop()
    while rows and not rows[0]:
        rows.pop(0)
    return tuple(rows)


def read_map(field: str, text: str | Sequence[str], known: str, legend: Collection[str] | None = None) -> tuple[str, ...]:
    """The rows of a map, all of one length and of known letters.

    Args:
        field: its name, for errors.
        text: rows, or one text.
        known: the letters that always mean something.
        legend: further letters; None where there can be none.

    Raises:
        InvalidInput: naming the row and the column.
    """
    rows = rows_of(text)
    if not rows:
        raise InvalidInput(field, "at least one row of text", text)
    width = len(rows[0])
    letters, remedy = " ".join(known), "mend it."
    if legend is not None:
        letters, remedy = f"{letters} or ones of the legend", "mend it, or add it to the legend."
    for r, row in enumerate(rows):
        if len(row) != width:
            raise InvalidInput(field, f"rows of one length ({width}, as the first)", row, f"Row {r + 1} is {len(row)} long.")
        for c, letter in enumerate(row):
            if letter not in known and letter not in (legend or ()):
                raise InvalidInput(field, f"the characters {letters}", letter, f"Row {r + 1}, column {c + 1}: {remedy}")
    return rows
