"""Somebody else's pages: a second origin, which serves the pages it is given and nothing more."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}


def site(folder: Path, at: str = "") -> dict[str, bytes]:
    """The files of a folder as pages by path, under another path if one is given; an index.html is its folder's page too."""
    pages = {f"{at}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return pages | {path.removesuffix("index.html"): body for path, body in pages.items() if path.endswith("/index.html")}


class Handler(BaseHTTPRequestHandler):
    def __init__(self, pages: Mapping[str, str | bytes], *rest: object) -> None:
        self.pages = pages
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        page = self.pages.get(path, b"")
        body = page.encode() if isinstance(page, str) else page
        self.send_response(200 if body else 204)
        kind = next((kind for ending, kind in TYPES.items() if path.endswith(ending)), "text/html; charset=utf-8")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def elsewhere(pages: Mapping[str, str | bytes]) -> Iterator[str]:
    """Serve pages by their paths; the address is of another host than the lab's, without a slash at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
