"""The first picture as a PNG: its pixels, and what is said where it cannot be drawn."""

from __future__ import annotations

import re
import struct
import sys
import zlib
from collections.abc import Iterator

import pytest

from policyscope.errors import InvalidInput
from policyscope.runs import PRESETS
from policyscope.web.recordings import first_svg, png, png_of

PIXEL = 4  # bytes: red, green, blue, alpha


@pytest.fixture
def svg() -> str:
    drawn = first_svg(PRESETS[0].experiment)
    assert drawn is not None
    return drawn


@pytest.fixture
def _asked_anew() -> Iterator[None]:
    png._has_letters.cache_clear()
    yield
    png._has_letters.cache_clear()


def test_it_has_the_colours_and_letters_of_the_svg(svg: str) -> None:
    rows = pixels(png_of(svg))
    assert (len(rows), len(rows[0])) == (720, 1280 * PIXEL)
    bars = [rows[y][250 * PIXEL :][:3].hex() for y in (150, 354, 558)]
    assert bars == re.findall(r"#(\w{6})", svg), "one a third of the height, as the actions stand"
    assert rows[0][:PIXEL] == b"\xff\xff\xff\xff"
    name = b"".join(row[140 * PIXEL : 200 * PIXEL] for row in rows[130:170])
    assert b"\x00\x00\x00\xff" in name, "π(A) stands before the first"


def pixels(data: bytes) -> list[bytes]:
    """The rows of a PNG of eight bits a channel, with alpha and not interlaced: its filters undone as its specification says."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    assert (depth, kind, interlaced) == (8, 6, 0)
    packed, at = b"", 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + size]
        at += size + 12
    raw, rows = zlib.decompress(packed), [bytes(wide * PIXEL)]
    for y in range(high):
        start = y * (wide * PIXEL + 1)
        rows.append(unfiltered(raw[start], raw[start + 1 : start + 1 + wide * PIXEL], rows[-1]))
    return rows[1:]


def unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    if kind in (0, 2) and not any(line):
        return above if kind else line
    out = bytearray(line)
    for i, byte in enumerate(line):
        left, up, corner = (out[i - PIXEL] if i >= PIXEL else 0), above[i], (above[i - PIXEL] if i >= PIXEL else 0)
        # The Paeth predictor: of the three, what is nearest to left + up - corner.
        predicted = (
            min((left, up, corner), key=lambda one: abs(left + up - corner - one)) if kind == 4 else (0, left, up, (left + up) // 2)[kind]
        )
        out[i] = (byte + predicted) & 255
    return bytes(out)


def test_without_its_library_it_says_what_to_install(svg: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(InvalidInput, match=r"^png: expected resvg-py.*pip install 'policyscope\[png\]'"):
        png_of(svg)


@pytest.mark.usefixtures("_asked_anew")
def test_without_a_font_it_does_not_leave_the_letters_out(svg: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resvg = png._resvg()

    class Fontless:
        @staticmethod
        def svg_to_bytes(**wishes: object) -> bytes:
            return bytes(resvg.svg_to_bytes(**wishes, skip_system_fonts=True))

    monkeypatch.setattr(png, "_resvg", lambda: Fontless)
    with pytest.raises(InvalidInput, match="expected a machine with a sans-serif font"):
        png_of(svg)
