"""The timeline: what was changed is said where it was, and what is kept is played again."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.kit import Open, Server, eventually, step, violations, wired


def test_a_change_is_said_on_its_mark_by_mouse_and_keyboard_and_leads_there(server: Server, open_page: Open) -> None:
    changes = '[[4,{"optimizer.learning_rate":0.3}],[8,{"estimator.batch_size":5}]]'
    page, _ = wired(open_page, f"{server.url}/?panels=probabilities&at=12&changes={changes}")
    expect(page.locator(".readout dd").first).to_have_text("12")
    first = page.get_by_role("button", name="Update 4: Learning rate 0.3")
    second = page.get_by_role("button", name="Update 8: Batch size 5")
    first.hover()
    expect(first.locator(".mark-words")).to_be_visible()
    expect(second.locator(".mark-words")).to_be_hidden()
    second.focus()
    expect(second.locator(".mark-words")).to_be_visible()
    box, width = second.locator(".mark-words").bounding_box(), page.viewport_size
    assert box is not None
    assert width is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width["width"]
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".timeline-words").first).to_have_text("Update 8 of 12")
    # A mark stays the same one while the run goes on.
    page.get_by_role("button", name="Back to now").click()
    second.evaluate("(mark) => (window.kept = mark)")
    step(page)
    assert page.evaluate("() => window.kept.isConnected")


def test_a_kept_stretch_is_played_again_at_a_speed_of_ones_own(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?panels=probabilities,landscape&at=40")
    expect(page.locator(".readout dd").first).to_have_text("40")
    slider = page.get_by_role("slider", name="Step through the run")
    slider.fill("10")
    expect(page.locator(".timeline-words").first).to_have_text("Update 10 of 40")
    said = len(wire.said)
    page.get_by_role("combobox", name="Speed of the replay").select_option("30")
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    shown = eventually(page, lambda: (now := int(slider.input_value())) > 12 and now)
    assert 12 < shown <= 40
    # It ends at the newest moment, and the server was asked for nothing but what panels draw behind.
    expect(page.locator(".timeline-words").first).to_have_text("Update 40", timeout=10_000)
    assert {message["type"] for message in wire.said[said:]} <= {"grant", "subscribe"}
    # Whoever moves the slider meanwhile ends it.
    slider.fill("5")
    page.get_by_role("combobox", name="Speed of the replay").select_option("1")
    page.get_by_role("button", name="Replay").click()
    slider.fill("3")
    expect(page.get_by_role("button", name="Replay")).to_be_visible()
    expect(page.locator(".timeline-words").first).to_have_text("Update 3 of 40")


def test_a_sub_step_lights_up_what_it_is_about_in_every_panel(server: Server, open_page: Open) -> None:
    page, wire = wired(open_page, f"{server.url}/?panels=numbers,probabilities,landscape,polygon")
    step(page)
    action = "ABC"[eventually(page, lambda: wire.last()["episode"]["actions"])[0]]

    def rims() -> dict[str, str]:
        """The bars' rims, by name."""
        found: dict[str, str] = page.locator("[data-panel=probabilities] .probabilities-now .plot").evaluate(
            "(plot) => Object.fromEntries((plot.data ?? []).filter(({ type }) => type === 'bar')"
            ".map(({ name, marker }) => [name, marker.line?.width ? marker.line.color : '']))"
        )
        return found

    def lit(names: list[str]) -> None:
        eventually(page, lambda: sorted(name for name, rim in rims().items() if rim) == names and len(rims()) == 3)

    lit([])
    page.get_by_role("button", name="1 Sample").click()
    lit([f"π({action})"])
    page.get_by_role("button", name="4 Score").click()
    lit([])
    page.get_by_role("button", name="1 Sample").click()
    lit([f"π({action})"])
    # On the last sub-step, at rest, nothing stands out; nor while the run plays.
    page.get_by_role("button", name="6 Update").click()
    lit([])
