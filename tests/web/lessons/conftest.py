"""A lesson to spoil: the example of docs/lessons.md."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from policyscope.web.lessons import Complaint, check


@pytest.fixture
def complaints(tmp_path: Path, example: str) -> Callable[..., list[Complaint]]:
    """What the linter says of the example with something in it replaced."""

    def spoilt(old: str = "", new: str = "", name: str = "my-lesson.md") -> list[Complaint]:
        assert old in example
        path = tmp_path / name
        path.write_text(example.replace(old, new, 1) if old else example, encoding="utf-8")
        return check(path)

    return spoilt
