"""Live changes: which fields may change while a run plays, and the experiment after a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from policyscope.errors import InvalidInput
from policyscope.runs.fields import place
from policyscope.runs.parse import invalid_inputs
from policyscope.runs.specs import Experiment


def changed(experiment: Experiment, changes: Mapping[str, object], any_field: bool = False) -> tuple[Experiment, dict[str, object]]:
    """The experiment with the changes made, and the changes in full as they were applied.

    Args:
        experiment: as it is now.
        changes: new values by dotted path; a path may name a whole part, such as ``estimator.baseline``.
        any_field: whether fields that are not live may change too.

    Raises:
        InvalidInput: for a path that does not exist or is not live, or a value that does not fit.
    """
    if not changes:
        raise InvalidInput("changes", "at least one path and value", dict(changes))
    raw = experiment.model_dump(mode="json")
    for path, value in changes.items():
        if not any_field:
            _check_live(experiment, path)
        part, name = place(raw, path)
        part[name] = value
    try:
        after = Experiment.model_validate(raw)
    except ValidationError as error:
        raise invalid_inputs(error, raw, Experiment)[0] from None
    return after, {path: _get(after, path) for path in changes}


def live_paths(model: BaseModel, prefix: str = "") -> list[str]:
    """Dotted paths of the live fields of an experiment as it is now."""
    found: list[str] = []
    for name, info in type(model).model_fields.items():
        extra = info.json_schema_extra
        value = getattr(model, name)
        if isinstance(extra, dict) and extra.get("live"):
            found.append(prefix + name)
        if isinstance(value, BaseModel):
            found += live_paths(value, f"{prefix}{name}.")
    return found


def _check_live(experiment: Experiment, path: str) -> None:
    live = live_paths(experiment)
    if any(path == known or path.startswith(f"{known}.") for known in live):
        return
    raise InvalidInput(path, "a live field", path, f"Live now: {', '.join(live)}. Others need a new run.")


def _get(model: BaseModel, path: str) -> object:
    at: Any = model
    for part in path.split("."):
        at = at.get(part) if isinstance(at, dict) else getattr(at, part)
    return at.model_dump(mode="json") if isinstance(at, BaseModel) else at
