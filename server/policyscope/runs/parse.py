"""From what a person sent to a checked model, with errors in the person's own terms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from policyscope.errors import InvalidInput
from policyscope.runs.complaints import translated
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
        first, *more = invalid_inputs(error, raw, model)
        first.more = tuple(more)
        raise first from None


def parse_experiment(raw: Mapping[str, Any] | bytes | str) -> Experiment:
    """A checked experiment; what is left out takes its default.

    Raises:
        InvalidInput: naming the field by its dotted path.
    """
    return parse(Experiment, raw)


def invalid_inputs(error: ValidationError, raw: object, model: type[BaseModel] | None = None) -> list[InvalidInput]:
    """Each of pydantic's complaints as an `InvalidInput`; ``model`` is what ``raw`` was to be."""
    return [translated(item, raw, model) for item in error.errors(include_url=False)]
