"""`show`: panels under a notebook's cell: of a lab in the background, as a widget or an iframe, or of a recording that needs none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from html import escape
from typing import Any, Literal
from urllib.parse import quote, urlencode

from policyscope.errors import InvalidInput
from policyscope.library import experiment as library_experiment
from policyscope.notebook.address import query_of
from policyscope.notebook.lab import lab
from policyscope.notebook.widget import widget
from policyscope.runs import Experiment, open_run
from policyscope.runs.playback import chosen_panels
from policyscope.web.recordings import Look, panels_of, record_page
from policyscope.web.recordings.page import title_of

Theme = Literal["", "light", "dark", "projector"]
HEIGHT = 480
UPDATES = 500


class Shown:
    """What `show` returns: a notebook shows it by itself.

    Attributes:
        html: the iframe.
        page: of a recording, its whole file: ``Path("lesson.html").write_text(shown.page)`` keeps it; else "".
        url: of a live one, the embed's address; else "".
    """

    def __init__(self, inside: str, title: str, height: int, *, page: str = "", url: str = "") -> None:
        self.title, self.height, self.page, self.url = title, height, page, url
        frame = f'<iframe {inside} title="{escape(title)}" width="100%" height="{height}"'
        self.html = f'{frame} style="border:0" loading="lazy"></iframe>'

    @cached_property
    def widget(self) -> Any | None:
        """A live one as a widget of anywidget's, which the notebook then shows in the iframe's place; None without anywidget.

        ``widget.options``, the keys of the address, may be set: the embed follows. ``widget.shown`` is where it is: update, sample, theta,
        value and playing, once something has moved.
        """
        return widget(self.url, self.title, self.height) if self.url else None

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, **wishes: Any) -> Any:
        return self.widget._repr_mimebundle_(**wishes) if self.widget is not None else {}

    def __repr__(self) -> str:
        return f"Shown({self.url or f'a recording of {len(self.page):,} characters'})"


def show(
    experiment: Experiment | Mapping[str, Any] | str | None = None,
    /,
    panels: Sequence[str] | None = None,
    *,
    recorded: bool = False,
    updates: int = UPDATES,
    height: int = HEIGHT,
    theme: Theme = "",
) -> Shown:
    """Panels of an experiment under a notebook's cell.

    Live, they are those of a lab that runs in the background of this process, on this machine alone: one for all cells. Recorded, they
    play a run back with no server: what is shown survives in the notebook's file, its export to HTML, and on pages that only show files.

    Args:
        experiment: what to show, from `experiment` or as a dictionary, or the name of a preset; the default experiment if None.
        panels: by name, such as ``["landscape", "probabilities"]``; those the page shows by itself if None.
        recorded: whether to record it instead of starting a lab.
        updates: of a recording, ≥ 1.
        height: px.
        theme: light, dark or projector; the reader's own if empty.

    Returns:
        An object that notebooks show by itself.

    Raises:
        InvalidInput: naming the field.

    >>> import policyscope as ps
    >>> shown = ps.show("three_arms", ["probabilities"], recorded=True, updates=50)
    >>> shown.html[:7], "DecompressionStream" in shown.page
    ('<iframe', True)
    """
    if height < 1:
        raise InvalidInput("height", "a height in px, at least 1", height)
    wanted = library_experiment(preset=experiment) if isinstance(experiment, str) else library_experiment(experiment)
    title = title_of(wanted)
    if recorded:
        page = record_page(wanted, updates, panels, Look(theme=theme))
        # A frame of its own origin, which may run its script and hand over files, and nothing else.
        inside = f'srcdoc="{escape(page)}" sandbox="allow-scripts allow-downloads"'
        return Shown(inside, title, height, page=page)
    keys: dict[str, str] = {}
    names = panels_of(wanted, panels)
    if names is not None:
        keys["panels"] = ",".join(chosen_panels(open_run(wanted).opened(), names))
    if theme:
        keys["theme"] = theme
    query = "&".join(part for part in (query_of(wanted), urlencode(keys, quote_via=quote, safe=",")) if part)
    url = f"{lab()}embed{'?' if query else ''}{query}"
    return Shown(f'src="{escape(url)}" allow="fullscreen"', title, height, url=url)
