"""Learning with a Gaussian policy: draw a batch, weigh it, ascend, as a textbook writes it (Sutton & Barto 2018, §13.7).

    draw_samples ──► weigh_samples ──► contribute_sample ──► ascend        one update; `learn_gaussian` runs many in one call

With z = (A − μ)/σ standard normal and x the context, one sample contributes to ∇_w J and ∂J/∂log σ

    score function    (G − b) z x/σ                    (G − b) (z² − 1)                                  (Williams 1992)
    pathwise          r′(A) x                          r′(A) σ z                                 (Kingma & Welling 2014)
    measure-valued    (R₊ − R₋) x / σ√2π               R′₊ − R′₋       (Pflug 1996; Mohamed et al. 2020, §6, table 1)
    finite difference (R(θ + ε e_d) − R(θ − ε e_d)) / 2ε, the same z and noise on both sides

Measure-valued: R₊ and R₋ are paid at μ ± σ W, W Rayleigh; R′₊ at μ + σ M, M double-sided Maxwell, and R′₋ at μ + σ M U,
U uniform, which is N(μ, σ²) again. Sharing W, and M, couples the pair: most of what both see cancels.
"""

from __future__ import annotations

import math

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Memory, Settings, Stream, Streams
from policyscope.gradients.kernels.ascend import ascend, normalize
from policyscope.gradients.kernels.baselines import (
    batch_mean_of,
    constant_of,
    is_batch_mean,
    is_remembered,
    learn_from,
    learns,
    remembered_of,
    row_of,
)
from policyscope.gradients.kernels.codes import NAN, Baseline, Estimator, Preconditioner
from policyscope.gradients.kernels.continuum import Continuum, Samples, Truth
from policyscope.gradients.kernels.curve import ROOT_TWO_PI, reward_at, slope_at
from policyscope.gradients.kernels.gaussian import best_baseline, entropy_at, mean_of, natural_direction, solve_exactly, spread
from policyscope.gradients.kernels.streams import normal, pick, uniform
from policyscope.gradients.machine_code.compiled import compiled, inlined


@compiled
def _probe(world: Continuum, batch: Samples, sample: int, learned: bool, rng: Stream) -> None:
    """The pairs of a measure-valued sample, and their rewards; each reward has noise of its own."""
    context = batch.contexts[sample]
    mean, sigma = batch.means[context], batch.sigma[0]
    away = math.sqrt(-2.0 * math.log1p(-uniform(rng)))
    batch.probes[sample, 0] = mean + sigma * away
    batch.probes[sample, 1] = mean - sigma * away
    count = 2
    if learned:
        count = 4
        first, second, third = normal(rng), normal(rng), normal(rng)
        far = math.sqrt(first * first + second * second + third * third)
        if uniform(rng) < 0.5:
            far = -far
        batch.probes[sample, 2] = mean + sigma * far
        batch.probes[sample, 3] = mean + sigma * far * uniform(rng)
    for j in range(count):
        batch.probed[sample, j] = reward_at(world, context, batch.probes[sample, j])
        if world.reward_std > 0.0:
            batch.probed[sample, j] += world.reward_std * normal(rng)


@inlined
def draw_samples(world: Continuum, settings: Settings, theta: Floats, batch: Samples, rng: Stream) -> None:
    """Context, action and reward of every sample of a batch, and what else the estimator asks of the problem."""
    contexts, inputs = world.contexts.shape
    sigma = spread(world, theta)
    batch.sigma[0] = sigma
    bonus = settings.entropy * entropy_at(sigma) if settings.entropy != 0.0 else 0.0
    total = 0.0
    for c in range(contexts):
        batch.means[c] = mean_of(world, theta, c)
    for i in range(settings.batch):
        context = 0
        if contexts > 1:
            context = pick(world.chance, 0, contexts - 1, uniform(rng))
        z = normal(rng)
        action = batch.means[context] + sigma * z
        reward = reward_at(world, context, action)
        if world.reward_std > 0.0:
            reward += world.reward_std * normal(rng)
        batch.contexts[i] = context
        batch.noise[i] = z
        batch.actions[i] = action
        batch.rewards[i] = reward
        batch.returns[i] = reward + bonus
        total += reward + bonus
        if settings.estimator == Estimator.MEASURE_VALUED:
            _probe(world, batch, i, theta.size > inputs, rng)
    batch.tally[0] += settings.batch
    batch.tally[1] += settings.batch
    batch.tally[3] += total


@inlined
def _learn(kind: int, settings: Settings, batch: Samples, memory: Memory) -> None:
    """The baseline learns from the return of every sample."""
    for i in range(settings.batch):
        learn_from(kind, settings, memory, batch.contexts[i], batch.returns[i])


@inlined
def weigh_samples(world: Continuum, settings: Settings, batch: Samples, memory: Memory, room: Truth, optimum: float) -> None:
    """Baselines and weights of a batch; then the baseline learns from it. Only the score function takes one."""
    kind = settings.baseline if settings.estimator == Estimator.REINFORCE else Baseline.NONE
    if learns(kind) and settings.include_current:
        _learn(kind, settings, batch, memory)
    constant, total = constant_of(kind, settings, memory, optimum), 0.0
    if is_batch_mean(kind):
        for i in range(settings.batch):
            total += batch.returns[i]
    differs = is_batch_mean(kind) or is_remembered(kind) or kind in (Baseline.EXACT, Baseline.OPTIMAL_STATE)
    for i in range(settings.batch):
        baseline = constant
        if differs:
            context = batch.contexts[i]
            if is_batch_mean(kind):
                baseline = batch_mean_of(kind, total, batch.returns[i], settings.batch)
            elif is_remembered(kind):
                baseline = remembered_of(kind, settings, memory, context)
            elif kind == Baseline.OPTIMAL_STATE:
                baseline = room.values[context] + room.beyond[context]
            else:
                baseline = room.values[context]
        batch.baselines[i] = baseline
        batch.weights[i] = batch.returns[i] - baseline
    if settings.estimator == Estimator.PATHWISE:
        for i in range(settings.batch):
            batch.weights[i] = slope_at(world, batch.contexts[i], batch.actions[i])
    if learns(kind) and not settings.include_current:
        _learn(kind, settings, batch, memory)


@compiled
def _difference(world: Continuum, settings: Settings, theta: Floats, batch: Samples, sample: int, scale: float, out: Floats) -> None:
    """``out[D] += scale · (R(θ + ε e_d) − R(θ − ε e_d)) / 2ε``; the reward's noise is common to both and cancels."""
    context, z, sigma = batch.contexts[sample], batch.noise[sample], batch.sigma[0]
    mean, reach = batch.means[context], settings.spacing
    for d in range(world.contexts.shape[1]):
        shift = reach * world.contexts[context, d]
        gap = reward_at(world, context, mean + shift + sigma * z) - reward_at(world, context, mean - shift + sigma * z)
        out[d] += scale * gap / (2.0 * reach)
    if theta.size > world.contexts.shape[1]:
        wide, narrow = sigma * math.exp(reach), sigma * math.exp(-reach)
        gap = reward_at(world, context, mean + wide * z) - reward_at(world, context, mean + narrow * z)
        out[theta.size - 1] += scale * gap / (2.0 * reach)


@inlined
def contribute_sample(world: Continuum, settings: Settings, theta: Floats, batch: Samples, sample: int, scale: float, out: Floats) -> None:
    """``out[D] += scale ·`` one sample's contribution to the estimate, with the entropy bonus' own slope, β for log σ."""
    inputs = world.contexts.shape[1]
    context, z, sigma = batch.contexts[sample], batch.noise[sample], batch.sigma[0]
    if settings.estimator == Estimator.FINITE_DIFFERENCE:
        _difference(world, settings, theta, batch, sample, scale, out)
    else:
        if settings.estimator == Estimator.REINFORCE:
            along = batch.weights[sample] * z / sigma
            across = batch.weights[sample] * (z * z - 1.0)
        elif settings.estimator == Estimator.PATHWISE:
            along = batch.weights[sample]
            across = batch.weights[sample] * sigma * z
        elif settings.estimator == Estimator.MEASURE_VALUED:
            along = (batch.probed[sample, 0] - batch.probed[sample, 1]) / (sigma * ROOT_TWO_PI)
            across = batch.probed[sample, 2] - batch.probed[sample, 3]
        else:
            along = across = NAN
        for k in range(inputs):
            out[k] += scale * along * world.contexts[context, k]
        if theta.size > inputs:
            out[inputs] += scale * across
    if theta.size > inputs:
        out[inputs] += scale * settings.entropy


@inlined
def _learn_one(
    world: Continuum, settings: Settings, memory: Memory, batch: Samples, room: Truth, updates: int, still: bool,
    rng: Stream, rows: Floats,
) -> None:  # fmt: skip
    """`learn_gaussian` for one run, whose rows of the memory these are."""
    size, inputs = memory.theta.size, world.contexts.shape[1]
    optimal = settings.baseline in (Baseline.OPTIMAL, Baseline.OPTIMAL_STATE) and settings.estimator == Estimator.REINFORCE
    optimal = optimal and not settings.exact
    asks = settings.exact or optimal or settings.baseline == Baseline.EXACT
    optimum = 0.0
    for update in range(updates):
        if batch.stop[0] != 0:
            break
        if asks and (update == 0 or not still):
            solve_exactly(world, settings, memory.theta, room)
            if optimal:
                optimum = best_baseline(world, settings, memory.theta, room)
        if settings.exact:
            batch.sigma[0] = spread(world, memory.theta)
            for d in range(size):
                batch.estimate[d] = room.gradient[d]
        else:
            draw_samples(world, settings, memory.theta, batch, rng)
            weigh_samples(world, settings, batch, memory, room, optimum)
            for d in range(size):
                batch.estimate[d] = 0.0
            for i in range(settings.batch):
                out = rows[update * settings.batch + i] if still else batch.estimate
                contribute_sample(world, settings, memory.theta, batch, i, 1.0 if still else 1.0 / settings.batch, out)
        if still:
            continue
        if settings.preconditioner == Preconditioner.NATURAL:
            natural_direction(world, settings.damping, batch.sigma[0], batch.estimate, room, batch.direction)
        elif settings.preconditioner == Preconditioner.NORMALIZED:
            normalize(batch.estimate, batch.direction)
        elif settings.preconditioner != Preconditioner.NONE:
            batch.direction[0] = NAN
        ascend(settings, memory, batch.estimate if settings.preconditioner == Preconditioner.NONE else batch.direction)
        for d in range(size):
            most = world.largest_weight if d < inputs else world.largest_log_sigma
            memory.theta[d] = min(max(memory.theta[d], -most), most)
    if settings.preconditioner == Preconditioner.NONE:
        for d in range(size):
            batch.direction[d] = batch.estimate[d]


@compiled
def learn_gaussian(
    world: Continuum, settings: Settings, memory: Memory, batch: Samples, room: Truth, updates: int, still: bool,
    streams: Streams, rows: Floats,
) -> None:  # fmt: skip
    """``updates`` updates of every run, in place; the arguments are those of `learn.learn`, and so is what it leaves behind.

    θ is kept within the world's bounds: a step out of them ends on their edge.
    """
    episodes, steps, truncated, total = batch.tally[0], batch.tally[1], batch.tally[2], batch.tally[3]
    for run in range(memory.theta.shape[0] - 1, -1, -1):
        own = row_of(memory, run)
        batch.tally[0], batch.tally[1], batch.tally[2], batch.tally[3] = episodes, steps, truncated, total
        _learn_one(world, settings, own, batch, room, updates, still, streams[run], rows)
