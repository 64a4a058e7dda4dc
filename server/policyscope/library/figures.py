"""Figures of a record as Plotly has them, drawn to the page's conventions.

    figure(record, "landscape")      contours of J over the page's plane, the trajectory, the exact gradient
    figure(record, "simplex")        three actions' probabilities in a triangle
    figure(record, "probabilities")  a line for each action
    figure(record, "curve")          J, sampled returns; of several runs the median and 10 to 90 %
    figure(record, "cloud")          single estimates at the last moment about the exact gradient

Black is exact, purple is sampled; an action has one colour, marker and dash everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from policyscope.errors import InvalidInput
from policyscope.library.answers import estimates, landscape
from policyscope.library.planes import compass, plane_of
from policyscope.library.record import Record
from policyscope.library.theme import DARK, LIGHT, Theme
from policyscope.runs import open_run

if TYPE_CHECKING:
    import plotly.graph_objects as go

Panel: TypeAlias = Literal["landscape", "simplex", "probabilities", "curve", "cloud"]
Trace: TypeAlias = dict[str, Any]
Parts: TypeAlias = tuple[list[Trace], dict[str, Any]]

CLOUD = 200
"""Episodes of a cloud, as on the page."""
LEVELS = 12
"""Level lines of a landscape, about."""


def figure(record: Record, panel: Panel = "curve", *, state: int = 0, dark: bool = False) -> go.Figure:
    """A panel of the page as a Plotly figure.

    Args:
        record: the run to show, at its last moment.
        panel: landscape, simplex, probabilities, curve or cloud.
        state: whose probabilities are shown, where a problem has several states.
        dark: whether on dark paper.

    Raises:
        InvalidInput: for a panel that does not exist, or one that the record has nothing for.

    >>> import policyscope as ps
    >>> record = ps.run(ps.experiment(preset="three_arms"), updates=100)
    >>> ps.figure(record, "probabilities").layout.yaxis.title.text
    'probability'
    """
    import plotly.graph_objects as go

    if panel not in PANELS:
        raise InvalidInput("panel", f"one of {', '.join(PANELS)}", panel)
    theme = DARK if dark else LIGHT
    traces, layout = PANELS[panel](record, theme, state)
    return go.Figure(data=traces, layout=dressed(layout, theme))


def dressed(layout: dict[str, Any], theme: Theme) -> dict[str, Any]:
    """A layout in the page's looks."""
    axis = {"gridcolor": theme.grid, "linecolor": theme.line, "zeroline": False, "ticks": "outside", "tickcolor": theme.line}
    whole: dict[str, Any] = {
        "paper_bgcolor": theme.paper,
        "plot_bgcolor": theme.paper,
        "font": {"color": theme.ink, "size": 13},
        "margin": {"l": 60, "r": 20, "t": 24, "b": 50},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
    }
    for name in ("xaxis", "yaxis"):
        whole[name] = {**axis, **layout.get(name, {})}
    return whole | {name: value for name, value in layout.items() if name not in ("xaxis", "yaxis")}


def _landscape(record: Record, theme: Theme, _: int) -> Parts:
    if record.theta.shape[1] < 2:
        raise InvalidInput("panel", "a policy of two parameters or more", "landscape", "The panel curve shows J of any policy.")
    plane = plane_of(open_run(record.experiment).opened(), record.theta, record.gradient[-1])
    way = plane.of(record.theta)
    middle, half = (way.max(axis=0) + way.min(axis=0)) / 2, max(3.0, 0.65 * float(np.ptp(way, axis=0).max()))
    origin = plane.anchor + middle[0] * plane.x + middle[1] * plane.y
    found = landscape(record.experiment, origin, plane.x, plane.y, half_width=half)
    name = _climbed(record)
    x, y = found["x"] + middle[0], found["y"] + middle[1]
    contour = {
        "type": "contour", "name": name, "x": x, "y": y, "z": found["value"], "colorscale": theme.colorscale, "showscale": False,
        "ncontours": LEVELS, "line": {"color": theme.quiet, "width": 0.7}, "contours": {"showlabels": True},
        "hovertemplate": f"{name} = %{{z:.5g}}<extra></extra>",
    }  # fmt: skip
    axes = [{"title": {"text": title}, "showgrid": False, "constrain": "domain"} for title in plane.titles]
    layout = {"xaxis": axes[0], "yaxis": {**axes[1], "scaleanchor": "x"}}
    gradient = record.gradient[-1] @ np.stack([plane.x, plane.y], axis=1)
    arrow = _arrow(way[-1], gradient, half / 3, theme.exact)
    return [contour, *_way(record, way, theme)], layout | {"annotations": arrow}


def _simplex(record: Record, theme: Theme, state: int) -> Parts:
    chances = _chances(record, state)
    if chances.shape[1] != 3:
        raise InvalidInput("panel", "three actions", "simplex", "The panel probabilities shows any number of them.")
    corners = compass(np.eye(3))
    around = corners[[0, 1, 2, 0]]
    triangle = _line("policies", around[:, 0], around[:, 1], {"color": theme.line, "width": 1.5}) | {
        "hoverinfo": "skip",
        "showlegend": False,
    }
    looks = [theme.action(a) for a in range(3)]
    names = {
        "type": "scatter", "mode": "markers+text", "x": corners[:, 0], "y": corners[:, 1], "text": _actions(record), "showlegend": False,
        "marker": {"symbol": [look.symbol for look in looks], "color": [look.color for look in looks], "size": 12},
        "textposition": ["bottom center", "bottom center", "top center"], "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip
    layout = {
        "xaxis": {"range": [-0.85, 0.85], "visible": False},
        "yaxis": {"range": [-0.55, 0.95], "visible": False, "scaleanchor": "x"},
    }
    return [triangle, names, *_way(record, compass(chances), theme)], layout


def _probabilities(record: Record, theme: Theme, state: int) -> Parts:
    chances = _chances(record, state)
    traces = []
    for a, name in enumerate(_actions(record)):
        look = theme.action(a)
        line = _line(f"π({name})", record.update, chances[:, a], {"color": look.color, "dash": look.dash, "width": 2})
        marks = {"symbol": look.symbol, "color": look.color, "size": 8, "maxdisplayed": 5}
        traces.append(line | {"mode": "lines+markers", "marker": marks})
    return traces, {"xaxis": {"title": {"text": "updates"}}, "yaxis": {"title": {"text": "probability"}, "range": [0, 1]}}


def _curve(record: Record, theme: Theme, _: int) -> Parts:
    traces = []
    at = record.update
    if record.value_quantiles is not None:
        name = f"median and 10 to 90 % of {record.experiment.runs} runs"
        low, middle, high = record.value_quantiles[:, 0], record.value_quantiles[:, 2], record.value_quantiles[:, 4]
        edge = {"width": 0, "color": theme.accent}
        group = {"legendgroup": "runs"}
        traces += [
            _line("10 %", at, low, edge) | group | {"showlegend": False},
            _line("90 %", at, high, edge) | group | {"showlegend": False, "fill": "tonexty", "fillcolor": _faint(theme.accent, 0.18)},
            _line(name, at, middle, {"color": theme.accent, "dash": "2px 2px", "width": 1.5}) | group,
        ]
    returns = {"symbol": "square", "size": 4, "color": theme.estimate, "opacity": 0.5}
    traces.append({"type": "scatter", "mode": "markers", "name": "sampled returns", "x": at, "y": record.mean_return, "marker": returns})
    if "regularized_value" in record.arrays:
        traces.append(_line("J + βH", at, record.arrays["regularized_value"], {"color": theme.exact, "dash": "2px 3px"}))
    traces.append(_line("exact J", at, record.value, {"color": theme.exact, "width": 2}))
    return traces, {"xaxis": {"title": {"text": "updates"}}, "yaxis": {"title": {"text": "objective"}}}


def _cloud(record: Record, theme: Theme, _: int) -> Parts:
    if record.theta.shape[1] < 2:
        raise InvalidInput("panel", "a policy of two parameters or more", "cloud")
    found = estimates(record.experiment, record.theta[-1], samples=CLOUD, return_samples=CLOUD)
    line = found["estimates"][0]
    truth, mean, dots = found["exact_gradient"][:2], line["mean"][:2], np.asarray(line["samples"])[:, :2]
    ellipse = _ellipse(mean, np.cov(dots, rowvar=False))
    names = open_run(record.experiment).opened()["policy"]["parameter_names"]
    gradient = "exact ∇J" if _climbed(record) == "J" else "exact ∇(J + βH)"
    traces = [
        {
            "type": "scatter", "mode": "markers", "name": "estimates of single episodes", "x": dots[:, 0], "y": dots[:, 1],
            "marker": {"color": theme.estimate, "opacity": 0.35, "size": 6},
        },
        _line("2σ: 86 % if normal", ellipse[:, 0], ellipse[:, 1], {"color": theme.ink, "width": 1}),
        {
            "type": "scatter", "mode": "markers", "name": "mean of the dots", "x": mean[:1], "y": mean[1:],
            "marker": {"symbol": "diamond", "color": theme.estimate, "size": 10, "line": {"color": theme.paper, "width": 1}},
        },
        _line(gradient, [0.0, truth[0]], [0.0, truth[1]], {"color": theme.exact, "width": 2})
        | {"mode": "lines+markers", "marker": {"symbol": "arrow", "angleref": "previous", "size": [0, 12], "color": theme.exact}},
    ]  # fmt: skip
    axes = [{"title": {"text": name}} for name in names[:2]]
    return traces, {"xaxis": axes[0], "yaxis": {**axes[1], "scaleanchor": "x"}}


PANELS: dict[str, Callable[[Record, Theme, int], Parts]] = {
    "landscape": _landscape,
    "simplex": _simplex,
    "probabilities": _probabilities,
    "curve": _curve,
    "cloud": _cloud,
}


def _line(name: str, x: Any, y: Any, line: dict[str, Any]) -> Trace:
    return {"type": "scatter", "mode": "lines", "name": name, "x": x, "y": y, "line": line}


def _way(record: Record, way: Any, theme: Theme) -> list[Trace]:
    """The trajectory, and where it stands."""
    words = [f"update {update}: J = {value:.5g}" for update, value in zip(record.update, record.value, strict=True)]
    hover = {"text": words, "hovertemplate": "%{text}<extra></extra>"}
    line = _line("trajectory", way[:, 0], way[:, 1], {"color": theme.trail, "width": 1.5}) | hover
    now = {"color": theme.exact, "size": 10, "line": {"color": theme.paper, "width": 1.5}}
    present = {"type": "scatter", "mode": "markers", "name": "θ", "x": way[-1:, 0], "y": way[-1:, 1], "marker": now, "showlegend": False}
    return [line, present | {"text": words[-1:], "hovertemplate": "%{text}<extra></extra>"}]


def _arrow(start: Any, direction: Any, longest: float, color: str) -> list[dict[str, Any]]:
    """The exact gradient's direction, of a length that can be seen; none where it is zero."""
    length = float(np.linalg.norm(direction))
    if not length > 1e-12:
        return []
    tip = start + direction / length * longest
    ends = {"ax": start[0], "ay": start[1], "x": tip[0], "y": tip[1], "axref": "x", "ayref": "y", "xref": "x", "yref": "y"}
    return [ends | {"showarrow": True, "arrowhead": 2, "arrowwidth": 2, "arrowcolor": color, "text": ""}]


def _ellipse(mean: Any, covariance: Any) -> Any:
    """Two standard deviations about the mean, as a closed line."""
    lengths, directions = np.linalg.eigh(covariance)
    turn = np.linspace(0, 2 * np.pi, 91)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return mean + 2 * (circle * np.sqrt(np.maximum(lengths, 0))) @ directions.T


def _faint(color: str, opacity: float) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def _climbed(record: Record) -> str:
    return "J + βH" if getattr(record.experiment.estimator, "entropy_bonus", 0.0) > 0 else "J"


def _actions(record: Record) -> list[str]:
    return list(open_run(record.experiment).opened()["problem"]["action_names"])


def _chances(record: Record, state: int) -> Any:
    """π(·|state) at every moment, [T, A]."""
    if record.probabilities is None:
        raise InvalidInput("panel", "a policy over discrete actions", record.experiment.policy.kind, "The panel curve suits it.")
    states = record.probabilities.shape[1]
    if not 0 <= state < states:
        raise InvalidInput("state", f"a state from 0 to {states - 1}", state)
    return record.probabilities[:, state]
