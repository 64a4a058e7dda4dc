"""The OpenAPI description: bodies, examples, errors, and the messages of the live socket, for which OpenAPI has no routes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from policyscope.runs import EstimatesRequest, ExactRequest, Experiment, LandscapeRequest, ScriptRequest
from policyscope.web.errors import MEDIA_TYPE, Problem
from policyscope.web.live.client_messages import CLIENT_MESSAGES
from policyscope.web.live.server_messages import CLOSE_CODES, SERVER_MESSAGES
from policyscope.web.recordings import ExportRequest
from policyscope.web.replies import (
    EstimatesReply,
    ExactReply,
    GaussianExactReply,
    Health,
    LandscapeReply,
    Readiness,
    RunRequest,
    StudyCell,
    StudyPlan,
    StudyProgress,
    StudyRequest,
    StudyTable,
)

HTTP_MODELS: tuple[type[BaseModel], ...] = (
    Experiment, ExactRequest, EstimatesRequest, LandscapeRequest, RunRequest, ScriptRequest, StudyRequest, ExportRequest,
    ExactReply, GaussianExactReply, EstimatesReply, LandscapeReply, StudyPlan, StudyProgress, StudyCell, StudyTable,
    Health, Readiness, Problem,
)  # fmt: skip
JSON = "application/json"
ERRORS = {
    403: "The request comes from a page of another origin.",
    413: "The body is too long.",
    415: "The body is not JSON.",
    422: "The body cannot be used.",
    503: "Too many requests are waiting, or this answer takes too long.",
}


def ref(model: type[BaseModel]) -> dict[str, str]:
    """A reference to a model's schema."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def asks(model: type[BaseModel], example: object) -> dict[str, Any]:
    """The request body of a route."""
    return {"requestBody": {"required": True, "content": {JSON: {"schema": ref(model), "example": example}}}}


def replies(
    model: type[BaseModel] | tuple[type[BaseModel], ...] | None, said: str = "The answer.", media_types: Sequence[str] = (JSON,)
) -> dict[int | str, dict[str, Any]]:
    """The responses of a route, errors included."""
    schema: dict[str, Any] = {"anyOf": [ref(each) for each in model]} if isinstance(model, tuple) else ref(model) if model else {}
    faults: dict[int | str, dict[str, Any]] = {
        status: {"description": said, "content": {MEDIA_TYPE: {"schema": ref(Problem)}}} for status, said in ERRORS.items()
    }
    return {200: {"description": said, "content": {kind: {"schema": schema if "json" in kind else {}} for kind in media_types}}, **faults}


def message_schemas() -> dict[str, Any]:
    """The JSON schema of every message of the live socket: ``client`` and ``server``, by type, over shared ``$defs``."""
    everything = [*CLIENT_MESSAGES, *SERVER_MESSAGES]
    _, definitions = models_json_schema([(model, "validation") for model in everything], ref_template="#/$defs/{model}")

    def by_type(models: Sequence[type[BaseModel]]) -> dict[str, Any]:
        return {
            definitions["$defs"][model.__name__]["properties"]["type"]["const"]: {"$ref": f"#/$defs/{model.__name__}"} for model in models
        }

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Messages of /api/live",
        "description": "JSON as text in both directions; each message names its `type`.",
        "client": by_type(CLIENT_MESSAGES),
        "server": by_type(SERVER_MESSAGES),
        "close_codes": {str(code): meaning for code, meaning in CLOSE_CODES.items()},
        "$defs": definitions["$defs"],
    }


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document."""
    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=app.description, routes=app.routes, tags=app.openapi_tags,
        servers=app.servers,
    )  # fmt: skip
    models = [*HTTP_MODELS, *CLIENT_MESSAGES, *SERVER_MESSAGES]
    _, definitions = models_json_schema([(model, "validation") for model in models], ref_template="#/components/schemas/{model}")
    document.setdefault("components", {}).setdefault("schemas", {}).update(definitions["$defs"])
    return document
