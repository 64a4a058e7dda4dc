"""Kakade (2001): the plateau of two states."""

from __future__ import annotations

import numpy as np

from benchmarks.reproduction.claims import Outcome, Result, Size, above, below, near
from benchmarks.reproduction.figure import Figure, Line
from benchmarks.reproduction.presets import LOOK, moments, run_of, values_over


def plateau(size: Size) -> Outcome:
    """Average reward over ten million exact updates, plain and natural."""
    times = moments(size.of(10_000_000, 1000))
    plain = values_over(run_of("two_states"), times)
    natural = values_over(run_of("two_states_natural"), times[times <= 1000])
    run = run_of("two_states_natural")
    while run.advance(1, LOOK)["exact"]["value"] < 1.99:
        pass
    claims = [
        near("average reward, natural gradient, after 1000 updates", 2.0, float(natural[-1]), 1e-9, 6, shown="rises to 2 soon"),
        below("updates the natural gradient takes to 1.99", "soon", float(run.update), 100.0, 0),
        above(
            f"average reward, plain gradient, after {_counted(int(times[-1]))} updates", "near 1 for very long", float(plain[-1]), 0.99, 6
        ),
        below("its highest in all that time", "near 1 for very long", float(plain.max()), 1.01, 6),
    ]
    lines = [
        Line("plain gradient", times, plain),
        Line("natural gradient", np.append(times[times <= 1000], times[-1]), np.append(natural, natural[-1])),
    ]
    return Outcome(claims, Figure("update", "average reward", lines, x_log=True, y_range=(0.8, 2.1)))


def _counted(updates: int) -> str:
    return f"{updates:,}".replace(",", " ")


RESULTS = (
    Result(
        "two_states", "The natural gradient crosses the plateau of two states",
        "Kakade (2001), A natural policy gradient, figure 2", "Kakade (2001)",
        "Exact gradient of the average reward, learning rate 0.1, θ₀ = (3, 0, 0, 3): staying in the first state and leaving the second.",
        plateau,
        "The paper shows the plain gradient on an axis of 10⁷ updates. Start and step are ours, so levels are compared, not times; from "
        "this start the plain gradient has not left the plateau after ten million updates.",
        "in levels",
    ),
)  # fmt: skip
