"""A linear-quadratic problem and its policy as the kernels read them, and the arrays the kernels write into."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from policyscope.gradients.kernels.arrays import Settings
from policyscope.gradients.kernels.linear import Outlook, Paths, Plant
from policyscope.policies import Gaussian
from policyscope.policies.gaussian import LARGEST_LOG_SIGMA, LARGEST_WEIGHT
from policyscope.problems import LinearQuadratic


@dataclass(frozen=True, eq=False)
class LinearArrays:
    """A linear-quadratic problem and a Gaussian policy as the kernels read them."""

    problem: LinearQuadratic
    policy: Gaussian
    plant: Plant

    @classmethod
    def of(cls, problem: LinearQuadratic, policy: Gaussian) -> Self:
        """Of both; the policy has one input (the state) or two (the state and 1)."""
        plant = Plant(
            a=float(problem.a),
            b=float(problem.b),
            q=float(problem.q),
            r=float(problem.r),
            noise=float(problem.noise),
            start_mean=float(problem.start_mean),
            start_std=float(problem.start_std),
            final=float(problem.final),
            horizon=problem.horizon,
            inputs=policy.inputs,
            sigma=float(policy.sigma),
            largest_weight=LARGEST_WEIGHT,
            largest_log_sigma=LARGEST_LOG_SIGMA,
        )
        return cls(problem, policy, plant)

    def with_sigma(self, sigma: float) -> Self:
        """The same with another spread: at once where σ is fixed, at the start where it is learned."""
        return type(self)(self.problem, replace(self.policy, sigma=sigma), self.plant._replace(sigma=sigma))

    @property
    def parameters(self) -> int:
        """D."""
        return self.policy.parameters

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """For people: the gain w, the shift c where the policy sees a constant, and log σ where that is learned."""
        weights = ("w", "c")[: self.policy.inputs]
        return (*weights, "log σ") if self.policy.learn_sigma else weights

    def room(self) -> Outlook:
        """Fresh arrays for exact answers: one a thread, the kernels write into them."""
        return room_for_outlook(self.problem.horizon, self.policy.inputs, self.parameters)

    def paths(self, settings: Settings) -> Paths:
        """Fresh arrays for the batches of these settings."""
        return room_for_paths(self.problem.horizon, self.parameters, settings.batch)


def room_for_paths(horizon: int, parameters: int, episodes: int) -> Paths:
    """Arrays for a batch of N episodes of H steps."""
    shape = (episodes, horizon)
    return Paths(
        states=np.zeros((episodes, horizon + 1)),
        noise=np.zeros(shape),
        disturbance=np.zeros(shape),
        actions=np.zeros(shape),
        rewards=np.zeros(shape),
        returns=np.zeros(shape),
        baselines=np.zeros(shape),
        weights=np.zeros(shape),
        at_time=np.zeros(horizon),
        policy=np.zeros(3),
        tally=np.zeros(4),
        estimate=np.zeros(parameters),
        direction=np.zeros(parameters),
        stop=np.zeros(1, np.int64),
    )


def room_for_outlook(horizon: int, inputs: int, parameters: int) -> Outlook:
    """Arrays for the exact answers of one problem and policy."""
    return Outlook(
        means=np.zeros(horizon + 1),
        variances=np.zeros(horizon + 1),
        values=np.zeros((horizon + 1, 3)),
        slopes=np.zeros((horizon, 3)),
        gradient=np.zeros(parameters),
        moments=np.zeros(3),
        curvature=np.zeros((inputs, inputs)),
        vectors=np.zeros((inputs, inputs)),
        scale=np.zeros(inputs),
        column=np.zeros(inputs),
        natural=np.zeros(inputs),
    )
