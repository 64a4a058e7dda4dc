"""What is to grow, and how θ moves."""

from __future__ import annotations

from policyscope.runs.reference.entry import BOOK, Entry

CONTINUING = {"problem": {"kind": "two_state"}}

OBJECTIVES = {
    "start_value": Entry(
        formula=r"J_1(\th) = \sum_s \mu(s)\, V(s) = \E\left[\sum_{t=0}^{T-1} \gamma^t R_{t+1}\right], \qquad \nabla J_1 = \sum_t "
        r"\gamma^t \sum_s \Pr\{S_t = s\} \sum_a \nabla\pi(a \mid s)\, Q_t(s, a)",
        source=f"{BOOK}, §13.2; Sutton, McAllester, Singh & Mansour (2000), theorem 1",
        meaning="With a horizon every value carries the number of steps still ahead, so that exact and sampled mean the same thing. "
        r"The occupancy is the discounted one: an estimator that leaves $\gamma^t$ out follows another vector field, which is no "
        "gradient at all (Nota & Thomas 2020).",
    ),
    "average_value": Entry(
        formula=r"J_{\text{avV}}(\th) = \sum_s d(s)\, V(s) = \frac{1}{1 - \gamma}\, J_{\text{avR}}(\th), \qquad d^\top P_\pi = d^\top",
        source=f"{BOOK}, §10.4",
        meaning=r"$d$ is the policy's own stationary distribution, and moves with $\th$. Because it is stationary, the discount only "
        r"rescales the average reward and its gradient by $1/(1-\gamma)$: the futility of discounting in continuing problems.",
        around=CONTINUING,
    ),
    "average_reward": Entry(
        formula=r"J_{\text{avR}}(\th) = \sum_s d(s) \sum_a \pi(a \mid s)\, r(s, a), \qquad \nabla J_{\text{avR}} = \sum_s d(s) \sum_a "
        r"\nabla\pi(a \mid s)\, \tilde Q(s, a)",
        source=f"{BOOK}, §10.3 and §13.6; Sutton et al. (2000), theorem 1",
        meaning=r"$\tilde Q(s, a) = r(s, a) - J + \sum_{s'} p(s' \mid s, a)\, h(s')$ with differential values $h$. The problem must "
        "never end and have one stationary distribution. Sampled episodes are segments of the horizon's length $T$, begun where the "
        "policy lives; their mean is the gradient of a segment's reward with $d$ held still, which is off by a term that falls like "
        "$1/T$.",
        around=CONTINUING,
    ),
}

OPTIMIZERS = {
    "ascent": Entry(
        formula=r"\th \leftarrow \th + \alpha_t\, \hat g",
        source=f"{BOOK}, §13.1, equation 13.1; Robbins & Monro (1951)",
        meaning=r"$\hat g$ is the batch's mean contribution, after the preconditioner.",
    ),
    "momentum": Entry(
        formula=r"\mathbf{m} \leftarrow \mu\, \mathbf{m} + \hat g, \qquad \th \leftarrow \th + \alpha_t\, \mathbf{m}",
        source="Polyak (1964), Some methods of speeding up the convergence of iteration methods",
        meaning=r"In the long run a step is $1/(1-\mu)$ times as long as the learning rate says: lower the rate when you raise $\mu$.",
    ),
    "adam": Entry(
        formula=r"\mathbf{m} \leftarrow \beta_1 \mathbf{m} + (1 - \beta_1)\, \hat g, \quad \mathbf{v} \leftarrow \beta_2 \mathbf{v} + "
        r"(1 - \beta_2)\, \hat g^2, \qquad \th \leftarrow \th + \alpha_t\, \frac{\hat{\mathbf{m}}}{\sqrt{\hat{\mathbf{v}}} + "
        r"\varepsilon}",
        source="Kingma & Ba (2015), Adam: a method for stochastic optimization, algorithm 1",
        meaning=r"$\hat{\mathbf{m}} = \mathbf{m}/(1 - \beta_1^t)$ and $\hat{\mathbf{v}} = \mathbf{v}/(1 - \beta_2^t)$ undo the start "
        r"from zero. Every parameter moves about $\alpha$ whatever the size of its gradient: plateaus are crossed, and noise is walked "
        "after.",
    ),
}

PRECONDITIONERS = {
    "none": Entry(
        formula=r"\hat g \text{ as it was estimated}",
        source=f"{BOOK}, §13.1",
        meaning=r"The direction of steepest ascent in $\th$: another choice of parameters for the same policies would climb elsewhere.",
    ),
    "natural": Entry(
        formula=r"\hat g \leftarrow (F(\th) + \lambda I)^{+}\, \hat g, \qquad F(\th) = \sum_s \bar d(s) \sum_a \pi(a \mid "
        r"s)\, \psi(s, a)\, \psi(s, a)^\top, \quad \psi = \score",
        source="Amari (1998), Natural gradient works efficiently in learning; Kakade (2001), A natural policy gradient",
        meaning=r"$F$ is exact, the covariance of the score over the policy's own (normalised, discounted) visits; $\lambda = 0$ takes "
        "the pseudo-inverse, because a softmax's $F$ has no inverse. Steepest ascent with distance measured between policies, "
        "whatever their parameters: a rare state's step is no smaller than a frequent one's. A linear map of the estimate, so an "
        "unbiased one stays unbiased for the natural gradient; its variance is another, and so is the baseline that minimises it.",
        fields={"damping": 0.001},
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
        meaning="Falls more slowly: the rate that averages of iterates like, and less easily too small too soon.",
    ),
}
