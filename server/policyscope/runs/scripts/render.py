"""Textbook functions with lines that only some experiments need.

line of code  #? flag !other        the line stays where `flag` is a fact and `other` is none
⟦flag?some text⟧                    the same within a line
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MARK = "#?"
INLINE = re.compile(r"⟦([^?⟧]*)\?([^⟧]*)⟧")


@dataclass(frozen=True)
class Block:
    """A function of the script.

    Attributes:
        name: what it is called there; of two with one name that are both wanted, the later one counts.
        when: the facts that call for it, as on a line.
        text: its code, with marks.
    """

    name: str
    when: str
    text: str


def holds(wanted: str, facts: frozenset[str]) -> bool:
    """Whether every flag is a fact, and none of those with an exclamation mark; of `a|b` one is enough."""
    return all(flag.startswith("!") != any(name in facts for name in flag.removeprefix("!").split("|")) for flag in wanted.split())


def rendered(text: str, facts: frozenset[str]) -> str:
    """The text without what these facts do not call for."""
    lines = []
    for line in text.strip("\n").split("\n"):
        code, _, wanted = line.partition(MARK)
        if holds(wanted, facts):
            kept = INLINE.sub(lambda found: found[2] if holds(found[1], facts) else "", code)
            lines.append(kept.replace(", )", ")").rstrip())
    return "\n".join(lines)


def functions(blocks: Iterable[Block], facts: frozenset[str]) -> dict[str, str]:
    """The code of every function that is called for, by name, in the order in which they stand."""
    return {block.name: rendered(block.text, facts) for block in blocks if holds(block.when, facts)}
