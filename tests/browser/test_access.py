"""For everybody: keyboard alone, small and zoomed windows, calm motion, and axe finds nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kit import Open, Server, at_rest, play_until, step_shown, violations

FOCUSED = """() => {
  const focused = document.activeElement;
  return focused.getAttribute('aria-label') || focused.labels?.[0]?.textContent || focused.textContent.trim();
}"""
EDGES = "() => [...document.querySelectorAll('.panel')].map((one) => one.getBoundingClientRect()).map((box) => [box.left, box.right])"


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_axe_finds_nothing(server: Server, open_page: Open, theme: str) -> None:
    page = open_page(f"{server.url}/?theme={theme}&baseline=constant", bypass_csp=True)
    page.get_by_text("More settings").click()
    page.get_by_role("button", name="Data table: Action probabilities").click()
    page.get_by_role("button", name="Step", exact=True).click()
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot').length > 0")
    assert violations(page) == []


@pytest.mark.parametrize("preset", ["cliff", "short_corridor", "testbed"])
def test_axe_finds_nothing_in_other_problems(server: Server, open_page: Open, preset: str) -> None:
    page = open_page(f"{server.url}/?preset={preset}", bypass_csp=True)
    page.get_by_role("button", name="Step", exact=True).click()
    assert violations(page) == []


def test_axe_finds_nothing_while_playing_and_in_the_dialog(server: Server, open_page: Open) -> None:
    page = open_page(server.url, size=(375, 812), bypass_csp=True)
    page.get_by_role("button", name="Play", exact=True).click()
    assert violations(page) == []
    page.get_by_role("button", name="Help and shortcuts").click()
    page.get_by_role("button", name="Panels").dispatch_event("click")
    assert violations(page) == []


def test_axe_finds_nothing_in_an_embed(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/embed?panels=probabilities", size=(600, 420), bypass_csp=True)
    assert violations(page) == []


def test_the_keyboard_does_everything(server: Server, open_page: Open) -> None:
    page = open_page(server.url)
    # Nothing of the page has the focus yet: the first Tab reaches the first control.
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the pictures")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#board")).to_be_focused()
    page.keyboard.press("s")
    expect(page.locator(".readout dd").first).to_have_text("1")
    expect(page.locator("#live")).to_contain_text("Update 1: chose")
    page.keyboard.press("e")
    expect(page.locator(".readout dd").first).to_have_text("2")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.wait_for_function("() => Number(document.querySelector('.readout dd').textContent) > 6")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.locator("#live")).to_contain_text("Paused at update")
    end = at_rest(page, lambda: step_shown(page))
    page.keyboard.press("ArrowLeft")
    assert step_shown_soon(page, end - 1)
    page.keyboard.press("ArrowRight")
    assert step_shown_soon(page, end)
    page.keyboard.press("l")
    rate = page.get_by_role("spinbutton", name="Learning rate", exact=True)
    expect(rate).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(rate).to_have_value("0.2")
    page.keyboard.press("s")
    assert step_shown(page) == end, "in a field letters are letters"
    page.keyboard.press("Alt+b")
    baseline = page.get_by_role("combobox", name="Baseline", exact=True)
    expect(baseline).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(baseline).to_have_value("constant")
    page.keyboard.press("Alt+r")
    expect(page.locator(".readout dd").first).to_have_text("0")
    page.locator("#board").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def step_shown_soon(page: Page, step: int) -> bool:
    expect(page.locator(".readout dd").first).to_have_text(str(step))
    return True


def test_every_control_is_reached_and_named(server: Server, open_page: Open) -> None:
    page = open_page(server.url)
    names = []
    for _ in range(80):
        page.keyboard.press("Tab")
        names.append(page.evaluate(FOCUSED))
    for wanted in ("Preset", "Theme", "Copy link", "Play", "Step", "One sample", "Reset", "New seed", "Speed", "Learning rate", "Panels"):
        assert wanted in names, wanted


@pytest.mark.parametrize(("width", "height"), [(375, 812), (320, 640), (360, 225)])
def test_narrow_windows_lose_nothing(server: Server, open_page: Open, width: int, height: int) -> None:
    page = open_page(server.url, size=(width, height))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    edges = page.evaluate(EDGES)
    assert len(edges) >= 6
    assert all(left >= 0 and right <= width + 0.5 for left, right in edges)
    play = page.get_by_role("button", name="Play", exact=True)
    play.scroll_into_view_if_needed()
    play.click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()


@pytest.mark.parametrize(("size", "query"), [((1440, 900), ""), ((1280, 720), "?theme=projector"), ((1440, 900), "?preset=cliff")])
def test_a_whole_lesson_needs_no_scrolling(server: Server, open_page: Open, size: tuple[int, int], query: str) -> None:
    page = open_page(server.url + query, size=size)
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator(".readout dd").first).to_have_text("1")
    assert page.evaluate("() => document.documentElement.scrollHeight") <= size[1]
    board = page.locator("#board")
    assert board.evaluate("(one) => one.scrollHeight - one.clientHeight") <= 1
    assert page.locator("#strip").evaluate("(one) => one.scrollHeight - one.clientHeight") <= 1


def test_targets_are_large_enough(server: Server, open_page: Open) -> None:
    page = open_page(server.url)
    page.get_by_role("button", name="Step", exact=True).click()
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input, summary')].filter((one) => one.checkVisibility()).map((one) => {
          const box = (one.closest('label') ?? one).getBoundingClientRect();
          return [one.getAttribute('aria-label') ?? one.textContent, box.width, box.height];
        }).filter(([, width, height]) => width < 24 || height < 24)"""
    )
    assert small == []
    for name in ("Play", "Step"):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box
        assert min(box["height"], box["width"]) >= 44


def test_nothing_moves_on_load_and_calm_motion_still_plays(server: Server, open_page: Open) -> None:
    page = open_page(server.url, reduced_motion="reduce")
    assert page.evaluate("() => document.getAnimations().length") == 0
    assert step_shown(page) == 0
    play_until(page, 5)


def test_the_summary_follows_and_agrees_with_the_table(server: Server, open_page: Open) -> None:
    page = open_page(server.url)
    play_until(page, 20)
    region = page.get_by_role("region", name="Action probabilities")
    region.get_by_role("button", name="Data table: Action probabilities").click()
    best = max(float(region.get_by_role("cell").nth(2 * row).inner_text()) for row in range(3))
    # Three digits of what the table gives in four: the same but for half a unit of the last place of each.
    page.wait_for_function(
        "([words, best]) => Math.abs(Number(/[01]\\.\\d{3}/.exec(words.textContent)?.[0]) - best) < 5.6e-4",
        arg=[region.locator(".panel-summary").element_handle(), best],
    )


def test_the_dark_theme_follows_the_system(server: Server, open_page: Open) -> None:
    page = open_page(server.url, color_scheme="dark")
    ground = page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("combobox", name="Theme").select_option("light")
    assert page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor") != ground
    page.wait_for_function("() => location.search === '?theme=light'")


def test_a_symbol_says_what_it_means(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=polygon,probabilities")
    formula = page.locator("[data-panel=polygon] math").first
    card = page.locator(".gloss")
    formula.locator("mo", has_text="∇").first.hover()
    expect(card).to_contain_text("∇ log π")
    expect(card).to_contain_text("makes the action taken more likely")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    formula.locator("mi", has_text="π").first.click()
    expect(card).to_contain_text("policy")
    box = card.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.mouse.click(5, 5)
    expect(card).to_be_hidden()
    page.get_by_role("button", name="Help and shortcuts").click()
    page.get_by_text("Symbols, from θ to σ").click()
    expect(page.get_by_role("row", name="b baseline")).to_be_visible()
