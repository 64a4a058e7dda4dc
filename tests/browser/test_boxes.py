"""Nothing covers or cuts anything: the text boxes and pictures of every panel, over the sizes a page is seen at."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from policyscope.runs import catalog
from tests.browser.kit import ROOT, Open, Server, stands, step

SIZES = [(1440, 900), (1280, 720), (1024, 768), (768, 1024), (375, 812), (320, 640)]
PAGES = [
    "?preset=three_arms&panels=landscape,simplex,probabilities,polygon,cloud,numbers",
    "?preset=cliff&panels=world,landscape,curve,features,log,cloud",
    "?preset=three_objectives&panels=objectives,world,probabilities",
    "?preset=taxi&panels=polygon,numbers",
    "?preset=gaussian&panels=gaussian,landscape,curve",
    "?preset=steering&panels=steering,gaussian,landscape,cloud,curve",
    "?preset=three_arms&panels=arms,probabilities",
    "?preset=with_or_without_log&panels=log,features,landscape,probabilities,arms,cloud",
    "?preset=three_arms&panels=landscape,simplex,probabilities,polygon,cloud,numbers,curve,features,log",
    "?preset=short_corridor&panels=landscape,probabilities,cloud,numbers,world,curve,features,log",
]
"""Presets of each family; together they show every panel (see `test_every_panel_is_looked_at`)."""
LEAST = (110, 80)
"""A picture that is meant to be read is never smaller, CSS px."""

BOXES = """
() => {
  const seen = (node) => {
    const box = node.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && node.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && getComputedStyle(node).clip === "auto" && !node.closest("details:not([open]) > :not(summary)");
  };
  // Words where they stand, not the whole line they have.
  const boxOf = (node) => {
    if (!node.matches("h2, p")) return node.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(node);
    const [box, own] = [range.getBoundingClientRect(), node.getBoundingClientRect()];
    return { left: box.left, right: Math.min(box.right, own.right), top: box.top, bottom: Math.min(box.bottom, own.bottom) };
  };
  const words = (node) => (node.getAttribute("aria-label") || node.textContent).trim().slice(0, 40);
  const troubles = [];
  for (const panel of document.querySelectorAll(".board > .panel, .page > .strip")) {
    const name = panel.dataset.panel ?? "strip";
    const texts = [...panel.querySelectorAll(
      "h2, .panel-question, .panel-note, .panel-summary, .panel-tools svg, .unit," +
      " :is(.panel-body, .strip) :is(button, select, input, label)",
    )].filter((node) => seen(node) && !node.closest(".stage") && (node.textContent.trim() || !node.matches("h2, p")));
    const frame = panel.getBoundingClientRect();
    texts.forEach((one, i) => {
      const a = boxOf(one);
      if (a.left < frame.left - 2 || a.right > frame.right + 2)
        if (!one.closest(".panel-data") && !scrolls(one, panel)) troubles.push(`${name}: "${words(one)}" leaves its panel`);
      for (const other of texts.slice(i + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const b = boxOf(other);
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 2 && down > 2 && !scrolls(one, panel) && !scrolls(other, panel))
          troubles.push(`${name}: "${words(one)}" lies on "${words(other)}"`);
      }
    });
    for (const part of panel.querySelectorAll(".sum-frame, .objectives-facts, .log-lines")) {
      const more = part.scrollWidth - part.clientWidth;
      if (seen(part) && more > 1) troubles.push(`${name}: ${part.className} is cut by ${more} px`);
    }
    const body = panel.querySelector(":scope[data-panel=log] .panel-body");
    if (body && body.scrollHeight - body.clientHeight > 8) troubles.push(`${name}: its bars are cut below`);
    const below = panel.querySelector(".panel-summary")?.getBoundingClientRect().top;
    for (const stage of panel.querySelectorAll(".panel-body .stage"))
      if (seen(stage) && !scrolls(stage, panel) && stage.getBoundingClientRect().bottom > below + 2)
        troubles.push(`${name}: its sentence lies on a picture`);
    for (const field of panel.querySelectorAll("input[type=text]"))
      if (seen(field) && field.scrollWidth > field.clientWidth + 1) troubles.push(`${name}: the field ${words(field)} cuts ${field.value}`);
  }
  const board = document.querySelector(".board");
  if (getComputedStyle(board).overflowY === "auto" && document.documentElement.scrollHeight > innerHeight + 1)
    troubles.push("the page scrolls behind its board");
  const hint = document.querySelector(".look-for");
  if (hint && seen(hint) && hint.scrollHeight > hint.clientHeight + 1) troubles.push("what to look for is cut");
  return troubles;

  function scrolls(node, panel) {
    for (let at = node.parentElement; at && at !== panel; at = at.parentElement)
      if (/auto|scroll/.test(getComputedStyle(at).overflow)
          && (at.scrollHeight > at.clientHeight + 1 || at.scrollWidth > at.clientWidth + 1)) return true;
    return false;
  }
}
"""

LETTERS = """
() => {
  const troubles = [];
  for (const stage of document.querySelectorAll(".panel .stage.still")) {
    const panel = stage.closest(".panel").dataset.panel;
    const room = stage.getBoundingClientRect();
    if (room.width < 2 || room.bottom < 0 || room.top > innerHeight) continue;
    const texts = [...stage.querySelectorAll(".plot svg text")].filter((one) => one.textContent.trim() && !one.closest(".hoverlayer")
      && one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && one.getBoundingClientRect().width >= 1);
    const boxes = texts.map((one) => one.getBoundingClientRect());
    const words = texts.map((one) => one.textContent.trim());
    boxes.forEach((a, i) => {
      if (a.left < room.left - 1 || a.right > room.right + 1 || a.top < room.top - 1 || a.bottom > room.bottom + 1)
        troubles.push(`${panel}: "${words[i]}" is cut at the picture's edge`);
      boxes.slice(i + 1).forEach((b, k) => {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        // The boxes of letters have air above and below.
        if (across > 2 && down > 4) troubles.push(`${panel}: "${words[i]}" lies on "${words[i + 1 + k]}"`);
      });
    });
  }
  return troubles;
}
"""
RESTS = """
() => document.querySelector(".stage.still") && [...document.querySelectorAll(".stage")].every((stage) => {
  const { top, bottom, width } = stage.getBoundingClientRect();
  return stage.classList.contains("still") || top > innerHeight - 40 || bottom < 0 || width < 2;
})
"""
"""What is in sight is Plotly's."""

PICTURES = """
() => [...document.querySelectorAll(".board > .panel")].map((panel) => {
  const stages = [...panel.querySelectorAll(".panel-body canvas, .panel-body svg.main-svg")];
  const boxes = stages.map((stage) => stage.getBoundingClientRect());
  return [panel.dataset.panel, Math.max(0, ...boxes.map(({ width }) => width)), Math.max(0, ...boxes.map(({ height }) => height))];
})
"""


SCROLLED = """
(end) => {
  const board = document.querySelector(".board");
  board.scrollTo(0, end * board.scrollHeight);
  return !end || board.scrollTop > 0;
}
"""
"""The board's begin or end comes into sight; whether there is such an end."""


@pytest.mark.parametrize("query", PAGES)
def test_nothing_covers_or_cuts_anything(server: Server, open_page: Open, query: str) -> None:
    page = open_page(f"{server.url}/{query}", size=SIZES[0])
    page.get_by_role("button", name="Step", exact=True).click()
    found: list[str] = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for end in (0, 1):  # what is out of sight is not drawn
            if page.evaluate(SCROLLED, end):
                page.wait_for_timeout(250)
                found += [f"{width}×{height} {trouble}" for trouble in page.evaluate(BOXES)]
        for panel, across, down in page.evaluate(PICTURES):
            if across and (across < LEAST[0] or down < LEAST[1]):
                found.append(f"{width}×{height} {panel}: the picture is {across:.0f}×{down:.0f}")
    assert found == []


def alike(preset: dict[str, Any]) -> str:
    """Presets with the same of these look the same: one of them is enough."""
    return str((preset["experiment"]["problem"], preset["experiment"]["policy"], preset["panels"]))


def test_no_letters_lie_on_others_in_any_preset(server: Server, open_page: Open) -> None:
    presets = {alike(preset): preset["name"] for preset in reversed(catalog()["presets"])}.values()
    assert len(presets) > 15
    found: list[str] = []
    page = open_page("about:blank", ready=False)
    for name in presets:
        page.set_viewport_size({"width": 1280, "height": 720})
        page.goto(f"{server.url}/?preset={name}")
        stands(page)
        page.get_by_role("button", name="Step", exact=True).click()
        for width, height in ((1280, 720), (375, 812)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(150)
            page.wait_for_function(RESTS)
            found += [f"{name} {width}×{height} {trouble}" for trouble in page.evaluate(BOXES) + page.evaluate(LETTERS)]
    assert found == []


CROWDED = [
    "?preset=lucky_seed&panels=log,curve,polygon,landscape,cloud,features",
    "?preset=score_polygon&panels=log,curve,polygon,landscape,cloud,features",
    "?preset=three_objectives&panels=log,curve,cloud,landscape,objectives,features",
    "?preset=testbed&panels=log,curve,polygon,landscape,cloud,features",
]
"""What presets do not open with, where panels are small: short bars with long numbers, baselines next to each other."""


@pytest.mark.parametrize("query", CROWDED)
def test_no_letters_lie_on_others_in_small_pictures(server: Server, open_page: Open, query: str) -> None:
    found: list[str] = []
    page = open_page("about:blank", ready=False)
    page.goto(f"{server.url}/{query}")
    stands(page)
    for _ in range(3):
        step(page)
    page.wait_for_function(RESTS)
    found += [f"1440×900 {trouble}" for trouble in page.evaluate(LETTERS)]
    page.set_viewport_size({"width": 375, "height": 812})
    for panel in page.locator(".board > .panel").all():
        panel.evaluate("(panel) => panel.scrollIntoView()")
        page.wait_for_timeout(150)
        page.wait_for_function(RESTS)
        found += [f"375×812 {trouble}" for trouble in page.evaluate(LETTERS)]
    assert sorted(set(found)) == []


@pytest.mark.parametrize("size", [(250, 250), (320, 320), (420, 300)])
def test_no_letters_lie_on_others_in_an_embed(server: Server, open_page: Open, size: tuple[int, int]) -> None:
    found: list[str] = []
    page = open_page("about:blank", ready=False, size=size)
    for query in ("panels=landscape", "panels=simplex", "preset=gaussian&panels=gaussian", "panels=cloud", "preset=grid&panels=curve"):
        page.goto(f"{server.url}/embed?{query}")
        page.wait_for_function(RESTS)
        found += [f"{query} {size} {trouble}" for trouble in page.evaluate(LETTERS)]
    assert found == []


def test_a_sentence_leaves_clauses_out_whole(server: Server, open_page: Open) -> None:
    """Two runs on a projector: a line each. What has no room is left out by clauses, and still there to be heard."""
    page = open_page(f"{server.url}/?preset=baseline_or_none", size=(1280, 720))
    page.get_by_role("button", name="Step", exact=True).click()
    line = page.get_by_role("region", name="Estimate cloud", exact=True).locator(".sentence").first
    expect(line).to_have_text(re.compile(r"^Run A: 200 episodes, no baseline: .* long along these two parameters, \S+ in all 10"))
    said = line.locator(".said[data-more]").inner_text()
    assert re.search(r"(off|parameters)$", said), said
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(line.locator(".said")).not_to_have_attribute("data-more", "")


def test_every_panel_is_looked_at() -> None:
    names = re.findall(r'^    name: "(\w+)"', (ROOT / "static/js/panels/index.js").read_text("utf-8"), re.MULTILINE)
    assert len(names) > 9
    assert {name for query in PAGES for name in query.split("panels=")[1].split(",")} == set(names)
