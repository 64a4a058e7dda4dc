"""The reference's parts, in order, and its letters."""

from __future__ import annotations

SECTIONS = {
    "problem": (
        "Problems",
        "What is to be learned. All whose actions can be listed become the same arrays and run through the same few kernels.",
    ),
    "reward": ("Reward curves", "What a continuous bandit pays for an action, on average."),
    "features": ("Features", r"What a linear policy sees of a state and an action. $\ph$ decides which states learn together."),
    "policy": ("Policies", r"How parameters become a choice. The score $\score$ is what every estimator weighs."),
    "inputs": ("Inputs", "What a network sees of a state, and turns into its own features."),
    "objective": ("Objectives", "What is to be maximised. Each is computed exactly, with its exact gradient."),
    "estimator": (
        "Estimators",
        r"Each sampled one gives one contribution per episode; an update takes their mean over the batch. An *entropy bonus* pays "
        r"$\beta\, H(\pi(\cdot \mid S_t))$ at every step in addition to its reward (Williams & Peng 1991): returns count it, and each "
        r"visited state adds its own slope $\beta\, \nabla H(\pi(\cdot \mid S_t))$. Such a run climbs $J + \beta H$, where $H$ is the "
        r"objective with entropies in the rewards' place; $J$ alone always refers to the rewards. *Weighting* by $\gamma^t$ is what $J_1$ "
        "needs; if it is left out, the mean is a different one.",
    ),
    "credit": ("Credit", "What weighs an action's score in REINFORCE and its relatives."),
    "baseline": (
        "Baselines",
        r"What is subtracted from a return before it weighs a score. $\E[b\, \score] = 0$ for any $b$ that does not know the action: "
        "such a baseline changes the variance and never the mean.",
    ),
    "optimizer": ("Optimizers", "How the estimate moves the parameters."),
    "preconditioner": ("Preconditioners", "What the estimate is multiplied by before the optimizer sees it."),
    "schedule": ("Schedules", r"How the learning rate falls with the number of updates $t$; $\tau$ is the decay time."),
}

NOTATION = (
    (r"S_t,\; A_t,\; R_{t+1}", "state, action, and the reward that follows"),
    (r"G_t = \sum_{k \ge t} \gamma^{k-t} R_{k+1}", r"return from $t$ on; $\gamma$ the discount"),
    (r"\pi(a \mid s, \th)", r"probability of action $a$ in state $s$ under the parameters $\th \in \mathbb{R}^D$"),
    (r"\psi = \score(a \mid s)", r"the score; gradients are with respect to $\th$"),
    (r"V(s),\; Q(s, a)", r"value of a state, and of an action in it; with a horizon $V_t$ and $Q_t$ carry their time"),
    (r"\mu(s),\; d(s)", "where episodes begin; where the policy spends its time"),
    (r"\hat g,\; b,\; N", "an estimate of the gradient, a baseline, the episodes of a batch"),
    (r"S,\; A,\; D", "how many states, actions and parameters there are"),
)
