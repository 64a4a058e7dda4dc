"""`policyscope export`: a recording, one HTML file that plays a run back without a server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from policyscope.cli.run import Assignments, JsonFile, PresetName, choose
from policyscope.errors import InvalidInput

Theme = Literal["light", "dark", "projector"]


def export(
    json: JsonFile = None,
    preset: PresetName = None,
    assignments: Assignments = None,
    updates: Annotated[int, typer.Option("--updates", "-n", min=1, help="How many updates.")] = 1000,
    panels: Annotated[
        str | None, typer.Option("--panels", metavar="NAMES", help="Panels by name, commas between. Default: those of the lab.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write it.")] = Path("recording.html"),
    title: Annotated[str, typer.Option("--title", help="The file's title.")] = "",
    theme: Annotated[Theme | None, typer.Option("--theme", help="Default: the reader's own.")] = None,
    lab: Annotated[str, typer.Option("--lab", metavar="ADDRESS", help="A lab that the file links to, to go on from what is shown.")] = "",
    plotly: Annotated[bool, typer.Option("--plotly", help="Put plotly.js into the file, for zoom and its buttons: 4.8 MB more.")] = False,
    shared: Annotated[
        Path | None,
        typer.Option("--shared-player", metavar="FILE", help="Write the player to this file beside it, for several recordings."),
    ] = None,
    still: Annotated[
        Path | None,
        typer.Option("--still", metavar="FILE", help="Also write the first picture as SVG. A PNG takes a browser: a panel's Save menu."),
    ] = None,
) -> None:
    """Record a run as one HTML file that plays it back anywhere: from a disk, in a course page, in a notebook, without a network.

    Up to 2000 updates every one is a moment of the recording; longer or larger runs are thinned to every 2nd, 5th, 10th … update.
    """
    from policyscope.runs.limits import limits_from
    from policyscope.web.recordings import Look, first_svg, player, record_page, shared_player

    limits = limits_from(os.environ)
    experiment = choose(json, preset, assignments or [])
    if shared is not None and shared.resolve().parent != output.resolve().parent:
        raise InvalidInput("--shared-player", f"a file beside {output}", str(shared), "The recording finds it by its name.")
    if lab and not lab.startswith(("http://", "https://")):
        raise InvalidInput("--lab", "an address that begins with https:// or http://", lab)
    look = Look(
        title=title, theme=theme or "", lab=lab and lab.rstrip("/") + "/", plotly=plotly, shared=shared.name if shared is not None else ""
    )
    names = None if panels is None else [name.strip() for name in panels.split(",") if name.strip()]
    _write("--output", output, record_page(experiment, updates, names, look, limits))
    if shared is not None:
        _write("--shared-player", shared, shared_player(player()))
    if still is not None:
        picture = first_svg(experiment, limits)
        if picture is None:
            raise InvalidInput("--still", "an experiment with a first picture", str(still), "Large problems have none.")
        _write("--still", still, picture)


def _write(option: str, path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InvalidInput(option, "a file that can be written", str(path), f"{error.strerror}.") from error
