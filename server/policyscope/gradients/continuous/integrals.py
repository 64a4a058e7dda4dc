"""Functions whose mean under a standard normal z has a closed form, and the algebra that stays among them.

A curve is a sum of terms

    p(z) · exp(κ − ½ α (z − c)²)   for low < z < high,   and 0 elsewhere,

p a polynomial. Products, derivatives and z ↦ b z + d keep that form, so second moments of estimators are closed forms too:
completing the square makes each term a polynomial under another, truncated normal, whose moments obey
I_j = [−y^{j−1} φ(y)] + (j − 1) I_{j−2}. Every number may be an array: a curve is then one a context, or one a node.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from policyscope.arrays import Floats
from policyscope.gradients.kernels.curve import ROOT_TWO_PI
from policyscope.problems import Linear, Quadratic, Reward, Stair

Number: TypeAlias = "float | Floats"
Curve: TypeAlias = tuple["Term", ...]


FAR = 40.0
"""Standard deviations beyond which a normal density, times any power in use, is 0 in double precision."""

_erfc = np.vectorize(math.erfc, otypes=[np.float64])


@dataclass(frozen=True)
class Term:
    """p(z) exp(κ − ½ α (z − c)²) on an interval.

    Attributes:
        polynomial: coefficients of p, the constant first.
        alpha: α ≥ 0.
        centre: c.
        kappa: κ.
        low, high: the interval's ends.
    """

    polynomial: tuple[Number, ...]
    alpha: Number = 0.0
    centre: Number = 0.0
    kappa: Number = 0.0
    low: Number = -math.inf
    high: Number = math.inf

    def __mul__(self, other: Term) -> Term:
        alpha = self.alpha + other.alpha
        total = np.where(alpha > 0, alpha, 1.0)
        return Term(
            _product(self.polynomial, other.polynomial),
            alpha,
            (self.alpha * self.centre + other.alpha * other.centre) / total,
            self.kappa + other.kappa - 0.5 * self.alpha * other.alpha / total * (self.centre - other.centre) ** 2,
            np.maximum(self.low, other.low),
            np.minimum(self.high, other.high),
        )

    def at(self, factor: Number, shift: Number) -> Term:
        """The term as a function of z where its own argument is ``factor · z + shift``, factor ≠ 0."""
        first, second = (self.low - shift) / factor, (self.high - shift) / factor
        out: tuple[Number, ...] = (self.polynomial[-1],)
        for coefficient in reversed(self.polynomial[:-1]):
            out = _product(out, (shift, factor))
            out = (out[0] + coefficient, *out[1:])
        return Term(
            out, self.alpha * factor**2, (self.centre - shift) / factor, self.kappa, np.minimum(first, second), np.maximum(first, second)
        )

    def slope(self) -> Term:
        """The derivative by z, wherever there is one: nothing of the jumps at the interval's ends."""
        grown: list[Number] = [0.0] * (len(self.polynomial) + 1)
        for power, coefficient in enumerate(self.polynomial):
            grown[power] = grown[power] + self.alpha * self.centre * coefficient
            grown[power + 1] = grown[power + 1] - self.alpha * coefficient
            if power > 0:
                grown[power - 1] = grown[power - 1] + power * coefficient
        return Term(tuple(grown), self.alpha, self.centre, self.kappa, self.low, self.high)

    def mean(self) -> Floats:
        """E over z ~ N(0, 1)."""
        spread = 1.0 / np.sqrt(1.0 + self.alpha)
        middle = self.alpha * self.centre * spread**2
        mass = spread * np.exp(self.kappa - 0.5 * self.alpha * spread**2 * self.centre**2)
        around = Term(self.polynomial).at(spread, middle).polynomial
        powers = truncated((self.low - middle) / spread, (self.high - middle) / spread, len(around))
        total = sum((coefficient * power for coefficient, power in zip(around, powers, strict=True)), start=np.float64(0.0))
        return np.asarray(np.where(self.low < self.high, mass * total, 0.0))


def truncated(low: Number, high: Number, count: int) -> list[Number]:
    """E[yʲ; low < y < high] of a standard normal y, for j = 0 … count − 1."""
    low, high = np.clip(low, -FAR, FAR), np.clip(high, -FAR, FAR)
    if np.all(low == -FAR) and np.all(high == FAR):
        return [np.float64(0.0 if j % 2 else math.prod(range(1, j, 2))) for j in range(count)]
    out: list[Number] = [np.where(low > 0, tail(low) - tail(high), tail(-high) - tail(-low))]
    for j in range(1, count):
        ends = low ** (j - 1) * density(low) - high ** (j - 1) * density(high)
        out.append(ends + (j - 1) * out[j - 2] if j > 1 else ends)
    return out


def tail(y: Number) -> Floats:
    """P(Y > y) of a standard normal Y."""
    return 0.5 * np.asarray(_erfc(np.asarray(y) / math.sqrt(2)))


def density(y: Number) -> Floats:
    """φ(y)."""
    return np.asarray(np.exp(-0.5 * np.asarray(y) ** 2) / ROOT_TWO_PI)


def _product(left: tuple[Number, ...], right: tuple[Number, ...]) -> tuple[Number, ...]:
    out: list[Number] = [0.0] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            out[i + j] = out[i + j] + a * b
    return tuple(out)


def constant(value: Number) -> Curve:
    """The same for every z."""
    return (Term((value,)),)


def power(k: int, low: float = -math.inf) -> Curve:
    """zᵏ for z > low."""
    return (Term((*(0.0,) * k, 1.0), low=low),)


def times(first: Curve, *others: Curve) -> Curve:
    """The product."""
    out = first
    for curve in others:
        out = tuple(left * right for left in out for right in curve)
    return out


def minus(left: Curve, right: Curve) -> Curve:
    """The difference; polynomials for all z are taken from each other, coefficient by coefficient."""
    both = left + times(right, constant(-1.0))
    plain = [term for term in both if _is_plain(term)]
    if len(plain) < 2:
        return both
    size = max(len(term.polynomial) for term in plain)
    padded = [term.polynomial + (0.0,) * (size - len(term.polynomial)) for term in plain]
    whole = Term(tuple(sum(column[1:], start=column[0]) for column in zip(*padded, strict=True)))
    return (whole, *(term for term in both if not _is_plain(term)))


def _is_plain(term: Term) -> bool:
    """A polynomial and nothing else, for every z."""
    unbounded = np.all(term.low == -math.inf) and np.all(term.high == math.inf)
    return bool(unbounded and np.all(term.alpha == 0) and np.all(term.kappa == 0))


def centred(curve: Curve) -> Curve:
    """The curve less its mean."""
    return minus(curve, constant(mean(curve)))


def at(curve: Curve, factor: Number, shift: Number = 0.0) -> Curve:
    """The curve z ↦ curve(factor · z + shift)."""
    return tuple(term.at(factor, shift) for term in curve)


def slope(curve: Curve) -> Curve:
    """The derivative by z, jumps left out."""
    return tuple(term.slope() for term in curve)


def mean(curve: Curve) -> Floats:
    """E over z ~ N(0, 1)."""
    return np.asarray(sum((term.mean() for term in curve), start=np.float64(0.0)))


def square_mean(curve: Curve, *weights: Curve) -> Floats:
    """E of the curve squared, times the weights."""
    return mean(times(curve, curve, *weights))


def reward_curve(reward: Reward, x: Floats, middle: Floats, sigma: float) -> tuple[Curve, Floats]:
    """The reward as a function of z, z ↦ r(middle + sigma · z, x), as a curve and the level it is measured from, one a context.

    The level takes what would be lost in squares: a quadratic's mean, and the side of a stair that is seen more often.

    Args:
        reward: the shape.
        x: the contexts' features, shape (C, K).
        middle: the policy's means there, shape (C,).
        sigma: its spread.
    """
    if isinstance(reward, (Quadratic, Linear)):
        away = middle - np.array([reward.best(row)[0] for row in x])
        top = reward.top if isinstance(reward, Quadratic) else 0.0
        curve: Curve = (Term((reward.scale * sigma**2, -2 * reward.scale * away * sigma, -reward.scale * sigma**2)),)
        return curve, top - reward.scale * (away**2 + sigma**2)
    if isinstance(reward, Stair):
        threshold, jump = (reward.threshold - middle) / sigma, reward.high - reward.low
        above = threshold < 0
        curve = (
            Term((np.where(above, -jump, 0.0),), high=np.where(above, threshold, math.inf)),
            Term((np.where(above, 0.0, jump),), low=np.where(above, -math.inf, threshold)),
        )
        return curve, np.where(above, reward.high, reward.low)
    return tuple(Term((h,), (sigma / w) ** 2, (c - middle) / sigma) for h, c, w in reward.hills), np.zeros(len(x))
