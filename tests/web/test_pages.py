"""Pages and files: right types, compressed, asked for once, and usable from a sandboxed frame on another origin."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import threading
import time
from pathlib import Path

import brotli
import pytest
from starlette.datastructures import Headers

from policyscope import __version__
from policyscope.web.assets import Asset, Assets, Plotly, Shelf, preferred, static_root
from policyscope.web.pages import Pages, modules
from tests.web.kit import Running, serving

PAGE = """<!doctype html><html><head><title>x</title>
<link rel="stylesheet" href="/static/css/a.css">
<link rel="stylesheet" href="/static/css/b.css" /><link rel="icon" href='icon.svg'>
<meta name="generator" content="Policyscope {{version}}">
<meta name="plotly" content="{{plotly}}">
<script type="module" src="./js/main.js"></script>
</head><body><script type="application/json" id="catalog">{{catalog}}</script>
<a href="https://elsewhere.example/js/main.js">x</a><a href="?seed=1">y</a><a href="#js/main.js">z</a></body></html>"""
MAIN = """
import { a } from "./parts/a.js";
import "./b.js";
import { c } from
  "./c.js";
import {
  d,
} from "./d.js";
const later = () => import("./lazy.js");
// import nothing from "./comment.js" in prose
"""


@pytest.fixture
def static(tmp_path: Path) -> Path:
    for name, text in {
        "index.html": PAGE,
        "icon.svg": "<svg/>",
        "css/a.css": "body { color: red }\n" * 50,
        "css/b.css": "a { color: green }",
        "js/main.js": MAIN,
        "js/parts/a.js": 'import { b } from "../b.js";\nexport const a = b;',
        **{f"js/{name}.js": f"export const {name} = 1;" for name in ("b", "c", "d", "lazy", "comment")},
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def shown(assets: Assets) -> str:
    page = Pages(assets, Plotly(), {"index.html": lambda: {"catalog": "[1]"}}).page("index.html")
    assert page is not None
    return page.content.decode()


def test_addresses_become_immutable_and_files_are_joined(static: Path) -> None:
    assets = Assets(static)
    html, base = shown(assets), f"./static/{assets.version}"
    assert f'<link rel="stylesheet" href="{base}/joined/index.css" data-sheets="a b">' in html
    assert html.count("stylesheet") == 1
    assert f"href='{base}/icon.svg'" in html
    assert f'<script type="module" src="{base}/joined/main.js"></script>' in html
    assert "modulepreload" not in html
    assert 'content="./assets/plotly-' in html
    assert f'content="Policyscope {__version__}"' in html
    assert 'href="https://elsewhere.example/js/main.js"' in html
    assert 'href="?seed=1"' in html
    assert 'href="#js/main.js"' in html
    assert 'id="catalog">[1]</script>' in html
    for name in ("main.js", "main.js.map", "index.css"):
        assert assets.find(f"{assets.version}/joined/{name}") == (assets.files[f"joined/{name}"], True)


def test_a_page_is_written_once_and_not_on_the_event_loop(static: Path) -> None:
    written: list[threading.Thread] = []

    def catalog() -> dict[str, str]:
        written.append(threading.current_thread())
        return {"catalog": "[1]"}

    async def asked() -> list[Asset | None]:
        pages = Pages(Assets(static), Plotly(), {"index.html": catalog})
        return [*await asyncio.gather(*(pages.soon("index.html") for _ in range(5))), await pages.soon("index.html")]

    answers = asyncio.run(asked())
    assert len(set(map(id, answers))) == 1
    assert len(written) == 1
    assert written[0] is not threading.current_thread()


def test_modules_that_cannot_be_joined_are_announced(static: Path) -> None:
    (static / "js/c.js").write_text("export default 1;")
    assets = Assets(static)
    html, base = shown(assets), f"./static/{assets.version}"
    assert f'src="{base}/js/main.js"' in html
    announced = [line.split('"')[3] for line in html.splitlines() if "modulepreload" in line]
    assert announced == [f"{base}/js/{name}.js" for name in ("main", "parts/a", "b", "c", "d")]


def test_modules_are_followed_once(static: Path) -> None:
    (static / "js/b.js").write_text('import "./main.js"; import "./missing.js";')
    assets = Assets(static)
    assets.refresh()
    assert modules("js/main.js", assets)[0] == "js/main.js"
    assert len(modules("js/main.js", assets)) == 5


def test_an_edit_makes_a_new_version(static: Path) -> None:
    assets = Assets(static)
    pages = Pages(assets, Plotly())
    assets.refresh(now=0.0)
    old, kept = assets.version, assets.files["js/b.js"]
    (static / "css/a.css").write_text("body { color: blue }")
    assets.refresh(now=0.5)
    assert assets.version == old
    assets.refresh(now=1.5)
    assert assets.version != old
    assert assets.files["js/b.js"] is kept
    page = pages.page("index.html")
    assert page is not None
    assert assets.version in page.content.decode()
    assert assets.find(f"{assets.version}/js/b.js") == (kept, True)
    assert assets.find(f"{old}/js/b.js") == (kept, False)
    assert assets.find("js/b.js") == (kept, False)
    assert assets.find("zzzzzzzzzzzz/js/b.js") is None
    assert assets.find("../secret") is None


def test_encodings_and_conditions() -> None:
    small, text = b"export const one = 1;\n" * 100, b"export const one = 1;\n" * 10_000
    assert brotli.decompress(bytes(Asset.of("a.js", small).response(Headers({"accept-encoding": "br"}), "no-cache").body)) == small
    asset = Asset.of("a.js", text)
    assert asset.response(Headers({"accept-encoding": "br"}), "no-cache").body == text  # what is large is compressed when the server starts
    asset.compress()
    assert brotli.decompress(bytes(asset.response(Headers({"accept-encoding": "gzip, BR;q=1"}), "no-cache").body)) == text
    zipped = asset.response(Headers({"accept-encoding": "gzip"}), "no-cache")
    assert gzip.decompress(bytes(zipped.body)) == text
    assert zipped.headers["vary"] == "Accept-Encoding"
    for tag in (zipped.headers["etag"], f"W/{zipped.headers['etag']}", f'"x", {zipped.headers["etag"]}', "*"):
        again = asset.response(Headers({"accept-encoding": "gzip", "if-none-match": tag}), "no-cache")
        assert (again.status_code, again.body) == (304, b"")
    assert asset.response(Headers({"if-none-match": '"x"'}), "no-cache").status_code == 200


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ""),
        ("br", "br"),
        ("gzip, br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0", ""),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.000", ""),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0.5, gzip;q=0.5", "br"),
        ("gzip;Q=1.0", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("*;q=0.1, br;q=0", "gzip"),
        ("*;q=0, gzip;q=0.3", "gzip"),
        ("identity, br;q=0.5", ""),
        ("identity;q=0, br;q=0.1", "br"),
        ("identity;q=0.5, gzip", "gzip"),
        ("br;q=2, gzip", "gzip"),
        ("br;q=x", ""),
        (",;,", ""),
    ],
)
def test_the_encoding_is_the_one_the_client_likes_best(accepted: str, chosen: str) -> None:
    assert preferred(accepted, ("br", "gzip")) == chosen
    assert preferred(accepted, ()) == ""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.woff2", "font/woff2"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.svg", "image/svg+xml"),
    ],
)
def test_types(name: str, kind: str) -> None:
    assert Asset.of(name, b"").media_type == kind


def test_the_pages_are_served(server: Running, root: Path) -> None:
    assert static_root() == root / "static"
    for path in ("/", "/embed", "/embed?preset=three_arms&panels=landscape"):
        page = server.get(path)
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["cache-control"] == "no-cache"
        assert "{{" not in page.text
        policy = page.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert ("frame-ancestors 'none'" in policy) == (path == "/")
        assert "x-frame-options" not in page.headers
        assert page.headers["x-content-type-options"] == "nosniff"
        for part in page.text.split('"'):
            assert not part.startswith("/"), "an address that a path prefix breaks"
            if part.startswith(("./static/", "./assets/")):
                file = server.get(part.removeprefix("."), headers={"Origin": "null"})
                assert file.status_code == 200, part
                assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
                assert file.headers["access-control-allow-origin"] == "*"
                assert file.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("path", ["/", "/embed"])
def test_the_catalog_is_written_into_the_page(server: Running, path: str) -> None:
    data = server.get(path).text.split('id="catalog">')[1].split("</script>")[0]
    assert "<" not in data
    written, whole = json.loads(data), server.get("/api/catalog").json()
    needed = ("kind", "title", "source", "facts")
    kinds = {group: [{name: each[name] for name in needed} for each in members] for group, members in whole["kinds"].items()}
    assert written == {name: whole[name] for name in ("schema", "defaults", "presets", "paths")} | {"kinds": kinds}


def test_every_module_and_font_has_its_type(server: Running) -> None:
    server.get("/")
    for name, asset in server.services.assets.files.items():
        if name.endswith((".js", ".woff2", ".css")):
            assert asset.media_type != "application/octet-stream"
            assert server.get(f"/static/{name}").headers["cache-control"] == "no-cache"


def test_plotly_is_compressed_and_immutable(server: Running) -> None:
    plotly = server.services.plotly
    plotly.prepare()
    response = server.get(f"/{plotly.url}", headers={"Accept-Encoding": "br"})
    assert response.headers["content-encoding"] == "br"
    assert int(response.headers["content-length"]) < 1_400_000
    assert "immutable" in response.headers["cache-control"]
    assert len(response.content) > 4_000_000


def test_an_embed_may_be_framed_by_whom_the_setting_says() -> None:
    with serving(embed_frame_ancestors="https://course.example") as server:
        assert "frame-ancestors https://course.example" in server.get("/embed").headers["content-security-policy"]
        assert "frame-ancestors 'none'" in server.get("/docs").headers["content-security-policy"]


def test_the_lab_may_be_framed_by_whom_the_setting_says() -> None:
    with serving(frame_ancestors="https://huggingface.co https://*.hf.space") as server:
        for path in ("/", "/reference"):
            assert server.get(path).headers["content-security-policy"].endswith("frame-ancestors https://huggingface.co https://*.hf.space")
        assert "frame-ancestors" not in server.get("/embed/").headers["content-security-policy"]  # a star would leave out sandboxed pages
        assert "frame-ancestors" not in server.get("/lessons/why-the-log?embed").headers["content-security-policy"]
        assert "frame-ancestors https://huggingface.co" in server.get("/lessons/why-the-log?embedding").headers["content-security-policy"]


def test_without_a_front_end_the_pages_say_so(tmp_path: Path, server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.services.assets, "root", tmp_path / "none")
    monkeypatch.setattr(server.services.assets, "_looked", -os.sys.maxsize)  # type: ignore[attr-defined]
    try:
        assert "static/ is missing" in server.get("/").json()["detail"]
    finally:
        monkeypatch.undo()
        server.services.assets._looked = -1e9
        server.services.assets.refresh()


def test_a_document_that_many_ask_for_at_once_is_written_once() -> None:
    written: list[bytes] = []

    def write() -> bytes:
        time.sleep(0.05)
        written.append(b"{}")
        return written[-1]

    async def asked() -> set[Asset]:
        shelf = Shelf()
        return set(await asyncio.gather(*(shelf.asset("one.json", write) for _ in range(5))))

    assert len(asyncio.run(asked())) == len(written) == 1
