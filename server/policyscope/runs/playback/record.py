"""A whole recording as a value: what the run says when it opens, its frames, and the answers to its panels' questions.

Thinning. Every update is a moment of the recording up to `MOST_MOMENTS` updates, and as long as the moments hold no more than
`MOST_NUMBERS` numbers together. Beyond either, every k-th update is, k the smallest of 1, 2, 5, 10, 20, 50 … that keeps both bounds;
the first moment and the last are always there. Clouds of estimates are kept at `CLOUDS` moments, evenly spread.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from policyscope.errors import InvalidInput
from policyscope.runs.limits import Limits
from policyscope.runs.playback.panels import ALWAYS, STREAMS_OF, chosen_panels
from policyscope.runs.playback.surfaces import Survey, plane_of, surfaces
from policyscope.runs.questions import ExactRequest, exact_answer
from policyscope.runs.run import Run, open_run
from policyscope.runs.specs import Experiment

MOST_MOMENTS = 2000
MOST_NUMBERS = 600_000
CLOUDS = 60
OBJECTIVES = ("start_value", "average_value", "average_reward")
DISCOUNT = 0.9
"""Of the panel Objectives, where the run itself has no discount below 1."""
PIECE = 50
"""Moments between two looks at whether somebody still wants this."""


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


def playback(experiment: Experiment, updates: int, panels: Sequence[str] | None = None, limits: Limits | None = None) -> Playback:
    """Record a run for a page without a server.

    Args:
        experiment: what to record.
        updates: how many, ≥ 1.
        panels: which panels it will be seen in; None for those that the page shows by itself.
        limits: the server's; the usual ones if None.

    Raises:
        InvalidInput: naming the field.

    >>> from policyscope.runs import PRESETS
    >>> made = playback(PRESETS[0].experiment, updates=100, panels=["probabilities"])
    >>> made.every, len(made.content["frames"])
    (1, 101)
    """
    steps = recording_steps(experiment, updates, panels, limits)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            made: Playback = stop.value
            return made


def recording_steps(
    experiment: Experiment, updates: int, panels: Sequence[str] | None = None, limits: Limits | None = None
) -> Generator[None, None, Playback]:
    """The same, bit by bit: a generator that returns what `playback` does, and in between says that it is still at work."""
    limits = limits or Limits()
    limits.check("updates", "updates", updates)
    if updates < 1:
        raise InvalidInput("updates", "at least 1", updates)
    run = open_run(experiment, limits)
    opened = run.opened()
    shown = chosen_panels(opened, panels)
    streams = _streams(shown, experiment.runs)
    every = _every(experiment, updates, streams, limits)
    frames: list[dict[str, Any]] = []
    apart = max(1, -(-updates // every) // CLOUDS)
    while not frames or (run.update < updates and run.finite):
        cloudy = len(frames) % apart == 0 or run.update + every >= updates
        looks = streams if cloudy else streams - {"cloud"}
        frames.append(_frame(run, min(every, updates - run.update) if frames else 0, looks, len(frames)))
        if len(frames) % PIECE == 0:
            yield
    content: dict[str, Any] = {"opened": {"type": "opened", **opened}, "frames": frames, "every": every, "exact": [], "surfaces": []}
    if "landscape" in shown:
        yield
        content |= _landscape(experiment, opened, frames, limits)
    if "objectives" in shown:
        for frame in frames:
            content["exact"].append(_objectives(experiment, frame, limits))
            yield
    return Playback(shown, every, run.update, content)


def _streams(panels: Sequence[str], runs: int) -> frozenset[str]:
    wanted = ALWAYS.union(*(STREAMS_OF[name] for name in panels))
    return wanted if runs > 1 else wanted - {"ensemble"}


def _frame(run: Run, updates: int, streams: frozenset[str], number: int) -> dict[str, Any]:
    """A frame without what only a server needs: to continue from it, a recording finds it by its number."""
    # A cloud is drawn of every single update; between several, by turns: the block is told apart from the look.
    if updates > 1:
        run.proceed(updates - 1)
    frame = run.advance(min(updates, 1), streams)
    frame.pop("step")
    frame["state"] = str(number)
    return frame


def _every(experiment: Experiment, updates: int, streams: frozenset[str], limits: Limits) -> int:
    """Updates from one moment to the next, as the rule above says."""
    trial = open_run(experiment, limits)
    most = max(2, min(MOST_MOMENTS, MOST_NUMBERS // numbers_in(trial.advance(1, streams - {"cloud"}))))
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
