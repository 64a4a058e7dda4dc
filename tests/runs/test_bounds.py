"""Every number, list and text a person can send has bounds, and the values at them are answered or refused in words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson
import pytest
from pydantic import BaseModel, TypeAdapter

from policyscope.errors import InvalidInput
from policyscope.runs import (
    EstimatesRequest,
    ExactRequest,
    Experiment,
    LandscapeRequest,
    Limits,
    ScriptRequest,
    catalog,
    exact_answer,
    open_run,
    parse,
)
from policyscope.runs import parse_experiment as experiment
from policyscope.runs.kinds import experiment_schema, within
from policyscope.runs.specs.arrays import MANY, nested
from policyscope.runs.streams import STREAMS
from policyscope.web.live.client_messages import CLIENT_MESSAGES
from policyscope.web.replies import RunRequest, StudyRequest

ASKED: tuple[type[BaseModel], ...] = (
    Experiment,
    ExactRequest,
    EstimatesRequest,
    LandscapeRequest,
    RunRequest,
    StudyRequest,
    ScriptRequest,
    *CLIENT_MESSAGES,
)
"""All that comes from outside."""

FURTHEST = 1e100
MOST = 2**53 - 1


def flaws(schema: dict[str, Any], node: Any, path: str = "") -> Iterator[str]:
    """What has no end, by its path in the schema."""
    if isinstance(node, list):
        for i, each in enumerate(node):
            yield from flaws(schema, each, f"{path}/{i}")
    if not isinstance(node, dict) or "const" in node or "enum" in node:
        return
    low, high = node.get("minimum", node.get("exclusiveMinimum", -math.inf)), node.get("maximum", node.get("exclusiveMaximum", math.inf))
    kind = node.get("type")
    if kind == "number" and not -FURTHEST <= low <= high <= FURTHEST:
        yield f"{path}: a number from {low} to {high}"
    if kind == "integer" and not -MOST <= low <= high <= MOST:
        yield f"{path}: a whole number from {low} to {high}"
    if kind == "string" and not node.get("maxLength", math.inf) <= 1 << 26:
        yield f"{path}: a text of any length"
    if kind == "array" and not node.get("maxItems", math.inf) <= 1_000_000:
        yield f"{path}: a list of any length"
    if kind == "object" and "properties" not in node and not node.get("maxProperties", math.inf) <= 1000:
        yield f"{path}: an object of any size"
    if "properties" in node and node.get("additionalProperties") is not False:
        yield f"{path}: an object with further fields"
    for key, value in node.items():
        if key in ("default", "examples"):
            continue
        if key in ("properties", "$defs"):
            for name, each in value.items():
                yield from flaws(schema, each, f"{path}/{name}")
        else:
            yield from flaws(schema, value, f"{path}/{key}")


@pytest.mark.parametrize("model", ASKED)
def test_nothing_a_person_can_send_is_without_bounds(model: type[BaseModel]) -> None:
    schema = TypeAdapter(model).json_schema()
    assert list(flaws(schema, schema)) == []


def test_the_walk_sees_what_has_no_bounds() -> None:
    class Loose(BaseModel):
        whole: int
        number: float | None
        text: list[str]
        table: dict[str, float]

    schema = TypeAdapter(Loose).json_schema()
    assert [flaw.partition(":")[0] for flaw in flaws(schema, schema)] == [
        "", "/whole", "/number/anyOf/0", "/text", "/text/items", "/table", "/table/additionalProperties",
    ]  # fmt: skip


def ends(node: dict[str, Any]) -> list[Any]:
    """The values at both ends of a number's range."""
    tiny = 5e-324
    return [
        value
        for value in (
            node.get("minimum", node.get("exclusiveMinimum", 0) + tiny if "exclusiveMinimum" in node else None),
            node.get("maximum", math.nextafter(node["exclusiveMaximum"], 0) if "exclusiveMaximum" in node else None),
        )
        if value is not None
    ]


def extremes() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of an experiment at each end of its range, the rest at its defaults; lists with every item there."""
    schema = experiment_schema()

    def values(node: dict[str, Any], length: int) -> Iterator[Any]:
        for one in [node, *node.get("anyOf", [])]:
            if one.get("type") in ("number", "integer"):
                yield from ends(one)
            elif one.get("type") == "array":
                items = one.get("items") or one["prefixItems"][0]
                count = max(one.get("minItems", 1), length)
                for value in values(items, length):
                    yield [value] * count

    def models(node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        for option in node.get("oneOf", node.get("anyOf", [node])):
            if "$ref" in option:
                model = schema["$defs"][option["$ref"].rsplit("/", 1)[-1]]
                yield model["properties"].get("kind", {}).get("const", ""), model

    def walk(model: dict[str, Any], inside: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, node in model["properties"].items():
            if name in ("kind", "legend"):
                continue
            for value in values(node, 2):
                yield f"{path}{name}={value}", inside({name: value})
            for kind, part in models(node):
                # late binding would show every part the last kind
                def wrapped(fields: dict[str, Any], name: str = name, kind: str = kind) -> dict[str, Any]:
                    return inside({name: {"kind": kind, **fields}})

                yield from walk(part, wrapped, f"{path}{name}:{kind}.")

    yield from walk(schema, lambda fields: fields, "")


CONTINUOUS = {"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian"}}
ROOM = {
    "kind": "tabular", "transition": [[[0.5, 0.5]] * 2, [[0.0, 1.0]] * 2], "reward": 1.0, "start": [1.0, 0.0], "terminal": [False, True],
    "horizon": 5,
}  # fmt: skip
CASES = dict(extremes())


def completed(raw: dict[str, Any]) -> dict[str, Any]:
    """With what the kinds in it need to have: arrays of one's own, and a family."""
    if raw.get("problem", {}).get("kind") == "tabular":
        raw = {**raw, "problem": {**ROOM, **raw["problem"]}}
    kinds = {raw.get(part, {}).get("kind") for part in ("problem", "policy", "estimator")}
    if "linear_quadratic" in kinds:
        raw = {"policy": CONTINUOUS["policy"], **raw}
    elif kinds & {"continuous_bandit", "gaussian", "pathwise", "measure_valued"}:
        raw = {**CONTINUOUS, **raw}
    return raw


@pytest.mark.compiled  # what is answered or refused is the same interpreted, and takes ten seconds more
@pytest.mark.parametrize("name", CASES)
def test_a_value_at_its_bound_is_answered_or_refused_in_words(name: str) -> None:
    raw = completed(CASES[name])
    limits = Limits(horizon=1000)
    question = {part: raw[part] for part in ("problem", "policy", "objective") if part in raw}
    for ask in (
        lambda: exact_answer(parse(ExactRequest, question), limits),
        lambda: open_run(experiment(raw), limits).advance(2, STREAMS),
    ):
        try:
            answer = ask()
        except InvalidInput:
            continue
        assert orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"problem": {"kind": "gridworld", "wind": [10**20, 0, 0, 0]}}, "problem.wind.0"),
        ({"problem": {"kind": "gridworld", "wind": [-(10**20), 0, 0, 0]}}, "problem.wind.0"),
        ({"problem": {"kind": "gridworld", "horizon": 2**63}}, "problem.horizon"),
        ({"problem": {"kind": "gridworld", "horizon": 10**400}}, "problem.horizon"),
        ({"estimator": {"kind": "reinforce", "batch_size": 2**64}}, "estimator.batch_size"),
        ({"runs": 2**63}, "runs"),
        ({"seed": 2**63}, "seed"),
        ({"initial_theta": [1e101, 0.0, 0.0]}, "initial_theta.0"),
        ({"problem": {"kind": "testbed", "problem_seed": 2**64}}, "problem.problem_seed"),
        ({"problem": {"kind": "gymnasium", "id": "x" * 101}}, "problem.id"),
    ],
)
def test_beyond_its_bound_a_value_is_refused_by_its_name(raw: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        open_run(experiment(raw))
    assert caught.value.field == field


def test_a_servers_schema_ends_where_its_limits_do() -> None:
    schema = catalog(Limits(actions=7, horizon=50, batch=4, runs=3))["schema"]
    properties = {name: model["properties"] for name, model in schema["$defs"].items()}
    assert properties["Testbed"]["arms"]["maximum"] == 7
    assert properties["Bandit"]["means"]["maxItems"] == 7
    assert properties["Gridworld"]["horizon"]["anyOf"][0]["maximum"] == 50
    assert properties["Reinforce"]["batch_size"]["maximum"] == 4
    assert schema["properties"]["runs"]["maximum"] == 3
    assert catalog()["schema"]["$defs"]["Testbed"]["properties"]["arms"]["maximum"] == Limits().actions == 32
    (testbed,) = (kind for kind in catalog()["kinds"]["problem"] if kind["kind"] == "testbed")
    assert testbed["schema"]["properties"]["arms"]["maximum"] == 32
    assert experiment_schema()["$defs"]["Testbed"]["properties"]["arms"]["maximum"] > 32  # the copy was changed alone


def test_every_limit_a_field_names_is_one() -> None:
    def named(node: Any) -> Iterator[str]:
        for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from named(value)
        if isinstance(node, dict) and isinstance(node.get("limit"), str):
            yield node["limit"]

    names = set(named(experiment_schema()))
    assert names == {"actions", "batch", "horizon", "runs", "states"}
    assert within({"limit": "runs", "maximum": 5}, Limits(runs=9)) == {"limit": "runs", "maximum": 5}


def test_equal_numbers_of_a_large_array_are_one_object() -> None:
    array = np.tile([0.0, 1.5, -2.0], (MANY, 1))
    rows = nested(array)
    assert rows == array.tolist()
    assert len({id(number) for row in rows for number in row}) == 3
    assert nested(array[:2]) == array[:2].tolist()
