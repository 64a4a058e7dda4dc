"""A question with its answer, and the wrong answers that are known. Every number is computed from an expression; none is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from policyscope.arrays import Floats
from policyscope.web.lessons.facts import Facts, Unknown, Value
from policyscope.web.lessons.misconceptions import MISCONCEPTIONS
from policyscope.web.lessons.plane import ground
from policyscope.web.lessons.source import Block, Said, Unreadable
from policyscope.web.lessons.text import html

NEAR = 0.05
"""How near an answer must be, as a share of the largest number in it, where the lesson does not say."""

ALIKE = 0.01
"""Items of an order must differ by more than this share: else they have none."""

PAIR = re.compile(r"(\d+) before (\d+)")


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
        labels: of the bars, of an arrow's two axes, or of what is to be ordered (HTML).
        answer: the numbers; of an order, the items' places as written, the first one first.
        range: ends of the bars, or of an arrow's axes.
        picture: what an arrow is drawn on (SVG).
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
    picture: str = ""
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
    {"choice": _choice, "order": _order}.get(block.title, _numbers)(question, block, facts)
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


def _order(question: Question, block: Block, facts: Facts) -> None:
    items, first = block.all("item"), block.one("first")
    if len(items) < 3:
        raise Unreadable(block.line, "an order needs at least three lines `item: words | expression`.")
    if first is not None and first.value not in ("smallest", "largest"):
        raise Unreadable(first.line, "`first:` is either `smallest` or `largest`.")
    values: list[float] = []
    for said in items:
        words, _, expression = (part.strip() for part in said.value.partition("|"))
        value = np.atleast_1d(_value(said, expression, facts)) if expression else np.zeros(0)
        if len(value) != 1:
            raise Unreadable(said.line, "an item is `words | expression`, and the expression one number.")
        if any(abs(value[0] - other) <= ALIKE * max(abs(value[0]), abs(other)) for other in values):
            raise Unreadable(said.line, "this item is as large as one above: the two have no order.")
        values.append(float(value[0]))
        question.labels.append(html(words, facts, said.line, inline=True))
    sense = -1 if first is not None and first.value == "largest" else 1
    places = sorted(range(len(values)), key=lambda i: sense * values[i])
    if places == list(range(len(values))):
        raise Unreadable(block.line, "the items are written in the right order: nothing would be left to do.")
    question.answer = [float(place) for place in places]
    for said in block.all("wrong"):
        question.wrong.append(_inverted(said, places, facts))


def _inverted(said: Said, places: list[int], facts: Facts) -> Wrong:
    """Two items the wrong way round: `wrong: 3 before 1 | what is said to it`, by their places as written."""
    pair, _, says = (part.strip() for part in said.value.partition("|"))
    found = PAIR.fullmatch(pair)
    if not found or not says:
        raise Unreadable(said.line, "expected `wrong: 2 before 1 | what is said to it`, by the items' places in the lesson.")
    before, after = int(found[1]) - 1, int(found[2]) - 1
    if before not in places or after not in places:
        raise Unreadable(said.line, f"there are {len(places)} items, counted from 1.")
    if places.index(before) <= places.index(after):
        raise Unreadable(said.line, "this is how the two stand in the right order.")
    return Wrong([float(before), float(after)], "", _words(says, said, facts))


def _numbers(question: Question, block: Block, facts: Facts) -> None:
    of, more, truth = _truth(block, facts)
    answer = block.one("answer") or block.one("direction")
    assert answer is not None
    pair = _plane(block, facts) if block.title == "arrow" else None
    if pair is not None:
        truth = _on_plane(truth, pair, answer)
    question.answer = truth.tolist()
    question.unit = unit.value if (unit := block.one("unit")) else ""
    near = block.one("near")
    question.near = float(_value(near, near.value, facts)) if near else NEAR * max(float(np.abs(truth).max()), 1e-6)
    if pair is not None:
        _drawn(question, block, facts, pair)
    elif block.title == "bars":
        _bars(question, block, facts, len(truth))
    elif len(truth) != 1:
        raise Unreadable(answer.line, f"a `number` is one number; this answer has {len(truth)}. Ask for `bars`, or for one component.")
    for said in block.all("wrong"):
        wrong = _wrong(said, question, facts, more, of, pair)
        if any(np.abs(np.subtract(wrong.at, other.at)).max() <= 1e-6 for other in question.wrong):
            raise Unreadable(said.line, "this wrong answer is the same as one above: only one of the two could be named.")
        question.wrong.append(wrong)


def _truth(block: Block, facts: Facts) -> tuple[bool, dict[str, Value], Floats]:
    """Whether probabilities are asked for, what wrong answers may refer to, and the answer."""
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
    truth = np.atleast_1d(_value(answer, answer.value, facts, more)).astype(float)
    more |= {"answer": truth, **({} if "direction" in more else {"direction": truth})}
    return of is not None, more, truth


def _plane(block: Block, facts: Facts) -> tuple[int, int]:
    """Which two parameters an arrow is drawn over: the first two, unless the lesson says others."""
    said = block.one("plane")
    try:
        i, j = (int(part) for part in said.value.split()) if said else (0, 1)
    except ValueError:
        i = j = -1
    if i == j or not (0 <= i < len(facts.theta) and 0 <= j < len(facts.theta)):
        raise Unreadable(
            said.line if said else block.line, f"expected two parameters among 0 to {len(facts.theta) - 1}, as in `plane: 0 1`."
        )
    return i, j


def _on_plane(found: Floats, pair: tuple[int, int], said: Said) -> Floats:
    """An arrow's two numbers: those of the plane, if it has one for every parameter."""
    if len(found) > max(pair) and len(found) != 2:
        found = found[list(pair)]
    if len(found) != 2:
        raise Unreadable(said.line, f"an arrow has two numbers, or one for each parameter; this one has {len(found)}.")
    return found


def _drawn(question: Question, block: Block, facts: Facts, pair: tuple[int, int]) -> None:
    """An arrow's axes, and what lies under them."""
    _labels(question, block, 2)
    question.range = _ends(question, block)
    if -question.range[0] != question.range[1]:
        raise Unreadable(
            block.needed("range").line, "an arrow starts in the middle: both ends must be equally far off, as in `range: -1 1`."
        )
    question.start = [0.0, 0.0]
    around = block.one("around")
    half = float(_value(around, around.value, facts)) if around else 0.0
    if around and not half > 0:
        raise Unreadable(around.line, "`around:` is how far the landscape reaches in θ, a number above 0.")
    question.picture = ground(facts, pair, half)


def _labels(question: Question, block: Block, count: int) -> None:
    labels = block.needed("labels")
    question.labels = [part.strip() for part in labels.value.split("|")]
    if len(question.labels) != count:
        raise Unreadable(labels.line, f"the answer has {count} numbers, and there are {len(question.labels)} labels.")


def _ends(question: Question, block: Block) -> tuple[float, float]:
    ends = block.needed("range")
    try:
        low, high = (float(part) for part in ends.value.split())
    except ValueError:
        raise Unreadable(ends.line, "expected two numbers, the lowest and the highest: `range: -1 1`.") from None
    if not all(low <= value <= high for value in question.answer):
        raise Unreadable(ends.line, "the answer lies outside this range.")
    return low, high


def _bars(question: Question, block: Block, facts: Facts, count: int) -> None:
    start = block.one("start")
    _labels(question, block, count)
    question.range = low, high = _ends(question, block)
    begun = np.atleast_1d(_value(start, start.value, facts)).tolist() if start else [0.0] * count
    question.start = [min(high, max(low, each)) for each in begun]


def _wrong(
    said: Said, question: Question, facts: Facts, more: dict[str, Value], probabilities: bool, pair: tuple[int, int] | None
) -> Wrong:
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
    if pair is not None:
        place = _on_plane(place, pair, said)
    if len(place) != len(question.answer):
        raise Unreadable(said.line, f"this wrong answer has {len(place)} numbers, the right one {len(question.answer)}.")
    if question.kind in ("bars", "arrow") and not all(question.range[0] <= each <= question.range[1] for each in place):
        raise Unreadable(said.line, "this wrong answer lies outside the range: nobody could give it.")
    if float(np.abs(place - question.answer).max()) <= 2 * question.near:
        raise Unreadable(said.line, "this wrong answer lies so near the right one that they cannot be told apart; make `near:` smaller.")
    return Wrong(place.tolist(), title, html(says, facts, said.line, inline=True))


def _value(said: Said, expression: str, facts: Facts, more: dict[str, Value] | None = None) -> Value:
    try:
        return facts.value(expression, more)
    except Unknown as why:
        raise Unreadable(said.line, str(why)) from None
