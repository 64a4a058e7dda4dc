"""A run as a table: which frames there are, and what their columns hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.runs import Experiment, open_run
from policyscope.runs.tables import RECORD_STREAMS, TABLE_STREAMS, csv_header, csv_row, frames
from tests.lost import loses_itself

NOISY = Experiment.model_validate({"problem": {"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 1.0}})
CHAIN = Experiment.model_validate({"problem": {"kind": "chain", "length": 2}})


class Counting:
    """Stands in for a run: it only counts."""

    finite = True

    def __init__(self) -> None:
        self.step = 0
        self.asked: list[int] = []

    def advance(self, n: int, streams: frozenset[str]) -> dict[str, Any]:
        self.asked.append(n)
        self.step += n
        return {"step": self.step, "streams": streams}


@given(updates=st.integers(0, 200), every=st.integers(1, 50))
def test_frames_come_at_a_regular_pace_and_the_last_one_in_any_case(updates: int, every: int) -> None:
    steps = [frame["step"] for frame in frames(Counting(), updates, every)]
    assert steps == [*range(0, updates, every), updates]
    assert len(steps) == 1 + -(-updates // every)


def test_a_frame_is_computed_only_when_it_is_asked_for() -> None:
    run = Counting()
    moments = frames(run, 1000, 10)
    assert (next(moments)["step"], next(moments)["step"]) == (0, 10)
    assert run.asked == [0, 10]


def test_a_table_ends_with_the_update_that_loses_theta() -> None:
    run = open_run(NOISY)
    loses_itself(run, after=7)
    recorded = list(frames(run, 100, 5, TABLE_STREAMS))
    assert [frame["step"] for frame in recorded] == [0, 5, 7]


@pytest.mark.parametrize("experiment", [NOISY, CHAIN])
def test_the_pace_changes_no_number(experiment: Experiment) -> None:
    fine = {frame["step"]: csv_row(frame) for frame in frames(open_run(experiment), 12, 1, TABLE_STREAMS)}
    coarse = {frame["step"]: csv_row(frame) for frame in frames(open_run(experiment), 12, 5, TABLE_STREAMS)}
    assert list(coarse) == [0, 5, 10, 12]
    mean_return = csv_header(next(frames(open_run(experiment), 0, 1, TABLE_STREAMS))).index("mean_return")
    for step, row in coarse.items():
        # A coarser frame's mean return is that of more episodes; everything else is the same number.
        assert [x for i, x in enumerate(row) if i != mean_return] == [x for i, x in enumerate(fine[step]) if i != mean_return]


def test_every_column_holds_what_its_name_says() -> None:
    first, last = frames(open_run(CHAIN), 3, 3, RECORD_STREAMS)
    row = dict(zip(csv_header(last), csv_row(last), strict=True))
    assert row["step"] == 3
    assert row["value"] == last["exact"]["value"]
    assert row["mean_return"] == last["block"]["mean_return"]
    assert [row[f"theta_{i}"] for i in range(len(last["theta"]))] == list(last["theta"])
    probabilities = np.asarray(last["probabilities"])
    for (state, action), probability in np.ndenumerate(probabilities):
        assert row[f"probability_{state}_{action}"] == probability
    assert csv_row(first)[csv_header(first).index("mean_return")] is None


def test_columns_without_their_stream_are_left_out() -> None:
    (frame,) = frames(open_run(NOISY), 0, 1, frozenset())
    assert csv_header(frame) == ["step", "mean_return", "theta_0", "theta_1", "theta_2"]
    assert csv_row(frame) == [0, None, 0.0, 0.0, 0.0]
