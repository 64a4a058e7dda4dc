"""The HTTP API: answers are those of `runs`, and every error is a problem that says what to do."""

from __future__ import annotations

import csv
import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.runs import (
    EstimatesRequest,
    ExactRequest,
    LandscapeRequest,
    catalog,
    estimates,
    exact_answer,
    landscape_answer,
    open_run,
    parse_experiment,
    script,
)
from policyscope.runs.tables import frames
from policyscope.web.errors import Problem
from policyscope.web.live.server_messages import Frame
from policyscope.web.replies import EstimatesReply, ExactReply, GaussianExactReply, LandscapeReply
from tests.web.kit import BANDIT, Running, fetch, serving

PROBLEM = {"kind": "bandit", "means": [1.0, 0.7, 0.0]}
THETA = [0.0, 0.5, 1.0]
GAUSSIAN = {"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian", "learn_sigma": True}}
QUESTIONS: list[tuple[str, dict[str, Any], Any, Any, Any]] = [
    ("/api/exact", {"problem": PROBLEM, "theta": THETA}, ExactRequest, exact_answer, ExactReply),
    (
        "/api/estimates",
        {"problem": PROBLEM, "theta": THETA, "estimators": [{"kind": "reinforce"}, {"kind": "exact"}], "samples": 50, "return_samples": 3},
        EstimatesRequest, estimates, EstimatesReply,
    ),
    (
        "/api/landscape",
        {"problem": PROBLEM, "x_direction": [1.0, 0.0, 0.0], "y_direction": [0.0, 1.0, 0.0], "resolution": 5},
        LandscapeRequest, landscape_answer, LandscapeReply,
    ),
    ("/api/exact", {**GAUSSIAN, "theta": [0.5, 0.1]}, ExactRequest, exact_answer, GaussianExactReply),
    (
        "/api/estimates",
        {**GAUSSIAN, "estimators": [{"kind": "pathwise"}, {"kind": "measure_valued"}], "samples": 20, "return_samples": 2},
        EstimatesRequest, estimates, EstimatesReply,
    ),
    (
        "/api/landscape",
        {**GAUSSIAN, "x_direction": [1.0, 0.0], "y_direction": [0.0, 1.0], "resolution": 4},
        LandscapeRequest, landscape_answer, LandscapeReply,
    ),
]  # fmt: skip
POSTS = [path for path, *_ in QUESTIONS] + ["/api/runs", "/api/studies", "/api/script"]
BODIES = [*POSTS, "/api/export"]


def plain(answer: object) -> Any:
    return json.loads(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY))


def problem_of(response: Any, status: int) -> Problem:
    """The response is a problem of that status, and nothing but a problem."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in response.text
    found = Problem.model_validate(response.json())
    assert found.status == status
    assert found.title
    assert found.detail
    return found


@pytest.mark.parametrize(("path", "body", "model", "answer", "reply"), QUESTIONS)
def test_an_answer_is_that_of_runs(server: Running, path: str, body: dict[str, Any], model: Any, answer: Any, reply: Any) -> None:
    response = server.post(path, body)
    assert response.status_code == 200
    assert response.json() == plain(answer(model.model_validate(body)))
    reply.model_validate(response.json())


def test_a_script_is_python_as_text(server: Running) -> None:
    body = {"experiment": BANDIT, "updates": 30, "changes": [[10, {"optimizer.learning_rate": 0.3, "theta": [0.0] * 3}]]}
    response = server.post("/api/script", body)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/x-python; charset=utf-8")
    assert response.text == script(parse_experiment(BANDIT), 30, [(10, {"optimizer.learning_rate": 0.3, "theta": [0.0] * 3})])
    found = problem_of(server.post("/api/script", {"experiment": {"policy": {"kind": "mlp"}}}), 422)
    assert found.errors[0].pointer == "/experiment/policy/kind"
    found = problem_of(server.post("/api/script", {"changes": [[10, {"theta": "x"}]]}), 422)
    assert found.errors[0].pointer.startswith("/changes/0")


def test_the_catalog_is_asked_for_once(server: Running) -> None:
    first = server.get("/api/catalog")
    assert first.json() == plain(catalog())
    again = server.get("/api/catalog", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


BONUS = {"kind": "reinforce", "entropy_bonus": 0.5}


@pytest.mark.parametrize(
    "experiment",
    [
        BANDIT, {**BANDIT, "estimator": BONUS}, {**GAUSSIAN, "estimator": BONUS},
        {**GAUSSIAN, "estimator": {"kind": "measure_valued", "batch_size": 3}},
    ],
)  # fmt: skip
def test_a_recorded_run_is_the_run_itself(server: Running, experiment: dict[str, Any]) -> None:
    response = server.post("/api/runs", {"experiment": experiment, "updates": 25, "every": 10})
    assert response.headers["content-type"] == "application/x-ndjson"
    recorded = [json.loads(line) for line in response.text.splitlines()]
    assert [frame["update"] for frame in recorded] == [0, 10, 20, 25]
    run = open_run(parse_experiment(experiment))
    for frame in recorded:
        Frame.model_validate(frame)
        assert frame["theta"] == run.advance(frame["block"]["updates"], frozenset())["theta"].tolist()


def test_a_recorded_run_as_a_table(server: Running) -> None:
    body = {"experiment": BANDIT, "updates": 4, "every": 2}
    response = server.post("/api/runs", body, headers={"Accept": "text/csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(response.text.splitlines()))
    recorded = [json.loads(line) for line in server.post("/api/runs", body).text.splitlines()]
    assert [int(row["update"]) for row in rows] == [0, 2, 4]
    assert [float(row["theta_1"]) for row in rows] == [frame["theta"][1] for frame in recorded]
    assert [float(row["value"]) for row in rows] == [frame["exact"]["value"] for frame in recorded]


def test_a_recorded_ensemble_has_all_its_runs(server: Running) -> None:
    body = {"experiment": {**BANDIT, "runs": 5}, "updates": 4, "every": 2}
    recorded = [json.loads(line) for line in server.post("/api/runs", body).text.splitlines()]
    assert recorded == plain(list(frames(open_run(parse_experiment(body["experiment"])), 4, 2)))
    for frame in recorded:
        Frame.model_validate(frame)
    assert [len(recorded[-1]["ensemble"][name]) for name in ("theta", "values")] == [5, 5]
    text = server.post("/api/runs", body, headers={"Accept": "text/csv"}).text
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["update"], row["run"]) for row in rows] == [("0", "0"), ("2", "0"), *(("4", str(run)) for run in range(5))]
    assert [float(row["value"]) for row in rows[2:]] == recorded[-1]["ensemble"]["values"]
    assert float(rows[1]["value_q10"]) == recorded[1]["quantiles"]["values"]["quantiles"][0]


def test_the_frames_of_a_recording_are_described(server: Running) -> None:
    content = server.get("/openapi.json").json()["paths"]["/api/runs"]["post"]["responses"]["200"]["content"]
    assert content["application/x-ndjson"]["schema"] == {"$ref": "#/components/schemas/Frame"}


def test_a_long_run_comes_whole(server: Running) -> None:
    response = server.post("/api/runs", {"experiment": BANDIT, "updates": 3000})
    assert len(response.text.splitlines()) == 3001


REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("/api/exact", {"problem": {"kind": "bandit", "means": [1.0]}}, "/problem/means", "2"),
    ("/api/exact", {"problem": {"kind": "wheel"}}, "/problem/kind", "bandit"),
    ("/api/exact", {"theta": [1.0]}, "/theta", "3 numbers"),
    ("/api/exact", {"teta": [1.0]}, "/teta", "exists"),
    ("/api/estimates", {"samples": 10**9}, "/samples", "POLICYSCOPE_SAMPLES"),
    ("/api/estimates", {"estimators": [{"kind": "reinforce", "batch_size": 0}]}, "/estimators/0/batch_size", "1"),
    ("/api/landscape", {"x_direction": THETA}, "/y_direction", "default"),
    ("/api/landscape", {"x_direction": THETA, "y_direction": THETA, "resolution": 10**6}, "/resolution", "POLICYSCOPE_RESOLUTION"),
    ("/api/runs", {"updates": 10**9}, "/updates", "POLICYSCOPE_UPDATES"),
    ("/api/runs", {"experiment": {"problem": {"kind": "bandit", "means": [1, "x"]}}}, "/experiment/problem/means/1", "number"),
    ("/api/studies", {"grid": {"optimizer.learning_rate": [0.1] * 1000}}, "/grid", "POLICYSCOPE_STUDY_CELLS"),
    ("/api/studies", {"seeds": 10**6}, "/seeds", "POLICYSCOPE_STUDY_SEEDS"),
    ("/api/studies", {"seeds": 10**4, "updates": 1000, "every": 1}, "/seeds", "POLICYSCOPE_STUDY_NUMBERS"),
    ("/api/studies", {"grid": {"seed": [*range(300)]}, "seeds": 2}, "/grid/seed", "another experiment"),
    (
        "/api/studies",
        {"grid": {"optimizer.learning_rate": [0.1] * 300}, "updates": 1000, "every": 1},
        "/every",
        "POLICYSCOPE_ANSWER_NUMBERS",
    ),
    ("/api/studies", {"grid": {"problem.means": [[1.0] * 9000]}}, "/grid", "16384 characters"),
    ("/api/studies", {"grid": {"optimizer.learning_rate": []}}, "/grid/optimizer/learning_rate", "a list of values"),
    ("/api/studies", {"experiment": {"problem": {"kind": "wheel"}}}, "/experiment/problem/kind", "bandit"),
    ("/api/runs", {"experiment": {"initial_theta": [1.0]}}, "/experiment/initial_theta", "3 numbers"),
]


@pytest.mark.parametrize(("path", "body", "pointer", "said"), REFUSED)
def test_what_cannot_be_used_is_pointed_at(server: Running, path: str, body: dict[str, Any], pointer: str, said: str) -> None:
    found = problem_of(server.post(path, body), 422)
    assert found.errors[0].pointer == pointer
    assert said in found.detail
    assert found.type == ("/docs#limit-exceeded" if "POLICYSCOPE_" in said else "/docs#invalid-input")


def test_every_wrong_field_is_listed(server: Running) -> None:
    found = problem_of(server.post("/api/exact", {"theta": "x", "problem": {"kind": "bandit", "means": "y"}}), 422)
    assert {error.pointer for error in found.errors} >= {"/theta", "/problem/means"}


@pytest.mark.parametrize("path", BODIES)
def test_bodies_that_are_not_json(server: Running, path: str) -> None:
    headers = {"Content-Type": "application/json"}
    for content in (b"", b"{", b"\xff\xfe", b"[" * 100_000, b"1" * 10_000, b'"text"', b"[]"):
        problem_of(server.post(path, None, headers=headers) if content == b"" else _send(server, path, content, headers), 422)
    problem_of(_send(server, path, b"{}", {"Content-Type": "text/plain"}), 415)
    problem_of(_send(server, path, b"{}", {}), 415)


@pytest.mark.parametrize("path", BODIES)
def test_bodies_that_are_too_long(server: Running, path: str) -> None:
    most = server.services.settings.body_bytes
    for content in (b" " * (most + 1), iter([b" " * (most // 2)] * 3)):
        found = problem_of(_send(server, path, content, {"Content-Type": "application/json"}), 413)
        assert "POLICYSCOPE_BODY_BYTES" in found.detail


def _send(server: Running, path: str, content: Any, headers: dict[str, str]) -> Any:

    return fetch("POST", server.url + path, content=content, headers=headers)


@pytest.mark.parametrize("path", ["/nowhere", "/api/nowhere", "/static/nowhere.js", "/assets/plotly-0.min.js"])
def test_unknown_paths(server: Running, path: str) -> None:
    assert "/docs" in problem_of(server.get(path), 404).detail


@pytest.mark.parametrize("path", [*BODIES, "/api/live"])
def test_wrong_methods(server: Running, path: str) -> None:
    problem_of(server.get(path), 426 if path == "/api/live" else 405)


def test_a_fault_of_ours_is_a_problem_without_a_trace(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(type(server.services.worker_queue), "admitted", broken)
    response = server.post("/api/exact", {})
    assert "secret" not in problem_of(response, 500).detail
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_full_queue_says_come_back() -> None:
    with serving(waiting_requests=1) as server:
        server.services.metrics.requests_waiting = 1
        response = server.post("/api/exact", {})
        assert "POLICYSCOPE_WAITING_REQUESTS" in problem_of(response, 503).detail
        assert response.headers["retry-after"] == "2"


def test_health(server: Running) -> None:
    assert server.get("/healthz").json()["status"] == "ok"
    assert server.get("/readyz").json()["ready"] is True


def test_metrics_count(server: Running) -> None:
    with server.page() as page:
        page.open()
        frames = len(page.play(5))
        page.ask("step", count=0)
        lines = dict(line.rsplit(" ", 1) for line in server.get("/metrics").text.splitlines() if not line.startswith("#"))
    assert float(lines["policyscope_sessions"]) >= 1
    assert float(lines["policyscope_frames_total"]) >= frames
    assert float(lines["policyscope_kernel_seconds_total"]) > 0
    assert lines['policyscope_lateness_seconds_bucket{le="+Inf"}'] == lines["policyscope_lateness_seconds_count"]
    assert float(lines["policyscope_invalid_messages_total"]) >= 1
    assert lines["policyscope_ready"] == "1"


@pytest.mark.parametrize(("old", "now"), [("two_bumps", "hills"), ("step", "stair")])
def test_a_reward_curve_is_known_by_its_old_name(server: Running, old: str, now: str) -> None:
    asked = [{**GAUSSIAN, "problem": {**GAUSSIAN["problem"], "reward": {"kind": kind}}, "theta": [0.5, 0.1]} for kind in (old, now)]
    answers = [server.post("/api/exact", body) for body in asked]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


LEAVES = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=10
)
NAMES = [
    "problem",
    "policy",
    "objective",
    "theta",
    "estimators",
    "samples",
    "origin",
    "x_direction",
    "y_direction",
    "experiment",
    "updates",
]


@pytest.mark.parametrize("path", POSTS)
def test_any_body_is_answered_or_explained(server: Running, path: str) -> None:
    @settings(max_examples=40)
    @given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4) | JSON)
    def fuzz(body: Any) -> None:
        response = _send(server, path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        if response.status_code != 200:
            problem_of(response, 422)

    fuzz()
