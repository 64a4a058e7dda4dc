"""docs/course.md sends a teacher to steps that exist, and gives numbers that the lessons compute."""

from __future__ import annotations

import re

import pytest

from policyscope.web.assets import static_root
from policyscope.web.lessons import Library
from policyscope.web.lessons.facts import Facts
from policyscope.web.lessons.queries import state_of


@pytest.fixture(scope="module")
def course() -> str:
    return (static_root().parent / "docs" / "course.md").read_text(encoding="utf-8")


def test_every_step_is_there(course: str) -> None:
    lessons = {lesson.name: len(lesson.steps) for lesson in Library([static_root() / "lessons"]).lessons()}
    asked = re.findall(r"`/lessons/([\w-]+)(?:\?[\w=]+)?(?:#(\d+))?", course)
    assert len(asked) > 15
    assert set(lessons) == {name for name, _ in asked}
    assert all(int(step or 1) <= lessons[name] for name, step in asked)


def test_every_picture_is_there(course: str) -> None:
    queries = re.findall(r"`/(\?[^`]+)`", course)
    assert len(queries) > 6
    for query in queries:
        state_of(query)


@pytest.mark.parametrize(
    ("said", "query", "expression"),
    [
        ("36, 99, 347 and 983", "?preset=grid", 'variance("exact_value") / dot(gradient, gradient):.0f'),
        ("99, 347", "?preset=grid", 'variance("optimal_constant") / dot(gradient, gradient):.0f'),
        ("347 and", "?preset=grid", "variance(0) / dot(gradient, gradient):.0f"),
        ("983 episodes", "?preset=grid", 'variance(0, "total_return") / dot(gradient, gradient):.0f'),
        ("−0.490", "?preset=three_objectives", "loop_without_gamma(0, 2, 2):.3f"),
        ("−0.119", "?preset=three_objectives", "loop_without_gamma(0, 2, 0.01) / 0.01**2:.3f"),
        ("770 with α = 2", "?preset=three_arms&lr=2", "ending_best(1000, 1000):d"),
        ("3.88, 0.641", "?preset=score_polygon", "variance(0):.2f"),
        ("0.641, 0.528", "?preset=score_polygon", "variance(J):.3f"),
        ("0.528 and 37.0", "?preset=score_polygon", "variance(b_star):.3f"),
        ("37.0.", "?preset=score_polygon", "variance(10):.1f"),
        ("9 on", "?preset=delete_the_log", "pi[0] * q[0] / pi[1]:.0f"),
    ],
)
def test_its_numbers_are_the_librarys(course: str, said: str, query: str, expression: str) -> None:
    assert said in course
    assert said.startswith(Facts(state_of(query)).shown(expression))
