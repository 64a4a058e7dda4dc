"""A question with its answer, and the wrong answers that are known. Every number is computed from an expression; none is typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from policyscope.web.lessons.facts import Facts, Unknown, Value
from policyscope.web.lessons.misconceptions import MISCONCEPTIONS
from policyscope.web.lessons.source import Block, Said, Unreadable
from policyscope.web.lessons.text import html

NEAR = 0.05
"""How near an answer must be, as a share of the largest number in it, where the lesson does not say."""


@dataclass(frozen=True)
class Wrong:
    """A wrong answer that is known: where it lies, its name, and what to say (HTML)."""

    at: list[float]
    title: str
    says: str


@dataclass
class Question:
    """What is asked, what is true, and what is said to whom.

    Args:
        near: largest difference in any component that still counts as the same.
        range: ends of the bars.
        options: of a choice, in the order shown: text (HTML), whether it is right, what is said to those who choose it (HTML).
    """

    kind: str
    ask: str
    answer: list[float] = field(default_factory=list)
    near: float = 0.0
    labels: list[str] = field(default_factory=list)
    range: tuple[float, float] = (0.0, 0.0)
    start: list[float] = field(default_factory=list)
    unit: str = ""
    wrong: list[Wrong] = field(default_factory=list)
    options: list[tuple[str, bool, str]] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """What the page's script needs to judge an answer."""
        return {
            "kind": self.kind,
            "answer": self.answer,
            "near": self.near,
            "labels": self.labels,
            "wrong": [{"at": each.at, "title": each.title, "says": each.says} for each in self.wrong],
            "options": [{"right": right, "says": says} for _, right, says in self.options],
        }


def question_of(block: Block, facts: Facts) -> Question:
    """A question as its block asks it.

    Raises:
        Unreadable: with the line of what is missing, unknown or cannot be told apart.
    """
    ask = block.needed("ask")
    question = Question(block.title, html(ask.value, facts, ask.line, inline=True))
    question.hints = [html(each.value, facts, each.line, inline=True) for each in block.all("hint")]
    (_choice if block.title == "choice" else _numbers)(question, block, facts)
    return question


def _choice(question: Question, block: Block, facts: Facts) -> None:
    if len(block.all("right")) != 1:
        raise Unreadable(block.line, "a choice needs one `right:` answer.")
    if not block.all("wrong"):
        raise Unreadable(block.line, "a choice needs at least one `wrong:` answer.")
    for said in sorted(block.all("right") + block.all("wrong"), key=lambda each: each.line):
        right = said in block.all("right")
        option, _, says = (part.strip() for part in said.value.partition("|"))
        if not right and not says:
            raise Unreadable(said.line, "every wrong answer is met: write `wrong: answer | what is said to it`, or a misconception's name.")
        text = html(option, facts, said.line, inline=True)
        question.options.append((text, right, _words(says, said, facts)))


def _words(says: str, said: Said, facts: Facts) -> str:
    """A sentence of the lesson's own, or a named misconception's."""
    if says and " " not in says:
        known = MISCONCEPTIONS.get(says)
        if known is None:
            raise Unreadable(said.line, f"`{says}` is no misconception; there are {', '.join(MISCONCEPTIONS)}, or a sentence of your own.")
        says = known.says
    return html(says, facts, said.line, inline=True)


def _numbers(question: Question, block: Block, facts: Facts) -> None:
    direction, answer = block.one("direction"), block.one("answer")
    if answer is None and direction is None:
        raise Unreadable(block.line, "a prediction needs an answer: `answer:` or `direction:` and an expression.")
    more: dict[str, Value] = {}
    if direction is not None:
        more["direction"] = _value(direction, direction.value, facts)
    of = block.one("of")
    if of is not None and of.value != "probabilities":
        raise Unreadable(of.line, "`of:` may only say `probabilities`, those after the update along the direction.")
    if answer is None and direction is not None:
        answer = Said("pi_after(direction)" if of else "direction", direction.line)
    assert answer is not None
    truth = np.atleast_1d(_value(answer, answer.value, facts, more))
    more |= {"answer": truth, **({} if "direction" in more else {"direction": truth})}
    question.answer = truth.tolist()
    question.unit = unit.value if (unit := block.one("unit")) else ""
    near = block.one("near")
    question.near = float(_value(near, near.value, facts)) if near else NEAR * max(float(np.abs(truth).max()), 1e-6)
    if block.title == "bars":
        _bars(question, block, facts, len(truth))
    elif len(truth) != 1:
        raise Unreadable(answer.line, f"a `number` is one number; this answer has {len(truth)}. Ask for `bars`, or for one component.")
    for said in block.all("wrong"):
        wrong = _wrong(said, question, facts, more, of is not None)
        if any(np.abs(np.subtract(wrong.at, other.at)).max() <= 1e-6 for other in question.wrong):
            raise Unreadable(said.line, "this wrong answer is the same as one above: only one of the two could be named.")
        question.wrong.append(wrong)


def _bars(question: Question, block: Block, facts: Facts, count: int) -> None:
    labels, ends, start = block.needed("labels"), block.needed("range"), block.one("start")
    question.labels = [part.strip() for part in labels.value.split("|")]
    if len(question.labels) != count:
        raise Unreadable(labels.line, f"the answer has {count} numbers, and there are {len(question.labels)} labels.")
    try:
        low, high = (float(part) for part in ends.value.split())
    except ValueError:
        raise Unreadable(ends.line, "expected two numbers, the ends of the bars: `range: -1 1`.") from None
    if not all(low <= value <= high for value in question.answer):
        raise Unreadable(ends.line, "the answer lies outside this range.")
    question.range = (low, high)
    begun = np.atleast_1d(_value(start, start.value, facts)).tolist() if start else [0.0] * count
    question.start = [min(high, max(low, each)) for each in begun]


def _wrong(said: Said, question: Question, facts: Facts, more: dict[str, Value], probabilities: bool) -> Wrong:
    """A wrong answer: a misconception by name, or an expression and a sentence."""
    expression, _, says = (part.strip() for part in said.value.partition("|"))
    if says:
        title, at = "", _value(said, expression, facts, more)
    else:
        known = MISCONCEPTIONS.get(expression)
        if known is None:
            raise Unreadable(
                said.line, f"`{expression}` is no misconception; there are {', '.join(MISCONCEPTIONS)}, or write `expression | sentence`."
            )
        title, says = known.title, known.says
        at = _value(said, known.expression, facts, more)
        if probabilities and known.space == "theta":
            at = facts.pi_after(np.asarray(at))
    place = np.atleast_1d(at).astype(float)
    if len(place) != len(question.answer):
        raise Unreadable(said.line, f"this wrong answer has {len(place)} numbers, the right one {len(question.answer)}.")
    if question.kind == "bars" and not all(question.range[0] <= each <= question.range[1] for each in place):
        raise Unreadable(said.line, "this wrong answer lies outside the range of the bars: nobody could give it.")
    if float(np.abs(place - question.answer).max()) <= 2 * question.near:
        raise Unreadable(said.line, "this wrong answer lies so near the right one that they cannot be told apart; make `near:` smaller.")
    return Wrong(place.tolist(), title, html(says, facts, said.line, inline=True))


def _value(said: Said, expression: str, facts: Facts, more: dict[str, Value] | None = None) -> Value:
    try:
        return facts.value(expression, more)
    except Unknown as why:
        raise Unreadable(said.line, str(why)) from None
