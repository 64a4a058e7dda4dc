"""The gradient bandit of §2.8 and figure 2.5: ten arms whose values lie near +4, with and without a baseline.

    H(a) ← H(a) + α (R − R̄) (1{a = A} − π(a)),     R̄ the mean of all rewards so far, or 0

The figure averages 2000 testbeds; this takes 200 of them and the probability of the best arm, whose mean is the figure's curve.
"""

import numpy as np

import policyscope as ps

TESTBEDS, STEPS = 200, 1000

# As the book's algorithm has it, today's reward is in its own mean.
BASELINES = {"with baseline": {"kind": "running_mean", "include_current": True}, "without": {"kind": "none"}}


def best_arm(baseline: dict, learning_rate: float, seed: int) -> float:
    """π of the best arm after the last step, on one testbed."""
    experiment = ps.experiment(
        problem={"kind": "testbed", "arms": 10, "mean": 4.0, "problem_seed": seed},
        seed=10_000 + seed,  # not the stream that drew the arms
        **{"estimator.baseline": baseline, "optimizer.learning_rate": learning_rate},
    )
    best = ps.exact(experiment)["action_values"][0].argmax()
    return float(ps.run(experiment, STEPS, every=STEPS).probabilities[-1, 0, best])


if __name__ == "__main__":
    print(f"Probability of the best arm after {STEPS} steps, mean of {TESTBEDS} testbeds (figure 2.5)")
    for learning_rate in (0.1, 0.4):
        for name, baseline in BASELINES.items():
            ends = [best_arm(baseline, learning_rate, seed) for seed in range(TESTBEDS)]
            print(f"alpha = {learning_rate}, {name}: {np.mean(ends):.2f}")
