"""Gradients of linear-quadratic problems under a Gaussian policy: exact, and as an agent would estimate them."""

from policyscope.gradients.linear_quadratic.best import best_gain
from policyscope.gradients.linear_quadratic.estimate import contributions
from policyscope.gradients.linear_quadratic.exact import LinearQuadraticAnswers, exact_answers, optimal_control

__all__ = ["LinearQuadraticAnswers", "best_gain", "contributions", "exact_answers", "optimal_control"]
