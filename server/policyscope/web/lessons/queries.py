"""A step's address in the lab as an experiment: the same keys as the page reads, and errors instead of notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl

from policyscope.errors import InvalidInput
from policyscope.runs import PRESETS, Experiment, open_run, parse_experiment
from policyscope.runs.playback import STREAMS_OF, chosen_panels
from policyscope.web.keys import settled

PANELS = tuple(STREAMS_OF)

MARKS: dict[str, tuple[str, ...]] = {
    "landscape": ("trajectory", "now", "exact gradient", "last estimate"),
    "simplex": ("trajectory", "now", "exact gradient", "last estimate", "all runs"),
    "probabilities": ("π(…)",),
    "polygon": ("∇J", "total variance", "baselines", "b"),
    "cloud": ("episodes", "exact ∇J", "mean of the dots"),
    "curve": ("J", "sampled returns", "best possible"),
    "world": ("π(…)", "last episode", "goal", "cliff"),
    "gaussian": (
        "the policy's density",
        "r(a)",
        "r blurred by σ",
        "baseline b",
        "exact ∂J/∂μ",
        "its estimate",
        "score for μ",
        "score for log σ",
    ),
    "objectives": ("∇J₁", "∇J avV", "∇J avR", "the loop", "discounted steps from the start", "steps in the long run"),
    "log": ("with the log", "without"),
}
"""What can be lit up, by panel, named as in its legend; … stands for an action."""

LOOKS = re.compile(r"theme|speed|autoplay|at|changes|\w+_hide")
"""Keys that change nothing about what is true."""


@dataclass(frozen=True)
class State:
    """What an address of the lab shows."""

    query: str
    experiment: Experiment
    panels: tuple[str, ...]


@cache
def state_of(query: str) -> State:
    """An address's experiment and panels.

    Raises:
        InvalidInput: for a preset, panel, key or value that is none, and for a panel that cannot show this problem.
    """
    if not query.startswith("?"):
        raise InvalidInput("lab", "an address such as ?preset=three_arms&panels=probabilities", query)
    given = dict(parse_qsl(query[1:], keep_blank_values=True))
    names = given.pop("panels", "")
    panels = tuple(name.strip() for name in names.split(",") if name.strip())
    for name in panels:
        if name not in PANELS:
            raise InvalidInput("panels", f"panels among {', '.join(PANELS)}", name)
    presets = {preset.name: preset for preset in PRESETS}
    preset = given.pop("preset", "three_arms")
    if preset not in presets:
        raise InvalidInput("preset", f"one of {', '.join(presets)}", preset)
    wanted = {key: text for key, text in given.items() if not LOOKS.fullmatch(key)}
    tree, unknown = settled(presets[preset].experiment.model_dump(mode="json"), wanted)
    experiment = parse_experiment(tree)
    if unknown:
        raise InvalidInput("lab", "preset, panels and keys of the lab that this experiment has", ", ".join(unknown))
    if panels:
        chosen_panels(open_run(experiment).opened(), panels)
    return State(query, experiment, panels)
