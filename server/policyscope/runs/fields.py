"""A field of a schema in words, and a place in an experiment by its dotted path: one wording for every door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from policyscope.errors import InvalidInput

WORDS = {
    "number": ("number", "numbers"),
    "integer": ("whole number", "whole numbers"),
    "string": ("text", "texts"),
    "boolean": ("true|false", "true|false"),
    "null": ("null", "nulls"),
    "object": ("object", "objects"),
}
SIGNS = {"exclusiveMinimum": ">", "minimum": "≥", "exclusiveMaximum": "<", "maximum": "≤"}
POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

Schema = Mapping[str, Any]
Mark = Callable[[str], str]


def takes(node: Schema, literal: Mark = str, link: Mark = str) -> str:
    """What a field accepts, in a few words: its choices or its type, and the range of its numbers.

    Args:
        node: the field's JSON schema.
        literal: marks up a word that is typed as it stands.
        link: marks up the name of a model that is described elsewhere.
    """
    options = [option for option in node.get("anyOf", node.get("oneOf", [node])) if option.get("type") != "null"]
    words = " | ".join(_one(option, literal, link) for option in options)
    words = f"{words} {_range(options[0])}".rstrip()
    return f"{words} | {literal('null')}" if len(options) < len(node.get("anyOf", options)) else words


def place(tree: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """The part of an experiment that a dotted path leads to, and the field's name in it.

    Raises:
        InvalidInput: where one of the path's parts has no fields.
    """
    *parents, name = path.split(".")
    node: Any = tree
    for depth, part in enumerate(parents, start=1):
        child = node.get(part)
        if not isinstance(child, dict):
            raise InvalidInput(path, f"{'.'.join(parents[:depth])} to have fields", child, "policyscope fields lists every path.")
        node = child
    return node, name


def _one(node: Schema, literal: Mark, link: Mark) -> str:
    if "$ref" in node:
        return link(str(node["$ref"]).rpartition("/")[2])
    if "const" in node:
        return literal(str(node["const"]))
    if "enum" in node:
        return " | ".join(literal(str(value)) for value in node["enum"])
    return _named(node, link)


def _named(node: Schema, link: Mark, plural: bool = False) -> str:
    """A type in words: ``list of lists of numbers``, ``2 numbers``."""
    if "$ref" in node:
        return link(str(node["$ref"]).rpartition("/")[2])
    if node.get("type") != "array":
        return WORDS[node["type"]][plural] if "type" in node else "anything"
    if "prefixItems" in node:
        several = f"{len(node['prefixItems'])} {_named(node['prefixItems'][0], link, True)}"
        return f"lists of {several}" if plural else several
    return f"{'lists' if plural else 'list'} of {_named(node.get('items', {}), link, True)}"


def _range(node: Schema) -> str:
    """The range of a number, or of the numbers in a list."""
    while node.get("type") == "array":
        node = node["prefixItems"][0] if "prefixItems" in node else node.get("items", {})
    return ", ".join(f"{sign} {_number(node[bound])}" for bound, sign in SIGNS.items() if bound in node)


def _number(value: float) -> str:
    """A bound as a person would write it: large round ones as powers of ten."""
    mantissa, _, exponent = f"{value:e}".partition("e")
    if abs(value) >= 1e4 and abs(float(mantissa)) == 1:
        return f"{'−' if value < 0 else ''}10{str(int(exponent)).translate(POWERS)}"
    return f"{value:.16g}".replace("-", "−")
