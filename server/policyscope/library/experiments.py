"""An experiment from a preset, from sections, and from single fields by their dotted paths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policyscope.errors import InvalidInput
from policyscope.runs import PRESETS, Experiment, assign, parse_experiment


def presets() -> dict[str, str]:
    """The names of the presets, and their titles.

    >>> import policyscope as ps
    >>> ps.presets()["short_corridor"]
    'Short corridor with switched actions'
    """
    return {preset.name: preset.title for preset in PRESETS}


def experiment(base: Mapping[str, Any] | Experiment | None = None, /, *, preset: str | None = None, **fields: Any) -> Experiment:
    """A checked experiment: problem, policy, objective, estimator, optimizer, initial θ, seed and number of runs.

    Args:
        base: where to start from: another experiment, or one as JSON has it. The default experiment if neither it nor a preset is given.
        preset: instead of ``base``, the name of a preset; `presets` lists them.
        fields: what to change. A name is a section (``problem={"kind": "bandit", "means": [1, 0]}``, or its kind alone:
            ``problem="short_corridor"``) or a dotted path (``**{"optimizer.learning_rate": 0.3}``).

    Returns:
        The experiment, a frozen model; ``model_dump()`` gives it as a dictionary.

    Raises:
        InvalidInput: naming the field, what it expects and what it got, as the HTTP interface does.

    >>> import policyscope as ps
    >>> bandit = ps.experiment(preset="three_arms", **{"optimizer.learning_rate": 0.3})
    >>> bandit.optimizer.learning_rate
    0.3
    >>> ps.experiment(estimator="exact").estimator.kind
    'exact'
    """
    if base is not None and preset is not None:
        raise InvalidInput("preset", "either a preset or an experiment to start from", preset)
    start = _preset(preset) if preset is not None else parse_experiment({}) if base is None else checked(base)
    return assign(start, fields.items()) if fields else start


def checked(experiment: Mapping[str, Any] | Experiment) -> Experiment:
    """The experiment itself, or one read from a mapping; raises InvalidInput."""
    return experiment if isinstance(experiment, Experiment) else parse_experiment(experiment)


def _preset(name: str) -> Experiment:
    known = {preset.name: preset for preset in PRESETS}
    if name not in known:
        raise InvalidInput("preset", f"one of {', '.join(known)}", name)
    return known[name].experiment
