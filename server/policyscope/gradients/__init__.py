"""Gradients of the objective: exact, and as an agent would estimate them."""

from policyscope.gradients.arrays import Settings
from policyscope.gradients.estimate import Summary, contributions, summarise
from policyscope.gradients.exact import ExactAnswers, Model, exact_answers, landscape

__all__ = ["ExactAnswers", "Model", "Settings", "Summary", "contributions", "exact_answers", "landscape", "summarise"]
