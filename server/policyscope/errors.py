"""The one error a person's input can raise.

From the general to the special:

    ValueError
      └── InvalidInput      a value that cannot be used: which field, what was expected, what was got, what to do
            └── LimitExceeded   it could be used, but not on this server: names the setting that forbids it
"""

from __future__ import annotations


class InvalidInput(ValueError):
    """A value that cannot be used, said so that its author can mend it.

    Args:
        field: dotted path of the field in the experiment or message, e.g. ``"problem.means"``.
        expected: what the field takes, in words.
        got: the value that came (its ``repr`` is shortened to 80 characters).
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
        error = type(self).__new__(type(self))
        InvalidInput.__init__(error, f"{prefix}.{self.field}" if self.field else prefix, self.expected, _Said(self.got), self.remedy)
        return error


class LimitExceeded(InvalidInput):
    """A value beyond one of the server's limits; the error names the setting.

    ``unit`` says what is counted where that is not the field itself, ``remedy`` what else can be done.
    """

    def __init__(self, field: str, limit: str, most: int, got: int, unit: str = "", remedy: str = "") -> None:
        setting = f"The limit is the setting POLICYSCOPE_{limit.upper()}; a server of your own can raise it."
        super().__init__(field, f"at most {most} {unit}".rstrip(), got, f"{remedy} {setting}".lstrip())


class _Said(str):
    """A value already shortened: its repr is itself."""

    def __repr__(self) -> str:
        return str(self)


def shorten(value: object, most: int = 80) -> str:
    """``repr(value)``, cut in the middle to at most ``most`` characters."""
    text = repr(value)
    if len(text) <= most:
        return text
    head = most * 2 // 3
    return f"{text[:head]} … {text[-(most - head - 3) :]}"
