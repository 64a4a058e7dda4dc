"""POST /api/export: a recording as the command line writes it, of an experiment or of a page's own address."""

from __future__ import annotations

import base64
import gzip
import json
import re
from typing import Any

import pytest

from policyscope.runs import PRESETS
from policyscope.web.recordings import Look, record_page
from tests.web.kit import Running

SMALL = {"problem": {"kind": "bandit", "means": [1.0, 0.0]}, "seed": 3}


def content_of(page: str) -> dict[str, Any]:
    found = re.search(r'id="recording">([^<]*)<', page)
    assert found
    return dict(json.loads(gzip.decompress(base64.b64decode(found[1]))))


def test_the_file_is_that_of_the_command_line(server: Running) -> None:
    response = server.post("/api/export", {"query": "?preset=three_arms&at=30&panels=probabilities", "link": False})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="recording.html"'
    assert response.text == record_page(PRESETS[0].experiment, 30, ["probabilities"], Look())


def test_an_experiment_its_changes_and_a_way_back(server: Running) -> None:
    body = {
        "experiment": SMALL, "updates": 20, "panels": ["probabilities"], "changes": [[10, {"optimizer.learning_rate": 0.5}]],
        "hide": ["timeline"], "theme": "dark", "title": "Two <arms>",
    }  # fmt: skip
    page = server.post("/api/export", body).text
    content = content_of(page)
    assert content["lab"] == f"{server.url}/"
    assert content["opened"]["experiment"]["seed"] == 3
    assert content["changes"] == [[10, {"optimizer.learning_rate": 0.5}]]
    assert content["query"] == "?panels=probabilities&theme=dark&timeline_hide=true"
    assert "<title>Two &lt;arms&gt;</title>" in page


def test_an_address_says_what_the_page_would_show(server: Running) -> None:
    query = "lr=0.3&at=12&theme=dark&baseline_hide=true&panels=curve&changes=" + json.dumps([[5, {"optimizer.learning_rate": 0.7}]])
    content = content_of(server.post("/api/export", {"query": query}).text)
    assert content["opened"]["experiment"]["optimizer"]["learning_rate"] == 0.3
    assert content["frames"][-1]["update"] == 12
    assert content["changes"] == [[5, {"optimizer.learning_rate": 0.7}]]
    assert content["query"] == "?panels=curve&theme=dark&baseline_hide=true"


@pytest.mark.parametrize(
    ("query", "path", "value"),
    [
        ("preset=lucky_or_unlucky&at=5&panels=curve", "seed", 0),
        ("preset=three_arms&at=5&panels=curve&b.lr=0.7", "optimizer.learning_rate", 0.7),
        ("preset=lucky_or_unlucky&at=5&panels=curve&b.optimizer.learning_rate=0.7", "optimizer.learning_rate", 0.7),
    ],
)
def test_an_address_with_two_runs_is_exported_with_both(server: Running, query: str, path: str, value: float) -> None:
    content = content_of(server.post("/api/export", {"query": query}).text)
    found: Any = content["second"]["opened"]["experiment"]
    for name in path.split("."):
        found = found[name]
    if path != "seed":
        assert found == value
        assert content["second"]["opened"]["experiment"]["seed"] == content["opened"]["experiment"]["seed"]
    else:
        assert found != content["opened"]["experiment"]["seed"]
    assert len(content["second"]["frames"]) == len(content["frames"]) == 6


def test_an_address_with_a_second_run_of_its_own_is_exported_as_far_as_the_first_is(server: Running) -> None:
    own = [[4, {"optimizer.learning_rate": 0.5}], [9, {"optimizer.learning_rate": 1.0}]]
    content = content_of(server.post("/api/export", {"query": f"at=6&panels=curve&b.changes={json.dumps(own)}"}).text)
    assert content["second"]["changes"] == own[:1]
    assert content["changes"] == []
    assert len(content["second"]["frames"]) == len(content["frames"]) == 7


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"query": "lr=1", "second": SMALL}, "/query"),
        ({"updates": 10**9}, "/updates"),
        ({"panels": ["world"]}, "/panels"),
        ({"panels": ["<img>"]}, "/panels/0"),
        ({"query": "run=abc"}, "/query"),
        ({"query": "means=nothing"}, "/query"),
        ({"query": "lr=1", "experiment": SMALL}, "/query"),
        ({"changes": [[5, {"nothing": 1}]]}, ""),
        ({"experiment": {"problem": {"kind": "bandit", "means": "x"}}}, "/experiment/problem/means"),
    ],
)
def test_what_cannot_be_exported_is_explained(server: Running, body: dict[str, Any], pointer: str) -> None:
    response = server.post("/api/export", body)
    assert response.status_code == 422, response.text[:300]
    problem = response.json()
    assert any(error["pointer"].startswith(pointer) for error in problem["errors"]), problem
