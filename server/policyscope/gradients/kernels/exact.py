"""The exact side: values, visitation and the gradient of the objective, by linear algebra on the arrays.

    start value       J = Σ_s start(s) V_0(s)       ∇J = Σ_t γᵗ Σ_s P(S_t = s) Σ_a ∇π(a|s) Q_t(s, a)
    average reward    J = Σ_s d(s) r_π(s)           ∇J = Σ_s d(s) Σ_a ∇π(a|s) Q̃(s, a),  d = P_πᵀ d
    average value     J = Σ_s d(s) V(s)             the average reward's over 1 − γ

(policy gradient theorem, Sutton et al. 2000). With a horizon H every value carries its time: V_H = 0 and backwards from
there, so that exact and sampled mean the same thing. Without one the values solve (I − γ P_π) V = r_π. The differential
Q̃(s, a) = r(s, a) − J + Σ_s′ P h(s′) comes with h from one elimination: leaving out the column of a state that is always
returned to makes I − P_π solvable, and J is the reward of a round trip over its length.

The gradient only needs how Q(s, ·) differs between actions. Where values can be vast those differences are computed as such, from
the likeliest action's Q, so that they keep their digits.

With an entropy bonus β every step earns β H(π(·|S_t)) besides its reward: V counts it, and the gradient weighs each score by
Q(s, a) − β log π(a|s) (the bonus' own slope; a constant a state falls out).
"""

from __future__ import annotations

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Dynamics, Exact, Phi, Settings
from policyscope.gradients.kernels.chain import collapse, factorise, solve, solve_transposed, step_back, step_forward
from policyscope.gradients.kernels.codes import NAN, Objective
from policyscope.gradients.kernels.policy import add_weighted, entropy_of, likeliest, softmax_row, surprises
from policyscope.gradients.machine_code.compiled import compiled, inlined


@compiled
def _backwards(dynamics: Dynamics, discount: float, room: Exact) -> None:
    """V_t for every t of the horizon into ``room.values``."""
    for s in range(room.reward.size):
        room.values[dynamics.horizon, s] = 0.0
    for t in range(dynamics.horizon - 1, -1, -1):
        step_back(dynamics, room.chain, discount, room.reward, room.values[t + 1], room.values[t])


@compiled
def _stationary(dynamics: Dynamics, room: Exact) -> float:
    """The stationary distribution into ``room.start``, the lengths of round trips into ``room.flow[0]``; returns r̄."""
    lengths, anchor, average = room.flow[0], dynamics.anchor, 0.0
    factorise(dynamics, room, 1.0, anchor)
    for s in range(lengths.size):
        lengths[s] = 1.0
        room.start[s] = 1.0 if s == anchor else 0.0
    solve(room.elimination, lengths)
    solve_transposed(room.elimination, room.start)
    for s in range(lengths.size):
        room.start[s] /= lengths[anchor]
        average += room.start[s] * room.reward[s]
    return average


@compiled
def _differential(dynamics: Dynamics, room: Exact) -> None:
    """Differential values h(s), 0 at the anchor, into ``room.state_values``, by the elimination `_stationary` has left."""
    lengths = room.flow[0]
    for s in range(lengths.size):
        excess = 0.0  # r_π(s) − r̄, of which a subtraction would leave nothing where the chain spends nearly all its time
        for other in range(lengths.size):
            excess += room.start[other] * (room.reward[s] - room.reward[other])
        room.state_values[s] = excess
    solve(room.elimination, room.state_values)
    left = room.state_values[dynamics.anchor] / lengths[dynamics.anchor]  # a round trip's excess: 0 but for rounding
    for s in range(lengths.size):
        room.state_values[s] -= left * lengths[s]


@compiled
def evaluate_values(dynamics: Dynamics, phi: Phi, settings: Settings, theta: Floats, room: Exact) -> float:
    """π, P_π, r_π and the values J needs into ``room``; returns J(θ)."""
    states = dynamics.start.size
    for s in range(states):
        softmax_row(phi, theta, settings.temperature, s, room.probabilities[s], room.units)
    collapse(dynamics, room)
    if settings.entropy != 0.0:
        for s in range(states):
            if not dynamics.terminal[s]:
                room.reward[s] += settings.entropy * entropy_of(room.probabilities[s])
    if settings.objective != Objective.START_VALUE:
        return _stationary(dynamics, room) / (1.0 - settings.average_discount)
    if dynamics.horizon > 0:
        _backwards(dynamics, settings.discount, room)
    else:
        factorise(dynamics, room, settings.discount, -1)
        for s in range(states):
            room.values[0, s] = room.reward[s]
        solve(room.elimination, room.values[0])
    value = 0.0
    for s in range(states):
        room.state_values[s] = room.values[0, s]
        room.start[s] = dynamics.start[s]
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
def relative_values_at(dynamics: Dynamics, discount: float, later: Floats, state: int, reference: int, out: Floats) -> None:
    """Q(s, a) − Q(s, reference) of one state into ``out[A]``: successors that both actions share are compared, not subtracted."""
    actions = out.size
    for a in range(actions):
        total = 0.0
        i, j = dynamics.pointer[state * actions + a], dynamics.pointer[state * actions + reference]
        last, end = dynamics.pointer[state * actions + a + 1], dynamics.pointer[state * actions + reference + 1]
        while i < last or j < end:
            if j == end or (i < last and dynamics.successor[i] < dynamics.successor[j]):
                k, chance = i, dynamics.probability[i]
                i += 1
            elif i == last or dynamics.successor[j] < dynamics.successor[i]:
                k, chance = j, -dynamics.probability[j]
                j += 1
            else:
                k, chance = i, dynamics.probability[i] - dynamics.probability[j]
                i += 1
                j += 1
            if dynamics.slot[k] >= 0:
                total += chance * later[dynamics.successor[k]]
        out[a] = dynamics.expected[state, a] - dynamics.expected[state, reference] + discount * total


@compiled
def _set_weights(dynamics: Dynamics, discount: float, later: Floats, state: int, scale: float, room: Exact) -> None:
    """``weights[s] = scale · (Q(s, ·) − Q(s, *))``, * the likeliest action."""
    relative_values_at(dynamics, discount, later, state, likeliest(room.probabilities[state]), room.weights[state])
    for a in range(room.row.size):
        room.weights[state, a] *= scale


@compiled
def _weigh_start_value(dynamics: Dynamics, gamma: float, room: Exact) -> None:
    """Discounted visitation, Q_0, and Σ_t γᵗ P(S_t = s) Q_t(s, a), but for a constant a state, into ``room``.

    With a horizon values are sums of at most H rewards, and Q as good as its differences; without one they can be e⁷⁰⁰.
    """
    states, actions = room.probabilities.shape
    if dynamics.horizon > 0:
        for s in range(states):
            room.flow[0, s] = dynamics.start[s]
        for t in range(dynamics.horizon):
            action_values(dynamics, gamma, room.values[t + 1], room.action_values)
            now, later = room.flow[t % 2], room.flow[(t + 1) % 2]
            for s in range(states):
                room.visitation[s] += now[s]
                if now[s] != 0.0:
                    for a in range(actions):
                        room.weights[s, a] += now[s] * room.action_values[s, a]
            if t + 1 < dynamics.horizon:
                step_forward(dynamics, room.chain, gamma, now, later)
        if dynamics.horizon > 1:
            action_values(dynamics, gamma, room.values[1], room.action_values)
    else:
        action_values(dynamics, gamma, room.values[0], room.action_values)
        for s in range(states):
            room.visitation[s] = dynamics.start[s]
        solve_transposed(room.elimination, room.visitation)
        for s in range(states):
            if not dynamics.terminal[s]:
                _set_weights(dynamics, gamma, room.values[0], s, room.visitation[s], room)


@compiled
def _weigh_average(dynamics: Dynamics, settings: Settings, value: float, room: Exact) -> None:
    """d(s), Q and d(s) (Q̃(s, a) − Q̃(s, *)) into ``room``, and the segments' own values V_t for the sampled side."""
    states, actions = room.probabilities.shape
    gamma = settings.average_discount
    _differential(dynamics, room)
    action_values(dynamics, 1.0, room.state_values, room.action_values)
    for s in range(states):
        room.visitation[s] = room.start[s]
        for a in range(actions):
            room.action_values[s, a] -= value * (1.0 - gamma)
        _set_weights(dynamics, 1.0, room.state_values, s, room.start[s] / (1.0 - gamma), room)
    if settings.objective == Objective.AVERAGE_VALUE:
        factorise(dynamics, room, gamma, -1)
        for s in range(states):
            room.state_values[s] = room.reward[s]
        solve(room.elimination, room.state_values)
        action_values(dynamics, gamma, room.state_values, room.action_values)
    _backwards(dynamics, 1.0, room)


@compiled
def evaluate(dynamics: Dynamics, phi: Phi, settings: Settings, theta: Floats, room: Exact) -> float:
    """Everything exact at θ into ``room``: π, V, Q, visitation, ∇J; returns J(θ)."""
    value = evaluate_values(dynamics, phi, settings, theta, room)
    states, actions = room.probabilities.shape
    for s in range(states):
        room.visitation[s] = 0.0
        for a in range(actions):
            room.weights[s, a] = 0.0
    if settings.objective == Objective.START_VALUE:
        _weigh_start_value(dynamics, settings.discount, room)
    else:
        _weigh_average(dynamics, settings, value, room)
    for d in range(theta.size):
        room.theta[d] = theta[d]
        room.gradient[d] = 0.0
    for s in range(states):
        if settings.entropy != 0.0:
            surprises(room.probabilities[s], settings.entropy * room.visitation[s] / (1.0 - settings.average_discount), room.row)
            for a in range(actions):
                room.weights[s, a] += room.row[a]
        if not dynamics.terminal[s]:
            add_weighted(phi, theta, room.units, s, room.probabilities[s], room.weights[s], 1.0 / settings.temperature, room.gradient)
    if settings.objective < Objective.START_VALUE or settings.objective > Objective.AVERAGE_VALUE:
        value = room.gradient[0] = NAN
    return value


@compiled
def advantages(dynamics: Dynamics, settings: Settings, room: Exact, out: Floats) -> None:
    """Q_0(s, a) − V_0(s) = Σ_b π(b|s) (Q_0(s, a) − Q_0(s, b)) into ``out[S, A]``, 0 on terminal states, after `evaluate`."""
    discount, later = settings.discount, room.values[1 if dynamics.horizon > 0 else 0]
    if settings.objective != Objective.START_VALUE:
        discount, later = 1.0, room.state_values
    if settings.objective == Objective.AVERAGE_VALUE:
        discount = settings.average_discount
    for s in range(out.shape[0]):
        row, mean = room.probabilities[s], 0.0
        relative_values_at(dynamics, discount, later, s, likeliest(row), out[s])
        for a in range(row.size):
            mean += row[a] * out[s, a]
        for a in range(row.size):
            out[s, a] -= mean


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


@compiled
def evaluate_runs(dynamics: Dynamics, phi: Phi, settings: Settings, theta: Floats, room: Exact, out: Floats, first: Floats) -> None:
    """J of every run's θ[R, D] into ``out[R]``, and its π(·|s) of the first state into ``first[R, A]``."""
    for run in range(out.size):
        out[run] = evaluate_values(dynamics, phi, settings, theta[run], room)
        for a in range(first.shape[1]):
            first[run, a] = room.probabilities[0, a]
