"""The floors hold, and the check that says so has looked: each kind of leak, planted in a copy of the sources, is found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

FLOORS = ("web", "studies", "library", "runs", "gradients", "policies", "problems", "errors")


def lint(directory: Path) -> subprocess.CompletedProcess[str]:
    """`lint-imports` as `make check` runs it, on the sources under `directory`."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(directory / "server"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the sources that may be spoilt."""
    shutil.copy(root / "pyproject.toml", tmp_path)
    shutil.copytree(root / "server", tmp_path / "server", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_every_floor_is_there_and_stands_on_a_lower_one() -> None:
    graph = grimp.build_graph("policyscope", cache_dir=None)
    names = {f"policyscope.{floor}" for floor in FLOORS}
    assert names <= graph.modules
    for floor in FLOORS[:-2]:
        below = {f"policyscope.{lower}" for lower in FLOORS[FLOORS.index(floor) + 1 :]}
        assert any(graph.direct_import_exists(importer=f"policyscope.{floor}", imported=lower, as_packages=True) for lower in below), floor


def test_the_sources_keep_the_floors(copy: Path) -> None:
    outcome = lint(copy)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "6 kept, 0 broken" in outcome.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("problems/leak.py", "import policyscope.runs", "Each floor imports only from the floors below it"),
        ("policies/leak.py", "from policyscope import gradients", "Each floor imports only from the floors below it"),
        ("web/leak.py", "import policyscope.cli", "Each floor imports only from the floors below it"),
        ("gradients/leak.py", "import pydantic", "Below runs there is mathematics only"),
        ("problems/leak.py", "def later():\n    import asyncio", "Below runs there is mathematics only"),
        ("runs/leak.py", "import fastapi", "A run ticks without a server"),
        ("gradients/kernels/leak.py", "from policyscope.gradients import calls", "No family of problems leans on the other"),
        ("gradients/tabular/leak.py", "from policyscope.gradients.continuous import model", "No family of problems leans on the other"),
        ("runs/continuous/leak.py", "import policyscope.runs.tabular.build", "What runs share knows no family"),
        ("web/wire/portions.py", "from policyscope.web.wire import line", "No two rooms of one floor lean on each other"),
    ],
)
def test_a_leak_is_found(copy: Path, file: str, line: str, contract: str) -> None:
    (copy / "server" / "policyscope" / file).write_text(line + "\n")
    outcome = lint(copy)
    assert outcome.returncode == 1
    assert f"{contract}" in " ".join(outcome.stdout.split())
    assert Path(file).stem in outcome.stdout


def test_a_package_on_no_floor_is_found(copy: Path) -> None:
    (copy / "server" / "policyscope" / "attic.py").write_text("x = 1\n")
    outcome = lint(copy)
    assert outcome.returncode == 1
    assert "attic" in outcome.stdout
