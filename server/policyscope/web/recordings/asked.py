"""What `POST /api/export` asks for: an experiment, or a page's own address, and how it is to be shown."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlencode

from pydantic import Field

from policyscope.errors import InvalidInput
from policyscope.runs import Experiment, Limits
from policyscope.runs.specs import Spec
from policyscope.runs.specs.bounds import MOST_UPDATES
from policyscope.web.embedding.query import LATER, LONGEST, SECOND, experiment_of, second_of
from policyscope.web.recordings.page import Look
from policyscope.web.recordings.write import record_page

UPDATES = 1000
"""Where nobody says how many."""
MOST_CHANGES = 200
Changes = Annotated[list[tuple[Annotated[int, Field(ge=0, le=MOST_UPDATES)], dict[str, Any]]], Field(max_length=MOST_CHANGES)]
Name = Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")]


class ExportRequest(Spec):
    """A run to be written as one HTML file that plays it back."""

    experiment: Experiment | None = Field(None, description="What to record; what is left out takes its default.")
    query: str | None = Field(
        None,
        max_length=LONGEST,
        description="Instead of both: the query of a page's address, with its `at`, `changes`, `panels`, `theme`, `b.…`.",
    )
    second: Experiment | None = Field(None, description="What a second run beside it, B, is to record; without it there is none.")
    updates: int | None = Field(None, ge=1, le=MOST_UPDATES, description="How many; by default those of `at`, or 1000.")
    changes: Changes = Field([], description="Changes on the way, each after a number of updates: values by path; `theta` puts θ.")
    second_changes: Changes | None = Field(
        None, description="Those of B; by default the other's, but for what B has otherwise from the beginning."
    )
    panels: list[Name] | None = Field(None, max_length=32, description="Panels by name; by default those that the page shows.")
    title: str = Field("", max_length=200, description="Of the file.")
    theme: Literal["", "light", "dark", "projector"] = Field("", description="By default the reader's own.")
    hide: list[Name] = Field([], max_length=32, description="Controls that are not shown, such as `timeline`.")
    link: bool = Field(True, description="Whether it leads back to this lab.")
    plotly: bool = Field(False, description="Whether plotly.js is in the file too, for zoom and its buttons: 4.8 MB more.")


def exported_page(asked: ExportRequest, limits: Limits, lab: str) -> str:
    """The file.

    Args:
        asked: what is asked for.
        limits: the server's.
        lab: its address, with a slash at its end.

    Raises:
        InvalidInput: naming the field.
    """
    if asked.query is not None:
        asked = _with_query(asked, asked.query)
    look = Look(asked.title, asked.theme, tuple(asked.hide), lab if asked.link else "", asked.plotly)
    experiment = asked.experiment or Experiment()
    updates = asked.updates or UPDATES
    return record_page(experiment, updates, asked.panels, look, limits, asked.changes, asked.second, asked.second_changes)


def _with_query(asked: ExportRequest, query: str) -> ExportRequest:
    """The same with what a page's address says, where nothing else is said."""
    if asked.experiment is not None or asked.second is not None:
        raise InvalidInput("query", "either experiments or a query", query)
    given = dict(parse_qsl(query.removeprefix("?")))
    if "run" in given:
        raise InvalidInput(
            "query", "an address that opens a run at its beginning", query, "A run in the middle has no beginning to record."
        )
    beginning = urlencode({key: text for key, text in given.items() if key not in LATER})
    experiment = experiment_of(beginning)
    if experiment is None:
        raise InvalidInput("query", "the query of a page's address, such as preset=three_arms&at=500", query)
    at = given.get("at", "")
    found: dict[str, Any] = {"experiment": experiment, "second": second_of(beginning), "query": None}
    if at.isdecimal() and 0 < len(at) < 9 and asked.updates is None:
        found["updates"] = max(1, int(at))
    if "panels" in given and asked.panels is None:
        found["panels"] = [name for name in given["panels"].split(",") if name]
    if given.get("theme") in ("light", "dark", "projector") and not asked.theme:
        found["theme"] = given["theme"]
    hidden = [key.removesuffix("_hide") for key, text in given.items() if key.endswith("_hide") and text == "true"]
    raw = asked.model_dump(exclude={"experiment", "second"}) | found | {"hide": asked.hide or hidden}
    try:
        for name, key in (("changes", "changes"), ("second_changes", f"{SECOND}changes")):
            if key in given and not raw[name]:
                raw[name] = json.loads(given[key])
        made = ExportRequest.model_validate(raw)
    except ValueError as error:
        raise InvalidInput("query", "an address as the page writes it", query) from error
    # B may have gone further than the page was: what was changed there is not recorded.
    within = [each for each in made.second_changes or () if each[0] <= (made.updates or UPDATES)]
    return made if made.second_changes is None else made.model_copy(update={"second_changes": within})
