"""Problems: what there is to learn, as tabular Markov decision processes."""

from policyscope.problems.bandits import bandit, contextual_bandit, testbed
from policyscope.problems.chains import chain, short_corridor, two_state
from policyscope.problems.gridworld import gridworld
from policyscope.problems.tabular import Grid, TabularMDP, anchor, endless_states, tabular

__all__ = [
    "Grid",
    "TabularMDP",
    "anchor",
    "bandit",
    "chain",
    "contextual_bandit",
    "endless_states",
    "gridworld",
    "short_corridor",
    "tabular",
    "testbed",
    "two_state",
]
