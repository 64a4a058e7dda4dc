"""A recording as one HTML file: everything it needs is inside, and its own policy lets nothing in from elsewhere."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from policyscope import __version__
from policyscope.runs import PRESETS, Experiment, Limits
from policyscope.runs.playback import STREAMS_OF, Playback
from policyscope.web.assets import Plotly
from policyscope.web.embedding.pages import THEMES
from policyscope.web.embedding.still import still
from policyscope.web.recordings.player import Player

PAGE = "recording.html"


@dataclass(frozen=True)
class Look:
    """What a recording looks like.

    Attributes:
        title: of the file; empty: the preset's, where the experiment is one.
        theme: light, dark or projector; empty: the reader's own.
        hide: controls that are not shown, such as timeline.
        lab: the address of a lab, with a slash at its end, to which a link leads; empty: no link.
        plotly: whether plotly.js is in the file too, for zoom and its bar of buttons: 4.8 MB more.
        shared: the name of a script beside the file that holds the player, for several recordings; empty: it is in the file.
    """

    title: str = ""
    theme: str = ""
    hide: tuple[str, ...] = ()
    lab: str = ""
    plotly: bool = False
    shared: str = ""


def recording_page(playback: Playback, experiment: Experiment, catalog: Mapping[str, Any], player: Player, look: Look | None = None) -> str:
    """The file's text.

    Args:
        playback: what was recorded.
        experiment: of which experiment.
        catalog: the part of the catalogue that pages start with.
        player: makes the scripts and stylesheets.
        look: what it looks like.
    """
    look = look or Look()
    presets = named(experiment, catalog)
    keys = {"preset": presets[1]["name"]} if len(presets) > 1 else {}
    keys |= {"panels": ",".join(playback.panels)} | ({"theme": look.theme} if look.theme in THEMES else {})
    keys |= {f"{name}_hide": "true" for name in look.hide}
    content = {
        **playback.content,
        "catalog": {**catalog, "presets": presets},
        "query": f"?{urlencode(keys, quote_via=quote, safe=',')}",
        "lab": look.lab,
    }
    scripts = [Plotly().asset().content.decode()] if look.plotly else []
    if not look.shared:
        scripts.append(player.script(playback.panels))
    hashes = [digest(text) for text in scripts]
    tags = [f"<script>{text}</script>" for text in scripts]
    styles, held = player.styles(playback.panels)
    sheet = f'<style data-sheets="{held}">{styles}</style>'
    if look.shared:
        # Files have no origin: 'self' is nothing to a page that was opened from one.
        hashes += ["'self'", "file:"]
        tags.append(f'<script src="{escape(look.shared)}"></script>')
        sheet = ""
    player.assets.refresh()
    html = player.assets.files[PAGE].content.decode()
    places = {
        "look": f' data-theme="{look.theme}"' if look.theme in THEMES else "",
        "policy": policy(hashes),
        "title": escape(look.title or title_of(experiment)),
        "version": __version__,
        "styles": sheet,
        "still": first_picture(experiment),
        "scripts": "".join(tags),
        "recording": packed(content),
    }
    for place, text in places.items():
        html = html.replace(f"{{{{{place}}}}}", text, 1)
    return html


def named(experiment: Experiment, catalog: Mapping[str, Any]) -> list[Any]:
    """Of the presets the one a page begins with, and the one that this is: by these a link names it. Pairs are no recordings."""
    own = experiment.model_dump(mode="json")
    first, *others = catalog["presets"]
    return [first, *(preset for preset in others if preset["experiment"] == own and not preset["compare"])]


def digest(script: str) -> str:
    """By this a policy knows a script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def policy(scripts: list[str]) -> str:
    """The Content-Security-Policy: these scripts, styles and pictures of its own, and nothing from anywhere."""
    return (
        f"default-src 'none'; script-src {' '.join(scripts)}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def packed(content: Mapping[str, Any]) -> str:
    """JSON, compressed, in base 64: letters and digits, whatever a name or a state says. The same content gives the same bytes."""
    return base64.b64encode(gzip.compress(orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY), 9, mtime=0)).decode()


def title_of(experiment: Experiment) -> str:
    """What a recording shows, in a few words."""
    preset = next((one for one in PRESETS if one.experiment == experiment), None)
    return f"{preset.title}: Policyscope" if preset else "A recording: Policyscope"


def first_picture(experiment: Experiment) -> str:
    """What stands until the scripts run, and where they are forbidden."""
    drawn = still(experiment, Limits())
    if drawn is None:
        return ""
    svg, says = drawn
    return f'<figure class="still" id="still">{svg}<figcaption id="still-says">{escape(says)}</figcaption></figure>'


def shared_player(player: Player) -> str:
    """The player of every panel as a script file, stylesheets and font inside, for recordings that name it."""
    styles, held = player.styles(STREAMS_OF)
    sheet = f"const sheet = document.createElement('style');\nsheet.dataset.sheets = {orjson.dumps(held).decode()};\n"
    sheet += f"sheet.textContent = {orjson.dumps(styles).decode()};\ndocument.head.append(sheet);\n"
    return f"{{\n{sheet}}}\n{player.script(STREAMS_OF)}"
