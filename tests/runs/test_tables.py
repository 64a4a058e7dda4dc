"""A run as a table: which frames there are, and what their columns hold."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscope.runs import Experiment, Limits, open_run
from policyscope.runs.tables import RECORD_STREAMS, TABLE_STREAMS, csv_header, csv_lines, csv_row, csv_rows, frames
from tests.lost import loses_itself

NOISY = Experiment.model_validate({"problem": {"kind": "bandit", "means": [1.0, 0.7, 0.0], "reward_std": 1.0}})
CHAIN = Experiment.model_validate({"problem": {"kind": "chain", "length": 2}})


ENSEMBLE = NOISY.model_copy(update={"runs": 7, "seed": 3})
GAUSSIANS = Experiment.model_validate({"problem": {"kind": "continuous_bandit"}, "policy": {"kind": "gaussian"}, "runs": 3})


class Counting:
    """Stands in for a run: it only counts."""

    finite = True
    every_theta = None

    def __init__(self) -> None:
        self.update = 0
        self.asked: list[int] = []

    def advance(self, n: int, streams: frozenset[str]) -> dict[str, Any]:
        self.asked.append(n)
        self.update += n
        return {"update": self.update, "streams": streams}


@given(updates=st.integers(0, 200), every=st.integers(1, 50))
def test_frames_come_at_a_regular_pace_and_the_last_one_in_any_case(updates: int, every: int) -> None:
    steps = [frame["update"] for frame in frames(Counting(), updates, every)]
    assert steps == [*range(0, updates, every), updates]
    assert len(steps) == 1 + -(-updates // every)


def test_a_frame_is_computed_only_when_it_is_asked_for() -> None:
    run = Counting()
    moments = frames(run, 1000, 10)
    assert (next(moments)["update"], next(moments)["update"]) == (0, 10)
    assert run.asked == [0, 10]


def test_a_table_ends_with_the_update_that_loses_theta() -> None:
    run = open_run(NOISY)
    loses_itself(run, after=7)
    recorded = list(frames(run, 100, 5, TABLE_STREAMS))
    assert [frame["update"] for frame in recorded] == [0, 5, 7]


@pytest.mark.parametrize("experiment", [NOISY, CHAIN])
def test_the_pace_changes_no_number(experiment: Experiment) -> None:
    fine = {frame["update"]: csv_row(frame) for frame in frames(open_run(experiment), 12, 1, TABLE_STREAMS)}
    coarse = {frame["update"]: csv_row(frame) for frame in frames(open_run(experiment), 12, 5, TABLE_STREAMS)}
    assert list(coarse) == [0, 5, 10, 12]
    mean_return = csv_header(next(frames(open_run(experiment), 0, 1, TABLE_STREAMS))).index("mean_return")
    for step, row in coarse.items():
        # A coarser frame's mean return is that of more episodes; everything else is the same number.
        assert [x for i, x in enumerate(row) if i != mean_return] == [x for i, x in enumerate(fine[step]) if i != mean_return]


def test_every_column_holds_what_its_name_says() -> None:
    first, last = frames(open_run(CHAIN), 3, 3, RECORD_STREAMS)
    row = dict(zip(csv_header(last), csv_row(last), strict=True))
    assert row["update"] == 3
    assert row["value"] == last["exact"]["value"]
    assert row["mean_return"] == last["block"]["mean_return"]
    assert [row[f"theta_{i}"] for i in range(len(last["theta"]))] == list(last["theta"])
    probabilities = np.asarray(last["probabilities"])
    for (state, action), probability in np.ndenumerate(probabilities):
        assert row[f"probability_{state}_{action}"] == probability
    assert csv_row(first)[csv_header(first).index("mean_return")] is None


def test_columns_without_their_stream_are_left_out() -> None:
    (frame,) = frames(open_run(NOISY), 0, 1, frozenset())
    assert csv_header(frame) == ["update", "mean_return", "theta_0", "theta_1", "theta_2"]
    assert csv_row(frame) == [0, None, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("experiment", [ENSEMBLE, CHAIN.model_copy(update={"runs": 3}), GAUSSIANS])
def test_several_runs_say_how_they_are_spread_and_where_each_ended(experiment: Experiment) -> None:
    whole, alone = list(frames(open_run(experiment), 6, 4)), [
        list(frames(open_run(experiment.model_copy(update={"runs": 1, "seed": experiment.seed + r})), 6, 4)) for r in range(experiment.runs)
    ]  # fmt: skip
    for at, frame in enumerate(whole):
        values = np.array([run[at]["exact"]["value"] for run in alone])
        assert frame["quantiles"]["values"]["mean"] == pytest.approx(values.mean())
        np.testing.assert_array_equal(frame["quantiles"]["values"]["quantiles"], np.quantile(values, [0.1, 0.25, 0.5, 0.75, 0.9]))
        assert frame["quantiles"]["lost"] == 0
        assert ("ensemble" in frame) == (at == len(whole) - 1)
        if experiment is ENSEMBLE:
            likely = np.array([run[at]["probabilities"][0] for run in alone])
            np.testing.assert_array_equal(frame["quantiles"]["probabilities"]["quantiles"][2], np.median(likely, axis=0))
        else:
            assert frame["quantiles"]["probabilities"] is None
    ended = whole[-1]["ensemble"]
    np.testing.assert_array_equal(ended["theta"], [run[-1]["theta"] for run in alone])
    np.testing.assert_array_equal(ended["values"], [run[-1]["exact"]["value"] for run in alone])
    assert all(frame["quantiles"] is None for frame in alone[0])


@pytest.mark.parametrize("experiment", [ENSEMBLE, GAUSSIANS])
def test_a_table_of_several_runs_ends_with_a_row_for_each(experiment: Experiment) -> None:
    moments = list(frames(open_run(experiment), 4, 2, TABLE_STREAMS))
    header = csv_header(moments[0])
    rows = [dict(zip(header, row, strict=True)) for frame in moments for row in csv_rows(frame)]
    assert [(row["update"], row["run"]) for row in rows] == [(0, 0), (2, 0), *((4, run) for run in range(experiment.runs))]
    last, ended = rows[2:], moments[-1]["ensemble"]
    assert [row["value"] for row in last] == list(ended["values"])
    assert [[row[f"theta_{i}"] for i in range(len(moments[0]["theta"]))] for row in last] == ended["theta"].tolist()
    assert last[0]["value_q50"] == np.median(ended["values"])
    assert last[0]["value_mean"] == np.mean(ended["values"])
    assert last[1]["value_q50"] is None
    if ended["probabilities"] is not None:
        assert [row["probability_0_2"] for row in last] == ended["probabilities"][:, 2].tolist()
        assert last[0]["probability_0_2_q90"] == np.quantile(ended["probabilities"][:, 2], 0.9)


def test_lost_runs_are_counted_and_left_out() -> None:
    run = open_run(ENSEMBLE)
    run.learner.memory.theta[2] = np.nan
    frame = run.advance(0, frozenset({"quantiles", "ensemble"}))
    there = np.delete(frame["ensemble"]["values"], 2)
    assert frame["quantiles"]["lost"] == 1
    assert frame["quantiles"]["values"]["mean"] == there.mean()
    run.learner.memory.theta[:] = np.nan
    spread = run.advance(0, frozenset({"quantiles", *TABLE_STREAMS}))
    assert spread["quantiles"]["lost"] == 7
    assert np.isnan(spread["quantiles"]["values"]["quantiles"]).all()
    assert len(csv_row(spread)) == len(csv_header(spread))


def test_where_every_run_ended_comes_with_the_update_that_loses_theta_too() -> None:
    run = open_run(ENSEMBLE)
    loses_itself(run, after=3)
    *_, last = frames(run, 10, 5)
    assert (last["update"], last["quantiles"]["lost"]) == (3, 1)
    assert len(last["ensemble"]["values"]) == 7


def test_thetas_beyond_the_limit_on_an_answers_numbers_are_left_out() -> None:
    run = open_run(ENSEMBLE, Limits(answer_numbers=20))
    *_, last = frames(run, 2, 2, TABLE_STREAMS)
    assert last["ensemble"]["theta"] is None
    assert csv_rows(last)[1][csv_header(last).index("theta_0")] is None


@pytest.mark.parametrize("experiment", [NOISY, CHAIN, ENSEMBLE, GAUSSIANS], ids=["bandit", "chain", "ensemble", "gaussian"])
def test_lines_of_csv_hold_every_number_to_its_last_digit(experiment: Experiment) -> None:
    recorded = list(frames(open_run(experiment), 20, 10, TABLE_STREAMS))
    lines = b"".join(csv_lines(frame, header=i == 0) for i, frame in enumerate(recorded))
    assert lines.endswith(b"\n")
    assert not set(b'\r"') & set(lines)
    header, *rows = csv.reader(io.StringIO(lines.decode(), newline=""))
    assert header == csv_header(recorded[0])
    assert [[float(cell) if cell else None for cell in row] for row in rows] == [row for frame in recorded for row in csv_rows(frame)]


def test_lines_of_csv_leave_cells_without_a_number_empty() -> None:
    frame = open_run(NOISY).advance(0, frozenset())
    assert csv_lines(frame, header=True) == b"update,mean_return,theta_0,theta_1,theta_2\n0,,0.0,0.0,0.0\n"
