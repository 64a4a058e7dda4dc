"""What a source says, what came out here, and whether the two agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from benchmarks.reproduction.figure import Figure
from policyscope.runs import PRESETS

APART = 3.0
ALIKE = 4.0


@dataclass(frozen=True)
class Size:
    """How much work is done: the share of the runs and updates that the committed table stands on."""

    share: float = 1.0

    def of(self, whole: int, least: int = 3) -> int:
        """So many of ``whole``, at least a few."""
        return max(least, round(whole * self.share))


@dataclass(frozen=True)
class Claim:
    """One thing that is compared.

    Attributes:
        said: what.
        published: the source's own number, or its words where it shows a curve.
        here: what came out.
        tolerance: what counts as agreement.
        holds: whether it does.
    """

    said: str
    published: str
    here: str
    tolerance: str
    holds: bool


@dataclass(frozen=True)
class Outcome:
    """What a result's runs gave.

    Attributes:
        claims: what was compared, the main one first.
        figure: the curves.
    """

    claims: Sequence[Claim]
    figure: Figure


@dataclass(frozen=True)
class Result:
    """One published result.

    Attributes:
        name: of its files.
        title: what it shows.
        source: where it was published.
        cites: how the sources of the presets that show it begin; they are found by it.
        setting: how it was run here.
        compute: runs it.
        note: what a reader should know besides, above all where it needs care.
        by: how it is reproduced, where that is not simply as published.
    """

    name: str
    title: str
    source: str
    cites: str
    setting: str
    compute: Callable[[Size], Outcome]
    note: str = ""
    by: str = ""

    @property
    def presets(self) -> tuple[str, ...]:
        """The presets that show it in the lab."""
        return tuple(preset.name for preset in PRESETS if preset.source.startswith(self.cites))


class Measured(NamedTuple):
    """A number with its standard error."""

    value: float
    error: float

    def text(self, digits: int = 3) -> str:
        """Both, as they are printed."""
        return f"{number(self.value, digits)} ± {number(self.error, digits)}"


def mean_of(samples: ArrayLike) -> Measured:
    """The mean of independent samples."""
    values = np.asarray(samples, dtype=float)
    return Measured(float(values.mean()), float(values.std(ddof=1) / math.sqrt(values.size)))


def median_of(samples: ArrayLike) -> Measured:
    """The median; its error is half the distance of the order statistics one binomial deviation to either side."""
    values = np.asarray(samples, dtype=float)
    aside = min(0.5, 0.5 / math.sqrt(values.size))
    low, middle, high = np.quantile(values, [0.5 - aside, 0.5, 0.5 + aside])
    return Measured(float(middle), float((high - low) / 2))


def near(said: str, published: float, here: Measured | float, tolerance: float, digits: int = 3, shown: str = "") -> Claim:
    """A number that is to be met."""
    value = here.value if isinstance(here, Measured) else here
    text = here.text(digits) if isinstance(here, Measured) else number(value, digits)
    return Claim(said, shown or number(published, digits), text, f"± {tolerance:.2g}", abs(value - published) <= tolerance)


def alike(said: str, here: Measured, other: Measured, digits: int = 3, published: str = "a curve, no number") -> Claim:
    """A number for which the source prints none, beside that of a second program that shares nothing with the first."""
    apart = abs(here.value - other.value) <= ALIKE * math.hypot(here.error, other.error)
    return Claim(said, published, f"{here.text(digits)}; in plain NumPy {other.text(digits)}", f"{ALIKE:g} standard errors", apart)


def falling(said: str, published: str, here: Sequence[Measured], digits: int = 3) -> Claim:
    """Numbers each of which is to lie clearly below the one before it."""
    holds = all(high.value - low.value > APART * math.hypot(high.error, low.error) for high, low in pairwise(here))
    return Claim(said, published, " > ".join(each.text(digits) for each in here), f"each by {APART:g} standard errors", holds)


def below(said: str, published: str, here: Measured | float, most: float, digits: int = 3) -> Claim:
    """A number that is to stay below another."""
    value = here.value if isinstance(here, Measured) else here
    text = here.text(digits) if isinstance(here, Measured) else number(value, digits)
    return Claim(said, published, text, f"< {most:g}", value < most)


def above(said: str, published: str, here: Measured | float, least: float, digits: int = 3) -> Claim:
    """A number that is to exceed another."""
    value = here.value if isinstance(here, Measured) else here
    text = here.text(digits) if isinstance(here, Measured) else number(value, digits)
    return Claim(said, published, text, f"> {least:g}", value > least)


def exactly(said: str, published: str, difference: float, most: float = 1e-9) -> Claim:
    """A formula that holds but for rounding; ``difference`` is the largest relative one."""
    holds = difference < most
    # Rounding errors differ from machine to machine, and the table is to be the same.
    return Claim(said, published, "equal" if holds else f"differs by {difference:g}", f"{most:g}, relative", holds)


def number(value: float, digits: int) -> str:
    """As it is printed, with a real minus."""
    return f"{value:.{digits}f}".replace("-", "−")
