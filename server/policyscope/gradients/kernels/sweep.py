"""θ moves after every step of a finished episode, as the book's loop has it (Sutton & Barto 2018, REINFORCE, p. 328).

An episode is drawn and weighed at θ_old, w_t = cᵗ (return_t − baseline_t), γᵗ G_t without a baseline. Then, from θ_0 = θ_old,

    θ_{t+1} = θ_t + α (w_t ∇log π_{θ_t}(A_t|S_t) + cᵗ β ∇H(π_{θ_t}(·|S_t)))        t = 0 … T − 1

and the episode's contribution is (θ_T − θ_old) / α: the sum of those scores, each at the θ of its moment. A batch takes the mean of its
episodes', each from θ_old. With plain ascent and N = 1 an update ends on θ_T. One update of the whole episode at θ_old differs by O(α²).
"""

from __future__ import annotations

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Batch, Exact, Phi, Settings
from policyscope.gradients.kernels.policy import add_score, add_weighted, softmax_row, surprises
from policyscope.gradients.machine_code.compiled import compiled, inlined


@inlined
def _sweep(phi: Phi, settings: Settings, theta: Floats, batch: Batch, room: Exact, episode: int, ascent: Floats) -> None:
    """(θ_T − θ_old) / α of one episode into ``ascent[D]``; ``batch.elsewhere`` goes along and ends at θ_T."""
    scale = settings.share / settings.temperature
    factor = scale
    for d in range(theta.size):
        batch.elsewhere[d] = theta[d]
        ascent[d] = 0.0
    for k in range(batch.first[episode], batch.first[episode + 1]):
        state, row = batch.states[k], room.row
        softmax_row(phi, batch.elsewhere, settings.temperature, state, row, batch.units)
        add_score(phi, batch.elsewhere, batch.units, row, state, batch.actions[k], scale * batch.weights[k], ascent)
        if settings.entropy != 0.0:
            surprises(row, settings.entropy, batch.row)
            add_weighted(phi, batch.elsewhere, batch.units, state, row, batch.row, factor, ascent)
        factor *= settings.weighting
        for d in range(theta.size):
            batch.elsewhere[d] = theta[d] + settings.rate * ascent[d]


@inlined
def add_sweeps(
    phi: Phi, settings: Settings, theta: Floats, batch: Batch, room: Exact, episodes: int, still: bool, rows: Floats, begin: int
) -> None:
    """The batch's estimate into ``batch.estimate[D]``, or with ``still`` what each episode adds to it into ``rows[begin + i, D]``.

    Overwrites ``batch.direction`` and ``batch.elsewhere``, and leaves θ_old in ``batch.theta``. Told to stop, it does so within a few
    episodes.
    """
    for d in range(theta.size):
        batch.estimate[d] = 0.0
        batch.theta[d] = theta[d]
    for i in range(episodes):
        if i & 3 == 3 and batch.stop[0] != 0:
            return
        _sweep(phi, settings, theta, batch, room, i, batch.direction)
        for d in range(theta.size):
            if still:
                rows[begin + i, d] = batch.direction[d]
            else:
                batch.estimate[d] += batch.direction[d] / episodes


@compiled
def sweep_rows(phi: Phi, settings: Settings, batch: Batch, first: int, moved: Floats, bonus: Floats, out: Floats, chances: Floats) -> None:
    """Scores ``out[K, D]`` and π(·|S_t) ``chances[K, A]`` of an episode's steps from its ``first``, each at the θ of its moment.

    ``moved[D]`` and ``bonus[D]`` are scratch; ``batch.units`` is overwritten. For pictures: it sums in another order than `add_sweeps`.
    """
    factor = settings.share / settings.temperature
    out[:] = 0.0
    for d in range(moved.size):
        moved[d] = batch.theta[d]
    for j in range(out.shape[0]):
        state, row = batch.states[first + j], chances[j]
        softmax_row(phi, moved, settings.temperature, state, row, batch.units)
        add_score(phi, moved, batch.units, row, state, batch.actions[first + j], 1.0 / settings.temperature, out[j])
        for d in range(moved.size):
            bonus[d] = 0.0
        if settings.entropy != 0.0:
            surprises(row, settings.entropy, batch.row)
            add_weighted(phi, moved, batch.units, state, row, batch.row, factor, bonus)
        factor *= settings.weighting
        for d in range(moved.size):
            moved[d] += settings.rate * (settings.share * batch.weights[first + j] * out[j, d] + bonus[d])
