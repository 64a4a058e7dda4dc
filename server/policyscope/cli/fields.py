"""`policyscope fields`: every path that `--set` takes, read from the schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from policyscope.errors import InvalidInput

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo


class Row(NamedTuple):
    """A field of the experiment: its path, the kind it belongs to (empty: always there), what it takes, its default and its help."""

    path: str
    kind: str
    takes: str
    default: str
    help: str


def fields(
    prefix: Annotated[str, typer.Argument(help="Only the paths that begin so, e.g. estimator.baseline.", show_default=False)] = "",
) -> None:
    """List the fields of an experiment: what `run --set PATH=VALUE` takes, with ranges, defaults and help."""
    from policyscope.runs import Experiment

    rows = merged(row for row in walk(Experiment) if row.path.startswith(prefix))
    if not rows:
        raise InvalidInput("prefix", "the beginning of a path", prefix, "Without it every path is listed.")
    console = Console(highlight=False)
    for row in rows:
        first = Text.assemble((row.path, "bold"), f" = {row.default}" if row.default else "", "   ", (row.takes, "cyan"))
        if row.kind:
            first.append(f"   (of {row.kind})", "dim")
        console.print(first, soft_wrap=True)
        console.print(Padding(Text(row.help), (0, 0, 0, 4), expand=False))


def merged(rows: Iterable[Row]) -> list[Row]:
    """The rows with what several kinds share said once, of all of them."""
    kinds: dict[Row, dict[str, None]] = {}
    for row in rows:
        kinds.setdefault(row._replace(kind=""), {})[row.kind] = None
    return [row._replace(kind=", ".join(filter(None, of))) for row, of in kinds.items()]


def walk(model: type[BaseModel], prefix: str = "", kind: str = "") -> Iterator[Row]:
    """Every field of a model and of the models inside it, those of each kind of a part one after another."""
    for name, field in model.model_fields.items():
        if name == "kind":
            continue
        path = prefix + name
        parts = variants(field.annotation)
        if not parts:
            yield Row(path, kind, takes(field), default(field), field.description or "")
            continue
        kinds = [part.model_fields["kind"].default for part in parts]
        if len(parts) > 1:
            yield Row(f"{path}.kind", kind, " | ".join(kinds), default(field), field.description or "")
        for part, its_kind in zip(parts, kinds, strict=True):
            yield from walk(part, f"{path}.", its_kind if len(parts) > 1 else "")


def variants(annotation: Any) -> list[type[BaseModel]]:
    """The models a field may hold: one, several told apart by their kind, or none for a plain value."""
    from pydantic import BaseModel

    options = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else [annotation]
    return [option for option in options if isinstance(option, type) and issubclass(option, BaseModel)]


def takes(field: FieldInfo) -> str:
    """What a plain field takes, in a few words: its choices or its type, and its range."""
    annotation: Any = field.annotation
    if get_origin(annotation) is Literal:
        return " | ".join(map(str, get_args(annotation)))
    kind = annotation.__name__ if isinstance(annotation, type) and not get_args(annotation) else re.sub(r"\w+\.", "", str(annotation))
    for python, words in (("float", "number"), ("int", "whole number"), ("str", "text"), ("bool", "true|false"), ("None", "null")):
        kind = re.sub(rf"\b{python}\b", words, kind)
    limits = [
        f"{sign} {getattr(bound, name):.16g}"
        for bound in field.metadata
        for name, sign in (("gt", ">"), ("ge", "≥"), ("lt", "<"), ("le", "≤"))
        if hasattr(bound, name)
    ]
    return f"{kind} {', '.join(limits)}".strip()


def default(field: FieldInfo) -> str:
    """A field's default as it would be typed: the kind of a part, JSON for a plain value, empty where one must be given."""
    if field.is_required():
        return ""
    value = field.get_default(call_default_factory=True)
    return str(value.kind) if hasattr(value, "kind") else json.dumps(value, ensure_ascii=False)
