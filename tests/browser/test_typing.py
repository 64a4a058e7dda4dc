"""Typing and pasting: what is refused stays where it was typed, with the reason beside it; number and slider are one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.kit import Open, Server, play_until, step_shown


def more(page: Page) -> None:
    page.get_by_text("More settings").click()


def reason(page: Page, field: Locator) -> Locator:
    """The error that the field is described by."""
    ids = (field.get_attribute("aria-describedby") or "").split()
    return page.locator(", ".join(f"#{each}.field-error" for each in ids))


def refused(page: Page, field: Locator, text: str, says: str) -> None:
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value(text)
    expect(reason(page, field)).to_have_text(says)


def at_ease(page: Page, field: Locator) -> None:
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(reason(page, field)).to_have_text("")


def test_a_map_the_server_refuses_stays_with_its_reason(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?preset=grid&panels=probabilities")
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("1")
    more(page)
    rows = page.get_by_role("textbox", name="Map")
    rows.fill("S..\nG")
    rows.blur()
    says = 'Expected rows of one length (3, as the first), got "G". Row 2 is 1 long. The run keeps what it had.'
    refused(page, rows, "S..\nG", says)
    expect(page.locator(".notice")).to_have_count(0)
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("2")
    page.get_by_role("combobox", name="Baseline", exact=True).select_option("running_mean")  # other fields come and go
    page.get_by_role("checkbox", name="Include the current return").wait_for()
    refused(page, rows, "S..\nG", says)
    rows.fill("S..\n..G")
    rows.blur()
    page.wait_for_function("() => location.search.includes('map=S../..G')")
    at_ease(page, rows)


def test_escape_takes_a_refused_text_back(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?preset=grid&panels=probabilities")
    more(page)
    rows = page.get_by_role("textbox", name="Map")
    before = rows.input_value()
    rows.fill("S?G")
    rows.blur()
    expect(rows).to_have_attribute("aria-invalid", "true")
    rows.press("Escape")
    expect(rows).to_have_value(before)
    at_ease(page, rows)


def test_a_list_is_typed_with_any_separator(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities")
    more(page)
    means = page.get_by_role("textbox", name="Mean rewards")
    for last, text in enumerate(("1 2 {}", "1;2;{}", "1, 2, {}", "1,2,{},", "[1, 2, {}]"), 4):
        means.fill(text.format(last))
        means.press("Enter")
        expect(means).to_have_value(f"1, 2, {last}")
        page.wait_for_function("(last) => location.search === `?means=1,2,${last}&panels=probabilities`", arg=last)
        at_ease(page, means)


def test_a_pasted_column_stays_a_list(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities", permissions=["clipboard-read", "clipboard-write"])
    more(page)
    means = page.get_by_role("textbox", name="Mean rewards")
    for last, text in enumerate(("1\r\n2\r\n{}\r\n", "1\n2\n{}", "1\t2\t{}"), 4):
        page.evaluate("(text) => navigator.clipboard.writeText(text)", text.format(last))
        means.select_text()
        means.press("ControlOrMeta+v")
        means.press("Enter")
        expect(means).to_have_value(f"1, 2, {last}")
        page.wait_for_function("(last) => location.search === `?means=1,2,${last}&panels=probabilities`", arg=last)


def test_pasted_rows_become_rows(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?problem=contextual_bandit&panels=probabilities", permissions=["clipboard-read", "clipboard-write"])
    more(page)
    means = page.get_by_role("textbox", name="Mean rewards")
    page.evaluate("(text) => navigator.clipboard.writeText(text)", "1\t0\t2\r\n0\t1\t3\r\n")
    means.select_text()
    means.press("ControlOrMeta+v")
    means.press("Enter")
    expect(means).to_have_value("1, 0, 2; 0, 1, 3")


def test_a_list_that_cannot_be_read_says_how_it_is_written(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities")
    more(page)
    means = page.get_by_role("textbox", name="Mean rewards")
    for text, says in (
        ("1, two, 3", "Expected numbers with commas or spaces between. The run uses 1, 0.7, 0."),
        ("1", "Expected at least 2 numbers. The run uses 1, 0.7, 0."),
        ("1 2e7", "Expected numbers from -1000000 to 1000000. The run uses 1, 0.7, 0."),
    ):
        means.fill(text)
        means.blur()
        refused(page, means, text, says)
    play_until(page, 5)  # a playing run redraws the settings, and leaves the text alone
    refused(page, means, "1 2e7", "Expected numbers from -1000000 to 1000000. The run uses 1, 0.7, 0.")
    page.get_by_role("button", name="Reset", exact=True).click()
    refused(page, means, "1 2e7", "Expected numbers from -1000000 to 1000000. The run uses 1, 0.7, 0.")
    page.get_by_role("combobox", name="Preset").select_option("testbed")
    expect(page.get_by_role("textbox", name="Mean rewards")).to_have_count(0)


def test_a_refused_rate_says_which_one_the_run_uses(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities")
    rate = page.get_by_role("spinbutton", name="Learning rate", exact=True)
    for text, says in (
        ("fast", "Expected a number. The run uses 0.1."),
        ("-5", "Expected at least 0. The run uses 0.1."),
        ("1e9", "Expected at most 10000. The run uses 0.1."),
    ):
        rate.fill(text)
        rate.press("Enter")
        refused(page, rate, text, says)
    rate.fill("0.25")
    rate.press("Enter")
    at_ease(page, rate)
    page.wait_for_function("() => location.search === '?lr=0.25&panels=probabilities'")


@pytest.mark.parametrize("playing", [False, True])
def test_the_slider_follows_the_number_and_the_number_the_slider(server: Server, open_page: Open, playing: bool) -> None:
    page = open_page(f"{server.url}/?panels=probabilities")
    rate = page.get_by_role("spinbutton", name="Learning rate", exact=True)
    slider = page.get_by_role("slider", name="Learning rate", exact=True)
    place = slider.input_value()
    if playing:
        page.get_by_role("button", name="Play", exact=True).click()
    rate.fill("0.5")
    expect(slider).to_have_attribute("aria-valuetext", "0.5")  # while it is typed
    rate.press("Enter")
    expect(slider).to_have_attribute("aria-valuetext", "0.5")
    assert int(slider.input_value()) > int(place)
    expect(rate).to_have_attribute("aria-valuenow", "0.5")
    for _ in range(5):
        slider.press("ArrowRight")
    moved = float(slider.get_attribute("aria-valuetext") or "nan")
    assert 0.5 < moved < 0.65
    expect(rate).to_have_attribute("aria-valuenow", str(moved))
    expect(rate).to_have_value(str(moved))
    if playing:
        page.get_by_role("button", name="Pause", exact=True).click()
        assert step_shown(page) > 0
    page.wait_for_function("(value) => location.search === `?lr=${value}&panels=probabilities`", arg=str(moved))
    for _ in range(60):
        slider.press("ArrowLeft")  # every press counts, though what it says has two digits
    assert float(slider.get_attribute("aria-valuetext") or "nan") < 0.3


def test_a_live_change_the_server_refuses_stays_too(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?preset=grid&panels=probabilities")
    more(page)
    batch = page.get_by_role("spinbutton", name="Batch size")
    page.get_by_role("combobox", name="Baseline", exact=True).select_option("leave_one_out")
    baseline = page.get_by_role("combobox", name="Baseline", exact=True)
    if batch.input_value() == "1":
        expect(reason(page, baseline)).to_contain_text("estimator.batch_size: expected 2 or more with the leave-one-out baseline, got 1.")
        expect(baseline).not_to_have_value("leave_one_out")
    batch.fill("4")
    batch.press("Enter")
    baseline.select_option("leave_one_out")
    expect(baseline).to_have_value("leave_one_out")
    expect(reason(page, baseline)).to_have_text("")
    batch.fill("1")
    batch.press("Enter")
    refused(page, batch, "1", (
        "Expected 2 or more with the leave-one-out baseline, got 1. There is no other episode to average; "
        "raise the batch size or choose another baseline. The run uses 4."
    ))  # fmt: skip
    expect(page.locator(".notice")).to_have_count(0)
    batch.fill("2")
    batch.press("Enter")
    at_ease(page, batch)


def test_a_goal_out_of_reach_is_said_calmly_and_once(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?problem=gridworld&map=S%23G%0D%0A..%23")
    expect(page.locator(".notice")).to_have_count(1)
    expect(page.locator(".notice")).to_contain_text(
        "No goal can be reached by the episodes that begin at (1,1), so they never end by themselves."
    )
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("1")
    expect(page.locator(".notice")).to_have_count(1)


def test_a_campaigns_address_opens_without_a_word(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?utm_source=canvas&fbclid=x&preset=cliff%20")
    expect(page.get_by_role("combobox", name="Preset")).to_have_value("cliff")
    expect(page.locator(".notice")).to_have_count(0)
