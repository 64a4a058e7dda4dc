"""The one error a person's input can raise.

From the general to the special:

    ValueError
      └── InvalidInput      a value that cannot be used: which field, what was expected, what was got, what to do
            └── LimitExceeded   it could be used, but not on this server: names the setting that forbids it
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


class InvalidInput(ValueError):
    """A value that cannot be used, said so that its author can mend it.

    Args:
        field: dotted path of the field in the experiment or message, e.g. ``"problem.means"``.
        expected: what the field takes, in words.
        got: the value that came; it is echoed as JSON of at most 80 characters (see `shorten`).
        remedy: what to do about it; empty when ``expected`` already says so.

    ``more`` holds the other things wrong with the same input, when several were found at once.
    """

    def __init__(self, field: str, expected: str, got: object, remedy: str = "") -> None:
        self.field = field
        self.expected = expected
        self.got = shorten(got)
        self.remedy = remedy
        self.more: tuple[InvalidInput, ...] = ()
        text = f"{field}: expected {expected}, got {self.got}." if field else f"Expected {expected}, got {self.got}."
        super().__init__(f"{text} {remedy}" if remedy else text)

    @property
    def pointer(self) -> str:
        """The field as a JSON pointer (RFC 6901), e.g. ``/problem/means``."""
        return "/" + self.field.replace(".", "/") if self.field else ""

    def under(self, prefix: str) -> InvalidInput:
        """The same error seen from outside: its field prefixed, e.g. ``means`` under ``problem``."""
        return self.at(f"{prefix}.{self.field}" if self.field else prefix)

    def at(self, field: str) -> InvalidInput:
        """The same error of another field."""
        error = type(self).__new__(type(self))
        InvalidInput.__init__(error, field, self.expected, Verbatim(self.got), self.remedy)
        return error


class LimitExceeded(InvalidInput):
    """A value beyond one of the server's limits; the error names the setting, and ``unit`` says what is counted."""

    def __init__(self, field: str, limit: str, most: int, got: int, unit: str = "") -> None:
        super().__init__(
            field,
            f"at most {most} {unit}".rstrip(),
            got,
            f"The limit is the setting POLICYSCOPE_{limit.upper()}; a server of your own can raise it.",
        )


class Verbatim(str):
    """Words that are echoed as they are: a value already shortened, or what stands for none."""


NOTHING = Verbatim("nothing")
"""What was got where nothing came."""


def shape_of(*lengths: int) -> Verbatim:
    """The shape of an array as its nesting is written here, e.g. ``[4][2][4]``."""
    return Verbatim("".join(f"[{length}]" for length in lengths) or "one number")


def shorten(value: object, most: int = 80) -> str:
    """The value as JSON, the form people write it in: at most ``most`` characters, and never more work than that takes.

    A long text keeps its two ends, a long list or object its beginning. What cannot be printed is escaped.
    """
    if isinstance(value, Verbatim):
        return str(value)
    if isinstance(value, bytes):
        value = value[: 4 * most].decode(errors="replace")
    if isinstance(value, str):
        return _cut(_escaped(value if len(value) <= 2 * most else value[:most] + value[-most:]), most)
    text = ""
    for piece in _Encoder(ensure_ascii=False).iterencode(value):
        text += piece if len(piece) <= 2 * most else piece[:most] + piece[-most:]
        if len(text) > most:
            return _printable(text)[: most - 3] + " …" + {"[": "]", "{": "}"}.get(text[0], "")
    return _cut(_printable(text), most)


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    head = most * 2 // 3
    return f"{text[:head]} … {text[-(most - head - 3) :]}"


def _escaped(text: str) -> str:
    return _printable(json.dumps(text, ensure_ascii=False))


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)


class _Encoder(json.JSONEncoder):
    """JSON of whatever may come: NumPy's numbers and arrays as plain ones, anything else as it calls itself."""

    def default(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return dict(value)
        plain = getattr(value, "tolist", None)
        return plain() if plain else repr(value)
