"""`policyscope export`: a recording, one HTML file that plays a run back without a server."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from policyscope.cli.run import Assignments, JsonFile, PresetName, choose
from policyscope.errors import InvalidInput

if TYPE_CHECKING:
    from policyscope.runs import Experiment, Limits
    from policyscope.web.recordings import Look

Theme = Literal["light", "dark", "projector"]
UPDATES = 1000
"""Where nobody says how many."""


def export(
    json: JsonFile = None,
    preset: PresetName = None,
    assignments: Assignments = None,
    compare: Annotated[
        list[str] | None,
        typer.Option("--compare", metavar="PATH=VALUE", help="A second run beside it, B, with this field otherwise; may be repeated."),
    ] = None,
    lesson: Annotated[
        str | None,
        typer.Option(
            "--lesson", metavar="NAME", help="Instead: a lesson by name, or a Markdown file of your own; goes with -o, --theme, --lab."
        ),
    ] = None,
    updates: Annotated[int | None, typer.Option("--updates", "-n", min=1, help="How many updates.  [default: 1000]")] = None,
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
        typer.Option("--still", metavar="FILE", help="Also write the first picture, the policy before the first update, as SVG."),
    ] = None,
    png: Annotated[
        Path | None,
        typer.Option("--png", metavar="FILE", help="The same as PNG, 1280 px wide: pip install 'policyscope\\[png]'."),
    ] = None,
) -> None:
    """Record a run, or a lesson, as one HTML file that works anywhere: from a disk, in a course page, in a notebook, without a network.

    Up to 2000 updates every one is a moment of the recording; longer or larger runs are thinned to every 2nd, 5th, 10th … update.
    """
    from policyscope.runs.limits import limits_from
    from policyscope.web.recordings import Look, player, record_page, shared_player

    limits = limits_from(os.environ)
    if lab and not lab.startswith(("http://", "https://")):
        raise InvalidInput("--lab", "an address that begins with https:// or http://", lab)
    lab = lab and lab.rstrip("/") + "/"
    if lesson is not None:
        others = {
            "--json": json, "--preset": preset, "--set": assignments, "--compare": compare, "--updates": updates, "--panels": panels,
            "--title": title, "--plotly": plotly, "--shared-player": shared, "--still": still, "--png": png,
        }  # fmt: skip
        _alone(lesson, [option for option, value in others.items() if value])
        _write("--output", output, _lesson_page(lesson, Look(theme=theme or "", lab=lab), limits))
        return
    experiment = choose(json, preset, assignments or [])
    second = _second(experiment, preset, compare or [])
    if shared is not None and shared.resolve().parent != output.resolve().parent:
        raise InvalidInput("--shared-player", f"a file beside {output}", str(shared), "The recording finds it by its name.")
    look = Look(title=title, theme=theme or "", lab=lab, plotly=plotly, shared=shared.name if shared is not None else "")
    names = None if panels is None else [name.strip() for name in panels.split(",") if name.strip()]
    pictures = _pictures(experiment, limits, {"--still": still, "--png": png})
    _write("--output", output, record_page(experiment, updates or UPDATES, names, look, limits, second=second))
    if shared is not None:
        _write("--shared-player", shared, shared_player(player()))
    for option, path, picture in pictures:
        _write(option, path, picture)


def _second(experiment: Experiment, preset: str | None, compare: list[str]) -> Experiment | None:
    """The experiment of the run beside it: as asked for, or as the preset says."""
    from policyscope.cli.assemble import assemble
    from policyscope.runs import PRESETS
    from policyscope.runs.control import changed

    if compare:
        return assemble(experiment, compare, "--compare")
    pair = next((one for one in PRESETS if one.name == preset and one.compare), None)
    return None if pair is None else changed(experiment, pair.compare, any_field=True)[0]


def _alone(lesson: str, given: list[str]) -> None:
    if given:
        raise InvalidInput(
            "--lesson",
            "a lesson alone",
            f"{lesson} with {', '.join(given)}",
            "It says itself what it shows; with it go -o, --theme and --lab.",
        )


def _lesson_page(name: str, look: Look, limits: Limits) -> str:
    """A lesson that comes with the lab, or one in a file."""
    from policyscope.web.assets import static_root
    from policyscope.web.lessons import Library, check, name_of
    from policyscope.web.recordings import lesson_page

    path = Path(name)
    own = path.suffix == ".md"
    if own and (not path.is_file() or (wrong := check(path))):
        remedy = (
            f"policyscope lesson check {path} says what is wrong, first in line {wrong[0].line}: {wrong[0].text}" if path.is_file() else ""
        )
        raise InvalidInput("--lesson", "the file of a lesson that can be shown", name, remedy)
    lessons = Library([*([path.resolve().parent] if own else []), static_root() / "lessons"]).lessons()
    wanted = name_of(path) if own else name
    found = next((each for each in lessons if each.name == wanted), None)
    if found is None:
        raise InvalidInput("--lesson", f"one of {', '.join(each.name for each in lessons)}, or the path of a Markdown file", name)
    return lesson_page(found, lessons, look, limits)


def _pictures(experiment: Experiment, limits: Limits, asked: Mapping[str, Path | None]) -> list[tuple[str, Path, str | bytes]]:
    """The first picture in each form that is asked for: before the run is recorded, since this may be what cannot be done."""
    from policyscope.web.recordings import first_svg, png_of

    made: list[tuple[str, Path, str | bytes]] = []
    for option, path in asked.items():
        if path is None:
            continue
        svg = first_svg(experiment, limits)
        if svg is None:
            raise InvalidInput(option, "an experiment with a first picture", str(path), "Large problems have none.")
        try:
            made.append((option, path, png_of(svg) if option == "--png" else svg))
        except InvalidInput as error:
            raise error.at(option) from None
    return made


def _write(option: str, path: Path, content: str | bytes) -> None:
    try:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise InvalidInput(option, "a file that can be written", str(path), f"{error.strerror}.") from error
