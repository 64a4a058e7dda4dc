"""Gradients of linear-quadratic problems under a Gaussian policy: exact, and as an agent would estimate them.

model ──► calls ──► kernels            what runs and questions ask; see policyscope.gradients.model.Model
exact, estimate, best                  the same for Python, in plain NumPy: tests hold each against the other
"""

from policyscope.gradients.linear_quadratic.best import best_gain
from policyscope.gradients.linear_quadratic.estimate import contributions
from policyscope.gradients.linear_quadratic.exact import LinearQuadraticAnswers, exact_answers, optimal_control
from policyscope.gradients.linear_quadratic.model import LinearModel, SteeringAnswers

__all__ = [
    "LinearModel",
    "LinearQuadraticAnswers",
    "SteeringAnswers",
    "best_gain",
    "contributions",
    "exact_answers",
    "optimal_control",
]
