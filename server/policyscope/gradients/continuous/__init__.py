"""Gradients of continuous bandits under a Gaussian policy: exact, and as an agent would estimate them."""

from policyscope.gradients.continuous.estimate import contributions
from policyscope.gradients.continuous.exact import ContinuousAnswers, exact_answers, landscape
from policyscope.gradients.continuous.expectation import exact_mean, exact_variance
from policyscope.gradients.continuous.model import ContinuousModel
from policyscope.gradients.continuous.quadrature import Quadrature, by_quadrature

__all__ = [
    "ContinuousAnswers",
    "ContinuousModel",
    "Quadrature",
    "by_quadrature",
    "contributions",
    "exact_answers",
    "exact_mean",
    "exact_variance",
    "landscape",
]
