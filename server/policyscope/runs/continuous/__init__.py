"""The family of bandits with a scalar action and Gaussian policies: from an experiment to runs, frames and answers."""

from policyscope.runs.continuous.learner import ContinuousLearner

__all__ = ["ContinuousLearner"]
