"""The one error a person's input can raise.

From the general to the special:

    ValueError
      └── InvalidInput      a value that cannot be used: which field, what was expected, what was got, what to do
            └── LimitExceeded   it could be used, but not on this server: names the setting that forbids it
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

LOOKED_AT = 4096
"""Characters of a value that are written out before it is cut: a message of a megabyte costs no more to quote than one of a line."""

LONGEST_PATH = 160
"""Characters of a field's path that are shown: its parts are what a person wrote."""

DEEPEST = 20
"""Levels of a nested value that are written out."""


class InvalidInput(ValueError):
    """A value that cannot be used, described so that its author can correct it.

    Args:
        field: dotted path of the field in the experiment or message, e.g. ``"problem.means"``.
        expected: what the field takes, in words.
        got: the value that came; it is echoed as JSON of at most 80 characters (see `shorten`).
        remedy: what to do about it; empty when ``expected`` already says so.

    ``more`` holds the other things wrong with the same input, when several were found at once, and ``unlisted`` is how many more there
    were than it is worth listing.
    """

    def __init__(self, field: str, expected: str, got: object, remedy: str = "") -> None:
        self.field = cut(field, LONGEST_PATH)
        self.expected = expected
        self.got = shorten(got)
        self.remedy = remedy
        self.more: tuple[InvalidInput, ...] = ()
        self.unlisted = 0
        text = f"{self.field}: expected {expected}, got {self.got}." if field else f"Expected {expected}, got {self.got}."
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
    """A value beyond one of the server's limits; the error names the setting.

    ``unit`` says what is counted where that is not the field itself, ``remedy`` what else can be done.
    """

    def __init__(self, field: str, limit: str, most: int, got: int, unit: str = "", remedy: str = "") -> None:
        setting = f"The limit is the setting POLICYSCOPE_{limit.upper()}; a server of your own can raise it."
        super().__init__(field, f"at most {most} {unit}".rstrip(), got, f"{remedy} {setting}".lstrip())


class Verbatim(str):
    """Words that are echoed as they are: a value already shortened, or what stands for none."""


NOTHING = Verbatim("nothing")
"""What an error shows for a missing value."""


def shape_of(*lengths: int) -> Verbatim:
    """The shape of an array as its nesting is written here, e.g. ``[4][2][4]``."""
    return Verbatim("".join(f"[{length}]" for length in lengths) or "one number")


def shorten(value: object, most: int = 80) -> str:
    """The value as JSON, the form people write it in, in at most ``most`` characters; of a very long one only the beginning is looked at.

    A long text keeps its two ends, a long list or object its beginning. What cannot be printed is escaped.
    """
    if isinstance(value, Verbatim):
        return str(value)
    text = ""
    for piece in _pieces(value):
        text += piece
        if text[0] in "[{" and len(text) > most:
            return _printable(text[: most - 3])[: most - 3] + " …" + ("]" if text[0] == "[" else "}")
    return cut(_printable(text), most)


def cut(text: str, most: int) -> str:
    """The text, cut in the middle to at most ``most`` characters."""
    if len(text) <= most:
        return text
    head = most * 2 // 3
    return f"{text[:head]} … {text[-(most - head - 3) :]}"


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)


def _pieces(value: object, depth: int = 0) -> Iterator[str]:
    """JSON piece by piece, so that the caller can stop: NumPy's numbers and arrays as plain ones, anything else as it calls itself."""
    half = LOOKED_AT // 4
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, bytes):
        value = (value if len(value) <= LOOKED_AT else value[:half] + value[-half:]).decode(errors="replace")
    if isinstance(value, str):
        yield json.dumps(value if len(value) <= LOOKED_AT else value[:half] + value[-half:], ensure_ascii=False)
    elif isinstance(value, int) and value.bit_length() > LOOKED_AT:
        yield f"a number of {value.bit_length()} bits"  # Python refuses to write one of more than 4300 digits
    elif value is None or isinstance(value, int | float):
        yield json.dumps(value)
    elif depth > DEEPEST:
        yield "…"
    elif isinstance(value, list | tuple):
        yield "["
        for i, item in enumerate(value):
            yield ", " if i else ""
            yield from _pieces(item, depth + 1)
        yield "]"
    elif isinstance(value, Mapping):
        yield "{"
        for i, (name, item) in enumerate(value.items()):
            yield ", " if i else ""
            yield from _pieces(str(name), depth + 1)
            yield ": "
            yield from _pieces(item, depth + 1)
        yield "}"
    else:
        yield repr(value)
