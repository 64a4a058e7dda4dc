"""Checks of settings that hold addresses and places: each returns the value in the form used, or an error that says what is allowed."""

from __future__ import annotations

import ipaddress
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

HOST = r"(?:\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)"
ORIGIN = re.compile(rf"[a-z][a-z0-9+.-]*://{HOST}(?::\d{{1,5}})?", re.IGNORECASE)
SOURCE = re.compile(rf"\*|[a-z][a-z0-9+.-]*:|(?:[a-z][a-z0-9+.-]*://)?(?:\*|(?:\*\.)?{HOST})(?::(?:\d{{1,5}}|\*))?", re.IGNORECASE)
JSON = re.compile(r"""\[\s*["'\]{\[]|\{""")
"""How JSON begins but a list of words does not: an IPv6 address has brackets too."""

KEYWORDS = {"none": "'none'", "self": "'self'", "'none'": "'none'", "'self'": "'self'"}
"""Shells remove quotes: the words mean the same without them."""


def words(value: Any) -> Any:
    """A list as people write it: words with commas or spaces between, or JSON.

    Raises:
        ValueError: for text that begins like JSON and is no JSON list of texts.
    """
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text.isprintable():  # a line break in a header's value would end the header
        raise ValueError("one line of words with commas between")
    if not JSON.match(text):
        return [word for word in re.split(r"[,\s]+", text) if word]
    try:
        listed = json.loads(text)
    except ValueError:
        listed = None
    if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
        raise ValueError('words with commas between, or a JSON list of texts such as ["a", "b"]')
    return listed


def origins(value: list[str]) -> list[str]:
    """Origins as browsers send them, or ``null``, or ``*`` for all.

    Raises:
        ValueError: for anything else, such as a host without a scheme, or an address with a path.
    """
    return [_origin(word) for word in value]


def _origin(word: str) -> str:
    plain = word.lower().rstrip("/")
    if plain in ("*", "null"):
        return plain
    if not ORIGIN.fullmatch(plain) or not _has_port(plain):
        raise ValueError("origins such as https://course.example or http://localhost:8080, or null, or *, with commas between")
    return plain


def _has_port(origin: str) -> bool:
    try:
        return urlsplit(origin).port != 0
    except ValueError:
        return False


def sources(value: list[str]) -> list[str]:
    """Who may frame a page, as CSP's frame-ancestors takes it; nobody when the list is empty.

    Raises:
        ValueError: for anything that is no source, so that nothing can end the directive and begin another.
    """
    kept = [KEYWORDS.get(word.lower(), word) for word in value] or ["'none'"]
    known = all(word in KEYWORDS.values() or SOURCE.fullmatch(word) for word in kept)
    if not known or ("'none'" in kept and len(kept) > 1):
        raise ValueError("hosts such as https://course.example or https://*.example.org, or *, 'self' or 'none' alone, with spaces between")
    return kept


def networks(value: list[str]) -> list[str]:
    """IP addresses and networks.

    Raises:
        ValueError: for names and stars: whom to believe is said by number.
    """
    try:
        return [str(ipaddress.ip_network(word, strict=False)) for word in value]
    except ValueError:
        raise ValueError("IP addresses or networks such as 127.0.0.1 or 10.0.0.0/8, with commas between (0.0.0.0/0,::/0 are all)") from None


def prefix(value: str) -> str:
    """A path prefix with a slash before it and none behind, or nothing.

    Raises:
        ValueError: for what is no path.
    """
    parts = [part for part in unquote(value).split("/") if part]
    if set(value) & set(' ?#\\"<>') or not all(part.isprintable() and part not in (".", "..") for part in parts):
        raise ValueError("a path such as /lab")
    return "".join(f"/{part}" for part in parts)


def folder(value: str) -> str:
    """A folder that is there, or nothing.

    Raises:
        ValueError: there is none of that name.
    """
    if value and not Path(value).is_dir():
        raise ValueError("a folder that exists")
    return value
