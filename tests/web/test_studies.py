"""POST /api/studies: the numbers of ps.study, as they come, within a server's limits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

import policyscope as ps
from policyscope.runs import Limits
from policyscope.web.replies import StudyCell, StudyPlan, StudyProgress, StudyTable
from tests.web.kit import Running, serving

BASE = {"problem": {"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 0.5}, "seed": 7}
GRID = {"optimizer.learning_rate": [0.1, -1, 2.0], "estimator.baseline": ["none", "running_mean"]}
ASKED: dict[str, Any] = {"grid": GRID, "seeds": 23, "updates": 12, "every": 5}
CSV = {"Accept": "text/csv"}


@pytest.fixture(scope="module")
def table() -> ps.Study:
    return ps.study(BASE, **ASKED)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_its_numbers_are_those_of_the_library(server: Running, table: ps.Study) -> None:
    response = server.post("/api/studies", {"experiment": BASE, **ASKED})
    assert response.headers["content-type"] == "application/x-ndjson"
    said = lines(response.text)
    assert said[0] == {"type": "study", "grid": GRID, "update": [0, 5, 10, 12], "seeds": 23, "measure": "value", "cells": 6}
    expected = json.loads(table.to_json())["cells"]
    cells = [line for line in said if line["type"] == "cell"]
    assert cells == [{"type": "cell", "cell": i, **cell} for i, cell in enumerate(expected)]
    progress = [line for line in said if line["type"] == "progress"]
    assert [line["runs"] for line in progress] == sorted(line["runs"] for line in progress)
    assert (progress[-1]["runs"], progress[-1]["total"], progress[-1]["cells"]) == (6 * 23, 6 * 23, 6)
    last = said[-1]
    assert (last["type"], last["update"], last["seeds"]) == ("table", 12, 23)
    assert [row["mean"] for row in last["cells"]] == [cell["mean"][-1] if cell["mean"] else None for cell in expected]
    assert "expected a number ≥ 0" in last["cells"][2]["error"]


def test_every_line_is_as_described(server: Running) -> None:
    models: dict[str, type[BaseModel]] = {"study": StudyPlan, "progress": StudyProgress, "cell": StudyCell, "table": StudyTable}
    said = lines(server.post("/api/studies", {"experiment": BASE, **ASKED}).text)
    assert {line["type"] for line in said} == set(models)
    for line in said:
        TypeAdapter(models[line["type"]]).validate_python(line)


def test_as_a_table_it_is_the_librarys(server: Running, table: ps.Study) -> None:
    response = server.post("/api/studies", {"experiment": BASE, **ASKED}, headers=CSV)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.text == table.to_csv()


def test_many_parts_are_one_study(server: Running) -> None:
    asked = {"grid": {"optimizer.learning_rate": [0.1, 1.0, 2.0]}, "seeds": 400, "updates": 5000, "every": 1000}
    found = ps.study({**BASE, "runs": 9}, **asked)  # type: ignore[arg-type]
    said = lines(server.post("/api/studies", {"experiment": {**BASE, "runs": 9}, **asked}).text)
    assert [line["mean"] for line in said if line["type"] == "cell"] == [cell.mean.tolist() for cell in found.cells]


def test_past_its_time_it_says_how_far_it_came() -> None:
    asked = {"experiment": BASE, "grid": {"optimizer.learning_rate": [0.1] * 300}, "seeds": 1000, "updates": 20_000}
    with serving(study_seconds=1) as server:
        assert server.services.readiness.ready.wait(60)
        *before, last = lines(server.post("/api/studies", asked).text)
        assert last["status"] == 503
        assert "POLICYSCOPE_STUDY_SECONDS" in last["detail"]
        assert last["cells"] == sum(line["type"] == "cell" for line in before)
        assert before[0]["type"] == "study"
        text = server.post("/api/studies", asked, headers=CSV).text.splitlines()
        assert text[-1].startswith("# This takes longer than 1 seconds")


def test_a_servers_own_limits_hold_in_every_cell() -> None:
    with serving(limits=Limits(batch=5, runs=4)) as server:
        grid = {"estimator.batch_size": [2, 9]}
        said = lines(server.post("/api/studies", {"experiment": BASE, "grid": grid, "seeds": 11, "updates": 3}).text)
        one, other = [line for line in said if line["type"] == "cell"]
        assert "POLICYSCOPE_BATCH" in other["error"]
        assert one["mean"] == ps.study(BASE, grid, seeds=11, updates=3).cells[0].mean.tolist()
