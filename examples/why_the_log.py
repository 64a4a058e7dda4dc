"""Why ∇ ln π and not ∇π, §2.8 and §13.3: an action is drawn with probability π(a), and ∇ ln π = ∇π/π divides it out again.

E[R ∇ ln π(A)] = Σ_a π(a) r(a) ∇π(a)/π(a) = Σ_a r(a) ∇π(a) = ∇J
E[R ∇π(A)]     = Σ_a π(a) r(a) ∇π(a)                               frequent actions count twice
"""

import numpy as np

import policyscope as ps

REWARDS = np.array([1.0, 0.7, 0.0])
THETA = np.array([-2.0, 1.0, 0.0])
BANDIT = ps.experiment(problem={"kind": "bandit", "means": REWARDS.tolist()}, initial_theta=THETA.tolist(), runs=200)
ESTIMATORS = {"with the log": {"kind": "reinforce"}, "without": {"kind": "no_log"}}


def by_hand() -> tuple[np.ndarray, np.ndarray]:
    """Both sums above, in plain NumPy."""
    pi = np.exp(THETA) / np.exp(THETA).sum()
    slopes = np.diag(pi) - np.outer(pi, pi)  # row a: ∇π(a) = π(a) (1_a − π)
    return REWARDS @ slopes, (pi * REWARDS) @ slopes


def by_policyscope() -> list[dict]:
    """Exact mean of each estimator, and the mean of 20,000 samples."""
    return ps.estimates(BANDIT, THETA, list(ESTIMATORS.values()), samples=20_000)["estimates"]


def ends_at_the_best(estimator: dict) -> float:
    """Share of 200 runs that prefer the best arm after 2000 updates, started where it is rare."""
    experiment = ps.experiment(BANDIT, estimator=estimator, **{"optimizer.learning_rate": 0.2})
    ends = ps.run(experiment, updates=2000, every=2000).end_theta
    return float(np.mean(ends.argmax(axis=1) == 0))


if __name__ == "__main__":
    for name, hand, line in zip(ESTIMATORS, by_hand(), by_policyscope(), strict=True):
        print(f"{name}: by hand {hand.round(3)}, exact {line['exact_mean'].round(3)}, sampled {line['mean'].round(3)}")
    shares = [ends_at_the_best(estimator) for estimator in ESTIMATORS.values()]
    print(f"Share of runs that end at the best arm: {shares[0]:.2f} with the log, {shares[1]:.2f} without")
