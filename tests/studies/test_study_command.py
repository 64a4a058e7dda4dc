"""`policyscope study`, and a study as a figure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import policyscope as ps
from policyscope.cli import app
from policyscope.studies import study as function

BANDIT = ps.experiment(preset="three_arms")
SHORT: dict[str, Any] = {"seeds": 4, "updates": 6}
COMMAND = ["study", "--preset", "three_arms", "--seeds", "4", "--updates", "6"]


def test_the_command_gives_the_numbers_of_the_function(tmp_path: Path) -> None:
    rates, path = "optimizer.learning_rate", tmp_path / "study"
    written = ["--csv", f"{path}.csv", "-o", f"{path}.jsonl", "--figure", f"{path}.html"]
    outcome = CliRunner().invoke(app, [*COMMAND, "--grid", f"{rates}=0.1,2", *written])
    assert outcome.exit_code == 0, outcome.output
    found = function(BANDIT, {rates: [0.1, 2]}, **SHORT)
    assert Path(f"{path}.csv").read_text(encoding="utf-8") == found.to_csv()
    assert "After 6 updates, 4 runs each" in outcome.output
    lines = [json.loads(line) for line in Path(f"{path}.jsonl").read_text(encoding="utf-8").splitlines()]
    kept = {line["cell"]["changes"][rates]: line["cell"]["mean"] for line in lines if "cell" in line}
    assert kept == {cell.changes[rates]: cell.mean.tolist() for cell in found.cells}, "cells are written as they come"
    page = Path(f"{path}.html").read_text(encoding="utf-8")
    assert "Plotly.newPlot" in page
    assert '<script src="http' not in page, "it needs no network"


@pytest.mark.parametrize(
    ("text", "values"),
    [("a.b=0.1,1", [0.1, 1]), ("a.b=[0.1, 1]", [0.1, 1]), ("a.b=none,running_mean", ["none", "running_mean"]), ("a.b=3", [3])],
)
def test_values_of_a_field_as_they_are_typed(text: str, values: list[Any]) -> None:
    from policyscope.cli.study import _values

    assert _values(text) == ("a.b", values)


def test_a_grid_without_values_is_refused() -> None:
    outcome = CliRunner().invoke(app, [*COMMAND, "--grid", "optimizer.learning_rate"])
    assert isinstance(outcome.exception, ps.InvalidInput)
    assert outcome.exception.field == "--grid"


def test_a_cell_that_cannot_be_is_told_and_the_command_fails() -> None:
    outcome = CliRunner().invoke(app, [*COMMAND, "--grid", "optimizer.learning_rate=-1,2"])
    assert outcome.exit_code == 1
    assert "learning_rate = -1: optimizer.learning_rate: expected a number" in outcome.stderr


def test_ctrl_c_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("policyscope.studies.study", interrupted)
    outcome = CliRunner().invoke(app, [*COMMAND, "-o", str(tmp_path / "kept.jsonl")])
    assert outcome.exit_code == 130
    assert "the same command goes on from there" in outcome.output


def test_a_study_along_one_field_two_or_none_is_drawn() -> None:
    one = function(BANDIT, {"optimizer.learning_rate": [0.1, 10.0, -1.0]}, **SHORT)
    sweep = ps.study_figure(one)
    assert np.array_equal(sweep.data[2].y, [cell.mean[-1] for cell in one.cells[:2]])
    assert sweep.layout.yaxis.title.text == "mean of J after 6 updates"
    two = function(BANDIT, {"optimizer.learning_rate": [0.1, 10.0], "estimator.baseline": ["none", "running_mean"]}, **SHORT)
    heat = ps.study_figure(two, dark=True).data[0]
    assert np.array_equal(np.array(heat.z).ravel(), [cell.mean[-1] for cell in two.cells])
    assert heat.y == ("0.1", "10.0")
    base = function(BANDIT, **SHORT)
    assert np.array_equal(ps.study_figure(base).data[0].y, base.cells[0].mean)
