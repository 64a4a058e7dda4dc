"""What differs from one address of a page to the next: its first picture, its title, its theme, and the link to /oembed."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl

from starlette.requests import Request

from policyscope.runs import Limits
from policyscope.web.embedding.oembed import discovery, title_of
from policyscope.web.embedding.query import LONGEST, experiment_of, preset_of
from policyscope.web.embedding.still import still
from policyscope.web.proxies import root_of
from policyscope.web.readiness import Readiness
from policyscope.web.settings import Settings

THEMES = ("light", "dark", "projector")
KEPT = 64
"""First pictures kept: those of one course's pages."""


class FirstPictures:
    """First pictures by the query they are of, the last used ones kept.

    Args:
        readiness: until kernels are ready nothing is drawn: it would keep them waiting.
        limits: the server's own.
    """

    def __init__(self, readiness: Readiness, limits: Limits) -> None:
        self.readiness = readiness
        self.limits = limits
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._drawing = asyncio.Lock()

    async def html(self, query: str) -> str:
        """A figure to stand in the page; empty where there is no picture."""
        if len(query) > LONGEST or not self.readiness.ready.is_set():
            return ""
        if query in self._kept:
            self._kept.move_to_end(query)
            return self._kept[query]
        async with self._drawing:
            made = await asyncio.to_thread(self._made, query)
        self._kept[query] = made
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made

    def _made(self, query: str) -> str:
        experiment = experiment_of(query)
        drawn = still(experiment, self.limits) if experiment else None
        if drawn is None:
            return ""
        svg, says = drawn
        preset = preset_of(query)
        about = f"<strong>{escape(preset.title)}.</strong> " if preset else ""
        return f'<figure class="still" id="still">{svg}<figcaption id="still-says">{about}{escape(says)}</figcaption></figure>'


class Parts:
    """The texts for a page's own places, ``{{name}}``, by the request for it."""

    def __init__(self, settings: Settings, readiness: Readiness) -> None:
        self.pictures = FirstPictures(readiness, settings.limits)
        self.parents = escape(" ".join(settings.embed_parents))

    async def of(self, name: str, request: Request) -> Mapping[str, str]:
        """What one request's page has in its places."""
        if name not in ("index.html", "embed.html"):
            return {}
        parts = {"discovery": discovery(request)}
        if name == "index.html":
            return parts
        query = request.url.query
        theme = dict(parse_qsl(query[:LONGEST])).get("theme", "")
        lab = f"{root_of(request.scope)}{'?' if query else ''}{query}"
        return parts | {
            "theme": f' data-theme="{theme}"' if theme in THEMES else "",
            "title": escape(title_of(query)),
            "still": await self.pictures.html(query),
            "lab": escape(lab),
            "parents": self.parents,
        }
