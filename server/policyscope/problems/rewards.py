"""Reward curves r(a) over a scalar action, for continuous bandits.

Each knows its mean reward, that curve's slope where there is one, and where it is highest. x is a context's features, K of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput

LARGEST = 1e6


@dataclass(frozen=True)
class Quadratic:
    """One best action, and a loss with the square of the distance from it: r(a) = top − scale · (a − target)².

    Args:
        target: the best action.
        scale: > 0.
        top: the reward there.

    Raises:
        InvalidInput: fields ``target``, ``scale``, ``top``.
    """

    target: float = 0.0
    scale: float = 1.0
    top: float = 0.0

    def __post_init__(self) -> None:
        check_number("target", self.target)
        check_positive("scale", self.scale)
        check_number("top", self.top)

    def mean(self, action: Floats, x: Floats) -> Floats:
        """r(a), the shape of ``action``."""
        return np.asarray(self.top - self.scale * (action - self.target) ** 2)

    def slope(self, action: Floats, x: Floats) -> Floats:
        """r′(a), the shape of ``action``."""
        return np.asarray(-2 * self.scale * (action - self.target))

    def best(self, x: Floats) -> tuple[float, float]:
        """The best action and its reward."""
        return self.target, self.top


@dataclass(frozen=True)
class Linear:
    """The best action is linear in the context: r(a, x) = −scale · (a − v·x)².

    Args:
        weights: v, shape (K,): what the mean's own weights should become.
        scale: > 0.

    Raises:
        InvalidInput: fields ``weights``, ``scale``.
    """

    weights: tuple[float, ...] = (1.0,)
    scale: float = 1.0

    def __post_init__(self) -> None:
        for weight in self.weights:
            check_number("weights", weight)
        check_positive("scale", self.scale)

    def mean(self, action: Floats, x: Floats) -> Floats:
        """r(a, x), the shape of ``action``."""
        return np.asarray(-self.scale * (action - self.best(x)[0]) ** 2)

    def slope(self, action: Floats, x: Floats) -> Floats:
        """∂r/∂a, the shape of ``action``."""
        return np.asarray(-2 * self.scale * (action - self.best(x)[0]))

    def best(self, x: Floats) -> tuple[float, float]:
        """The best action v·x and its reward, 0."""
        return float(np.dot(self.weights, x)), 0.0


@dataclass(frozen=True)
class Hills:
    """Two hills of different height and width: r(a) = Σ_i height_i · exp(−(a − centre_i)² / 2 width_i²).

    Seen by a wide policy the hill with the larger area wins, seen by a narrow one the higher.

    Args:
        heights: two numbers.
        places: two numbers.
        widths: two numbers > 0.

    Raises:
        InvalidInput: fields ``heights``, ``places``, ``widths``.
    """

    heights: tuple[float, float] = (1.0, 2.0)
    places: tuple[float, float] = (-1.5, 2.0)
    widths: tuple[float, float] = (1.0, 0.3)

    def __post_init__(self) -> None:
        for name in ("heights", "places", "widths"):
            pair = getattr(self, name)
            if len(pair) != 2:
                raise InvalidInput(name, "two numbers, one a hill", pair)
            for number in pair:
                (check_positive if name == "widths" else check_number)(name, number)

    def mean(self, action: Floats, x: Floats) -> Floats:
        """r(a), the shape of ``action``."""
        return np.asarray(sum(h * np.exp(-0.5 * ((action - c) / w) ** 2) for h, c, w in self.hills))

    def slope(self, action: Floats, x: Floats) -> Floats:
        """r′(a), the shape of ``action``."""
        return np.asarray(sum(-h * (action - c) / w**2 * np.exp(-0.5 * ((action - c) / w) ** 2) for h, c, w in self.hills))

    def best(self, x: Floats) -> tuple[float, float]:
        """The best action and its reward: the top of the higher of the two, found by ternary search beside its centre.

        Where neither height is positive the best is infinitely far away, with reward 0.
        """
        if max(self.heights) <= 0:
            return math.inf, 0.0
        return max((self._climb(c, w) for h, c, w in self.hills if h > 0), key=lambda top: top[1])

    @property
    def hills(self) -> tuple[tuple[float, float, float], ...]:
        """(height, centre, width) of each."""
        return tuple(zip(self.heights, self.places, self.widths, strict=True))

    def _climb(self, centre: float, width: float) -> tuple[float, float]:
        nothing = np.empty(0)
        around = centre + width * np.linspace(-3, 3, 241)
        at = int(self.mean(around, nothing).argmax())
        low, high = float(around[max(at - 1, 0)]), float(around[min(at + 1, around.size - 1)])
        for _ in range(80):
            third = (high - low) / 3
            if self.mean(np.array(low + third), nothing) < self.mean(np.array(high - third), nothing):
                low += third
            else:
                high -= third
        return (low + high) / 2, float(self.mean(np.array((low + high) / 2), nothing))


@dataclass(frozen=True)
class Stair:
    """A stair: r(a) = high where a > threshold, else low. Its slope is 0 almost everywhere and does not show the jump.

    Args:
        threshold: where it jumps.
        low: the reward up to there.
        high: the reward beyond.

    Raises:
        InvalidInput: fields ``threshold``, ``low``, ``high``.
    """

    threshold: float = 0.0
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        for name in ("threshold", "low", "high"):
            check_number(name, getattr(self, name))

    def mean(self, action: Floats, x: Floats) -> Floats:
        """r(a), the shape of ``action``."""
        return np.where(action > self.threshold, self.high, self.low)

    def slope(self, action: Floats, x: Floats) -> Floats:
        """r′(a) = 0, the shape of ``action``: what a differentiator sees of a jump."""
        return np.zeros_like(action, dtype=np.float64)

    def best(self, x: Floats) -> tuple[float, float]:
        """An action infinitely far on the better side, and its reward."""
        return math.copysign(math.inf, self.high - self.low), max(self.high, self.low)


Reward: TypeAlias = Quadratic | Linear | Hills | Stair


def check_number(field: str, number: object) -> None:
    """Refuses what is no number of a size that can be squared and summed without a thought."""
    if isinstance(number, bool) or not isinstance(number, (int, float)) or not abs(number) <= LARGEST:
        raise InvalidInput(field, f"numbers between −{LARGEST:.0e} and {LARGEST:.0e}", number)


def check_positive(field: str, number: object) -> None:
    """The same for what must be > 0."""
    check_number(field, number)
    if not isinstance(number, (int, float)) or not number >= 1 / LARGEST:
        raise InvalidInput(field, f"a number ≥ {1 / LARGEST:.0e}", number)
