"""Questions without a run: what is exact at a θ, what estimators make of it, how J lies around it.

Each is a checked request and a pure answer; the bodies are the public interface of ``/api/exact``, ``/api/estimates`` and
``/api/landscape``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import numpy as np
from pydantic import Field

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.gradients import Model, Settings, summarise
from policyscope.runs.families import Family, family_of
from policyscope.runs.limits import Limits
from policyscope.runs.specs import EstimatorSpec, ObjectiveSpec, PolicySpec, ProblemSpec, Softmax, Spec, StartValue
from policyscope.runs.specs.base import knob
from policyscope.runs.specs.bounds import MOST_PARAMETERS, MOST_STEPS, Parameter
from policyscope.runs.specs.estimators import Exact, Reinforce
from policyscope.runs.specs.optimizers import Ascent, OptimizerSpec
from policyscope.runs.specs.problems import Bandit

Theta: TypeAlias = Annotated[list[Parameter], Field(min_length=1, max_length=MOST_PARAMETERS)]
MOST_SAMPLES = 1_000_000_000


class Question(Spec):
    """What every question is asked about."""

    problem: ProblemSpec = knob(Bandit(), "Problem", "What there is to learn.")
    policy: PolicySpec = knob(Softmax(), "Policy", "How θ becomes probabilities.")
    objective: ObjectiveSpec = knob(StartValue(), "Objective", "What is to grow.")


def _theta() -> Any:
    return knob(None, "θ", "Where to look; empty: at zero.")


def _entropy_bonus(help_text: str) -> Any:
    return knob(0.0, "Entropy bonus β", help_text, ge=0.0, le=1e4)


class ExactRequest(Question):
    """What is true at one θ."""

    theta: Theta | None = _theta()
    entropy_bonus: float = _entropy_bonus("`gradient` and `regularized_value` are those of J + βH; all else is of the rewards alone.")


class EstimatesRequest(Question):
    """Each estimator on sampled episodes at one θ."""

    theta: Theta | None = _theta()
    estimators: list[EstimatorSpec] = knob([Reinforce()], "Estimators", "Answered in this order.", min_length=1, max_length=32)
    optimizer: OptimizerSpec = knob(Ascent(), "Optimizer", "Its preconditioner tells the optimal baselines what a step is.")
    samples: int = knob(1000, "Samples", "Episodes for each estimator.", ge=2, le=MOST_SAMPLES, limit="samples")
    seed: int = knob(0, "Seed", "Every estimator sees the same stream of random numbers.", ge=0, le=2**53 - 1)
    return_samples: Annotated[int, Field(ge=0, le=MOST_SAMPLES)] | bool = knob(
        0, "Samples to return", "How many single contributions to send back; true for all of them, up to 1000."
    )


class LandscapeRequest(Question):
    """J over a plane through θ-space, or J + βH."""

    entropy_bonus: float = _entropy_bonus("With β > 0 the landscape is that of J + βH, which such a run climbs.")
    origin: Theta | None = knob(None, "Origin", "The plane's middle, shape [D]; empty: zero.")
    x_direction: Theta = knob(..., "x direction", "Shape [D].")
    y_direction: Theta = knob(..., "y direction", "Shape [D].")
    half_width: float = knob(4.0, "Half width", "How far the plane reaches along each direction.", gt=0.0, le=1e6)
    resolution: int = knob(61, "Resolution", "Points along each side.", ge=2, le=MOST_STEPS, limit="resolution")


RETURNED_SAMPLES = 1000


@dataclass(frozen=True)
class Posed:
    """What a question is about, as arrays."""

    question: Question
    family: Family
    model: Model
    limits: Limits

    @classmethod
    def of(cls, question: Question, limits: Limits) -> Posed:
        """Problem and policy of the question; raises InvalidInput naming the field."""
        family = family_of(question.problem, question.policy, question.objective)
        return cls(question, family, family.model(question.problem, question.policy, limits), limits)

    def settings(self, estimator: EstimatorSpec, optimizer: OptimizerSpec) -> Settings:
        """The kernels' settings; raises InvalidInput where an estimator means nothing here."""
        return self.family.settings(self.question.policy, self.question.objective, estimator, optimizer, self.model, self.limits)

    def exact(self, entropy_bonus: float) -> Settings:
        """Those of the exact side, of J + βH."""
        return self.settings(Exact(entropy_bonus=entropy_bonus), Ascent())

    def theta(self, theta: list[float] | None, field: str) -> Floats:
        """θ[D], or where runs begin; raises InvalidInput."""
        return self.family.theta(self.model, theta, field)

    def direction(self, theta: list[float], field: str) -> Floats:
        """Any vector [D]; raises InvalidInput."""
        return self.family.direction(self.model, theta, field)


def exact_answer(request: ExactRequest, limits: Limits | None = None) -> dict[str, Any]:
    """What is true at θ; names and shapes as in the public interface.

    J, H and J + βH, the gradient, probabilities, values, visitation, scores and Fisher matrix; for a Gaussian policy means, σ, and a
    check of value and gradient by quadrature.

    Raises:
        InvalidInput: naming the field.
    """
    posed = Posed.of(request, limits or Limits())
    return posed.family.answer(posed.model, posed.theta(request.theta, "theta"), posed.exact(request.entropy_bonus), posed.limits)


def estimates(request: EstimatesRequest, limits: Limits | None = None) -> dict[str, Any]:
    """The exact gradient and, for each estimator in the order asked, mean, standard error, variance, bias and signal to noise.

    An estimator is compared with the gradient of what it climbs, its own entropy bonus included; ``exact_gradient`` is the first one's.

    Raises:
        InvalidInput: naming the field.
    """
    limits = limits or Limits()
    limits.check("samples", "samples", request.samples)
    posed = Posed.of(request, limits)
    theta = posed.theta(request.theta, "theta")
    limits.check("cells", "samples", request.samples * posed.model.parameters)
    asked = [_settings_of_one(request, i, posed) for i in range(len(request.estimators))]
    truths = {bonus: posed.model.gradient(theta, posed.exact(bonus)) for bonus in {each.entropy for each in asked}}
    return {
        "exact_gradient": truths[asked[0].entropy],
        "estimates": [_line(request, posed, theta, each, truths[each.entropy]) for each in asked],
    }


def _settings_of_one(request: EstimatesRequest, index: int, posed: Posed) -> Settings:
    try:
        return posed.settings(request.estimators[index], request.optimizer)
    except InvalidInput as error:
        if not error.field.startswith("estimator."):
            raise
        raise error.at(f"estimators.{index}.{error.field.removeprefix('estimator.')}") from None


def _line(request: EstimatesRequest, posed: Posed, theta: Floats, settings: Settings, truth: Floats) -> dict[str, Any]:
    model, limits, rng = posed.model, posed.limits, np.random.Generator(np.random.PCG64(request.seed))
    samples = max(request.samples, settings.batch)
    rows = model.contributions(theta, settings, samples, rng, longest=limits.horizon, most_steps=limits.batch_steps)
    summary = summarise(rows, truth, settings)
    mean, exact = model.mean(theta, settings, limits.cells), model.variance(theta, settings, limits.cells)
    wanted = RETURNED_SAMPLES if request.return_samples is True else min(int(request.return_samples), RETURNED_SAMPLES)
    return {
        "mean": summary.mean,
        "standard_error": summary.standard_error,
        "variance": summary.variance,
        "variance_standard_error": summary.variance_standard_error,
        "variance_diagonal": summary.variance_diagonal,
        "bias_norm": summary.bias_norm,
        "cosine": _finite(summary.cosine),
        "snr": _finite(summary.snr),
        "episodes_for_sign": _finite(summary.episodes_for_sign),
        "exact_mean": mean,
        "exact_bias_norm": None if mean is None else float(np.linalg.norm(mean - truth)),
        "exact_variance": None if exact is None else exact.trace,
        "exact_variance_diagonal": None if exact is None else exact.diagonal,
        "samples": rows[:wanted],
    }


def landscape_answer(request: LandscapeRequest, limits: Limits | None = None) -> dict[str, Any]:
    """J, or with an entropy bonus J + βH, on a square grid of a plane.

    ``value[j][i]`` belongs to ``y[j]`` and ``x[i]``, in units of the directions.

    Raises:
        InvalidInput: naming the field.
    """
    limits = limits or Limits()
    limits.check("resolution", "resolution", request.resolution)
    posed = Posed.of(request, limits)
    origin = posed.theta(request.origin, "origin")
    across, up = posed.direction(request.x_direction, "x_direction"), posed.direction(request.y_direction, "y_direction")
    ticks = np.linspace(-request.half_width, request.half_width, request.resolution)
    return {"x": ticks, "y": ticks, "value": posed.model.landscape(posed.exact(request.entropy_bonus), origin, across, up, ticks, ticks)}


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
