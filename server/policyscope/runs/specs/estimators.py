"""How the gradient is estimated: each kind with its facts and its kernel settings."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from policyscope.errors import InvalidInput
from policyscope.gradients.kernels import codes
from policyscope.gradients.kernels.arrays import Settings
from policyscope.runs.specs.base import CONTINUOUS, LINEAR_QUADRATIC, TABULAR, knob
from policyscope.runs.specs.baselines import BaselineSpec, ExactValue
from policyscope.runs.specs.entry import BOOK, Entry
from policyscope.runs.specs.estimator import Estimator, Sampled, Weighted, baseline_field, entropy_bonus_field

MOST_EPOCHS = 100
ON_A_NUMBER = {"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian"}}
ON_A_CHAIN = {"problem": {"kind": "chain"}}


class Exact(Estimator):
    """The true gradient: no sampling, no noise."""

    kind: Literal["exact"] = "exact"
    short: ClassVar[str] = "exact gradient"
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\hat g = \nabla J(\th)",
        source="Sutton, McAllester, Singh & Mansour (2000), Policy gradient methods, theorem 1",
        meaning="Computed by linear algebra on the problem's arrays, exact up to rounding. It needs the dynamics, which a learner does not "
        "have, and is what every other estimator is compared with.",
        bias="None.",
        variance="None.",
    )
    entropy_bonus: float = entropy_bonus_field()

    def settings(self, settings: Settings) -> Settings:
        return settings._replace(exact=True, entropy=float(self.entropy_bonus))


class Reinforce(Weighted):
    """Score times return, averaged over a batch of episodes (Williams 1992). Unbiased."""

    model_config = ConfigDict(title="REINFORCE")
    kind: Literal["reinforce"] = "reinforce"
    code: ClassVar[codes.Estimator] = codes.Estimator.REINFORCE
    short: ClassVar[str] = "REINFORCE"
    weighs_scores: ClassVar[bool] = True
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\hat g = \frac1N \sum_{i=1}^{N} \sum_{t=0}^{T_i-1} \gamma^t (G_t^{(i)} - b)\,\score(A_t^{(i)} \mid "
        r"S_t^{(i)})",
        source=f"Williams (1992), Simple statistical gradient-following algorithms; {BOOK}, §13.3 and §13.4",
        meaning=r"One number for everything an action led to; it needs no knowledge of the problem. The book's loop (p. 328) moves $\th$ "
        r"after every step of the finished episode, each score at the $\th$ of that moment: $\th \leftarrow \th + \alpha \gamma^t "
        r"G_t\, \score(A_t \mid S_t, \th)$. A frame then counts the episode's moves as one update and says what they add up to. One "
        r"move along the episode's sum differs from it by $O(\alpha^2)$.",
        bias=r"None for $J_1$ if $\th$ moves once, as long as the baseline does not depend on the action it is subtracted for. Without "
        r"$\gamma^t$ and with $\gamma < 1$ its mean is $\sum_t \sum_s \Pr\{S_t = s\} \sum_a \nabla\pi\, Q_t$: undiscounted visits with "
        "discounted values, the gradient of no function. Episodes cut by the server's limit are counted as truncated.",
        variance=r"One episode's is $\E[\lVert \sum_t \gamma^t (G_t - b)\, \psi_t \rVert^2] - \lVert \nabla J \rVert^2$, and falls "
        "like $1/N$. As a rule it grows with the horizon; always with the rewards' spread and with $b$'s distance from $b^*$, squared.",
    )
    credit: Literal["total_return", "reward_to_go"] = knob(
        "reward_to_go", "Credit",
        "What weighs an action's score: the whole episode's return G₀, or only the return G_t that follows it.", live=True,
    )  # fmt: skip
    moves: Literal["once", "every_step"] = knob(
        "once", "θ moves",
        "Once, along the batch's mean; or, as in the book's loop, after every step of the finished episode, with the score at the θ of "
        "that moment.", live=True,
    )  # fmt: skip
    baseline: BaselineSpec = baseline_field()
    entropy_bonus: float = entropy_bonus_field()

    def settings(self, settings: Settings) -> Settings:
        asked = super().settings(settings)._replace(entropy=float(self.entropy_bonus), total_return=self.credit == "total_return")
        if self.moves == "every_step":
            _check_plain(asked)
            asked = asked._replace(moving=True)
        return self.baseline.settings(asked)


def _check_plain(settings: Settings) -> None:
    """Refuses optimizers that have no step of their own within an episode."""
    plain = settings.optimizer == codes.Optimizer.ASCENT and settings.preconditioner == codes.Preconditioner.NONE
    if not plain or settings.schedule != codes.Schedule.CONSTANT:
        raise InvalidInput(
            "estimator.moves", "once, unless the optimizer is ascent with a constant learning rate and no preconditioner", "every_step",
            "Within an episode θ moves by the learning rate alone.",
        )  # fmt: skip


class AllActions(Weighted):
    """Sampled states, but every action counted by its exact value: Σ_a ∇π(a|s) Q(s, a) (Sutton et al. 2000). Unbiased."""

    families: ClassVar[tuple[str, ...]] = TABULAR
    kind: Literal["all_actions"] = "all_actions"
    code: ClassVar[codes.Estimator] = codes.Estimator.ALL_ACTIONS
    short: ClassVar[str] = "all actions"
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\hat g = \frac1N \sum_{i} \sum_{t} \gamma^t \sum_a \nabla\pi(a \mid S_t^{(i)})\, Q_t(S_t^{(i)}, a)",
        source=f"Sutton, McAllester, Singh & Mansour (2000), Policy gradient methods; {BOOK}, equation 13.7; Ciosek & Whiteson (2020)",
        meaning=r"Only the states are sampled; every action counts with its exact value. A baseline makes no difference: $\sum_a "
        r"\nabla\pi(a \mid s)\, b(s) = 0$ within each state.",
        bias="None, because $Q$ is exact. (With a learned $Q$ it would be as biased as that $Q$.)",
        variance="Only that of the visited states: none at all on a bandit.",
        around={"problem": {"kind": "contextual_bandit"}},
    )
    entropy_bonus: float = entropy_bonus_field()

    def settings(self, settings: Settings) -> Settings:
        return super().settings(settings)._replace(entropy=float(self.entropy_bonus))


class Critic(Weighted):
    """What every estimator with a critic V̂ has."""

    weighs_scores: ClassVar[bool] = True
    has_critic: ClassVar[bool] = True
    families: ClassVar[tuple[str, ...]] = TABULAR
    critic: Literal["learned", "exact"] = knob(
        "learned", "Critic", "V̂(s) learned alongside θ, or the exact V(s) of the current policy.", live=True
    )
    critic_step_size: float = knob(
        0.1, "Critic's step size α_w", "How far V̂(s) moves towards each new return, as a fraction.",
        live=True, scale="log", slider=(0.001, 1.0), gt=0.0, le=1.0,
    )  # fmt: skip
    entropy_bonus: float = entropy_bonus_field()

    def settings(self, settings: Settings) -> Settings:
        return (
            super()
            .settings(settings)
            ._replace(
                entropy=float(self.entropy_bonus),
                baseline=codes.Baseline.LEARNED if self.critic == "learned" else codes.Baseline.EXACT,
                baseline_step=float(self.critic_step_size),
            )
        )


class ActorCritic(Critic):
    """One-step actor-critic: the score times R + γ V̂(S′) − V̂(S) (Sutton & Barto 2018, §13.5). Biased while V̂ is wrong."""

    kind: Literal["actor_critic"] = "actor_critic"
    code: ClassVar[codes.Estimator] = codes.Estimator.LAMBDA_RETURN
    short: ClassVar[str] = "actor-critic"
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\hat g = \frac1N \sum_{i} \sum_t \gamma^t\, \delta_t\, \score(A_t \mid S_t), \qquad \delta_t = R_{t+1} + \gamma \hat "
        r"V(S_{t+1}) - \hat V(S_t)",
        source=f"{BOOK}, §13.5; Barto, Sutton & Anderson (1983)",
        meaning="One step's reward, then the critic's estimate of the rest. The critic learns from the same targets after each batch. This "
        r"is GAE with $\lambda = 0$.",
        bias=r"$\E[\hat g] = \nabla J + \E[\sum_t \gamma^{t+1} (\hat V - V)(S_{t+1})\, \psi_t]$: none where the "
        "critic is exact, and none on problems of one step, where nothing follows.",
        variance="Small: at each step only that of one reward and one transition, however much follows.",
        around=ON_A_CHAIN,
    )


class Gae(Critic):
    """Generalised advantage: λ-weighted sums of one-step errors (Schulman et al. 2016). λ = 1 trusts returns, λ = 0 the critic."""

    model_config = ConfigDict(title="GAE")
    kind: Literal["gae"] = "gae"
    code: ClassVar[codes.Estimator] = codes.Estimator.LAMBDA_RETURN
    short: ClassVar[str] = "GAE"
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\hat g = \frac1N \sum_{i} \sum_t \gamma^t\, \hat A_t\, \score(A_t \mid S_t), \qquad \hat A_t = \sum_{k \ge 0} "
        r"(\gamma\lambda)^k\, \delta_{t+k}",
        source="Schulman, Moritz, Levine, Jordan & Abbeel (2016), High-dimensional continuous control using generalized advantage "
        "estimation",
        meaning=r"$\lambda = 1$ is reward-to-go minus $\hat V$, $\lambda = 0$ the one-step actor-critic; both identities are tested.",
        bias=r"None for $\lambda = 1$, whatever the critic (it is then only a baseline learned from earlier episodes), and none for "
        r"any $\lambda$ where the critic is exact. Otherwise $\E[\sum_t \gamma^t\, e_t\, \psi_t]$ with "
        r"$e_t = \gamma (1 - \lambda) \sum_{k \ge 0} (\gamma\lambda)^k (\hat V - V)(S_{t+k+1})$.",
        variance=r"Grows with $\lambda$ as a rule: errors of later steps are counted with $(\gamma\lambda)^k$.",
        around=ON_A_CHAIN,
    )
    lambda_: float = knob(
        0.95, "Trace λ", "From the critic alone (0) to the whole return (1).", live=True, slider=(0.0, 1.0), ge=0.0, le=1.0
    )

    def settings(self, settings: Settings) -> Settings:
        return super().settings(settings)._replace(trace=float(self.lambda_))


class FiniteDifference(Sampled):
    """Returns at θ ± ε along every parameter, under common random numbers. Biased by O(ε²); needs no score."""

    kind: Literal["finite_difference"] = "finite_difference"
    code: ClassVar[codes.Estimator] = codes.Estimator.FINITE_DIFFERENCE
    short: ClassVar[str] = "finite differences"
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\hat g_d = \frac{G(\th + \varepsilon\, \mathbf{e}_d; \omega) - G(\th - \varepsilon\, \mathbf{e}_d; "
        r"\omega)}{2\varepsilon}, \qquad d = 1, \dots, D",
        source="Glasserman & Yao (1992), Some guidelines and guarantees for common random numbers",
        meaning="No score, no baseline: $2D$ episodes a contribution, both sides of each difference under the same random numbers "
        r"$\omega$.",
        bias=r"That of a central difference, $O(\varepsilon^2)$, and nothing else.",
        variance=r"$O(1/\varepsilon)$ with common random numbers where actions are discrete (the two episodes differ with probability "
        r"$O(\varepsilon)$, and then by much), $O(1/\varepsilon^2)$ without.",
    )
    spacing: float = knob(
        0.1, "Spacing ε", "How far θ is moved to each side.", live=True, scale="log", slider=(1e-3, 1.0), gt=0.0, le=100.0
    )
    entropy_bonus: float = entropy_bonus_field()

    def settings(self, settings: Settings) -> Settings:
        return super().settings(settings)._replace(spacing=float(self.spacing), entropy=float(self.entropy_bonus))


class NoLog(Weighted):
    """A counter-example: return times ∇π instead of ∇log π. Frequent actions count twice, and its mean is not the gradient."""

    families: ClassVar[tuple[str, ...]] = TABULAR
    kind: Literal["no_log"] = "no_log"
    code: ClassVar[codes.Estimator] = codes.Estimator.NO_LOG
    short: ClassVar[str] = "no log"
    weighs_scores: ClassVar[bool] = True
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\hat g = \frac1N \sum_i \sum_t \gamma^t (G_t - b)\, \nabla\pi(A_t \mid S_t)",
        source="A counter-example to Williams (1992)",
        meaning=r"What happens when the log is forgotten: an action is drawn with probability $\pi$ and weighted by $\nabla\pi = \pi\, "
        r"\score$, so a frequent one counts twice.",
        bias=r"Its mean is $\sum_t \gamma^t \sum_s \Pr\{S_t = s\} \sum_a \pi\, \nabla\pi\, (Q_t - b)$, and depends on the baseline. "
        r"With $\pi = (0.9, 0.1)$ and $q = (1, 2)$ it points the wrong way: $(+0.063, -0.063)$, where the gradient is $(-0.09, +0.09)$.",
        variance=r"Usually smaller than REINFORCE's, since every weight is multiplied by $\pi \le 1$: small variance around the wrong "
        "vector.",
    )
    credit: Literal["total_return", "reward_to_go"] = knob("reward_to_go", "Credit", "As in REINFORCE.", live=True)
    baseline: BaselineSpec = baseline_field()

    def settings(self, settings: Settings) -> Settings:
        return self.baseline.settings(super().settings(settings)._replace(total_return=self.credit == "total_return"))


class UniformBehaviour(Weighted):
    """Actions drawn uniformly, rewards weighted by π's odds relative to that (per-decision importance sampling). Unbiased, often wild."""

    families: ClassVar[tuple[str, ...]] = TABULAR
    kind: Literal["uniform_behaviour"] = "uniform_behaviour"
    code: ClassVar[codes.Estimator] = codes.Estimator.UNIFORM_BEHAVIOUR
    short: ClassVar[str] = "uniform behaviour"
    weighs_scores: ClassVar[bool] = True
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\hat g = \frac1N \sum_i \sum_t \gamma^t \left(\prod_{k=0}^{t} \rho_k\right) (G_t^{\rho} - b)\, \score(A_t "
        r"\mid S_t), \qquad \rho_k = \frac{\pi(A_k \mid S_k)}{1/A}",
        source="Precup, Sutton & Singh (2000), Eligibility traces for off-policy policy evaluation; Jie & Abbeel (2010)",
        meaning="Actions are drawn uniformly. Each reward is weighted by the odds of the actions up to it, and no later ones: "
        r"$G_t^{\rho} = R_{t+1} + \gamma\, \rho_{t+1}\, G_{t+1}^{\rho}$.",
        bias="None: every action has probability $1/A > 0$.",
        variance=r"Multiplies at every step by up to $\E[\rho^2] = A \sum_a \pi(a \mid s)^2$, between 1 and $A$: the surer the policy "
        "and the longer the episode, the wilder.",
    )
    baseline: BaselineSpec = baseline_field()
    entropy_bonus: float = entropy_bonus_field()

    def settings(self, settings: Settings) -> Settings:
        return self.baseline.settings(super().settings(settings)._replace(entropy=float(self.entropy_bonus)))


class ClippedSurrogate(Weighted):
    """Some epochs of ascent on one batch, each action's odds clipped (PPO, Schulman et al. 2017). Biased from the second epoch on."""

    families: ClassVar[tuple[str, ...]] = TABULAR
    kind: Literal["clipped_surrogate"] = "clipped_surrogate"
    code: ClassVar[codes.Estimator] = codes.Estimator.CLIPPED
    short: ClassVar[str] = "clipped surrogate"
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\hat g = \frac{\th_k - \th_{\text{old}}}{k\, \alpha}, \qquad \th_{j+1} = \th_j + \alpha\, \nabla L(\th_j), \qquad "
        r"L(\th) = \frac1N \sum_i \sum_t \gamma^t \min\left(\rho_t \hat A_t, \text{clip}(\rho_t, 1 - \varepsilon, 1 + \varepsilon) \hat "
        r"A_t\right), \qquad \rho_t = \frac{\pi_{\th}(A_t \mid S_t)}{\pi_{\text{old}}(A_t \mid S_t)}",
        source="Schulman, Wolski, Dhariwal, Radford & Klimov (2017), Proximal policy optimization algorithms, equation 7",
        meaning=r"$\hat A_t = G_t - b$, with the baseline of your choice. What a run follows is the mean direction of $k$ epochs from "
        r"$\th_{\text{old}}$ on one batch; with gradient ascent and the learning rate $k \alpha$ an update ends exactly on $\th_k$, as in "
        r"PPO. An action whose odds have already moved beyond $1 - \varepsilon$ or $1 + \varepsilon$, the "
        r"way its $\hat A$ wants, has no slope any more. An "
        "entropy bonus is climbed beside it, unclipped.",
        bias=r"None in the first epoch: there $\rho = 1$, nothing is clipped, and $\nabla L(\th_{\text{old}})$ is REINFORCE's estimate "
        r"to the last bit. Not unbiased from the second on: $\th_1$ was made of the very batch that it is weighed with again, and "
        r"clipping takes away slopes by the sign of $\hat A$; both leave a bias of order $k \alpha$. The mean is exact for $N = 1$ where "
        "episodes are few enough to list and rewards are without Gaussian noise, else it is sampled.",
        variance="REINFORCE's in the first epoch. Later ones push on along the same scores until they are clipped: with small steps it "
        "stays near REINFORCE's, with large ones clipping makes it smaller.",
        fields={"epochs": 4},
    )
    epsilon: float = knob(
        0.2, "Clip ε", "Odds beyond 1 ± ε are followed no further the way the advantage wants.", live=True, slider=(0.01, 1.0),
        gt=0.0, le=100.0,
    )  # fmt: skip
    epochs: int = knob(
        1, "Epochs k", "Ascents on one batch; the first alone is REINFORCE.", live=True, slider=(1, 20), ge=1, le=MOST_EPOCHS
    )
    epoch_step_size: float = knob(
        0.1, "Epochs' step size α", "Of each ascent. With plain gradient ascent and a learning rate of kα an update ends where they do.",
        live=True, scale="log", slider=(0.001, 10.0), gt=0.0, le=1e6,
    )  # fmt: skip
    credit: Literal["total_return", "reward_to_go"] = knob("reward_to_go", "Credit", "As in REINFORCE.", live=True)
    baseline: BaselineSpec = knob(ExactValue(), "Baseline", "The return less this is the advantage Â.", live=True)
    entropy_bonus: float = entropy_bonus_field()

    def settings(self, settings: Settings) -> Settings:
        total = self.credit == "total_return"
        asked = super().settings(settings)._replace(entropy=float(self.entropy_bonus), total_return=total)
        asked = asked._replace(clip=float(self.epsilon), epochs=self.epochs, epoch_rate=float(self.epoch_step_size))
        return self.baseline.settings(asked)


class Pathwise(Sampled):
    """The reward's own slope at the action, r′(a) ∂a/∂θ with a = μ + σ z (Kingma & Welling 2014). Unbiased where r has no jumps."""

    families: ClassVar[tuple[str, ...]] = CONTINUOUS + LINEAR_QUADRATIC
    kind: Literal["pathwise"] = "pathwise"
    code: ClassVar[codes.Estimator] = codes.Estimator.PATHWISE
    short: ClassVar[str] = "pathwise"
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\hat g = \frac1N \sum_i r'(A_i)\, \nabla A_i, \qquad A = \mu + \sigma z, \quad z \text{ standard normal}: \quad "
        r"\nabla_w A = \mathbf{x}, \quad \nabla_{\log \sigma} A = \sigma z",
        source="Glasserman (2003), Monte Carlo methods in financial engineering, §7.2; Kingma & Welling (2014); Mohamed, Rosca, "
        "Figurnov & Mnih (2020), §5",
        meaning="The reparametrisation trick: the randomness is held fixed and the action moves with the parameters. It needs the reward's "
        r"slope, and where an episode has several steps that of the dynamics too: the weight is then $dG_0/dA_t$ through all that follows. "
        "An agent in the world has neither.",
        bias=r"None where $r$ is continuous. It misses a jump's part of the gradient: on a stair every estimate is 0.",
        variance=r"For $r = (a - k)^2$ that of the mean's part is $4\sigma^2$, whatever the distance from $k$; the score function's "
        r"grows with its fourth power.",
        around=ON_A_NUMBER,
    )
    entropy_bonus: float = entropy_bonus_field()

    def settings(self, settings: Settings) -> Settings:
        return super().settings(settings)._replace(entropy=float(self.entropy_bonus))


class MeasureValued(Sampled):
    """Rewards at coupled pairs of actions, one from each half of ∂π/∂θ (Pflug 1996; Mohamed et al. 2020, §6). Unbiased."""

    families: ClassVar[tuple[str, ...]] = CONTINUOUS
    kind: Literal["measure_valued"] = "measure_valued"
    code: ClassVar[codes.Estimator] = codes.Estimator.MEASURE_VALUED
    short: ClassVar[str] = "measure-valued"
    entry: ClassVar[Entry | None] = Entry(
        formula=r"\nabla_\mu\, \E[r] = \frac{1}{\sigma \sqrt{2\pi}} \left(\E[r(\mu + \sigma W)] - \E[r(\mu - \sigma W)]\right), "
        r"\qquad W \sim \text{Rayleigh}",
        source="Pflug (1989); Heidergott, Vázquez-Abad & Volk-Makarewicz (2008); Mohamed, Rosca, Figurnov & Mnih (2020), §6",
        meaning=r"The density's slope is a difference of two densities, so the gradient is the difference of two means; both are sampled "
        r"with the same $W$. For $\log \sigma$ a double-sided Maxwell is compared with the Gaussian itself.",
        bias="None, smooth reward or not.",
        variance=r"For $r = (a - k)^2$ that of the mean's part is $(16/\pi - 4)\, (\mu - k)^2$: none at the top. The price is two "
        "rewards for every parameter.",
        around=ON_A_NUMBER,
    )
    entropy_bonus: float = entropy_bonus_field()

    def settings(self, settings: Settings) -> Settings:
        return super().settings(settings)._replace(entropy=float(self.entropy_bonus))


EstimatorSpec = Annotated[
    Exact
    | Reinforce
    | AllActions
    | ActorCritic
    | Gae
    | FiniteDifference
    | NoLog
    | UniformBehaviour
    | ClippedSurrogate
    | Pathwise
    | MeasureValued,
    Field(discriminator="kind"),
]
