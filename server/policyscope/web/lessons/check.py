"""The linter: what is wrong with a lesson, each with its line. A lesson without complaints can be shown."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from policyscope.web.lessons.page import step_of
from policyscope.web.lessons.source import NAME, Block, Prose, Source, Unreadable, read
from policyscope.web.lessons.text import typed_numbers


@dataclass(frozen=True, order=True)
class Complaint:
    """Something wrong, and the line it is in."""

    line: int
    text: str


def name_of(path: Path) -> str:
    """A lesson's name in its address; nothing where the file's name is none for a lesson."""
    named = NAME.fullmatch(path.name)
    return named["name"] if named else ""


def check(path: Path) -> list[Complaint]:
    """Everything wrong with a lesson's file, by line: of each step the first thing that keeps it from being shown, and every typed number.

    Raises:
        OSError: the file cannot be read.
    """
    if not name_of(path):
        return [Complaint(1, f"{path.name}: a lesson's file is named in small letters, digits and hyphens, such as 02-why-the-log.md.")]
    try:
        source = read(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return [Complaint(1, "this file is no text in UTF-8.")]
    except Unreadable as why:
        return [Complaint(why.line, why.text)]
    return sorted({*_uncomputable(source), *_typed(source)})


def _uncomputable(source: Source) -> list[Complaint]:
    found: list[Complaint] = []
    before = ""
    for number, block in enumerate(source.steps, 1):
        try:
            before = step_of(block, number, before).then
        except Unreadable as why:
            found.append(Complaint(why.line, why.text))
            said = block.one("then") or block.one("lab")
            before = before or (said.value if said else "")
    return found


def _typed(source: Source) -> list[Complaint]:
    words = "number typed here: write @{…} and let the library compute it, or @{number} where it is given, not claimed."
    return [
        Complaint(line + offset, f"{number}: a {words}")
        for block in source.steps
        for line, text in _texts(block)
        for offset, number in typed_numbers(text)
    ]


def _texts(block: Block) -> list[tuple[int, str]]:
    """Everything in a block that a reader sees as prose."""
    shown = [(said.line, said.value) for name in ("ask", "hint") for said in block.all(name)]
    for part in block.parts:
        shown += [(part.line, part.text)] if isinstance(part, Prose) else _texts(part)
    return shown
