"""What the reference says about one kind, besides what its specification says itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Entry:
    r"""One kind's formula, facts and source. Texts are prose; what stands between dollar signs is LaTeX.

    LaTeX has a few extra commands here: ``\th`` and ``\ph`` are θ and φ in bold, ``\E`` an expectation, ``\score`` is ∇ log π.

    Attributes:
        formula: LaTeX, one displayed formula.
        source: paper or book, with the section.
        meaning: what to know beyond the specification's own sentence.
        bias: of an estimator or baseline: what its mean is.
        variance: of an estimator or baseline: what it varies by.
        fields: of the example, where the defaults do not do.
        around: other parts of an experiment the example needs.
    """

    formula: str
    source: str
    meaning: str = ""
    bias: str = ""
    variance: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    around: Mapping[str, Any] = field(default_factory=dict)


BOOK = "Sutton & Barto (2018), Reinforcement Learning"
