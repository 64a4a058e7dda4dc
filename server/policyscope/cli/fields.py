"""`policyscope fields`: every path that `--set` accepts, read from the schema."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from policyscope.errors import InvalidInput

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from policyscope.runs.limits import Limits
    from policyscope.runs.specs import Spec


class Row(NamedTuple):
    """A field of the experiment: its path, the kind it belongs to (empty: always present), accepted values, default and help."""

    path: str
    kind: str
    takes: str
    default: str
    help: str


def fields(
    prefix: Annotated[str, typer.Argument(help="Only the paths that begin with this, e.g. estimator.baseline.", show_default=False)] = "",
) -> None:
    """List the fields of an experiment that `run --set PATH=VALUE` accepts, with ranges, defaults and help."""
    from policyscope.runs import Experiment
    from policyscope.runs.limits import limits_from

    rows = merged(row for row in walk(Experiment, limits_from(os.environ)) if row.path.startswith(prefix))
    if not rows:
        raise InvalidInput("prefix", "the beginning of a path", prefix, "Without a prefix every path is listed.")
    console = Console(highlight=False)
    for row in rows:
        first = Text.assemble((row.path, "bold"), f" = {row.default}" if row.default else "", "   ", (row.takes, "cyan"))
        if row.kind:
            first.append(f"   (of {row.kind})", "dim")
        console.print(first, soft_wrap=True)
        console.print(Padding(Text(row.help), (0, 0, 0, 4), expand=False))


def merged(rows: Iterable[Row]) -> list[Row]:
    """The rows, with what several kinds share stated once for all of them."""
    kinds: dict[Row, dict[str, None]] = {}
    for row in rows:
        kinds.setdefault(row._replace(kind=""), {})[row.kind] = None
    return [row._replace(kind=", ".join(filter(None, of))) for row, of in kinds.items()]


def walk(model: type[Spec], limits: Limits, prefix: str = "", kind: str = "") -> Iterator[Row]:
    """Every field of a model and of the models inside it, those of each kind of a part one after another."""
    from policyscope.runs.fields import takes
    from policyscope.runs.kinds import within
    from policyscope.runs.specs.base import models_in

    schema = within(model.model_json_schema(), limits)["properties"]
    for name, field in model.model_fields.items():
        if name == "kind":
            continue
        path, help = prefix + name, field.description or ""
        parts = [part for part in models_in(field.annotation) if "kind" in part.model_fields]
        if not parts:
            yield Row(path, kind, takes(schema[name]), default(field), help)
            continue
        kinds = [part.model_fields["kind"].default for part in parts]
        if len(parts) > 1:
            yield Row(f"{path}.kind", kind, " | ".join(kinds), default(field), help)
        for part, its_kind in zip(parts, kinds, strict=True):
            yield from walk(part, limits, f"{path}.", its_kind if len(parts) > 1 else "")


def default(field: FieldInfo) -> str:
    """A field's default as it would be typed: the kind of a part, JSON for a plain value, empty if one must be given."""
    if field.is_required():
        return ""
    value = field.get_default(call_default_factory=True)
    return str(value.kind) if hasattr(value, "kind") else json.dumps(value, ensure_ascii=False)
