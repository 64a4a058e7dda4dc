"""Drawing episodes of the policy at one θ."""

from __future__ import annotations

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Batch, Dynamics, Phi, Settings, Stream
from policyscope.gradients.kernels.codes import Estimator
from policyscope.gradients.kernels.policy import softmax_row
from policyscope.gradients.kernels.streams import normal, pick, uniform
from policyscope.gradients.machine_code.compiled import inlined


@inlined
def draw(dynamics: Dynamics, start: Floats, phi: Phi, settings: Settings, theta: Floats, batch: Batch, episodes: int, rng: Stream) -> None:
    """Episodes 0 … ``episodes`` − 1 of the policy at θ, begun from ``start[S]``, into ``batch``, which also tallies them.

    An episode ends on a terminal state, at the horizon, or (counted as truncated) where the room for steps ends. Told to stop,
    it does so within a few episodes.
    """
    states, actions = batch.probabilities.shape
    longest = dynamics.horizon if dynamics.horizon > 0 else batch.at_time.size
    room = batch.states.size
    batch.clock[0] += 1
    clock = batch.clock[0]
    if phi.sizes.size > 0:
        for d in range(theta.size):
            batch.theta[d] = theta[d]
    at = 0
    for i in range(episodes):
        if i & 3 == 3 and batch.stop[0] != 0:  # a look at every episode would cost a bandit a tenth
            break
        batch.first[i] = at
        state = 0
        if states > 1:
            state = pick(start, 0, states - 1, uniform(rng))
        begin, score, factor = at, 0.0, 1.0
        while not dynamics.terminal[state] and at - begin < longest and at < room:
            row = batch.probabilities[state]
            if batch.stamp[state] != clock:
                softmax_row(phi, theta, settings.temperature, state, row, batch.units)
                batch.stamp[state] = clock
            if settings.estimator == Estimator.UNIFORM_BEHAVIOUR:
                left, action = uniform(rng), 0
                while action < actions - 1 and left >= 1.0 / actions:
                    left -= 1.0 / actions
                    action += 1
            else:
                action = pick(row, 0, actions - 1, uniform(rng))
            k, last = dynamics.pointer[state * actions + action], dynamics.pointer[state * actions + action + 1] - 1
            if k < last:
                k = pick(dynamics.probability, k, last, uniform(rng))
            reward = dynamics.mean[k]
            if dynamics.bernoulli:
                reward = 1.0 if uniform(rng) < reward else 0.0
            elif dynamics.std[k] > 0.0:
                reward += dynamics.std[k] * normal(rng)
            batch.states[at] = state
            batch.actions[at] = action
            batch.rewards[at] = reward
            score += factor * reward
            factor *= settings.discount
            state = dynamics.successor[k]
            at += 1
        batch.last_state[i] = state
        score *= settings.share
        batch.score[i] = score
        batch.tally[0] += 1.0
        batch.tally[1] += at - begin
        batch.tally[3] += score
        if not dynamics.terminal[state] and (dynamics.horizon == 0 or at - begin < dynamics.horizon):
            batch.tally[2] += 1.0
    batch.first[episodes] = at
