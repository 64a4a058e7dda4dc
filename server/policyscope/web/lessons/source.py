"""A lesson's file, taken apart: front matter, steps, and the questions in them. Nothing is computed here.

---
title: Why the log?            one `name: value` a line; `source` and `read` may be repeated
---
::: step Two arms              a step's title; below it its settings, up to the first blank line
lab: ?preset=delete_the_log

Markdown …

::: predict number             a question: settings, a blank line, and what is revealed afterwards
ask: …
answer: gradient[1]

Markdown …
:::
:::
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

NAME = re.compile(r"(?:\d+-)?(?P<name>[a-z0-9][a-z0-9-]*)\.md")
"""A lesson's file: its name in addresses, behind a number that puts it in its place."""

FENCE = re.compile(r"^:::+\s*(?P<word>[a-z]*)\s*(?P<rest>.*?)\s*$")
SETTING = re.compile(r"^(?P<name>[a-z]+):\s*(?P<value>.*?)\s*$")
FRONT = ("title", "question", "minutes", "needs", "source", "read")
STEP = ("lab", "then", "given", "light", "updates")
PREDICT = (
    "ask", "answer", "direction", "of", "labels", "range", "start", "near", "right", "wrong", "hint", "unit", "item", "first", "plane",
    "around",
)  # fmt: skip
KINDS = ("number", "bars", "choice", "arrow", "order")


class Unreadable(Exception):
    """Something wrong in a lesson, and the line it is in."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"line {line}: {text}")
        self.line = line
        self.text = text


@dataclass(frozen=True)
class Said:
    """A setting's value, and its line."""

    value: str
    line: int


@dataclass
class Block:
    """A fenced part: its settings by name, in the order written, and its Markdown."""

    title: str
    line: int
    settings: dict[str, list[Said]] = field(default_factory=dict)
    parts: list[Prose | Block] = field(default_factory=list)

    def one(self, name: str) -> Said | None:
        """The setting, or None."""
        return self.settings[name][0] if name in self.settings else None

    def all(self, name: str) -> list[Said]:
        """Every value of a setting that may be repeated."""
        return self.settings.get(name, [])

    def needed(self, name: str) -> Said:
        """The setting; raises Unreadable where it is missing."""
        found = self.one(name)
        if found is None or not found.value:
            raise Unreadable(self.line, f"`{name}:` is missing here.")
        return found


@dataclass
class Prose:
    """Some lines of Markdown, and the first one's number."""

    line: int
    text: str


@dataclass
class Source:
    """A lesson as it is written."""

    front: Block
    steps: list[Block]


def read(text: str) -> Source:
    """A lesson's parts.

    Raises:
        Unreadable: for the first line that cannot be understood.
    """
    lines = text.splitlines()
    front, after = _front(lines)
    steps: list[Block] = []
    number = after
    while number < len(lines):
        line = lines[number]
        if line.strip():
            found = FENCE.match(line)
            if not found or found["word"] != "step":
                raise Unreadable(number + 1, "expected `::: step` and a title: all of a lesson's text lies in its steps.")
            step, number = _block(lines, number, found["rest"], STEP)
            steps.append(step)
        else:
            number += 1
    if not steps:
        raise Unreadable(len(lines) or 1, "a lesson needs at least one `::: step`.")
    return Source(front, steps)


def _front(lines: list[str]) -> tuple[Block, int]:
    if not lines or lines[0].strip() != "---":
        raise Unreadable(1, "expected `---`: a lesson begins with its title, between two such lines.")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    if not end:
        raise Unreadable(1, "the front matter is not closed by another `---`.")
    block = Block("", 1)
    _settings(block, enumerate(lines[1:end], 2), FRONT)
    block.needed("title")
    return block, end + 1


def _settings(block: Block, lines: Iterable[tuple[int, str]], known: tuple[str, ...]) -> None:
    for number, line in lines:
        if not line.strip():
            continue
        found = SETTING.match(line)
        if not found:
            raise Unreadable(number, f"expected `name: value`, one of {', '.join(known)}; a blank line ends the settings.")
        if found["name"] not in known:
            raise Unreadable(number, f"`{found['name']}` is no setting here; there are {', '.join(known)}.")
        block.settings.setdefault(found["name"], []).append(Said(found["value"], number))


def _block(lines: list[str], opening: int, title: str, known: tuple[str, ...]) -> tuple[Block, int]:
    """The block whose fence is at `opening`, and the line behind it."""
    block = Block(title, opening + 1)
    if not title:
        raise Unreadable(block.line, "this fence needs a title behind it.")
    number = opening + 1
    if number < len(lines) and SETTING.match(lines[number]):
        while number < len(lines) and lines[number].strip() and not lines[number].startswith(":::"):
            number += 1
    _settings(block, enumerate(lines[opening + 1 : number], opening + 2), known)
    kept: list[str] = []
    begun = number

    def put() -> None:
        if any(line.strip() for line in kept):
            block.parts.append(Prose(begun + 1, "\n".join(kept)))
        kept.clear()

    while number < len(lines):
        found = FENCE.match(lines[number])
        if not found:
            kept.append(lines[number])
            number += 1
            continue
        put()
        if not found["word"]:
            return block, number + 1
        if found["word"] != "predict" or known is not STEP:
            raise Unreadable(number + 1, f"`::: {found['word']}` is not known here; a step may hold `::: predict`.")
        if found["rest"] not in KINDS:
            raise Unreadable(number + 1, f"expected `::: predict` and one of {', '.join(KINDS)}.")
        inner, number = _block(lines, number, found["rest"], PREDICT)
        block.parts.append(inner)
        begun = number
    raise Unreadable(block.line, "this block is not closed by `:::`.")
