"""Gradients of tabular problems under a softmax policy: exact, and as an agent would estimate them."""

from policyscope.gradients.tabular.estimate import contributions
from policyscope.gradients.tabular.exact import ExactAnswers, exact_answers, landscape
from policyscope.gradients.tabular.expectation import exact_mean
from policyscope.gradients.tabular.model import TabularModel
from policyscope.gradients.tabular.variance import exact_variance

__all__ = ["ExactAnswers", "TabularModel", "contributions", "exact_answers", "exact_mean", "exact_variance", "landscape"]
