"""Choices of words that are as much a part of the mathematics as any kind: credit, preconditioner, schedule."""

from __future__ import annotations

from policyscope.runs.specs.entry import BOOK, Entry

CREDIT = {
    "total_return": Entry(
        formula=r"\hat g = \frac1N \sum_i (G_0 - b) \sum_t \score(A_t \mid S_t)",
        source="Williams (1992), Simple statistical gradient-following algorithms",
        meaning="The whole episode's return weighs every action in it, including rewards that came before.",
        bias=r"None. $G_0$ already discounts later rewards: weighting by $\gamma^t$ plays no part.",
        variance="Larger than reward-to-go's as a rule: rewards before an action have nothing to do with it, and add noise of mean zero.",
        around={"problem": {"kind": "chain"}},
    ),
    "reward_to_go": Entry(
        formula=r"\hat g = \frac1N \sum_i \sum_t \gamma^t (G_t - b)\, \score(A_t \mid S_t), \qquad G_t = \sum_{k \ge t} "
        r"\gamma^{k-t} R_{k+1}",
        source=f"{BOOK}, §13.3; Baxter & Bartlett (2001)",
        meaning="Only what follows an action weighs its score.",
        bias=r"None, with $\gamma^t$.",
        variance="Usually smaller, since rewards of the past are left out. On problems of one step both are the same.",
        around={"problem": {"kind": "chain"}},
    ),
}

PRECONDITIONERS = {
    "none": Entry(
        formula=r"\hat g \text{ as it was estimated}",
        source=f"{BOOK}, §13.1",
        meaning=r"The direction of steepest ascent in $\th$: other parameters for the same policies would give another direction.",
    ),
    "natural": Entry(
        formula=r"\hat g \leftarrow (F(\th) + \lambda I)^{+}\, \hat g, \qquad F(\th) = \sum_s \bar d(s) \sum_a \pi(a \mid "
        r"s)\, \psi(s, a)\, \psi(s, a)^\top, \quad \psi = \score",
        source="Amari (1998), Natural gradient works efficiently in learning; Kakade (2001), A natural policy gradient",
        meaning=r"$F$ is exact, the covariance of the score over the policy's own (normalised, discounted) visits; $\lambda = 0$ takes "
        "the pseudo-inverse, because a softmax's $F$ has no inverse. Steepest ascent with distance measured between policies, "
        "whatever their parameters: a rare state's step is no smaller than a frequent one's. A linear map of the estimate, so an "
        "unbiased one stays unbiased for the natural gradient; its variance is different, and so is the baseline that minimises it.",
        fields={"damping": 0.001},
    ),
    "normalized": Entry(
        formula=r"\hat g \leftarrow \frac{\hat g}{\lVert \hat g \rVert}, \qquad 0 \leftarrow 0",
        source="Mei, Gao, Dai, Szepesvári & Schuurmans (2021), Leveraging non-uniformity in first-order non-convex optimization, "
        "geometry-aware normalized policy gradient",
        meaning=r"Every update moves $\th$ by $\alpha$, however flat it is: on plateaus, where the plain gradient dies with the "
        "policy's entropy, the exact one converges linearly instead of at $O(1/t)$. It never slows down either: near a maximum that "
        r"is not at infinity $\th$ steps to and fro. The length is that of the batch's mean, so the direction of a sampled estimate is "
        r"biased, $\E[\hat g / \lVert \hat g \rVert] \ne \nabla J / \lVert \nabla J \rVert$, and with a single episode all that counts "
        "is where its contribution points. Exact mean and variance, and the optimal constant, are those before the division.",
    ),
}

SCHEDULES = {
    "constant": Entry(
        formula=r"\alpha_t = \alpha",
        source=f"{BOOK}, §2.5",
        meaning="Never settles where the estimate is noisy, unless the noise dies with the policy's entropy.",
    ),
    "1/t": Entry(
        formula=r"\alpha_t = \frac{\alpha}{1 + t/\tau}",
        source="Robbins & Monro (1951), A stochastic approximation method",
        meaning="Steps sum to infinity and their squares do not: the classical condition for convergence with probability 1.",
    ),
    "1/sqrt(t)": Entry(
        formula=r"\alpha_t = \frac{\alpha}{\sqrt{1 + t/\tau}}",
        source="Nemirovski, Juditsky, Lan & Shapiro (2009), Robust stochastic approximation",
        meaning="Falls more slowly: it suits averages of iterates, and is less likely to become too small too soon.",
    ),
}
