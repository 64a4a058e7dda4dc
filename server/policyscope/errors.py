"""The one error a person's input can raise.

From the general to the special:

    ValueError
      └── InvalidInput      a value that cannot be used: which field, what was expected, what was got, what to do
            └── LimitExceeded   it could be used, but not on this server: names the setting that forbids it
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

LOOKED_AT = 4096
"""Characters of a value that are written out before it is cut: a message of a megabyte costs no more to quote than one of a line."""

LONGEST_PATH = 160
"""Characters of a field's path that are shown: its parts are what a person wrote."""


DEEPEST = 20
"""Levels of a nested value that are written out."""


class InvalidInput(ValueError):
    """A value that cannot be used, said so that its author can mend it.

    Args:
        field: dotted path of the field in the experiment or message, e.g. ``"problem.means"``.
        expected: what the field takes, in words.
        got: the value that came (its ``repr`` is shortened to 80 characters).
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
        error = type(self).__new__(type(self))
        InvalidInput.__init__(error, f"{prefix}.{self.field}" if self.field else prefix, self.expected, _Said(self.got), self.remedy)
        return error


class LimitExceeded(InvalidInput):
    """A value beyond one of the server's limits; the error names the setting."""

    def __init__(self, field: str, limit: str, most: int, got: int) -> None:
        super().__init__(
            field,
            f"at most {most}",
            got,
            f"The limit is the setting POLICYSCOPE_{limit.upper()}; a server of your own can raise it.",
        )


class _Said(str):
    """A value already shortened: its repr is itself."""

    def __repr__(self) -> str:
        return str(self)


def shorten(value: object, most: int = 80) -> str:
    """``repr(value)``, cut in the middle to at most ``most`` characters; of a very long value only the beginning is looked at."""
    text = ""
    for piece in _pieces(value):
        text += piece
        if len(text) > LOOKED_AT:
            return f"{text[: most - 2]} …"
    return cut(text, most)


def cut(text: str, most: int) -> str:
    """The text, cut in the middle to at most ``most`` characters."""
    if len(text) <= most:
        return text
    head = most * 2 // 3
    return f"{text[:head]} … {text[-(most - head - 3) :]}"


def _pieces(value: object, depth: int = 0) -> Iterator[str]:
    """``repr(value)`` piece by piece, so that whoever asks can stop."""
    if isinstance(value, str | bytes) and len(value) > LOOKED_AT:
        half = LOOKED_AT // 4
        yield repr(value[:half])[:-1] + repr(value[-half:]).lstrip("b")[1:]
    elif isinstance(value, int) and value.bit_length() > LOOKED_AT:
        yield f"a number of {value.bit_length()} bits"  # Python refuses to write one of more than 4300 digits
    elif depth > DEEPEST:
        yield "…"
    elif type(value) is list:
        yield "["
        for i, item in enumerate(value):
            yield ", " if i else ""
            yield from _pieces(item, depth + 1)
        yield "]"
    elif isinstance(value, Mapping):
        yield "{"
        for i, (name, item) in enumerate(value.items()):
            yield ", " if i else ""
            yield from _pieces(name, depth + 1)
            yield ": "
            yield from _pieces(item, depth + 1)
        yield "}"
    else:
        yield repr(value)
