"""The part of the catalogue that pages start with, and recordings hold."""

from __future__ import annotations

from typing import Any

import orjson

from policyscope.runs import Limits, catalog

PAGE_NEEDS = ("schema", "defaults", "presets", "paths")
KIND_NEEDS = ("kind", "title", "source", "facts")
"""The parts of the catalogue, and of each kind, that pages hold: the rest repeats them, listed by kind for programs."""


def page_catalog(limits: Limits) -> dict[str, Any]:
    """The part of the catalogue that a page needs."""
    whole = catalog(limits)
    kinds = {
        group: [{name: each[name] for name in KIND_NEEDS if name in each} for each in members] for group, members in whole["kinds"].items()
    }
    return {name: whole[name] for name in PAGE_NEEDS} | {"kinds": kinds}


def page_parts(limits: Limits) -> dict[str, str]:
    """The same as JSON for a script element, where only the end tag needs escaping."""
    return {"catalog": orjson.dumps(page_catalog(limits), option=orjson.OPT_SERIALIZE_NUMPY).decode().replace("<", "\\u003c")}
