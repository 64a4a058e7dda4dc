"""Behind proxies: who is believed, what of, and that the lab stands below any path."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from starlette.types import Receive, Scope, Send

from policyscope.cli.serve import check_address
from policyscope.errors import InvalidInput
from policyscope.web.proxies import ROOT, Proxies, address, root_of
from policyscope.web.settings import Settings
from tests.web.kit import Page, Running, fetch, serving


async def nobody(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that is not asked."""


def seen(peer: str, path: str = "/", kind: str = "http", trusted: str = "10.0.0.0/8, ::1", root_path: str = "", **headers: str) -> Scope:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in {"host": "inner:8000", **headers}.items()]
    scope = {"type": kind, "client": (peer, 5), "scheme": "http" if kind == "http" else "ws", "path": path, "headers": sent}
    return Proxies(nobody, Settings(trusted_proxies=trusted, root_path=root_path)).seen(scope)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # anybody may claim anything
        ("127.0.0.1", "198.51.100.1", "127.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # what the client itself had written is to the left
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "6.6.6.6, unknown, 10.0.0.2", "10.0.0.2"),
        ("::1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("::ffff:10.0.0.1", "198.51.100.1:80", "198.51.100.1"),
    ],
)
def test_the_client_is_the_nearest_that_is_no_trusted_proxy(peer: str, forwarded: str, client: str) -> None:
    assert seen(peer, x_forwarded_for=forwarded)["client"][0] == client


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "[::1", "a:b:c", "1.2.3.4.5:6", "\x00", "-", '"'])
def test_what_is_no_address_is_none(text: str) -> None:
    assert address(text) in (None, address("::1"))


@pytest.mark.parametrize(
    ("headers", "host"),
    [
        ({}, "inner:8000"),
        ({"x_forwarded_host": "lab.example"}, "lab.example"),
        ({"x_forwarded_host": "lab.example, edge.example:1"}, "edge.example:1"),
        ({"x_forwarded_host": "lab.example:8080", "x_forwarded_port": "443"}, "lab.example:443"),
        ({"x_forwarded_host": "lab.example", "x_forwarded_port": "80"}, "lab.example"),
        ({"x_forwarded_port": "443"}, "inner:443"),
        ({"x_forwarded_port": "no"}, "inner:8000"),
        ({"x_forwarded_host": "[::1]:8000", "x_forwarded_port": "81"}, "[::1]:81"),
    ],
)
def test_the_host_is_what_the_browser_asked_for(headers: dict[str, str], host: str) -> None:
    assert dict(seen("10.0.0.1", **headers)["headers"])[b"host"].decode() == host
    assert dict(seen("192.0.2.1", **headers)["headers"])[b"host"] == b"inner:8000"


def test_the_scheme_is_the_browsers() -> None:
    assert seen("10.0.0.1", x_forwarded_proto="https")["scheme"] == "https"
    assert seen("10.0.0.1", kind="websocket", x_forwarded_proto="https")["scheme"] == "wss"
    assert seen("10.0.0.1", kind="websocket", x_forwarded_proto="wss")["scheme"] == "wss"
    assert seen("10.0.0.1", x_forwarded_proto="gopher")["scheme"] == "http"
    assert seen("192.0.2.1", x_forwarded_proto="https")["scheme"] == "http"


@pytest.mark.parametrize(
    ("path", "root_path", "header", "below", "root"),
    [
        ("/embed", "", "", "/embed", "./"),
        ("/embed/", "", "", "/embed/", "../"),
        ("/lab/embed", "/lab", "", "/embed", "./"),
        ("/lab/", "/lab", "", "/", "./"),
        ("/lab", "/lab", "", "/", "./lab/"),
        ("/a/b c", "/a/b%20c", "", "/", "./b%20c/"),
        ("/embed", "/lab", "", "/embed", "./"),  # stripped on the way
        ("/laboratory", "/lab", "", "/laboratory", "./"),
        ("/course/lab/embed/", "/lab", "/course/lab/", "/embed/", "../"),
        ("/embed", "", "/course", "/embed", "./"),
        ("/embed", "", "https://evil.example/?", "/embed", "./"),
    ],
)
def test_a_prefix_is_stripped_where_the_proxy_sends_it_on(path: str, root_path: str, header: str, below: str, root: str) -> None:
    scope = seen("10.0.0.1", path, root_path=root_path, x_forwarded_prefix=header)
    assert (scope["path"], root_of(scope)) == (below, root)


def test_a_strangers_prefix_is_not_believed() -> None:
    assert seen("192.0.2.1", "/x", x_forwarded_prefix="/x")["path"] == "/x"
    assert ROOT not in seen("192.0.2.1", "/x", x_forwarded_prefix="/x")


# ------------------------------------------------------------------------------------------------------ whole servers


@pytest.fixture(scope="module")
def prefixed() -> Iterator[Running]:
    """A server whose proxy, on this machine, sends the prefix on."""
    with serving(root_path="/course/lab", trusted_proxies="127.0.0.1") as running:
        yield running


ADDRESSES = re.compile(r'(?:\bhref|\bsrc|content)="((?:\.|/)[^"]*)"')


@pytest.mark.parametrize("place", ["", "/course/lab"])
@pytest.mark.parametrize("path", ["/", "/embed", "/embed/", "/reference", "/reference/", "/study", "/study/", "/docs", "/docs/", ""])
def test_every_address_of_every_page_leads_somewhere_and_below_the_prefix(prefixed: Running, place: str, path: str) -> None:
    if not place and not path:
        return  # no request has an empty path
    shown = place + path
    page = prefixed.get(shown)
    assert page.status_code == 200, "answered at once, without a redirect"
    found = set(ADDRESSES.findall(page.text))
    assert found
    for one in found:
        assert not one.startswith("/"), one
        target = urlsplit(urljoin(f"http://lab.example{shown}", one)).path
        assert target.startswith(f"{place}/"), one
        assert prefixed.get(target).status_code == 200, one


def test_the_files_behind_the_pages_have_relative_addresses(server: Running) -> None:
    server.get("/")
    for name, asset in server.services.assets.files.items():
        text = asset.content.decode(errors="replace")
        if name.endswith(".css"):
            assert not re.search(r"url\([\"\']?/", text), name
        elif name.endswith((".js", ".html")):
            absolute = re.findall(r"""["'`(=]/(?:static|assets|api|docs|reference|embed|lessons|healthz|readyz|openapi)\b[^"'`)]*""", text)
            assert absolute == [], name
        elif name.endswith(".map"):
            assert '"/' not in text, name


def test_the_openapi_document_says_that_it_lies_beside_the_routes(server: Running) -> None:
    assert server.get("/openapi.json").json()["servers"] == [{"url": "."}]


@pytest.mark.parametrize("path", ["/healthz/", "/api/catalog/", "/nowhere/", "//evil.example/", "/api/exact/", "/favicon.ico", "/docs/"])
def test_nothing_is_ever_a_redirect(server: Running, path: str) -> None:
    answer = server.get(path, headers={"Host": "evil.example"})
    assert answer.status_code in (200, 404)
    assert "location" not in answer.headers


def claimed(server: Running, client: str) -> Page:
    """A page that says it comes through a proxy, from that client."""
    return server.page(additional_headers={"X-Forwarded-For": client})


def test_a_stranger_cannot_be_many_clients() -> None:
    with serving(max_sessions_per_client=1) as server, claimed(server, "198.51.100.1") as one:
        one.open()
        with claimed(server, "198.51.100.2") as other:
            assert other.wait_for_close()[0] == 1013


def test_a_proxys_clients_are_counted_one_by_one() -> None:
    with serving(max_sessions_per_client=1, trusted_proxies="127.0.0.1") as server, claimed(server, "198.51.100.1") as one:
        one.open()
        with claimed(server, "198.51.100.2") as other:
            other.open()
        with claimed(server, "6.6.6.6, 198.51.100.1") as again:
            assert again.wait_for_close()[0] == 1013


def test_a_host_of_all_addresses_is_reached_by_both_families() -> None:
    with serving(host="::") as server:
        port = urlsplit(server.url).port
        assert server.url == f"http://localhost:{port}"
        for host in ("127.0.0.1", "[::1]"):
            assert fetch("GET", f"http://{host}:{port}/healthz").json()["status"] == "ok"


def test_all_addresses_of_a_port_taken_in_one_family_are_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(InvalidInput, match="a port that is free"):
        check_address("::", taken.getsockname()[1])
