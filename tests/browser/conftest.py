"""A real server in a process of its own, a real Chromium, and a page that fails the test if it complains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, ViewportSize, expect, sync_playwright

from tests import chromium
from tests.browser.kit import FLAGS, Read, Server, stands

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests that do not hurt it."""
    one = Server()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as one:
        yield one


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Its contexts are first visits: nothing is cached."""
    one = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
    yield one
    one.close()


@pytest.fixture(scope="session")
def visitor(server: Server, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """Somebody who has been here before: files and compiled scripts are cached, which spares every test two seconds of plotly.js.

    A page that stays open keeps the process that those of all tests are drawn in: another one a test costs half a second.
    """
    folder = tmp_path_factory.mktemp("profile")
    one = playwright.chromium.launch_persistent_context(folder, executable_path=chromium.find(), args=FLAGS)
    one.pages[0].goto(f"{server.url}/healthz")
    yield one
    one.close()


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Opens pages; afterwards none of them may have complained.

    A page is a returning visitor's whose storage is empty, or with ``first_visit`` (or any option of a context) a new one's.
    """
    contexts: list[BrowserContext] = []
    pages: list[Page] = []
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{message.text} ({message.location['url']})")

    def blank(size: tuple[int, int], first_visit: bool, options: dict[str, Any]) -> Page:
        viewport: ViewportSize = {"width": size[0], "height": size[1]}
        if first_visit or set(options) - {"color_scheme", "reduced_motion"}:
            contexts.append(browser.new_context(viewport=viewport, **options))
            return contexts[-1].new_page()
        page = request.getfixturevalue("visitor").new_page()
        pages.append(page)
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=options.get("color_scheme", "light"), reduced_motion=options.get("reduced_motion", "no-preference"))
        return page

    def open_one(
        url: str, *, size: tuple[int, int] = (1440, 900), lost_server: bool = False, ready: bool = True, first_visit: bool = False,
        **options: Any,
    ) -> Page:  # fmt: skip
        page = blank(size, first_visit, options)
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if not lost_server:
            page.on("console", complain)
        page.goto(url)
        if ready:
            stands(page)
        return page

    yield open_one
    for context in contexts:
        context.close()
    for page in pages:
        page.close()
    if pages:
        request.getfixturevalue("visitor").pages[0].evaluate("() => localStorage.clear()")
    assert complaints == []


@pytest.fixture
def read(browser: Browser) -> Iterator[Read]:
    """Opens an address without a network, and counts what is asked for; afterwards nothing may have complained."""
    contexts, complaints = [], []

    def open_it(url: str, **options: Any) -> tuple[Page, list[str]]:
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.add_init_script("addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))")
        page.goto(url)
        return page, asked

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []
