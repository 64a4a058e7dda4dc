"""A number in the prose that is a control: `@[lr]` is a number field bound to a live setting of the lab beside it."""

from __future__ import annotations

from html import escape

from policyscope.errors import InvalidInput
from policyscope.runs import Experiment
from policyscope.runs.fields import place
from policyscope.web.keys import path_of


def control(experiment: Experiment, key: str) -> str:
    """The field, with the value it has at this step. It can be used once the page's script has it bound.

    Args:
        experiment: what the lab shows.
        key: as in an address, or a field's whole path.

    Raises:
        InvalidInput: for what is no live number here.
    """
    wanted = "a live number of what the lab shows, such as @[lr]"
    tree = experiment.model_dump(mode="json")
    path = path_of(tree, key)
    if path is None:
        raise InvalidInput(key, wanted, None)
    node, name = place(tree, path)
    value = node[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInput(key, wanted, value)
    part = experiment
    for parent in path.split(".")[:-1]:
        part = getattr(part, parent)
    field = type(part).model_json_schema()["properties"][name]
    if not field.get("live"):
        raise InvalidInput(key, wanted, f"{field['title']}, which does not change while a run plays")
    bounds = "".join(
        f' {end}="{field[bound]:g}"'
        for end, bound in (("min", "minimum"), ("min", "exclusiveMinimum"), ("max", "maximum"), ("max", "exclusiveMaximum"))
        if bound in field
    )
    return (
        f'<input class="control" type="number" step="any"{bounds} value="{value:g}" data-path="{escape(path)}" '
        f'aria-label="{escape(field["title"])}, in the lab" title="{escape(field["title"])}: changes the lab" disabled>'
    )
