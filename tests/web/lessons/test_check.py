"""The linter finds each thing that can be wrong with a lesson, in its line, and has nothing to say of those that come with the lab."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from policyscope.web.assets import static_root
from policyscope.web.lessons import Complaint, check

LESSONS = sorted((static_root() / "lessons").glob("*.md"))
Spoil = Callable[..., list[Complaint]]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_our_own_lessons_are_right(path: Path) -> None:
    assert check(path) == []


def test_the_example_is_right(complaints: Spoil) -> None:
    assert complaints() == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("panels=probabilities", "panels=probability", "panels among"),
        ("panels=probabilities", "panels=gaussian", 'panels that can show this problem, got "gaussian". These can: landscape'),
        ("preset=three_arms", "preset=four_arms", "one of three_arms"),
        ("lab: ?", "updates: many\nlab: ?", "a number from 1 to 10,000"),
        ("lab: ?", "updates: 20000\nlab: ?", "a number from 1 to 10,000"),
        ("lab: ?preset=three_arms", "lab: ?lern=1&preset=three_arms", 'keys of the lab that this experiment has, got "lern"'),
        ("lab: ?preset=three_arms", "lab: ?lr=-1&preset=three_arms", "optimizer.learning_rate"),
        ("lab: ?", "lab: ", "an address such as"),
        ("lab: ?", "then: ?", "the first step must say what the lab shows"),
        ("lab: ?", "shows: ?", "`shows` is no setting here"),
        ("given: drawn=0", "given: drawn", "expected names and numbers"),
        ("given: drawn=0", "light: pi(A)\ngiven: drawn=0", "`pi(A)` is no mark of these panels; there are π(…), ∇J"),
        ("All three arms", "@[learning] All three arms", "learning: expected a live number"),
        ("All three arms", "@[seed] All three arms", "seed: expected a live number"),
        ("All three arms", "@[problem.steps] All three arms", "expected a live number"),
        ("wrong: sign", "wrong: sgin", "`sgin` is no misconception"),
        ("wrong: sign", "wrong: direction * 1.01 | Nearly.", "cannot be told apart"),
        ("wrong: sign", "wrong: sign\nwrong: -direction | Downhill.", "the same as one above"),
        ("wrong: sign", "wrong: [1, 2] | Two of three.", "has 2 numbers, the right one 3"),
        ("wrong: sign", "wrong: direction * 1000 | Far away.", "outside the range: nobody could give it"),
        ("direction: paid * scores[drawn]", "near: 0.1", "a prediction needs an answer"),
        ("direction: paid * scores[drawn]", "direction: paid * score[drawn]", "`score` is unknown here"),
        ("direction: paid * scores[drawn]", "direction: paid * scores[7]", "has no value here"),
        ("direction: paid * scores[drawn]", "direction: len(scores)", "`len` is no function"),
        ("direction: paid * scores[drawn]", "direction: scores.T", "cannot be used in a lesson"),
        ("direction: paid * scores[drawn]", "direction: log(0 * paid)", "is no finite number here"),
        ("direction: paid * scores[drawn]", "direction: 2 ** 99 * scores[drawn]", "powers go up to"),
        ("direction: paid * scores[drawn]", "direction: paid * scores[drawn]\nof: preferences", "may only say `probabilities`"),
        ("labels: A | B | C", "labels: A | B", "there are 2 labels"),
        ("labels: A | B | C\n", "", "`labels:` is missing here"),
        ("range: -1 1", "range: wide", "expected two numbers"),
        ("range: -1 1", "range: -0.1 0.1", "the answer lies outside this range"),
        ("ask: Where", "asks: Where", "`asks` is no setting here"),
        ("ask: Had A paid 0, would θ have moved?\n", "", "`ask:` is missing here"),
        ("answer: alpha * (1 - pi[0])", "answer: scores[0]", "a `number` is one number"),
        ("right: No", "hint: No", "a choice needs one `right:` answer"),
        ("wrong: Yes | ", "hint: Yes | ", "a choice needs at least one `wrong:` answer"),
        ("wrong: Yes | ", "wrong: Yes ", "every wrong answer is met"),
        ("$\\pi$", "$\\pie$", "is no LaTeX"),
        ("@{pi[0]:.3f}", "0.333", "0.333: a number typed here"),
        ("@{pi[0]:.3f}", "@{rho}", "`rho` is unknown here"),
        ("::: predict bars", "::: predict pie", "expected `::: predict` and one of"),
        ("::: predict bars", "::: reveal bars", "`::: reveal` is not known here"),
        ("::: step What", "::: stop What", "expected `::: step` and a title"),
        ("::: step What does one draw do?", "::: step", "needs a title behind it"),
        ("title: One draw", "titel: One draw", "`titel` is no setting here"),
        ("title: One draw\n", "", "`title:` is missing here"),
        ("title: One draw", "One draw", "expected `name: value`"),
        ("---\n", "", "expected `---`"),
        ("minutes: 5\n---\n", "minutes: 5\n", "is not closed by another `---`"),
    ],
)
def test_it_names_what_is_wrong_and_where(complaints: Spoil, example: str, old: str, new: str, said: str) -> None:
    found = complaints(old, new)
    assert any(said in each.text for each in found), found
    lines = example.count("\n") + 2
    assert all(1 <= each.line <= lines for each in found)


def test_the_line_is_the_one_to_mend(complaints: Spoil, example: str) -> None:
    at = 1 + example[: example.index("wrong: sign")].count("\n")
    assert [each.line for each in complaints("wrong: sign", "wrong: sgin")] == [at]
    at = 1 + example[: example.index("@{pi[0]:.3f}")].count("\n")
    assert [each.line for each in complaints("@{pi[0]:.3f}", "0.333")] == [at]


def test_files_that_are_no_lessons(complaints: Spoil, tmp_path: Path) -> None:
    assert "named in small letters" in complaints(name="My Lesson.md")[0].text
    (tmp_path / "latin.md").write_bytes(b"\xe9")
    assert "UTF-8" in check(tmp_path / "latin.md")[0].text
    (tmp_path / "empty.md").write_text("---\ntitle: x\n---\n")
    assert "at least one `::: step`" in check(tmp_path / "empty.md")[0].text
    (tmp_path / "open.md").write_text("---\ntitle: x\n---\n::: step One\nlab: ?preset=three_arms\n\nText\n")
    assert "not closed by `:::`" in check(tmp_path / "open.md")[0].text
