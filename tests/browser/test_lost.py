"""θ that is not finite: a gap in every picture, one sentence in every panel, and a way back. The wire is told to lose it."""

from __future__ import annotations

import json

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.kit import Open, Server, stands, step_shown

LOST_AT = 5
WORDS = f"θ is no longer finite (since update {LOST_AT}). Reset or move θ to go on."


def losing(route: WebSocketRoute) -> None:
    """Frames of update 5 have null for every number that θ makes, as a server's have whose θ is NaN."""
    server = route.connect_to_server()

    def changed(text: str | bytes) -> None:
        message = json.loads(text)
        if message["type"] != "frame" or message["update"] < LOST_AT:
            route.send(text)
            return
        message["theta"] = [None for _ in message["theta"]]
        for name in ("exact", "probabilities", "values", "cloud", "density"):
            if message.get(name):
                message[name] = holes(message[name])
        route.send(json.dumps(message))

    server.on_message(changed)


def holes(value: object) -> object:
    if isinstance(value, dict):
        return {key: holes(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [holes(inner) for inner in value]
    return None


def a_lost_page(server: Server, open_page: Open, query: str) -> Page:
    page = open_page("about:blank", ready=False)
    page.route_web_socket("**/api/live", losing)
    page.goto(f"{server.url}/?{query}")
    stands(page)
    for step in range(1, LOST_AT + 1):
        page.get_by_role("button", name="Step", exact=True).click()
        page.wait_for_function("(n) => document.querySelector('.readout dd').textContent === n", arg=str(step))
    return page


def test_every_panel_says_so_and_none_draws_a_zero(server: Server, open_page: Open) -> None:
    for query, count in (
        ("panels=landscape,simplex,probabilities,polygon,cloud,numbers", 6),
        ("panels=curve,log,features", 3),
        ("preset=gaussian&panels=gaussian,curve,landscape", 3),
        ("preset=grid&panels=world,probabilities,curve", 3),
        ("preset=two_states&panels=objectives,probabilities", 2),
    ):
        page = a_lost_page(server, open_page, query)
        summaries = page.locator(".panel-summary")
        expect(summaries).to_have_count(count)
        expect(summaries).to_have_text([WORDS] * count)
        expect(page.locator(".readout dd").nth(1)).to_have_text("–")
        body = page.locator("main").inner_text()
        assert "undefined" not in body
        assert "NaN" not in body


def test_a_lost_moment_is_a_gap_in_the_tables(server: Server, open_page: Open) -> None:
    page = a_lost_page(server, open_page, "panels=curve,probabilities")
    for name, cells in (("Learning curve", [str(LOST_AT), "–"]), ("Action probabilities", ["A", "–"])):
        region = page.get_by_role("region", name=name)
        region.get_by_role("button", name="Data table").click()
        row = region.get_by_role("row").filter(has_text=cells[0]).last
        assert row.locator("th, td").all_inner_texts()[:2] == cells


def test_nothing_counts_on_and_reset_scrubbing_and_another_theta_lead_back(server: Server, open_page: Open) -> None:
    page = a_lost_page(server, open_page, "panels=landscape,curve")
    for name in ("Step", "One sample", "Play"):
        page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".notice")).to_contain_text("no longer finite")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert step_shown(page) == LOST_AT
    page.get_by_role("slider", name="Step through the run").press("ArrowLeft")
    summary = page.get_by_role("region", name="Objective landscape").locator(".panel-summary")
    expect(summary).to_contain_text("long in all 3 parameters")
    page.get_by_role("button", name="Back to now").click()
    expect(summary).to_have_text(WORDS)
    page.get_by_role("button", name="Reset").click()
    expect(summary).to_contain_text("J = 0.5667")
    assert step_shown(page) == 0
