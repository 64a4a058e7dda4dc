"""The messages between an embed and the page around it, by window.postMessage. `static/js/page/embedded/bridge.js` sends and hears them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema


class Message(BaseModel):
    """Any of our messages."""

    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = Field(default=1, description="The version of these messages.")


class Command(Message):
    """What the parent asks for. It is answered by a `policyscope:response` with the same `id`."""

    id: str | float = Field(description="Chosen by the parent; the answer has the same.")


class Play(Command):
    """Play."""

    type: Literal["policyscope:play"]
    updates_per_second: float | None = Field(default=None, ge=1, le=10_000, description="Another speed.")


class Pause(Command):
    """Pause."""

    type: Literal["policyscope:pause"]


class Step(Command):
    """Do some updates, or draw one sample of the coming update, and answer once they are done."""

    type: Literal["policyscope:step"]
    unit: Literal["update", "sample"] = Field(default="update", description="What to count.")
    count: int = Field(default=1, ge=1, le=10_000, description="How many.")


class Set(Command):
    """Change fields of the experiment by their paths, as on the live socket. Live fields change at once, others from this moment on."""

    type: Literal["policyscope:set"]
    changes: dict[str, Any] = Field(description="Value by path, e.g. `optimizer.learning_rate`.")


class Light(Command):
    """Light up the marks of some names in every picture that has them, and let all others fade; none: as they were."""

    type: Literal["policyscope:light"]
    names: list[str] = Field(max_length=64, description="As in a picture's legend, e.g. `π(A)`.")


class GetState(Command):
    """Ask for everything needed to come back to what is shown."""

    type: Literal["policyscope:getState"]


class SetState(Command):
    """Show what an address shows: the query of a link, or the `state` of an earlier answer."""

    type: Literal["policyscope:setState"]
    state: str = Field(max_length=100_000, description="A query, with or without its question mark.")


class Shown(BaseModel):
    """What an embed shows."""

    update: int = Field(description="Updates done.")
    sample: int = Field(description="Samples drawn of the coming update.")
    theta: list[float] = Field(description="θ, of the first run.")
    value: float | None = Field(description="J(θ), exact, where the pictures ask for it.")
    playing: bool = Field(description="Whether it plays.")


class Here(Message):
    """The page stands, with its first picture; it becomes live once it is on screen."""

    type: Literal["policyscope:here"]


class Ready(Message):
    """The first moment is shown: commands are heard from now on."""

    type: Literal["policyscope:ready"]
    panels: list[str] = Field(description="The panels shown.")
    state: str = Field(description="The query of what is shown.")


class Frame(Message, Shown):
    """Another moment is shown: at most ten a second, and always the last."""

    type: Literal["policyscope:frame"]


class Response(Message):
    """The answer to a command."""

    type: Literal["policyscope:response"]
    id: str | float = Field(description="The command's.")
    ok: bool = Field(description="Whether it was done.")
    detail: str = Field(default="", description="Why not: what was expected, what was got.")
    shown: Shown | None = Field(default=None, description="What is shown now.")
    state: str = Field(default="", description="To `getState`: the query that leads here.")
    notes: list[str] = Field(default=[], description="To `setState`: what was ignored, and why.")


class Leave(Message):
    """Escape was pressed: the parent may take the focus back."""

    type: Literal["policyscope:leave"]


class Key(Message):
    """A key for turning pages that the embed has no use for."""

    type: Literal["policyscope:key"]
    key: Literal["PageUp", "PageDown", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"] = Field(description="Its KeyboardEvent.key.")


class Resize(BaseModel):
    """How high the embed would like to be at this width, px; sent under both subjects that course systems listen to."""

    model_config = ConfigDict(extra="forbid")

    subject: Literal["lti.frameResize", "org.imsglobal.lti.frameResize"] = Field(description="Both are sent: course systems know one.")
    height: int = Field(ge=1, description="px.")


COMMANDS: tuple[type[BaseModel], ...] = (Play, Pause, Step, Set, Light, GetState, SetState)
EVENTS: tuple[type[BaseModel], ...] = (Here, Ready, Frame, Response, Leave, Key, Resize)


def schemas() -> dict[str, Any]:
    """The JSON schema of every message: ``commands`` to an embed and ``events`` from it, over shared ``$defs``."""
    _, definitions = models_json_schema([(model, "validation") for model in (*COMMANDS, *EVENTS)], ref_template="#/$defs/{model}")
    found = definitions["$defs"]

    def by_type(models: Sequence[type[BaseModel]]) -> dict[str, Any]:
        return {found[model.__name__]["properties"]["type"]["const"]: {"$ref": f"#/$defs/{model.__name__}"} for model in models}

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Messages between an embed and the page around it",
        "description": "Objects for window.postMessage. Commands without our `type` and `version` are left alone.",
        "commands": by_type(COMMANDS),
        "events": by_type([model for model in EVENTS if model is not Resize]) | {"": {"$ref": "#/$defs/Resize"}},
        "$defs": found,
    }
