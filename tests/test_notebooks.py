"""Every notebook of docs/notebooks runs from top to bottom, and prints what stands in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "docs" / "notebooks").glob("*.ipynb"))


@pytest.fixture
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel reads and writes nothing of the person who runs the tests."""
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


def printed(cell: Any) -> str:
    return "".join(output["text"] for output in cell["outputs"] if output["output_type"] == "stream" and output["name"] == "stdout")


@pytest.mark.usefixtures("_at_home")
@pytest.mark.filterwarnings("default")  # of Jupyter's own
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_prints_what_stands_in_it(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    before = [printed(cell) for cell in notebook.cells if cell.cell_type == "code"]
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [printed(cell) for cell in cells] == before
    figures = [cell for cell in cells if re.match(r"ps\.(study_)?figure\(", cell.source)]
    assert len(figures) >= 2
    for cell in figures:
        assert any(
            "application/vnd.plotly.v1+json" in output.get("data", {}) or "plotly" in str(output)[:100_000] for output in cell.outputs
        )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_needs_no_other_import_and_keeps_no_picture(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert re.findall(r"^(?:import|from) .*$", code, re.MULTILINE) == ["import policyscope as ps"]
    assert path.stat().st_size < 20_000


def test_there_is_one() -> None:
    assert NOTEBOOKS
