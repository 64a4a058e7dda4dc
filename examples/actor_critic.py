"""One-step actor-critic, §13.5: the critic's error δ instead of the return.

    θ ← θ + α δ ∇ ln π(A|S),     δ = R + γ V̂(S′) − V̂(S)

With V̂ = V the mean of δ ∇ ln π is the gradient, and its variance is far below that of the whole return. A critic that knows nothing
yet (V̂ = 0) leaves δ = R: an agent that looks one reward ahead and cannot see what pays later.
"""

import numpy as np

import policyscope as ps

CHAIN = ps.experiment(
    problem={"kind": "chain", "length": 5, "slip": 0.1, "horizon": 30}, objective={"kind": "start_value", "discount": 0.95}
)
ESTIMATORS = {
    "REINFORCE": {"kind": "reinforce"},
    "REINFORCE, baseline V": {"kind": "reinforce", "baseline": {"kind": "exact_value"}},
    "actor-critic, V right": {"kind": "actor_critic", "critic": "exact"},
    # A learned critic would learn from sample to sample; with a step this small it stays at 0.
    "actor-critic, V = 0": {"kind": "actor_critic", "critic": "learned", "critic_step_size": 1e-12},
}


def lines() -> tuple[np.ndarray, list[dict]]:
    """∇J of a uniform policy on the chain, and each estimator beside it."""
    answer = ps.estimates(CHAIN, estimators=list(ESTIMATORS.values()), samples=20_000)
    return answer["exact_gradient"], answer["estimates"]


def learn(step_size: float) -> float:
    """J after 300 episodes of the algorithm of §13.5, with this step size for the critic."""
    estimator = {"kind": "actor_critic", "critic": "learned", "critic_step_size": step_size}
    record = ps.run(ps.experiment(CHAIN, estimator=estimator, **{"optimizer.learning_rate": 0.5}), updates=300)
    return float(record.value[-1])


if __name__ == "__main__":
    gradient, answers = lines()
    print(f"A chain of five states, uniform policy, length of the gradient {np.linalg.norm(gradient):.3f}")
    for name, line in zip(ESTIMATORS, answers, strict=True):
        print(f"{name}: bias {np.linalg.norm(line['mean'] - gradient) / np.linalg.norm(gradient):.0%}, variance {line['variance']:.4f}")
    print(f"J after 300 episodes: {learn(0.2):.3f} with a critic that learns, {learn(1e-12):.3f} with one that stays at 0")
