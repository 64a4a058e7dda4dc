"""Policyscope: see a policy gradient.

    import policyscope as ps

    bandit = ps.experiment(preset="three_arms")
    record = ps.run(bandit, updates=500)
    record.theta, record.probabilities, record.value       arrays, a row for each moment
    ps.figure(record, "landscape")                         a Plotly figure, as the page draws it
    ps.show(bandit, recorded=True)                         the page's panels under a notebook's cell

The names are those of `policyscope.library`, `policyscope.studies` and `policyscope.notebook`; each is loaded when it is first used.
"""

from importlib import import_module as _import_module
from typing import Any as _Any

__version__ = "0.2.0"

_HOMES = {
    "policyscope.errors": ("InvalidInput",),
    "policyscope.library": (
        "Experiment", "Record", "advance", "estimates", "exact", "experiment", "figure", "landscape", "load", "presets", "run",
        "script",
    ),
    "policyscope.notebook": ("Shown", "show"),
    "policyscope.studies": ("Study", "study", "study_figure"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME_OF)]


def __getattr__(name: str) -> _Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'policyscope' has no attribute {name!r}")
    value = globals()[name] = getattr(_import_module(_HOME_OF[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__
