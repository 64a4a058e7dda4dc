"""The arms of a bandit: dragged, by keyboard and by number, tried first and then played with, and in the address."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.kit import Open, Server, eventually, step, violations, wired


def summary(page: Page) -> str:
    return page.locator("[data-panel=arms] .panel-summary").inner_text()


def test_a_mean_and_a_spread_are_moved_and_played_with(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?panels=arms,probabilities&means=1,0.5,0&reward_std=0.5")
    assert summary(page).startswith("A pays best, 1.000 on average")
    play = page.get_by_role("button", name="Play these arms")
    expect(play).to_be_disabled()
    handle = page.get_by_role("button", name="Mean of B: drag, or move with the arrow keys")
    handle.focus()
    for _ in range(40):
        page.keyboard.press("ArrowUp")
    eventually(page, lambda: summary(page).startswith("Tried here, not yet played: B pays best"))
    expect(page.get_by_role("combobox", name="Arm")).to_have_value("1")
    field = page.get_by_role("spinbutton", name="Mean reward", exact=True)
    field.fill("2")
    field.press("Enter")
    spread = page.get_by_role("spinbutton", name="Spread", exact=True)
    spread.fill("0.25")
    spread.press("Enter")
    eventually(page, lambda: "B pays best, 2.000" in summary(page))
    assert violations(page) == []
    step(page)
    assert wire.last()["update"] == 1, "trying changes no run"
    play.click()
    page.wait_for_function("() => location.search.includes('means=1,2,0')")
    assert "reward_std=0.5,0.25,0.5" in page.evaluate("() => decodeURIComponent(location.search)")
    eventually(page, lambda: summary(page).startswith("B pays best, 2.000"))
    expect(page.locator(".readout dd").first).to_have_text("0")


def test_a_dragged_arm_can_be_put_back(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, f"{server.url}/?panels=arms")
    handle = page.get_by_role("button", name="Spread of C: drag, or move with the arrow keys")
    box = handle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 40, steps=4)
    page.mouse.up()
    eventually(page, lambda: summary(page).startswith("Tried here"))
    page.get_by_role("button", name="Undo").click()
    eventually(page, lambda: summary(page).startswith("A pays best"))


def test_coins_have_means_from_0_to_1_and_no_spread_of_their_own(server: Server, open_page: Open) -> None:
    page, _ = wired(open_page, f"{server.url}/?panels=arms&means=0.25,0.75&distribution=bernoulli")
    assert page.get_by_role("spinbutton", name="Spread", exact=True).count() == 0
    field = page.get_by_role("spinbutton", name="Mean reward", exact=True)
    field.fill("1.5")
    field.press("Enter")
    eventually(page, lambda: "A pays best, 1.000" in summary(page))
