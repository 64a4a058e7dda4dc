"""Writes the wire's shapes as JSDoc types, from the models that describe them: `make docs`. A test compares the two.

static/js/wire.js has the messages of the live socket, static/js/replies.js the answers of the HTTP API.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from policyscope.web.live.client_messages import CLIENT_MESSAGES
from policyscope.web.live.server_messages import SERVER_MESSAGES
from policyscope.web.replies import EstimatesReply, ExactReply, LandscapeReply, StudyCell, StudyPlan, StudyProgress

FOLDER = Path(__file__).resolve().parent.parent / "static" / "js"
WIDTH = 120
REPLIES: tuple[type[BaseModel], ...] = (ExactReply, EstimatesReply, LandscapeReply, StudyPlan, StudyProgress, StudyCell)
"""Answers of the HTTP API, as far as the page reads them."""

HEAD = """\
/**
 * The shapes of the wire: {what}. Types only: nothing here runs.
 *
 * Written by scripts/wire_types.py from the models in server/policyscope/web ({models}),
 * with what they say of each field. Change those and run `make docs`. What is deprecated is not here.
 */
"""
NAMES = {"number": "number", "integer": "number", "string": "string", "boolean": "boolean", "null": "null"}

Schema = Mapping[str, Any]


def texts() -> dict[Path, str]:
    """The files."""
    unions = [
        comment([union("ClientMessage", CLIENT_MESSAGES, "What a page sends.")]),
        comment([union("ServerMessage", SERVER_MESSAGES, "What the server sends.")]),
    ]
    messages = ("messages of the live socket", "live/client_messages.py and live/server_messages.py")
    answers = ("answers of the HTTP API, as far as the page reads them", "replies.py")
    return {
        FOLDER / "wire.js": text(*messages, (*CLIENT_MESSAGES, *SERVER_MESSAGES), unions),
        FOLDER / "replies.js": text(*answers, REPLIES),
    }


def text(what: str, where: str, models: Sequence[type[BaseModel]], unions: Sequence[str] = ()) -> str:
    """A whole file."""
    _, schema = models_json_schema([(model, "validation") for model in models], ref_template="{model}")
    shapes = [comment(shape(name, each)) for name, each in sorted(schema["$defs"].items())]
    return "\n".join([HEAD.format(what=what, models=where), *shapes, *unions, "", "export {};", ""])


def shape(name: str, schema: Schema) -> list[str]:
    """The lines of one model's type: what it is, then its fields."""
    required = schema.get("required", ())
    lines = wrap(plain(schema["description"]), WIDTH)
    lines.append(f"@typedef {{object}} {name}")
    for field, node in schema["properties"].items():
        if not node.get("deprecated"):
            told = f"@property {{{type_of(node)}}} {field if field in required else f'[{field}]'}"
            lines += wrap(f"{told}  {plain(node.get('description', ''))}".rstrip(), WIDTH, subsequent_indent="  ", break_long_words=False)
    return lines


def union(name: str, models: Iterable[type[BaseModel]], said: str) -> str:
    """A type that is one of several."""
    return f"@typedef {{{' | '.join(model.__name__ for model in models)}}} {name}  {said}"


def comment(lines: Sequence[str]) -> str:
    """A JSDoc comment of these lines."""
    return f"/** {lines[0]} */" if len(lines) == 1 else "\n".join(["/**", *(f" * {line}" for line in lines), " */"])


def plain(said: str) -> str:
    """A description in one paragraph and with single quotes of code, as comments have them here."""
    return " ".join(said.split()).replace("``", "`")


def type_of(node: Schema) -> str:
    """A field's type in TypeScript's words."""
    options = node.get("anyOf", node.get("oneOf"))
    if options:
        return " | ".join(dict.fromkeys(type_of(option) for option in options))
    if "$ref" in node:
        return str(node["$ref"])
    if "const" in node:
        return json.dumps(node["const"])
    if "enum" in node:
        return " | ".join(json.dumps(value) for value in node["enum"])
    if "type" not in node:
        return "any"
    if node["type"] == "array":
        return list_of(node)
    if node["type"] == "object":
        inner = node.get("additionalProperties", True)
        return f"Record<string, {type_of(inner) if isinstance(inner, dict) else 'any'}>"
    return NAMES[node["type"]]


def list_of(node: Schema) -> str:
    """A list of so many, or of any number of its elements."""
    if "prefixItems" in node:
        return f"[{', '.join(type_of(each) for each in node['prefixItems'])}]"
    each = type_of(node["items"])
    return f"({each})[]" if " | " in each else f"{each}[]"


if __name__ == "__main__":
    for path, written in texts().items():
        path.write_text(written, encoding="utf-8")
