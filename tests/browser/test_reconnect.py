"""The server dies, freezes, or restarts: the page says so calmly, comes back by itself, and has lost nothing."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kit import Open, Server, Wire, at_rest, expected_theta, wired


@pytest.fixture
def fragile() -> Iterator[Server]:
    """A server of this test's own, to be killed."""
    one = Server()
    yield one
    one.stop()


def beyond(page: Page, step: int) -> None:
    page.wait_for_function("(step) => Number(document.querySelector('.readout dd').textContent) > step", arg=step, timeout=30_000)


def pause(page: Page, wire: Wire) -> int:
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    return at_rest(page, lambda: int(wire.last()["update"]))


def test_killed_and_started_again(fragile: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{fragile.url}/?baseline=running_mean&panels=probabilities", lost_server=True)
    page.get_by_role("button", name="Play", exact=True).click()
    beyond(page, 20)
    rate = page.get_by_role("spinbutton", name="Learning rate", exact=True)
    rate.fill("0.3")
    beyond(page, 40)
    fragile.kill()
    expect(page.locator(".status")).to_contain_text("Trying again")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    before = wire.last()["update"]
    fragile.start()
    expect(page.locator(".status")).to_have_text("", timeout=30_000)
    beyond(page, before + 20)
    step = pause(page, wire)
    steps = [frame["update"] for frame in wire.frames()]
    assert steps == sorted(steps), "nothing was done twice"
    assert wire.sockets >= 2
    assert wire.last()["theta"] == expected_theta(wire, step)


def test_a_frozen_server_is_noticed(fragile: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{fragile.url}/?panels=probabilities", lost_server=True)
    page.get_by_role("button", name="Play", exact=True).click()
    beyond(page, 10)
    fragile.process.send_signal(signal.SIGSTOP)
    expect(page.locator(".status")).to_contain_text("silent", timeout=15_000)
    fragile.process.send_signal(signal.SIGCONT)
    expect(page.locator(".status")).to_have_text("", timeout=30_000)
    beyond(page, wire.last()["update"] + 10)
    step = pause(page, wire)
    assert wire.last()["theta"] == expected_theta(wire, step)


def test_lost_while_paused_goes_on_where_it_stood(fragile: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{fragile.url}/?panels=probabilities", lost_server=True)
    for _ in range(3):
        page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("3")
    fragile.kill()
    expect(page.locator(".status")).to_contain_text("Trying again")
    fragile.start()
    expect(page.locator(".status")).to_have_text("", timeout=30_000)
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("4")
    assert wire.last()["theta"] == expected_theta(wire, 4)


def test_what_cannot_be_undone_waits_for_the_server(fragile: Server, open_page: Open) -> None:
    """A step or a reset pressed while it is away would act later, and on another moment than the one seen."""
    page, wire = wired(open_page, f"{fragile.url}/?panels=landscape,probabilities", lost_server=True)
    for _ in range(3):
        page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("3")
    top = page.locator("#top").bounding_box()
    fragile.kill()
    expect(page.locator(".status")).to_contain_text("Trying again")
    for name in ("Step", "One sample", "Reset", "New seed"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_disabled()
    for key in ("s", "e", "r"):
        page.keyboard.press(key)
    assert page.locator("#top").bounding_box() == top, "nothing moves"
    # What is asked meanwhile is asked again later; that nobody answers stands in the top line alone.
    page.get_by_role("combobox", name="Plane").select_option(index=1)
    expect(page.get_by_text("Failed to fetch")).to_have_count(0)
    fragile.start()
    expect(page.locator(".status")).to_have_text("", timeout=30_000)
    expect(page.get_by_role("button", name="Step", exact=True)).to_be_enabled()
    expect(page.locator(".readout dd").first).to_have_text("3")
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("4")
    assert wire.last()["theta"] == expected_theta(wire, 4)
