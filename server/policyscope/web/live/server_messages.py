"""What the server says on the live socket, and how it becomes text.

Messages are written straight from arrays; the models describe them, and tests hold real ones against them.
"""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field

Rows = list[list[float]]
One = TypeVar("One")
Pair = tuple[One, One]


class ServerMessage(BaseModel):
    """What the server sends."""

    model_config = ConfigDict(extra="forbid")


class Session(ServerMessage):
    """What this server grants a live run."""

    frame_rate: int = Field(description="Frames a second while playing, at most.")
    max_updates_per_second: int = Field(description="The fastest a run may be asked to play.")


class Grid(ServerMessage):
    """How to draw the states on a board."""

    rows: int
    columns: int
    cells: list[tuple[int, int]] = Field(description="Row and column of each state, [S][2].")
    map: list[str] = Field(description="The board as it was written, one text per row; empty if there is none.")


class Notes(ServerMessage):
    """Facts about a problem, each present only if known."""

    optimal_value: float | None = Field(None, description="The best J there is.")
    best_arm: int | None = Field(None, description="A bandit's best action.")
    best_action: float | None = Field(None, description="The best action, where actions are numbers.")
    warnings: list[str] = Field([], description="Sentences about what the problem's author may not have meant.")


class Continuous(ServerMessage):
    """The rewards of a bandit whose action is a number."""

    shape: Literal["quadratic", "hills", "stair"] = Field(description="How the numbers of ``curve`` are read.")
    curve: Rows = Field(description="[C][6]: target, scale, top; or height, centre, width of each hill; or threshold, low, high.")
    contexts: Rows = Field(description="Features of each context, [C][K].")
    reward_std: float = Field(description="Standard deviation of every reward.")


class LinearQuadratic(ServerMessage):
    """A problem whose state and action are numbers: S′ = a S + b A + noise, a step costs q S² + r A², the last state q_T S²."""

    a: float
    b: float
    q: float
    r: float
    final: float = Field(description="q_T.")
    noise: float = Field(description="Standard deviation of what disturbs the state.")
    start_mean: float = Field(description="Of the first state.")
    start_std: float
    constant: bool = Field(description="Whether the policy's mean is w·S + c; else it is w·S.")


class ProblemArrays(ServerMessage):
    """The problem as arrays, with hints for drawing. If the action is a number A is 0, and C contexts or H steps replace the states."""

    states: int = Field(description="S.")
    actions: int = Field(description="A.")
    state_names: list[str] = Field(description="[S].")
    action_names: list[str] = Field(description="[A].")
    start: list[float] = Field(description="Where episodes start: one probability per state, [S].")
    terminal: list[bool] = Field(description="Whether episodes end on entering a state, [S].")
    horizon: int | None = Field(description="The most actions of an episode; null: it goes on until a terminal state.")
    mean_reward: Rows = Field(description="Expected reward of an action, [S][A].")
    discrete_bandit: bool = Field(description="One state, and one of A actions an episode.")
    grid: Grid | None = Field(description="Null for problems that are not a board.")
    notes: Notes
    continuous: Continuous | None = Field(description="Null for all but bandits whose action is a number.")
    linear_quadratic: LinearQuadratic | None = Field(description="Null for all but problems whose state and action are numbers.")


class PolicyArrays(ServerMessage):
    """What θ stands for."""

    parameters: int = Field(description="D.")
    parameter_names: list[str] = Field(description="[D].")
    phi: list[Rows] | None = Field(description="Features φ(s, a), [S][A][D]; null if there are too many to send, or none.")
    inputs: Rows | None = Field(description="A network's inputs, [S][I]; null if there are too many to send, or none.")


class Opened(ServerMessage):
    """A run has started."""

    type: Literal["opened"]
    experiment: dict[str, Any] = Field(description="The experiment with every default filled in.")
    problem: ProblemArrays
    policy: PolicyArrays
    limits: dict[str, int] = Field(description="What one experiment may ask for on this server.")
    session: Session


class Block(ServerMessage):
    """What happened since the frame before."""

    updates: int
    episodes: int
    actions: int = Field(description="Actions taken in those episodes.")
    steps: int = Field(description="Deprecated: the same as `actions`, and gone in version 0.3.", deprecated=True)
    mean_return: float | None = Field(description="Mean discounted return of those episodes.")
    truncated: int = Field(description="Episodes cut at the server's horizon limit.")


class Episode(ServerMessage):
    """The last episode drawn, [T] each."""

    states: list[int] | list[float] = Field(description="Numbers of states, or the states themselves where these are numbers.")
    actions: list[int] | list[float] = Field(description="Numbers of actions, or of a Gaussian policy the actions themselves.")
    rewards: list[float]
    returns: list[float] = Field(description="What credit assigns: G_t, or G_0 at every step.")
    baselines: list[float] = Field(description="What was subtracted.")
    weights: list[float] = Field(description="γᵗ, where it is on, times (return − baseline); dG₀/dA_t or the reward's slope if pathwise.")
    next_state: int | float = Field(description="Where the episode ended.")
    length: int = Field(description="Its steps; more than T where only the first are shown.")
    index: int = Field(description="Its place in the batch, from 0.")
    count: int = Field(description="The batch size N.")


class Density(ServerMessage):
    """A Gaussian policy at θ: what takes the place of probabilities."""

    means: list[float] = Field(
        description="μ(x) = w·x of each context, [C]; where a state is a number, at the mean state of each step, [H]."
    )
    sigma: float = Field(description="σ.")


class Samples(ServerMessage):
    """The last batch of a Gaussian policy, n samples of it, and the density they were drawn from."""

    means: list[float] = Field(description="Of each context, [C].")
    sigma: float
    contexts: list[int] = Field(description="[n].")
    actions: list[float] = Field(description="[n].")
    rewards: list[float] = Field(description="[n].")
    baselines: list[float] = Field(description="[n].")
    weights: list[float] = Field(description="[n] reward, with its entropy bonus, minus baseline; the reward's slope if pathwise.")
    scores: Rows = Field(description="[n][D].")
    contributions: Rows = Field(description="What each sample adds to the estimate before averaging, [n][D].")
    probes: Rows | None = Field(description="Measure-valued: the pairs of actions compared, [n][2 or 4].")
    probed: Rows | None = Field(description="And what they paid.")
    count: int = Field(description="Samples drawn; more than n where only the first are shown.")


class Paths(ServerMessage):
    """The first k episodes of the last batch where state and action are numbers, and the policy they were drawn with."""

    states: Rows = Field(description="[k][H + 1].")
    actions: Rows = Field(description="[k][H].")
    weights: Rows = Field(description="γᵗ, where it is on, times (return − baseline); dG₀/dA_t if pathwise; [k][H].")
    gain: float = Field(description="w of the mean action w·S + c.")
    shift: float = Field(description="c.")
    sigma: float
    count: int = Field(description="Episodes drawn; more than k where only the first are shown.")


class ExactAnswer(ServerMessage):
    """What is true at θ. With an entropy bonus β the run climbs J + βH, and both numbers are given."""

    value: float = Field(description="J, of the rewards alone.")
    gradient: list[float] = Field(description="∇(J + βH): what updates climb; ∇J without a bonus.")
    entropy: float | None = Field(None, description="H in nats, what β multiplies; present only with a bonus.")
    regularized_value: float | None = Field(None, description="J + βH; present only with a bonus.")


class Values(ServerMessage):
    """Exact values at θ, of the rewards alone whatever the entropy bonus."""

    state_values: list[float]
    action_values: Rows
    advantages: Rows
    visitation: list[float]


class Baseline(ServerMessage):
    """What the baseline would subtract now; with an entropy bonus, both the returns and what is compared with them include it."""

    value: float | None = Field(description="One number for every state, if it is one.")
    values: list[float] | None = Field(
        description="One number per state, if it differs by state; where a state is a number, per step, at its mean state."
    )


class Cloud(ServerMessage):
    """Contributions of single episodes to the estimate, two components of each; drawn from a separate random stream."""

    axes: Pair[int] = Field(description="Which two parameters.")
    samples: list[Pair[float]] = Field(description="Some of the contributions, [k][2].")
    mean: Pair[float] = Field(description="Of all contributions.")
    exact: Pair[float] = Field(description="The exact gradient's two components.")
    covariance: Pair[Pair[float]] = Field(description="Of all contributions, [2][2].")
    episodes: int = Field(description="How many contributions there are in all.")
    widest: Pair[int] = Field(description="The parameter with most variance, and the one with most that the first leaves.")
    widest_variance: float = Field(description="Of both together; compare with the trace of ``covariance``.")


class Ensemble(ServerMessage):
    """Where each of the R runs is; run 0 is the one the rest of the frame shows."""

    theta: Rows | None = Field(description="[R][D]; null where that would be too many numbers.")
    values: list[float] = Field(description="J at each run's θ, of the rewards alone, [R].")
    probabilities: Rows | None = Field(description="π(a) of each run, [R][A]; null for problems of several states.")
    best_action: list[float] | None = Field(None, description="π of each run's own best action, [R]; only where each has its own bandit.")


class Spread(ServerMessage):
    """The spread of one number, or of each of A, over the runs of an ensemble; null if all of them are lost."""

    mean: float | list[float | None] | None
    quantiles: list[float | None] | list[list[float | None]] = Field(description="One row per level: [5], or [5][A].")


class Quantiles(ServerMessage):
    """How the R runs of an ensemble are spread at this moment."""

    levels: list[float] = Field(description="Of the quantiles, [5]: 0.1, 0.25, 0.5, 0.75, 0.9.")
    values: Spread = Field(description="Of J, of the rewards alone.")
    probabilities: Spread | None = Field(description="Of π(a); null for problems of several states, and Gaussian policies.")
    best_action: Spread | None = Field(None, description="Of π of each run's own best action; only where each has its own bandit.")
    lost: int = Field(description="Runs whose J is not finite; the rest leaves them out.")


class Frame(ServerMessage):
    """A moment of the run. θ, state and block are always present; the rest if subscribed to."""

    type: Literal["frame"]
    update: int = Field(description="How many updates are done.")
    step: int = Field(description="Deprecated: the same as `update`, and gone in version 0.3.", deprecated=True)
    sample: int = Field(description="Episodes of the coming update already drawn; 0 unless stepping by sample.")
    theta: list[float]
    state: str = Field(description="Opaque: hand it back in `open` to continue from here.")
    block: Block
    probabilities: Rows | None = Field(None, description="π(a|s), [S][A].")
    density: Density | None = Field(None, description="A Gaussian policy, instead of the probabilities.")
    episode: Episode | None = None
    scores: Rows | None = Field(
        None, description="Score vectors of that episode's first K actions, at the θ they were drawn with, or of their moment, [K][D]."
    )
    episode_probabilities: Rows | None = Field(None, description="π(·|S_t) those actions were drawn with, [K][A].")
    samples: Samples | None = Field(None, description="The last batch of a Gaussian policy on a bandit.")
    paths: Paths | None = Field(None, description="Episodes of the last batch where state and action are numbers.")
    estimate: list[float] | None = Field(None, description="Mean gradient estimate of the last update's batch.")
    exact: ExactAnswer | None = None
    values: Values | None = None
    baseline: Baseline | None = None
    cloud: Cloud | None = None
    ensemble: Ensemble | None = Field(None, description="Every run of an experiment with several `runs`; recorded in the last frame only.")
    quantiles: Quantiles | None = Field(None, description="The spread over all `runs`; null for a single one.")


class ControlApplied(ServerMessage):
    """Changes took effect; they count from the next update on."""

    type: Literal["control_applied"]
    update: int = Field(description="How many updates were done before.")
    step: int = Field(description="Deprecated: the same as `update`, and gone in version 0.3.", deprecated=True)
    changes: dict[str, Any]


class Finished(ServerMessage):
    """The run cannot go on and has paused: θ is not finite. `step` and `play` are refused until `reset`, `set_theta` or `open`."""

    type: Literal["finished"]
    reason: str


class Error(ServerMessage):
    """A message could not be used, and changed nothing."""

    type: Literal["error"]
    title: str
    detail: str = Field(description="What was expected, what was received, what to do.")
    pointer: str = Field(description="JSON pointer into the message.")


class Heartbeat(ServerMessage):
    """The server is alive: a slow run's next frame, or an answer, is still being computed; or its speed has changed."""

    type: Literal["heartbeat"]
    ready: bool = Field(description="Whether runs can be played; false for the second it takes to load the kernels.")
    full_speed: bool = Field(description="False while runs are interpreted: the kernels are being compiled, once per machine.")
    reason: str | None = Field(None, description="Why they will never be compiled, if that is so.")


SERVER_MESSAGES: tuple[type[ServerMessage], ...] = (Opened, Frame, ControlApplied, Finished, Error, Heartbeat)

CLOSE_CODES: dict[int, str] = {
    1001: "The server is going away, or restarting.",
    1007: "A message was not text: its bytes are not UTF-8.",
    1008: "Too many pings, pongs or fragments came in a second, or half a message and no more within the setting body_seconds.",
    1011: "The server made a mistake; it is logged there.",
    1013: "Too many sessions, on the server or from this address; try again later.",
    4000: "A binary message: this socket speaks text JSON.",
    4008: "The page sent nothing for too long (setting idle_seconds).",
    4009: "A message was longer than the setting message_bytes.",
    4029: "More messages were waiting for their turn than the settings waiting_messages, waiting_bytes and held_bytes allow.",
}


def error_message(title: str, detail: str, pointer: str) -> dict[str, str]:
    """An ``error`` message."""
    return {"type": "error", "title": title, "detail": detail, "pointer": pointer}


def encoded(message: dict[str, Any]) -> str:
    """A message as JSON text; arrays become nested lists, NaN and infinity null."""
    return orjson.dumps(message, option=orjson.OPT_SERIALIZE_NUMPY).decode()
