"""From what a person sent to a checked model, with errors in the person's own terms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from policyscope.errors import InvalidInput
from policyscope.runs.specs import Experiment

Model = TypeVar("Model", bound=BaseModel)


def parse(model: type[Model], raw: Mapping[str, Any] | bytes | str) -> Model:
    """A checked model from JSON text or a mapping.

    Raises:
        InvalidInput: for the first thing wrong; its ``more`` holds the others.
    """
    if isinstance(raw, bytes | str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise InvalidInput("", "JSON", raw, f"The parser says: {error}.") from None
    if not isinstance(raw, Mapping):
        raise InvalidInput("", "a JSON object", raw)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first, *more = invalid_inputs(error, raw)
        first.more = tuple(more)
        raise first from None


def parse_experiment(raw: Mapping[str, Any] | bytes | str) -> Experiment:
    """A checked experiment; what is left out takes its default.

    Raises:
        InvalidInput: naming the field by its dotted path.
    """
    return parse(Experiment, raw)


def invalid_inputs(error: ValidationError, raw: object) -> list[InvalidInput]:
    """Each of pydantic's complaints as an `InvalidInput`."""
    return [_translated(dict(item), raw) for item in error.errors(include_url=False)]


def _translated(item: dict[str, Any], raw: object) -> InvalidInput:
    field = _path(item["loc"], raw)
    message, kind, context = str(item["msg"]), item["type"], item.get("ctx", {})
    if kind == "missing":
        return InvalidInput(field, "a value, because it has no default", None)
    if kind == "extra_forbidden":
        return InvalidInput(field, "a field that exists", item["input"], "Check its spelling against /api/catalog.")
    if kind == "union_tag_not_found":
        return InvalidInput(f"{field}.kind", "a kind", item["input"], "Say which kind it is.")
    if kind == "union_tag_invalid":
        return InvalidInput(f"{field}.kind", f"one of {context['expected_tags']}", context["tag"])
    for prefix in ("Input should be ", "Value error, "):
        message = message.removeprefix(prefix)
    return InvalidInput(field, message, item["input"])


def _path(location: tuple[int | str, ...], raw: object) -> str:
    """Pydantic's location without the names of union members, which nobody wrote."""
    at: Any = raw
    parts: list[str] = []
    for i, step in enumerate(location):
        last = i == len(location) - 1
        if isinstance(at, Mapping):
            if step not in at and not (last and step != at.get("kind")):
                continue
            parts.append(str(step))
            at = at.get(step)
        elif isinstance(at, list | tuple) and isinstance(step, int):
            parts.append(str(step))
            at = at[step] if step < len(at) else None
        # a scalar has nothing inside: what is left names the union members that were tried
    return ".".join(parts)
