"""The pages: static HTML with its scripts and stylesheets joined, their addresses immutable, and the catalogue written into it.

No address begins with a slash, so that the lab may stand below any path: ``{{root}}`` is the way from the page to the lab, ``./`` or
``../``. Where modules cannot be joined they are announced ahead: one that imports another is only known to once it has arrived.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from pathlib import PurePosixPath

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policyscope import __version__
from policyscope.web.assets import ASK_AGAIN, FOREVER, QUALITY, Asset, Assets, Plotly
from policyscope.web.embedding.pages import Parts
from policyscope.web.joined import ENTRY, SHEET, imports, path_from, script_of, sheet_of
from policyscope.web.proxies import root_of

ADDRESS = re.compile(r"""(?P<attribute>\b(?:src|href)=)(?P<quote>["'])(?:\./|/static/)?(?P<name>[^"'?#:]+)(?P=quote)""")
Endpoint = Callable[[Request], Awaitable[Response]]
QUICKLY = 4
"""How hard a page is compressed that only one address has: in three milliseconds, not in a hundred."""

MOST_KEPT = 48
"""Pages kept in memory, the last used ones: some of 60 KB compressed."""

ELEMENT = "js/element.js"
"""The module of <policy-scope>, at two addresses: notebooks ask for one that ends in .mjs."""

Writer = Callable[[], Mapping[str, str]]


class Pages:
    """Makes the pages from static/, once for every version of it; any thread may ask.

    Args:
        assets: the files.
        plotly: where the pages find plotly.js.
        writers: by page, what gives the text for its own places, ``{{name}}``.
    """

    def __init__(self, assets: Assets, plotly: Plotly, writers: Mapping[str, Writer] | None = None) -> None:
        self.assets = assets
        self.plotly = plotly
        self.writers = writers or {}
        self._made: OrderedDict[tuple[str, ...], tuple[str, Asset]] = OrderedDict()
        self._keeping = threading.Lock()
        self._making = threading.Lock()

    async def soon(self, name: str, root: str = "./", own: Mapping[str, str] | None = None) -> Asset | None:
        """The same as `page`, for the event loop: it is made in a thread, because that takes a fifth of a second."""
        self.assets.refresh()
        made = self._kept((name, root, *(own or {}).values()))
        return made or await asyncio.to_thread(self.page, name, root, own)

    def page(self, name: str, root: str = "./", own: Mapping[str, str] | None = None) -> Asset | None:
        """A page as it is sent; None when static/ has no such file.

        Args:
            name: the file's name below static/.
            root: how the lab is reached from where the page is shown.
            own: texts that only this address of the page has, by place.
        """
        self.assets.refresh()
        own = own or {}
        key = (name, root, *own.values())
        with self._making:
            version = self.assets.version
            made = self._kept(key) or self._written(name, root, own)
        if made is not None:
            with self._keeping:
                self._made[key] = (version, made)
                while len(self._made) > MOST_KEPT:
                    self._made.popitem(last=False)
        return made

    def _kept(self, key: tuple[str, ...]) -> Asset | None:
        with self._keeping:
            version, made = self._made.get(key, ("", None))
            if made is None or version != self.assets.version:
                return None
            self._made.move_to_end(key)
            return made

    def _written(self, name: str, root: str, own: Mapping[str, str]) -> Asset | None:
        source = self.assets.files.get(name)
        if source is None:
            return None
        html = self._filled(name, source.content.decode())
        for place, text in self.writers[name]().items() if name in self.writers else ():
            html = html.replace(f"{{{{{place}}}}}", text)
        for place, text in own.items():
            html = html.replace(f"{{{{{place}}}}}", text)
        page = Asset.of(name, html.replace("{{root}}", root).encode())
        page.compress(QUICKLY if own else QUALITY)
        return page

    def _filled(self, name: str, html: str) -> str:
        files, ahead = self.assets.files, ""
        for found in ENTRY.finditer(html):
            if script_of(found["name"]) in files:
                html = html.replace(found[0], found[0].replace(found["name"], script_of(found["name"])))
            else:
                needed = modules(found["name"], self.assets)
                ahead = "".join(f'<link rel="modulepreload" href="{{{{root}}}}{self.assets.url(one)}">\n' for one in needed)
        html = self._with_sheets(name, html)

        def versioned(found: re.Match[str]) -> str:
            name = found["name"]
            if name not in files:
                return found[0]
            return f"{found['attribute']}{found['quote']}{{{{root}}}}{self.assets.url(name)}{found['quote']}"

        html = ADDRESS.sub(versioned, html).replace("{{plotly}}", f"{{{{root}}}}{self.plotly.url}")
        html = html.replace("{{version}}", __version__)
        return html.replace("</head>", f"{ahead}</head>", 1)

    def _with_sheets(self, name: str, html: str) -> str:
        """One link for all stylesheets, which names what it holds, so that no stylesheet is requested again."""
        sheets = [found for found in SHEET.finditer(html) if found["name"] in self.assets.files]
        if sheet_of(name) not in self.assets.files or not sheets:
            return html
        held = " ".join(PurePosixPath(found["name"]).stem for found in sheets)
        for found in sheets[1:]:
            html = html.replace(found[0], "", 1)
        return html.replace(sheets[0][0], f'<link rel="stylesheet" href="{sheet_of(name)}" data-sheets="{held}">\n', 1)


def modules(entry: str, assets: Assets) -> list[str]:
    """A module and everything it imports statically, nearest first."""
    found: dict[str, None] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop(0)
        if name in found or name not in assets.files:
            continue
        found[name] = None
        waiting += [path_from(name, path) for path in imports(assets.files[name].content.decode(errors="replace"))]
    return list(found)


def routes(pages: Pages, parts: Parts) -> list[Route]:
    """Routes of the pages and their files."""

    def page(name: str) -> Endpoint:
        async def show(request: Request) -> Response:
            asset = await pages.soon(name, root_of(request.scope), await parts.of(name, request))
            if asset is None:
                raise HTTPException(404, "This installation has no pages: static/ is missing")
            return asset.response(request.headers, ASK_AGAIN)

        return show

    async def static(request: Request) -> Response:
        pages.assets.refresh()
        found = pages.assets.find(request.path_params["path"])
        if found is None:
            raise HTTPException(404)
        asset, immutable = found
        return asset.response(request.headers, FOREVER if immutable else ASK_AGAIN)

    async def library(request: Request) -> Response:
        if request.path_params["name"] != pages.plotly.name:
            raise HTTPException(404)
        return pages.plotly.asset().response(request.headers, FOREVER)

    async def icon(request: Request) -> Response:
        if "icon.svg" not in pages.assets.files:
            raise HTTPException(404)
        return pages.assets.files["icon.svg"].response(request.headers, ASK_AGAIN)

    async def element(request: Request) -> Response:
        pages.assets.refresh()
        if ELEMENT not in pages.assets.files:
            raise HTTPException(404)
        return pages.assets.files[ELEMENT].response(request.headers, ASK_AGAIN)

    return [
        Route("/embed.js", element),
        Route("/embed.mjs", element),
        Route("/", page("index.html")),
        *with_slash("/embed", page("embed.html")),
        *with_slash("/study", page("study.html")),
        *with_slash("/reference", page("reference.html")),
        Route("/favicon.ico", icon),
        Route("/static/{path:path}", static),
        Route("/assets/{name}", library),
    ]


def with_slash(path: str, endpoint: Endpoint) -> list[Route]:
    """A page's route, and the same with a slash at its end: a redirect from one to the other would have to name a host."""
    return [Route(path, endpoint), Route(f"{path}/", endpoint)]
