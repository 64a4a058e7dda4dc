"""Policies: features φ(s, a), the softmax over their preferences, and its score."""

from policyscope.policies.bases import fourier, polynomial, rbf, tile_coding
from policyscope.policies.features import Features, custom, one_hot, stacked
from policyscope.policies.softmax import log_probabilities, probabilities, scores

__all__ = [
    "Features",
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
