"""The short corridor with switched actions, example 13.1, and REINFORCE on it, §13.3 and figure 13.1.

All states look alike, φ(s, right) = (1, 0) and φ(s, left) = (0, 1), so a policy is one number p = π(right), and

    J(p) = −2 (2 − p) / (p (1 − p)),     best at p = 2 − √2 ≈ 0.59 with J = −6 − 4√2 ≈ −11.66
"""

import math

import numpy as np

import policyscope as ps

# One row per state, including the end; left comes first in each.
POLICY = {"kind": "softmax", "features": {"kind": "custom", "phi": [[[0.0, 1.0], [1.0, 0.0]]] * 4}}
CORRIDOR = ps.experiment(problem="short_corridor", policy=POLICY)
RUNS, EPISODES = 100, 1000


def value(right: float) -> float:
    """J of the policy that goes right with this probability, by linear algebra."""
    return float(ps.exact(CORRIDOR, [math.log(right), math.log(1 - right)])["value"])


def reinforce(power: int) -> tuple[float, float]:
    """Median over runs of J and of π(right) after REINFORCE with α = 2^power, started at π(right) = 0.05 as in the book."""
    start = [math.log(0.05), math.log(0.95)]
    experiment = ps.experiment(CORRIDOR, initial_theta=start, runs=RUNS, **{"optimizer.learning_rate": 2.0**power})
    record = ps.run(experiment, EPISODES, every=EPISODES)
    right = 1 / (1 + np.exp(record.end_theta[:, 1] - record.end_theta[:, 0]))
    return float(np.median(record.end_value)), float(np.median(right))


if __name__ == "__main__":
    best = 2 - math.sqrt(2)
    print("Example 13.1: J, computed and by the formula")
    for right in (0.05, best, 0.95):
        print(f"p(right) = {right:.2f}: {value(right):.2f} {-2 * (2 - right) / (right * (1 - right)):.2f}")
    print(f"Figure 13.1: median of {RUNS} runs after {EPISODES} episodes")
    for power in (-12, -13, -14):
        reached, right = reinforce(power)
        print(f"alpha = 2^{power}: J = {reached:.2f}, p(right) = {right:.2f}")
