"""Policies and their scores: the softmax over preferences from features φ(s, a) or a network, and the Gaussian over a scalar action."""

from policyscope.policies.bases import fourier, polynomial, rbf, scaled, tile_coding
from policyscope.policies.features import Features, custom, one_hot, stacked
from policyscope.policies.gaussian import Gaussian
from policyscope.policies.network import Network, network, parameters_of
from policyscope.policies.softmax import Preferences, entropies, log_probabilities, probabilities, scores

__all__ = [
    "Features",
    "Gaussian",
    "Network",
    "Preferences",
    "custom",
    "entropies",
    "fourier",
    "log_probabilities",
    "network",
    "one_hot",
    "parameters_of",
    "polynomial",
    "probabilities",
    "rbf",
    "scaled",
    "scores",
    "stacked",
    "tile_coding",
]
