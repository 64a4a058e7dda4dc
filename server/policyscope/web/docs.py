"""/docs: the OpenAPI document, the socket's messages and the settings as one plain page. No script, nothing from another host."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policyscope.runs.fields import takes
from policyscope.web.assets import ASK_AGAIN, Asset, Shelf
from policyscope.web.live.client_messages import CLIENT_MESSAGES
from policyscope.web.live.server_messages import CLOSE_CODES, SERVER_MESSAGES
from policyscope.web.pages import with_slash
from policyscope.web.proxies import root_of
from policyscope.web.settings import described

Schema = Mapping[str, Any]

STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent) }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 6rem }
h1, h2, h3 { line-height: 1.2; text-wrap: balance } h2 { margin-top: 3.5rem; border-top: 1px solid var(--line); padding-top: 1.5rem }
h3 { margin: 2.2rem 0 .3rem } h3 code { font-size: 1em } p { margin: .4rem 0 .8rem }
code, pre { font: .92em/1.5 ui-monospace, monospace } a { color: inherit; text-underline-offset: .2em }
pre { overflow-x: auto; padding: .8rem 1rem; border: 1px solid var(--line); border-radius: 6px }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-size: .94em }
th, td { text-align: left; vertical-align: top; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line) }
td:first-child, td:nth-child(2) { white-space: nowrap } nav ul { columns: 16rem; padding-left: 1.1rem }
"""

ERRORS = """
<p>Every error is an <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a> problem, <code>application/problem+json</code>:
what was expected, what was received and what to do; <code>errors</code> points to each wrong field.</p>
<h3 id="invalid-input">Invalid input</h3><p>422. A value cannot be used; nothing has changed.</p>
<h3 id="limit-exceeded">Limit exceeded</h3><p>422. The value is valid, but beyond a limit of this server; the detail names the setting.
503 if that became apparent only during the computation: the answer took longer than the setting <code>answer_seconds</code>. The answer
of a recorded run has then already started; the problem is its last line, with the <code>update</code> and <code>state</code> that the run
had reached, or, in a table, the line <code># …</code>. A study ends in the same way after <code>study_seconds</code>, with the number of
<code>cells</code> that are complete.</p>
"""

SOCKET = """
<p>A WebSocket at <code>/api/live</code> that carries JSON as text; each message names its <code>type</code>. The schemas are at
<a href="{root}api/live/schema">/api/live/schema</a>.</p>
<p>The frames of a playing run need credit: <code>grant</code> says how many more the page will take, never more than three at a time. A
run without credit waits, so a slow page slows its own run and loses no frame. Answers to other messages need no credit. A message that
cannot be used is answered with <code>error</code> and changes nothing; the socket stays open. Any server can continue the run from a
frame's <code>state</code>, bit for bit: send it in <code>open</code>.</p>
<p>Pages of other origins are refused at the handshake unless the setting <code>allowed_origins</code> names them.
<code>null</code>, the origin of an embed in a sandboxed frame, is allowed by default: there are no accounts, no cookies and
nothing private behind the socket.</p>
"""


NGINX = """\
location /lab/ {
    proxy_pass http://127.0.0.1:8000/;
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $http_connection;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_buffering off;
    proxy_read_timeout 1h;
}
"""

CADDY = """\
lab.example.org {
    redir /lab /lab/
    handle_path /lab/* {
        reverse_proxy 127.0.0.1:8000
    }
}
"""

PROXIES = f"""
<p>Every address of a page is relative, so below any path prefix that the proxy strips the lab needs no setting. The proxy must pass on
the live connection, a WebSocket at <code>api/live</code>: its <code>Upgrade</code> and <code>Connection</code> headers, and the
<code>Host</code> that the browser asked for. For nginx, inside <code>server</code>, and for Caddy, which passes them on by itself:</p>
<pre>{escape(NGINX)}</pre><pre>{escape(CADDY)}</pre>
<p>The setting <code>trusted_proxies</code> names proxies whose <code>X-Forwarded-For</code>, <code>-Proto</code>, <code>-Host</code>,
<code>-Port</code> and <code>-Prefix</code> are believed; <code>root_path</code> is a prefix that the proxy does not strip. If the page's
origin differs from the <code>Host</code> that arrives, the live connection is refused: let the proxy pass it on, trust its
<code>X-Forwarded-Host</code>, or name the origin in <code>allowed_origins</code>.</p>
<p>If the request is not a WebSocket handshake, <code>GET /api/live</code> answers 426 and says what the server saw: <code>host</code>,
<code>origin</code> (from the header, else from <code>?origin=</code>), <code>origin_allowed</code>, and <code>upgrade_lost</code>, which is
true if a proxy has removed the <code>Upgrade</code> header of a handshake.</p>
"""


def described_type(schema: Schema) -> str:
    """What a schema accepts, in a few words of HTML."""
    return takes(schema, lambda text: f"<code>{escape(text)}</code>", lambda name: f'<a href="#{escape(name)}">{escape(name)}</a>')


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table whose cells are HTML already."""
    head = "".join(f"<th scope=col>{each}" for each in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}<tbody>{body}</table></div>'


def fields(schema: Schema) -> str:
    """A model's fields as a table."""
    required = schema.get("required", ())
    rows = [
        (
            f"<code>{escape(name)}</code>",
            described_type(each),
            "required" if name in required else f"<code>{escape(json.dumps(each.get('default')))}</code>",
            escape(each.get("description", each.get("title", ""))),
        )
        for name, each in schema.get("properties", {}).items()
    ]
    return table(("field", "type", "default", ""), rows) if rows else ""


def operation(path: str, method: str, said: Schema) -> str:
    """One route."""
    name = f"{method.upper()} {path}"
    parts = [f'<h3 id="{escape(anchor(name))}"><code>{escape(name)}</code></h3><p>{escape(said.get("description", ""))}</p>']
    for media in said.get("requestBody", {}).get("content", {}).values():
        parts.append(f"<p>Takes {described_type(media['schema'])}, for example:</p><pre>{escape(example(media['example']))}</pre>")
    answer = said["responses"]["200"]
    for kind, media in answer.get("content", {}).items():
        what = described_type(media["schema"]) if media.get("schema") else escape(answer["description"])
        parts.append(f"<p>Returns <code>{escape(kind)}</code>: {what}</p>")
    return "".join(parts)


def example(body: Mapping[str, Any]) -> str:
    """An example with one field per line."""
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in body.items())
    return f"{{\n{lines}\n}}"


def anchor(name: str) -> str:
    """An id for a heading."""
    return name.lower().replace("/", "-").replace(" ", "")


def page(document: Schema, root: str = "./") -> str:
    """The whole page, from the OpenAPI document.

    Args:
        document: the OpenAPI document.
        root: the relative path from the page to the lab.
    """
    schemas: Schema = document["components"]["schemas"]
    operations = [(path, method, said) for path, methods in document["paths"].items() for method, said in methods.items()]
    listed = "".join(
        f'<li><a href="#{escape(anchor(f"{method.upper()} {path}"))}"><code>{method.upper()} {escape(path)}</code></a>'
        for path, method, _ in operations
    )
    spoken = {model.__name__ for model in (*CLIENT_MESSAGES, *SERVER_MESSAGES)}

    def described_model(name: str) -> str:
        said = escape(schemas[name].get("description", ""))
        return f'<h3 id="{escape(name)}">{escape(name)}</h3><p>{said}</p>{fields(schemas[name])}'

    client = "".join(described_model(model.__name__) for model in CLIENT_MESSAGES)
    server = "".join(described_model(model.__name__) for model in SERVER_MESSAGES)
    others = "".join(described_model(name) for name in sorted(schemas) if name not in spoken)
    settings = table(
        ("variable", "default", ""),
        (
            (f"<code>{each.variable}</code>", f"<code>{escape(each.shown)}</code>" if each.shown else "none", escape(each.help))
            for each in described()
        ),
    )
    codes = table(("code", "meaning"), ((f"<code>{code}</code>", escape(meaning)) for code, meaning in CLOSE_CODES.items()))
    info = document["info"]
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(info["title"])} API</title>
<link rel="icon" href="{root}static/icon.svg" type="image/svg+xml"><style>{STYLE}</style></head><body>
<h1>{escape(info["title"])} API</h1><p>{escape(info["summary"])}</p><p>{escape(info["description"])}</p>
<p>Version {escape(info["version"])}. For programs: <a href="{root}openapi.json">openapi.json</a>.</p>
<nav aria-label="Contents"><ul>{listed}<li><a href="#live">The live socket</a><li><a href="#proxies">Behind a proxy</a>
<li><a href="#errors">Errors</a><li><a href="#settings">Settings</a><li><a href="#schemas">Schemas</a></ul></nav>
<h2 id="routes">Routes</h2>{"".join(operation(*each) for each in operations)}
<h2 id="live">The live socket</h2>{SOCKET.replace("{root}", root)}<h2>What a page sends</h2>{client}<h2>What the server sends</h2>{server}
<h3 id="close-codes">Close codes</h3>{codes}
<h2 id="proxies">Behind a proxy</h2>{PROXIES}<h2 id="errors">Errors</h2>{ERRORS}
<h2 id="settings">Settings</h2>{settings}<h2 id="schemas">Schemas</h2>{others}
</body></html>"""


async def written(app: FastAPI, shelf: Shelf, root: str = "./") -> Asset:
    """The page from the shelf, one for each depth below the lab's root."""
    return await shelf.asset("docs.html", lambda: page(app.openapi(), root).encode(), root)


def routes(app: FastAPI, shelf: Shelf) -> list[Route]:
    """The routes of /docs."""

    async def show(request: Request) -> Response:
        document = await written(app, shelf, root_of(request.scope))
        return document.response(request.headers, ASK_AGAIN)

    return with_slash("/docs", show)
