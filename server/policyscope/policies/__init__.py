"""Policies and their scores: the softmax over features φ(s, a), and the Gaussian over a scalar action."""

from policyscope.policies.bases import fourier, polynomial, rbf, tile_coding
from policyscope.policies.features import Features, custom, one_hot, stacked
from policyscope.policies.gaussian import Gaussian
from policyscope.policies.softmax import log_probabilities, probabilities, scores

__all__ = [
    "Features",
    "Gaussian",
    "custom",
    "fourier",
    "log_probabilities",
    "one_hot",
    "polynomial",
    "probabilities",
    "rbf",
    "scores",
    "stacked",
    "tile_coding",
]
