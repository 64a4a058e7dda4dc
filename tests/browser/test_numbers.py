"""The update in numbers: every symbol's number is the frame's, sub-steps reveal one after the other, and the NumPy reproduces it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.kit import Open, Server, number, opened, step, violations

PANEL = "The update in numbers"
NAMES = ("1 Sample", "2 Reward", "3 Return", "4 Score", "5 Weight", "6 Update")


def column(panel: Locator, title: str) -> list[str]:
    """The numbers under one symbol."""
    place: int = panel.locator(".sum").evaluate(
        "(table, title) => [...table.tHead.rows[0].cells].findIndex((cell) => cell.title === title)", title
    )
    texts: list[str] = panel.locator(".sum").evaluate(
        """(table, place) => {
          const rows = [...table.tBodies[0].rows];
          const spans = [...rows[0].cells].map((cell) => cell.rowSpan > 1);
          // In later rows, cells that span from the first are missing.
          return rows.flatMap((row, r) => {
            if (r === 0) return [row.cells[place].textContent];
            if (spans[place]) return [];
            return [row.cells[place - spans.slice(0, place).filter(Boolean).length].textContent];
          });
        }""",
        place,
    )
    return texts


def test_every_number_is_the_frames(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?panels=numbers,probabilities&reward_std=0.5&baseline=running_mean", PANEL)
    expect(panel).to_contain_text("Step once")
    for _ in range(3):
        step(page)
    last, previous = wire.frames()[-1], wire.frames()[-2]
    episode = last["episode"]
    expect(panel.locator(".panel-summary")).to_contain_text("Update 3: chose")

    def shown(values: list[float], digits: int = 3) -> list[str]:
        return [f"{value:.{digits}f}".replace("-", "−") for value in values]

    assert [number(text) for text in column(panel, "θ after")] == pytest.approx(last["theta"], abs=5e-4)
    assert column(panel, "score") == shown(last["scores"][0])
    assert column(panel, "θ before") == shown(previous["theta"], len(column(panel, "θ before")[0].split(".")[1]))
    assert column(panel, "return") == shown(episode["returns"])
    assert column(panel, "baseline") == shown(episode["baselines"])
    assert column(panel, "learning rate") == ["0.1"]


def test_sub_steps_reveal_one_after_the_other(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=numbers,probabilities", PANEL)
    step(page)
    panel.get_by_role("button", name="1 Sample", exact=True).click()
    expect(panel.locator(".told-words")).to_contain_text("policy drew")
    assert column(panel, "θ after") == ["", "", ""]
    assert column(panel, "return") == [""]
    expect(panel.get_by_role("button", name="Previous part")).to_be_disabled()
    forward = panel.get_by_role("button", name="Next part")
    forward.focus()
    for name in NAMES[1:]:
        page.keyboard.press("Enter")
        expect(panel.locator("[aria-current=step]")).to_have_accessible_name(name)
    assert "" not in column(panel, "θ after")
    expect(forward).to_be_disabled()


def test_a_new_update_begins_at_its_sample_while_sub_steps_are_looked_at(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=numbers,probabilities", PANEL)
    step(page)
    panel.get_by_role("button", name="5 Weight", exact=True).click()
    step(page)
    expect(panel.locator("[aria-current=step]")).to_have_accessible_name("1 Sample")


def test_the_slow_reveal_comes_only_when_asked_for(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=numbers,probabilities", PANEL)
    step(page)
    expect(panel.locator("[aria-current=step]")).to_have_accessible_name("6 Update")
    panel.locator(".sub-list").evaluate(
        """(list) => {
          globalThis.seen = [];
          const now = () => globalThis.seen.push(list.querySelector('[aria-current]')?.textContent);
          new MutationObserver(now).observe(list, { attributeFilter: ['aria-current'], subtree: true });
        }"""
    )
    panel.get_by_role("button", name="Reveal slowly").click()
    page.wait_for_function("() => globalThis.seen.length >= 3")
    assert page.evaluate("() => globalThis.seen.slice(0, 3)") == ["1Sample", "2Reward", "3Return"]


@pytest.mark.parametrize(
    "query", ["", "baseline=running_mean&batch=4&reward_std=0.3", "preset=grid&batch=1", "preset=network&batch=1", "preset=short_corridor"]
)
def test_the_copied_numpy_gives_theta(server: Server, open_page: Open, query: str) -> None:
    page, wire, panel = opened(
        open_page, f"{server.url}/?panels=numbers,probabilities&{query}", PANEL, permissions=["clipboard-read", "clipboard-write"]
    )
    step(page)
    step(page)
    panel.get_by_role("button", name="Copy NumPy").click()
    expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    scope: dict[str, Any] = {"print": lambda *_: None}
    exec(page.evaluate("() => navigator.clipboard.readText()"), scope)
    np.testing.assert_allclose(scope["theta"], wire.last()["theta"], rtol=0, atol=1e-10)


def test_without_a_clipboard_the_snippet_is_shown_to_be_copied(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=numbers,probabilities", PANEL)
    page.evaluate("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    step(page)
    panel.get_by_role("button", name="Copy NumPy").click()
    assert "theta = theta + alpha" in page.evaluate("() => getSelection().toString()")


def test_one_sample_of_a_batch_waits_for_the_rest(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=numbers,probabilities&batch=3", PANEL)
    page.get_by_role("button", name="One sample", exact=True).click()
    expect(panel.locator(".told-words")).to_contain_text("Episode 1 of 3: θ moves when 2 more are drawn")
    expect(panel.get_by_role("button", name="Copy NumPy")).to_be_disabled()


def test_a_control_changed_after_an_update_does_not_rewrite_it(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=numbers,probabilities", PANEL)
    step(page)
    before = column(panel, "θ before")
    page.get_by_role("spinbutton", name="Learning rate", exact=True).fill("3")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert column(panel, "learning rate") == ["0.1"]
    assert column(panel, "θ before") == before


def test_steps_of_an_episode_are_gone_through(server: Server, open_page: Open) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?panels=numbers,probabilities&preset=grid", PANEL)
    step(page)
    episode = wire.last()["episode"]
    time = panel.get_by_role("spinbutton", name="Step t of the episode")
    time.fill("2")
    page.keyboard.press("Enter")
    expect(panel.locator(".panel-summary")).to_contain_text("step 2")
    panel.get_by_role("button", name="3 Return", exact=True).click()
    expect(panel.locator(".told-number").first).to_have_text(f"{episode['returns'][2]:.2f}".replace("-", "−"))
    forward = panel.get_by_role("button", name="Next part")
    for _ in range(4):
        forward.click()
    expect(time).to_have_value("3")
    expect(panel.locator("[aria-current=step]")).to_have_accessible_name("1 Sample")


@pytest.mark.parametrize(
    "query", ["estimator=exact", "estimator=all_actions", "estimator=finite_difference", "optimizer=adam", "preconditioner=natural"]
)
def test_other_estimators_and_optimizers_are_told_too(server: Server, open_page: Open, query: str) -> None:
    page, wire, panel = opened(open_page, f"{server.url}/?panels=numbers,probabilities&{query}", PANEL)
    step(page)
    step(page)
    assert [number(text) for text in column(panel, "θ after")] == pytest.approx(wire.last()["theta"], abs=5e-4)


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720)])
def test_the_sum_leaves_the_code_its_line(server: Server, open_page: Open, size: tuple[int, int]) -> None:
    """Ten arms under two sentences: the sum has fewer rows, the line of NumPy below it is whole, open or not."""
    page = open_page(f"{server.url}/?preset=baseline_or_none", size=size)
    step(page)
    bar, frame = page.locator(".numpy-bar"), page.locator(".numbers")
    rows = page.locator(".sum tbody tr").count()
    assert 3 <= rows < 10
    ends = [box["y"] + box["height"] for box in (bar.bounding_box(), frame.bounding_box()) if box]
    assert ends[0] <= ends[1] + 1
    page.locator(".numpy-show").click()
    step(page)
    assert page.locator(".sum tbody tr").count() == rows


def test_axe_finds_nothing(server: Server, open_page: Open) -> None:
    page, _, panel = opened(open_page, f"{server.url}/?panels=numbers,probabilities&preset=grid&theme=dark", PANEL, bypass_csp=True)
    step(page)
    panel.get_by_role("button", name="4 Score", exact=True).click()
    panel.locator(".numpy-show").click()
    assert violations(page) == []
