"""A lesson's questions, as a reader answers them: rightly, or with one of the wrong answers that are named."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

from playwright.sync_api import Locator

from tests.browser.kit import MINUS


def questions(told: dict[str, Any]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    for n, step in enumerate(told["steps"], 1):
        for i, asked in enumerate(step["questions"], 1):
            yield n, i, asked


def give(form: Locator, asked: dict[str, Any], answer: list[float]) -> None:
    if asked["kind"] == "choice":
        form.get_by_role("radio").nth(int(answer[0])).check()
    elif asked["kind"] in ("number", "arrow"):
        for i, value in enumerate(answer):
            form.get_by_role("textbox").nth(i).fill(f"{value:.6g}".replace("-", MINUS))
    elif asked["kind"] == "order":
        sort(form, answer)
    else:
        for i, value in enumerate(answer):
            form.get_by_role("slider").nth(i).fill(f"{_on_step(form.get_by_role('slider').nth(i), value):.10g}")
    form.get_by_role("button", name="Check my answer").click()


def sort(form: Locator, places: list[float]) -> None:
    """Bring the items into an order with their own buttons."""
    for at, place in enumerate(places):
        item = form.locator(f"li[data-item='{int(place)}']")
        while item.evaluate("(item) => [...item.parentElement.children].indexOf(item)") > at:
            item.get_by_role("button", name="Move up").click()


def _on_step(slider: Locator, value: float) -> float:
    low, step = (float(slider.get_attribute(name) or 0) for name in ("min", "step"))
    return low + round((value - low) / step) * step


def truth(asked: dict[str, Any]) -> list[float]:
    return [[one["right"] for one in asked["options"]].index(True)] if asked["kind"] == "choice" else asked["answer"]


def known_errors(asked: dict[str, Any]) -> Iterator[tuple[list[float], str]]:
    """Each wrong answer that has a name, and what is said to it (HTML)."""
    for k, one in enumerate(asked["options"]):
        if not one["right"]:
            yield [k], one["says"]
    for k, one in enumerate(asked["wrong"]):
        if asked["kind"] == "order":
            yield inverted(asked, k), one["says"]
        else:
            yield one["at"], f"{one['title']}. {one['says']}" if one["title"] else one["says"]


def inverted(asked: dict[str, Any], k: int) -> list[float]:
    """An order with one pair the wrong way round, and none of those that are named before it."""
    pairs = [one["at"] for one in asked["wrong"]]
    for places in permutations(asked["answer"]):
        if places.index(pairs[k][0]) < places.index(pairs[k][1]) and all(places.index(a) > places.index(b) for a, b in pairs[:k]):
            return list(places)
    raise AssertionError("no order has this error alone")
