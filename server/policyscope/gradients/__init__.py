"""Gradients of the objective: exact, and as an agent would estimate them."""

from policyscope.gradients.arrays import Settings
from policyscope.gradients.estimate import Summary, contributions, summarise
from policyscope.gradients.exact import ExactAnswers, Model, exact_answers, landscape
from policyscope.gradients.expectation import exact_mean
from policyscope.gradients.variance import exact_variance

__all__ = [
    "ExactAnswers",
    "Model",
    "Settings",
    "Summary",
    "contributions",
    "exact_answers",
    "exact_mean",
    "exact_variance",
    "landscape",
    "summarise",
]
