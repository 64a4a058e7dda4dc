"""The page's types of the wire are those of the models, and every type a module names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.wire_types import FOLDER, texts, type_of

TYPEDEF = re.compile(r"@typedef\b[^@]*?\} (\w+)\b")
NAMED = re.compile(r'import\("[./\w]*/(types|wire|replies)\.js"\)\.(\w+)')


def typedefs(path: Path) -> set[str]:
    """The types a module declares."""
    return set(TYPEDEF.findall(path.read_text(encoding="utf-8")))


def test_the_file_is_what_the_models_say() -> None:
    assert len(texts()) == 2
    for path, expected in texts().items():
        written = path.read_text(encoding="utf-8")
        assert written == expected, "run: make docs"
        assert len(written.splitlines()) <= 400


def test_what_is_deprecated_is_left_out() -> None:
    (block,) = re.findall(r"@typedef \{object\} Block\n(.+?)\*/", texts()[FOLDER / "wire.js"], re.DOTALL)
    assert re.findall(r"\} (\w+)", block) == ["updates", "episodes", "actions", "mean_return", "truncated"]


def test_every_type_that_is_named_is_there(root: Path) -> None:
    declared = {name: typedefs(root / "static" / "js" / f"{name}.js") for name in ("types", "wire", "replies")}
    named = {
        (name, kind, path.name)
        for folder in ("static/js", "tests/js")
        for path in (root / folder).rglob("*.js")
        for name, kind in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(named) > 100
    assert [each for each in sorted(named) if each[1] not in declared[each[0]]] == []


@pytest.mark.parametrize(
    ("schema", "typed"),
    [
        ({"type": "integer"}, "number"),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}, {"type": "null"}]}, "number | null"),
        ({"type": "array", "items": {"anyOf": [{"type": "number"}, {"type": "null"}]}}, "(number | null)[]"),
        ({"type": "array", "prefixItems": [{"$ref": "Grid"}, {"type": "string"}]}, "[Grid, string]"),
        ({"type": "object", "additionalProperties": {"type": "boolean"}}, "Record<string, boolean>"),
        ({"type": "object", "additionalProperties": True}, "Record<string, any>"),
        ({"const": "open", "type": "string"}, '"open"'),
        ({"enum": ["update", "sample"], "type": "string"}, '"update" | "sample"'),
    ],
)
def test_a_schema_in_the_words_of_typescript(schema: dict[str, object], typed: str) -> None:
    assert type_of(schema) == typed
