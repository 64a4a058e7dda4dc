"""Random continuous bandits, plain quadrature, and a random generator that reads its numbers from a list.

The list holds the nodes of a quadrature rule: the product's own sampler then runs once for every node, and its mean and
variance are weighted sums, exact up to the rule's error (below 1e-10 here), not samples.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from policyscope.gradients import Settings
from policyscope.gradients.continuous import ContinuousModel
from policyscope.gradients.kernels.arrays import Memory
from policyscope.gradients.kernels.codes import Estimator
from policyscope.policies import Gaussian
from policyscope.problems import Linear, Quadratic, Reward, Step, TwoBumps, continuous_bandit
from tests.gradients.kernels import interpreted
from tests.strategies import SEEDS

Rule = tuple[np.ndarray, np.ndarray]
FAR = 9.0


@st.composite
def models(draw: st.DrawFn, *, noise: bool = True, kinds: tuple[str, ...] = ("quadratic", "bumps", "stair", "linear")) -> ContinuousModel:
    """Any curve, one context or two, σ fixed or learned."""
    kind = draw(st.sampled_from(kinds))
    rng = np.random.default_rng(draw(SEEDS))
    count, inputs = draw(st.sampled_from([1, 2])), draw(st.sampled_from([1, 2]))
    contexts = rng.normal(size=(count, inputs)) if draw(st.booleans()) else np.ones((count, inputs))
    chances = rng.dirichlet(np.ones(count)).tolist()
    reward: Reward
    if kind == "quadratic":
        reward = Quadratic(float(rng.normal()), float(rng.uniform(0.3, 2)), float(rng.normal()))
    elif kind == "linear":
        reward = Linear(tuple(rng.normal(size=inputs).tolist()), float(rng.uniform(0.3, 2)))
    elif kind == "bumps":
        heights, centres = rng.normal(size=2), rng.normal(size=2) * 1.5
        reward = TwoBumps(tuple(heights.tolist()), tuple(centres.tolist()), tuple(rng.uniform(0.7, 2, 2).tolist()))
    else:
        reward = Step(float(rng.normal()), *(float(each) for each in rng.normal(size=2)))
    spread = float(rng.uniform(0.2, 1.0)) if noise and draw(st.booleans()) else 0.0
    problem = continuous_bandit(reward, contexts.tolist(), spread, chances)
    return ContinuousModel.of(problem, Gaussian(inputs, draw(st.sampled_from([1.0, 0.5, 1.7])), draw(st.booleans())))


@st.composite
def places(draw: st.DrawFn, model: ContinuousModel) -> np.ndarray:
    """θ near the default start."""
    rng = np.random.default_rng(draw(SEEDS))
    return model.policy.start() + rng.uniform(-0.6, 0.6, model.parameters) * draw(st.sampled_from([1.0, 0.3, 0.0]))


def panels(breaks: list[float], low: float = -FAR, high: float = FAR, width: float = 1.0, nodes: int = 10) -> Rule:
    """Gauss–Legendre panels for a standard normal, cut where the integrand may jump; weights include the density."""
    edges = sorted({low, high, *np.arange(low, high, width).tolist(), *(each for each in breaks if low < each < high)})
    x, w = np.polynomial.legendre.leggauss(nodes)
    sides = list(itertools.pairwise(edges))
    z = np.concatenate([(a + b) / 2 + (b - a) / 2 * x for a, b in sides])
    weights = np.concatenate([(b - a) / 2 * w for a, b in sides])
    return z, weights * np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi)


class Listed:
    """Takes a random generator's place: uniform and normal numbers come from one list, in the order they are asked for."""

    def __init__(self, numbers: Iterable[float]) -> None:
        self.numbers = iter(numbers)

    def random(self) -> float:
        return next(self.numbers)

    standard_normal = random


class Draw(NamedTuple):
    """What one sample is made of."""

    z: float = 0.0
    away: float = 1.0  # W of the mean's pair
    far: float = 1.0  # M of the spread's pair
    inner: float = 0.5  # U
    noise: tuple[float, ...] = (0.0,) * 5  # of the reward, then of the four probes


def numbers(model: ContinuousModel, settings: Settings, before: float, draw: Draw) -> list[float]:
    """The list that makes the kernel draw this; ``before`` picks the context."""
    noisy, learned = model.problem.reward_std > 0, model.policy.learn_sigma
    out = [before] if model.problem.count > 1 else []
    out += [draw.z, *draw.noise[: int(noisy)]]
    if settings.estimator == Estimator.MEASURE_VALUED:
        out += [-math.expm1(-0.5 * draw.away**2)]
        out += [abs(draw.far), 0.0, 0.0, 0.25 if draw.far < 0 else 0.75, draw.inner] if learned else []
        out += draw.noise[1 : (5 if learned else 3) if noisy else 1]
    return out


def rows(
    model: ContinuousModel, theta: np.ndarray, settings: Settings, drawn: list[list[float]], batches: int, memory: Memory | None = None
) -> np.ndarray:  # fmt: skip
    """The product's contributions (batches · N, D) by the interpreted kernel, its random numbers taken from the list."""
    own = memory.first()._replace(theta=theta[None, :].copy()) if memory else Memory.fresh(theta, model.problem.count)
    out = np.zeros((batches * settings.batch, theta.size))
    rng = Listed(itertools.chain.from_iterable(drawn))
    arguments = (model.world, settings, own, model.samples(settings), model.room(), batches, True, [rng], out)
    interpreted().gaussian_learn.learn_gaussian(*arguments)
    assert next(rng.numbers, None) is None, "the kernel draws exactly what it needs"
    return out


def moments(model: ContinuousModel, theta: np.ndarray, settings: Settings) -> tuple[np.ndarray, float]:
    """Mean and trace of the covariance of one contribution of a batch of one."""
    mean, diagonal = spreads(model, theta, settings)
    return mean, float(diagonal.sum())


def spreads(model: ContinuousModel, theta: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of each component of one contribution of a batch of one."""
    mean, square = np.zeros((2, theta.size))
    for context, p in enumerate(model.problem.context_probabilities.tolist()):
        before = float(model.problem.context_probabilities[:context].sum()) + p / 2
        for part, sources, draws, weights in rules(model, theta, settings, context):
            got = rows(model, theta, settings, [numbers(model, settings, before, draw) for draw in draws], len(draws))[:, part]
            mean[part] += p * weights @ got
            square[part] += p * weights @ got**2
            for source in sources if model.problem.reward_std > 0 else ():  # rows are linear in each noise, all of variance 1
                noise = tuple(float(each == source) for each in range(5))
                loud = [numbers(model, settings, before, draw._replace(noise=noise)) for draw in draws]
                square[part] += p * weights @ (rows(model, theta, settings, loud, len(draws))[:, part] - got) ** 2
    return mean, square - mean**2


def rules(
    model: ContinuousModel, theta: np.ndarray, settings: Settings, context: int
) -> list[tuple[slice, tuple[int, ...], list[Draw], np.ndarray]]:
    """For each part of the parameters: which noise matters to it, what to draw in one context, and with what weights."""
    inputs, x = model.problem.inputs, model.problem.contexts[context]
    mean, sigma = float(x @ theta[:inputs]), model.policy.spread(theta)
    stair = isinstance(model.problem.reward, Step)
    edges = [model.problem.reward.threshold - mean] if isinstance(model.problem.reward, Step) else []
    if settings.estimator != Estimator.MEASURE_VALUED:
        reach = settings.spacing if settings.estimator == Estimator.FINITE_DIFFERENCE else 0.0
        shifts = [0.0, *(sign * reach * float(each) for each in x for sign in (1, -1))]
        z, w = panels([(e - s) / sigma * math.exp(f) for e in edges for s in shifts for f in (-reach, 0.0, reach)])
        return [(slice(None), (0,), [Draw(each) for each in z.tolist()], w)]
    away, w = panels([sign * e / sigma for e in edges for sign in (1, -1)], low=0.0, high=8.0)
    both = [(slice(0, inputs), (1, 2), [Draw(away=each) for each in away.tolist()], w * math.sqrt(2 * math.pi) * away)]
    if model.policy.learn_sigma:
        far, w = panels([e / sigma for e in edges], width=4.5 if stair else 1.5, nodes=10)
        inner = [_unit(float(edges[0] / sigma / m) if edges else 0.0, 1 if stair else 8) for m in far]
        draws = [Draw(far=m, inner=u) for m, (us, _) in zip(far.tolist(), inner, strict=True) for u in us.tolist()]
        weights = [chance * m**2 * us for m, chance, (_, us) in zip(far, w, inner, strict=True)]
        both.append((slice(inputs, None), (3, 4), draws, np.concatenate(weights)))
    return both


def _unit(cut: float, nodes: int) -> Rule:
    """Gauss–Legendre on [0, 1], cut once if the cut lies inside."""
    x, w = np.polynomial.legendre.leggauss(nodes)
    edges = [0.0, cut, 1.0] if 0.0 < cut < 1.0 else [0.0, 1.0]
    sides = list(itertools.pairwise(edges))
    return (
        np.concatenate([(a + b) / 2 + (b - a) / 2 * x for a, b in sides]),
        np.concatenate([(b - a) / 2 * w for a, b in sides]),
    )
