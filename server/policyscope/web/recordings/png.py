"""A picture's SVG as a PNG. It needs resvg-py: ``pip install 'policyscope[png]'``."""

from __future__ import annotations

from functools import cache
from typing import Any

from policyscope.errors import InvalidInput

WIDTH = 1280
"""px of the PNG: two for one of the SVG's own."""
PAPER = "#ffffff"
LETTERS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" font-family="sans-serif"><text y="15">{}</text></svg>'


def png_of(svg: str) -> bytes:
    """The picture in PNG's bytes, 1280 px wide on white.

    Raises:
        InvalidInput: of ``png``, where resvg-py is not installed, or this machine has no font for the letters.
    """
    resvg = _resvg()
    if not _has_letters():
        remedy = "Install one, such as Debian's fonts-dejavu-core; the SVG needs none here."
        raise InvalidInput("png", "a machine with a sans-serif font", "none", remedy)
    return bytes(resvg.svg_to_bytes(svg_string=svg, width=WIDTH, background=PAPER))


def _resvg() -> Any:
    try:
        import resvg_py
    except ImportError:
        remedy = "Install it: pip install 'policyscope[png]'. The SVG needs nothing."
        raise InvalidInput("png", "resvg-py, which draws it", "an installation without", remedy) from None
    return resvg_py


@cache
def _has_letters() -> bool:
    """Whether letters are drawn: without a font they are left out, and nobody is told."""
    letters, nothing = (_resvg().svg_to_bytes(svg_string=LETTERS.format(text)) for text in ("π", ""))
    return bool(letters != nothing)
