"""Questions without a run about continuous bandits; see `policyscope.runs.subject.Subject`."""

from __future__ import annotations

from typing import Any

import numpy as np

from policyscope.gradients import Settings
from policyscope.gradients.arrays import Floats
from policyscope.gradients.continuous import by_quadrature, contributions, exact_answers, exact_mean, exact_variance, landscape
from policyscope.runs.continuous.build import build_model, direction_of, settings_of, theta_of
from policyscope.runs.limits import Limits
from policyscope.runs.specs import EstimatorSpec, OptimizerSpec, PolicySpec, ProblemSpec

NODES = 64


class ContinuousSubject:
    """Bandits with a scalar action and Gaussian policies."""

    def __init__(self, problem: ProblemSpec, policy: PolicySpec, limits: Limits) -> None:
        self._limits = limits
        self._model = build_model(problem, policy, limits)
        self.parameters = self._model.parameters

    def settings(self, estimator: EstimatorSpec, optimizer: OptimizerSpec) -> Settings:
        return settings_of(estimator, optimizer, self._limits)

    def theta(self, theta: list[float] | None, field: str) -> Floats:
        return theta_of(self._model, theta, field)

    def direction(self, theta: list[float], field: str) -> Floats:
        return direction_of(self._model, theta, field)

    def answer(self, theta: Floats, settings: Settings) -> dict[str, Any]:
        answers, check = exact_answers(self._model, theta, settings), by_quadrature(self._model, theta, NODES)
        return {
            "value": answers.value,
            "entropy": answers.entropy,
            "regularized_value": answers.regularized_value,
            "gradient": answers.gradient,
            "means": answers.means,
            "sigma": answers.sigma,
            "state_values": answers.state_values,
            "fisher": answers.fisher,
            "optimal_constant": answers.optimal_constant,
            "quadrature": {
                "nodes": check.nodes,
                "value": check.value,
                "gradient": check.gradient,
                "value_bound": check.value_bound,
                "gradient_bound": check.gradient_bound,
            },
        }

    def gradient(self, theta: Floats, settings: Settings) -> Floats:
        return exact_answers(self._model, theta, settings).gradient

    def rows(self, theta: Floats, settings: Settings, samples: int, rng: np.random.Generator) -> Floats:
        return contributions(self._model, theta, settings, samples, rng)

    def mean(self, theta: Floats, settings: Settings) -> Floats | None:
        return exact_mean(self._model, theta, settings)

    def variance(self, theta: Floats, settings: Settings) -> float | None:
        return exact_variance(self._model, theta, settings)

    def surface(self, settings: Settings, origin: Floats, across: Floats, up: Floats, ticks: Floats) -> Floats:
        return landscape(self._model, settings, origin, across, up, ticks, ticks)
