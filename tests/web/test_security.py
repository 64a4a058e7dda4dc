"""Who may use the API from a browser."""

from __future__ import annotations

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.web.origins import same_host
from tests.web.kit import Running, fetch, serving


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8000", "localhost:8000"),
        ("https://lab.example", "lab.example"),
        ("https://lab.example:443", "lab.example:443"),
        ("http://LAB.example", "lab.EXAMPLE:80"),
        ("http://[::1]:8000", "[::1]:8000"),
        ("http://lab.example:8080", "lab.example"),  # nginx's $host leaves the port out
    ],
)
def test_the_same_host(origin: str, host: str) -> None:
    assert same_host(origin.lower(), host.lower())


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8000", "localhost:8001"),
        ("http://localhost", "localhost:8000"),
        ("http://evil.example", "lab.example"),
        ("http://lab.example.evil.example", "lab.example"),
        ("null", "lab.example"),
        ("", ""),
        ("http://", ""),
        ("file://lab.example", "lab.example"),
        ("http://lab.example:99999", "lab.example"),
        ("http://[::1", "[::1"),
    ],
)
def test_another_host(origin: str, host: str) -> None:
    assert not same_host(origin, host)


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_header_is_too_strange(origin: str, host: str) -> None:
    assert same_host(origin, host) in (True, False)


def ask(server: Running, origin: str | None, method: str = "POST", **headers: str) -> httpx2.Response:
    sent = {"Content-Type": "application/json", **headers, **({"Origin": origin} if origin else {})}
    return fetch(method, server.url + "/api/exact", headers=sent, content=b"{}" if method == "POST" else None)


def test_a_sandboxed_embed_may_ask(server: Running) -> None:
    before = ask(server, "null", "OPTIONS", **{"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"})
    assert before.status_code == 204
    assert before.headers["access-control-allow-origin"] == "null"
    assert "Content-Type" in before.headers["access-control-allow-headers"]
    answer = ask(server, "null")
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "null"
    assert "Origin" in answer.headers["vary"]


def test_another_origin_may_not(server: Running) -> None:
    origin = "https://elsewhere.example"
    for response in (ask(server, origin), ask(server, origin, "OPTIONS", **{"Access-Control-Request-Method": "POST"})):
        assert response.status_code == 403
        assert response.headers["content-type"] == "application/problem+json"
        assert "access-control-allow-origin" not in response.headers
    assert "access-control-allow-origin" not in server.get("/api/catalog", headers={"Origin": origin}).headers


def test_the_page_itself_and_programs_may(server: Running) -> None:
    assert ask(server, server.url).status_code == 200
    assert ask(server, None).status_code == 200


def test_all_origins_when_the_setting_says_so() -> None:
    with serving(allowed_origins="*") as server:
        assert ask(server, "https://elsewhere.example").headers["access-control-allow-origin"] == "https://elsewhere.example"
