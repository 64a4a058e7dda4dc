"""How the gradient is estimated, and what is subtracted: what each is on average, and what it varies by."""

from __future__ import annotations

from policyscope.runs.reference.entry import BOOK, Entry

ON_A_NUMBER = {"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian"}}

ESTIMATORS = {
    "exact": Entry(
        formula=r"\hat g = \nabla J(\th)",
        source="Sutton, McAllester, Singh & Mansour (2000), Policy gradient methods, theorem 1",
        meaning="By linear algebra on the problem's arrays, to rounding. It needs the dynamics that a learner does not have, and is "
        "what every other estimator is held against.",
        bias="None.",
        variance="None.",
    ),
    "reinforce": Entry(
        formula=r"\hat g = \frac1N \sum_{i=1}^{N} \sum_{t=0}^{T_i-1} \gamma^t (G_t^{(i)} - b)\,\score(A_t^{(i)} \mid "
        r"S_t^{(i)})",
        source=f"Williams (1992), Simple statistical gradient-following algorithms; {BOOK}, §13.3 and §13.4",
        meaning="One number for everything an action led to; nothing of the problem need be known.",
        bias=r"None for $J_1$, as long as the baseline does not know the action it is subtracted from. Without $\gamma^t$ and with "
        r"$\gamma < 1$ its mean is $\sum_t \sum_s \Pr\{S_t = s\} \sum_a \nabla\pi\, Q_t$: undiscounted visits with discounted values, "
        "the gradient of nothing. Episodes cut by the server's limit are counted as truncated.",
        variance=r"One episode's is $\E[\lVert \sum_t \gamma^t (G_t - b)\, \psi_t \rVert^2] - \lVert \nabla J \rVert^2$, and falls "
        "like $1/N$. As a rule it grows with the horizon; always with the rewards' spread and with $b$'s distance from $b^*$, squared.",
    ),
    "all_actions": Entry(
        formula=r"\hat g = \frac1N \sum_{i} \sum_{t} \gamma^t \sum_a \nabla\pi(a \mid S_t^{(i)})\, Q_t(S_t^{(i)}, a)",
        source=f"Sutton, McAllester, Singh & Mansour (2000), Policy gradient methods; {BOOK}, equation 13.7; Ciosek & Whiteson (2020)",
        meaning=r"Only the states are sampled; every action counts with its exact value. No baseline matters: $\sum_a \nabla\pi(a \mid "
        r"s)\, b(s) = 0$ within each state.",
        bias="None, because $Q$ is exact. (With a learned $Q$ it would be as biased as that is.)",
        variance="Only that of the visited states: none at all on a bandit.",
        around={"problem": {"kind": "contextual_bandit"}},
    ),
    "actor_critic": Entry(
        formula=r"\hat g = \frac1N \sum_{i} \sum_t \gamma^t\, \delta_t\, \score(A_t \mid S_t), \qquad \delta_t = R_{t+1} + \gamma \hat "
        r"V(S_{t+1}) - \hat V(S_t)",
        source=f"{BOOK}, §13.5; Barto, Sutton & Anderson (1983)",
        meaning="One step of reward, and for the rest the critic's word. The critic learns after each batch from the same targets. It "
        r"is GAE with $\lambda = 0$.",
        bias=r"$\E[\hat g] = \nabla J + \E[\sum_t \gamma^{t+1} (\hat V - V)(S_{t+1})\, \psi_t]$: none where the "
        "critic is exact, and none on problems of one step, where nothing follows.",
        variance="Small: at each step only one reward's and one transition's, however much follows.",
        around={"problem": {"kind": "chain"}},
    ),
    "gae": Entry(
        formula=r"\hat g = \frac1N \sum_{i} \sum_t \gamma^t\, \hat A_t\, \score(A_t \mid S_t), \qquad \hat A_t = \sum_{k \ge 0} "
        r"(\gamma\lambda)^k\, \delta_{t+k}",
        source="Schulman, Moritz, Levine, Jordan & Abbeel (2016), High-dimensional continuous control using generalized advantage "
        "estimation",
        meaning=r"$\lambda = 1$ is reward-to-go minus $\hat V$, $\lambda = 0$ the one-step actor-critic; both identities are tests.",
        bias=r"None for $\lambda = 1$, whatever the critic (it is then only a baseline learned from earlier episodes), and none for "
        r"any $\lambda$ where the critic is exact. Otherwise $\E[\sum_t \gamma^t\, e_t\, \psi_t]$ with "
        r"$e_t = \gamma (1 - \lambda) \sum_{k \ge 0} (\gamma\lambda)^k (\hat V - V)(S_{t+k+1})$.",
        variance=r"Grows with $\lambda$ as a rule: errors of later steps are counted with $(\gamma\lambda)^k$.",
        around={"problem": {"kind": "chain"}},
    ),
    "finite_difference": Entry(
        formula=r"\hat g_d = \frac{G(\th + \varepsilon\, \mathbf{e}_d; \omega) - G(\th - \varepsilon\, \mathbf{e}_d; "
        r"\omega)}{2\varepsilon}, \qquad d = 1, \dots, D",
        source="Glasserman & Yao (1992), Some guidelines and guarantees for common random numbers",
        meaning="No score, no baseline: $2D$ episodes a contribution, both sides of each difference under the same random numbers "
        r"$\omega$.",
        bias=r"That of a central difference, $O(\varepsilon^2)$, and nothing else.",
        variance=r"$O(1/\varepsilon)$ with common random numbers where actions are discrete (the two episodes differ with probability "
        r"$O(\varepsilon)$, and then by much), $O(1/\varepsilon^2)$ without.",
    ),
    "no_log": Entry(
        formula=r"\hat g = \frac1N \sum_i \sum_t \gamma^t (G_t - b)\, \nabla\pi(A_t \mid S_t)",
        source="A counter-example to Williams (1992)",
        meaning=r"What happens when the log is forgotten: an action is drawn with probability $\pi$ and weighed by $\nabla\pi = \pi\, "
        r"\score$, so a frequent one counts twice.",
        bias=r"Its mean is $\sum_t \gamma^t \sum_s \Pr\{S_t = s\} \sum_a \pi\, \nabla\pi\, (Q_t - b)$, and depends on the baseline. "
        r"With $\pi = (0.9, 0.1)$ and $q = (1, 2)$ it points the wrong way: $(+0.063, -0.063)$, where the gradient is $(-0.09, +0.09)$.",
        variance=r"Usually smaller than REINFORCE's, since every weight is multiplied by $\pi \le 1$: small variance about the wrong "
        "vector.",
    ),
    "uniform_behaviour": Entry(
        formula=r"\hat g = \frac1N \sum_i \sum_t \gamma^t \left(\prod_{k=0}^{t} \rho_k\right) (G_t^{\rho} - b)\, \score(A_t "
        r"\mid S_t), \qquad \rho_k = \frac{\pi(A_k \mid S_k)}{1/A}",
        source="Precup, Sutton & Singh (2000), Eligibility traces for off-policy policy evaluation; Jie & Abbeel (2010)",
        meaning="Actions are drawn uniformly. Each reward is weighed by the odds of the actions up to it and no later ones: "
        r"$G_t^{\rho} = R_{t+1} + \gamma\, \rho_{t+1}\, G_{t+1}^{\rho}$.",
        bias="None: every action has probability $1/A > 0$.",
        variance=r"Multiplies at every step by up to $\E[\rho^2] = A \sum_a \pi(a \mid s)^2$, between 1 and $A$: the surer the policy "
        "and the longer the episode, the wilder.",
    ),
    "pathwise": Entry(
        formula=r"\hat g = \frac1N \sum_i r'(A_i)\, \nabla A_i, \qquad A = \mu + \sigma z, \quad z \text{ standard normal}: \quad "
        r"\nabla_w A = \mathbf{x}, \quad \nabla_{\log \sigma} A = \sigma z",
        source="Glasserman (2003), Monte Carlo methods in financial engineering, §7.2; Kingma & Welling (2014); Mohamed, Rosca, "
        "Figurnov & Mnih (2020), §5",
        meaning="The reparametrisation trick: the randomness is held and the action moves with the parameters. It needs the reward's "
        "slope, which an agent in the world does not have.",
        bias=r"None where $r$ is continuous. A jump's part of the gradient is not in it: on a stair every estimate is 0.",
        variance=r"For $r = (a - k)^2$ that of the mean's part is $4\sigma^2$, whatever the distance from $k$; the score function's "
        r"grows with its fourth power.",
        around=ON_A_NUMBER,
    ),
    "measure_valued": Entry(
        formula=r"\nabla_\mu\, \E[r] = \frac{1}{\sigma \sqrt{2\pi}} \left(\E[r(\mu + \sigma W)] - \E[r(\mu - \sigma W)]\right), "
        r"\qquad W \sim \text{Rayleigh}",
        source="Pflug (1989); Heidergott, Vázquez-Abad & Volk-Makarewicz (2008); Mohamed, Rosca, Figurnov & Mnih (2020), §6",
        meaning=r"The density's slope is a difference of two densities, so the gradient is the difference of two means; both are sampled "
        r"with the same $W$. For $\log \sigma$ a double-sided Maxwell stands against the Gaussian itself.",
        bias="None, smooth reward or not.",
        variance=r"For $r = (a - k)^2$ that of the mean's part is $(16/\pi - 4)\, (\mu - k)^2$: none at all on the top. The price is two "
        "rewards for every parameter.",
        around=ON_A_NUMBER,
    ),
}

CREDIT = {
    "total_return": Entry(
        formula=r"\hat g = \frac1N \sum_i (G_0 - b) \sum_t \score(A_t \mid S_t)",
        source="Williams (1992), Simple statistical gradient-following algorithms",
        meaning="The whole episode's return weighs every action in it, also for rewards that came before.",
        bias=r"None. $G_0$ discounts what comes later by itself: weighing by $\gamma^t$ does not enter.",
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

BASELINES = {
    "none": Entry(
        formula="b = 0",
        source="Williams (1992)",
        bias="None.",
        variance="Whatever the rewards' offset makes it: with all rewards near $+4$ every drawn action is reinforced.",
    ),
    "constant": Entry(
        formula=r"b = \text{value}",
        source="Williams (1992); Greensmith, Bartlett & Baxter (2004)",
        bias=r"None: $\E[\psi\, b] = b\, \nabla \sum_a \pi(a \mid s) = 0$.",
        variance="A parabola in $b$ with its lowest point at $b^*$: a baseline can raise the variance as well as lower it.",
        fields={"value": 0.5},
    ),
    "running_mean": Entry(
        formula=r"b \leftarrow b + \beta_n\,(G - b), \qquad \beta_n = \tfrac1n \text{ or a step size}",
        source=f"{BOOK}, §2.8",
        bias="None by default: the mean is of earlier returns only. With the current one inside, and batches of one episode of one "
        r"step, what is left of a return is $(1 - \beta)(G - b)$, so the estimate is $(1 - \beta)\, \nabla J$: shorter, not turned. "
        "Larger batches, and longer episodes, have several returns inside, each with a weight of its own.",
        variance="Near that of the constant $J$ once it has settled, on problems of one step. On longer ones it is the mean over all "
        "steps' returns, early and late alike.",
    ),
    "batch_mean": Entry(
        formula=r"b_t = \frac1N \sum_{j=1}^{N} G_t^{(j)}",
        source="Common practice; its bias in Kool, van Hoof & Welling (2019), Buy 4 REINFORCE samples, get a baseline for free!",
        meaning="An episode that has ended counts as 0.",
        bias=r"Its own episode is inside: $\E[\hat g] = (1 - 1/N)\, \nabla J$. With an entropy bonus that share is of the returns alone, "
        r"and the bonus' own slope stays whole; so $N = 1$ climbs the entropy of the visited states and nothing else, and without a "
        "bonus nothing ever moves.",
        variance="That of leave-one-out, times $(1 - 1/N)^2$.",
        around={"estimator": {"kind": "reinforce", "batch_size": 8}},
    ),
    "leave_one_out": Entry(
        formula=r"b_t^{(i)} = \frac{1}{N - 1} \sum_{j \ne i} G_t^{(j)}",
        source="Kool, van Hoof & Welling (2019), Buy 4 REINFORCE samples, get a baseline for free!; Mnih & Rezende (2016)",
        meaning=r"Needs $N \ge 2$. With $N = 2$ the two weights are each other's negative.",
        bias="None: the other episodes know nothing of this one's actions.",
        variance="Near that of the expected return at each step, with a share of order $1/(N-1)$ added for the mean's own noise.",
        around={"estimator": {"kind": "reinforce", "batch_size": 8}},
    ),
    "learned_value": Entry(
        formula=r"b = \hat V(S_t), \qquad \hat V(s) \leftarrow \hat V(s) + \alpha_w (G - \hat V(s))",
        source=f"{BOOK}, §13.4, figure 13.2",
        meaning="Learned from a batch only after that batch was weighed by it. One shared weight for all states is the short "
        "corridor's baseline.",
        bias=r"None, however wrong $\hat V$ is.",
        variance=r"Falls towards that of the exact value as $\hat V$ learns.",
        around={"problem": {"kind": "chain"}},
    ),
    "exact_value": Entry(
        formula="b = V_t(S_t)",
        source="Sutton et al. (2000); Greensmith, Bartlett & Baxter (2004), who bound what it costs against the best",
        meaning="The value of the current policy, with as many steps ahead as there are: the weight becomes a sample of the advantage.",
        bias="None.",
        variance=r"Usually far below none, but not the least there is, and not even always below none: with $\pi = (0.9, 0.1)$ and $q "
        "= (1, 0)$ it is 64 times that of none.",
        around={"problem": {"kind": "chain"}},
    ),
    "optimal_constant": Entry(
        formula=r"b^* = \frac{\E[\langle A, B \rangle] - \langle \E[A], \E[B] \rangle}{\E[\lVert B \rVert^2] - \lVert \E[B] "
        r"\rVert^2}, \quad A = \sum_t \gamma^t G_t\, \psi_t, \quad B = \sum_t \gamma^t \psi_t \qquad \left(\text{one step: } "
        r"\frac{\E[G\, \lVert \psi \rVert^2]}{\E[\lVert \psi \rVert^2]}\right)",
        source="Greensmith, Bartlett & Baxter (2004), Variance reduction techniques for gradient estimates, theorem 8; Weaver & Tao "
        "(2001); Chung, Thomas, Machado & Le Roux (2021) for offsets from it",
        meaning=r"The returns' mean, weighed by squared scores. Every estimator has its own: one contribution is $A - b B$, $B$ with "
        r"the estimator's own weights in it (without the log $\pi \psi$, under uniform behaviour the odds $\rho$, for the total return "
        r"no $\gamma^t$); $\E[B]$ is zero but without the log. With the natural gradient, $\psi$ is $(F + \lambda I)^+$ times the "
        r"score, and $b^*$ another number. Importance weights of episodes without a bound may have no second moment, and then there "
        "is none.",
        bias="None.",
        variance="The least of all constants, for that estimator. $b^* - x$ and $b^* + x$ vary alike, and yet learn differently: below "
        "$b^*$ most draws reinforce themselves, and runs commit.",
    ),
}
