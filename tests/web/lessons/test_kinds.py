"""Arrows and orders: what the linter says of wrong ones, and what the page gets of right ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from policyscope.web.lessons import check
from policyscope.web.lessons.facts import Facts
from policyscope.web.lessons.page import lesson_of
from policyscope.web.lessons.plane import SIDE, ground
from policyscope.web.lessons.queries import state_of
from policyscope.web.lessons.questions import Question
from policyscope.web.lessons.source import read

LESSON = """---
title: Two more kinds
---
::: step Draw and sort
lab: ?preset=score_polygon&panels=probabilities
light: π(A)

::: predict arrow
ask: Where does θ go?
answer: gradient
plane: 0 2
labels: A | C
range: -1 1
around: 2
near: 0.05
wrong: sign
wrong: [0.2, 0.4] | Not there.

There.
:::

::: predict order
ask: The smallest variance first.
item: none | variance(0)
item: the best constant | variance(b_star)
item: the mean reward | variance(J)
wrong: 1 before 3 | A baseline helps here.
wrong: 3 before 2 | The best constant is the best.

So.
:::
:::
"""
Spoil = Callable[..., list[str]]


@pytest.fixture
def spoilt(tmp_path: Path) -> Spoil:
    def said(old: str = "", new: str = "") -> list[str]:
        assert old in LESSON
        path = tmp_path / "kinds.md"
        path.write_text(LESSON.replace(old, new, 1) if old else LESSON, encoding="utf-8")
        return [each.text for each in check(path)]

    return said


def questions() -> list[Question]:
    return lesson_of("kinds", read(LESSON)).steps[0].questions


def test_both_are_right(spoilt: Spoil) -> None:
    assert spoilt() == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("plane: 0 2", "plane: 0 3", "expected two parameters among 0 to 2"),
        ("plane: 0 2", "plane: 1 1", "expected two parameters"),
        ("plane: 0 2", "plane: across", "expected two parameters"),
        ("answer: gradient", "answer: J", "an arrow has two numbers"),
        ("labels: A | C", "labels: A", "there are 1 labels"),
        ("range: -1 1", "range: -1 2", "both ends must be equally far off"),
        ("range: -1 1", "range: -0.1 0.1", "the answer lies outside this range"),
        ("range: -1 1", "range: wide", "expected two numbers"),
        ("around: 2", "around: 0", "a number above 0"),
        ("wrong: [0.2, 0.4]", "wrong: [5, 5]", "nobody could give it"),
        ("wrong: [0.2, 0.4]", "wrong: [1, 2, 3, 4][0]", "an arrow has two numbers"),
        ("item: none | variance(0)\n", "", "at least three lines `item:"),
        ("item: none | variance(0)", "item: none", "an item is `words | expression`"),
        ("item: none | variance(0)", "item: none | scores", "an item is `words | expression`"),
        ("item: none | variance(0)", "item: none | 1.001 * variance(J)", "this item is as large as one above"),
        ("item: none | variance(0)", "item: none | 0.001", "the items are written in the right order"),
        ("wrong: 1 before 3", "first: best\nwrong: 1 before 3", "either `smallest` or `largest`"),
        ("wrong: 1 before 3", "wrong: none before 3", "expected `wrong: 2 before 1"),
        ("wrong: 1 before 3", "wrong: 1 before 7", "there are 3 items"),
        ("wrong: 1 before 3", "wrong: 3 before 1", "this is how the two stand"),
        ("wrong: 1 before 3 | A baseline helps here.", "wrong: 1 before 3", "expected `wrong: 2 before 1"),
    ],
)
def test_it_is_said_what_is_wrong(spoilt: Spoil, old: str, new: str, expected: str) -> None:
    assert any(expected in text for text in spoilt(old, new)), spoilt(old, new)


def test_an_arrow_is_the_gradient_on_its_plane() -> None:
    arrow, order = questions()
    assert arrow.answer == pytest.approx([-0.45, 0.42])
    assert arrow.wrong[0].at == pytest.approx([0.45, -0.42])
    assert order.answer == [1, 2, 0]
    assert [one.at for one in order.wrong] == [[0, 2], [2, 1]]


def test_contours_stand_at_right_angles_to_the_gradient() -> None:
    """Two arms: J depends on the difference of two preferences, so its levels rise at 45 degrees."""
    facts = Facts(state_of("?preset=delete_the_log"))
    pieces = re.findall(r"M(\S+) (\S+)L(\S+) (\S+?)(?=M|\")", ground(facts, (0, 1), 1.5))
    assert len(pieces) > 100
    slope = np.array([[float(x1) - float(x0), float(y1) - float(y0)] for x0, y0, x1, y1 in pieces])
    slope = slope[np.abs(slope).max(axis=1) > SIDE / 100]
    assert slope[:, 0] == pytest.approx(-slope[:, 1], abs=0.25)


def test_without_a_landscape_there_are_axes_alone() -> None:
    assert ground(Facts(state_of("?preset=delete_the_log")), (0, 1), 0.0).count("<path") == 1


def test_a_live_number_is_a_field_with_its_bounds() -> None:
    step = lesson_of("kinds", read(LESSON.replace("There.", "Try @[lr] or @[estimator.baseline.value]."))).steps[0]
    fields = re.findall(r'<input class="control"[^>]*>', step.body)
    assert [re.findall(r'(?:value|min|data-path)="([^"]+)"', field) for field in fields] == [
        ["0", "0.1", "optimizer.learning_rate"],
        ["-1e+06", "0", "estimator.baseline.value"],
    ]


def test_marks_are_told_to_the_page() -> None:
    assert lesson_of("kinds", read(LESSON)).steps[0].light == ["π(A)"]


def test_a_still_is_not_drawn_twice_in_a_row(tmp_path: Path) -> None:
    other = "::: step Another\nlab: ?preset=score_polygon&panels=polygon\n\nText.\n:::\n"
    steps = lesson_of("kinds", read(LESSON + other + other.replace("score_polygon", "three_arms"))).steps
    assert ["still" in step.body for step in steps] == [True, False, True]
    path = tmp_path / "kinds.md"
    path.write_text(LESSON.replace("light: π(A)", "then: ?preset=nowhere") + other, encoding="utf-8")
    assert [each.line for each in check(path)] == [6]
