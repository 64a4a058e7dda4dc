"""A run as a script plays it: stretches of updates under the same settings, and where θ is put by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput, shorten
from policyscope.gradients import Settings, TabularModel
from policyscope.policies import Network
from policyscope.runs.control import changed
from policyscope.runs.families import FAMILIES, family_of
from policyscope.runs.limits import Limits
from policyscope.runs.specs import Experiment
from policyscope.runs.state import fingerprint
from policyscope.runs.tabular.build import initial_theta, settings_of

MOST_NUMBERS = 50_000
"""Numbers of a problem, or of its features, that a script is written with."""

Change = tuple[int, Mapping[str, Any]]
"""After how many updates, and what: new values by dotted path; ``theta`` puts θ."""


@dataclass(frozen=True)
class Stretch:
    """Updates under the same settings.

    Attributes:
        first: how many updates come before it.
        settings: what the kernels would be given.
        theta: where θ is put before it begins; None where it goes on.
        words: what was changed, a line each.
    """

    first: int
    settings: Settings
    theta: Floats | None
    words: tuple[str, ...]


def planned(experiment: Experiment, updates: int, changes: Sequence[Change], limits: Limits) -> tuple[TabularModel, list[Stretch]]:
    """Problem and stretches.

    Raises:
        InvalidInput: for what cannot be written as a short script (Gaussian policies, networks, several runs, large problems), and
            for changes that no run would take.
    """
    limits.check("updates", "updates", updates)
    model = _model(experiment, limits)
    stretches = [Stretch(0, _settings(experiment, model, limits), initial_theta(model, experiment.initial_theta), ())]
    for index, (after, given) in enumerate(changes):
        if after < stretches[-1].first:
            raise InvalidInput(f"changes.{index}", f"changes in order, this one after {stretches[-1].first} updates or more", after)
        if after > updates:
            break
        experiment, stretch = _changed(experiment, after, given, model, limits, f"changes.{index}")
        stretches.append(stretch)
    return model, stretches


def _model(experiment: Experiment, limits: Limits) -> TabularModel:
    if experiment.runs != 1:
        raise InvalidInput("runs", "1, because a script plays one run", experiment.runs, "Set runs to 1: it is the first of them.")
    family = family_of(experiment.problem, experiment.policy, experiment.objective)
    if family is not FAMILIES["tabular"]:
        raise InvalidInput(
            "policy.kind", "softmax, because scripts are written for discrete actions", experiment.policy.kind,
            "Of a Gaussian policy `policyscope run` gives the numbers.",
        )  # fmt: skip
    model = family.model(experiment.problem, experiment.policy, limits)
    assert isinstance(model, TabularModel)
    if isinstance(model.features, Network):
        raise InvalidInput(
            "policy.kind", "softmax, because a script has features and no network", experiment.policy.kind,
            "The panel of numbers writes one update of a network as NumPy.",
        )  # fmt: skip
    for field, size in (("problem", model.dynamics.successor.size), ("policy.features", 0 if model.phi.tabular else model.phi.value.size)):
        if size > MOST_NUMBERS:
            raise InvalidInput(field, f"at most {MOST_NUMBERS} entries, or the script would be too large", size)
    return model


def _changed(
    experiment: Experiment, after: int, given: Mapping[str, Any], model: TabularModel, limits: Limits, field: str
) -> tuple[Experiment, Stretch]:
    theta = given.get("theta")
    others = {path: value for path, value in given.items() if path != "theta"}
    mark = fingerprint(experiment)
    try:
        if others:
            experiment, _ = changed(experiment, others, any_field=True)
        if fingerprint(experiment) != mark or experiment.runs != 1:
            raise InvalidInput("", "changes that leave the problem, what θ means and the number of runs as they are", list(others))
        put = None if theta is None else initial_theta(model, _numbers(theta), "theta")
        settings = _settings(experiment, model, limits)
    except InvalidInput as error:
        raise error.under(field) from None
    words = tuple(f"{path} = {shorten(value)}" for path, value in others.items())
    return experiment, Stretch(after, settings, put, words)


def _numbers(theta: Any) -> list[float]:
    if not isinstance(theta, list | tuple) or not all(isinstance(each, int | float) for each in theta):
        raise InvalidInput("theta", "a list of numbers", theta)
    return list(theta)


def _settings(experiment: Experiment, model: TabularModel, limits: Limits) -> Settings:
    return settings_of(experiment.policy, experiment.objective, experiment.estimator, experiment.optimizer, model, limits)
