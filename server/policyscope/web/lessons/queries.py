"""A step's address in the lab as an experiment: the same keys as the page reads, and errors instead of notes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from policyscope.errors import InvalidInput
from policyscope.runs import PRESETS, Experiment, open_run, parse_experiment
from policyscope.runs.fields import place
from policyscope.runs.playback import chosen_panels

PANELS = (
    "landscape", "simplex", "probabilities", "polygon", "cloud", "curve", "world", "gaussian", "numbers", "features", "objectives", "log",
    "steering",
    "arms",
)  # fmt: skip
"""The panels of static/js/panels/index.js; a test compares them."""

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

ALIASES = {
    "lr": "optimizer.learning_rate",
    "b": "estimator.baseline.value",
    "batch": "estimator.batch_size",
    "theta": "initial_theta",
    "means": "problem.means",
    "target": "problem.reward.target",
    "features": "policy.features.kind",
    "phi": "policy.features.phi",
    "sigma": "policy.sigma",
    "learn_sigma": "policy.learn_sigma",
    "baseline": "estimator.baseline.kind",
    "seed": "seed",
    "runs": "runs",
    "discount": "objective.discount",
    "discount_weighting": "estimator.discount_weighting",
    "credit": "estimator.credit",
    "horizon": "problem.horizon",
    "reward_std": "problem.reward_std",
    "preconditioner": "optimizer.preconditioner",
    **{part: f"{part}.kind" for part in ("problem", "policy", "objective", "estimator", "optimizer")},
}
"""Keys that lessons may use, by what they set. Whole paths work too."""

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
    tree = presets[preset].experiment.model_dump(mode="json")
    for key, text in sorted(given.items(), key=lambda pair: not ALIASES.get(pair[0], pair[0]).endswith("kind")):
        if not LOOKS.fullmatch(key):
            tree = _with(tree, key, text)
    experiment = parse_experiment(tree)
    if panels:
        chosen_panels(open_run(experiment).opened(), panels)
    return State(query, experiment, panels)


def _with(tree: dict[str, Any], key: str, text: str) -> dict[str, Any]:
    path = ALIASES.get(key, key)
    if key not in ALIASES and "." not in key:
        raise InvalidInput("lab", f"keys among preset, panels, {', '.join(ALIASES)}, or a field's whole path", key)
    node, last = place(tree, path)
    if last == "kind" and node.get("kind") != text:
        node.clear()
    node[last] = _value(text)
    return _with_defaults(tree) if last == "kind" else tree


def _with_defaults(tree: dict[str, Any]) -> dict[str, Any]:
    """With a new kind's defaults, so that its fields can be set; unchanged while some fields that have none are still to come."""
    try:
        return parse_experiment(tree).model_dump(mode="json")
    except InvalidInput:
        return tree


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return [float(part) for part in text.split(",")] if "," in text else text
    except ValueError:
        return text
