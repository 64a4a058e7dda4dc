"""A continuous bandit and its policy as the kernels read them, and the arrays the kernels write into."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients.kernels.arrays import Settings
from policyscope.gradients.kernels.continuum import CURVE, HERMITE, PROBES, Continuum, Samples, Shape, Truth
from policyscope.policies import Gaussian
from policyscope.policies.gaussian import LARGEST_LOG_SIGMA, LARGEST_WEIGHT
from policyscope.problems import ContinuousBandit, Hills, Quadratic, Reward, Stair


@dataclass(frozen=True, eq=False)
class ContinuousArrays:
    """A continuous bandit and a Gaussian policy as the kernels read them, prepared once."""

    problem: ContinuousBandit
    policy: Gaussian
    world: Continuum

    @classmethod
    def of(cls, problem: ContinuousBandit, policy: Gaussian) -> Self:
        """The compact arrays of both; the policy takes as many inputs as a context has features."""
        return cls(problem, policy, continuum(problem, policy))

    def with_sigma(self, sigma: float) -> Self:
        """The same with another spread: at once where σ is fixed, at the start where it is learned."""
        return type(self)(self.problem, replace(self.policy, sigma=sigma), self.world._replace(sigma=sigma))

    @property
    def parameters(self) -> int:
        """D."""
        return self.policy.parameters

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """For people: μ where it is a parameter itself, else w₁ …, and log σ where that is learned."""
        inputs = self.problem.inputs
        weights = ("μ",) if (self.problem.contexts == 1).all() and inputs == 1 else tuple(f"w{k + 1}" for k in range(inputs))
        return (*weights, "log σ") if self.policy.learn_sigma else weights

    def room(self) -> Truth:
        """Fresh arrays for exact answers: one a thread, the kernels write into them."""
        return room_for_truth(self.problem.count, self.problem.inputs, self.parameters)

    def samples(self, settings: Settings) -> Samples:
        """Fresh arrays for the batches of these settings."""
        return room_for_samples(self.problem.count, self.parameters, settings.batch)


def continuum(problem: ContinuousBandit, policy: Gaussian) -> Continuum:
    """The problem's curves context by context, and Σ_c p(c) x xᵀ in its eigenvectors."""
    curve = np.zeros((problem.count, CURVE))
    for c, x in enumerate(problem.contexts):
        row = _numbers(problem.reward, x)
        curve[c, : len(row)] = row
    square = np.einsum("c,ci,cj->ij", problem.context_probabilities, problem.contexts, problem.contexts)
    values, vectors = np.linalg.eigh(square)
    return Continuum(
        contexts=np.array(problem.contexts),
        chance=np.array(problem.context_probabilities),
        shape=_shape(problem.reward),
        curve=curve,
        reward_std=problem.reward_std,
        sigma=float(policy.sigma),
        largest_weight=LARGEST_WEIGHT,
        largest_log_sigma=LARGEST_LOG_SIGMA,
        curvature=np.diag(values),
        vectors=np.ascontiguousarray(vectors),
        scale=np.diag(square).copy(),
    )


def _shape(reward: Reward) -> Shape:
    if isinstance(reward, Hills):
        return Shape.HILLS
    return Shape.STAIR if isinstance(reward, Stair) else Shape.QUADRATIC


def _numbers(reward: Reward, x: Floats) -> list[float]:
    if isinstance(reward, Hills):
        return [number for hill in reward.hills for number in hill]
    if isinstance(reward, Stair):
        return [reward.threshold, reward.low, reward.high]
    top = reward.top if isinstance(reward, Quadratic) else 0.0
    return [reward.best(x)[0], reward.scale, top]


def room_for_samples(contexts: int, parameters: int, samples: int) -> Samples:
    """Arrays for a batch of N samples."""
    return Samples(
        contexts=np.zeros(samples, np.int64),
        noise=np.zeros(samples),
        actions=np.zeros(samples),
        rewards=np.zeros(samples),
        returns=np.zeros(samples),
        baselines=np.zeros(samples),
        weights=np.zeros(samples),
        probes=np.zeros((samples, PROBES)),
        probed=np.zeros((samples, PROBES)),
        means=np.zeros(contexts),
        sigma=np.zeros(1),
        tally=np.zeros(4),
        estimate=np.zeros(parameters),
        direction=np.zeros(parameters),
        stop=np.zeros(1, np.int64),
    )


def room_for_truth(contexts: int, inputs: int, parameters: int) -> Truth:
    """Arrays for the exact answers of one problem and policy."""
    return Truth(
        means=np.zeros(contexts),
        hermite=np.zeros((contexts, HERMITE)),
        values=np.zeros(contexts),
        gradient=np.zeros(parameters),
        column=np.zeros(inputs),
        natural=np.zeros(inputs),
        beyond=np.zeros(contexts),
    )
