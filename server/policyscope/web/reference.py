"""/reference: every kind of the schema as a page to read. Formulas become MathML here, once; no script is needed to show them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any
from urllib.parse import quote

import math_core

from policyscope.runs.fields import takes
from policyscope.runs.kinds import CHOICES, kinds
from policyscope.runs.reference import ENTRIES, NOTATION, SECTIONS, Documented, documented
from policyscope.web.keys import ALIASES

MACROS = {
    "th": "\U0001d6c9",  # Chromium ignores mathvariant: a bold letter is a separate character
    "ph": "\U0001d6df",
    "E": r"\operatorname{E}",
    "score": r"\nabla \log \pi",
}

ACCENTS = str.maketrans("ˆ˜", "^~")
"""The font has these accents, but not the composed letters."""

KEYS = {path.rpartition(".")[2]: key for key, path in ALIASES.items()}
"""Fields that have a shorter name in the lab's address."""


def parts() -> dict[str, str]:
    """What fills the placeholders in static/reference.html."""
    book = {group: documented(group) for group in ENTRIES}
    return {
        "contents": contents(book),
        "notation": notation(),
        "entries": "\n".join(section(group, members) for group, members in book.items()),
    }


def contents(book: Mapping[str, list[Documented]]) -> str:
    """The list of everything, by group."""
    groups = (
        f'<li><a href="#{group}">{SECTIONS[group][0]}</a><ol>'
        + "".join(f'<li><a href="#{each.anchor}">{escape(each.title)}</a></li>' for each in members)
        + "</ol></li>"
        for group, members in book.items()
    )
    return f'<ol><li><a href="#notation">Notation</a></li>{"".join(groups)}</ol>'


def notation() -> str:
    """The letters."""
    rows = "".join(f"<div><dt>{formula(letters, block=False)}</dt><dd>{prose(meaning)}.</dd></div>" for letters, meaning in NOTATION)
    return f'<section id="notation"><h2>Notation</h2><p>Time as in Sutton &amp; Barto.</p><dl class="letters">{rows}</dl></section>'


def section(group: str, members: list[Documented]) -> str:
    """A group with all its kinds."""
    title, said = SECTIONS[group]
    articles = "\n".join(article(each) for each in members)
    head = f'<h2 id="{group}-title">{title}</h2><p>{prose(said)}</p>'
    return f'<section id="{group}" aria-labelledby="{group}-title">{head}\n{articles}</section>'


def article(each: Documented) -> str:
    """One kind."""
    entry = each.entry
    body = [f"<p>{plain(each.help)}</p>"] if each.help else []
    if entry is not None:
        body.append(f'<div class="formula">{"".join(formula(piece) for piece in entry.formula.split(chr(92) + "qquad"))}</div>')
        body += [f"<p>{prose(entry.meaning)}</p>"] if entry.meaning else []
        facts = (("Bias", entry.bias), ("Variance", entry.variance), ("Source", entry.source))
        body.append(
            '<dl class="facts">' + "".join(f"<div><dt>{name}</dt><dd>{prose(fact)}</dd></div>" for name, fact in facts if fact) + "</dl>"
        )
    named = fields(each.schema) if "properties" in each.schema else ""
    if named:
        body.append(f'<dl class="fields">{named}</dl>')
    link = lab_link(each)
    body.append(f"<pre><code>{escape(written(each.example))}</code></pre>")
    if link:
        words = f'Open <span class="sr-only">{escape(each.title)}</span> in the lab'
        body.append(f'<p class="try"><a href="{{{{root}}}}{escape(link)}">{words}</a></p>')
    return (
        f'<article id="{each.anchor}" aria-labelledby="{each.anchor}-title"><h3 id="{each.anchor}-title">'
        f'<a href="#{each.anchor}">{escape(each.title)}</a> <code>{escape(each.kind)}</code></h3>{"".join(body)}</article>'
    )


# ------------------------------------------------------------------------------------------------------------ fields


def fields(schema: Mapping[str, Any]) -> str:
    """A model's own fields: name, label, accepted values, default, help."""
    rows = []
    for name, each in schema.get("properties", {}).items():
        if name != "kind":
            words = f"{takes(each, literal=_code)}, {_default(each)}"
            said = f"{plain(each.get('title', name))}: {words}. {plain(each.get('description', ''))}"
            rows.append(f"<div><dt><code>{escape(name)}</code></dt><dd>{said}</dd></div>")
    return "".join(rows)


def _default(schema: Mapping[str, Any]) -> str:
    """A field's default."""
    if "default" not in schema:
        return "required"
    default = schema["default"]
    if isinstance(default, dict) and "kind" in default:
        return f"by default {_code(default['kind'])}"
    return f"by default {_code(json.dumps(default, ensure_ascii=False))}"


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


# ------------------------------------------------------------------------------------------------- text and formulas


@cache
def _converter() -> math_core.LatexToMathML:
    return math_core.LatexToMathML(macros=MACROS)


@cache
def formula(latex: str, *, block: bool = True) -> str:
    """LaTeX as MathML.

    Raises:
        math_core.LatexError: for LaTeX that is none; a test converts every formula there is.
    """
    markup = str(_converter().convert_with_local_state(latex.strip().rstrip(","), displaystyle=block))
    return markup.translate(ACCENTS)


def prose(text: str) -> str:
    """An entry's text as HTML: ``$…$`` is a formula, `…` code, *…* emphasis. A full stop stays with its formula."""
    pieces = re.split(r"(\$[^$]+\$[.,:;)]*|`[^`]+`|\*[^*]+\*)", text)
    return "".join(_marked(piece) for piece in pieces)


def _marked(piece: str) -> str:
    if piece.startswith("$"):
        latex, _, after = piece[1:].partition("$")
        whole = formula(latex, block=False)
        return f'<span class="whole">{whole}{after}</span>' if after else whole
    if piece.startswith(("`", "*")):
        tag = "code" if piece[0] == "`" else "em"
        return f"<{tag}>{escape(piece[1:-1])}</{tag}>"
    return escape(piece)


def plain(text: str) -> str:
    """A docstring as HTML: a single letter's subscript or power is set as one, as in Σ_s or γ^t."""
    marked = re.sub(r"(?<!\w)(\w)_(\w+)", r"\1<sub>\2</sub>", escape(text))
    return re.sub(r"(\w)\^(\w)", r"\1<sup>\2</sup>", marked)


def written(value: Any, indent: str = "") -> str:
    """JSON as a person would write it: one part per line, lists on one line."""
    whole = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict) or len(indent) + len(whole) <= 72:
        return whole
    inner = indent + "  "
    lines = ",\n".join(f"{inner}{json.dumps(name)}: {written(each, inner)}" for name, each in value.items())
    return f"{{\n{lines}\n{indent}}}"


def lab_link(each: Documented) -> str:
    """The lab's query with this kind chosen; empty if it needs the user's own arrays."""
    if each.entry is not None and set(each.schema.get("required", ())) & set(each.entry.fields):
        return ""
    pairs: dict[str, str] = {}
    for part, said in (each.entry.around if each.entry else {}).items():
        pairs |= {part if name == "kind" else KEYS.get(name, name): str(value) for name, value in said.items()}
    if each.group in CHOICES or len(kinds(each.group)) > 1:  # of one kind there is nothing to choose
        pairs[each.group] = each.kind
    return "?" + "&".join(f"{key}={quote(value, safe='/()')}" for key, value in pairs.items())
