"""A whole recording as a value: what the run says when it opens, its frames, and the answers to its panels' questions.

Thinning. Every update is a moment of the recording up to `MOST_MOMENTS` updates, and as long as the moments hold no more than
`MOST_NUMBERS` numbers together, or `OF_SEVERAL` where each is of several runs at once. Beyond either, every k-th update is, k the smallest
of 1, 2, 5, 10, 20, 50 … that keeps both bounds; the first moment and the last are always there. Clouds of estimates are kept at `CLOUDS`
moments, evenly spread. Two runs side by side have the same moments: each is thinned as the larger one has to be, and together they keep
the bound.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.runs.control import changed
from policyscope.runs.limits import Limits
from policyscope.runs.playback.ledger import MOMENTS, SEVERAL, ledger
from policyscope.runs.playback.panels import ALWAYS, STREAMS_OF, chosen_panels, suited
from policyscope.runs.playback.surfaces import Survey, afforded, plane_of, surfaces
from policyscope.runs.questions import ExactRequest, exact_answer
from policyscope.runs.run import open_run
from policyscope.runs.specs import Experiment

Change = tuple[int, Mapping[str, Any]]
"""After how many updates, and what: values by path."""

MOST_MOMENTS = 2000
MOST_NUMBERS = 1_500_000
OF_SEVERAL = 300_000
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
    changes: Sequence[Change] = (),
    numbers: int | None = None,
    second: Experiment | None = None,
    second_changes: Sequence[Change] | None = None,
) -> Playback:
    """Record a run for a page without a server.

    Args:
        experiment: what to record, as it is at the beginning.
        updates: how many, ≥ 1.
        panels: which panels it will be seen in; None for those that the page shows by itself.
        limits: the server's; the usual ones if None.
        changes: what is changed on the way, and after how many updates: values by path, and under ``theta`` where θ is put.
        numbers: how many all moments together may hold, and with fewer the run is thinned sooner; by default as the rule says.
        second: the experiment of a run beside it, B: changes apply to it too, but for what it has otherwise from the beginning.
        second_changes: what is changed on the way of B instead.

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
    first = _Recorder(experiment, updates, panels, limits)
    other = None if second is None else _Recorder(second, updates, first.panels, limits, beside=True)
    both = [first] if other is None else [first, other]
    numbers = numbers or (MOST_NUMBERS if experiment.runs == 1 else OF_SEVERAL)
    every = max(_every(one, numbers // len(both)) for one in both)
    for one in both:
        one.begin(every)
    first.play("changes", changes)
    if other is None:
        return first.playback()
    if second_changes is None:
        other.play("changes", [(update, _shared(each, experiment, other)) for update, each in changes])
    else:
        other.play("second_changes", second_changes)
    made = first.playback(other.thetas())
    return dataclasses.replace(made, content={**made.content, "second": other.beside()})


def _shared(changes: Mapping[str, Any], experiment: Experiment, other: _Recorder) -> dict[str, Any]:
    """Of changes those that are made to the second run too: where it began as the first one did."""
    fits = len(changes.get("theta", ())) == other.run.learner.parameters
    ours, theirs = experiment.model_dump(mode="json"), other.experiment.model_dump(mode="json")
    return {path: value for path, value in changes.items() if (fits if path == "theta" else _at(ours, path) == _at(theirs, path))}


def _at(tree: Any, path: str) -> Any:
    """What stands at a path; the tree itself, equal to nothing else, where there is none."""
    found = tree
    for name in path.split("."):
        if not isinstance(found, dict) or name not in found:
            return tree
        found = found[name]
    return found


class _Recorder:
    """A run and the moments kept of it.

    Args:
        beside: whether it is a second run: of the panels, which were chosen for the first, it has those that can show it.
    """

    def __init__(self, experiment: Experiment, updates: int, panels: Sequence[str] | None, limits: Limits, beside: bool = False) -> None:
        self.experiment, self.updates, self.limits = experiment, updates, limits
        self.run = open_run(experiment, limits)
        self.opened = self.run.opened()
        self.panels = suited(self.opened, panels or ()) if beside else chosen_panels(self.opened, panels)
        self.streams = _streams(self.panels, experiment.runs)
        self.every = self.apart = 1
        self.frames: list[dict[str, Any]] = []
        self.changes: list[tuple[int, dict[str, Any]]] = []

    def begin(self, every: int) -> None:
        """The first moment; ``every`` so many updates there will be another."""
        self.every = every
        self.apart = max(1, -(-self.updates // every) // CLOUDS)
        self._keep(0)

    def play(self, name: str, changes: Sequence[Change]) -> None:
        """All of it, with what is changed on the way; ``name`` is what a caller calls that."""
        for update, each in changes:
            if not self.run.update <= update <= self.updates:
                raise InvalidInput(name, f"rising numbers of updates, at most {self.updates}", update)
            self.go_to(update)
            self.change(each)
        self.go_to(self.updates)

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

    def thetas(self) -> Floats:
        """θ[K, D] of the moments at which it is finite."""
        return np.array([frame["theta"] for frame in self.frames if np.isfinite(frame["theta"]).all()])

    def beside(self) -> dict[str, Any]:
        """What was kept of a second run, and the answers to what its own pictures will ask: those that stand beside the first one's."""
        opened = {"type": "opened", **self.opened}
        return {"opened": opened, "frames": self.frames, "changes": self.changes, "exact": self._exact()}

    def _exact(self) -> list[dict[str, Any]]:
        wanted = self.frames if "objectives" in self.panels else []
        return [_objectives(self.experiment, frame, self.limits) for frame in wanted]

    def playback(self, others: Floats | None = None) -> Playback:
        """What was kept, and the answers to what will be asked of it; ``others``, θ[K, D] of a second run, are to be seen too."""
        content: dict[str, Any] = {
            "opened": {"type": "opened", **self.opened},
            "frames": self.frames,
            "changes": self.changes,
            "every": self.every,
            "surfaces": [],
            "exact": self._exact(),
            "ledger": [],
        }
        if "landscape" in self.panels:
            content |= self._landscape(others)
        if "cloud" in self.panels:
            content["ledger"] = list(ledger(self.experiment, self.opened, self._looked_at(), self.limits))
        return Playback(self.panels, self.every, self.run.update, content)

    def _landscape(self, others: Floats | None) -> dict[str, Any]:
        finite = [frame for frame in self.frames if np.isfinite(frame["theta"]).all()]
        thetas = self.thetas()
        plane = plane_of(self.opened, thetas, np.asarray(finite[0]["exact"]["gradient"]))
        updates = [int(frame["update"]) for frame in finite]
        seen = thetas if others is None or others.shape[1] != thetas.shape[1] else np.vstack([thetas, others])
        return {
            "plane": plane.as_dict(),
            "surfaces": surfaces(Survey(self.experiment, plane, self.limits), self.opened, thetas, updates, seen),
        }


def _streams(panels: Sequence[str], runs: int) -> frozenset[str]:
    wanted = ALWAYS.union(*(STREAMS_OF[name] for name in panels))
    return wanted if runs > 1 else wanted - {"ensemble"}


def _every(recorder: _Recorder, numbers: int) -> int:
    """Updates from one moment to the next, as the rule above says."""
    trial = open_run(recorder.experiment, recorder.limits)
    most = max(2, min(MOST_MOMENTS, numbers // numbers_in(trial.advance(1, recorder.streams - {"cloud"}))))
    return next(each for power in count() for each in (10**power, 2 * 10**power, 5 * 10**power) if recorder.updates <= each * most)


def numbers_in(value: Any) -> int:
    """How many numbers something holds."""
    if isinstance(value, Mapping):
        return sum(numbers_in(each) for each in value.values())
    if isinstance(value, np.ndarray):
        return int(value.size)
    if isinstance(value, (list, tuple)):
        return sum(numbers_in(each) for each in value)
    return 1


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
