"""What there is to learn."""

from __future__ import annotations

from policyscope.runs.reference.entry import BOOK, Entry

PROBLEMS = {
    "bandit": Entry(
        formula=r"R \sim \operatorname{N}(q(a), \sigma_a^2) \quad\text{or}\quad R \sim "
        r"\operatorname{Bernoulli}(q(a)),\qquad J(\th) = \sum_a \pi(a)\, q(a)",
        source=f"{BOOK}, §2.1 and §2.8",
        meaning="One state, one action, and the episode is over. Everything a policy gradient does can be seen here in full: the "
        "simplex of three probabilities is the whole space of policies.",
    ),
    "testbed": Entry(
        formula=r"q(a) \sim \operatorname{N}(\mu, \sigma_q^2) \text{ once}, \qquad R \sim \operatorname{N}(q(a), \sigma^2)",
        source=f"{BOOK}, §2.3, figure 2.5",
        meaning=r"Another problem seed draws other arms. With $\mu = 4$ all rewards lie far above zero, which is what makes a baseline "
        "matter.",
    ),
    "contextual_bandit": Entry(
        formula=r"S \sim p(s), \qquad J(\th) = \sum_s p(s) \sum_a \pi(a \mid s)\, q(s, a)",
        source=f"{BOOK}, §2.9",
        meaning="Each context is a state in which every episode is one action long.",
    ),
    "gridworld": Entry(
        formula=r"p(s' \mid s, a) = (1 - \text{slip})\,\mathbf{1}[s' = \text{ahead}] + \tfrac{\text{slip}}{2}\,\mathbf{1}[s' = "
        r"\text{left}] + \tfrac{\text{slip}}{2}\,\mathbf{1}[s' = \text{right}]",
        source=f"{BOOK}, examples 6.5 (wind) and 6.6 (cliff)",
        meaning="Walls and edges stop a move. Entering a goal ends the episode; falling off a cliff costs its reward and begins again "
        "at the start, unless the cliff is said to end the episode. Several outcomes on one cell are one transition with their mean "
        "reward and its spread.",
    ),
    "short_corridor": Entry(
        formula=r"J(p) = -\frac{2\,(2 - p)}{p\,(1 - p)}, \qquad p = \Pr\{\text{right}\}, \qquad p^* = 2 - \sqrt 2, \quad J(p^*) = -6 - "
        r"4\sqrt 2",
        source=f"{BOOK}, example 13.1",
        meaning="With features that tell the rooms apart it is easy. With the same features in every room the policy is one number, "
        "and the best one is a coin, as the formula says: no deterministic policy ever reaches the goal.",
    ),
    "chain": Entry(
        formula=r"p(s + 1 \mid s, \text{right}) = 1 - \text{slip}, \qquad p(s - 1 \mid s, \text{right}) = \text{slip}, \qquad R = "
        r"r_{\text{end}} \text{ on reaching the end}",
        source="Compare Strens (2000), A Bayesian framework for reinforcement learning (the chain)",
        meaning="The longer the chain, the rarer an early episode that is paid at all: a gradient of sampled returns is zero until one is.",
    ),
    "two_state": Entry(
        formula=r"r(\text{first}, \text{stay}) = 1, \qquad r(\text{second}, \text{stay}) = 2, \qquad r(\cdot, \text{go}) = 0",
        source="Kakade (2001), A natural policy gradient, figure 2",
        meaning="It never ends, so all three objectives have a meaning. A policy that mostly stays in the first state hardly ever sees "
        "the second, and the plain gradient there is that much smaller.",
        around={"objective": {"kind": "average_reward"}},
    ),
    "gymnasium": Entry(
        formula=r"p(s' \mid s, a) = \sum_{i\,:\,s'_i = s'} p_i, \qquad r(s, a, s') = \frac{\sum_{i\,:\,s'_i = s'} p_i\, r_i}{p(s' \mid "
        r"s, a)},\qquad P[s][a] = \{(p_i, s'_i, r_i, \text{end}_i)\}",
        source="Towers et al. (2024), Gymnasium: a standard interface for reinforcement learning environments; Dietterich (2000) for Taxi",
        meaning="The horizon is the one the environment is registered with, unless another is given. It needs the package: `pip "
        "install 'policyscope[gymnasium]'`.",
    ),
    "tabular": Entry(
        formula=r"p(s' \mid s, a), \quad r(s, a, s'), \quad \mu(s) = \Pr\{S_0 = s\}, \qquad \sum_{s'} p(s' \mid s, a) = 1",
        source=f"{BOOK}, §3.1",
        meaning="An episode ends on entering a terminal state, or after so many actions where there is a horizon. Every other discrete "
        "problem here becomes such arrays before anything is computed.",
        fields={
            "transition": [[[0.0, 1.0], [1.0, 0.0]], [[0.0, 1.0], [0.0, 1.0]]],
            "reward": [[[0.0, 1.0], [-0.1, 0.0]], [[0.0, 0.0], [0.0, 0.0]]],
            "start": [1.0, 0.0],
            "terminal": [False, True],
            "horizon": 20,
        },
    ),
}
