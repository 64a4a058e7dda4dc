"""A field in words, the same at every door; and a place in an experiment."""

from __future__ import annotations

import pytest

from policyscope.errors import InvalidInput
from policyscope.runs.fields import place, takes

PAIR = {"type": "array", "prefixItems": [{"type": "number"}] * 2}
NUMBERS = {"type": "array", "items": {"type": "number"}}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "number", "minimum": -1e6, "exclusiveMaximum": 2}, "number ≥ −10⁶, < 2"),
        ({"anyOf": [{"type": "array", "items": NUMBERS}, {"type": "null"}]}, "list of lists of numbers | [null]"),
        ({"type": "array", "prefixItems": [{"type": "number", "minimum": 0}] * 2}, "2 numbers ≥ 0"),
        ({"type": "array", "items": PAIR}, "list of lists of 2 numbers"),
        ({"type": "array", "prefixItems": [PAIR] * 2}, "2 lists of 2 numbers"),
        ({"enum": ["none", "natural"]}, "[none] | [natural]"),
        ({"oneOf": [{"$ref": "#/$defs/Bandit"}, {"$ref": "#/$defs/Chain"}]}, "<Bandit> | <Chain>"),
        ({"type": "array", "items": {"$ref": "#/$defs/Frame"}}, "list of <Frame>"),
        ({"const": "open"}, "[open]"),
        ({"type": "integer", "minimum": 1, "maximum": 1500}, "whole number ≥ 1, ≤ 1500"),
        ({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "boolean"}]}, "whole number | true|false ≥ 0"),
        ({}, "anything"),
    ],
)
def test_what_a_field_takes(schema: dict[str, object], words: str) -> None:
    assert takes(schema, lambda word: f"[{word}]", lambda name: f"<{name}>") == words


def test_a_path_leads_to_a_part_and_a_name() -> None:
    tree = {"estimator": {"baseline": {"kind": "constant"}}, "seed": 1}
    assert place(tree, "estimator.baseline.value") == ({"kind": "constant"}, "value")
    assert place(tree, "seed") == (tree, "seed")
    with pytest.raises(InvalidInput, match=r"seed\.x\.y: expected seed to have fields"):
        place(tree, "seed.x.y")
