"""How large a number, a list or a text of the schema may be at all.

These bounds hold on every server, whatever its limits: beyond them no picture, no step and no sum of squares means anything.
What one server takes on is less, and a setting (see `policyscope.runs.limits`).
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field, WithJsonSchema

from policyscope.problems.rewards import LARGEST
from policyscope.problems.tabular import ROW_SUM_TOLERANCE

LARGEST_FEATURE = 1e12
LARGEST_THETA = 1e100
"""θ may lie far out, but sums and squares of its components must not overflow."""

MOST_ITEMS = 100_000
"""Along one axis of an array: states, actions, contexts, features of a context."""

MOST_COLUMNS = 1000
"""Rows and columns of a map, letters of its legend, cells that a wind pushes."""

MOST_PARAMETERS = 1_000_000
MOST_STEPS = 1_000_000
"""Actions of an episode, episodes of a batch, runs of an ensemble, points along a landscape's side."""

MOST_UPDATES = 10**12
"""Far more than anybody waits for; a run's step stays a number that every reader of JSON keeps (2⁵³)."""

Reward: TypeAlias = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Positive: TypeAlias = Annotated[float, Field(ge=1 / LARGEST, le=LARGEST)]
Parameter: TypeAlias = Annotated[float, Field(ge=-LARGEST_THETA, le=LARGEST_THETA)]
Chance: TypeAlias = Annotated[float, Field(ge=0.0, le=1.0)]
Probability: TypeAlias = Annotated[
    float, Field(ge=0.0, le=1.0 + ROW_SUM_TOLERANCE), WithJsonSchema({"type": "number", "minimum": 0.0, "maximum": 1.0})
]
"""One of several that sum to 1 within the tolerance: a single one may be that much above 1."""
