"""Somebody else's pages: a second origin, which serves the pages it is given and nothing more."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css"}


class Handler(BaseHTTPRequestHandler):
    def __init__(self, pages: Mapping[str, str], *rest: object) -> None:
        self.pages = pages
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        body = self.pages.get(path, "").encode()
        self.send_response(200 if body else 204)
        kind = next((kind for ending, kind in TYPES.items() if path.endswith(ending)), "text/html; charset=utf-8")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def elsewhere(pages: Mapping[str, str]) -> Iterator[str]:
    """Serve pages by their paths; the address is of another host than the lab's, without a slash at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
