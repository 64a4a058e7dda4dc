"""REINFORCE with baseline, §13.4 and figure 13.2: the mean stays, the variance falls, and fewer episodes are enough.

θ ← θ + α γᵗ (G_t − b) ∇ ln π(A_t|S_t)          any b that does not depend on the action
"""

import math

import numpy as np

import policyscope as ps

POLICY = {"kind": "softmax", "features": {"kind": "custom", "phi": [[[0.0, 1.0], [1.0, 0.0]]] * 4}}
START = [math.log(0.05), math.log(0.95)]
LEARNED = {"kind": "learned_value", "step_size": 2.0**-6, "shared": True}

BASELINES = {
    "none": {"kind": "none"},
    "constant b = 4": {"kind": "constant", "value": 4.0},
    "b*, of least variance": {"kind": "optimal_constant"},
}


def on_the_bandit(baseline: dict) -> dict:
    """Exact mean and variance of one contribution on three arms that pay 5, 4 and 3, where π is uniform."""
    bandit = ps.experiment(problem={"kind": "bandit", "means": [5.0, 4.0, 3.0]}, **{"estimator.baseline": baseline})
    return ps.estimates(bandit, samples=2)["estimates"][0]


def after(episodes: int, baseline: dict, learning_rate: float) -> float:
    """Median of J over a hundred runs on the short corridor."""
    experiment = ps.experiment(
        problem="short_corridor",
        policy=POLICY,
        initial_theta=START,
        runs=100,
        **{"estimator.baseline": baseline, "optimizer.learning_rate": learning_rate},
    )
    return float(np.median(ps.run(experiment, episodes, every=episodes).end_value))


if __name__ == "__main__":
    print("Three arms that pay 5, 4, 3, uniform policy: exact mean and variance of one contribution")
    for name, baseline in BASELINES.items():
        line = on_the_bandit(baseline)
        print(f"{name}: mean {np.array2string(line['exact_mean'] + 0.0, precision=3)}, variance {line['exact_variance']:.2f}")
    print("Figure 13.2: median J of 100 runs on the short corridor after 200 episodes")
    print(f"alpha = 2^-13, no baseline: {after(200, {'kind': 'none'}, 2.0**-13):.1f}")
    print(f"alpha = 2^-9, learned baseline: {after(200, LEARNED, 2.0**-9):.1f}")
