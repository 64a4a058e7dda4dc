"""What rests is Plotly's own picture, what moves the canvas's, and the one looks like the other."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kit import Open, Server, apart, eventually, picture, step

# One of every mark there is, at sizes panels use.
BUILD = """async () => {
  const [{ createStage }, { readTheme }, marks] = await Promise.all(
    ['stage/stage.js', 'dom/theme.js', 'marks/mark.js'].map((name) => import('/static/js/' + name)));
  document.querySelectorAll('.page > *').forEach((one) => one.hidden = true);
  const root = document.createElement('div');
  root.style.cssText = 'position:fixed;left:30px;top:20px;width:430px;height:300px;display:flex;flex-direction:column';
  document.body.append(root);
  const theme = readTheme();
  const xs = [0, 1, 2, 3, 4, 5, 6, 7];
  const shapes = ['circle', 'square', 'triangle', 'wedge', 'diamond', 'cross', 'plus', 'hexagon'];
  const made = [
    marks.areaY({ name: 'band', x: xs, y1: xs.map((x) => 0.1 + x / 20), y2: xs.map((x) => 0.3 + x / 15), fill: theme.accent,
      fillOpacity: 0.25 }),
    marks.barY({ name: 'bars', x: [0.5, 6.5], y: [0.4, 0.8], width: 0.5, fill: theme.action(1).color, title: () => 'a bar' }),
    marks.line({ name: 'line', x: xs, y: xs.map((x) => 0.9 - x * x / 70), stroke: theme.trail, title: (i) => `point ${i}` }),
    marks.line({ name: 'gap', x: xs, y: xs.map((x) => (x === 3 ? null : 0.5 + 0.1 * Math.sin(x))), stroke: theme.exact, strokeWidth: 2,
      strokeDasharray: [6, 4] }),
    ...shapes.map((symbol, i) => marks.dot({ name: symbol, symbol, x: [xs[i]], y: [0.62], r: 5, fill: theme.action(i).color,
      stroke: theme.paper })),
    marks.arrow({ name: 'exact', x1: 1, y1: 0.15, x2: 3, y2: 0.3, fill: theme.exact, strokeWidth: 3, head: 11, halo: theme.paper }),
    marks.arrow({ name: 'estimate', x1: 4, y1: 0.1, x2: 6, y2: 0.35, fill: theme.estimate, strokeWidth: 3, head: 11, hollow: theme.paper }),
    marks.rect({ name: 'cells', x1: [2.6, 3.2, 3.8], x2: [3.2, 3.8, 4.4], y1: [0, 0, 0], y2: [0.1, 0.13, 0.1],
      fill: [theme.accent, theme.paper, theme.trail], stroke: theme.line }),
    marks.rect({ name: 'hatched', x1: [4.8], x2: [5.6], y1: [0], y2: [0.16], fill: 'none', stroke: theme.estimate,
      strokeWidth: 1, hatch: 5 }),
    marks.vector({ name: 'ways', x: [0, 0, 0, 0], y: [0.4, 0.4, 0.4, 0.4], length: [24, 18, 12, 30], rotate: [0, 90, 180, 45], inset: 1.5,
      fill: theme.action(2).color }),
    marks.vector({ name: 'hollow', x: [7], y: [0.4], length: [26], rotate: 200, stroke: theme.action(0).color }),
    marks.text({ name: 'words', x: [2, 5], y: [0.8, 0.9], text: ['middle', 'π(A) < ½'], fill: theme.ink, fontSize: theme.size,
      halo: theme.paper, dx: 4, dy: -3 }),
    ...['top', 'bottom'].map((lineAnchor, i) => marks.text({ name: lineAnchor, x: [6], y: [0.2 + i / 4], text: [lineAnchor],
      fill: theme.ink, fontSize: 15, fontWeight: 600, lineAnchor, textAnchor: i ? 'start' : 'end' })),
  ];
  window.kinds = { there: Object.keys(marks).sort(), made: [...new Set(made.map((one) => one.mark))].sort() };
  window.stage = createStage(root, { label: 'marks', x: { range: [-0.5, 7.5], title: 'x' }, y: { range: [0, 1], title: 'y' },
    marks: () => made }, theme, () => {});
  stage.redraw();
}"""
# Drawn once more, and kept from resting.
MOVE = "() => { const later = setTimeout; window.setTimeout = () => 0; stage.redraw(); window.setTimeout = later; }"
INKED = """(canvas) => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  return copy.getImageData(0, 0, canvas.width, canvas.height).data.some((one) => one > 0);
}"""


def rests(page: Page, count: int) -> None:
    page.wait_for_function(f"() => document.querySelectorAll('.stage.still').length === {count}")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_handover_moves_nothing(server: Server, open_page: Open, dark: bool) -> None:
    page = open_page(f"{server.url}/?panels=probabilities", color_scheme="dark" if dark else "light")
    page.evaluate(BUILD)
    assert page.evaluate("() => kinds.there") == page.evaluate("() => kinds.made"), "every mark there is stands in this picture"
    page.wait_for_function("() => stage.element.classList.contains('still')")
    stage = page.get_by_role("img", name="marks")
    still = picture(stage)
    page.evaluate(MOVE)
    assert not page.evaluate("() => stage.element.classList.contains('still')")
    # Edges are smoothed and letters placed a little differently; a mark that moved by a pixel would change some per cent.
    mean, far = apart(page, still, picture(stage))
    assert mean < 1.0
    assert far < 0.004


def test_what_rests_is_plotlys_and_the_canvas_is_empty(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities")
    step(page)
    rests(page, 2)
    panel = page.get_by_role("region", name="Action probabilities")
    for canvas in panel.locator("canvas.over").all():
        eventually(page, lambda canvas=canvas: not canvas.evaluate(INKED))  # type: ignore[misc]
    lines = panel.locator(".scatterlayer .js-line")
    assert lines.count() == 3
    assert lines.first.evaluate("(line) => getComputedStyle(line.closest('.scatterlayer')).opacity") == "1"
    assert panel.locator(".barlayer .point path").count() == 3

    page.get_by_role("button", name="Play").click()
    expect(page.locator(".stage.still")).to_have_count(0)
    canvas = panel.locator("canvas.over").first
    page.wait_for_function("() => document.querySelector('[data-panel=probabilities] canvas.over').checkVisibility()")
    assert canvas.evaluate(INKED)
    page.get_by_role("button", name="Pause").click()
    rests(page, 2)
    assert not canvas.evaluate(INKED)


def test_a_resting_picture_is_hovered_and_zoomed(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=probabilities")
    for _ in range(3):
        step(page)
    rests(page, 2)
    panel = page.get_by_role("region", name="Action probabilities")
    bar = panel.locator(".barlayer .point path").first.bounding_box()
    assert bar
    page.mouse.move(bar["x"] + bar["width"] / 2, bar["y"] + 20)
    expect(panel.locator(".hoverlayer .hovertext").first).to_contain_text("π(A) = 0.")

    box = panel.locator(".stage").first.locator(".nsewdrag").bounding_box()
    assert box
    read = "() => document.querySelector('[data-panel=probabilities] .js-plotly-plot')._fullLayout.yaxis.range[1]"
    whole = page.evaluate(read)
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 200, steps=5)
    page.mouse.up()
    page.wait_for_function(f"() => ({read})() < 0.95")
    rests(page, 2)
    assert not panel.locator("canvas.over").first.evaluate(INKED), "the zoomed picture is Plotly's as well"
    page.mouse.dblclick(box["x"] + 100, box["y"] + 100)
    page.wait_for_function(f"(whole) => ({read})() === whole", arg=whole)


def test_an_enlarged_picture_has_buttons_and_a_legend_that_switches(server: Server, open_page: Open) -> None:
    page = open_page(f"{server.url}/?panels=landscape,probabilities")
    step(page)
    panel = page.get_by_role("region", name="Objective landscape")
    expect(panel.locator(".modebar-btn")).to_have_count(0)
    page.get_by_role("button", name="Enlarge: Objective landscape").click()
    expect(panel.locator(".modebar-btn")).to_have_count(4)
    entries = panel.locator(".legendtext")
    expect(entries.filter(has_text="exact gradient")).to_have_count(1)
    arrows = """() => document.querySelector('[data-panel=landscape] .plot').data
      .filter((one) => one.name === 'exact gradient' && one.visible === true).length"""
    assert page.evaluate(arrows) > 0
    panel.locator(".legend .traces").filter(has_text="exact gradient").locator(".legendtoggle").click()
    page.wait_for_function(f"() => ({arrows})() === 0")
    page.keyboard.press("Escape")
    expect(panel.locator(".modebar-btn")).to_have_count(0)
    expect(panel.locator(".legendtext")).to_have_count(0)


# Every panel that draws, on a problem where it has most to draw, with how many pictures it has.
PANELS = [
    ("world", "grid", 1),
    ("world", "short_corridor", 1),
    ("log", "three_arms", 1),
    ("objectives", "two_states", 2),
    ("features", "short_corridor", 1),
    ("features", "three_arms", 1),
]
# Whether a picture comes to rest; while none does, the canvas goes on showing it.
RESTING = """(may) => {
  window.later ??= setTimeout;
  window.setTimeout = may ? window.later : (work, after) => (after === 120 ? 0 : window.later(work, after));
}"""


@pytest.mark.parametrize(("panel", "preset", "count"), PANELS)
def test_a_panel_looks_the_same_by_both_pens(server: Server, open_page: Open, panel: str, preset: str, count: int) -> None:
    page = open_page(f"{server.url}/?preset={preset}&panels={panel}")
    for _ in range(3):
        step(page)
    timeline = page.get_by_role("slider", name="Step through the run")
    page.mouse.move(0, 0)

    def pictures(resting: int) -> list[str]:
        page.evaluate(RESTING, resting > 0)
        for key in ("ArrowLeft", "ArrowRight"):
            timeline.press(key)
            page.wait_for_timeout(400)  # what is asked of the server for this moment
        rests(page, resting)
        return [picture(one) for one in page.locator(f"[data-panel={panel}] .picture:visible").all()]

    themes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        timeline.focus()
        still = pictures(count)
        for one, before in zip(pictures(0), still, strict=True):
            mean, far = apart(page, before, one)
            assert mean < 1.0
            assert far < 0.004


PAINTED = """(stage) => [...stage.querySelectorAll('canvas')].filter((canvas) => {
  if (getComputedStyle(canvas).visibility === 'hidden' || !canvas.width || !canvas.height) return false;
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  return copy.getImageData(0, 0, canvas.width, canvas.height).data.some((one) => one > 0);
}).map((canvas) => Object.keys(canvas.dataset).join() || canvas.className)"""


@pytest.mark.parametrize("runs", [1, 20])
def test_at_rest_only_the_ways_of_many_runs_are_painted(server: Server, open_page: Open, runs: int) -> None:
    """docs/architecture.md, decision 9, lists what stays on a canvas."""
    page = open_page(f"{server.url}/?panels=simplex,landscape&runs={runs}")
    rests(page, 2)
    step(page)
    rests(page, 2)
    for panel, shown in (("simplex", ".plot .scatterlayer .js-fill"), ("landscape", ".plot .contourlayer")):
        stage = page.locator(f"[data-panel={panel}] .stage")
        eventually(page, lambda stage=stage: stage.evaluate(PAINTED) == (["river"] if runs > 1 else []))
        expect(stage.locator(shown).first).to_be_visible()
