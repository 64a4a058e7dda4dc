"""The clipped surrogate of proximal policy optimization, climbed for some epochs on one batch (Schulman et al. 2017).

A batch is drawn and weighed at θ_old: w_t = cᵗ (return_t − baseline_t), Â with a baseline. Then, with ρ_t = π_θ(A_t|S_t) / π_old(A_t|S_t),

    L(θ) = 1/N Σ_i Σ_t min(ρ_t w_t, clip(ρ_t, 1 − ε, 1 + ε) w_t)  +  cᵗ β H(π_θ(·|S_t))
    ∇L(θ) = 1/N Σ_i Σ_t [ρ_t w_t is the lesser] ρ_t w_t ∇log π_θ(A_t|S_t)  +  cᵗ β ∇H

and θ_{j+1} = θ_j + α ∇L(θ_j) from θ_0 = θ_old. The estimate is the mean of the k directions, (θ_k − θ_old) / (k α). In the first
epoch ρ = 1, nothing is clipped and ∇L is REINFORCE's estimate, to the last bit.
"""

from __future__ import annotations

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Batch, Exact, Phi, Settings
from policyscope.gradients.kernels.policy import add_score, add_weighted, softmax_row, surprises
from policyscope.gradients.machine_code.compiled import compiled, inlined


@compiled
def _slope(phi: Phi, settings: Settings, batch: Batch, room: Exact, episode: int, epoch: int, scale: float, out: Floats) -> None:
    """``out[D] += scale ·`` one episode's part of ∇L at the θ in ``batch.elsewhere``; ``room.row[A]`` is scratch."""
    scale *= settings.share / settings.temperature
    factor = scale
    for k in range(batch.first[episode], batch.first[episode + 1]):
        state, action, weight = batch.states[k], batch.actions[k], batch.weights[k]
        drawn, row, ratio = batch.probabilities[state], batch.probabilities[state], 1.0
        if epoch > 0:
            row = room.row
            softmax_row(phi, batch.elsewhere, settings.temperature, state, row, batch.units)
            ratio = row[action] / drawn[action]
        if not ((weight > 0.0 and ratio > 1.0 + settings.clip) or (weight < 0.0 and ratio < 1.0 - settings.clip)):
            add_score(phi, batch.elsewhere, batch.units, row, state, action, scale * weight * ratio, out)
        if settings.entropy != 0.0:
            surprises(row, 1.0, batch.row)
            add_weighted(phi, batch.elsewhere, batch.units, state, row, batch.row, factor * settings.entropy, out)
        factor *= settings.weighting


@inlined
def add_epochs(
    phi: Phi, settings: Settings, theta: Floats, batch: Batch, room: Exact, episodes: int, still: bool, rows: Floats, begin: int
) -> None:
    """The batch's estimate into ``batch.estimate[D]``, or with ``still`` what each episode adds to it into ``rows[begin + i, D]``.

    An episode's row depends on the whole batch, through the θ that later epochs start from. Overwrites ``batch.direction`` and
    ``batch.elsewhere``, which is left at θ_k. Told to stop, it does so within a few episodes.
    """
    ascent, epochs = batch.direction, settings.epochs
    for d in range(theta.size):
        batch.elsewhere[d] = theta[d]
        batch.estimate[d] = 0.0
    for epoch in range(epochs):
        for d in range(theta.size):
            ascent[d] = 0.0
        for i in range(episodes):
            if i & 3 == 3 and batch.stop[0] != 0:
                return
            _slope(phi, settings, batch, room, i, epoch, 1.0 / episodes, ascent)
            if still:
                _slope(phi, settings, batch, room, i, epoch, 1.0 / epochs, rows[begin + i])
        for d in range(theta.size):
            batch.elsewhere[d] += settings.epoch_rate * ascent[d]
            batch.estimate[d] += ascent[d] / epochs


@compiled
def contribute_epochs(
    phi: Phi, settings: Settings, theta: Floats, batch: Batch, room: Exact, episodes: int, still: bool, rows: Floats, begin: int
) -> None:
    """`add_epochs`, for Python. `learn` builds it in: with a call in its place every exact update took a microsecond longer."""
    add_epochs(phi, settings, theta, batch, room, episodes, still, rows, begin)
