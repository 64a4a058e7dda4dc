"""Problems: what there is to learn, as tabular Markov decision processes, bandits with a scalar action, or linear-quadratic."""

from policyscope.problems.bandits import bandit, contextual_bandit, testbed
from policyscope.problems.chains import chain, short_corridor, two_state
from policyscope.problems.continuous import ContinuousBandit, Hills, Linear, Quadratic, Reward, Stair, continuous_bandit
from policyscope.problems.gridworld import gridworld
from policyscope.problems.gymnasium import OFFERED, gymnasium, gymnasium_installed
from policyscope.problems.linear_quadratic import LinearQuadratic
from policyscope.problems.tabular import Grid, TabularMDP, anchor, endless_states, tabular

__all__ = [
    "OFFERED",
    "ContinuousBandit",
    "Grid",
    "Hills",
    "Linear",
    "LinearQuadratic",
    "Quadratic",
    "Reward",
    "Stair",
    "TabularMDP",
    "anchor",
    "bandit",
    "chain",
    "contextual_bandit",
    "continuous_bandit",
    "endless_states",
    "gridworld",
    "gymnasium",
    "gymnasium_installed",
    "short_corridor",
    "tabular",
    "testbed",
    "two_state",
]
