"""A module and everything it imports as one file, made in memory: seventy requests cost a slow core more than their contents.

The files under static/ stay plain modules, each of which works by itself; nothing of this is ever written to disk. A joined module is every
file as it is, line for line, as a function; a source map lets developer tools show the original files.

    import { a, b as c } from "./x.js";   ->   const { a, b: c } = $7;
    export function f() {}                ->   function f() {}            and at the file's end   return { f };
    () => import("./y.js")                ->   () => Promise.resolve().then($8)

What is imported statically is evaluated at once, in the order in which modules are; what is imported on demand, when it is asked for.
Only what these modules use of the language is understood. Anything else is refused, and the page loads its modules one by one.
"""

from __future__ import annotations

import json
import logging
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

log = logging.getLogger("policyscope.web")

FOLDER = "joined/"
"""Where joined files are, one level below static/ as scripts and stylesheets are: relative addresses in stylesheets stay right."""

IMPORT = re.compile(
    r"""^import\s(?:\s*(?P<what>\{[^}]*\}|\*\s*as\s+[\w$]+)\s*from\s*)?\s*["'](?P<path>\.{1,2}/[^"']+)["'];?""", re.MULTILINE
)
# Types in comments import too: import("./types.js").Frame, typeof import("./board.js").createBoard.
LATER = re.compile(r"""import\((?<!\wimport\()(?<!\btypeof import\()\s*["'](?P<path>\.{1,2}/[^"']+)["']\s*\)(?!\.[A-Z])""")
EXPORT = re.compile(r"^export (?=(?:(?:async )?function\*?|class|const) (?P<name>[\w$]+))", re.MULTILINE)
ALONE = re.compile(r"^export \{\};?", re.MULTILINE)
ENTRY = re.compile(r"""<script\b(?=[^>]*\btype=["']?module\b)[^>]*\bsrc=["'](?:\./|/static/)?(?P<name>[^"'?#]+)["'][^>]*>""")
SHEET = re.compile(r"""[ \t]*<link\b(?=[^>]*\brel=["']?stylesheet\b)[^>]*\bhref=["'](?:\./|/static/)?(?P<name>[^"'?#]+)["'][^>]*>\n?""")
LEFT = (re.compile(r"^(?:export\b|import\s*[\w$*{\"'])", re.MULTILINE), re.compile(r"import\((?<!\wimport\()(?!\s*[\"']\.)"))
"""What is not understood. A pattern that begins with letters is searched for five times as fast as one that looks behind itself first."""
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


class Unjoinable(ValueError):
    """A module uses a part of the language that joining does not support."""


@dataclass
class Module:
    """One file: its text, what it exports, and its place in the joined one."""

    name: str
    text: str
    exports: list[str]
    at_once: bool
    number: int

    @property
    def handle(self) -> str:
        """What stands for its exports."""
        return f"${self.number}" if self.at_once else f"${self.number}()"


def joined_files(files: Mapping[str, str]) -> dict[str, str]:
    """What every page needs, joined: modules, source map, stylesheets. What cannot be joined is left out, and the log says why."""
    made: dict[str, str] = {}
    for page, html in files.items():
        if not page.endswith(".html"):
            continue
        sheets = [found["name"] for found in SHEET.finditer(html) if found["name"] in files]
        if sheets:
            made[sheet_of(page)] = joined_styles(sheets, files)
        for found in ENTRY.finditer(html):
            try:
                text, map_ = joined_modules(found["name"], files)
            except Unjoinable as why:
                log.warning("the modules of %s are sent one by one: %s", page, why)
                continue
            made |= {script_of(found["name"]): text, f"{script_of(found['name'])}.map": map_}
    return made


def script_of(entry: str) -> str:
    """Where the joined form of a module is, below static/."""
    return FOLDER + posixpath.basename(entry)


def sheet_of(page: str) -> str:
    """Where the joined stylesheets of a page are, below static/."""
    return f"{FOLDER}{page.removesuffix('.html')}.css"


def joined_modules(entry: str, files: Mapping[str, str]) -> tuple[str, str]:
    """One module that does what ``entry`` does, and its source map.

    Args:
        entry: the module's path below static/.
        files: the text of every module, by such paths.

    Raises:
        Unjoinable: when a module imports in a circle, imports what is not exported, or is written in another way than is understood here.
    """
    modules = _reached(entry, files)
    sources: list[str] = []
    places: list[tuple[int, int] | None] = [None]
    lines = ["const $once = (make) => { let made; return () => (made ??= make()); };"]
    for module in modules.values():
        if module.name == entry:
            continue
        before, after = ("(() => {", "})();") if module.at_once else ("$once(() => {", "});")
        inner = _translated(module, modules).split("\n")
        lines += [f"const ${module.number} = {before}", *inner, f"return {{ {', '.join(module.exports)} }}; {after}"]
        places += [None, *((len(sources), line) for line in range(len(inner))), None]
        sources.append(module.name)
    # The entry stands outermost: it may await.
    own = _translated(modules[entry], modules).split("\n")
    lines += own
    places += [(len(sources), line) for line in range(len(own))]
    sources.append(entry)
    name = posixpath.basename(entry)
    return "\n".join([*lines, f"//# sourceMappingURL={name}.map\n"]), _source_map(name, sources, places)


def joined_styles(names: Iterable[str], files: Mapping[str, str]) -> str:
    """Stylesheets one after the other. Their relative addresses stay right: joined files are at the same depth."""
    return "\n".join(files[name] for name in names)


def imports(text: str) -> list[str]:
    """The relative paths a module imports statically."""
    return [found["path"] for found in IMPORT.finditer(text)]


def path_from(name: str, path: str) -> str:
    """The path below static/ of what a module calls ``path``."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _reached(entry: str, files: Mapping[str, str]) -> dict[str, Module]:
    """Every module that is needed at once, each behind those it imports; then those imported on demand."""
    done: dict[str, Module] = {}
    later: list[str] = []

    def visit(name: str, parents: tuple[str, ...], at_once: bool) -> None:
        if name in parents:
            raise Unjoinable(f"{' -> '.join((*parents, name))} is a circle")
        if name in done:
            return
        if name not in files:
            raise Unjoinable(f"{parents[-1] if parents else 'the page'} imports {name}, which is not there")
        text = files[name]
        for path in imports(text):
            visit(path_from(name, path), (*parents, name), at_once)
        later.extend(path_from(name, found["path"]) for found in LATER.finditer(text))
        done[name] = Module(name, text, [found["name"] for found in EXPORT.finditer(text)], at_once, len(done))

    visit(entry, (), True)
    while later:
        visit(later.pop(0), (), False)
    return done


def _translated(module: Module, modules: Mapping[str, Module]) -> str:
    """A module's text with its imports and exports turned into names, line for line."""

    def taken(found: re.Match[str]) -> str:
        other = modules[path_from(module.name, found["path"])]
        what = found["what"] or ""
        if what.startswith("*"):
            text = f"const {what.split()[-1]} = {other.handle};"
        elif what:
            names = [part.split() for part in what.strip("{} \n").split(",") if part.strip()]
            unknown = [words[0] for words in names if words[0] not in other.exports]
            if unknown:
                raise Unjoinable(f"{module.name} imports {unknown[0]} from {other.name}, which does not export it")
            text = f"const {{ {', '.join(f'{words[0]}: {words[-1]}' for words in names)} }} = {other.handle};"
        else:
            text = "" if other.at_once else f"{other.handle};"
        return text + "\n" * found[0].count("\n")

    def promised(found: re.Match[str]) -> str:
        other = modules[path_from(module.name, found["path"])]
        return f"Promise.resolve({other.handle})" if other.at_once else f"Promise.resolve().then(${other.number})"

    text = LATER.sub(promised, ALONE.sub("", EXPORT.sub("", IMPORT.sub(taken, module.text))))
    for left in filter(None, (one.search(text) for one in LEFT)):
        raise Unjoinable(f"{module.name} has `{text[left.start() :].splitlines()[0]}`")
    return text.replace("import.meta.url", f'new URL("../{module.name}", import.meta.url).href')


def _source_map(name: str, sources: list[str], places: list[tuple[int, int] | None]) -> str:
    """Where each line comes from (the source map format, version 3: one segment a line)."""
    segments, source, line = [], 0, 0
    for place in places:
        if place is None:
            segments.append("")
            continue
        segments.append(_segment(place[0] - source, place[1] - line))
        source, line = place
    paths = [f"../{one}" for one in sources]
    return json.dumps({"version": 3, "file": name, "sources": paths, "names": [], "mappings": ";".join(segments)})


@cache
def _segment(sources: int, lines: int) -> str:
    """A segment: how many sources and lines after the previous one, both from column 0."""
    return "".join(_digits(number) for number in (0, sources, lines, 0))


def _digits(number: int) -> str:
    """A number in base 64, lowest digits first, with the sign in the lowest bit."""
    rest = (-number << 1) | 1 if number < 0 else number << 1
    text = ""
    while True:
        rest, digit = rest >> 5, rest & 31
        text += DIGITS[digit | 32 if rest else digit]
        if not rest:
            return text
