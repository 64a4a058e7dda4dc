"""The exact side of a linear-quadratic problem and a Gaussian policy: values, gradient and Fisher matrix in closed form.

The policy is A ~ N(w S + c, σ²): features (S) or (S, 1). With k = a + b w and d = b c the state stays Gaussian,

    m' = k m + d        v' = k² v + noise² + b² σ²

and values are quadratics, V_t(s) = x s² + y s + z, by recursion from the last step to the first.

Shapes: H steps, D parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.policies import Gaussian
from policyscope.problems import LinearQuadratic


@dataclass(frozen=True, eq=False)
class LinearQuadraticAnswers:
    """What is true at one θ.

    Attributes:
        value: J(θ) = E Σ γᵗ R_{t+1}.
        gradient: ∇J(θ), shape (D,).
        means: m_t of the state, shape (H + 1,).
        variances: v_t of the state, shape (H + 1,).
        state_values: coefficients of V_t(s) by falling power of s, shape (H + 1, 3).
        action_values: coefficients of Q_t(s, a) for s², s a, a², s, a, 1, shape (H, 6).
        fisher: E Σ_t ψ_t ψ_tᵀ, the information of an episode, shape (D, D).
    """

    value: float
    gradient: Floats
    means: Floats
    variances: Floats
    state_values: Floats
    action_values: Floats
    fisher: Floats


def exact_answers(problem: LinearQuadratic, policy: Gaussian, theta: Floats, discount: float = 1.0) -> LinearQuadraticAnswers:
    """J, ∇J, values and the Fisher matrix at θ.

    By the policy gradient theorem (Sutton et al. 2000) ∇J = Σ_t γᵗ E[∇_μ Q̄_t(S_t) φ(S_t)], where Q̄ is Q averaged over the action's
    noise: a quadratic, so that every expectation needs the first two moments of the state only.

    Args:
        problem: the problem.
        policy: one input (the state) or two (the state and 1).
        theta: (w), (w, c), each with log σ at the end where it is learned; shape (D,).
        discount: γ.

    Raises:
        InvalidInput: field ``policy`` for other inputs; field ``theta`` if the closed loop grows beyond what a float holds.
    """
    gain, shift = gain_and_shift(policy, theta)
    sigma = policy.spread(theta)
    with np.errstate(over="ignore", invalid="ignore"):
        means, variances = _moments(problem, gain, shift, sigma)
        state_values, action_values = _values(problem, gain, shift, sigma, discount)
        first, linear = state_values[0], action_values[:, 1] + 2 * action_values[:, 2] * gain
        level = action_values[:, 4] + 2 * action_values[:, 2] * shift
        m, squares = means[:-1], variances[:-1] + means[:-1] ** 2
        weights = discount ** np.arange(problem.horizon, dtype=np.float64)
        gradient = np.array([weights @ (linear * squares + level * m), weights @ (linear * m + level)])[: policy.inputs]
        if policy.learn_sigma:
            gradient = np.append(gradient, weights @ (2 * sigma**2 * action_values[:, 2]))
        value = float(first @ [variances[0] + means[0] ** 2, means[0], 1.0])
        fisher = _fisher(policy, m, squares, sigma)
    if not (np.isfinite(value) and np.isfinite(gradient).all() and np.isfinite(fisher).all()):
        raise InvalidInput(
            "theta", f"a closed loop that stays finite for {problem.horizon} steps", abs(problem.a + problem.b * gain),
            "The state is multiplied by a + b·w each step: choose w nearer to −a/b, or a shorter horizon.",
        )  # fmt: skip
    return LinearQuadraticAnswers(value, gradient, means, variances, state_values, action_values, fisher)


def optimal_control(problem: LinearQuadratic, discount: float = 1.0) -> tuple[float, Floats]:
    """The best J of any policy, and the gains w_t that reach it without exploring, shape (H,).

    Riccati's recursion backward from P = q_T: w = −γ P a b / (r + γ P b²), P ← q + γ P a² + γ P a b w (Anderson & Moore 1990, ch. 2). It
    bounds J of every stationary Gaussian policy from above. Where r + γ P b² = 0 the action matters to nothing and the gain is 0.
    """
    cost, constant = problem.final, 0.0
    gains = np.zeros(problem.horizon)
    for t in reversed(range(problem.horizon)):
        constant = discount * (constant + cost * problem.noise**2)
        curvature = problem.r + discount * cost * problem.b**2
        cross = discount * cost * problem.a * problem.b
        gains[t] = -cross / curvature if curvature > 0 else 0.0
        cost = problem.q + discount * cost * problem.a**2 + cross * gains[t]
    return -(cost * (problem.start_std**2 + problem.start_mean**2) + constant), gains


def gain_and_shift(policy: Gaussian, theta: Floats) -> tuple[float, float]:
    """(w, c) of θ; c is 0 for a policy with one input."""
    if policy.inputs not in (1, 2):
        raise InvalidInput("policy", "one input (the state) or two (the state and 1)", policy.inputs)
    return float(theta[0]), float(theta[1]) if policy.inputs == 2 else 0.0


def _moments(problem: LinearQuadratic, gain: float, shift: float, sigma: float) -> tuple[Floats, Floats]:
    k = problem.a + problem.b * gain
    means, variances = np.empty(problem.horizon + 1), np.empty(problem.horizon + 1)
    means[0], variances[0] = problem.start_mean, problem.start_std**2
    for t in range(problem.horizon):
        means[t + 1] = k * means[t] + problem.b * shift
        variances[t + 1] = k * k * variances[t] + problem.noise**2 + (problem.b * sigma) ** 2
    return means, variances


def _values(problem: LinearQuadratic, gain: float, shift: float, sigma: float, discount: float) -> tuple[Floats, Floats]:
    a, b = problem.a, problem.b
    values, actions = np.zeros((problem.horizon + 1, 3)), np.empty((problem.horizon, 6))
    values[-1, 0] = -problem.final
    for t in reversed(range(problem.horizon)):
        x, y, z = discount * values[t + 1]
        ss, sa, aa = x * a * a - problem.q, 2 * x * a * b, x * b * b - problem.r
        s, act, one = y * a, y * b, z + x * problem.noise**2
        actions[t] = ss, sa, aa, s, act, one
        values[t] = (
            ss + sa * gain + aa * gain**2,
            s + sa * shift + 2 * aa * gain * shift + act * gain,
            one + aa * (shift**2 + sigma**2) + act * shift,
        )
    return values, actions


def _fisher(policy: Gaussian, means: Floats, squares: Floats, sigma: float) -> Floats:
    matrix = np.zeros((policy.parameters, policy.parameters))
    whole = np.array([[squares.sum(), means.sum()], [means.sum(), means.size]]) / sigma**2
    matrix[: policy.inputs, : policy.inputs] = whole[: policy.inputs, : policy.inputs]
    if policy.learn_sigma:
        matrix[-1, -1] = 2.0 * means.size
    return matrix
