"""What every specification shares: strict fields, and the facts a page needs to draw a control.

A field's JSON schema is the only place its label (``title``), help (``description``), range, unit and scale are written;
the HTTP API, the socket, the URL, the command line and the page's controls all read it from there.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema

from policyscope.runs.specs.entry import Entry

Scale = Literal["linear", "log"]

TABULAR, CONTINUOUS, LINEAR_QUADRATIC = ("tabular",), ("continuous",), ("linear_quadratic",)
EVERY_FAMILY = TABULAR + CONTINUOUS + LINEAR_QUADRATIC


def _say_families(schema: dict[str, Any], model: type[Spec]) -> None:
    if model.families != EVERY_FAMILY:
        schema["families"] = list(model.families)


def stopping_early(schema: Any) -> Any:
    """A pydantic core schema whose lists are given up at their first wrong element.

    A megabyte of texts where numbers belong would otherwise be half a million complaints, which take seconds to make and to list.
    """
    if isinstance(schema, dict):
        if schema.get("type") in ("list", "tuple"):
            schema["fail_fast"] = True
        for part in schema.values():
            stopping_early(part)
    elif isinstance(schema, list):
        for part in schema:
            stopping_early(part)
    return schema


class Spec(BaseModel):
    """A part of an experiment: immutable, no unknown keys, no NaN or infinity.

    ``families`` names the families of problems it goes with (see `policyscope.runs.families`); the schema says so where these
    are not all. ``entry`` is its place in the reference, where that is not kept apart.
    """

    families: ClassVar[tuple[str, ...]] = EVERY_FAMILY
    entry: ClassVar[Entry | None] = None

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        json_schema_extra=_say_families,
        model_title_generator=lambda model: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).capitalize(),
    )

    @classmethod
    def facts(cls) -> dict[str, Any]:
        """What a kind says about itself besides its schema, for lists and explanations; part of the catalogue."""
        return {}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Lists stop at their first wrong element, here and in every part of an experiment."""
        return stopping_early(handler(source))


def models_in(annotation: Any) -> list[type[Spec]]:
    """The models that may stand where a field is annotated so: one, several told apart by their kind, or none for plain values."""
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        return [annotation]
    return [model for argument in get_args(annotation) for model in models_in(argument)]


def knob(
    default: Any,
    label: str,
    help: str,
    *,
    live: bool = False,
    scale: Scale = "linear",
    unit: str = "",
    slider: tuple[float, float] | None = None,
    offered: tuple[str, ...] = (),
    limit: str = "",
    **limits: Any,
) -> Any:
    """A field with what a control needs.

    ``live`` ones may change in play; ``slider`` is the usual range, ``offered`` the usual texts; ``limit`` names the server's limit
    that a number, or the length of a list, must keep to besides its bound here.
    """
    extra: dict[str, Any] = {"live": live, "scale": scale}
    if unit:
        extra["unit"] = unit
    if slider:
        extra["slider"] = list(slider)
    if limit:
        extra["limit"] = limit
    if offered:
        extra["examples"] = list(offered)
    return Field(default, title=label, description=help, json_schema_extra=extra, **limits)
