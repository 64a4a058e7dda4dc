"""What is to be learned."""

from __future__ import annotations

from policyscope.runs.specs.entry import BOOK, Entry

UNDER_A_GAUSSIAN = {"policy": {"kind": "gaussian"}}
ON_A_NUMBER = {"problem": {"kind": "continuous_bandit"}} | UNDER_A_GAUSSIAN

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
        r"matter. With a bandit for each run, run $r$ plays that of problem seed $+\,r$: means over runs are then means over bandits, "
        "as in the figure.",
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
        meaning="Walls and edges stop a move. Entering a goal ends the episode; falling off a cliff costs its reward and returns "
        "the agent to the start, unless the cliff ends the episode. Several outcomes on one cell become one transition with their mean "
        "reward and its spread.",
    ),
    "short_corridor": Entry(
        formula=r"J(p) = -\frac{2\,(2 - p)}{p\,(1 - p)}, \qquad p = \Pr\{\text{right}\}, \qquad p^* = 2 - \sqrt 2, \quad J(p^*) = -6 - "
        r"4\sqrt 2",
        source=f"{BOOK}, example 13.1",
        meaning="With features that tell the rooms apart it is easy. With the same features in every room the policy is one number, "
        "and the best one is a biased coin, as the formula says: no deterministic policy ever reaches the goal.",
    ),
    "chain": Entry(
        formula=r"p(s + 1 \mid s, \text{right}) = 1 - \text{slip}, \qquad p(s - 1 \mid s, \text{right}) = \text{slip}, \qquad R = "
        r"r_{\text{end}} \text{ on reaching the end}",
        source="Compare Strens (2000), A Bayesian framework for reinforcement learning (the chain)",
        meaning="The longer the chain, the rarer an early episode that earns anything: a gradient from sampled returns is zero until then.",
    ),
    "two_state": Entry(
        formula=r"r(\text{first}, \text{stay}) = 1, \qquad r(\text{second}, \text{stay}) = 2, \qquad r(\cdot, \text{go}) = 0",
        source="Kakade (2001), A natural policy gradient, figure 2",
        meaning="It never ends, so all three objectives make sense. A policy that mostly stays in the first state hardly ever sees "
        "the second, and the plain gradient there is correspondingly smaller.",
        around={"objective": {"kind": "average_reward"}},
    ),
    "gymnasium": Entry(
        formula=r"p(s' \mid s, a) = \sum_{i\,:\,s'_i = s'} p_i, \qquad r(s, a, s') = \frac{\sum_{i\,:\,s'_i = s'} p_i\, r_i}{p(s' \mid "
        r"s, a)},\qquad P[s][a] = \{(p_i, s'_i, r_i, \text{end}_i)\}",
        source="Towers et al. (2024), Gymnasium: a standard interface for reinforcement learning environments; Dietterich (2000) for Taxi",
        meaning="The horizon is the one the environment is registered with, unless another is given; without `own_limit` there is none, "
        "and values are those of episodes that go on until they end. The environment's own arguments "
        "keep their own names; a map of FrozenLake is `desc`. It needs the package: `pip install 'policyscope[gymnasium]'`.",
    ),
    "tabular": Entry(
        formula=r"p(s' \mid s, a), \quad r(s, a, s'), \quad \mu(s) = \Pr\{S_0 = s\}, \qquad \sum_{s'} p(s' \mid s, a) = 1",
        source=f"{BOOK}, §3.1",
        meaning="An episode ends on entering a terminal state, or when the horizon is reached, if there is one. Every other discrete "
        "problem here becomes such arrays before anything is computed. Rewards and their spread may also be given as [S][A], as [S] or "
        "as one number, regardless of where an action leads. A problem that never ends is solved exactly without a horizon, with a "
        "discount below 1 or as an average; sampling it needs one.",
        fields={
            "transition": [[[0.0, 1.0], [1.0, 0.0]], [[0.0, 1.0], [0.0, 1.0]]],
            "reward": [[[0.0, 1.0], [-0.1, 0.0]], [[0.0, 0.0], [0.0, 0.0]]],
            "start": [1.0, 0.0],
            "terminal": [False, True],
            "horizon": 20,
        },
    ),
    "continuous_bandit": Entry(
        formula=r"\mathbf{x} \sim p, \qquad A \sim \pi(\cdot \mid \mathbf{x}), \qquad \E[R] = r(A, \mathbf{x}), \qquad "
        r"J = \E[r(A, \mathbf{x})]",
        source=f"{BOOK}, §13.7; Mohamed, Rosca, Figurnov & Mnih (2020), Monte Carlo gradient estimation in machine learning",
        meaning=r"The action is a number, so a policy is a density. Everything exact is a closed form, and checked by Gauss–Hermite "
        "quadrature with a bound on its error.",
        around=UNDER_A_GAUSSIAN,
    ),
    "linear_quadratic": Entry(
        formula=r"S_{t+1} = a\, S_t + b\, A_t + \varepsilon_t, \qquad R_{t+1} = -(q\, S_t^2 + r\, A_t^2), \qquad G_0 = "
        r"\sum_{t=0}^{H-1} \gamma^t R_{t+1} - \gamma^H q_T\, S_H^2, \qquad w_t = -\frac{\gamma P_{t+1}\, a\, b}{r + \gamma P_{t+1}\, "
        r"b^2}, \quad P_t = q + \gamma P_{t+1}\, a\, (a + b\, w_t), \quad P_H = q_T",
        source="Anderson & Moore (1990), Optimal control: linear quadratic methods, ch. 2; Fazel, Ge, Kakade & Mesbahi (2018), Global "
        "convergence of policy gradient methods for the linear quadratic regulator",
        meaning=r"The state and the action are numbers, and an episode has $H$ steps. Under $A \sim \operatorname{N}(w\, S + c, "
        r"\sigma^2)$ the state stays Gaussian and every value is a quadratic, so $J$ and its gradient are closed forms. Riccati's "
        r"recursion for $P_t$ gives the best gain $w_t$ of every step; no policy does better. It changes with $t$ towards the end, "
        r"unless $q_T$ is the cost of going on for ever, $q_T = P_0 = P_1 = \dots$: then one gain is the best at every step, and $\th$ "
        r"can reach it. With $a = b = q = r = \gamma = 1$ that is $q_T = 1.618$, the golden ratio, and $w = -0.618$. Where "
        r"$\lvert a + b\, w \rvert > 1$ the state grows from step to step, and $J$ falls steeply: learning rates are small here, and a "
        r"weight thrown beyond $10^6$ is lost.",
        around=UNDER_A_GAUSSIAN | {"optimizer": {"kind": "ascent", "learning_rate": 0.001}},
    ),
}

REWARDS = {
    "quadratic": Entry(
        formula=r"r(a) = \text{top} - \text{scale} \cdot (a - \text{target})^2, \qquad J = r(\mu) - \text{scale} \cdot \sigma^2",
        source="Mohamed, Rosca, Figurnov & Mnih (2020), §3",
        meaning=r"Spread only costs: the gradient always narrows $\sigma$, unless an entropy bonus pays for width.",
        around=ON_A_NUMBER,
    ),
    "hills": Entry(
        formula=r"r(a) = \sum_{i=1}^{2} h_i\, e^{-(a - c_i)^2 / 2 w_i^2}, \qquad J = \sum_{i=1}^{2} \frac{h_i\, w_i}{\sqrt{w_i^2 + "
        r"\sigma^2}}\, e^{-(\mu - c_i)^2 / 2 (w_i^2 + \sigma^2)}",
        source="A Gaussian blurred by a Gaussian; compare Rechenberg (1973) on the width of a search",
        meaning=r"$J$ is the reward curve blurred by $\sigma$. For a wide policy the hill with the larger area wins, for a narrow "
        "one the higher hill.",
        around=ON_A_NUMBER,
    ),
    "stair": Entry(
        formula=r"r(a) = \text{high if } a > \text{threshold, else low}, \qquad J = \text{low} + (\text{high} - \text{low})\, "
        r"\Pr\{A > \text{threshold}\}",
        source="Mohamed, Rosca, Figurnov & Mnih (2020), §4 to §6",
        meaning=r"Its slope is 0 wherever it has one, so a pathwise estimate is always 0; $J$ itself is smooth, and a score function "
        "climbs it.",
        around=ON_A_NUMBER,
    ),
    "linear": Entry(
        formula=r"r(a, \mathbf{x}) = -\text{scale} \cdot (a - \mathbf{v}^\top \mathbf{x})^2",
        source=f"{BOOK}, §13.7",
        meaning=r"The best mean is linear in the context, as the policy's is: $w$ should become $\mathbf{v}$.",
        around=ON_A_NUMBER,
    ),
}
