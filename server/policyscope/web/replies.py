"""The bodies of the HTTP API, for the documentation: answers are written straight from arrays (a test holds real ones against these)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from policyscope.runs import Experiment
from policyscope.runs.specs import Spec
from policyscope.runs.specs.bounds import MOST_UPDATES

Rows = list[list[float]]


class Reply(BaseModel):
    """A body the server sends."""

    model_config = ConfigDict(extra="forbid")


class ExactReply(Reply):
    """What is true at one θ. Values, advantages, visitation and the constant are of the rewards alone, whatever the entropy bonus β."""

    value: float = Field(description="J, of the rewards alone.")
    entropy: float = Field(description="H in nats, what β multiplies: the objective with −log π(A|S) in the rewards' place.")
    regularized_value: float = Field(description="J + βH.")
    gradient: list[float] = Field(description="∇(J + βH), [D]: what an update climbs; ∇J without a bonus.")
    probabilities: Rows = Field(description="π(a|s), [S][A].")
    state_values: list[float] = Field(description="V, [S].")
    action_values: Rows = Field(description="Q, [S][A].")
    advantages: Rows = Field(description="Q − V, [S][A].")
    visitation: list[float] = Field(description="Expected discounted visits, [S].")
    scores: list[Rows] | None = Field(description="∇ log π(a|s), [S][A][D]; null beyond the limit `answer_numbers`.")
    fisher: Rows | None = Field(description="E[score scoreᵀ], [D][D]; null likewise.")
    optimal_constant: float | None = Field(
        description="The constant baseline of least variance for reinforce with reward-to-go, weighed by γᵗ; other estimators and "
        "credits have others. Null without room for the scores, and for averages without a horizon."
    )


class Quadrature(Reply):
    """Value and gradient again, without entropy bonus, by Gauss–Hermite quadrature: an independent check of the closed forms."""

    nodes: int
    value: float
    gradient: list[float] = Field(description="[D].")
    value_bound: float = Field(description="How far off the value may be, rounding aside.")
    gradient_bound: list[float] = Field(description="The same of each component, [D].")


class GaussianExactReply(Reply):
    """What is true at one θ of a Gaussian policy on a continuous bandit; C contexts take the states' place."""

    value: float = Field(description="J, of the rewards alone.")
    entropy: float = Field(description="H = ½ log 2πe σ², in nats.")
    regularized_value: float = Field(description="J + βH.")
    gradient: list[float] = Field(description="∇(J + βH), [D]: what an update climbs; ∇J without a bonus.")
    means: list[float] = Field(description="μ(x) = w·x, [C].")
    sigma: float = Field(description="σ.")
    state_values: list[float] = Field(description="Expected reward in each context, [C].")
    fisher: Rows = Field(description="E[score scoreᵀ], [D][D].")
    optimal_constant: float = Field(description="The constant baseline of least variance for reinforce.")
    quadrature: Quadrature


class Estimate(Reply):
    """What one estimator made of its episodes. ∇J is the gradient of what it climbs: with an entropy bonus β that of J + βH."""

    mean: list[float] = Field(description="[D].")
    standard_error: list[float] = Field(description="Of the mean, [D].")
    variance: float = Field(description="Trace of the covariance of one contribution.")
    variance_standard_error: float = Field(description="Of that variance: how far from the exact one sampling may leave it.")
    variance_diagonal: list[float] = Field(description="That covariance's diagonal: the variance of each component, [D].")
    bias_norm: float = Field(description="‖mean − ∇J‖.")
    cosine: float | None = Field(description="Between mean and ∇J; null where either is zero.")
    snr: float | None = Field(description="‖∇J‖ over the standard deviation of one contribution; null without variance.")
    episodes_for_sign: float | None = Field(description="Episodes whose mean points uphill (along ∇J) with 95 % probability; null: never.")
    exact_mean: list[float] | None = Field(
        description="What the mean tends to, [D]; null where it depends on what a baseline remembers, or is infinite."
    )
    exact_bias_norm: float | None = Field(description="‖exact_mean − ∇J‖, the bias itself; null where exact_mean is.")
    exact_variance: float | None = Field(
        description="What the variance tends to; null where a baseline learns, where it is infinite, or there is no closed form."
    )
    exact_variance_diagonal: list[float] | None = Field(
        description="What variance_diagonal tends to, [D]; null where exact_variance is, and for the total return of several steps."
    )
    samples: Rows = Field(description="Single contributions, [k][D].")


class EstimatesReply(Reply):
    """The estimators, in the order asked."""

    exact_gradient: list[float] = Field(
        description="∇(J + βH), [D], β the first estimator's entropy bonus; each is compared with the gradient with its own."
    )
    estimates: list[Estimate]


class LandscapeReply(Reply):
    """J, or with an entropy bonus J + βH, over a plane: ``value[j][i]`` belongs to ``y[j]`` and ``x[i]``."""

    x: list[float]
    y: list[float]
    value: list[list[float | None]]


class RunRequest(Spec):
    """A run to record from its start."""

    experiment: Experiment = Field(Experiment(), description="What to run; what is left out takes its default.")
    updates: int = Field(100, ge=0, le=MOST_UPDATES, description="Updates in all; at most the limit `updates`.")
    every: int = Field(1, ge=1, le=MOST_UPDATES, description="Updates from one frame to the next.")


MOST_FIELDS = 8
"""Fields of one grid: its cells are bounded long before."""
MOST_VALUES, MOST_SEEDS = 10_000, 10_000_000
Grid = Annotated[
    dict[str, list[Any]],
    Field(max_length=MOST_FIELDS),
    WithJsonSchema(
        {
            "type": "object",
            "maxProperties": MOST_FIELDS,
            "additionalProperties": {"type": "array", "items": {}, "minItems": 1, "maxItems": MOST_VALUES},
        }
    ),
]


class StudyRequest(Spec):
    """An experiment over a grid of settings, many seeds each."""

    experiment: Experiment = Field(Experiment(), description="What every cell begins from; how many `runs` it has does not matter.")
    grid: Grid = Field(
        {},
        description="Values of fields by dotted path; every combination is a cell, the last field's values side by side. A part may be "
        "given by its kind alone. At most the limit `study_cells`.",
        examples=[{"optimizer.learning_rate": [0.01, 0.1, 1.0], "estimator.baseline": ["none", "running_mean"]}],
    )
    seeds: int = Field(
        100, ge=1, le=MOST_SEEDS, description="R, runs in each cell; run k has the experiment's seed + k. At most the limit `study_seeds`."
    )
    updates: int = Field(1000, ge=0, le=MOST_UPDATES, description="Updates of each run; at most the limit `updates`.")
    every: int | None = Field(None, ge=1, le=MOST_UPDATES, description="Updates between two moments; null: about fifty moments.")
    measure: Literal["value", "average"] = Field("value", description="J, or J averaged over the updates so far.")


Level = Annotated[list[float | None], Field(description="10, 25, 50, 75 and 90 % over the runs.")]


class StudyPlan(Reply):
    """The first line of a study: what is to come."""

    type: Literal["study"]
    grid: dict[str, list[Any]] = Field(description="The values of each field.")
    update: list[int] = Field(description="Moments, in updates, [T]; the first is 0, the last the end.")
    seeds: int = Field(description="Runs in each cell.")
    measure: str = Field(description="What is measured.")
    cells: int = Field(description="Cells in all.")


class StudyProgress(Reply):
    """How far a study is, after each chunk of runs."""

    type: Literal["progress"]
    cell: int = Field(description="The cell to which something was added, from 0.")
    cell_runs: int = Field(description="Runs of it that are done.")
    runs: int = Field(description="Runs done in all.")
    total: int = Field(description="Runs in all.")
    cells: int = Field(description="Cells complete.")


class StudyCell(Reply):
    """A cell that is complete. Runs without a finite number count as lost, and as nothing else."""

    type: Literal["cell"]
    cell: int = Field(description="From 0, in the grid's order.")
    changes: dict[str, Any] = Field(description="What it has otherwise than the experiment, by dotted path.")
    mean: list[float | None] = Field(description="Of the measure over the runs, [T].")
    standard_error: list[float | None] = Field(description="Of that mean, [T]; null of fewer than two runs.")
    quantiles: list[Level] = Field(description="[T][5].")
    lost: list[int] = Field(description="How many runs are, [T].")
    ended: dict[str, int] = Field(description="Of one state: how many runs take each action most often at the end, by its number.")
    error: str = Field(description="Why the cell could not be computed, else empty; its lists are empty then.")


class StudyRow(Reply):
    """A cell at the end."""

    changes: dict[str, Any]
    mean: float | None
    standard_error: float | None
    quantiles: Level
    lost: int
    error: str


class StudyTable(Reply):
    """The last line of a study: every cell after the last update."""

    type: Literal["table"]
    update: int
    seeds: int
    measure: str
    cells: list[StudyRow]


class Health(Reply):
    """The server is alive."""

    status: str = Field(examples=["ok"])
    version: str


class Readiness(Reply):
    """Whether runs can be played, and how fast."""

    ready: bool = Field(description="Runs can be played.")
    full_speed: bool = Field(description="The kernels are machine code; until then runs are interpreted, with the same numbers.")
    seconds: float = Field(description="What getting to full speed took, or has taken so far.")
    reason: str | None = Field(None, description="Why full speed cannot be reached, where that is so.")
