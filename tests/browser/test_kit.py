"""The browser tests stand beside one another: what they share is in modules that are no tests, such as kit.py."""

from __future__ import annotations

import ast
from pathlib import Path

HERE = Path(__file__).parent


def imported(path: Path) -> list[str]:
    """The modules a file imports from."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    froms = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return froms + [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]


def test_no_test_imports_another() -> None:
    paths = sorted(HERE.glob("*.py"))
    assert len(paths) > 25
    for path in paths:
        leaning = [name for name in imported(path) if name.startswith(("tests.browser.test_", "tests.browser.conftest"))]
        assert leaning == [], path.name


def test_such_an_import_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "test_any.py"
    path.write_text("from tests.browser.test_play import wired\nimport tests.browser.conftest\n")
    assert imported(path) == ["tests.browser.test_play", "tests.browser.conftest"]
