"""A script as somebody asks for it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from policyscope.errors import InvalidInput
from policyscope.runs.limits import Limits
from policyscope.runs.scripts.write import script
from policyscope.runs.specs import Experiment
from policyscope.runs.specs.base import Spec
from policyscope.runs.specs.bounds import MOST_UPDATES

MOST_CHANGES = 200
"""Changes on the way: as many as a page keeps."""
MOST_NAMES = 100
SAID = "New values of fields by their dotted paths in the experiment; `theta` puts θ there by hand."

Changes = Annotated[
    dict[str, Any], Field(max_length=MOST_NAMES), WithJsonSchema({"type": "object", "maxProperties": MOST_NAMES, "description": SAID})
]


class ScriptRequest(Spec):
    """A run to be written as a script."""

    experiment: Experiment = Field(Experiment(), description="What to run; what is left out takes its default.")
    updates: int = Field(100, ge=0, le=MOST_UPDATES, description="Updates in all; at most the limit `updates`.")
    changes: list[tuple[Annotated[int, Field(ge=0, le=MOST_UPDATES)], Changes]] = Field(
        [], max_length=MOST_CHANGES, description="What was changed on the way, as a link has it: after how many updates, and what."
    )


def script_answer(request: ScriptRequest, limits: Limits | None = None) -> str:
    """The script.

    Raises:
        InvalidInput: naming the field of the request.
    """
    try:
        return script(request.experiment, request.updates, request.changes, limits)
    except InvalidInput as error:
        raise error if error.field.partition(".")[0] in ("changes", "updates") else error.under("experiment") from None
