"""A live connection that does not come about: the server says why, to the page and in the log."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from policyscope.web.origins import MOST_TOLD, Origins
from tests.web.kit import Running, fetch, serving


def ask(server: Running, query: str = "", **headers: str) -> dict[str, Any]:
    """What the address of the socket says over plain HTTP."""
    answer = fetch("GET", f"{server.url}/api/live{query}", headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == 426
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["upgrade"] == "websocket"
    assert answer.headers["access-control-allow-origin"] == "*", "a sandboxed embed may read why its socket fails"
    said: dict[str, Any] = answer.json()
    return said


def test_plain_http_is_told_that_this_is_a_socket(server: Running) -> None:
    said = ask(server)
    assert (said["status"], said["title"]) == (426, "Upgrade Required")
    assert (said["origin"], said["origin_allowed"], said["upgrade_lost"]) == ("", True, False)
    assert "WebSocket" in said["detail"]


def test_a_page_hears_whether_its_origin_may(server: Running) -> None:
    mine = ask(server, f"?origin={server.url}")
    assert (mine["origin_allowed"], mine["host"]) == (True, server.url.removeprefix("http://"))
    other = ask(server, "?origin=https://x-8000.app.github.dev")
    assert other["origin_allowed"] is False
    for word in ("https://x-8000.app.github.dev", other["host"], "POLICYSCOPE_ALLOWED_ORIGINS"):
        assert word in other["detail"]
    assert ask(server, Origin="null")["origin_allowed"] is True


def test_a_handshake_that_lost_its_upgrade_is_told_and_logged_once(server: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "policyscope.web"):
        for _ in range(3):
            said = ask(server, Host="lost.example", Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==", Connection="close")
    assert said["upgrade_lost"] is True
    assert "Upgrade" in said["detail"]
    assert [record.getMessage() for record in caplog.records] == [
        "a live connection to 'lost.example' came without its Upgrade header: a proxy on the way must pass it (/docs#proxies)"
    ]


def test_a_refused_handshake_is_logged_once_with_origin_and_host(server: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "policyscope.web"):
        for _ in range(2):
            with pytest.raises(InvalidStatus, match="403"), server.page(origin="https://elsewhere.example"):
                pass
    said = [record.getMessage() for record in caplog.records if "elsewhere" in record.getMessage()]
    assert len(said) == 1
    for word in ("'https://elsewhere.example'", repr(server.url.removeprefix("http://")), "POLICYSCOPE_ALLOWED_ORIGINS"):
        assert word in said[0]


def test_the_log_of_refusals_is_bounded_and_takes_no_line_breaks(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("policyscope.web"), "filters", [])  # which a server that ran before has bounded further
    origins = Origins([])
    with caplog.at_level(logging.WARNING, "policyscope.web"):
        for i in range(2 * MOST_TOLD):
            origins.refused(f"https://{i}\n", "x" * 10_000)
    assert len(caplog.records) == MOST_TOLD
    assert all(len(record.getMessage()) < 700 and "\n" not in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ({"X-Forwarded-Host": "lab.example"}, True),
        ({"X-Forwarded-Host": "lab.example", "X-Forwarded-Port": "443", "X-Forwarded-Proto": "https"}, True),
        ({"X-Forwarded-Host": "lab.example:8443"}, False),
        ({"X-Forwarded-Host": "other.example"}, False),
        ({}, False),
    ],
)
def test_the_host_a_trusted_proxy_forwards_is_the_pages(headers: dict[str, str], let_in: bool) -> None:
    with serving(trusted_proxies="127.0.0.1") as server:
        if let_in:
            with server.page(origin="https://lab.example", additional_headers=headers) as page:
                page.open()
        else:
            with pytest.raises(InvalidStatus, match="403"), server.page(origin="https://lab.example", additional_headers=headers):
                pass


def test_a_strangers_forwarded_host_is_not_believed(server: Running) -> None:
    headers = {"X-Forwarded-Host": "lab.example"}
    with pytest.raises(InvalidStatus, match="403"), server.page(origin="https://lab.example", additional_headers=headers):
        pass
