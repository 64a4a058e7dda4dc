"""From a page's text to a checked message, with errors that say what was expected."""

from __future__ import annotations

import orjson
from pydantic import TypeAdapter, ValidationError

from policyscope.errors import InvalidInput
from policyscope.runs.parse import count_parts, invalid_inputs
from policyscope.web.live.messages import CLIENT_MESSAGES, AnyClientMessage, ClientMessage

_adapter: TypeAdapter[ClientMessage] = TypeAdapter(AnyClientMessage)
TYPES = ", ".join(model.model_fields["type"].annotation.__args__[0] for model in CLIENT_MESSAGES)  # type: ignore[union-attr]


def read(text: str) -> ClientMessage:
    """A checked message.

    Args:
        text: what came over the socket.

    Raises:
        InvalidInput: not JSON, of no known type, or with a field that does not fit.
    """
    count_parts(text)
    try:
        return _adapter.validate_json(text)
    except ValidationError as error:
        raise _explained(error, text) from None


def _explained(error: ValidationError, text: str) -> InvalidInput:
    try:
        raw = orjson.loads(text)
    except orjson.JSONDecodeError as reason:
        return InvalidInput("", "a message in JSON", text, f"The parser says: {reason}.")
    if not isinstance(raw, dict):
        return InvalidInput("", "a JSON object with a `type`", raw)
    fault = error.errors(include_url=False)[0]
    if not fault["loc"] and fault["type"].startswith("union_tag"):
        return InvalidInput("type", f"one of {TYPES}", raw.get("type"))
    return invalid_inputs(error, raw)[0]
