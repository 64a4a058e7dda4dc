"""A lesson as one HTML file: its prose, questions and what is said to each answer, beside recorded runs, and nothing asked for.

    the page     static/lesson_file.html, filled as the lesson's own page is
    the runs     one for each experiment that a step shows, for all the panels it is seen in
    the frame    a recording's page with a place for its run: the page's script opens it in a frame without an address

Player, catalogue and font are in the file once. A frame without an address has its page's policy, so that names both scripts.
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urljoin

import numpy as np

from policyscope import __version__
from policyscope.errors import InvalidInput
from policyscope.runs import Experiment, Limits, open_run
from policyscope.runs.playback import chosen_panels, playback
from policyscope.web.embedding.pages import THEMES
from policyscope.web.lessons import Lesson, parts_of, state_of
from policyscope.web.page_catalog import page_catalog
from policyscope.web.recordings.page import PAGE, Look, digest, named, packed, policy
from policyscope.web.recordings.player import sheets_of
from policyscope.web.recordings.write import panels_of, player

FILE, LIKE, ENTRY = "lesson_file.html", "lesson.html", "js/lesson_file.js"
THEME = "css/theme.css"
"""In the file once, for the page and its frames: it holds the font."""

NUMBERS, OF_SEVERAL = 50_000, 150_000
"""All moments of one run together, or of several side by side: half a megabyte in the file at most."""

DOTS = ("cloud", "ensemble", "samples")
"""Parts of a moment that are seen as many dots."""

MANY, DIGITS = 50, 3
"""Lists of more numbers than this keep so many decimals of their largest."""

LINK = re.compile(r'<a (?P<before>[^>]*)href="(?P<to>[^"]*)"(?P<after>[^>]*)>(?P<words>.*?)</a>', re.DOTALL)
CONTROL = re.compile(r'<input class="control"[^>]* value="(?P<value>[^"]*)"[^>]*>')
PLAYS, FAST = 20, 30
"""Seconds that a long run plays; one of no more updates than fit into them at so many a second plays at that."""

KEPT = re.compile(r"speed|autoplay|\w+_hide")
"""Keys of a step's address that a recording has a use for, besides its panels."""


@dataclasses.dataclass
class Recorded:
    """A run that steps show: for which panels, and how far."""

    experiment: Experiment
    panels: list[str]
    updates: int


class Runs:
    """The runs of a lesson: two steps that show one experiment share its run.

    Attributes:
        all: one for each experiment, as a frame unpacks them.
    """

    def __init__(self, lesson: Lesson, limits: Limits, catalog: Mapping[str, Any], lab: str) -> None:
        self.all: list[Recorded] = []
        self._asked: dict[str, tuple[int, dict[str, str]]] = {}
        self.catalog, self.limits, self.lab = catalog, limits, lab
        for step in lesson.steps:
            played = step.updates if step.then == step.lab or not step.questions else 1
            self._take(step.lab, played)
            self._take(step.then, step.updates)

    def _take(self, query: str, updates: int) -> None:
        state = state_of(query)
        given = dict(parse_qsl(query[1:]))
        if late := {"at", "changes", "run"} & given.keys():
            raise InvalidInput("lesson", "steps that open the lab at a run's beginning", query, f"Leave {', '.join(sorted(late))} out.")
        opened = open_run(state.experiment, self.limits).opened()
        panels = chosen_panels(opened, panels_of(state.experiment, state.panels or None))
        place = next((i for i, one in enumerate(self.all) if one.experiment == state.experiment), len(self.all))
        if place == len(self.all):
            self.all.append(Recorded(state.experiment, [], 1))
        run = self.all[place]
        run.panels += [name for name in panels if name not in run.panels]
        run.updates = max(run.updates, updates)
        presets = named(state.experiment, self.catalog)
        keys = ({"preset": presets[1]["name"]} if len(presets) > 1 else {}) | {"panels": ",".join(panels)}
        self._asked[query] = (place, keys | {key: text for key, text in given.items() if KEPT.fullmatch(key)})

    def frames(self) -> dict[str, dict[str, Any]]:
        """By each address of a step, which run it is, and how a recording's page is asked for it. A long run is played faster."""
        made = {}
        for query, (place, keys) in self._asked.items():
            speed = {"speed": str(self.all[place].updates // PLAYS)} if self.all[place].updates > FAST * PLAYS else {}
            made[query] = {"run": place, "query": f"?{urlencode(speed | keys, quote_via=quote, safe=',')}"}
        return made

    @property
    def panels(self) -> list[str]:
        """Every panel of the lesson."""
        return sorted({name for run in self.all for name in run.panels})

    def shared(self) -> str:
        """What all of them need, packed: the catalogue, and of the presets those that are shown."""
        presets = {each["name"]: each for run in self.all for each in named(run.experiment, self.catalog)}
        return packed({"catalog": {**self.catalog, "presets": list(presets.values())}, "lab": self.lab})

    def scripts(self) -> str:
        """Each run as an element that holds it."""
        return "".join(f'<script type="text/plain" id="run-{i}">{self._played(run)}</script>' for i, run in enumerate(self.all))

    def _played(self, run: Recorded) -> str:
        most = NUMBERS if run.experiment.runs == 1 else OF_SEVERAL
        content = playback(run.experiment, run.updates, run.panels, self.limits, numbers=most).content
        return packed({**content, "frames": [_light(frame, "landscape" in run.panels) for frame in content["frames"]]})


def lesson_page(lesson: Lesson, others: Sequence[Lesson], look: Look | None = None, limits: Limits | None = None) -> str:
    """A lesson as one file.

    Args:
        lesson: the lesson.
        others: all there are, by which it names those before and after it.
        look: of it the theme, and the address of a lab to go on in.
        limits: the usual ones if None.

    Raises:
        InvalidInput: a step cannot be recorded; naming what.
    """
    look, limits = look or Look(), limits or Limits()
    runs = Runs(lesson, limits, page_catalog(limits), look.lab)
    made = player()
    script, plays = made.script((), ENTRY), made.script(runs.panels)
    files = made.assets.files
    parts = parts_of(_alone(lesson, look.lab), others)
    parts["sandbox"] = _sandbox(parts["sandbox"]) if look.lab else ""
    parts["meta"] += f"{'. ' if parts['meta'] else ''}The lab beside it was recorded: it plays, and what would change it is left out."
    places = {
        "look": f' data-theme="{look.theme}"' if look.theme in THEMES else "",
        "policy": policy([digest(script), digest(plays)]),
        "version": __version__,
        "theme": made.text_of([THEME]),
        "styles": made.text_of(name for name in sheets_of(files[LIKE].content.decode()) if name != THEME),
        **{
            name: _linked(text, lesson.name, look.lab) if name not in ("lesson", "title", "question") else text
            for name, text in parts.items()
        },
        "frames": json.dumps(runs.frames()).replace("</", "<\\/"),
        "frame": _frame(runs, plays),
        "runs": runs.scripts(),
        "script": script,
    }
    return _filled(files[FILE].content.decode(), places)


def _light(frame: Mapping[str, Any], landscape: bool) -> dict[str, Any]:
    """A moment whose many dots are as exact as they can be seen; those in θ are on the landscape alone."""
    kept = {name: _coarse(part) if name in DOTS else part for name, part in frame.items()}
    if kept.get("ensemble") and not landscape:
        kept["ensemble"] = {name: part for name, part in kept["ensemble"].items() if name != "theta"}
    return kept


def _coarse(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {name: _coarse(each) for name, each in part.items()}
    numbers = np.asarray(part) if isinstance(part, (list, np.ndarray)) else np.zeros(0)
    if numbers.size <= MANY or numbers.dtype.kind != "f" or not np.isfinite(numbers).all():
        return part
    largest = float(np.abs(numbers).max())
    return np.round(numbers, DIGITS - math.floor(math.log10(largest))) + 0.0 if largest else part


def _filled(template: str, places: Mapping[str, str]) -> str:
    """All places at once: what is written into one may look like another."""
    return re.sub(r"\{\{(\w+)\}\}", lambda found: places[found[1]], template)


def _frame(runs: Runs, script: str) -> str:
    """A recording's page with places for the theme's stylesheet, for its run, and for how it is asked for; packed."""
    made = player()
    names = made.sheets(runs.panels)
    held = " ".join(name.removeprefix("css/").removesuffix(".css") for name in names)
    styles = made.text_of(name for name in names if name != THEME)
    places = {
        "look": "{{look}}",
        "policy": policy([digest(script)]),
        "title": "The lab, recorded",
        "version": __version__,
        "styles": f'<style>{{{{theme}}}}</style><style data-sheets="{held}">{styles}</style>',
        "still": "",
        "recording": "{{run}}",
        "scripts": f'<script type="text/plain" id="shared">{runs.shared()}</script><script>{script}</script>',
    }
    return packed({"page": _filled(made.assets.files[PAGE].content.decode(), places)})


def _alone(lesson: Lesson, lab: str) -> Lesson:
    """The lesson with its controls as numbers, each step of them saying where they can be changed."""
    steps = []
    for n, step in enumerate(lesson.steps, 1):
        body, controls = CONTROL.subn(lambda found: f'<span class="fact">{found["value"]}</span>', step.body)
        if controls:
            there = f'<a href="{{{{root}}}}lessons/{lesson.name}#{n}">in the lab</a>' if lab else "in a lab"
            body += f'<p class="meta">What you see here was recorded. It plays; its settings can be changed only {there}.</p>'
        steps.append(dataclasses.replace(step, body=body))
    return dataclasses.replace(lesson, steps=steps)


def _sandbox(query: str) -> str:
    return f'<p><a id="sandbox" href="{{{{root}}}}{query}">Open the lab as it stands at the end</a> and change what you like.</p>'


def _linked(html: str, name: str, lab: str) -> str:
    """Links to the lab lead there; where none is known, their words stay."""

    def led(found: re.Match[str]) -> str:
        to = found["to"].removeprefix("{{root}}")
        if re.match(r"https?:|mailto:|#", to):
            return found[0]
        if not lab:
            return found["words"]
        whole = lab + to if to != found["to"] else urljoin(f"{lab}lessons/{name}", to)
        return f'<a {found["before"]}href="{whole}"{found["after"]} target="_blank" rel="noopener">{found["words"]}</a>'

    return LINK.sub(led, html)
