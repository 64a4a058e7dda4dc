"""From what a person sent to a checked model, with errors in the person's own terms."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from policyscope.errors import InvalidInput
from policyscope.runs.complaints import translated
from policyscope.runs.specs import Experiment

Model = TypeVar("Model", bound=BaseModel)

MOST_COMPLAINTS = 20
"""Things wrong with one input that are listed; of the others only the number is said."""

PARTS = (("{", 1024, "objects"), (":", 1024, "fields"), ('"', 16_384, "quotes"), ("[", 100_000, "lists"))
"""What a text of JSON may have of each mark before it is parsed: objects are what costs, and of numbers alone it may be full. The largest
experiment of a server with the usual limits has some 50,000 lists, the rows of its tables."""

FEWEST = min(most for _, most, _ in PARTS)

CHARACTERS_A_LIST = 40
"""In texts longer than usual, which a server's settings may allow, there may be one list per this many characters."""


def loaded(text: bytes | str) -> Any:
    """JSON text as Python objects.

    Raises:
        InvalidInput: not JSON, or with too many parts.
    """
    count_parts(text)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidInput("", "JSON", text, f"The parser says: {error}.") from None


def count_parts(text: bytes | str) -> None:
    """Lengths first: a text with too many parts is refused before any of them is made, so that refusing costs less than sending.

    Raises:
        InvalidInput: naming the part.
    """
    if len(text) <= FEWEST:
        return
    # A mark within a text counts too, but no text here has thousands of them.
    for mark, most, what in PARTS:
        found = text.count(mark) if isinstance(text, str) else text.count(mark.encode())
        most = max(most, len(text) // CHARACTERS_A_LIST) if mark == "[" else most
        if found > most:
            raise InvalidInput("", f"at most {most} {what}", found, "Long tables are lists of numbers.")


def parse(model: type[Model], raw: Mapping[str, Any] | bytes | str) -> Model:
    """A checked model from JSON text or a mapping.

    Raises:
        InvalidInput: for the first thing wrong; its ``more`` holds the others, at most `MOST_COMPLAINTS` in all.
    """
    if isinstance(raw, bytes | str):
        raw = loaded(raw)
    if not isinstance(raw, Mapping):
        raise InvalidInput("", "a JSON object", raw)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first, *more = invalid_inputs(error, raw, model)
        first.more = tuple(more)
        first.unlisted = error.error_count() - len(more) - 1
        raise first from None


def parse_experiment(raw: Mapping[str, Any] | bytes | str) -> Experiment:
    """A checked experiment; what is left out takes its default.

    Raises:
        InvalidInput: naming the field by its dotted path.
    """
    return parse(Experiment, raw)


def invalid_inputs(error: ValidationError, raw: object, model: type[BaseModel] | None = None) -> list[InvalidInput]:
    """Pydantic's complaints as `InvalidInput`, the first `MOST_COMPLAINTS` of them; ``model`` is what ``raw`` was to be."""
    return [translated(item, raw, model) for item in islice(error.errors(include_url=False), MOST_COMPLAINTS)]
