"""Problems, as a person writes them: each model's fields are the arguments of one function of `policyscope.problems`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from policyscope import problems
from policyscope.problems import TabularMDP
from policyscope.runs.specs.base import TABULAR, Spec, knob
from policyscope.runs.specs.continuous import ContinuousBandit

# Beyond a million either way no picture, no step and no sum of squares means anything any more.
Reward = Annotated[float, Field(ge=-1e6, le=1e6)]
Spread = Annotated[float, Field(ge=0.0, le=1e6)]


class Problem(Spec, ABC):
    """What every problem with a list of states and actions can say of itself."""

    families: ClassVar[tuple[str, ...]] = TABULAR

    @abstractmethod
    def build(self) -> TabularMDP:
        """The MDP's arrays."""

    def states_at_most(self) -> int:
        """A bound on the states, known before any array is built."""
        return 1

    def actions_at_most(self) -> int:
        """A bound on the actions, likewise; only problems that can have many need to say."""
        return 1


class Bandit(Problem):
    """k arms, each a slot machine with a mean of its own."""

    kind: Literal["bandit"] = "bandit"
    means: list[Reward] = knob([1.0, 0.7, 0.0], "Mean rewards", "One number an arm.", min_length=2)
    reward_std: Spread | list[Spread] = knob(
        0.0, "Reward spread", "Standard deviation of every arm's reward, or one an arm. Bernoulli arms ignore it."
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
    arms: int = knob(10, "Arms k", "How many arms.", ge=2, le=1000)
    mean: float = knob(4.0, "Mean of the true values", "Figure 2.5 uses 4.", ge=-1e6, le=1e6)
    spread: float = knob(1.0, "Spread of the true values", "Their standard deviation.", ge=0.0, le=1e6)
    reward_std: float = knob(1.0, "Reward spread", "Standard deviation of every reward.", ge=0.0, le=1e6)
    problem_seed: int = knob(0, "Problem seed", "Draws the arms' true values.", ge=0, le=2**32 - 1)

    def build(self) -> TabularMDP:
        return problems.testbed(self.arms, self.mean, self.spread, self.reward_std, self.problem_seed)

    def actions_at_most(self) -> int:
        return self.arms


class ContextualBandit(Problem):
    """A bandit whose arms pay by a context seen before choosing."""

    kind: Literal["contextual_bandit"] = "contextual_bandit"
    means: list[list[Reward]] = knob([[1.0, 0.0], [0.0, 1.0]], "Mean rewards", "One row a context, one number an arm.", min_length=1)
    reward_std: float = knob(0.0, "Reward spread", "Standard deviation of every reward.", ge=0.0, le=1e6)
    context_probabilities: list[float] | None = knob(None, "Context probabilities", "Empty: all alike.")

    def build(self) -> TabularMDP:
        return problems.contextual_bandit(self.means, self.reward_std, self.context_probabilities)

    def states_at_most(self) -> int:
        return len(self.means)

    def actions_at_most(self) -> int:
        return max(len(row) for row in self.means)


class Cell(Spec):
    """What a letter or digit on a gridworld's map stands for."""

    reward: Reward = knob(0.0, "Reward", "Paid on entering, in place of the step's.")
    terminal: bool = knob(False, "Ends the episode", "Whether entering it ends the episode.")


class Gridworld(Problem):
    """A board drawn as text: S start, G goal, # wall, C cliff, . floor; other letters and digits by the legend."""

    kind: Literal["gridworld"] = "gridworld"
    map: list[str] = knob(["S...", ".#..", "...C", "...G"], "Map", "Rows of text, all of one length.", min_length=1)
    slip: float = knob(0.0, "Slip", "Chance that a move goes to one of the two sides instead (half each).", ge=0.0, le=1.0)
    step_reward: Reward = knob(-1.0, "Step reward", "Paid for a move that enters floor or start, or that a wall stops.")
    goal_reward: Reward = knob(0.0, "Goal reward", "Paid on entering a goal; it ends the episode.")
    cliff_reward: Reward = knob(-100.0, "Cliff reward", "Paid on falling.")
    cliff_terminal: bool = knob(
        False, "The cliff ends the episode", "Otherwise the fallen starts again (Sutton & Barto 2018, example 6.6)."
    )
    wind: list[int] | None = knob(None, "Wind", "Cells pushed upwards, one number a column (Sutton & Barto 2018, example 6.5).")
    legend: dict[str, Cell] = knob({}, "Legend", "What further letters and digits on the map mean.")
    horizon: int | None = knob(100, "Horizon", "The most actions an episode takes; empty: until it ends.", unit="steps", ge=1)

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
    horizon: int | None = knob(None, "Horizon", "The most actions an episode takes; empty: until it ends.", unit="steps", ge=1)

    def build(self) -> TabularMDP:
        return problems.short_corridor(self.horizon)


class Chain(Problem):
    """States in a row; only the far end pays."""

    kind: Literal["chain"] = "chain"
    length: int = knob(5, "Length", "States before the end.", ge=1, le=10_000)
    slip: float = knob(0.0, "Slip", "Chance that a move goes the other way.", ge=0.0, le=1.0)
    step_reward: Reward = knob(0.0, "Step reward", "Paid for every move that does not reach the end.")
    end_reward: Reward = knob(1.0, "End reward", "Paid on reaching the far end.")
    horizon: int | None = knob(50, "Horizon", "The most actions an episode takes; empty: until it ends.", unit="steps", ge=1)

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
    horizon: int | None = knob(20, "Horizon", "The most actions an episode takes.", unit="steps", ge=1)

    def build(self) -> TabularMDP:
        return problems.two_state(self.stay_rewards, self.horizon)


class Gymnasium(Problem):
    """A table of Gymnasium (Towers et al. 2024): FrozenLake, CliffWalking, Taxi, or any registered environment with one."""

    kind: Literal["gymnasium"] = "gymnasium"
    id: str = knob(
        problems.OFFERED[0], "Environment", "Its name as gymnasium.make takes it, with its version.",
        offered=problems.OFFERED, min_length=1, max_length=100,
    )  # fmt: skip
    map_name: Literal["4x4", "8x8"] | None = knob(None, "Map", "FrozenLake's; empty: the environment's own.")
    is_slippery: bool | None = knob(None, "Slippery", "Whether moves go astray on ice and cliffs; empty: as the environment is registered.")
    horizon: int | None = knob(
        None, "Horizon", "The most actions an episode takes; empty: the environment's own limit, where it has one.", unit="steps", ge=1
    )

    def build(self) -> TabularMDP:
        return problems.gymnasium(self.id, map_name=self.map_name, is_slippery=self.is_slippery, horizon=self.horizon)


class Tabular(Problem):
    """Your own arrays."""

    kind: Literal["tabular"] = "tabular"
    transition: list[list[list[float]]] = knob(..., "Transition P", "[S][A][S]; rows sum to 1.")
    reward: list[list[list[Reward]]] = knob(..., "Reward R", "[S][A][S]; the mean reward of each transition.")
    reward_std: list[list[list[Spread]]] | None = knob(None, "Reward spread", "[S][A][S], or empty for none.")
    start: list[float] = knob(..., "Start", "[S]; where an episode begins.")
    terminal: list[bool] = knob(..., "Terminal", "[S]; an episode ends on entering such a state.")
    horizon: int | None = knob(None, "Horizon", "The most actions an episode takes; empty: until a terminal state.", unit="steps", ge=1)

    def build(self) -> TabularMDP:
        return problems.tabular(self.transition, self.reward, self.start, self.terminal, self.reward_std, self.horizon)

    def states_at_most(self) -> int:
        return len(self.transition)

    def actions_at_most(self) -> int:
        return max(map(len, self.transition), default=0)


ProblemSpec = Annotated[
    Bandit | Testbed | ContextualBandit | Gridworld | ShortCorridor | Chain | TwoState | Gymnasium | ContinuousBandit | Tabular,
    Field(discriminator="kind"),
]
