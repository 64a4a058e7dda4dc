"""The softmax policy and its score (Sutton & Barto 2018, §13.1; Williams 1992).

Preferences become probabilities, and the score says which way θ makes an action likelier:

    h(s, a) = θ·φ(s, a) / temperature        π(a|s) = exp h(s, a) / Σ_b exp h(s, b)
    ∇ log π(a|s) = (φ(s, a) − Σ_b π(b|s) φ(s, b)) / temperature
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from policyscope.policies.features import Features

Floats = NDArray[np.float64]


def log_probabilities(features: Features, theta: Floats, temperature: float = 1.0) -> Floats:
    """The logarithm of π(a|s), by log-sum-exp: log π(a|s) = h(s, a) − log Σ_b exp h(s, b), finite for any finite θ.

    Args:
        features: φ.
        theta: shape (D,).
        temperature: > 0.

    Returns:
        Shape (S, A).
    """
    products = features.value * theta[features.index]
    rows = np.repeat(np.arange(features.states * features.actions), np.diff(features.pointer))
    h = np.bincount(rows, products, features.states * features.actions).reshape(features.states, features.actions) / temperature
    h = h - h.max(axis=1, keepdims=True)
    return np.asarray(h - np.log(np.exp(h).sum(axis=1, keepdims=True)))


def probabilities(features: Features, theta: Floats, temperature: float = 1.0) -> Floats:
    """π(a|s), shape (S, A); rows sum to 1. Arguments as in `log_probabilities`."""
    return np.asarray(np.exp(log_probabilities(features, theta, temperature)))


def scores(features: Features, theta: Floats, temperature: float = 1.0) -> Floats:
    """∇ log π(a|s) = (φ(s, a) − E_π[φ(s, ·)]) / temperature, shape (S, A, D).

    φ is measured from the likeliest action's: that changes nothing, but features all actions share cancel exactly, and
    1 − π(a|s) keeps its digits where π(a|s) is next to 1. Arguments as in `log_probabilities`.
    """
    pi, phi = probabilities(features, theta, temperature), features.dense()
    arms = phi - phi[np.arange(features.states), pi.argmax(axis=1)][:, None, :]
    return np.asarray((arms - np.einsum("sa,sad->sd", pi, arms)[:, None, :]) / temperature)
