"""A live embed as a widget, where anywidget is installed: Python changes what it shows, and reads where it is."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import parse_qsl


def widget(url: str, title: str, height: int) -> Any | None:
    """A widget of anywidget's; None where that is not installed.

    Args:
        url: the embed's address.
        title: what the frame is called.
        height: px.
    """
    kind = _kind()
    if kind is None:
        return None
    path, _, query = url.partition("?")
    server = path.removesuffix("embed")
    options = {"title": title, **dict(parse_qsl(query, keep_blank_values=True))}
    return kind(_esm=f"{server}embed.mjs", server=server, options=options, height=height)


@cache
def _kind() -> Any | None:
    """The widget's class: its fields are what `render` of static/js/element.js reads and writes."""
    try:
        import anywidget
        import traitlets
    except ImportError:
        return None

    class Lab(anywidget.AnyWidget):
        _esm = traitlets.Unicode().tag(sync=True)
        server = traitlets.Unicode().tag(sync=True)
        height = traitlets.Int().tag(sync=True)
        options = traitlets.Dict().tag(sync=True)
        shown = traitlets.Dict({"update": 0}).tag(sync=True)

    return Lab
