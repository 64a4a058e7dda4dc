"""Whatever a page says, the server answers and goes on: hypothesis talks to a real socket."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from policyscope.runs import STREAMS
from policyscope.web.live.client_messages import CLIENT_MESSAGES
from policyscope.web.live.server_messages import SERVER_MESSAGES
from tests.web.kit import BANDIT, Page, Running

ANSWERS = {model.model_fields["type"].annotation.__args__[0]: TypeAdapter(model) for model in SERVER_MESSAGES}  # type: ignore[union-attr]
KINDS = [model.model_fields["type"].annotation.__args__[0] for model in CLIENT_MESSAGES]  # type: ignore[union-attr]

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
NUMBERS = st.integers(-(2**70), 2**70) | st.floats(allow_nan=True, allow_infinity=True) | st.integers(-3, 5)
LEAVES = st.none() | st.booleans() | NUMBERS | TEXT
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=8)
PATHS = (
    st.sampled_from(
        [
            "optimizer.learning_rate",
            "estimator.baseline",
            "estimator.baseline.value",
            "estimator.batch_size",
            "policy.temperature",
            "seed",
            "",
            "a..b",
        ]
    )
    | TEXT
)
KINDS_OF_BASELINE = [
    "none",
    "constant",
    "running_mean",
    "batch_mean",
    "leave_one_out",
    "learned_value",
    "exact_value",
    "optimal_constant",
    "optimal_state",
    "?",
]
BASELINES = st.fixed_dictionaries({"kind": st.sampled_from(KINDS_OF_BASELINE)}, optional={"value": LEAVES, "step_size": LEAVES})
STREAM_LISTS = st.lists(st.sampled_from(sorted(STREAMS)), max_size=4) | st.lists(TEXT, max_size=2) | JSON
EXPERIMENTS = st.fixed_dictionaries(
    {},
    optional={
        "problem": st.fixed_dictionaries(
            {"kind": st.sampled_from(["bandit", "gridworld", "chain", "tabular", "?"])}, optional={"means": JSON}
        ),
        "estimator": st.fixed_dictionaries({"kind": st.just("reinforce")}, optional={"baseline": BASELINES, "batch_size": LEAVES}),
        "initial_theta": JSON,
        "seed": LEAVES,
        "extra": LEAVES,
    },
)
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "open": {
        "experiment": EXPERIMENTS | JSON, "state": TEXT | LEAVES, "subscribe": STREAM_LISTS, "grant": LEAVES,
        "cloud_axes": st.lists(NUMBERS, max_size=3) | JSON,
    },
    "grant": {"frames": LEAVES},
    "play": {"updates_per_second": LEAVES},
    "pause": {"now": JSON},
    "step": {"unit": st.sampled_from(["update", "sample"]) | JSON, "count": st.integers(-2, 50) | LEAVES},
    "control": {"changes": st.dictionaries(PATHS, JSON | BASELINES, max_size=3) | JSON},
    "set_theta": {"theta": st.lists(NUMBERS, min_size=3, max_size=3) | JSON},
    "subscribe": {"streams": STREAM_LISTS, "cloud_axes": st.lists(st.integers(-1, 3), min_size=2, max_size=2) | JSON},
    "reset": {"seed": LEAVES},
}  # fmt: skip


def messages(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Messages of a kind, their fields sometimes right, sometimes missing, sometimes anything."""
    return st.fixed_dictionaries({"type": st.just(kind)}, optional=FIELDS[kind])


def goes_on(page: Page) -> None:
    """Every answer is a documented message, and the socket still does what it should."""
    page.say("pause")
    page.say("step", count=10**9)
    while True:
        answer = page.hear()
        ANSWERS[answer["type"]].validate_python(answer)
        if answer["type"] == "error" and answer["pointer"] == "/count" and "POLICYSCOPE_MAX_STEPS" in answer["detail"]:
            break
    page.say("open", experiment=BANDIT)
    while page.hear()["type"] != "opened":
        pass
    assert page.hear("frame")["update"] == 0


def test_every_kind_of_message_is_fuzzed() -> None:
    assert set(FIELDS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_messages_of_every_kind(server: Running, kind: str) -> None:
    with server.page() as page:
        page.open()

        @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
        @given(st.lists(messages(kind), min_size=1, max_size=4))
        def fuzz(several: list[dict[str, Any]]) -> None:
            for message in several:
                page.socket.send(json.dumps(message))
            goes_on(page)

        fuzz()


def test_texts_that_are_no_messages(server: Running) -> None:
    with server.page() as page:
        page.open()

        @settings(max_examples=60)
        @given(
            TEXT | JSON.map(json.dumps) | st.sampled_from(["[" * 5000, '{"type":"open","experiment":' + "[" * 5000, '{"type":"\\ud800"}'])
        )
        def fuzz(text: str) -> None:
            page.socket.send(text)
            assert page.hear("error")["detail"]

        fuzz()
        goes_on(page)
