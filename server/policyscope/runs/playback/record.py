"""A whole recording as a value: what the run says when it opens, its frames, and the answers to its panels' questions.

Thinning. Every update is a moment of the recording up to `MOST_MOMENTS` updates, and as long as the moments hold no more than
`MOST_NUMBERS` numbers together. Beyond either, every k-th update is, k the smallest of 1, 2, 5, 10, 20, 50 … that keeps both bounds;
the first moment and the last are always there. Clouds of estimates are kept at `CLOUDS` moments, evenly spread.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from policyscope.errors import InvalidInput
from policyscope.runs.control import changed
from policyscope.runs.limits import Limits
from policyscope.runs.playback.ledger import MOMENTS, SEVERAL, ledger
from policyscope.runs.playback.panels import ALWAYS, STREAMS_OF, chosen_panels
from policyscope.runs.playback.surfaces import Survey, afforded, plane_of, surfaces
from policyscope.runs.questions import ExactRequest, exact_answer
from policyscope.runs.run import open_run
from policyscope.runs.specs import Experiment

MOST_MOMENTS = 2000
MOST_NUMBERS = 1_500_000
CLOUDS = 60
OBJECTIVES = ("start_value", "average_value", "average_reward")
DISCOUNT = 0.9
"""Of the panel Objectives, where the run itself has no discount below 1."""


@dataclass(frozen=True)
class Playback:
    """A recorded run, ready to be written down.

    Attributes:
        panels: what it shows.
        every: updates from one moment to the next.
        updates: how many were done.
        content: all of it, for the page: orjson can write it.
    """

    panels: tuple[str, ...]
    every: int
    updates: int
    content: Mapping[str, Any]


def playback(
    experiment: Experiment,
    updates: int,
    panels: Sequence[str] | None = None,
    limits: Limits | None = None,
    changes: Sequence[tuple[int, Mapping[str, Any]]] = (),
    numbers: int = MOST_NUMBERS,
) -> Playback:
    """Record a run for a page without a server.

    Args:
        experiment: what to record, as it is at the beginning.
        updates: how many, ≥ 1.
        panels: which panels it will be seen in; None for those that the page shows by itself.
        limits: the server's; the usual ones if None.
        changes: what is changed on the way, and after how many updates: values by path, and under ``theta`` where θ is put.
        numbers: how many all moments together may hold: fewer, and the run is thinned sooner.

    Raises:
        InvalidInput: naming the field.

    >>> from policyscope.runs import PRESETS
    >>> made = playback(PRESETS[0].experiment, updates=100, panels=["probabilities"])
    >>> made.every, len(made.content["frames"])
    (1, 101)
    """
    limits = limits or Limits()
    limits.check("updates", "updates", updates)
    if updates < 1:
        raise InvalidInput("updates", "at least 1", updates)
    recorder = _Recorder(experiment, updates, panels, limits, numbers)
    for update, each in changes:
        if not recorder.run.update <= update <= updates:
            raise InvalidInput("changes", f"rising numbers of updates, at most {updates}", update)
        recorder.go_to(update)
        recorder.change(each)
    recorder.go_to(updates)
    return recorder.playback()


class _Recorder:
    """A run and the moments kept of it."""

    def __init__(self, experiment: Experiment, updates: int, panels: Sequence[str] | None, limits: Limits, numbers: int) -> None:
        self.experiment, self.updates, self.limits = experiment, updates, limits
        self.run = open_run(experiment, limits)
        self.opened = self.run.opened()
        self.panels = chosen_panels(self.opened, panels)
        self.streams = _streams(self.panels, experiment.runs)
        self.every = _every(experiment, updates, self.streams, limits, numbers)
        self.apart = max(1, -(-updates // self.every) // CLOUDS)
        self.frames: list[dict[str, Any]] = []
        self.changes: list[tuple[int, dict[str, Any]]] = []
        self._keep(0)

    def go_to(self, update: int) -> None:
        """Every moment up to an update."""
        while self.run.update < update and self.run.finite:
            self._keep(min(self.every - self.run.update % self.every, update - self.run.update))

    def change(self, changes: Mapping[str, Any]) -> None:
        """Change what the run does from here on, or its θ."""
        rest = {path: value for path, value in changes.items() if path != "theta"}
        if rest:
            try:
                applied = self.run.control(rest)
            except InvalidInput:
                experiment, applied = changed(self.run.experiment, rest, any_field=True)
                self.run = open_run(experiment, self.limits, self.run.state)
            self.changes.append((self.run.update, applied))
        if "theta" in changes:
            self.run.set_theta(changes["theta"])
            block = self.frames.pop()["block"]
            self._keep(0)
            self.frames[-1]["block"] = block

    def _keep(self, updates: int) -> None:
        """Some updates, and the moment after them, without what only a server needs: a recording finds it by its number."""
        cloudy = len(self.frames) % self.apart == 0 or self.run.update + updates >= self.updates
        # Of several updates at once only some moments have a cloud: after a single one they all do.
        if updates > 1:
            self.run.proceed(updates - 1)
        frame = self.run.advance(min(updates, 1), self.streams if cloudy else self.streams - {"cloud"})
        frame.pop("step")
        self.frames.append({**frame, "state": str(len(self.frames))})

    def _looked_at(self) -> list[dict[str, Any]]:
        """The moments at which estimators are compared."""
        finite = [frame for frame in self.frames if np.isfinite(frame["theta"]).all()]
        most = MOMENTS if self.opened["problem"]["horizon"] == 1 else max(2, int(SEVERAL * afforded(self.opened["problem"]["states"])))
        return [finite[i] for i in sorted({round(i) for i in np.linspace(0, len(finite) - 1, min(most, len(finite)))})]

    def playback(self) -> Playback:
        """What was kept, and the answers to what will be asked of it."""
        content: dict[str, Any] = {
            "opened": {"type": "opened", **self.opened},
            "frames": self.frames,
            "changes": self.changes,
            "every": self.every,
            "surfaces": [],
            "exact": [],
            "ledger": [],
        }
        if "landscape" in self.panels:
            content |= _landscape(self.experiment, self.opened, self.frames, self.limits)
        if "cloud" in self.panels:
            content["ledger"] = list(ledger(self.experiment, self.opened, self._looked_at(), self.limits))
        if "objectives" in self.panels:
            content["exact"] = [_objectives(self.experiment, frame, self.limits) for frame in self.frames]
        return Playback(self.panels, self.every, self.run.update, content)


def _streams(panels: Sequence[str], runs: int) -> frozenset[str]:
    wanted = ALWAYS.union(*(STREAMS_OF[name] for name in panels))
    return wanted if runs > 1 else wanted - {"ensemble"}


def _every(experiment: Experiment, updates: int, streams: frozenset[str], limits: Limits, numbers: int) -> int:
    """Updates from one moment to the next, as the rule above says."""
    trial = open_run(experiment, limits)
    most = max(2, min(MOST_MOMENTS, numbers // numbers_in(trial.advance(1, streams - {"cloud"}))))
    return next(each for power in count() for each in (10**power, 2 * 10**power, 5 * 10**power) if updates <= each * most)


def numbers_in(value: Any) -> int:
    """How many numbers something holds."""
    if isinstance(value, Mapping):
        return sum(numbers_in(each) for each in value.values())
    if isinstance(value, np.ndarray):
        return int(value.size)
    if isinstance(value, (list, tuple)):
        return sum(numbers_in(each) for each in value)
    return 1


def _landscape(experiment: Experiment, opened: Mapping[str, Any], frames: Sequence[dict[str, Any]], limits: Limits) -> dict[str, Any]:
    finite = [frame for frame in frames if np.isfinite(frame["theta"]).all()]
    thetas = np.array([frame["theta"] for frame in finite])
    plane = plane_of(opened, thetas, np.asarray(finite[0]["exact"]["gradient"]))
    updates = [int(frame["update"]) for frame in finite]
    return {"plane": plane.as_dict(), "surfaces": surfaces(Survey(experiment, plane, limits), opened, thetas, updates)}


def _objectives(experiment: Experiment, frame: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """What the panel Objectives asks at a moment: value, gradient and visits under each objective; null where there is none."""
    own = getattr(experiment.objective, "discount", 1.0)
    discount = own if own < 1 else DISCOUNT
    answers: dict[str, Any] = {}
    for kind in OBJECTIVES:
        objective = {"kind": kind} | ({} if kind == "average_reward" else {"discount": discount})
        try:
            request = ExactRequest.model_validate(
                {"problem": experiment.problem, "policy": experiment.policy, "objective": objective, "theta": frame["theta"].tolist()}
            )
            answer = exact_answer(request, _brief(limits))
            answers[kind] = {name: answer[name] for name in ("value", "gradient", "visitation")}
        except InvalidInput as error:
            answers[kind] = {"refused": str(error)}
    return answers


def _brief(limits: Limits) -> Limits:
    """Scores and the Fisher matrix are not asked for: with this bound they are left out."""
    return dataclasses.replace(limits, answer_numbers=1)
