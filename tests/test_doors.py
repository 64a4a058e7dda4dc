"""What meets somebody who comes to the repository: the pages name files that exist, the forms and the workflow say what is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


def places(text: str) -> set[str]:
    """Paths in `code`: with a slash, and no spaces or wildcards."""
    return {found.rstrip("/") for found in re.findall(r"`([\w.]+(?:/[\w.]+)+/?)`", text)}


def stands(root: Path, place: str) -> bool:
    """Whether a path leads somewhere, from the root or from the package; a module may be named without its .py."""
    return any((base / f"{place}{end}").exists() for base in (root, root / "server" / "policyscope") for end in ("", ".py"))


@pytest.mark.parametrize("page", ["SECURITY.md", "docs/architecture.md"])
def test_the_places_a_page_names_exist(root: Path, page: str) -> None:
    named = places((root / page).read_text(encoding="utf-8"))
    assert len(named) >= 7
    assert sorted(place for place in named if not stands(root, place)) == []
