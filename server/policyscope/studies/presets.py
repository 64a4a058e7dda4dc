"""Parameter studies worth a look, each with the one thing to look for and its source. The page offers them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from policyscope.library.experiments import experiment
from policyscope.runs import Experiment
from policyscope.studies.plan import Measure


@dataclass(frozen=True)
class StudyPreset:
    """A study with a name.

    Attributes:
        name: by which addresses know it.
        title: for lists.
        look_for: what is to be seen.
        source: where it comes from.
        preset: the experiment it begins from, by its name.
        changes: what is otherwise there, by dotted path.
        grid: the values of each field.
        seeds: runs in each cell.
        updates: of each run.
        measure: what is measured.
    """

    name: str
    title: str
    look_for: str
    source: str
    preset: str
    grid: dict[str, list[Any]]
    seeds: int
    updates: int
    measure: Measure = "value"
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def base(self) -> Experiment:
        """What every cell begins from."""
        return experiment(preset=self.preset, **self.changes)

    def as_json(self) -> dict[str, Any]:
        """What the page needs of it."""
        names = ("name", "title", "look_for", "source", "preset", "grid", "seeds", "updates", "measure")
        return {name: getattr(self, name) for name in names} | {"experiment": self.base.model_dump(mode="json")}


PRESETS = (
    StudyPreset(
        "gradient_bandit", "How fast may a gradient bandit learn?",
        "Each curve is an upside-down U: too small an α learns too late, too large a one settles on the first arm that paid. Arms near +4 "
        "all pay, and only the baseline keeps the curve high.",
        "Sutton & Barto (2018), Reinforcement Learning, figures 2.5 and 2.6",
        "testbed_baseline",
        {
            "optimizer.learning_rate": [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0],
            "estimator.baseline": ["none", "running_mean"],
        },
        seeds=200, updates=1000, measure="average",
        changes={"problem.each_run": True},
    ),
    StudyPreset(
        "corridor_rates", "What a baseline allows on the corridor",
        "Small steps hardly notice the baseline, large ones need it: at α = 2⁻⁷ a third of the runs without it get stuck, one in twenty "
        "with it.",
        "Sutton & Barto (2018), Reinforcement Learning, figures 13.1 and 13.2",
        "corridor_baseline",
        {
            "optimizer.learning_rate": [2.0**-k for k in range(13, 5, -1)],
            "estimator.baseline": ["none", "learned_value"],
        },
        seeds=100, updates=300,
        changes={"problem.horizon": 300},
    ),
    StudyPreset(
        "committal_offsets", "Which offset of the baseline commits?",
        "b* − δ and b* + δ have the same variance, and opposite fates: below b* many runs end on a worse arm, above it hardly any.",
        "Chung, Thomas, Machado & Le Roux (2021), Beyond variance reduction",
        "committal",
        {"estimator.baseline.offset": [-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0]},
        seeds=400, updates=1000,
    ),
)  # fmt: skip
"""The studies of the page."""
