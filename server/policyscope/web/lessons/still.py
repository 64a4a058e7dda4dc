"""A step's picture without scripts, and on paper, drawn by the server: the policy and the gradient as bars, or an embed's first picture."""

from __future__ import annotations

from html import escape

import numpy as np

from policyscope.runs import Limits
from policyscope.web.embedding.still import still as first_picture
from policyscope.web.lessons.facts import Facts

ROW, LEFT, WIDE = 26, 34, 300
MOST_BARS = 10
LETTERS = "ABCDEFGHIJ"


def still(facts: Facts) -> str:
    """A figure: π of each action and what ∇J does to it, where there is one state; else the policy, and J in words."""
    pi, gradient = np.asarray(facts.names.get("pi", 0.0)), np.asarray(facts.names["gradient"])
    if pi.ndim != 1 or len(pi) > MOST_BARS or len(gradient) != len(pi):
        return _policy(facts)
    most = float(np.abs(gradient).max()) or 1.0
    rows = "".join(_row(i, float(pi[i]), float(gradient[i]), most) for i in range(len(pi)))
    words = ", ".join(f"{LETTERS[i]} {chance:.3f}" for i, chance in enumerate(pi.tolist()))
    return (
        f'<figure class="still"><svg viewBox="0 0 {2 * WIDE} {ROW * (len(pi) + 1)}" role="img" aria-label="Probabilities: {words}">'
        f'<text x="{LEFT}" y="16">π</text><text x="{WIDE + 20}" y="16">∇J</text>{rows}</svg>'
        "<figcaption>The policy, and where the true gradient pushes each preference.</figcaption></figure>"
    )


def _policy(facts: Facts) -> str:
    """The policy an embed begins with, and how high and how steep J is there."""
    words = f"Here <i>J</i> = {facts.shown('J:.4g')} and ‖∇<i>J</i>‖ = {facts.shown('norm(gradient):.3g')}."
    found = first_picture(facts.state.experiment, Limits())
    if found is None:
        return f'<p class="still">{words}</p>'
    picture, said = found
    picture = picture.replace('aria-labelledby="still-says"', f'aria-label="{escape(said)}"')  # a page has many
    return f'<figure class="still">{picture}<figcaption>{escape(said)} {words}</figcaption></figure>'


def _row(index: int, chance: float, slope: float, most: float) -> str:
    y, middle = ROW * (index + 1), WIDE + 130
    length = 90 * slope / most
    return (
        f'<text x="8" y="{y + 15}">{LETTERS[index]}</text>'
        f'<rect x="{LEFT}" y="{y + 3}" width="{max(1.0, 190 * chance):.1f}" height="16" fill="var(--action-{index % 8})"/>'
        f'<text x="{LEFT + 196 * chance + 4:.1f}" y="{y + 15}">{chance:.3f}</text>'
        f'<rect x="{middle + min(0.0, length):.1f}" y="{y + 3}" width="{abs(length):.1f}" height="16" fill="var(--exact)"/>'
        f'<text x="{middle + 110}" y="{y + 15}">{f"{slope:+.3f}".replace("-", "−")}</text>'
    )
