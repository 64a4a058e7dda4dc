"""The family of bandits with a scalar action and Gaussian policies: from an experiment to runs, frames and answers."""

from policyscope.runs.continuous.family import CONTINUOUS

__all__ = ["CONTINUOUS"]
