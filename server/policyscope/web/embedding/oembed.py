"""oEmbed 1.0 (oembed.com): a page's address in, one bare iframe out. JSON only, as most consumers want it; XML is answered with 501."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from policyscope.web.embedding.query import LONGEST, preset_of
from policyscope.web.origins import same_host
from policyscope.web.proxies import prefix_of

WIDTH, HEIGHT = 800, 480
LEAST = 100
"""A frame narrower or lower than this shows nothing: then the maxima are ignored."""

NAME = "Policyscope"
PAGES = ("", "embed")
"""The pages that can be embedded, below the lab's own address."""


def title_of(query: str) -> str:
    """What an address shows, in a few words."""
    preset = preset_of(query)
    return f"{preset.title}: {NAME}" if preset else NAME


def base_of(request: Request) -> str:
    """The lab's own address as its visitors write it, with a slash at its end."""
    return f"{request.url.scheme}://{request.headers.get('host', '')}{prefix_of(request.scope)}/"


def discovery(request: Request) -> str:
    """The link by which a consumer finds `/oembed` for the page that is asked for; none where the address is too long."""
    query = request.url.query
    if len(query) > LONGEST:
        return ""
    name = request.url.path.strip("/").rpartition("/")[2]
    page = f"{base_of(request)}{name}{'?' if query else ''}{query}"
    there = f"{base_of(request)}oembed?format=json&url={quote(page, safe='')}"
    return f'<link rel="alternate" type="application/json+oembed" href="{escape(there)}" title="{escape(title_of(query))}" />'


def framed(url: str, host: str) -> tuple[str, str] | None:
    """The address of the embed that shows what a page of this host shows, and its query; None for any other address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    lab, _, name = parts.path.rstrip("/").rpartition("/")
    if parts.scheme not in ("http", "https") or not same_host(f"{parts.scheme}://{parts.netloc}", host):
        return None
    if name not in PAGES:
        lab, name = f"{lab}/{name}", ""
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query) if key != "autoplay"], quote_via=quote, safe=",:/[]@|")
    return f"{parts.scheme}://{parts.netloc}{lab}/embed{'?' if query else ''}{query}", query


def routes() -> list[Route]:
    """The route."""

    async def oembed(request: Request) -> Response:
        asked = request.query_params
        if asked.get("format", "json") != "json":
            raise HTTPException(501, "Only format=json is supported")
        prefix = prefix_of(request.scope)
        found = framed(asked.get("url", ""), request.headers.get("host", ""))
        if found is None or not _is_ours(asked.get("url", ""), prefix):
            raise HTTPException(404, "url must be the address of a page of this lab: its start page or /embed, with any query")
        src, query = found
        width, height = (_within(asked.get(name), usual) for name, usual in (("maxwidth", WIDTH), ("maxheight", HEIGHT)))
        title = title_of(query)
        html = (
            f'<iframe src="{escape(src)}" title="{escape(title)}" width="{width}" height="{height}" '
            'style="border:0;max-width:100%" loading="lazy" allow="fullscreen"></iframe>'
        )
        answer = {
            "version": "1.0",
            "type": "rich",
            "provider_name": NAME,
            "provider_url": src.partition("/embed")[0] + "/",
            "title": title,
            "html": html,
            "width": width,
            "height": height,
        }
        return JSONResponse(answer, headers={"Cache-Control": "no-cache"})

    return [Route("/oembed", oembed)]


def _is_ours(url: str, prefix: str) -> bool:
    """Whether a path is that of a page that can be embedded. A prefix that a proxy strips is not known here: then one is let through."""
    path = urlsplit(url).path.rstrip("/")
    name = path.removeprefix(prefix).strip("/")
    return name in PAGES or (not prefix and name.rpartition("/")[2] == "embed")


def _within(most: str | None, usual: int) -> int:
    """The usual size, or less where a consumer has less room."""
    if most is None or not most.isdecimal():
        return usual
    return max(LEAST, min(usual, int(most[:6])))
