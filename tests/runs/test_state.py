"""A run's state as a string: whole, its own, or refused."""

from __future__ import annotations

import base64

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscope.errors import InvalidInput
from policyscope.runs import Experiment, Run, open_run
from policyscope.runs.state import RunState, decode, encode, fingerprint

EXPERIMENT = Experiment.model_validate({"estimator": {"kind": "reinforce", "baseline": {"kind": "running_mean"}, "batch_size": 3}})


def a_run() -> Run:
    run = open_run(EXPERIMENT)
    run.advance(5, frozenset())
    run.sample(frozenset())
    return run


STATE = a_run().state


def refused(state: str, experiment: Experiment = EXPERIMENT) -> None:
    with pytest.raises(InvalidInput) as caught:
        open_run(experiment, state=state)
    assert caught.value.field == "state"
    assert "leave it out to start from the beginning" in caught.value.remedy


def test_it_holds_everything_one_update_leaves_to_the_next() -> None:
    run = a_run()
    state = decode(run.state, fingerprint(EXPERIMENT), 3, 1)
    assert (state.update, state.sample) == (5, 1)
    assert [array.tolist() for array in state.memory] == [array.tolist() for array in run.learner.memory]
    assert state.chance.to_bytes() == run.learner.chance.to_bytes()


def test_it_travels_in_a_url() -> None:
    assert set(STATE) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert a_run().state == STATE


@given(st.integers(0, len(STATE) - 1))
def test_a_truncated_one_is_refused(length: int) -> None:
    refused(STATE[:length])


@given(st.integers(0, len(STATE) - 1), st.sampled_from("AQgw_-x9"))
@settings(max_examples=150)
def test_an_altered_one_is_refused(place: int, letter: str) -> None:
    forged = STATE[:place] + letter + STATE[place + 1 :]
    padded = [text + "=" * (-len(text) % 4) for text in (STATE, forged)]
    if len({base64.urlsafe_b64decode(text) for text in padded}) == 2:  # the last letter has bits that say nothing
        refused(forged)


@given(st.text(max_size=300))
def test_what_was_never_one_is_refused(text: str) -> None:
    refused(text)


@given(st.binary(max_size=300))
def test_bytes_that_were_never_one_are_refused(raw: bytes) -> None:
    refused(base64.urlsafe_b64encode(raw).decode())


@pytest.mark.parametrize(("step", "kept"), [(2**53, True), (2**53 + 1, False), (2**64 - 1, False)])
def test_a_forged_step_is_taken_only_as_far_as_numbers_are_kept_apart(step: int, kept: bool) -> None:
    run = a_run()
    forged = encode(RunState(step, 0, run.learner.memory, run.learner.chance), fingerprint(EXPERIMENT))
    if not kept:
        return refused(forged)
    frame = open_run(EXPERIMENT, state=forged).advance(1, frozenset())
    assert orjson.loads(orjson.dumps(frame, option=orjson.OPT_SERIALIZE_NUMPY))["update"] == step + 1


@pytest.mark.parametrize(
    "change",
    [
        {"problem": {"kind": "bandit", "means": [1.0, 0.7, 0.1]}},
        {"problem": {"kind": "bandit", "means": [1.0, 0.0]}},
        {"policy": {"kind": "softmax", "features": {"kind": "stacked"}}},
    ],
)
def test_one_of_another_problem_or_policy_is_refused(change: dict) -> None:
    refused(STATE, Experiment.model_validate({**EXPERIMENT.model_dump(), **change}))


def test_live_controls_may_differ_from_when_it_was_written() -> None:
    other = Experiment.model_validate(
        {"optimizer": {"kind": "ascent", "learning_rate": 0.9}, "policy": {"kind": "softmax", "temperature": 2.0}, "seed": 7}
    )
    run = open_run(other, state=STATE)
    assert run.update == 5
    assert run.advance(0, frozenset())["sample"] == 0  # a batch of one has nothing to draw ahead


def test_a_state_of_version_0_2_still_opens() -> None:
    """Its frames said ``step`` where they say ``update`` now; what a state holds has not changed."""
    saved = (
        "UFMzdi8a3Rrp-rYFAAAAAAAAAAAAAAABAAAAAwAAAAAAAAAAAAAAAAAAAAAAAAACAAAAWCI2VfH7uz_w9i1gC3eWv56kKn0uXra_"
        "AAAAAAAAFEAAAAAAAAAAAJ3gfgOMUU3CB0lW6UpwHjRZ2XDAWn-IZr_Ois6WGHXELs8R4OKz_r8"
    )
    run = open_run(Experiment(seed=7), state=saved)
    frame = run.advance(0, frozenset())
    assert (frame["update"], frame["step"], run.step) == (5, 5, 5)
    through = open_run(Experiment(seed=7)).advance(5, frozenset())
    assert (through["state"], through["theta"].tolist()) == (saved, frame["theta"].tolist())
