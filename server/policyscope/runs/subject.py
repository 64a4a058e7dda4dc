"""What a question is asked about: a problem, a policy and an objective of one family, at any θ.

A new family is a class of this shape and a line in `subject_of`.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from policyscope.gradients import Settings, contributions, exact_answers, exact_mean, exact_variance, landscape
from policyscope.gradients.arrays import Floats
from policyscope.gradients.exact import exact_gradient
from policyscope.runs.build import build_model, initial_theta, score_table, settings_of
from policyscope.runs.continuous.subject import ContinuousSubject
from policyscope.runs.families import is_continuous
from policyscope.runs.limits import Limits
from policyscope.runs.specs import EstimatorSpec, ObjectiveSpec, OptimizerSpec, PolicySpec, ProblemSpec


class Subject(Protocol):
    """Answers for one family.

    Attributes:
        parameters: D.
    """

    parameters: int

    def settings(self, estimator: EstimatorSpec, optimizer: OptimizerSpec) -> Settings:
        """The kernels' settings; raises InvalidInput where an estimator means nothing here."""
        ...

    def theta(self, theta: list[float] | None, field: str) -> Floats:
        """θ[D] as an array, or where runs begin; raises InvalidInput."""
        ...

    def direction(self, theta: list[float], field: str) -> Floats:
        """Any vector [D]; raises InvalidInput."""
        ...

    def answer(self, theta: Floats, settings: Settings) -> dict[str, Any]:
        """The body of ``/api/exact``."""
        ...

    def gradient(self, theta: Floats, settings: Settings) -> Floats:
        """∇(J + βH), what an update climbs, shape (D,)."""
        ...

    def rows(self, theta: Floats, settings: Settings, samples: int, rng: np.random.Generator) -> Floats:
        """Contributions (N, D) of the estimator."""
        ...

    def mean(self, theta: Floats, settings: Settings) -> Floats | None:
        """E of a contribution, where it can be known."""
        ...

    def variance(self, theta: Floats, settings: Settings) -> float | None:
        """Trace of its covariance, where it can be known."""
        ...

    def surface(self, settings: Settings, origin: Floats, across: Floats, up: Floats, ticks: Floats) -> Floats:
        """J + βH on a square grid of a plane, ``out[j, i]`` at ``origin + ticks[i]·across + ticks[j]·up``."""
        ...


class TabularSubject:
    """Tabular problems and softmax policies."""

    def __init__(self, problem: ProblemSpec, policy: PolicySpec, objective: ObjectiveSpec, limits: Limits) -> None:
        self._policy, self._objective, self._limits = policy, objective, limits
        self._model = build_model(problem, policy, limits)
        self.parameters = self._model.features.parameters

    def settings(self, estimator: EstimatorSpec, optimizer: OptimizerSpec) -> Settings:
        return settings_of(self._policy, self._objective, estimator, optimizer, self._model, self._limits)

    def theta(self, theta: list[float] | None, field: str) -> Floats:
        return initial_theta(self._model, theta, field)

    direction = theta

    def answer(self, theta: Floats, settings: Settings) -> dict[str, Any]:
        answers = exact_answers(self._model, theta, settings, self._limits.answer_numbers, self._limits.cells)
        return {
            "value": answers.value,
            "entropy": answers.entropy,
            "regularized_value": answers.regularized_value,
            "gradient": answers.gradient,
            "probabilities": answers.probabilities,
            "state_values": answers.state_values,
            "action_values": answers.action_values,
            "advantages": answers.advantages,
            "visitation": answers.visitation,
            "scores": answers.scores,
            "fisher": answers.fisher,
            "optimal_constant": answers.optimal_constant,
        }

    def gradient(self, theta: Floats, settings: Settings) -> Floats:
        return exact_gradient(self._model, theta, settings)

    def rows(self, theta: Floats, settings: Settings, samples: int, rng: np.random.Generator) -> Floats:
        limits = self._limits
        return contributions(self._model, theta, settings, samples, rng, longest=limits.horizon, most_steps=limits.batch_steps)

    def mean(self, theta: Floats, settings: Settings) -> Floats | None:
        return exact_mean(self._model, theta, settings) if self._roomy() else None

    def variance(self, theta: Floats, settings: Settings) -> float | None:
        return exact_variance(self._model, theta, settings) if self._roomy() else None

    def surface(self, settings: Settings, origin: Floats, across: Floats, up: Floats, ticks: Floats) -> Floats:
        return landscape(self._model, settings, origin, across, up, ticks, ticks)

    def _roomy(self) -> bool:
        return score_table(self._model) <= self._limits.cells


def subject_of(problem: ProblemSpec, policy: PolicySpec, objective: ObjectiveSpec, limits: Limits) -> Subject:
    """The subject of the family that the problem belongs to.

    Raises:
        InvalidInput: naming the field that cannot be used, or does not go with the problem.
    """
    if is_continuous(problem, policy, objective):
        return ContinuousSubject(problem, policy, limits)
    return TabularSubject(problem, policy, objective, limits)
