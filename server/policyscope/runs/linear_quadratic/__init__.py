"""The family of linear-quadratic problems and Gaussian policies: from an experiment to runs, frames and answers."""

from policyscope.runs.linear_quadratic.family import LINEAR_QUADRATIC

__all__ = ["LINEAR_QUADRATIC"]
