"""A lesson's Markdown as HTML: formulas become MathML, `@{…}` becomes what the library computes, `@[…]` a field bound to the lab.

Formulas and facts are taken out before the Markdown is read and put back behind it, so that `_`, `*` and `<` in them mean nothing there.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape

import math_core
from markdown_it import MarkdownIt

from policyscope.errors import InvalidInput
from policyscope.web.lessons.controls import control
from policyscope.web.lessons.facts import Facts, Unknown
from policyscope.web.lessons.source import Unreadable
from policyscope.web.reference import formula

PIECE = re.compile(
    r"\$\$(?P<block>.+?)\$\$|\$(?P<inline>[^$\n]+)\$(?P<after>[.,:;)]*)|@\{(?P<fact>[^{}\n]+)\}|@\[(?P<live>[\w.]+)\]", re.DOTALL
)
FACT = re.compile(r"@\{([^{}\n]+)\}")
TOKEN = re.compile("\ue000(\\d+)\ue001")
NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
YEAR = re.compile(r"(?:19|20)\d\d")
CODE = re.compile(r"`[^`]*`|\]\([^)]*\)")


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def html(text: str, facts: Facts, line: int, inline: bool = False) -> str:
    """Markdown as HTML.

    Args:
        text: Markdown with `$…$`, `$$…$$`, `@{…}` and `@[…]`.
        facts: what is true at this step.
        line: of the text's first line, for errors.
        inline: without a paragraph around it.

    Raises:
        Unreadable: a formula or a fact that is none, with its line.
    """
    kept: list[str] = []

    def take(found: re.Match[str]) -> str:
        at = line + text.count("\n", 0, found.start())
        kept.append(_piece(found, facts, at))
        return f"\ue000{len(kept) - 1}\ue001"

    marked = PIECE.sub(take, text)
    made = _markdown().renderInline(marked) if inline else _markdown().render(marked)
    made = re.sub("<p>(\ue000\\d+\ue001)</p>", lambda found: found[1] if _is_block(kept, found[1]) else found[0], made)
    return TOKEN.sub(lambda found: kept[int(found[1])], made)


def plain(text: str) -> str:
    """A line of Markdown as HTML, without formulas or facts."""
    return str(_markdown().renderInline(text))


def _is_block(kept: list[str], token: str) -> bool:
    return kept[int(token[1:-1])].startswith("<div")


def _piece(found: re.Match[str], facts: Facts, line: int) -> str:
    try:
        if found["live"]:
            return control(facts.state.experiment, found["live"])
        if found["fact"]:
            return f'<span class="fact">{escape(facts.shown(found["fact"]))}</span>'
        latex = FACT.sub(lambda fact: facts.shown(fact[1], minus="-"), found["block"] or found["inline"])
        if found["block"]:
            return f'<div class="formula">{formula(latex)}</div>'
        whole = formula(latex, block=False)
        return f'<span class="whole">{whole}{escape(found["after"])}</span>' if found["after"] else whole
    except (Unknown, InvalidInput) as why:
        raise Unreadable(line, str(why)) from None
    except math_core.LatexError as why:
        raise Unreadable(line, f"this formula is no LaTeX: {why}".splitlines()[0]) from None


def typed_numbers(text: str) -> list[tuple[int, str]]:
    """Numbers of more than one digit that are typed, not computed: where in the text (lines from 0), and what. Years are free."""
    blank = CODE.sub(lambda found: " " * len(found[0]), FACT.sub(lambda found: " " * len(found[0]), text))
    return [
        (text.count("\n", 0, found.start()), found[0])
        for found in NUMBER.finditer(blank)
        if len(found[0]) > 1 and not YEAR.fullmatch(found[0])
    ]
