"""A study as a Plotly figure: along one field a sweep, along two a heat map, else each cell's curve over the updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from policyscope.library.figures import dressed
from policyscope.library.theme import DARK, LIGHT, Theme
from policyscope.studies.table import Cell, Study

if TYPE_CHECKING:
    import plotly.graph_objects as go

LOGARITHMIC = 10.0
"""Values whose largest is this many times the smallest stand on a logarithmic axis."""


def study_figure(study: Study, *, dark: bool = False) -> go.Figure:
    """The study at its last moment, or over time where its grid has neither one field nor two.

    Args:
        study: what was found.
        dark: whether on dark paper.

    Returns:
        For one field the mean with two standard errors and the band from 10 to 90 % of the runs; for two a heat map of the mean; else a
        line for each cell over the updates. Cells with an error are left out.
    """
    import plotly.graph_objects as go

    theme = DARK if dark else LIGHT
    draw = {1: _sweep, 2: _map}.get(len(study.grid), _curves)
    traces, layout = draw(study, theme)
    return go.Figure(data=traces, layout=dressed(layout, theme))


def _sweep(study: Study, theme: Theme) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    ((path, values),) = study.grid.items()
    there = [(value, cell) for value, cell in zip(values, study.cells, strict=True) if not cell.error]
    x, cells = [_shown(value) for value, _ in there], [cell for _, cell in there]
    low, high = ([float(cell.quantiles[-1, i]) for cell in cells] for i in (0, -1))
    line: dict[str, Any] = {"type": "scatter", "x": x, "legendgroup": "runs", "mode": "lines", "line": {"width": 0, "color": theme.accent}}
    faint = f"rgba({', '.join(str(int(theme.accent[i : i + 2], 16)) for i in (1, 3, 5))}, 0.18)"
    mean: dict[str, Any] = {
        "type": "scatter", "x": x, "y": [float(cell.mean[-1]) for cell in cells], "name": f"mean of {study.seeds} runs, ± 2 s.e.",
        "mode": "lines+markers", "line": {"color": theme.exact, "width": 2},
        "error_y": {"array": [2 * float(cell.standard_error[-1]) for cell in cells], "color": theme.exact},
    }  # fmt: skip
    traces = [
        line | {"y": low, "showlegend": False},
        line | {"y": high, "fill": "tonexty", "fillcolor": faint, "name": "10 to 90 % of the runs"},
        mean,
    ]
    return traces, {"xaxis": {"title": {"text": path}, **_kind(values)}, "yaxis": {"title": {"text": _after(study)}}}


def _map(study: Study, theme: Theme) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    (down, rows), (across, columns) = study.grid.items()
    means = np.array([np.nan if cell.error else cell.mean[-1] for cell in study.cells]).reshape(len(rows), len(columns))
    heat = {
        "type": "heatmap", "x": [str(_shown(value)) for value in columns], "y": [str(_shown(value)) for value in rows], "z": means,
        "colorscale": theme.colorscale, "texttemplate": "%{z:.3g}", "colorbar": {"title": {"text": _after(study)}},
    }  # fmt: skip
    axes = [{"title": {"text": path}, "type": "category"} for path in (across, down)]
    return [heat], {"xaxis": axes[0], "yaxis": axes[1]}


def _curves(study: Study, theme: Theme) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    traces = []
    for i, cell in enumerate(each for each in study.cells if not each.error):
        look = theme.action(i)
        line = {"color": look.color, "dash": look.dash, "width": 2}
        traces.append({"type": "scatter", "mode": "lines", "name": name_of(cell), "x": study.update, "y": cell.mean, "line": line})
    return traces, {"xaxis": {"title": {"text": "updates"}}, "yaxis": {"title": {"text": _what(study)}}}


def name_of(cell: Cell) -> str:
    """What a cell changes, in a few words."""
    return ", ".join(f"{path.rpartition('.')[2]} = {_shown(value)}" for path, value in cell.changes.items()) or "base"


def _after(study: Study) -> str:
    over = "over" if study.measure == "average" else "after"
    return f"{_what(study)} {over} {study.update[-1]} updates"


def _what(study: Study) -> str:
    return "mean of J" if study.measure in ("value", "average") else f"mean of {study.measure.rpartition('.')[2]}"


def _shown(value: Any) -> Any:
    """A value as an axis takes it: a part by its kind."""
    if isinstance(value, dict) and "kind" in value:
        return value["kind"]
    return value if isinstance(value, int | float | str) and not isinstance(value, bool) else str(value)


def _kind(values: tuple[Any, ...]) -> dict[str, Any]:
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return {"type": "category"}
    wide = min(values) > 0 and max(values) >= LOGARITHMIC * min(values)
    return {"type": "log"} if wide else {}
