"""The pages: static HTML with the addresses of its files made immutable, and its modules announced ahead.

A module that imports another is only known to once it has arrived; announcing all of them at once spares the browser that staircase.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Awaitable, Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from policyscope.web.assets import ASK_AGAIN, FOREVER, Asset, Assets, Plotly

ADDRESS = re.compile(r"""(?P<attribute>\b(?:src|href)=)(?P<quote>["'])(?:\./|/static/)?(?P<name>[^"'?#:]+)(?P=quote)""")
ENTRY = re.compile(r"""<script\b(?=[^>]*\btype=["']?module\b)[^>]*\bsrc=["'](?:\./|/static/)?([^"'?#]+)""")
IMPORT = re.compile(
    r"""^\s*(?:import|export)\s(?:[^"'();]*?\sfrom\s*)?["'](\.{1,2}/[^"']+)["']|^\s*import\s*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE
)
Endpoint = Callable[[Request], Awaitable[Response]]
Writer = Callable[[], Mapping[str, str]]


class Pages:
    """Makes the pages from static/, once for every version of it.

    Args:
        assets: the files.
        plotly: the script of that name.
        writers: by page, what gives the text for its own places, ``{{name}}``.
    """

    def __init__(self, assets: Assets, plotly: Plotly, writers: Mapping[str, Writer] | None = None) -> None:
        self.assets = assets
        self.plotly = plotly
        self.writers = writers or {}
        self._made: dict[str, tuple[str, Asset]] = {}

    def page(self, name: str) -> Asset | None:
        """A page as it is sent; None when static/ has no such file."""
        self.assets.refresh()
        version, made = self._made.get(name, ("", None))
        if made is not None and version == self.assets.version:
            return made
        source = self.assets.files.get(name)
        if source is None:
            return None
        html = self._filled(source.content.decode())
        for place, text in self.writers[name]().items() if name in self.writers else ():
            html = html.replace(f"{{{{{place}}}}}", text)
        page = Asset.of(name, html.encode())
        page.compress()
        self._made[name] = (self.assets.version, page)
        return page

    def _filled(self, html: str) -> str:
        names = [name for entry in ENTRY.findall(html) for name in modules(entry, self.assets)]
        ahead = "".join(f'<link rel="modulepreload" href="{self.assets.url(name)}">\n' for name in dict.fromkeys(names))

        def versioned(found: re.Match[str]) -> str:
            name = found["name"]
            if name not in self.assets.files:
                return found[0]
            return f"{found['attribute']}{found['quote']}{self.assets.url(name)}{found['quote']}"

        html = ADDRESS.sub(versioned, html).replace("{{plotly}}", self.plotly.url).replace("{{version}}", self.assets.version)
        return html.replace("</head>", f"{ahead}</head>", 1)


def modules(entry: str, assets: Assets) -> list[str]:
    """A module and everything it imports statically, nearest first."""
    found: dict[str, None] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop(0)
        if name in found or name not in assets.files:
            continue
        found[name] = None
        source = assets.files[name].content.decode(errors="replace")
        waiting += [posixpath.normpath(posixpath.join(posixpath.dirname(name), one or other)) for one, other in IMPORT.findall(source)]
    return list(found)


def routes(pages: Pages) -> list[Route]:
    """Routes of the pages and their files."""

    def page(name: str) -> Endpoint:
        async def show(request: Request) -> Response:
            asset = pages.page(name)
            if asset is None:
                raise HTTPException(404, "This installation has no pages: static/ is missing")
            return asset.response(request.headers, ASK_AGAIN, head=request.method == "HEAD")

        return show

    async def static(request: Request) -> Response:
        pages.assets.refresh()
        found = pages.assets.find(request.path_params["path"])
        if found is None:
            raise HTTPException(404)
        asset, immutable = found
        return asset.response(request.headers, FOREVER if immutable else ASK_AGAIN, head=request.method == "HEAD")

    async def library(request: Request) -> Response:
        if request.path_params["name"] != pages.plotly.name:
            raise HTTPException(404)
        return pages.plotly.asset().response(request.headers, FOREVER, head=request.method == "HEAD")

    async def icon(request: Request) -> Response:
        if "icon.svg" not in pages.assets.files:
            raise HTTPException(404)
        return RedirectResponse(pages.assets.url("icon.svg"), 302)

    return [
        Route("/", page("index.html")),
        Route("/embed", page("embed.html")),
        Route("/reference", page("reference.html")),
        Route("/favicon.ico", icon),
        Route("/static/{path:path}", static),
        Route("/assets/{name}", library),
    ]
