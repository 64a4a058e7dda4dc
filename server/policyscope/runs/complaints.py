"""Pydantic's errors in our words: the field as its author wrote it, what it accepts, what came, and where a stray name belongs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from policyscope.errors import NOTHING, InvalidInput, Verbatim
from policyscope.runs.hints import hint
from policyscope.runs.specs.arrays import WRONG
from policyscope.runs.specs.base import models_in

WORDS = {
    "greater_than": "a number > {gt:.16g}",
    "greater_than_equal": "a number ≥ {ge:.16g}",
    "less_than": "a number < {lt:.16g}",
    "less_than_equal": "a number ≤ {le:.16g}",
    "finite_number": "a finite number",
    "float_type": "a number",
    "float_parsing": "a number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number of at most 19 digits",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "string_too_short": "text of at least {min_length} characters",
    "string_too_long": "text of at most {max_length} characters",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "too_short": "at least {min_length} {of}",
    "too_long": "at most {max_length} {of}",
}
"""What is expected, by error type, where pydantic's own words are for programmers."""


class Place(NamedTuple):
    """Where in the models a complaint points: the model that owns the field, and the field if there is one of that name."""

    owner: type[BaseModel]
    field: FieldInfo | None


def translated(item: Mapping[str, Any], raw: object, model: type[BaseModel] | None = None) -> InvalidInput:
    """One of pydantic's complaints as an `InvalidInput`.

    Args:
        item: an entry of ``ValidationError.errors()``.
        raw: what was validated.
        model: against which model; with it, a list's length is told in the field's own words, and a stray name where it belongs.
    """
    path, kind, context = path_of(item["loc"], raw), item["type"], item.get("ctx", {})
    place = place_of(model, item["loc"]) if model else None
    if kind == WRONG:
        return InvalidInput(path, context["expected"], Verbatim(context["got"]))
    if kind == "missing":
        return InvalidInput(path, "a value, because it has no default", NOTHING)
    if kind == "extra_forbidden":
        remedy = hint(str(item["loc"][-1]), path, place.owner, model) if place and model else "Check its spelling against /api/catalog."
        return InvalidInput(path, "a field that exists", item["input"], remedy)
    if kind == "union_tag_not_found":
        return InvalidInput(f"{path}.kind", "a kind", NOTHING, f"Say which kind it is{_kinds(place)}.")
    if kind == "union_tag_invalid":
        return InvalidInput(f"{path}.kind", f"one of {context['expected_tags']}".replace("'", '"'), context["tag"])
    if kind == "literal_error":
        return InvalidInput(path, str(context["expected"]).replace("'", '"'), item["input"])
    words = WORDS.get(kind, "")
    if words:
        return InvalidInput(path, words.format(**context, of=_counted(place)), item["input"])
    return InvalidInput(path, str(item["msg"]).removeprefix("Input should be ").removeprefix("Value error, "), item["input"])


def _counted(place: Place | None) -> str:
    """What a list holds, and its help as an aside: ``values (one number per arm)``."""
    help = place.field.description if place and place.field else ""
    return f"values ({help[0].lower()}{help[1:].rstrip('.')})" if help else "values"


def _kinds(place: Place | None) -> str:
    options = models_in(place.field.annotation) if place and place.field else []
    return ": " + ", ".join(option.model_fields["kind"].default for option in options) if options else ""


def path_of(location: tuple[int | str, ...], raw: object) -> str:
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


def place_of(model: type[BaseModel], location: tuple[int | str, ...]) -> Place:
    """Pydantic's location among the models: it names fields, the kinds chosen, and indices."""
    owner, field = model, None
    options: list[type[BaseModel]] = [model]
    for step in location:
        kinds = {option.model_fields["kind"].default: option for option in options if "kind" in option.model_fields}
        if len(options) > 1 and step in kinds:
            owner, options = kinds[step], [kinds[step]]
        elif len(options) == 1 and step in options[0].model_fields:
            owner, field = options[0], options[0].model_fields[str(step)]
            options = list(models_in(field.annotation))
        elif len(options) == 1:
            owner = options[0]
    return Place(owner, field)
