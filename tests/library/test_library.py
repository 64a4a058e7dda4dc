"""`import policyscope as ps`: the same experiment and the same numbers as everywhere, as arrays and figures."""

from __future__ import annotations

import ast
import doctest
import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import policyscope as ps
from policyscope.library.figures import PANELS
from policyscope.library.record import recorded as record_of
from policyscope.library.theme import DARK, LIGHT
from policyscope.runs import Limits, open_run
from policyscope.runs.tables import TABLE_STREAMS, frames
from policyscope.web.tasks import answer, recorded
from tests.lost import loses_itself

MODULES = ("answers", "experiments", "figures", "record", "running", "scripts")
BANDIT = ps.experiment(preset="three_arms")
BELL = ps.experiment(preset="gaussian")
STEERED = ps.experiment(preset="steering")


def over_http(asked: dict[str, Any]) -> str:
    """What ``POST /api/runs`` answers, as CSV."""
    return b"".join(recorded(json.dumps(asked).encode(), True, Limits(), None)).decode()


# -- the names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES)
def test_every_example_in_a_docstring_runs(module: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"policyscope.library.{module}"))
    assert outcome.failed == 0
    assert outcome.attempted or module == "theme"


def test_the_stub_names_what_the_package_offers(root: Path) -> None:
    tree = ast.parse((root / "server/policyscope/__init__.pyi").read_text(encoding="utf-8"))
    named = {(node.module, each.name) for node in tree.body if isinstance(node, ast.ImportFrom) for each in node.names}
    assert named == {(home, name) for name, home in ps._HOME_OF.items()}
    assert set(dir(ps)) == {name for _, name in named} | {"__version__"}
    for name in dir(ps):
        assert getattr(ps, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'ran'"):
        ps.ran  # noqa: B018


def test_every_public_function_says_what_it_takes_and_gives() -> None:
    for name in ("advance", "estimates", "exact", "experiment", "figure", "landscape", "load", "run", "script"):
        text = getattr(ps, name).__doc__ or ""
        assert ">>> import policyscope as ps" in text, name
        assert "Raises:" in text, name


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import sys, policyscope; print([name for name in ('numpy', 'numba', 'pydantic', 'plotly') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout == "[]\n"


def test_playing_does_not_load_plotly() -> None:
    code = "import sys, policyscope as ps; ps.experiment(); print('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout == "False\n"


# -- experiments -----------------------------------------------------------------------------------------------------


def test_an_experiment_by_preset_sections_and_paths() -> None:
    assert ps.experiment() == ps.Experiment()
    changed = ps.experiment(preset="three_arms", seed=4, estimator={"kind": "exact"}, **{"optimizer.learning_rate": 0.3})
    assert (changed.seed, changed.estimator.kind, changed.optimizer.learning_rate) == (4, "exact", 0.3)
    assert ps.experiment(changed, seed=5).optimizer.learning_rate == 0.3
    assert ps.experiment(changed.model_dump(mode="json")) == changed
    assert ps.experiment(problem="short_corridor").problem.kind == "short_corridor"
    assert ps.experiment(**{"estimator.baseline": "running_mean"}).estimator.baseline.kind == "running_mean"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ps.experiment(preset="four_arms"), "preset: expected one of three_arms"),
        (lambda: ps.experiment({}, preset="three_arms"), "preset: expected either"),
        (lambda: ps.experiment(**{"optimizer.learning_rate": -1}), "optimizer.learning_rate: expected a number"),
        (lambda: ps.experiment(learning_rate=1), "optimizer.learning_rate"),
        (lambda: ps.run(BANDIT, -1), "updates: expected a whole number ≥ 0, got -1"),
        (lambda: ps.run(BANDIT, 2.5), "updates: expected a whole number ≥ 0, got 2.5"),
        (lambda: ps.run(BANDIT, 10, every=0), "every: expected a whole number ≥ 1"),
        (lambda: ps.run(BANDIT, 100, limits=Limits(updates=10)), "updates: expected at most 10"),
        (lambda: ps.exact(BANDIT, [1.0]), "theta"),
        (lambda: ps.estimates(BANDIT, estimators=["none_such"]), "estimators.0.kind"),
        (lambda: ps.landscape(BANDIT, x_direction=[1.0]), "x_direction"),
        (lambda: ps.figure(ps.run(BANDIT, 2), "picture"), "panel: expected one of landscape"),  # type: ignore[arg-type]
        (lambda: ps.figure(ps.run(BANDIT, 2), "probabilities", state=1), "state: expected a state from 0 to 0"),
        (lambda: ps.advance(ps.run(BANDIT, 10, every=5), at=4), "at: expected an update that was kept, got 4. The nearest one is 5"),
        (lambda: ps.advance(ps.run(BANDIT, 2), {"seed": 3}), "seed"),
    ],
)
def test_errors_are_of_one_type_and_name_the_field(call: Any, words: str) -> None:
    with pytest.raises(ps.InvalidInput, match=re.escape(words)):
        call()


# -- runs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{}, {"runs": 5}, {"estimator.entropy_bonus": 0.1}])
@pytest.mark.parametrize(
    "start", [BANDIT, BELL, STEERED, ps.experiment(problem="short_corridor", optimizer={"kind": "ascent", "learning_rate": 0.01})]
)
def test_a_run_has_the_numbers_of_the_http_interface(start: ps.Experiment, changes: dict[str, Any]) -> None:
    chosen = ps.experiment(start, **changes)
    record = ps.run(chosen, updates=24, every=7)
    assert record.to_csv() == over_http({"experiment": chosen.model_dump(mode="json"), "updates": 24, "every": 7})
    assert record.update.tolist() == [0, 7, 14, 21, 24]
    assert len(record) == 5
    assert record.theta.shape == record.gradient.shape == (5, len(record.theta[0]))
    assert (record.probabilities is None) == (start in (BELL, STEERED))
    assert (record.sigma is not None) == (record.means is not None) == (start in (BELL, STEERED))
    for several in (record.value_mean, record.value_quantiles, record.lost, record.end_value):
        assert (several is not None) == ("runs" in changes)


def test_answers_are_those_of_the_http_interface() -> None:
    theta = np.array([0.2, -0.1, 0.4])
    shared = {"problem": BANDIT.problem.model_dump(mode="json"), "theta": theta.tolist()}

    def posted(question: str, asked: dict[str, Any]) -> Any:
        return json.loads(b"".join(answer(question, json.dumps(asked).encode(), Limits())))

    assert ps.exact(BANDIT, theta)["gradient"].tolist() == posted("exact", shared)["gradient"]
    asked = {**shared, "estimators": [{"kind": "reinforce"}], "samples": 50, "seed": BANDIT.seed, "return_samples": 3}
    ours = ps.estimates(BANDIT, theta, ["reinforce"], 50, return_samples=3)["estimates"][0]
    theirs = posted("estimates", asked)["estimates"][0]
    assert ours["mean"].tolist() == theirs["mean"]
    assert ours["samples"].tolist() == theirs["samples"]
    plane = {"x_direction": [1, 0, 0], "y_direction": [0, 1, 0], "origin": theta.tolist(), "resolution": 7}
    surface = ps.landscape(BANDIT, theta, resolution=7)["value"].tolist()
    assert surface == posted("landscape", {"problem": shared["problem"], **plane})["value"]


def test_going_on_is_the_longer_run() -> None:
    whole, first = ps.run(BANDIT, 60, every=20), ps.run(BANDIT, 40, every=20)
    assert np.array_equal(ps.advance(first, updates=20, every=20).theta[-1], whole.theta[-1])
    assert np.array_equal(ps.advance(whole, updates=20, at=20, every=20).theta, whole.theta[1:3])
    changed = ps.advance(whole, {"optimizer.learning_rate": 0.01}, 20, at=20)
    assert changed.experiment.optimizer.learning_rate == 0.01  # type: ignore[union-attr]
    assert not np.array_equal(changed.theta[-1], whole.theta[2])


def test_a_record_is_kept_as_a_file(tmp_path: Path) -> None:
    record = ps.run(ps.experiment(BANDIT, runs=3), 10, every=5)
    record.save(tmp_path / "run")
    again = ps.load(tmp_path / "run")
    assert again.experiment == record.experiment
    assert again.states == record.states
    assert again.to_csv() == record.to_csv(tmp_path / "run.csv") == (tmp_path / "run.csv").read_text(encoding="utf-8")
    assert json.loads(record.to_json(tmp_path / "run.json"))["theta"] == record.theta.tolist()
    assert "3 moments, updates 0 to 10" in repr(again)
    with pytest.raises(ValueError, match="read-only"):
        record.theta[0] = 0


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + 18 * b"\0"])
def test_a_file_that_is_no_record_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "run").write_bytes(content)
    with pytest.raises(ps.InvalidInput, match=re.escape("path: expected a file that Record.save wrote")):
        ps.load(tmp_path / "run")


def test_a_run_that_loses_theta_ends_there() -> None:
    run = open_run(BANDIT)
    loses_itself(run, after=7)
    record = record_of(BANDIT, list(frames(run, 20, 5, TABLE_STREAMS)))
    assert record.update.tolist() == [0, 5, 7]
    assert record.to_csv().splitlines()[-1].startswith("7,nan")
    with pytest.raises(ps.InvalidInput, match="no longer finite"):
        ps.advance(record, updates=1)


# -- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("panel", sorted(PANELS))
@pytest.mark.parametrize("dark", [False, True])
def test_a_figure_shows_the_record_in_the_pages_colours(panel: Any, dark: bool) -> None:
    record = ps.run(ps.experiment(BANDIT, runs=4), 30)
    drawn = ps.figure(record, panel, dark=dark)
    theme = DARK if dark else LIGHT
    assert drawn.layout.paper_bgcolor == theme.paper
    traces = {trace.name: trace for trace in drawn.data}
    if panel == "probabilities":
        assert np.array_equal(drawn.data[1].y, record.probabilities[:, 0, 1])  # type: ignore[index]
        assert [trace.line.color for trace in drawn.data] == list(theme.actions[:3])
    elif panel == "curve":
        assert np.array_equal(traces["exact J"].y, record.value)
        assert np.array_equal(traces["median and 10 to 90 % of 4 runs"].y, record.value_quantiles[:, 2])  # type: ignore[index]
    elif panel == "cloud":
        assert len(traces["estimates of single episodes"].x) == 200
        assert list(traces["exact ∇J"].x)[1] == record.gradient[-1, 0]
    else:
        assert len(traces["trajectory"].x) == len(record)
        assert traces["trajectory"].line.color == theme.trail


def test_figures_of_other_experiments() -> None:
    bell = ps.run(BELL, 5)
    assert ps.figure(bell, "landscape").layout.xaxis.title.text
    with pytest.raises(ps.InvalidInput, match="panel: expected a policy over discrete actions"):
        ps.figure(bell, "probabilities")
    board = ps.run(ps.experiment(problem="gridworld"), 3)
    assert ps.figure(board, "landscape").layout.xaxis.title.text == "along the exact gradient"
    with pytest.raises(ps.InvalidInput, match="panel: expected three actions"):
        ps.figure(board, "simplex")


def test_the_colours_are_the_pages(root: Path) -> None:
    text = (root / "static/css/theme.css").read_text(encoding="utf-8")
    blocks = [dict(re.findall(r"--([\w-]+): ([^;]+);", block)) for block in text.split("{")]
    light, dark, *_ = [block for block in blocks if "paper" in block]
    for theme, css in ((LIGHT, light), (DARK, dark)):
        for name in ("paper", "ink", "quiet", "line", "grid", "accent", "exact", "estimate", "trail"):
            assert getattr(theme, name) == css[name], name
        assert [theme.action(a).color for a in range(8)] == [css[f"action-{a}"] for a in range(8)]
        assert " ".join(theme.ramp) == css["ramp"]
    script = (root / "static/js/dom/theme.js").read_text(encoding="utf-8")
    for look in (LIGHT.action(a) for a in range(8)):
        assert f'"{look.symbol}"' in script
        assert f'"{look.dash}"' in script
    assert LIGHT.action(8).symbol != LIGHT.action(0).symbol


# -- the guide -------------------------------------------------------------------------------------------------------


def test_the_guide_runs_and_needs_no_other_import(root: Path) -> None:
    text = (root / "docs/python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 5
    assert re.findall(r"^(?:import|from) .*$", "\n".join(blocks), re.MULTILINE) == ["import policyscope as ps"]
    exec(compile("\n".join(blocks), "docs/python.md", "exec"), {})
