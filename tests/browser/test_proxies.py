"""Real proxies in front: nginx and Caddy with the lines of docs/deploy.md, and nginx as people get it wrong."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from tests import proxies
from tests.browser.kit import Open, Server, free_port, play_until, stands

DROPPED = ("Upgrade", "Connection")
PASSED = "Host $http_host;"


class Places:
    """Where each way of passing the lab on is to be seen."""

    def __init__(self, url: dict[str, str], proxy: proxies.Proxy) -> None:
        self.url = url
        self.proxy = proxy


def ways(plain: int, trusting: int, hanging: int) -> dict[str, str]:
    """What stands in nginx's server blocks, by the name of the way: before a lab that trusts no proxy, or one that trusts this machine."""
    told = proxies.lines("nginx", plain)
    without_upgrade = "\n".join(line for line in told.splitlines() if not any(f"header {name} " in line for name in DROPPED))
    before_trusting = told.replace(f":{plain}", f":{trusting}")
    return {
        "stripped": told,
        "tls": f"ssl_certificate cert.pem; ssl_certificate_key key.pem;\n{told}",
        # What follows the port in proxy_pass replaces the location's path; nothing there, and the prefix is sent on.
        "sent on": before_trusting.replace(f":{trusting}/;", f":{trusting};\nproxy_set_header X-Forwarded-Prefix /lab;"),
        "host without its port": told.replace(PASSED, "Host $host;").replace("proxy_buffering off;", ""),
        "host forwarded": before_trusting.replace(PASSED, f"Host inner.example;\nproxy_set_header X-Forwarded-{PASSED}"),
        "another host": told.replace(PASSED, "Host inner.example;"),
        "upgrade dropped": without_upgrade,
        "forbidden": f"location = /lab/api/live {{ return 403; }}\n{told}",
        "hanging": f"location = /lab/api/live {{ proxy_pass http://127.0.0.1:{hanging}; }}\n{told}",
    }


@pytest.fixture(scope="module")
def places(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """One nginx with all the ways."""
    trusting = Server(trusted_proxies="127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as hanging:  # takes connections and never says a word
        blocks = ways(server.port, trusting.port, hanging.getsockname()[1])
        ports = {name: free_port() for name in blocks}
        proxy = proxies.nginx(tmp_path_factory.mktemp("nginx"), {ports[name]: inner for name, inner in blocks.items()})
        scheme = {name: "https" if "ssl_" in inner else "http" for name, inner in blocks.items()}
        yield Places({name: f"{scheme[name]}://127.0.0.1:{port}/lab/" for name, port in ports.items()}, proxy)
        proxy.stop()
    trusting.stop()


def watched(page: Page) -> list[str]:
    """Requests of the page that fail or are answered with an error, as they come."""
    failures: list[str] = []
    page.on("requestfailed", lambda request: failures.append(f"{request.url} {request.failure}"))
    page.on("response", lambda answer: failures.append(f"{answer.url} {answer.status}") if answer.status >= 400 else None)
    return failures


def everything_works(open_page: Open, url: str, **options: object) -> None:
    """Lab and embed play, reference and docs are whole, their links stay below the prefix, and no request fails."""
    page = open_page("about:blank", ready=False, **options)
    failures = watched(page)
    for path in ("?panels=landscape,probabilities", "embed?panels=probabilities"):
        page.goto(url + path)
        stands(page)
        play_until(page, 3)
        page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot').length > 0")
    page.goto(f"{url}reference")
    page.evaluate("() => document.fonts.ready")
    assert page.evaluate("() => document.fonts.size > 0 && [...document.fonts].some((font) => font.status === 'loaded')")
    assert page.get_by_role("link", name="Open GAE in the lab").evaluate("(link) => link.href").startswith(f"{url}?")
    page.get_by_role("link", name="The interface").click()
    expect(page.get_by_role("heading", name="Behind a proxy")).to_be_visible()
    assert page.url == f"{url}docs"
    described = page.get_by_role("link", name="openapi.json").evaluate("async (link) => (await (await fetch(link.href)).json()).servers")
    assert described == [{"url": "."}]
    assert failures == []


@pytest.mark.parametrize("way", ["stripped", "sent on"])
def test_below_a_prefix_everything_works(places: Places, open_page: Open, way: str) -> None:
    everything_works(open_page, places.url[way])


def test_behind_tls_everything_works(places: Places, open_page: Open) -> None:
    everything_works(open_page, places.url["tls"], ignore_https_errors=True)


@pytest.mark.parametrize("way", ["host without its port", "host forwarded"])
def test_a_host_that_is_told_in_part_or_beside_is_understood(places: Places, open_page: Open, way: str) -> None:
    page = open_page(f"{places.url[way]}?panels=probabilities")
    play_until(page, 3)


def test_a_proxy_that_collects_answers_delivers_them_whole(places: Places) -> None:
    body = json.dumps({"experiment": {}, "updates": 2000, "every": 1}).encode()
    asked = Request(places.url["host without its port"] + "api/runs", body, {"Content-Type": "application/json"})
    with urlopen(asked, timeout=60) as answer:
        steps = [json.loads(line)["update"] for line in answer]
    assert steps == list(range(2001))


@pytest.mark.parametrize("way", ["upgrade dropped", "forbidden", "hanging"])
def test_a_blocked_live_connection_is_said_and_how_to_pass_it(places: Places, open_page: Open, way: str) -> None:
    page = open_page(places.url[way], ready=False, lost_server=True)
    expect(page.locator(".status")).to_contain_text("The live connection is blocked. Trying again.", timeout=30_000)
    told = page.get_by_role("status").filter(has_text="WebSocket")
    expect(told).to_contain_text("The server answers, but a live connection (WebSocket) to it is blocked")
    expect(page.locator(".panel[data-waiting]")).not_to_have_count(0)
    assert "cannot be reached" not in page.locator("body").inner_text()
    with page.expect_popup() as opened:
        told.get_by_role("link", name="What a proxy must pass").click()
    expect(opened.value.get_by_role("heading", name="Behind a proxy")).to_be_in_viewport()
    opened.value.close()


def test_an_embed_says_it_too_and_is_no_blank_box(places: Places, open_page: Open) -> None:
    page = open_page(f"{places.url['upgrade dropped']}embed?panels=probabilities", ready=False, lost_server=True, size=(700, 420))
    expect(page.get_by_role("status").filter(has_text="WebSocket")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Action probabilities")).to_be_visible()


def test_a_refused_origin_is_said_with_host_and_setting(places: Places, open_page: Open, server: Server) -> None:
    url = places.url["another host"]
    page = open_page(url, ready=False, lost_server=True)
    told = page.get_by_role("status").filter(has_text="POLICYSCOPE_ALLOWED_ORIGINS")
    for word in (url.removesuffix("/lab/"), "inner.example"):
        expect(told).to_contain_text(word)
    expect(page.locator(".status")).to_contain_text("The live connection is refused.")
    server.log.seek(0)
    assert f"refused a live connection to a page of '{url.removesuffix('/lab/')}'" in server.log.read().decode()


def test_caddy_with_the_readmes_lines(server: Server, open_page: Open, tmp_path: Path) -> None:
    port = free_port()
    proxy = proxies.caddy(tmp_path, port, proxies.lines("caddy", server.port))
    try:
        everything_works(open_page, f"http://127.0.0.1:{port}/lab/")
    finally:
        proxy.stop()


BARRED = """window.barred = true;
const Real = WebSocket;
window.WebSocket = class extends Real { constructor(url) { super(window.barred ? url.replace('/api/live', '/barred') : url); } };"""


def test_once_it_is_let_through_the_page_goes_on_and_says_no_more(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False, lost_server=True)
    page.add_init_script(BARRED)
    page.goto(server.url)
    told = page.get_by_role("status").filter(has_text="WebSocket")
    expect(told).to_be_visible()
    page.evaluate("() => { window.barred = false; }")
    stands(page)
    expect(told).to_have_count(0)
    expect(page.locator(".status")).to_have_text("")
    play_until(page, 3)
