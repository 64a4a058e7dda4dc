"""What plays a recording: the page's scripts and stylesheets as texts, with what its panels do not need left away.

Comments and indentation are left away too: nobody reads them there, and they are half of the bytes.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from policyscope.runs.playback import STREAMS_OF
from policyscope.web.assets import Assets
from policyscope.web.joined import SHEET, joined_modules

ENTRY = "js/recording.js"
PANELS = "js/panels/index.js"
LIKE = "embed.html"
"""The page whose stylesheets a recording has."""
OWN = "css/recording.css"
FONT = re.compile(r"""url\(["']?\.\./(?P<name>fonts/[^"')]+\.woff2)["']?\)""")
STYLES = re.compile(r"""name: "(?P<panel>\w+)".*?styles: \[(?P<styles>[^\]]*)\]""", re.DOTALL)
WITHIN = re.compile(r"/\*\*? @(?:type|template|param)[^*]*(?:\*(?!/)[^*]*)*\*/ ?")
IDLE = re.compile(r"""(?P<quoted>"[^"]*"|'[^']*')|(?<=[,:>]) | (?=>)|(?<=[ :(,-])0(?=\.\d)""")
"""What a stylesheet may lack between its texts: spaces round what separates, and zeros before a point."""
LOOSE = re.compile(r" ?(=>|[=(){}\[\];,?:<>&|*%]) ?")
"""What a line of a script without texts, comments and patterns may lack: spaces round what separates. Plus and minus keep theirs."""
ABSENT = 'export function create() { throw new Error("not in this recording"); }\n'


class Player:
    """Makes players from static/, one for each choice of panels, and keeps the last used ones.

    Args:
        assets: the files.
    """

    def __init__(self, assets: Assets) -> None:
        self.assets = assets
        self._script = lru_cache(maxsize=8)(self._made_script)
        self._styles = lru_cache(maxsize=8)(self._made_styles)

    def script(self, panels: Iterable[str], entry: str = ENTRY) -> str:
        """A classic script, to stand at the end of the page's body: module scripts are not loaded from files."""
        return self._script(self._version(), tuple(sorted(panels)), entry)

    def styles(self, panels: Iterable[str]) -> tuple[str, str]:
        """The stylesheets as one text, the font of the mathematics in it, and the names of those it holds."""
        names = self.sheets(panels)
        return self.text_of(names), " ".join(name.removeprefix("css/").removesuffix(".css") for name in names)

    def sheets(self, panels: Iterable[str]) -> list[str]:
        """The stylesheets of a recording in these panels, by their paths below static/."""
        self.assets.refresh()
        files = _texts(self.assets.files)
        own = {found["panel"]: re.findall(r'"(\w+)"', found["styles"]) for found in STYLES.finditer(files[PANELS])}
        names = sheets_of(files[LIKE]) + [f"css/{sheet}.css" for panel in sorted(panels) for sheet in own.get(panel, ())]
        return list(dict.fromkeys([*names, OWN]))

    def text_of(self, sheets: Iterable[str]) -> str:
        """Stylesheets as one text, the font in it."""
        return self._styles(self._version(), tuple(sheets))

    def _version(self) -> str:
        self.assets.refresh()
        return self.assets.version

    def _made_script(self, version: str, panels: tuple[str, ...], entry: str) -> str:
        files = _texts(self.assets.files)
        absent = {f"js/panels/{name}.js": ABSENT for name in STREAMS_OF if name not in panels and name != "probabilities"}
        joined, _ = joined_modules(entry, files | absent)
        text = joined.partition("//# sourceMappingURL=")[0].replace("import.meta.url", "document.baseURI")
        return f'(async () => {{\n"use strict";\n{_closed(lean(text))}}})();\n'

    def _made_styles(self, version: str, sheets: tuple[str, ...]) -> str:
        files = _texts(self.assets.files)

        def inlined(found: re.Match[str]) -> str:
            font = base64.b64encode(self.assets.files[found["name"]].content).decode()
            return f'url("data:font/woff2;base64,{font}")'

        return FONT.sub(inlined, _plain("\n".join(files[name] for name in sheets)))


def sheets_of(page: str) -> list[str]:
    """The stylesheets that a page of static/ names, by their paths below it."""
    return [found["name"] for found in SHEET.finditer(page)]


def lean(script: str) -> str:
    """A script without its comments and indentation; what stands in template literals stays as it is."""
    lines, inside, commented = [], False, False
    for line in script.split("\n"):
        bare = line.strip()
        if not inside and (commented or bare.startswith("/*")):
            # What follows a comment on its line is code.
            commented = "*/" not in bare
            bare = "" if commented else bare.partition("*/")[2].strip()
        if not inside and (not bare or bare.startswith("//")):
            continue
        short = line if inside else _tight(WITHIN.sub("", bare))
        lines.append(short)
        # A literal may hold others: whether one is open is told by the number of ticks.
        inside ^= short.replace("\\`", "").count("`") % 2 == 1
    return "\n".join(lines)


def _tight(line: str) -> str:
    """A line of a script without needless spaces, where none of them can be in a text or a pattern."""
    return line if re.search(r"[\"'`/]|< ?!|-- ?>", line) else LOOSE.sub(r"\1", line)


def _plain(styles: str) -> str:
    """Stylesheets without comments, and without the spaces, lines, semicolons and zeros that only people need."""
    lines = re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL))
    joined = re.sub(r" ?([{};,])\n", r"\1", lines).replace(";}", "}")
    return IDLE.sub(lambda found: found["quoted"] or "", joined)


def _closed(script: str) -> str:
    """A script that cannot end its element, nor begin a comment that hides the end."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _texts(files: Mapping[str, object]) -> dict[str, str]:
    return {
        name: asset.content.decode(errors="replace")  # type: ignore[attr-defined]
        for name, asset in files.items()
        if name.endswith((".js", ".css", ".html"))
    }
