"""The exact side: values, visitation and the gradient of the start value, by linear algebra on the arrays.

    J(θ) = Σ_s start(s) V_0(s)          ∇J = Σ_t γᵗ Σ_s P(S_t = s) Σ_a ∇π(a|s) Q_t(s, a)

(policy gradient theorem, Sutton et al. 2000). With a horizon H every value carries its time: V_H = 0 and backwards from
there, so that exact and sampled mean the same thing. Without one the values solve (I − γ P_π) V = r_π.

With an entropy bonus β every step earns β H(π(·|S_t)) besides its reward: V counts it, and the gradient weighs each score by
Q(s, a) − β log π(a|s) (the bonus' own slope; a constant a state falls out).
"""

from __future__ import annotations

from policyscope.gradients.arrays import Dynamics, Exact, Floats, Phi, Settings
from policyscope.gradients.compiled import compiled, inlined
from policyscope.gradients.kernels.chain import collapse, factorise, solve, solve_transposed, step_back, step_forward
from policyscope.gradients.kernels.policy import add_weighted, entropy_of, softmax_row, surprises


@compiled
def evaluate_values(dynamics: Dynamics, phi: Phi, settings: Settings, theta: Floats, room: Exact) -> float:
    """π, P_π, r_π and V_t into ``room``; returns J(θ)."""
    states = dynamics.start.size
    for s in range(states):
        softmax_row(phi, theta, settings.temperature, s, room.probabilities[s])
    collapse(dynamics, room.probabilities, room.chain, room.reward)
    if settings.entropy != 0.0:
        for s in range(states):
            if not dynamics.terminal[s]:
                room.reward[s] += settings.entropy * entropy_of(room.probabilities[s])
    if dynamics.horizon > 0:
        for s in range(states):
            room.values[dynamics.horizon, s] = 0.0
        for t in range(dynamics.horizon - 1, -1, -1):
            step_back(dynamics, room.chain, settings.discount, room.reward, room.values[t + 1], room.values[t])
    else:
        factorise(dynamics, room.chain, settings.discount, room.elimination)
        for s in range(states):
            room.values[0, s] = room.reward[s]
        solve(room.elimination, room.values[0])
    value = 0.0
    for s in range(states):
        value += dynamics.start[s] * room.values[0, s]
    return value


@inlined
def values_at(dynamics: Dynamics, discount: float, later: Floats, state: int, out: Floats) -> None:
    """Q(s, ·) of one state into ``out[A]``, as `action_values`."""
    actions = out.size
    for a in range(actions):
        total = 0.0
        for k in range(dynamics.pointer[state * actions + a], dynamics.pointer[state * actions + a + 1]):
            if dynamics.slot[k] >= 0:
                total += dynamics.probability[k] * later[dynamics.successor[k]]
        out[a] = dynamics.expected[state, a] + discount * total


@compiled
def action_values(dynamics: Dynamics, discount: float, later: Floats, out: Floats) -> None:
    """Q(s, a) = r(s, a) + γ Σ_s′ P(s′|s, a) V(s′) into ``out[S, A]``, V = ``later[S]`` (zero on terminal states)."""
    for s in range(out.shape[0]):
        values_at(dynamics, discount, later, s, out[s])


@compiled
def evaluate(dynamics: Dynamics, phi: Phi, settings: Settings, theta: Floats, room: Exact) -> float:
    """Everything exact at θ into ``room``: π, V_t, Q_0, discounted visitation, ∇J; returns J(θ)."""
    value = evaluate_values(dynamics, phi, settings, theta, room)
    states, actions = room.probabilities.shape
    gamma = settings.discount
    for s in range(states):
        room.visitation[s] = 0.0
        room.flow[0, s] = dynamics.start[s]
        for a in range(actions):
            room.weights[s, a] = 0.0
    if dynamics.horizon > 0:
        for t in range(dynamics.horizon):
            action_values(dynamics, gamma, room.values[t + 1], room.action_values)
            now, later = room.flow[t % 2], room.flow[(t + 1) % 2]
            for s in range(states):
                room.visitation[s] += now[s]
                if now[s] != 0.0:
                    for a in range(actions):
                        room.weights[s, a] += now[s] * room.action_values[s, a]
            step_forward(dynamics, room.chain, gamma, now, later)
        action_values(dynamics, gamma, room.values[1], room.action_values)
    else:
        action_values(dynamics, gamma, room.values[0], room.action_values)
        for s in range(states):
            room.visitation[s] = dynamics.start[s]
        solve_transposed(room.elimination, room.visitation)
        for s in range(states):
            for a in range(actions):
                room.weights[s, a] = room.visitation[s] * room.action_values[s, a]
    for d in range(theta.size):
        room.gradient[d] = 0.0
    for s in range(states):
        if settings.entropy != 0.0:
            surprises(room.probabilities[s], settings.entropy * room.visitation[s], room.row)
            for a in range(actions):
                room.weights[s, a] += room.row[a]
        if not dynamics.terminal[s]:
            add_weighted(phi, actions, s, room.probabilities[s], room.weights[s], 1.0 / settings.temperature, room.gradient)
    return value


@compiled
def survey(
    dynamics: Dynamics, phi: Phi, settings: Settings, origin: Floats, across: Floats, up: Floats,
    xs: Floats, ys: Floats, room: Exact, theta: Floats, out: Floats,
) -> None:  # fmt: skip
    """J over a plane of θ: ``out[j, i] = J(origin + xs[i]·across + ys[j]·up)``; ``theta[D]`` is scratch."""
    for j in range(ys.size):
        for i in range(xs.size):
            for d in range(theta.size):
                theta[d] = origin[d] + xs[i] * across[d] + ys[j] * up[d]
            out[j, i] = evaluate_values(dynamics, phi, settings, theta, room)
