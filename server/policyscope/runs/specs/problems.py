"""Problems, as a person writes them: each model's fields are the arguments of one function of `policyscope.problems`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from policyscope import problems
from policyscope.problems import TabularMDP
from policyscope.problems.maps import rows_of
from policyscope.problems.rewards import LARGEST
from policyscope.problems.tabular import ROW_SUM_TOLERANCE
from policyscope.runs.specs.arrays import Table
from policyscope.runs.specs.base import TABULAR, Spec, knob
from policyscope.runs.specs.bounds import MOST_COLUMNS, MOST_ITEMS, MOST_STEPS, Chance, Probability, Reward
from policyscope.runs.specs.continuous import ContinuousBandit
from policyscope.runs.specs.linear_quadratic import LinearQuadratic

LAST_SEED = 2**32 - 1
TRANSITIONS = ("[S][A][S]", "[S][A]", "[S]", "one number")
Nested: TypeAlias = float | list[float] | list[list[float]] | list[list[list[float]]]

Rows = Annotated[list[Annotated[str, Field(max_length=MOST_COLUMNS)]], BeforeValidator(lambda value: _rows(value))]
"""A map: rows of text, or one text that is read as its rows."""


def _rows(value: Any) -> Any:
    texts = isinstance(value, str) or (isinstance(value, list) and all(isinstance(row, str) for row in value))
    return list(rows_of(value)) if texts else value


def _horizon(default: int | None, otherwise: str) -> Any:
    return knob(
        default, "Horizon", f"The most actions an episode takes; empty: {otherwise}.",
        unit="steps", ge=1, le=MOST_STEPS, limit="horizon",
    )  # fmt: skip


class Problem(Spec, ABC):
    """What every problem with a list of states and actions says about itself."""

    families: ClassVar[tuple[str, ...]] = TABULAR

    @abstractmethod
    def build(self) -> TabularMDP:
        """The MDP's arrays."""

    def of_run(self, run: int) -> Problem:
        """The problem that run r ≥ 0 of an ensemble plays: the same for all, unless the kind says otherwise."""
        return self

    def states_at_most(self) -> int:
        """A bound on the states, known before any array is built."""
        return 1

    def actions_at_most(self) -> int:
        """The same for actions; only problems that can have many need to say."""
        return 1


class Bandit(Problem):
    """k arms, each a slot machine with its own mean."""

    kind: Literal["bandit"] = "bandit"
    means: list[Reward] = knob([1.0, 0.7, 0.0], "Mean rewards", "One number per arm.", min_length=2, max_length=MOST_ITEMS, limit="actions")
    reward_std: Annotated[float | list[float], Table(("[A]", "one number"), 0.0, LARGEST)] = knob(
        0.0, "Reward spread", "Standard deviation of every arm's reward, or one per arm. Bernoulli arms ignore it."
    )
    distribution: Literal["gaussian", "bernoulli"] = knob(
        "gaussian", "Reward distribution", "Bernoulli: reward 1 with the mean as probability, else 0."
    )

    def build(self) -> TabularMDP:
        return problems.bandit(self.means, self.reward_std, self.distribution)

    def actions_at_most(self) -> int:
        return len(self.means)


class Testbed(Problem):
    """The k-armed testbed of Sutton & Barto (2018), §2.3: means drawn from a normal distribution."""

    kind: Literal["testbed"] = "testbed"
    arms: int = knob(10, "Arms k", "How many arms.", ge=2, le=MOST_ITEMS, limit="actions")
    mean: float = knob(4.0, "Mean of the true values", "Figure 2.5 uses 4.", ge=-LARGEST, le=LARGEST)
    spread: float = knob(1.0, "Spread of the true values", "Their standard deviation.", ge=0.0, le=LARGEST)
    reward_std: float = knob(1.0, "Reward spread", "Standard deviation of every reward.", ge=0.0, le=LARGEST)
    problem_seed: int = knob(0, "Problem seed", "Draws the arms' true values.", ge=0, le=LAST_SEED)
    each_run: bool = knob(
        False, "A bandit for each run", "Run r of several plays the bandit of problem seed + r; pictures show the first run's."
    )

    def of_run(self, run: int) -> Testbed:
        if not self.each_run:
            return self
        return self.model_copy(update={"problem_seed": (self.problem_seed + run) % (LAST_SEED + 1)})

    def build(self) -> TabularMDP:
        return problems.testbed(self.arms, self.mean, self.spread, self.reward_std, self.problem_seed)

    def actions_at_most(self) -> int:
        return self.arms


class ContextualBandit(Problem):
    """A bandit whose rewards depend on a context seen before choosing."""

    kind: Literal["contextual_bandit"] = "contextual_bandit"
    means: Annotated[list[list[float]], Table(("[C][A]",), -LARGEST, LARGEST)] = knob(
        [[1.0, 0.0], [0.0, 1.0]], "Mean rewards", "One row per context, one number per arm."
    )
    reward_std: float = knob(0.0, "Reward spread", "Standard deviation of every reward.", ge=0.0, le=LARGEST)
    context_probabilities: list[Probability] | None = knob(
        None, "Context probabilities", "Empty: all equal.", min_length=1, max_length=MOST_ITEMS
    )

    def build(self) -> TabularMDP:
        return problems.contextual_bandit(self.means, self.reward_std, self.context_probabilities)

    def states_at_most(self) -> int:
        return len(self.means)

    def actions_at_most(self) -> int:
        return max(len(row) for row in self.means)


class Cell(Spec):
    """What a letter or digit on a gridworld's map stands for."""

    reward: Reward = knob(0.0, "Reward", "Paid on entering, instead of the step reward.")
    terminal: bool = knob(False, "Ends the episode", "Whether entering it ends the episode.")


class Gridworld(Problem):
    """A board drawn as text: S start, G goal, # wall, C cliff, . floor; other letters and digits by the legend."""

    kind: Literal["gridworld"] = "gridworld"
    map: Rows = knob(["S...", ".#..", "...C", "...G"], "Map", "Rows of text, all of one length.", min_length=1, max_length=MOST_COLUMNS)
    slip: float = knob(0.0, "Slip", "Chance that a move goes to one of the two sides instead (half each).", ge=0.0, le=1.0)
    step_reward: Reward = knob(-1.0, "Step reward", "Paid for a move that enters floor or start, or that a wall stops.")
    goal_reward: Reward = knob(0.0, "Goal reward", "Paid on entering a goal; it ends the episode.")
    cliff_reward: Reward = knob(-100.0, "Cliff reward", "Paid on falling.")
    cliff_terminal: bool = knob(False, "The cliff ends the episode", "Otherwise the agent starts again (Sutton & Barto 2018, example 6.6).")
    wind: list[Annotated[int, Field(ge=-MOST_COLUMNS, le=MOST_COLUMNS)]] | None = knob(
        None, "Wind", "Cells pushed upwards, one for each column (Sutton & Barto 2018, example 6.5).", min_length=1, max_length=MOST_COLUMNS
    )
    legend: dict[Annotated[str, Field(min_length=1, max_length=1)], Cell] = knob(
        {}, "Legend", "What other letters and digits on the map mean.", max_length=MOST_COLUMNS
    )
    horizon: int | None = _horizon(100, "until it ends")

    def build(self) -> TabularMDP:
        return problems.gridworld(
            self.map, slip=self.slip, step_reward=self.step_reward, goal_reward=self.goal_reward, cliff_reward=self.cliff_reward,
            cliff_terminal=self.cliff_terminal, wind=self.wind,
            legend={letter: (cell.reward, cell.terminal) for letter, cell in self.legend.items()}, horizon=self.horizon,
        )  # fmt: skip

    def states_at_most(self) -> int:
        return sum(len(row) - row.count("#") for row in self.map)

    def actions_at_most(self) -> int:
        return 4


class ShortCorridor(Problem):
    """Three rooms in a row, the second with left and right switched (Sutton & Barto 2018, example 13.1)."""

    kind: Literal["short_corridor"] = "short_corridor"
    horizon: int | None = _horizon(None, "until it ends")

    def build(self) -> TabularMDP:
        return problems.short_corridor(self.horizon)


class Chain(Problem):
    """States in a row; only the far end pays."""

    kind: Literal["chain"] = "chain"
    length: int = knob(5, "Length", "States before the end.", ge=1, le=MOST_ITEMS, limit="states")
    slip: float = knob(0.0, "Slip", "Chance that a move goes the other way.", ge=0.0, le=1.0)
    step_reward: Reward = knob(0.0, "Step reward", "Paid for every move that does not reach the end.")
    end_reward: Reward = knob(1.0, "End reward", "Paid on reaching the far end.")
    horizon: int | None = _horizon(50, "until it ends")

    def build(self) -> TabularMDP:
        return problems.chain(self.length, self.slip, self.step_reward, self.end_reward, self.horizon)

    def states_at_most(self) -> int:
        return self.length + 1

    def actions_at_most(self) -> int:
        return 2


class TwoState(Problem):
    """Two states, stay or go: staying in the second pays best, and the plain gradient takes long to see it (Kakade 2001)."""

    kind: Literal["two_state"] = "two_state"
    stay_rewards: tuple[Reward, Reward] = knob((1.0, 2.0), "Rewards for staying", "In the first and in the second state.")
    horizon: int | None = _horizon(20, "it goes on for ever, and can be solved exactly but not sampled")

    def build(self) -> TabularMDP:
        return problems.two_state(self.stay_rewards, self.horizon)


class Gymnasium(Problem):
    """A table of Gymnasium (Towers et al. 2024): FrozenLake, CliffWalking, Taxi, or any registered environment with one."""

    kind: Literal["gymnasium"] = "gymnasium"
    id: str = knob(
        problems.OFFERED[0], "Environment", "Its name for gymnasium.make, with its version.",
        offered=problems.OFFERED, min_length=1, max_length=100,
    )  # fmt: skip
    map_name: Literal["4x4", "8x8"] | None = knob(None, "Map", "FrozenLake's; empty: the environment's own.")
    desc: Rows | None = knob(
        None, "Map of your own", "FrozenLake's: rows of S start, F frozen, H hole, G goal; it overrides the map's name.",
        min_length=1, max_length=MOST_COLUMNS,
    )  # fmt: skip
    is_slippery: bool | None = knob(None, "Slippery", "Whether moves go astray on ice and cliffs; empty: as the environment is registered.")
    success_rate: Chance | None = knob(
        None, "Success rate", "On FrozenLake's slippery ice, the chance that a move goes where it should; empty: a third."
    )
    reward_schedule: tuple[Reward, Reward, Reward] | None = knob(
        None, "Reward schedule", "FrozenLake's rewards for the goal, a hole, and any other move; empty: 1, 0, 0."
    )
    is_rainy: bool | None = knob(None, "Rainy", "Whether the taxi's moves go astray; empty: they do not.")
    rainy_probability: Chance | None = knob(
        None, "Rainy probability", "In the rain, the chance that the taxi's move goes where it should; empty: 0.8."
    )
    horizon: int | None = _horizon(None, "the environment's own limit, where it has one")
    own_limit: bool = knob(
        True, "Its own limit", "Whether an empty horizon is the environment's own limit; without it an episode goes on until it ends."
    )

    def build(self) -> TabularMDP:
        return problems.gymnasium(**self.model_dump(exclude={"kind"}))


class Tabular(Problem):
    """Your own arrays."""

    kind: Literal["tabular"] = "tabular"
    transition: Annotated[list[list[list[float]]], Table(("[S][A][S]",), 0.0, 1.0 + ROW_SUM_TOLERANCE)] = knob(
        ..., "Transition P", "[S][A][S]; rows sum to 1 within a millionth. A terminal state's may be all zeros."
    )
    reward: Annotated[Nested, Table(TRANSITIONS, -LARGEST, LARGEST)] = knob(
        ..., "Reward R", "[S][A][S], the mean reward of each transition; or [S][A], [S] or one number, wherever an action leads."
    )
    reward_std: Annotated[Nested, Table(TRANSITIONS, 0.0, LARGEST)] | None = knob(
        None, "Reward spread", "Standard deviations, in the same shapes as the reward; empty for none."
    )
    start: list[Probability] = knob(..., "Start", "[S]; where an episode begins.", min_length=1, max_length=MOST_ITEMS)
    terminal: list[bool] = knob(..., "Terminal", "[S]; an episode ends on entering such a state.", min_length=1, max_length=MOST_ITEMS)
    horizon: int | None = _horizon(None, "until a terminal state; a problem that never ends can then be solved exactly but not sampled")

    def build(self) -> TabularMDP:
        return problems.tabular(self.transition, self.reward, self.start, self.terminal, self.reward_std, self.horizon)

    def states_at_most(self) -> int:
        return len(self.transition)

    def actions_at_most(self) -> int:
        return max(map(len, self.transition), default=0)


ProblemSpec = Annotated[
    Bandit
    | Testbed
    | ContextualBandit
    | Gridworld
    | ShortCorridor
    | Chain
    | TwoState
    | Gymnasium
    | ContinuousBandit
    | LinearQuadratic
    | Tabular,
    Field(discriminator="kind"),
]
