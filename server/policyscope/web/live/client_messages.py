"""What a page may send on the live socket, one documented type each, and how its text becomes one of them.

Messages are a tagged union on ``type``, text JSON both ways. These are checked; the server's own are in `server_messages`.

    page                    server
    open ───────────────▶   opened, frame
    grant                   (frames of a playing run, at most 3 ahead of what was granted)
    play, pause
    step ───────────────▶   frame
    control ────────────▶   control_applied, frame
    set_theta, subscribe,
    reset ──────────────▶   frame
    anything unusable ──▶   error   (nothing has changed, the socket stays open)
                            finished   (the run cannot go on, and has paused)
                            heartbeat  (each second in which something is owed but not yet there; and when the server gets to full speed)
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, TypeAdapter, ValidationError, WithJsonSchema
from pydantic_core import CoreSchema

from policyscope.errors import InvalidInput
from policyscope.runs.parse import count_parts, invalid_inputs
from policyscope.runs.specs.base import stopping_early
from policyscope.runs.specs.bounds import MOST_PARAMETERS, MOST_UPDATES, Parameter
from policyscope.runs.state import LONGEST_STATE

MOST_AHEAD = 3
"""Frames that may be on their way to a page at once."""

MOST_NAMES = 100
"""Bound on the fields of an experiment or of a change, and on the streams of a frame: more than exist."""

AnExperiment = Annotated[
    dict[str, Any],
    Field(max_length=MOST_NAMES),
    WithJsonSchema({"type": "object", "maxProperties": MOST_NAMES, "description": "An experiment; its schema is in /api/catalog."}),
]
Changes = Annotated[
    dict[str, Any],
    Field(max_length=MOST_NAMES),
    WithJsonSchema(
        {
            "type": "object",
            "maxProperties": MOST_NAMES,
            "description": "New values of live fields, by their dotted paths in the experiment.",
        }
    ),
]
Streams = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=MOST_NAMES)]
Axis = Annotated[int, Field(ge=0, lt=MOST_PARAMETERS)]


class ClientMessage(BaseModel):
    """What a page sends: no unknown fields, no number instead of a text."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Lists stop at their first wrong element."""
        return stopping_early(handler(source))


class Open(ClientMessage):
    """Begin a run, or continue one from a frame's ``state``. Answered with ``opened`` and a ``frame``; an earlier run ends."""

    type: Literal["open"]
    experiment: AnExperiment = Field(examples=[{"problem": {"kind": "bandit", "means": [1.0, 0.7, 0.0]}}])
    state: str | None = Field(None, max_length=LONGEST_STATE, description="A frame's ``state``: the run continues from there, bit for bit.")
    subscribe: Streams = Field([], description="The streams every frame is to carry.", examples=[["probabilities", "exact"]])
    cloud_axes: tuple[Axis, Axis] | None = Field(None, description="The two parameters that ``cloud`` shows; empty: the server chooses.")
    grant: int = Field(0, ge=0, le=MOST_AHEAD, description="Frames the page is ready to take while the run plays.")


class Grant(ClientMessage):
    """Frames were drawn, and this many more may come. At most 3 are ever ahead; a run without credit waits."""

    type: Literal["grant"]
    frames: int = Field(ge=1, le=MOST_AHEAD, description="How many more.")


class Play(ClientMessage):
    """Let the run play. Each frame carries as many updates as the speed asks for, or fewer if they take too long to compute."""

    type: Literal["play"]
    updates_per_second: float = Field(
        gt=0, le=MOST_UPDATES, description="Speed; at most the setting max_updates_per_second.", examples=[60]
    )


class Pause(ClientMessage):
    """Stop playing. Frames already on their way still arrive."""

    type: Literal["pause"]


class Step(ClientMessage):
    """Do some updates, or draw some episodes of the coming update, and send one frame."""

    type: Literal["step"]
    unit: Literal["update", "sample"] = Field("update", description="A sample is one episode; when the batch is full, the update happens.")
    count: int = Field(1, ge=1, le=MOST_UPDATES, description="How many; at most the setting max_steps.")


class Control(ClientMessage):
    """Change live fields of the experiment, all or none. They apply to the very next update."""

    type: Literal["control"]
    changes: Changes = Field(examples=[{"optimizer.learning_rate": 0.3, "estimator.baseline": {"kind": "constant", "value": 0.5}}])


class SetTheta(ClientMessage):
    """Move θ; everything else in the run stays."""

    type: Literal["set_theta"]
    theta: list[Parameter] = Field(max_length=MOST_PARAMETERS, description="One number a parameter.", examples=[[0.0, 1.0, 0.0]])


class Subscribe(ClientMessage):
    """Choose what frames carry from now on. Looking never changes the run."""

    type: Literal["subscribe"]
    streams: Streams = Field(
        description="All streams wanted; others are no longer computed.", examples=[["probabilities", "scores", "exact"]]
    )
    cloud_axes: tuple[Axis, Axis] | None = Field(None, description="The two parameters that ``cloud`` shows; empty: as before.")


class Reset(ClientMessage):
    """Back to the first update: with the same seed the same run again."""

    type: Literal["reset"]
    seed: int | None = Field(None, ge=0, le=2**53 - 1, description="A new seed; empty: the same.")


AnyClientMessage = Annotated[Open | Grant | Play | Pause | Step | Control | SetTheta | Subscribe | Reset, Field(discriminator="type")]
CLIENT_MESSAGES: tuple[type[ClientMessage], ...] = (Open, Grant, Play, Pause, Step, Control, SetTheta, Subscribe, Reset)

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
