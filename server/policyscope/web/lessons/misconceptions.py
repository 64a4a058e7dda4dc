"""The errors that have a name. Each is a direction that the library computes; the nearest to a reader's answer names what went wrong.

A direction is in θ-space. Where probabilities are asked for, each is taken through the same update as the right one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Misconception:
    """An error with a name: where it leads, and what to say to those it has led there.

    Args:
        expression: in the language of `facts`; `direction` is the right one, `answer` what was asked for.
        space: ``theta``, or ``answer`` where the expression is in the answer's own units.
    """

    name: str
    title: str
    says: str
    expression: str = ""
    space: str = "theta"


MISCONCEPTIONS = {
    each.name: each
    for each in (
        Misconception(
            "sign",
            "Downhill",
            "That is the right line walked the wrong way: this is gradient *ascent*, θ moves along $+\\alpha \\nabla J$.",
            "-direction",
        ),
        Misconception(
            "no_log",
            "The log left out",
            "You weighed $\\nabla \\pi$ where $\\nabla \\log \\pi$ belongs. An arm is drawn in proportion to π, so the frequent arm then "
            "counts twice: once for being drawn, once for being likely.",
            "no_log",
        ),
        Misconception(
            "drawn_only",
            "Only the drawn arm moves",
            "You moved the preference of the arm that was drawn, and forgot the rest of the score: "
            "$-\\pi(b)$ for every arm $b$ that was not.",
            "direction * one(drawn)",
        ),
        Misconception(
            "probability_step",
            "A step in probability space",
            "You added $\\alpha R$ to the probability itself. The step is taken in θ; the softmax then makes "
            "probabilities of preferences, and what one arm gains, the others lose.",
            "pi + alpha * paid * one(drawn)",
            "answer",
        ),
        Misconception(
            "value_only",
            "The reward alone",
            "You moved every preference by what its own arm earns. The score also pulls each down by π times the average, so that only "
            "what is *better than average* grows.",
            "pi * q",
        ),
    )
}
"""By name, as a lesson writes it: ``wrong: no_log``."""
