"""Why the log: the counter-example's numbers on the page, blocks that the gradient flattens, and a run that leaves the log out."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.kit import Open, Server, opened

PANEL = "Why the log"


def test_the_counter_example_stands_in_the_table(server: Server, open_page: Open) -> None:
    """π = (.9, .1), q = (1, 2): the gradient (−.09, +.09), without the log (+.063, −.063)."""
    _, _, region = opened(open_page, f"{server.url}/?preset=delete_the_log&panels=log", PANEL)
    expect(region.locator(".panel-summary")).to_contain_text("180° off the gradient (downhill), 0.700 times as long")
    region.get_by_role("button", name="table").click()
    rows = region.get_by_role("table").get_by_role("row")
    expect(rows.nth(1)).to_have_text("A−0.09000.0630")
    expect(rows.nth(2)).to_have_text("B0.0900−0.0630")


def test_the_gradient_keeps_the_policys_blocks_and_flattens_the_others(server: Server, open_page: Open) -> None:
    page, _, region = opened(open_page, f"{server.url}/?preset=short_corridor&panels=log", PANEL)
    page.get_by_role("button", name="Step", exact=True).click()
    blocks = region.get_by_role("list", name="Terms of the episode")
    expect(blocks.locator(".kept").first).to_be_visible()
    expect(blocks.locator(".flat")).to_have_count(0)
    region.get_by_role("button", name="Take the gradient").click()
    flat, kept = blocks.locator(".flat"), blocks.locator(".kept")
    expect(flat).not_to_have_count(0)
    for text in flat.all_inner_texts():
        assert text.strip().endswith("0")
    first = kept.first.bounding_box()
    low = flat.first.bounding_box()
    assert first is not None
    assert low is not None
    assert low["height"] < first["height"]


def test_a_run_can_leave_the_log_out_and_take_it_in_again(server: Server, open_page: Open) -> None:
    page, wire, region = opened(open_page, f"{server.url}/?panels=log", PANEL)
    region.get_by_role("button", name="Let the run leave it out").click()
    expect(region.get_by_role("button", name="Run with the log again")).to_be_visible()
    page.wait_for_url("**no_log**")
    region.get_by_role("button", name="Run with the log again").click()
    expect(region.get_by_role("button", name="Let the run leave it out")).to_be_visible()
    kinds = [message["changes"]["estimator"]["kind"] for message in wire.said if message["type"] == "control"]
    assert kinds == ["no_log", "reinforce"]


def test_the_bars_are_told_to_the_pointer_and_their_axis_has_ticks(server: Server, open_page: Open) -> None:
    page, _, region = opened(open_page, f"{server.url}/?preset=delete_the_log&panels=log", PANEL)
    expect(region.locator(".stage.still")).to_be_visible()
    bar = region.locator(".barlayer .point path").first.bounding_box()
    assert bar is not None
    page.mouse.move(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    expect(region.locator(".hoverlayer .hovertext").first).to_contain_text("A: ∇J = −0.0900")
    assert region.locator(".ytick").count() > 1
    names = page.evaluate(
        "() => document.querySelector('[data-panel=log] .plot').data.filter((one) => one.showlegend).map((one) => one.name)"
    )
    assert names == ["with the log", "without"]
