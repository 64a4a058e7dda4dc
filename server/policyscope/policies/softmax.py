"""The softmax policy and its score (Sutton & Barto 2018, §13.1; Williams 1992).

Preferences h(s, a; θ) become probabilities, and the score says which way θ makes an action likelier:

    π(a|s) = exp(h(s, a)/τ) / Σ_b exp(h(s, b)/τ)        ∇ log π(a|s) = (∇h(s, a) − Σ_b π(b|s) ∇h(s, b)) / τ

with τ the temperature. For linear preferences h = θ·φ(s, a) the slope ∇h is φ(s, a) itself.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from policyscope.arrays import Floats


class Preferences(Protocol):
    """What a softmax turns into a policy: a number h(s, a; θ) for every state and action, and its slope along θ."""

    @property
    def states(self) -> int:
        """S."""
        ...

    @property
    def actions(self) -> int:
        """A."""
        ...

    @property
    def parameters(self) -> int:
        """D."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """A name for each parameter, length D."""
        ...

    def preferences(self, theta: Floats, /) -> Floats:
        """h(s, a; θ), shape (S, A)."""
        ...

    def jacobian(self, theta: Floats, /) -> Floats:
        """∂h(s, a)/∂θ, shape (S, A, D)."""
        ...


def log_probabilities(preferences: Preferences, theta: Floats, temperature: float = 1.0) -> Floats:
    """The logarithm of π(a|s), by log-sum-exp: log π(a|s) = h(s, a) − log Σ_b exp h(s, b), finite for any finite θ.

    Args:
        preferences: linear in features φ, or a network's.
        theta: shape (D,).
        temperature: > 0.

    Returns:
        Shape (S, A).
    """
    h = preferences.preferences(theta)
    with np.errstate(over="ignore"):  # a gap past the largest number is infinite, and e to minus that is 0
        gaps = (h - h.max(axis=1, keepdims=True)) / temperature
    others = np.exp(gaps)
    others[np.arange(preferences.states), h.argmax(axis=1)] = 0.0  # beside 1 they would lose their digits
    return np.asarray(gaps - np.log1p(others.sum(axis=1, keepdims=True)))


def probabilities(preferences: Preferences, theta: Floats, temperature: float = 1.0) -> Floats:
    """π(a|s), shape (S, A); rows sum to 1. Arguments as in `log_probabilities`."""
    return np.asarray(np.exp(log_probabilities(preferences, theta, temperature)))


def scores(preferences: Preferences, theta: Floats, temperature: float = 1.0) -> Floats:
    """∇ log π(a|s) = (∇h(s, a) − E_π[∇h(s, ·)]) / temperature, shape (S, A, D); ∇h is φ where h is linear.

    ∇h is measured from the likeliest action's: that changes nothing, but what all actions share cancels exactly, and
    1 − π(a|s) keeps its digits where π(a|s) is next to 1. Arguments as in `log_probabilities`.
    """
    pi, slope = probabilities(preferences, theta, temperature), preferences.jacobian(theta)
    arms = slope - slope[np.arange(preferences.states), pi.argmax(axis=1)][:, None, :]
    return np.asarray((arms - np.einsum("sa,sad->sd", pi, arms)[:, None, :]) / temperature)


def entropies(chances: Floats) -> Floats:
    """The entropy H = −Σ_a π(a) log π(a) of each row, in nats.

    A chance next to 1 has log π = −log(1 + Σ_{b ≠ a} π(b) / π(a)), to its last digits.

    Args:
        chances: π(a|s), shape (S, A); rows sum to 1.

    Returns:
        Shape (S,).
    """
    others = np.stack([np.delete(chances, a, axis=1).sum(axis=1) for a in range(chances.shape[1])], axis=1)
    likely, safe = chances > 0.5, np.where(chances > 0.0, chances, 1.0)
    surprise = np.where(likely, np.log1p(np.where(likely, others / safe, 0.0)), -np.log(safe))
    return np.asarray((chances * surprise).sum(axis=1))
