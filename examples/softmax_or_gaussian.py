"""Actions that are numbers, §13.7: a Gaussian policy, compared with a softmax over a grid of actions, on r(a) = −(a − 2)².

π(a) = N(μ, σ²):   ∇_μ ln π = (a − μ)/σ²,   ∇_{ln σ} ln π = (a − μ)²/σ² − 1
J = −(μ − 2)² − σ²:   ∇J = (2 (2 − μ), −2σ²)
"""

import numpy as np

import policyscope as ps

LINE = {"kind": "continuous_bandit", "reward": {"kind": "quadratic", "target": 2.0}}
BELL = {"kind": "gaussian", "sigma": 1.0, "learn_sigma": True}
GRID = np.linspace(-3.0, 3.0, 10)
ARMS = {"kind": "bandit", "means": (-((GRID - 2.0) ** 2)).tolist()}
ADAPTIVE = {"kind": "reinforce", "baseline": {"kind": "leave_one_out"}, "batch_size": 10}
ASCENT = {"kind": "ascent", "learning_rate": 0.02}


def at_the_start() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """∇J at μ = 0, σ = 1: exact, by score functions from 20,000 actions, and the standard error of that."""
    answer = ps.estimates(ps.experiment(problem=LINE, policy=BELL), [0.0, 0.0], samples=20_000)
    line = answer["estimates"][0]
    return answer["exact_gradient"], line["mean"], line["standard_error"]


def learned() -> tuple[float, float, float]:
    """μ and σ of the bell after 2000 updates of ten actions, and the action that the softmax likes best by then."""
    bell = ps.experiment(problem=LINE, policy=BELL, estimator=ADAPTIVE, optimizer=ASCENT, initial_theta=[0.0, 0.0])
    mu, log_sigma = ps.run(bell, updates=2000).theta[-1]
    arms = ps.experiment(problem=ARMS, estimator=ADAPTIVE, optimizer=ASCENT)
    return float(mu), float(np.exp(log_sigma)), float(GRID[np.argmax(ps.run(arms, updates=2000).theta[-1])])


if __name__ == "__main__":
    gradient, mean, error = at_the_start()
    print("At mu = 0, sigma = 1: the gradient by mu and by ln sigma (the formula says 4 and -2)")
    print(f"exact {gradient[0]:.3f} {gradient[1]:.3f}, by scores {mean[0]:.2f} +- {error[0]:.2f}, {mean[1]:.2f} +- {error[1]:.2f}")
    mu, sigma, arm = learned()
    print(f"After 2000 updates: mu = {mu:.2f}, sigma = {sigma:.2f}; a softmax over ten actions has nothing nearer to 2 than {arm:.2f}")
