"""Studies: the same table whatever computes it, in whatever pieces and order, and whoever dies on the way."""

from __future__ import annotations

import doctest
import os
import signal
import subprocess
import sys
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import policyscope as ps
from policyscope.arrays import Floats
from policyscope.runs import Limits, open_run
from policyscope.studies import Progress
from policyscope.studies.chunks import Chunk, Measured, compute
from policyscope.studies.study import study

BANDIT = ps.experiment(preset="three_arms")
GRID = {"optimizer.learning_rate": [0.1, 2.0], "estimator.baseline": ["none", "running_mean"]}
ASKED: dict[str, Any] = {"seeds": 11, "updates": 12, "every": 5}


@pytest.fixture(scope="module")
def table() -> ps.Study:
    return study(BANDIT, GRID, **ASKED)


def same(one: ps.Study, other: ps.Study) -> bool:
    return one.to_json() == other.to_json() and one.to_csv() == other.to_csv()


class Backwards(Executor):
    """Computes what was handed over last first, and only when it has no more room for waiting."""

    def __init__(self) -> None:
        self.futures: list[tuple[Future[Any], Any, tuple[Any, ...]]] = []

    def submit(self, call: Any, /, *arguments: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.futures.append((future, call, arguments))
        if len(self.futures) >= 4:
            while self.futures:
                last, work, given = self.futures.pop()
                last.set_result(work(*given))
        return future


class Dying(Executor):
    """Computes some chunks, then its workers die."""

    def __init__(self, after: int) -> None:
        self.left = after

    def submit(self, call: Any, /, *arguments: Any, **_: Any) -> Future[Any]:
        if self.left < 0:
            raise BrokenExecutor("dead")
        future: Future[Any] = Future()
        self.left -= 1
        if self.left < 0:
            future.set_exception(BrokenExecutor("dying"))
        else:
            future.set_result(call(*arguments))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.left = -1


def test_the_example_in_its_docstring_runs() -> None:
    (example,) = doctest.DocTestFinder(recurse=False).find(study, "study", globs={})
    assert doctest.DocTestRunner().run(example) == (0, 4)
    assert ps.study is study


def test_a_cells_numbers_are_those_of_its_single_runs(table: ps.Study) -> None:
    changes = {"optimizer.learning_rate": 0.1, "estimator.baseline": "running_mean"}
    values = np.empty((4, 11))
    for k in range(11):
        run = open_run(
            ps.experiment(BANDIT, seed=BANDIT.seed + k, **{"optimizer.learning_rate": 0.1, "estimator.baseline": "running_mean"})
        )
        for t, updates in enumerate((0, 5, 5, 2)):
            values[t, k] = run.advance(updates, frozenset({"exact"}))["exact"]["value"]
    cell = table.cells[1]
    assert cell.changes == changes
    assert table.update.tolist() == [0, 5, 10, 12]
    np.testing.assert_allclose(cell.mean, values.mean(axis=1), rtol=1e-14)
    np.testing.assert_allclose(cell.standard_error, values.std(axis=1, ddof=1) / np.sqrt(11), rtol=1e-9, atol=1e-16)
    np.testing.assert_allclose(cell.quantiles, np.quantile(values, [0.1, 0.25, 0.5, 0.75, 0.9], axis=1).T, rtol=1e-14)
    assert cell.lost.tolist() == [0, 0, 0, 0]
    assert sum(cell.ended.values()) == 11


@pytest.mark.parametrize("chunk", [1, 4, 11, 1000])
def test_chunks_do_not_show(table: ps.Study, chunk: int) -> None:
    assert same(study(BANDIT, GRID, chunk=chunk, **ASKED), table)


def test_the_order_of_completion_does_not_show(table: ps.Study) -> None:
    assert same(study(BANDIT, GRID, chunk=3, executor=Backwards(), **ASKED), table)


def test_chunks_beyond_a_limit_are_halved(table: ps.Study) -> None:
    assert same(study(BANDIT, GRID, limits=Limits(state_numbers=60), **ASKED), table)


@pytest.mark.parametrize("after", [0, 1, 2])
def test_workers_that_die_are_replaced(table: ps.Study, after: int) -> None:
    left = [after, after, 100]
    assert same(study(BANDIT, GRID, chunk=4, executor=lambda: Dying(left.pop(0)), **ASKED), table)


def test_workers_that_keep_dying_end_the_study() -> None:
    with pytest.raises(BrokenExecutor, match="4 times in a row"):
        study(BANDIT, GRID, executor=lambda: Dying(0), **ASKED)


def test_a_real_worker_process_is_killed_half_way(table: ps.Study) -> None:
    pids: list[int] = []

    def kill(_: Progress) -> None:
        if len(pids) == 1:
            os.kill(next(iter(pool._processes)), signal.SIGKILL)
        pids.append(0)

    with ProcessPoolExecutor(1) as pool:
        found = study(BANDIT, GRID, chunk=2, executor=pool, progress=kill, **ASKED)
    assert len(pids) >= 24
    assert same(found, table)


class Interrupted(Exception):
    """Somebody pressed Ctrl-C."""


def test_an_interrupted_study_goes_on(table: ps.Study, tmp_path: Path) -> None:
    path = tmp_path / "study.jsonl"
    seen: list[Progress] = []

    def interrupt(now: Progress) -> None:
        seen.append(now)
        if len(seen) == 9:
            raise Interrupted

    with pytest.raises(Interrupted):
        study(BANDIT, GRID, chunk=3, output=path, progress=interrupt, **ASKED)
    with path.open("ab") as stream:
        stream.write(b'{"chunk": {"cell": 3, "fir')  # killed while it wrote
    again: list[Progress] = []
    assert same(study(BANDIT, GRID, chunk=4, output=path, progress=again.append, **ASKED), table)
    assert 0 < len(again) < 16, "what was computed is not computed again"
    assert again[-1].runs == again[-1].total == 44
    assert again[-1].cells == 4
    assert same(study(BANDIT, GRID, output=path, progress=again.append, **ASKED), table)
    with pytest.raises(ps.InvalidInput, match="output: expected a file of the same study"):
        study(BANDIT, GRID, output=path, **{**ASKED, "seeds": 12})


def test_a_cell_that_cannot_be_leaves_the_others(table: ps.Study) -> None:
    found = study(BANDIT, {**GRID, "optimizer.learning_rate": [0.1, -1.0, 2.0]}, **ASKED)
    assert [bool(cell.error) for cell in found.cells] == [False, False, True, True, False, False]
    assert "optimizer.learning_rate: expected a number" in found.cells[2].error
    assert np.array_equal(found.cells[4].mean, table.cells[2].mean)
    refused = study(BANDIT, {"problem": ["bandit", "gridworld"]}, measure=only_three, seeds=2, updates=1)
    assert not refused.cells[0].error
    assert refused.cells[1].error.startswith("measure: expected one number for each of 2 runs")
    assert "error" in refused.to_csv().splitlines()[0]


def only_three(theta: Floats, values: Floats) -> Floats:
    return values if theta.shape[1] == 3 else values[:1]


def test_a_measure_of_ones_own() -> None:
    found = study(BANDIT, measure=only_three, **ASKED)
    assert np.array_equal(found.cells[0].mean, study(BANDIT, **ASKED).cells[0].mean)


def test_the_average_over_the_updates_so_far() -> None:
    every = {**ASKED, "every": 1}
    values = study(BANDIT, **every).cells[0].mean
    found = study(BANDIT, measure="average", **every)
    halves = [np.trapezoid(values[: t + 1]) / t for t in range(1, 13)]
    np.testing.assert_allclose(found.cells[0].mean, [values[0], *halves], rtol=1e-13)
    assert found.measure == "average"
    assert found.cells[0].standard_error[-1] > 0
    assert ps.study_figure(study(BANDIT, GRID, measure="average", **ASKED)).data[0].colorbar.title.text == ("mean of J over 12 updates")


def test_a_testbed_for_each_seed_is_the_same_in_every_chunk() -> None:
    testbed = ps.experiment(problem={"kind": "testbed", "arms": 3, "each_run": True})
    whole = study(testbed, seeds=5, updates=4)
    assert same(study(testbed, seeds=5, updates=4, chunk=2), whole)
    assert whole.cells[0].standard_error[0] > 0, "the bandits differ"


def test_runs_that_lose_theta_count_as_lost_whoever_is_the_first_of_a_chunk() -> None:
    def losing(theta: Floats, values: Floats) -> Floats:
        return np.where(theta[:, 0] > 0, np.nan, values)

    found, other = (study(BANDIT, measure=losing, chunk=chunk, **ASKED) for chunk in (1, 11))
    assert same(found, other)
    assert 0 < found.cells[0].lost[-1] < 11


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"seeds": 0}, "seeds: expected a whole number from 1"),
        ({"every": 0}, "every: expected a whole number from 1"),
        ({"measure": "regret"}, "measure: expected value or average"),
        ({"executor": "cluster"}, "executor: expected"),
        ({"chunk": 0}, "chunk: expected"),
        ({"grid": {"seed": [1]}}, "grid.seed"),
        ({"grid": {"optimizer.learning_rate": 0.1}}, "grid.optimizer.learning_rate: expected a list of values"),
    ],
)
def test_what_makes_no_sense_is_refused(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(ps.InvalidInput, match=words):
        study(BANDIT, **asked)


def test_a_chunk_reports_errors_in_words() -> None:
    chunk = Chunk(0, 0, 2, '{"problem": {"kind": "none"}}', (0,), "value", Limits())
    measured = compute(chunk)
    assert isinstance(measured, Measured)
    assert "problem.kind" in measured.error


def test_a_dask_worker_is_killed_half_way(table: ps.Study) -> None:
    """In a process of its own: what a cluster leaves behind as it closes is its affair."""
    script = Path(__file__).with_name("dask_worker_killed.py")
    outcome = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=300)
    assert outcome.stdout.strip() == table.to_json()
    assert "Restarting worker" in outcome.stderr
