"""From messages to text."""

from __future__ import annotations

from typing import Any

import orjson


def error_message(title: str, detail: str, pointer: str) -> dict[str, str]:
    """An ``error`` message."""
    return {"type": "error", "title": title, "detail": detail, "pointer": pointer}


def encoded(message: dict[str, Any]) -> str:
    """A message as JSON text; arrays become nested lists, NaN and infinity null."""
    return orjson.dumps(message, option=orjson.OPT_SERIALIZE_NUMPY).decode()
