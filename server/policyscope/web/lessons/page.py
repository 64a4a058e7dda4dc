"""A lesson as a page, and the list of lessons. What stands here is read before any script runs: all steps, hints and answers unfold."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from policyscope.errors import InvalidInput
from policyscope.web.lessons.facts import Facts
from policyscope.web.lessons.plane import SIDE
from policyscope.web.lessons.queries import MARKS, State, state_of
from policyscope.web.lessons.questions import Question, question_of
from policyscope.web.lessons.source import Block, Prose, Source, Unreadable
from policyscope.web.lessons.still import still
from policyscope.web.lessons.text import html, plain

UPDATES, MOST_UPDATES = 300, 10_000
"""How far a lesson in a file can play a step's run: where the step does not say, and at most."""


@dataclass
class Step:
    """One step, computed: what the lab shows before and after its questions, its HTML, and how far it plays in a file of the lesson."""

    title: str
    lab: str
    then: str
    body: str
    light: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    updates: int = UPDATES


@dataclass
class Lesson:
    """A lesson, computed."""

    name: str
    front: Mapping[str, Sequence[str]]
    steps: list[Step]

    def said(self, name: str) -> str:
        """The first value of a line of the front matter, or nothing."""
        return next(iter(self.front.get(name, ())), "")


def lesson_of(name: str, source: Source) -> Lesson:
    """A lesson with everything in it computed.

    Raises:
        Unreadable: for the first thing wrong, with its line.
    """
    front = {key: [each.value for each in values] for key, values in source.front.settings.items()}
    steps: list[Step] = []
    for block in source.steps:
        steps.append(step_of(block, len(steps) + 1, steps[-1].then if steps else ""))
    return Lesson(name, front, steps)


def step_of(block: Block, number: int, before: str = "") -> Step:
    """One step; without a `lab:` of its own the lab stays as the step before it left it. A still is not drawn twice in a row.

    Raises:
        Unreadable: for the first thing wrong, with its line.
    """
    lab = block.one("lab")
    if lab is None and not before:
        raise Unreadable(block.line, "the first step must say what the lab shows: `lab: ?preset=…`.")
    query = lab.value if lab else before
    facts = Facts(_state(query, lab.line if lab else block.line), given_of(block))
    then = block.one("then")
    if then:
        _state(then.value, then.line)
    step = Step(block.title, query, then.value if then else query, "", light_of(block, query, then.value if then else query))
    step.updates = updates_of(block)
    parts = [html(part.text, facts, part.line) if isinstance(part, Prose) else _asked(part, facts, number, step) for part in block.parts]
    step.body = f"{''.join(parts)}{'' if _shows(before, facts) else still(facts)}"
    return step


def _shows(before: str, facts: Facts) -> bool:
    """Whether the step before left the lab with the experiment of this one."""
    try:
        return bool(before) and state_of(before).experiment == facts.state.experiment
    except InvalidInput:  # that step's own complaint
        return False


def given_of(block: Block) -> dict[str, float]:
    """The names a step binds: ``given: drawn=2 paid=4``."""
    said = block.one("given")
    try:
        return {name: float(value) for name, value in (pair.split("=") for pair in said.value.split())} if said else {}
    except ValueError:
        raise Unreadable(said.line if said else block.line, "expected names and numbers: `given: drawn=2 paid=4`.") from None


def updates_of(block: Block) -> int:
    """How many updates of its run a file of the lesson holds: ``updates: 1000``."""
    said = block.one("updates")
    if said is None:
        return UPDATES
    if not said.value.isdecimal() or not 1 <= int(said.value) <= MOST_UPDATES:
        raise Unreadable(said.line, f"`updates:` is how far a file of the lesson can play this step: a number from 1 to {MOST_UPDATES:,}.")
    return int(said.value)


def light_of(block: Block, *queries: str) -> list[str]:
    """The marks a step lights up: ``light: π(A) | b``."""
    said = block.one("light")
    if said is None:
        return []
    names = [name.strip() for name in said.value.split("|") if name.strip()]
    known = [mark for query in queries for panel in _state(query, said.line).panels for mark in MARKS.get(panel, ())]
    for name in names:
        if re.sub(r"\(.+\)", "(…)", name) not in known and name not in known:
            there = ", ".join(dict.fromkeys(known)) or "none"
            raise Unreadable(said.line, f"`{name}` is no mark of these panels; there are {there}.")
    return names


def _state(query: str, line: int) -> State:
    try:
        return state_of(query)
    except InvalidInput as why:
        raise Unreadable(line, str(why)) from None


def _asked(block: Block, facts: Facts, number: int, step: Step) -> str:
    question = question_of(block, facts)
    step.questions.append(question)
    anchor = f"q{number}-{len(step.questions)}"
    revealed = "".join(html(part.text, facts, part.line) for part in block.parts if isinstance(part, Prose))
    hints = "".join(f'<details class="hint"><summary>Hint {i}</summary><p>{each}</p></details>' for i, each in enumerate(question.hints, 1))
    return (
        f'<form class="question" id="{anchor}" autocomplete="off"><fieldset><legend>{question.ask}</legend>{_inputs(question, anchor)}'
        f'</fieldset><div class="asks"><button type="submit" class="primary">Check my answer</button>'
        f'<button type="button" class="pass">I don’t know</button></div>{hints}<div class="verdict" role="status"></div></form>'
        f'<details class="reveal" data-of="{anchor}"><summary>The answer</summary>{revealed}</details>'
    )


def _inputs(question: Question, anchor: str) -> str:
    if question.kind == "choice":
        return "".join(
            f'<label class="option"><input type="radio" name="{anchor}" value="{i}"><span>{text}</span></label>'
            for i, (text, _, _) in enumerate(question.options)
        )
    if question.kind == "number":
        unit = f' <span class="unit">{escape(question.unit)}</span>' if question.unit else ""
        typed = f'<input type="text" inputmode="decimal" name="{anchor}" size="9">'
        return f'<label class="typed"><span>Your answer</span>{typed}{unit}</label>'
    if question.kind == "order":
        return _items(question, anchor)
    if question.kind == "arrow":
        return _arrow(question, anchor)
    low, high = question.range
    ends = f'min="{low:g}" max="{high:g}" step="{(high - low) / 200:g}"'
    return "".join(
        f'<div class="bar"><label for="{anchor}-{i}">{escape(label)}</label><span class="track">'
        f'<input type="range" id="{anchor}-{i}" name="{anchor}" {ends} value="{question.start[i]:g}"><i class="truth" hidden></i></span>'
        f'<output for="{anchor}-{i}"></output></div>'
        for i, label in enumerate(question.labels)
    )


def _items(question: Question, anchor: str) -> str:
    """What is to be ordered. Moved by buttons, or with the pointer; on paper there is room for a number."""
    moves = "".join(f'<button type="button" data-move="{by}">{sign}</button>' for by, sign in ((-1, "↑"), (1, "↓")))
    items = "".join(
        f'<li data-item="{i}" id="{anchor}-{i}"><span class="place"></span><span class="words">{words}</span>'
        f'<span class="moves">{moves}</span></li>'
        for i, words in enumerate(question.labels)
    )
    return f'<ol class="order">{items}</ol>'


def _arrow(question: Question, anchor: str) -> str:
    """An arrow from the middle of a square: its tip is dragged, or moved by keys, or its two numbers are typed."""
    across, up = (escape(label) for label in question.labels)
    reach = question.range[1]
    fields = "".join(
        f'<label class="typed"><span>{label}</span><input type="text" inputmode="decimal" name="{anchor}" size="7" value="0"></label>'
        for label in (across, up)
    )
    return (
        f'<div class="plane" data-reach="{reach:g}"><svg viewBox="-2 -2 {SIDE + 4} {SIDE + 4}">'
        f'<rect class="field" width="{SIDE}" height="{SIDE}"/>{question.picture}'
        f'<text x="{SIDE - 6}" y="{SIDE / 2 - 7:g}" text-anchor="end">{across} →</text>'
        f'<text x="{SIDE / 2 + 8:g}" y="16">↑ {up}</text>'
        f'<g class="arrows"></g><circle class="tip" tabindex="0" role="slider" aria-label="Tip of the arrow" cx="{SIDE / 2:g}" '
        f'cy="{SIDE / 2:g}" r="11" aria-valuemin="{-reach:g}" aria-valuemax="{reach:g}" aria-valuenow="0"/></svg>'
        f'<div class="ends">{fields}</div></div>'
    )


# ------------------------------------------------------------------------------------------------------------- pages


def parts_of(lesson: Lesson, others: Sequence[Lesson]) -> dict[str, str]:
    """What fills the places of static/lesson.html."""
    steps = "".join(
        f'<section class="step" id="step-{n}" aria-labelledby="step-{n}-title"><h2 id="step-{n}-title" tabindex="-1">'
        f"<span>{n}</span> {escape(step.title)}</h2>{step.body}</section>"
        for n, step in enumerate(lesson.steps, 1)
    )
    names = [each.name for each in others]
    place = names.index(lesson.name) if lesson.name in names else -1
    following = others[place + 1] if 0 <= place < len(others) - 1 else None
    return {
        "title": escape(lesson.said("title")),
        "question": escape(lesson.said("question")),
        "meta": _meta(lesson, others),
        "steps": steps,
        "first": escape(lesson.steps[0].lab),
        "sandbox": escape(lesson.steps[-1].then),
        "sources": "".join(f"<li>{plain(each)}</li>" for each in [*lesson.front.get("read", ()), *lesson.front.get("source", ())]),
        "next": f'<p>Next: <a href="{{{{root}}}}lessons/{following.name}">{escape(following.said("title"))}</a></p>' if following else "",
        "lesson": _script(lesson),
    }


def _meta(lesson: Lesson, others: Sequence[Lesson]) -> str:
    words = [f"about {escape(lesson.said('minutes'))} minutes"] if lesson.said("minutes") else []
    needed = next((each for each in others if each.name == lesson.said("needs")), None)
    if needed:
        words.append(f'after <a href="{{{{root}}}}lessons/{needed.name}">{escape(needed.said("title"))}</a>')
    return ", ".join(words)


def _script(lesson: Lesson) -> str:
    told: dict[str, Any] = {
        "name": lesson.name,
        "title": lesson.said("title"),
        "steps": [
            {
                "title": step.title,
                "lab": step.lab,
                "then": step.then,
                "light": step.light,
                "questions": [each.told() for each in step.questions],
            }
            for step in lesson.steps
        ],
    }
    return json.dumps(told, ensure_ascii=False).replace("</", "<\\/")


def contents_of(lessons: Sequence[Lesson]) -> dict[str, str]:
    """What fills the places of static/lessons.html."""
    return {
        "lessons": "".join(
            f'<li><h2><a href="{{{{root}}}}lessons/{each.name}">{escape(each.said("title"))}</a></h2>'
            f'<p class="asks">{escape(each.said("question"))}</p><p class="meta">{_meta(each, lessons)}</p></li>'
            for each in lessons
        )
    }
