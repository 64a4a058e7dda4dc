"""A linear-quadratic problem under a Gaussian policy, and all that can be asked of it; see `policyscope.gradients.model.Model`."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from policyscope.arrays import Floats, Integers
from policyscope.errors import InvalidInput
from policyscope.gradients.calls import learn_linear, solve_linear, survey_linear
from policyscope.gradients.chance import Chance
from policyscope.gradients.kernels.arrays import Memory, Settings
from policyscope.gradients.linear_quadratic.arrays import LinearArrays
from policyscope.gradients.linear_quadratic.exact import optimal_control
from policyscope.gradients.linear_quadratic.expectation import exact_mean
from policyscope.gradients.summary import Variance


@dataclass(frozen=True, eq=False)
class SteeringAnswers:
    """What is true at one θ, as `/api/exact` says it.

    Attributes:
        value: J(θ) = E Σ γᵗ R_{t+1}, of the rewards alone.
        gradient: ∇(J + βH)(θ), shape (D,): what an update climbs; ∇J without an entropy bonus β.
        means: μ_t, the mean action at the mean state of each step, shape (H,).
        sigma: σ.
        state_means: m_t, mean of the state, shape (H + 1,).
        state_variances: its variance, shape (H + 1,).
        state_values: E V_t(S_t) of each step, without the bonus, shape (H,).
        value_functions: V_t(s) by falling power of s, without the bonus, shape (H + 1, 3).
        fisher: mean of ψ ψᵀ over the policy's own, discounted, visits, shape (D, D).
        entropy: Σ γᵗ ½ log 2πe σ², in nats: what β multiplies.
        regularized_value: J + βH.
        optimal_value: the best J of any policy whatever, which does not explore (Riccati).
        optimal_gains: the w_t that reach it, shape (H,).
    """

    value: float
    gradient: Floats
    means: Floats
    sigma: float
    state_means: Floats
    state_variances: Floats
    state_values: Floats
    value_functions: Floats
    fisher: Floats
    entropy: float
    regularized_value: float
    optimal_value: float
    optimal_gains: Floats


class LinearModel(LinearArrays):
    """Each method is the function of its family. Nothing here needs much room."""

    def exact(self, theta: Floats, settings: Settings, most_numbers: float = math.inf, most_cells: float = math.inf) -> SteeringAnswers:
        room, theta = self.room(), np.ascontiguousarray(theta, dtype=np.float64)
        regularized = solve_linear(self.plant, settings, theta, room)
        gradient = room.gradient.copy()
        value = solve_linear(self.plant, settings._replace(entropy=0.0), theta, room)
        if not (math.isfinite(regularized) and math.isfinite(value) and np.isfinite(gradient).all()):
            gain = float(theta[0])
            raise InvalidInput(
                "theta", f"a closed loop that stays finite for {self.problem.horizon} steps", abs(self.problem.a + self.problem.b * gain),
                "The state is multiplied by a + b·w each step: choose w nearer to −a/b, or a shorter horizon.",
            )  # fmt: skip
        best, gains = optimal_control(self.problem, settings.discount)
        squares = room.variances + room.means**2
        values = room.values[:, 0] * squares + room.values[:, 1] * room.means + room.values[:, 2]
        shift = float(theta[1]) if self.policy.inputs > 1 else 0.0
        return SteeringAnswers(
            value=value,
            gradient=gradient,
            means=theta[0] * room.means[:-1] + shift,
            sigma=self.policy.spread(theta),
            state_means=room.means,
            state_variances=room.variances,
            state_values=values[:-1],
            value_functions=room.values,
            fisher=self.fisher(theta, settings),
            entropy=self.policy.entropy(theta) * float(room.moments[2]),
            regularized_value=regularized,
            optimal_value=best,
            optimal_gains=gains,
        )

    def fisher(self, theta: Floats, settings: Settings) -> Floats:
        """Mean of ψ ψᵀ over the policy's own, discounted, visits, shape (D, D): what the natural gradient divides by."""
        room, inputs = self.room(), self.policy.inputs
        solve_linear(self.plant, settings, theta, room)
        matrix = np.zeros((self.parameters, self.parameters))
        whole = np.array([[room.moments[0], room.moments[1]], [room.moments[1], room.moments[2]]]) / room.moments[2]
        matrix[:inputs, :inputs] = whole[:inputs, :inputs] / self.policy.spread(theta) ** 2
        if self.policy.learn_sigma:
            matrix[-1, -1] = 2.0
        return matrix

    def gradient(self, theta: Floats, settings: Settings) -> Floats:
        return self.exact(theta, settings).gradient

    def contributions(
        self, theta: Floats, settings: Settings, samples: int, rng: np.random.Generator, memory: Memory | None = None,
        longest: int = 10_000, most_steps: int = 1_000_000, stop: Integers | None = None,
    ) -> Floats:  # fmt: skip
        theta = np.array(theta, dtype=np.float64)
        if settings.exact:
            return np.repeat(self.gradient(theta, settings)[None, :], samples, axis=0)
        own = memory.first()._replace(theta=theta[None, :]) if memory else Memory.fresh(theta, self.problem.horizon)
        batches = -(-samples // settings.batch)
        out = np.zeros((batches * settings.batch, theta.size))
        batch, chance = self.paths(settings), Chance.of(rng)
        if stop is not None:
            batch = batch._replace(stop=stop)
        learn_linear(self.plant, settings, own, batch, self.room(), batches, True, chance.words, out)
        chance.give_back(rng)
        return out[:samples]

    def mean(self, theta: Floats, settings: Settings, most_cells: float = math.inf) -> Floats | None:
        return exact_mean(self, theta, settings)

    def variance(self, theta: Floats, settings: Settings, most_cells: float = math.inf) -> Variance | None:
        return Variance(0.0, np.zeros(theta.size)) if settings.exact else None

    def landscape(self, settings: Settings, origin: Floats, across: Floats, up: Floats, xs: Floats, ys: Floats) -> Floats:
        out = np.empty((ys.size, xs.size))
        survey_linear(self.plant, settings, origin, across, up, xs, ys, self.room(), np.empty_like(origin), out)
        return out
