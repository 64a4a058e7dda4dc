"""What a lesson says is what the library computes."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from policyscope.runs import EstimatesRequest, estimates
from policyscope.web.assets import static_root
from policyscope.web.keys import ALIASES
from policyscope.web.lessons.facts import Facts, Unknown
from policyscope.web.lessons.page import lesson_of
from policyscope.web.lessons.queries import MARKS, PANELS, state_of
from policyscope.web.lessons.source import read

TWO_ARMS = "?preset=delete_the_log&panels=log"
THREE_ARMS = "?preset=score_polygon"


@pytest.fixture
def two() -> Facts:
    return Facts(state_of(TWO_ARMS))


@pytest.fixture
def three() -> Facts:
    return Facts(state_of(THREE_ARMS), {"drawn": 2, "paid": 4})


def test_the_panels_are_those_of_the_page(root: Path) -> None:
    index = (root / "static" / "js" / "panels" / "index.js").read_text(encoding="utf-8")
    assert set(PANELS) == set(re.findall(r'^    name: "(\w+)"', index, re.MULTILINE))


def test_the_keys_are_those_of_the_page(root: Path) -> None:
    url = (root / "static" / "js" / "run" / "url.js").read_text(encoding="utf-8")
    theirs = re.findall(r'^  "?([\w.]+)"?: "(\w+)",', url.partition("const ALIASES")[2].partition("};")[0], re.MULTILINE)
    assert {key: path for path, key in theirs} == ALIASES


def test_marks_are_named_as_the_panels_name_them(root: Path) -> None:
    panels = root / "static" / "js" / "panels"
    texts = "".join(path.read_text(encoding="utf-8") for path in [*panels.rglob("*.js"), *(root / "static" / "js" / "maths").glob("*.js")])
    assert set(MARKS) < set(PANELS)
    for name in {name for names in MARKS.values() for name in names}:
        stem = name.partition("(…)")[0].partition(" av")[0]
        assert f'"{stem}"' in texts or f"`{stem}" in texts or f'"{stem.removeprefix("∇")}"' in texts, name


def test_names_are_the_exact_answers(two: Facts, three: Facts) -> None:
    assert two.value("gradient") == pytest.approx([-0.09, 0.09])
    assert two.value("no_log") == pytest.approx([0.063, -0.063])
    assert three.value("J") == pytest.approx(1.9)
    assert three.value("gradient") == pytest.approx([-0.45, 0.03, 0.42])
    assert three.value("scores[drawn] * alpha * paid") == pytest.approx([-0.2, -0.12, 0.32])
    assert three.value("b_star") == pytest.approx(2.3258064516)


def test_without_the_log_is_what_the_estimator_means(two: Facts) -> None:
    experiment = two.state.experiment
    assert experiment.estimator.kind == "no_log"
    asked = EstimatesRequest(problem=experiment.problem, theta=two.theta.tolist(), estimators=[experiment.estimator], samples=20_000)
    found = estimates(asked)["estimates"][0]
    assert np.asarray(two.value("no_log")) == pytest.approx(found["mean"], abs=5 * max(found["standard_error"]))


def test_variances_are_exact(three: Facts) -> None:
    pi, q, scores = (np.asarray(three.value(name)) for name in ("pi", "q", "scores"))
    gradient = np.asarray(three.value("gradient"))
    for b, known in (("0", 3.882), ("J", 0.641), ("b_star", 0.528), ("10", 37.04)):
        listed = float((pi * (q - float(three.value(b))) ** 2 * (scores**2).sum(axis=1)).sum() - (gradient**2).sum())
        assert three.value(f"variance({b})") == pytest.approx(listed, rel=1e-9)
        assert listed == pytest.approx(known, rel=1e-3)


def test_an_update_goes_through_the_softmax(three: Facts) -> None:
    after = three.value("pi_after(paid * scores[drawn])")
    theta = three.theta + 0.1 * np.asarray(three.value("paid * scores[drawn]"))
    assert after == pytest.approx(np.exp(theta) / np.exp(theta).sum())


def test_numbers_are_written_as_people_read_them(two: Facts) -> None:
    assert two.shown("gradient[0]:+.2f") == "−0.09"
    assert two.shown("gradient:.2f") == "(−0.09, 0.09)"
    assert two.shown("0 * gradient[0]:.2f") == "0.00"
    assert two.shown("10000:,d") == "10,000"
    assert two.shown("J") == "1.1"


@pytest.mark.parametrize(
    "text", ["__import__('os')", "pi.__class__", "(lambda: 1)()", "[x for x in pi]", "pi if J else q", "f'{J}'", "1 +"]
)
def test_nothing_but_arithmetic_is_understood(two: Facts, text: str) -> None:
    with pytest.raises(Unknown):
        two.value(text)


def test_every_answer_of_our_lessons_is_told_from_every_known_error() -> None:
    for path in sorted((static_root() / "lessons").glob("*.md")):
        lesson = lesson_of(path.stem, read(path.read_text(encoding="utf-8")))
        for step in lesson.steps:
            for question in step.questions:
                for wrong in question.wrong if question.kind != "order" else ():
                    assert max(abs(a - b) for a, b in zip(wrong.at, question.answer, strict=True)) > 2 * question.near
