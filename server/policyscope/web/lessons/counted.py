"""Runs that were counted beforehand: what a lesson says of a thousand runs would else be played whenever a server starts.

`python -m scripts.counted_runs` plays them all again and writes static/lessons/counted.json. A test plays them too, and compares.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from policyscope.web.assets import static_root

SHOWS = ("panels", "light", "theme", "view")
"""Keys that change nothing about a run."""


def path() -> Path:
    """Where they lie."""
    return static_root() / "lessons" / "counted.json"


@lru_cache(maxsize=1)
def _all(changed: int) -> dict[str, float]:
    """What the file says, by when it was changed."""
    return dict(json.loads(path().read_text(encoding="utf-8"))) if changed else {}


def key_of(query: str, call: str) -> str:
    """An address without what only concerns the picture, and the call."""
    kept = [(name, value) for name, value in parse_qsl(query[1:], keep_blank_values=True) if name not in SHOWS]
    return f"?{urlencode(sorted(kept), safe=',.[]{}')} {call}"


def look_up(query: str, call: str) -> float | None:
    """What was counted, or None."""
    file = path()
    return _all(file.stat().st_mtime_ns if file.is_file() else 0).get(key_of(query, call))
