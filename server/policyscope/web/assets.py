"""The front end's files, held in memory: hashed, compressed once, and sent so that a browser never asks twice.

What is large is compressed when the server starts, in a thread; the rest when somebody first asks for it, which takes milliseconds.

`/static/<version>/js/main.js` is immutable: the version is the hash of every file together, and because the version stands in the path,
modules that import one another by relative paths stay below it. `/static/<version>/joined/main.js` is that module with all it imports, made
here (joined.py). `/static/js/main.js` is the same file, to be asked for again each time.
plotly.js comes from the installed wheel, under its own version.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib.metadata
import importlib.util
import re
import threading
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import brotli
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from policyscope.web.joined import joined_files
from policyscope.web.turnstile import Turnstile

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
COMPRESSED_ALREADY = frozenset({".ico", ".png", ".woff2"})
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
LOOK_EVERY = 1.0
QUALITY = 9
LARGE = 1 << 16
"""Bytes from which on compressing takes too long to do it while a client waits, and others with it."""
PIECE = 1 << 16
"""How many bytes of a file are sent at once."""


class Pieces(Response):
    """A response in pieces that pass the server's turnstile: two hundred clients fetching plotly.js at once keep nobody else waiting."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        turnstile: Turnstile = scope["app"].state.services.turnstile
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for first in range(0, len(self.body), PIECE):
            await turnstile.passed()
            last = first + PIECE >= len(self.body)
            await send({"type": "http.response.body", "body": self.body[first : first + PIECE], "more_body": not last})


@dataclass(eq=False)
class Asset:
    """One file: its bytes, their hash, and its compressed forms once they are made."""

    name: str
    media_type: str
    content: bytes
    digest: str
    encodings: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, content: bytes) -> Asset:
        """An asset from its bytes; the name's ending says what it is."""
        media_type = MEDIA_TYPES.get(Path(name).suffix, "application/octet-stream")
        return cls(name, media_type, content, hashlib.blake2b(content, digest_size=9).hexdigest())

    def compress(self, quality: int = QUALITY) -> None:
        """Make the compressed forms if they are worth having."""
        if Path(self.name).suffix not in COMPRESSED_ALREADY and len(self.content) >= 256:
            self.encodings.update(compressed(self.content, quality))

    def response(self, request: Headers, cache: str) -> Response:
        """The asset as the request wants it: compressed, or just a note that it has not changed."""
        if not self.encodings and len(self.content) < LARGE:
            self.compress()
        encoding = preferred(request.get("accept-encoding", ""), [name for name in ("br", "gzip") if name in self.encodings])
        etag = f'"{self.digest}{"-" + encoding if encoding else ""}"'
        headers = {"ETag": etag, "Cache-Control": cache, "Vary": "Accept-Encoding"}
        known = {tag.strip().removeprefix("W/") for tag in request.get("if-none-match", "").split(",")}
        if etag in known or "*" in known:
            return Response(status_code=304, headers=headers)
        if encoding:
            headers["Content-Encoding"] = encoding
        content = self.encodings.get(encoding, self.content)
        return (Pieces if len(content) > PIECE else Response)(content, headers=headers, media_type=self.media_type)


@lru_cache(maxsize=64)
def compressed(content: bytes, quality: int) -> Mapping[str, bytes]:
    """A text's compressed forms by the name of their encoding; servers of one process share them."""
    packer = zlib.compressobj(min(6, quality), zlib.DEFLATED, 31)
    packed = packer.compress(content) + packer.flush()
    return {"br": brotli.compress(content, mode=brotli.MODE_TEXT, quality=quality), "gzip": packed}


class Shelf:
    """Documents that are the same for everybody: each is written once, on its first request, and kept compressed too.

    They are written in a thread, one after the other: a request that comes meanwhile waits for the same one.
    """

    def __init__(self) -> None:
        self._kept: dict[str, Asset] = {}
        self._writing = asyncio.Lock()

    async def asset(self, name: str, write: Callable[[], bytes], key: str = "") -> Asset:
        """The document of that name (and key, where it has several versions)."""
        place = name + key
        if place not in self._kept:
            async with self._writing:
                if place not in self._kept:
                    self._kept[place] = await asyncio.to_thread(_written, name, write)
        return self._kept[place]


def _written(name: str, write: Callable[[], bytes]) -> Asset:
    made = Asset.of(name, write())
    made.compress()
    return made


WEIGHT = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*")


def preferred(accepted: str, offered: Sequence[str]) -> str:
    """The encoding a client likes best (RFC 9110, section 12.5.3), empty for none; among equals the first one offered.

    Args:
        accepted: the header Accept-Encoding.
        offered: names of encodings, in our own order of preference.
    """
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        weight = WEIGHT.fullmatch(parameters)
        # What cannot be read counts as a no: plain bytes are always understood.
        weights[name.strip()] = float(weight[1]) if weight else 0.0 if parameters.strip() else 1.0
    others = weights.get("*", 0.0)
    best = max(offered, key=lambda name: weights.get(name, others), default="")
    weight_of_best = weights.get(best, others)
    return best if weight_of_best > 0.0 and weight_of_best >= weights.get("identity", 0.0) else ""


def static_root() -> Path:
    """Where the front end is: beside the package in a wheel, at the root of a checkout."""
    package = Path(__file__).resolve().parents[1]
    places = [package / "static", package.parents[1] / "static"]
    # In a checkout an editable install may have left a stale copy in site-packages, but never beside these sources.
    return next((place for place in places if place.is_dir()), places[-1])


class Assets:
    """Every file of the front end, by its path below static/.

    Args:
        root: the folder; it is looked at again at most once a second, so that an edit shows without a restart.
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or static_root()
        self.files: Mapping[str, Asset] = {}
        self.version = ""
        self._seen: dict[str, tuple[int, int]] = {}
        self._looked = 0.0
        self._lock = threading.Lock()

    def refresh(self, now: float | None = None) -> None:
        """Read again what has changed on disk."""
        now = time.monotonic() if now is None else now
        if now - self._looked < LOOK_EVERY and self.version:
            return
        self._looked = now
        paths = {path.relative_to(self.root).as_posix(): path for path in sorted(self.root.rglob("*")) if path.is_file()}
        seen = {name: (path.stat().st_mtime_ns, path.stat().st_size) for name, path in paths.items()}
        if seen == self._seen and self.version:
            return
        files = {}
        for name, path in paths.items():
            kept = self.files.get(name)
            files[name] = kept if kept is not None and self._seen.get(name) == seen[name] else Asset.of(name, path.read_bytes())
        whole = "\n".join(f"{name} {asset.digest}" for name, asset in files.items())
        texts = {name: asset.content.decode(errors="replace") for name, asset in files.items() if name.endswith((".html", ".js", ".css"))}
        made = {name: Asset.of(name, text) for name, text in joined(tuple(texts.items())).items()}
        self.files, self._seen = files | made, seen
        self.version = hashlib.blake2b(whole.encode(), digest_size=6).hexdigest()
        threading.Thread(target=self.compress, name="compress", daemon=True).start()

    def compress(self) -> None:
        """Compress what is large and not compressed yet; until then it goes out as it is."""
        with self._lock:
            for asset in list(self.files.values()):
                if not asset.encodings and len(asset.content) >= LARGE:
                    asset.compress()

    def find(self, path: str) -> tuple[Asset, bool] | None:
        """The file at a path below /static/, and whether the path names this very version of it."""
        version, _, rest = path.partition("/")
        if version == self.version and rest in self.files:
            return self.files[rest], True
        if path in self.files:
            return self.files[path], False
        # A page of an older version may still be open: it gets what there is now.
        return (self.files[rest], False) if is_version(version) and rest in self.files else None

    def url(self, name: str) -> str:
        """The immutable address of a file, relative to the lab's."""
        return f"static/{self.version}/{name}"


@lru_cache(maxsize=4)
def joined(texts: tuple[tuple[str, str], ...]) -> Mapping[str, bytes]:
    """The joined files that these make, by name; servers of one process share them."""
    return {name: text.encode() for name, text in joined_files(dict(texts)).items()}


def is_version(text: str) -> bool:
    """Whether a path's first part looks like one of our versions."""
    return len(text) == 12 and all(letter in "0123456789abcdef" for letter in text)


class Plotly:
    """plotly.js as the installed wheel has it, read and compressed in the background.

    Attributes:
        url: its address, relative to the lab's.
    """

    def __init__(self) -> None:
        self.version = importlib.metadata.version("plotly")
        self.name = f"plotly-{self.version}.min.js"
        self.url = f"assets/{self.name}"
        self._asset: Asset | None = None
        self._lock = threading.Lock()

    def asset(self) -> Asset:
        """The script."""
        with self._lock:
            if self._asset is None:
                # Importing plotly takes a tenth of a second; finding it takes nothing.
                found = importlib.util.find_spec("plotly")
                if found is None or not found.submodule_search_locations:
                    raise ModuleNotFoundError("plotly is not installed")
                path = Path(found.submodule_search_locations[0]) / "package_data" / "plotly.min.js"
                self._asset = Asset.of(self.name, path.read_bytes())
            return self._asset

    def prepare(self) -> None:
        """Read and compress it now."""
        self.asset().compress()
