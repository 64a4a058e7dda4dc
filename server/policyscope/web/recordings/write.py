"""A recording from an experiment in one call: for the command line and for notebooks, where no server runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from policyscope.runs import PRESETS, Experiment, Limits
from policyscope.runs.playback import Change, playback
from policyscope.web.assets import Assets
from policyscope.web.embedding.still import still
from policyscope.web.page_catalog import page_catalog
from policyscope.web.recordings.page import Look, recording_page
from policyscope.web.recordings.player import Player

VARIABLE = re.compile(r"var\((--[\w-]+)\)")
COLOR = re.compile(r"(--[\w-]+):\s*(#[0-9a-fA-F]{3,8})")
ROOT = re.compile(r":root\s*\{(.*?)\}", re.DOTALL)


def record_page(
    experiment: Experiment,
    updates: int,
    panels: Sequence[str] | None = None,
    look: Look | None = None,
    limits: Limits | None = None,
    changes: Sequence[Change] = (),
    second: Experiment | None = None,
    second_changes: Sequence[Change] | None = None,
) -> str:
    """A recording's HTML.

    Args:
        experiment: what to record.
        updates: how many.
        panels: which; None for those of the preset, where it is one, else those that the page shows by itself.
        look: what it looks like.
        limits: the usual ones if None.
        changes: made on the way, see `playback`.
        second: the experiment of a run beside it, B.
        second_changes: made on the way of B; by default those of the other, as far as they concern it.

    Raises:
        InvalidInput: naming the field.
    """
    limits = limits or Limits()
    names = panels_of(experiment, panels, second)
    made = playback(experiment, updates, names, limits, changes, second=second, second_changes=second_changes)
    return recording_page(made, experiment, page_catalog(limits), player(), look)


def panels_of(experiment: Experiment, panels: Sequence[str] | None, second: Experiment | None = None) -> Sequence[str] | None:
    """The panels asked for, or those of a preset."""
    preset = next((one for one in PRESETS if one.experiment == experiment and one.second == second), None)
    return panels if panels is not None or preset is None or not preset.panels else preset.panels


@cache
def player() -> Player:
    """One for this process."""
    return Player(Assets())


def first_svg(experiment: Experiment, limits: Limits | None = None) -> str | None:
    """The first picture as a file: the policy before the first update, in the light theme; None where there is none."""
    drawn = still(experiment, limits or Limits())
    if drawn is None:
        return None
    svg, says = drawn
    assets = player().assets
    assets.refresh()
    found = ROOT.search(assets.files["css/theme.css"].content.decode())
    colors = dict(COLOR.findall(found[1] if found else ""))
    svg = VARIABLE.sub(lambda name: colors.get(name[1], "#1c2024"), svg)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" aria-label="{_escaped(says)}"'
    return svg.replace(' aria-labelledby="still-says"', "", 1).replace("<svg", head, 1) + "\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
