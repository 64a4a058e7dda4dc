"""Overlay and Plotly agree to the pixel: before it is evaluated, after, resized, zoomed, and zoomed out again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.kit import Open, Server, step_shown

CASES: dict[str, dict[str, Any]] = {
    "plain": {"x": {"range": [-3, 5], "title": "x"}, "y": {"range": [0, 1], "title": "y"}},
    "equal units": {"equal": True, "x": {"range": [-4, 4]}, "y": {"range": [-1, 3]}},
    "bare": {"axes": False, "equal": True, "x": {"range": [0, 1]}, "y": {"range": [0, 0.9]}},
    "own margins": {"margin": {"l": 20, "r": 90}, "x": {"range": [0, 750]}, "y": {"range": [-30, -5]}},
    "downwards": {"axes": False, "x": {"range": [-0.5, 11.5]}, "y": {"range": [3.5, -0.5]}},
}

BUILD = """async (options) => {
  const [{ createStage }, { readTheme }, { dot }] = await Promise.all(
    ['stage/stage.js', 'dom/theme.js', 'marks/mark.js'].map((name) => import('/static/js/' + name)));
  document.querySelectorAll('.page > *').forEach((one) => one.hidden = true);
  const root = document.createElement('div');
  root.style.cssText = 'position:fixed;left:30.5px;top:20px;width:431.7px;height:303.3px;display:flex;flex-direction:column';
  document.body.append(root);
  const at = (range, share) => range[0] + share * (range[1] - range[0]);
  const shares = [[0.1, 0.2], [0.5, 0.5], [0.83, 0.31], [0.4, 0.9]];
  window.points = shares.map(([x, y]) => [at(options.x.range, x), at(options.y.range, y)]);
  window.painted = 0;
  const marks = () => {
    window.painted += 1;
    return [dot({ name: 'points', x: points.map((p) => p[0]), y: points.map((p) => p[1]), r: 4, fill: 'teal', title: (i) => `${i}` })];
  };
  window.stage = createStage(root, { label: 'test', ...options, marks }, readTheme(), () => {});
  stage.redraw();
  window.before = points.map(([x, y]) => [stage.x(x), stage.y(y)]);
  window.root = root;
}"""

# Where the overlay would draw each point, and where Plotly has drawn it, in CSS px from the stage's corner.
PLACES = """() => {
  const corner = stage.element.getBoundingClientRect();
  const drawn = [...stage.element.querySelectorAll('.scatterlayer .point')].map((point) => {
    const box = point.getBoundingClientRect();
    return [box.left + box.width / 2 - corner.left, box.top + box.height / 2 - corner.top];
  });
  return { own: points.map(([x, y]) => [stage.x(x), stage.y(y)]), drawn, before };
}"""


def agree(page: Page, within: float = 0.5) -> list[list[float]]:
    places = page.evaluate(PLACES)
    assert len(places["drawn"]) == len(places["own"]) == 4
    for own, drawn in zip(places["own"], places["drawn"], strict=True):
        assert max(abs(own[0] - drawn[0]), abs(own[1] - drawn[1])) <= within, (own, drawn)
    return [list(one) for one in places["own"]]


def settled(page: Page) -> None:
    page.wait_for_function("() => stage.element.querySelectorAll('.scatterlayer .point').length === 4")


@pytest.mark.parametrize("case", CASES)
def test_overlay_and_plotly_agree(server: Server, open_page: Open, case: str) -> None:
    page = open_page(f"{server.url}/?panels=probabilities")
    page.evaluate(BUILD, CASES[case])
    settled(page)
    own = agree(page)
    assert own == page.evaluate("() => before"), "the transforms before and after Plotly are the same"
    page.evaluate("() => { root.style.width = '300px'; root.style.height = '411px'; }")
    page.wait_for_function("() => stage.element.querySelector('canvas.over').clientWidth === 300")
    page.wait_for_function("() => stage.element.querySelector('.main-svg').getBoundingClientRect().width === 300")
    agree(page)


def test_after_a_zoom_the_overlay_follows_and_a_double_click_returns(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities")
    page.evaluate(BUILD, CASES["plain"])
    settled(page)
    whole = agree(page)
    box = page.locator(".stage .nsewdrag").last.bounding_box()
    assert box
    painted = page.evaluate("() => painted")
    page.mouse.move(box["x"] + 20, box["y"] + 15)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 40, box["y"] + box["height"] - 5, steps=8)
    page.mouse.up()
    page.wait_for_function("(n) => painted > n", arg=painted)
    page.wait_for_function("() => stage.ranges()[0][0] > -3")
    zoomed = agree(page)
    assert zoomed != whole
    page.evaluate("() => { stage.range([-100, 100]); stage.redraw(); }")
    assert agree(page) == zoomed, "a zoom survives what the run would like to see"
    page.evaluate("() => { stage.range([-3, 5]); }")
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("() => stage.ranges()[0][0] === -3")
    assert agree(page) == whole


def test_a_growing_axis_is_drawn_by_the_stage_until_it_settles(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities")
    page.evaluate(BUILD, CASES["plain"])
    settled(page)
    page.evaluate("() => { stage.range([-3, 10]); stage.redraw(); window.growing = stage.element.classList.contains('own-axes'); }")
    assert page.evaluate("() => growing")
    page.wait_for_function("() => !stage.element.classList.contains('own-axes')")
    agree(page)


def test_a_sharp_screen_gets_sharp_pictures(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities", device_scale_factor=2)
    page.evaluate(BUILD, CASES["equal units"])
    settled(page)
    agree(page)
    assert page.evaluate("() => { const c = stage.element.querySelector('canvas.over'); return c.width === 2 * c.clientWidth; }")


def test_a_zoom_in_a_real_panel_survives_streaming(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities&speed=60")
    page.wait_for_function("() => document.querySelector('.js-plotly-plot')")
    page.get_by_role("button", name="Play", exact=True).click()
    box = page.locator(".nsewdrag").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.8, steps=6)
    page.mouse.up()
    read = "() => document.querySelector('.js-plotly-plot')._fullLayout.yaxis.range.map((one) => one.toFixed(6))"
    page.wait_for_function("() => document.querySelector('.js-plotly-plot')._fullLayout.yaxis.range[1] < 0.95")
    zoomed = page.evaluate(read)
    seen = step_shown(page)
    page.wait_for_function("(seen) => Number(document.querySelector('.readout dd').textContent) > seen + 60", arg=seen)
    assert page.evaluate(read) == zoomed


# Calls of plotly.js that draw, by kind.
COUNTED = """() => {
  window.calls = { newPlot: 0, react: 0 };
  let library;
  Object.defineProperty(window, 'Plotly', {
    configurable: true,
    get: () => library,
    set(value) {
      library = value;
      for (const name of Object.keys(calls)) {
        const call = value[name];
        value[name] = (...given) => { calls[name] += 1; return call(...given); };
      }
    },
  });
}"""


def test_a_resting_page_is_drawn_by_plotly_once(server: Server, open_page: Open) -> None:
    page = open_page("about:blank", ready=False)
    page.add_init_script(f"({COUNTED})()")
    page.goto(server.url)
    stages = page.locator(".stage")
    page.wait_for_function("() => document.querySelectorAll('.stage').length > 6 && !document.querySelector('.stage:not(.still)')")
    # What was drawn before plotly.js came is not handed over a second time.
    page.wait_for_timeout(1000)
    assert page.evaluate("() => calls") == {"newPlot": stages.count(), "react": 0}
